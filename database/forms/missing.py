"""Signing the figures on who is missing, and refusing them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vef.common.forms import ReasonField


class SignForm(forms.Form):
    """That they were read, and which ones: no others are signed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    is_read = forms.BooleanField(
        label=_("I have read every table above, and nobody can be recognised in them"),
        error_messages={"required": _("Read the tables, then say that you have.")},
    )


class RefuseForm(forms.Form):
    reason = ReasonField(
        label=_("Why should these figures stay in the office?"),
        help_text=_("Do not write names. The person who prepared them reads it."),
    )
