"""Putting messages into the outbox, taking them back, and deciding what a machine may not.

Sending them is ``vef.outbox.delivery``'s work. Whoever locks rows takes them in this
order, so that a withdrawal and a worker never wait for each other in a ring: the
person, then the message, then whatever hangs on the message (``Kind.changed``).
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import move
from vef.outbox import kinds, story
from vef.outbox.doorbell import ring_on_commit
from vef.outbox.models import Message, MessageQuerySet, MessageStatus, Phase, Priority


class ReasonMissing(ValueError):
    """A decision about a message in doubt needs its reason in words."""


def enqueue(
    *,
    kind: str,
    unique_key: str,
    recipient_kind: str,
    recipient_id: UUID | str,
    about: models.Model | None = None,
    context: dict[str, Any] | None = None,
    secret: str = "",
    not_before: datetime | None = None,
) -> None:
    """Put one message into the outbox, in the caller's transaction; a second time does nothing.

    ``unique_key`` says what may happen only once. ``context`` holds ids for the
    template, never a name, an address or a text. Rings the worker on commit.
    """
    known = kinds.kinds().get(kind)
    message = Message(
        kind=kind,
        unique_key=f"{kind}:{unique_key}",
        recipient_kind=recipient_kind,
        recipient_id=str(recipient_id),
        about_type=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        context=context or {},
        secret=secret,
        priority=Priority.AT_ONCE if known and known.is_urgent else Priority.ORDINARY,
        not_before=not_before or clock.now(),
    )
    # Adding without looking: the portal's database role may add messages but not read them.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    ring_on_commit()


def cancel(
    *,
    actor: Actor,
    reason: str,
    about: models.Model | None = None,
    recipient_kind: str = "",
    recipient_id: UUID | str = "",
    kind: str = "",
) -> int:
    """Take back what has not gone yet of the messages described; return how many.

    ``reason`` is a code (``withdrawn``). Give at least one of ``about``, the
    recipient or the kind; a call that describes nothing raises ValueError.
    """
    messages = Message.objects.all()
    if about is not None:
        messages = messages.filter(about_type=about._meta.label_lower, about_id=str(about.pk))
    if recipient_id:
        messages = messages.filter(recipient_kind=recipient_kind, recipient_id=str(recipient_id))
    if kind:
        messages = messages.filter(kind=kind)
    if about is None and not recipient_id and not kind:
        raise ValueError("Say which messages to cancel.")
    return cancel_messages(messages, actor=actor, reason=reason)


@transaction.atomic
def cancel_messages(messages: MessageQuerySet, *, actor: Actor, reason: str) -> int:
    """Cancel those of the messages whose final dot was not committed; return how many.

    A worker that holds one of them finds it gone before the final dot and hangs up.
    Those already handed over are left as they are: they went before the withdrawal.
    """
    number = 0
    for message in messages.not_gone().select_for_update().order_by("pk"):
        number += _decide(message, MessageStatus.CANCELLED, actor=actor, code=reason)
    return number


@transaction.atomic
def hand_over(
    *, recipient_kind: str, old_id: UUID | str, new_id: UUID | str, actor: Actor
) -> list[str]:
    """Make one recipient's messages another's, who is the same person; return their ids.

    What may happen only once still does: where both have a message of one purpose, the one
    that has not left is cancelled (code ``merged``). A worker that has one in hand asks its
    gate about the old recipient, who takes nothing any more.
    """
    old, new = str(old_id), str(new_id)
    messages = list(
        Message.objects.select_for_update()
        .filter(recipient_kind=recipient_kind, recipient_id__in=[old, new])
        .order_by("pk")
    )
    known = {message.unique_key: message for message in messages}
    moved = [message for message in messages if message.recipient_id == old]
    for message in moved:
        parts = message.unique_key.split(":")
        key = ":".join(new if part == old else part for part in parts)
        twin = known.get(key) if key != message.unique_key else None
        if twin is not None:
            key = message.unique_key
            waits = twin if message.is_settled else message
            if waits.status == MessageStatus.QUEUED or waits.is_held_before_dot:
                _decide(waits, MessageStatus.CANCELLED, actor=actor, code="merged")
        Message.objects.filter(pk=message.pk).update(recipient_id=new, unique_key=key)
    return [str(message.pk) for message in moved]


def forget_secrets(*, recipient_kind: str, recipient_id: UUID | str) -> int:
    """Empty the sealed part of every message to somebody, also of those in doubt.

    Return how many held one. For whoever is being erased.
    """
    messages = Message.objects.with_secret().filter(
        recipient_kind=recipient_kind, recipient_id=str(recipient_id)
    )
    return messages.update(secret="")


def _decide(
    message: Message, to: str, *, actor: Actor, code: str = "", reason: str = "", **fields: Any
) -> bool:
    """Move a message by a person's or a service's decision: audited, heard by its kind."""
    changed = move(
        message,
        to,
        actor=actor,
        reason=reason or code,
        **story.closing(message, to, code=code),
        **fields,
    )
    if changed:
        story.tell_kind(message)
    return changed


@transaction.atomic
def treat_as_sent(message: Message, *, actor: Actor, reason: str) -> None:
    """Decide that a message in doubt arrived. Raises ReasonMissing, TransitionError."""
    _need(reason)
    _decide(
        message,
        MessageStatus.SENT,
        actor=actor,
        code="treated-as-sent",
        reason=reason,
        sent_at=message.dot_at or clock.now(),
    )


@transaction.atomic
def send_again(message: Message, *, actor: Actor, reason: str) -> None:
    """Decide that a message in doubt goes once more, at the risk of a second copy.

    The gate is asked again before it goes. Raises ReasonMissing, TransitionError.
    """
    _need(reason)
    _decide(
        message,
        MessageStatus.QUEUED,
        actor=actor,
        code="sent-again",
        reason=reason,
        phase=Phase.PRE,
        dot_at=None,
        attempts=0,
        not_before=clock.now(),
    )
    ring_on_commit()


@transaction.atomic
def mark_returned(message: Message, *, actor: Actor, reason: str) -> None:
    """Note that the message came back. Raises ReasonMissing, TransitionError."""
    _need(reason)
    _decide(message, MessageStatus.BOUNCED, actor=actor, code="returned", reason=reason)


def _need(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing
