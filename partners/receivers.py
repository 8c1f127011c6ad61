"""Answers to news: from the accounts, and from deciding where other rooms keep something of it."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from partners.models import Decision, Membership, Organisation, TopicRequest
from partners.services.people import keep_a_lead
from partners.services.promised import note_clashes
from partners.signals import request_decided
from vef.accounts.models import User
from vef.accounts.signals import user_changing, user_joined
from vef.audit.services import record
from vef.common.actors import Actor


@receiver(user_joined)
def join_organisation(
    sender: Any, *, user: User, for_organisation: UUID | None = None, **kwargs: Any
) -> None:
    """Give a new partner user the organisation their invitation was for."""
    if for_organisation is None or not user.is_partner:
        return
    organisation = Organisation.objects.get(pk=for_organisation)
    _membership, created = Membership.objects.get_or_create(
        user=user, defaults={"organisation": organisation}
    )
    if created:
        record(user, "organisation.joined", organisation)


@receiver(user_changing)
def guard_last_lead(sender: Any, *, user: User, role: str, is_active: bool, **kwargs: Any) -> None:
    """Whoever changes a role or access, on whatever page: an organisation keeps a lead."""
    keep_a_lead(user, role=role, is_active=is_active)


@receiver(request_decided)
def keep_clashes(
    sender: Any, *, request: TopicRequest, decision: Decision, actor: Actor, **kwargs: Any
) -> None:
    """Whoever took a request on although a clash was shown beside it: the log says so."""
    note_clashes(request, decision=str(decision.pk), outcome=decision.outcome, actor=actor)
