"""The friendly word to a partner who has not asked, in both languages."""

from django import forms
from django.utils.translation import gettext_lazy as _

# A few paragraphs: a mail people read to its end.
LONGEST = 2000


class NudgeForm(forms.Form):
    letter_cy = forms.CharField(
        label=_("Words in Welsh"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 9, "lang": "cy"}),
        error_messages={"required": _("Write the words in Welsh.")},
    )
    letter_en = forms.CharField(
        label=_("Words in English"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 9, "lang": "en"}),
        error_messages={"required": _("Write the words in English.")},
    )
