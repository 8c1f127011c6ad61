from django import forms
from django.utils.translation import gettext_lazy as _


class LogFilterForm(forms.Form):
    """Which entries of the log are shown. Every box may stay empty."""

    action = forms.CharField(
        label=_("Action"),
        required=False,
        max_length=80,
        help_text=_("The start of it is enough, for example: consent"),
    )
    actor = forms.CharField(label=_("Number of the actor"), required=False, max_length=64)
    target = forms.CharField(label=_("Number of the record"), required=False, max_length=64)
