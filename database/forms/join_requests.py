"""What staff type about requests to join, and about the codes in joining links."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from database.models import ConsentMethod, SourceCode
from vef.common import clock
from vef.common.forms import DateField


class ConfirmJoinForm(forms.Form):
    """How somebody told us themselves that they want to join."""

    method = forms.ChoiceField(
        label=_("How did they tell us?"),
        choices=[
            (method.value, method.label)
            for method in (ConsentMethod.PHONE, ConsentMethod.PAPER, ConsentMethod.IN_PERSON)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )


class CloseJoinForm(forms.Form):
    """Why a request goes without being confirmed."""

    reason = forms.CharField(
        label=_("Why are you closing it?"),
        help_text=_("Do not write names here."),
        max_length=200,
    )


class SourceCodeForm(forms.Form):
    """A new code: who will hand it out. Says nothing of whoever joins by it."""

    label = forms.CharField(
        label=_("Who hands it out, or where?"),
        help_text=_(
            "Such as a service, an event with its place and date, or a leaflet. Only the office "
            "sees this. Do not write the names of people here."
        ),
        max_length=120,
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=SourceCode.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers.")},
    )
    ends_on = DateField(
        label=_("Last day, if there is one"),
        help_text=_("After it the link still works; it only no longer counts for this code."),
        required=False,
    )

    def clean_ends_on(self) -> date | None:
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < clock.today():
            raise ValidationError(_("Enter today's date or a later one."), code="past")
        return day

    def taken(self) -> Any:
        """Say next to the field that another code has this label."""
        self.add_error("label", _("Another code is called this. Choose another name."))
