"""Agreeing to a list of what goes, and stopping one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vef.common.forms import ReasonField


class AgreeForm(forms.Form):
    """Carries which list was read over, so that no other is agreed to."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class StopForm(forms.Form):
    reason = ReasonField(
        label=_("Why does it go no further?"),
        help_text=_("Do not write names or addresses. The reason is kept in the audit log."),
    )
