"""What is said when a place that quotes the definition was read over."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuoteReadForm(forms.Form):
    """That both languages were read, and what was changed."""

    is_read = forms.BooleanField(
        label=_("I read it in both languages, and it agrees with the definition in use"),
        error_messages={"required": _("Tick this once you have read it.")},
    )
    note = forms.CharField(
        label=_("What was changed"),
        help_text=_("Leave this empty if nothing had to change. Do not write names here."),
        max_length=300,
        required=False,
    )
