"""Answers to news from the floor below."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from database.signals import channel_stopped, contact_stopped, people_merged, person_erased
from engagement.services.forgetting import forget_person
from engagement.services.invitations import cancel_for_person
from engagement.services.merging import follow_merge
from engagement.services.programme import what_lives
from partners.models import TopicRequest
from partners.signals import request_superseding
from vef.common.actors import SYSTEM, Actor


@receiver(contact_stopped)
def cancel_what_waits(sender: Any, person_id: UUID, actor: Actor = SYSTEM, **kwargs: Any) -> None:
    """Nothing more goes to somebody who withdrew, in the same transaction."""
    cancel_for_person(person_id, actor=actor)


@receiver(channel_stopped)
def cancel_what_waits_there(
    sender: Any, person_id: UUID, channel: str, actor: Actor = SYSTEM, **kwargs: Any
) -> None:
    """Invitations go by email: with that stopped, none that waits goes any more."""
    if channel == "email":
        cancel_for_person(person_id, actor=actor)


@receiver(person_erased)
def forget(sender: Any, person_id: UUID, actor: Actor = SYSTEM, **kwargs: Any) -> dict[str, int]:
    """What they said loses its words and its tie, in the same transaction."""
    return forget_person(person_id, actor=actor)


@receiver(people_merged)
def follow(
    sender: Any, kept_id: UUID, gone_id: UUID, actor: Actor = SYSTEM, **kwargs: Any
) -> dict[str, list[str]]:
    """What one record was asked and said is the other's now, in the same transaction."""
    return follow_merge(kept_id=kept_id, gone_id=gone_id, actor=actor)


@receiver(request_superseding)
def say_what_lives(sender: Any, request: TopicRequest, **kwargs: Any) -> list[str]:
    """An acceptance is not taken back while something that came of it goes on."""
    return what_lives(request)
