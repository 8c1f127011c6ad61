"""What staff type to ask members for more."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from database.models import Campaign, EqualityQuestion
from vef.common import clock
from vef.common.forms import DateField, ReasonField

# A page that stays open for longer has been forgotten.
LONGEST = timedelta(days=366)


class CampaignForm(forms.Form):
    """What is asked, of whom it is not yet known, and until when."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Campaign.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    title = forms.CharField(
        label=_("Title"),
        help_text=_("For the office. Nobody who is asked sees it."),
        max_length=160,
        error_messages={"required": _("Enter a title.")},
    )
    questions = forms.ModelMultipleChoiceField(
        EqualityQuestion.objects.filter(is_active=True).order_by("order"),
        label=_("Which questions?"),
        help_text=_("Only for equality questions. Ask no more than you need."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason_cy = forms.CharField(
        label=_("Why we ask, or what has changed, in Welsh"),
        help_text=_("Shown to everybody who is asked, on the page behind the link."),
        max_length=1000,
        widget=forms.Textarea({"lang": "cy", "rows": 3}),
        error_messages={"required": _("Write it in Welsh.")},
    )
    reason_en = forms.CharField(
        label=_("Why we ask, or what has changed, in English"),
        help_text=_("Shown to everybody who is asked, on the page behind the link."),
        max_length=1000,
        widget=forms.Textarea({"lang": "en", "rows": 3}),
        error_messages={"required": _("Write it in English.")},
    )
    closes_on = DateField(
        label=_("Open until the end of which day?"),
        help_text=_("Everybody is asked once. Nobody is reminded."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questions"].label_from_instance = lambda row: row.text  # type: ignore[attr-defined]

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        if day < clock.today():
            raise ValidationError(_("Enter today's date or a later one."), code="past")
        if day > clock.today() + LONGEST:
            raise ValidationError(_("Enter a day within a year from now."), code="far")
        return day

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        if clean.get("kind") == Campaign.Kind.EQUALITY and not clean.get("questions"):
            self.add_error("questions", _("Choose at least one question."))
        if clean.get("kind") in {Campaign.Kind.RENEWAL, Campaign.Kind.TERMS}:
            clean["questions"] = []
        return clean


class CloseForm(forms.Form):
    """Why a campaign ends before its day."""

    reason = ReasonField(label=_("Why do you close it now?"))
