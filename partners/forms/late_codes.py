"""Giving a late code, taking it back, and entering it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation
from partners.services.late_codes import LONGEST
from vef.common import clock
from vef.common.forms import DateField, ReasonField
from vef.common.welsh_order import in_order


class GiveLateCodeForm(forms.Form):
    """For whom, until when and why."""

    organisation = forms.TypedChoiceField(
        label=_("For which organisation?"),
        error_messages={"required": _("Choose an organisation.")},
    )
    expires_on = DateField(
        label=_("Until the end of which day?"),
        help_text=_("At most 28 days from today. The code works once."),
        error_messages={"required": _("Say until when the code works.")},
    )
    reason = ReasonField(
        label=_("Why may they submit late?"),
        help_text=_(
            "It stays with the request, and the partner can read it. "
            "Leave out names and private things."
        ),
        error_messages={"required": _("Say why they may submit late.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        partners = in_order(Organisation.objects.partners(), lambda row: row.name)
        self.organisations = {str(row.pk): row for row in partners}
        self.fields["organisation"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose an organisation")),
            *((key, row.name) for key, row in self.organisations.items()),
        ]

    def clean_organisation(self) -> Organisation:
        return self.organisations[self.cleaned_data["organisation"]]

    def clean_expires_on(self) -> Any:
        day, today = self.cleaned_data["expires_on"], clock.today()
        if day < today:
            raise forms.ValidationError(_("The day must not be over already."))
        if day > today + LONGEST:
            raise forms.ValidationError(_("The day must be at most 28 days from today."))
        return day

    @staticmethod
    def a_week_from_today() -> Any:
        return clock.today() + timedelta(days=7)


class TakeBackForm(forms.Form):
    reason = ReasonField(label=_("Why do you take it back?"), rows=2)


class EnterLateCodeForm(forms.Form):
    late_code = forms.CharField(
        label=_("Late code"),
        help_text=_("12 letters and numbers, in three groups of four. Dashes don't matter."),
        max_length=60,
        widget=forms.TextInput(
            {
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
        error_messages={"required": _("Enter the late code.")},
    )
