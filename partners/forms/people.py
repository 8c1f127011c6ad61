"""What a partner's lead, or the office, types about the people of a partner."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from partners.forms.organisations import PersonChoiceField
from vef.accounts.forms.entrance import LANGUAGES
from vef.accounts.models import Role, User
from vef.common.forms import HintedRadioSelect, ReasonField

ROLES = [(Role.PARTNER, Role.PARTNER.label), (Role.PARTNER_LEAD, Role.PARTNER_LEAD.label)]
ROLE_HINTS = {
    Role.PARTNER: _("Writes requests and answers with you."),
    Role.PARTNER_LEAD: _("Does that too, signs off for the organisation and manages its people."),
}


class RoleField(forms.ChoiceField):
    """Partner user or partner lead."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Role"), choices=ROLES, widget=HintedRadioSelect(hints=ROLE_HINTS), **kwargs
        )


class InviteColleagueForm(forms.Form):
    """Who is to join."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(
        label=_("Work email address"),
        help_text=_("The invitation goes to this address, and it will be used for signing in."),
    )
    role = RoleField(initial=Role.PARTNER)
    language = forms.ChoiceField(
        label=_("Language of the invitation"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("They can choose another when they accept."),
    )


class RoleForm(forms.Form):
    """Another role for a colleague."""

    role = RoleField()


class LeaveForm(forms.Form):
    """Somebody leaves: who carries on, and why."""

    successor = PersonChoiceField(
        label=_("Who takes over?"),
        help_text=_("Drafts, open questions and whatever names the leaver go to this person."),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody takes over"),
    )
    reason = ReasonField(
        label=_("Why do they leave?"),
        help_text=_("For the record. Leave it empty if you would rather not say."),
        required=False,
        rows=2,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["successor"]
        organisation = user.membership.organisation  # type: ignore[attr-defined]
        field.queryset = organisation.users().exclude(pk=user.pk).order_by("name")


class RefuseForm(forms.Form):
    """Why an invitation is not approved."""

    reason = ReasonField(
        label=_("Why is it not approved?"), help_text=_("The person who asked reads it."), rows=2
    )
