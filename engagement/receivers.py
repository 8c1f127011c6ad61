"""Answers to news from the floor below."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from database.signals import contact_stopped
from engagement.services.invitations import cancel_for_person
from vef.common.actors import SYSTEM, Actor


@receiver(contact_stopped)
def cancel_what_waits(sender: Any, person_id: UUID, actor: Actor = SYSTEM, **kwargs: Any) -> None:
    """Nothing more goes to somebody who withdrew, in the same transaction."""
    cancel_for_person(person_id, actor=actor)
