"""Forms for the administrator, and for one's own profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vef.accounts import organisations
from vef.accounts.forms.entrance import LANGUAGES
from vef.accounts.models import PARTNER_ROLES, Role, User


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("The invitation goes to this address, and it will be used for signing in."),
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, widget=forms.RadioSelect)
    for_organisation = forms.ChoiceField(
        label=_("Organisation"),
        required=False,
        help_text=_("For partner users and partner leads only."),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("They can choose another when they accept."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["for_organisation"]
        field.choices = [("", _("No organisation")), *organisations.choices()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        partner = cleaned.get("role") in PARTNER_ROLES
        if partner and not cleaned.get("for_organisation"):
            self.add_error(
                "for_organisation", _("Choose the organisation this partner user belongs to.")
            )
        elif cleaned.get("role") and not partner and cleaned.get("for_organisation"):
            self.add_error(
                "for_organisation",
                _("Only partner users belong to an organisation. Choose “No organisation”."),
            )
        return cleaned


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]
        labels = {
            "name": _("Your name"),
            "language": _("Which language should we use when we write to you?"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "language": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["language"]
        field.choices = LANGUAGES


class SecondFactorResetForm(forms.Form):
    reason = forms.CharField(
        label=_("How did you make sure who is asking?"),
        help_text=_(
            "For example: I rang them on the number in the staff directory. "
            "Please write no phone number here."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
