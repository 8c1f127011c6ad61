"""Switching an optional question on or off, and saying why it is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from database.models import ProfileField
from vef.common.forms import ReasonField


class FieldForm(forms.Form):
    """Whether a question is asked, why in both languages, and the office's reason."""

    is_on = forms.ChoiceField(
        label=_("Is this asked?"),
        choices=[("on", _("Ask it")), ("off", _("Do not ask it"))],
        widget=forms.RadioSelect,
    )
    why_cy = forms.CharField(
        label=_("Why we ask, in Welsh"),
        help_text=_("Shown beside the question."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"lang": "cy", "rows": 3}),
    )
    why_en = forms.CharField(
        label=_("Why we ask, in English"),
        help_text=_("Shown beside the question."),
        max_length=500,
        required=False,
        widget=forms.Textarea({"lang": "en", "rows": 3}),
    )
    reason = ReasonField(
        label=_("Why is it switched on or off?"),
        help_text=_("Such as the impact assessment that covers it. Kept in the audit log."),
        required=False,
    )

    def __init__(self, *args: Any, row: ProfileField, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial |= {
            "is_on": "on" if row.is_on else "off",
            "why_cy": row.why_cy,
            "why_en": row.why_en,
        }
