"""Who may do what with a request, asked by the pages before they call a service."""

from typing import Any

from partners.models import Organisation, TopicRequest
from vef.accounts.permissions import PartnerOnly, is_partner, may_sign_off_for_partner


def organisation_of(user: Any) -> Organisation | None:
    """Return the organisation a partner user belongs to, or None."""
    membership = getattr(user, "membership", None)
    return membership.organisation if membership else None


def may_submit(user: Any, organisation: Organisation) -> bool:
    """A partner lead may; others too, unless the organisation wants its lead to."""
    if not is_partner(user):
        return False
    return may_sign_off_for_partner(user) or organisation.contributors_may_submit


def may_withdraw(user: Any, topic: TopicRequest) -> bool:
    """Whoever may submit may take back, and everybody may drop what they began."""
    return may_submit(user, topic.organisation) or topic.author_id == user.pk


class LeadOnly(PartnerOnly):
    """A page of the portal for those who manage the organisation's users."""

    allowed = staticmethod(may_sign_off_for_partner)
