"""What the office types about its capacity, and about the theme of a request."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from partners import promised
from vef.common.forms import ReasonField

# More activities than any office runs in a month.
MOST_ACTIVITIES = 99


def _number(label: Any, most: int, hint: Any) -> forms.IntegerField:
    wrong = _("Enter a number from 1 to %(most)s.") % {"most": most}
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=1,
        max_value=most,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-3"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
    )


class CapacityForm(forms.Form):
    """How much can be done in a month, and why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"] = _number(
            _("Activities in a month"),
            MOST_ACTIVITIES,
            _("As many as can run beside each other and be done well."),
        )
        self.fields["messages_each"] = _number(
            _("Messages to each person in a month"),
            settings.CONTACT_LOAD_MESSAGES,
            _("Nobody is ever sent more than %(most)s in %(days)s days.")
            % {"most": settings.CONTACT_LOAD_MESSAGES, "days": settings.CONTACT_LOAD_DAYS},
        )
        self.fields["reason"] = ReasonField(label=_("Why this much?"))


class ThemeForm(forms.Form):
    """Which painful theme a request touches."""

    theme = forms.ChoiceField(
        label=_("Painful theme"),
        help_text=_("The partner does not see this. Nobody is asked on the same theme too often."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [("", _("None")), *promised.themes()]  # type: ignore[attr-defined]
