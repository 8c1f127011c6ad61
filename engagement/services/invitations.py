"""Preparing, releasing and cancelling invitations, and hearing what became of them."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from engagement import audiences
from engagement.models import (
    Activity,
    ActivityStatus,
    BatchStatus,
    Exclusion,
    Invitation,
    InvitationBatch,
    InvitationStatus,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import TransitionError, move
from vef.outbox.models import Message, MessageStatus
from vef.outbox.services import enqueue

KIND = "engagement.invitation"
# Rows dealt with in one transaction; the rest follows in the background.
CHUNK = 200
UNSENT = (InvitationStatus.PREPARED, InvitationStatus.QUEUED)


class ActivityNotOpen(Exception):
    """Nobody can be asked to an activity that is not taking answers."""


class NobodyToAsk(Exception):
    """Everybody is left out, or asked already."""


class SamePerson(Exception):
    """Whoever prepared a batch may not release it."""


def _chunks(rows: Sequence[Any], size: int = 1000) -> Iterator[Sequence[Any]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@transaction.atomic
def prepare_batch(
    *, activity: Activity, actor: Actor, audience_reason: str = ""
) -> InvitationBatch:
    """Make an invitation for everybody the gate lets through, and note who is left out and why.

    Nothing is sent. Somebody asked already is left out, so doing it twice asks
    nobody twice. Raises ActivityNotOpen, and NobodyToAsk without leaving a batch.
    """
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.status not in {ActivityStatus.AGREED, ActivityStatus.OPEN}:
        raise ActivityNotOpen(activity.pk)
    audience = audiences.preview(locked)
    if not audience.eligible:
        raise NobodyToAsk(activity.pk)
    batch = InvitationBatch.objects.create(
        activity=locked, prepared_by=actor, audience_reason=audience_reason
    )
    for seats in _chunks(audience.eligible):
        Invitation.objects.bulk_create(
            Invitation(batch=batch, activity=locked, person_id=seat.person_id) for seat in seats
        )
    for others in _chunks(audience.left_out):
        Exclusion.objects.bulk_create(
            Exclusion(batch=batch, person_id=one.person_id, reason_code=one.reason)
            for one in others
        )
    record(
        actor,
        "invitation-batch.prepared",
        batch,
        data={
            "activity": str(locked.pk),
            "invited": len(audience.eligible),
            "left_out": {group.reason: group.count for group in audience.groups},
        },
    )
    return batch


@transaction.atomic
def release_batch(batch: InvitationBatch, *, actor: Actor) -> bool:
    """Let a prepared batch go: its invitations are queued, and leave as the gate allows.

    The first ones are queued here, the rest in the background. Returns whether
    anything changed. Raises SamePerson, ActivityNotOpen, TransitionError.
    """
    locked = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if str(locked.prepared_by_id) == actor.actor_id:
        raise SamePerson(batch.pk)
    if not locked.activity.is_taking_answers:
        raise ActivityNotOpen(locked.activity_id)
    if not move(
        batch, BatchStatus.RELEASED, actor=actor, released_by=actor, released_at=clock.now()
    ):
        return False
    if queue_released(batch.pk):
        transaction.on_commit(_ring, robust=True)
    return True


def _ring() -> None:
    from engagement.tasks import queue_released_batches

    queue_released_batches.apply_async(retry=False, ignore_result=True)


@transaction.atomic
def queue_released(batch_id: UUID) -> bool:
    """Queue the next invitations of a released batch; say whether more are left."""
    batch = InvitationBatch.objects.select_for_update().get(pk=batch_id)
    if batch.status != BatchStatus.RELEASED:
        return False
    waiting = batch.invitations.filter(status=InvitationStatus.PREPARED).order_by("pk")
    rows = list(waiting.select_related("activity")[: CHUNK + 1])
    for invitation in rows[:CHUNK]:
        move(invitation, InvitationStatus.QUEUED, actor=batch.released_by or SYSTEM)
        enqueue(
            kind=KIND,
            unique_key=str(invitation.pk),
            recipient_kind="person",
            recipient_id=invitation.person_id,
            about=invitation.activity,
            context={"invitation": str(invitation.pk)},
        )
    return len(rows) > CHUNK


def queue_all_released() -> None:
    """Queue what is left of every released batch, a chunk to a transaction."""
    unfinished = InvitationBatch.objects.filter(
        status=BatchStatus.RELEASED, invitations__status=InvitationStatus.PREPARED
    )
    for batch_id in unfinished.order_by("released_at").values_list("pk", flat=True).distinct():
        while queue_released(batch_id):
            pass


# --- Cancelling ---------------------------------------------------------------


@transaction.atomic
def cancel_batch(batch: InvitationBatch, *, actor: Actor, reason: str) -> int:
    """Stop what is unsent of a batch; return how many invitations were cancelled.

    One that is being sent this very moment is stopped by the gate, if it can be.
    Raises TransitionError.
    """
    move(batch, BatchStatus.CANCELLED, actor=actor, reason=reason)
    return _cancel(batch.invitations.all(), actor=actor, reason="batch-cancelled")


def cancel_unsent(activity: Activity, *, actor: Actor, reason: str) -> int:
    """Cancel every invitation to an activity that has not left; return how many."""
    return _cancel(activity.invitations.all(), actor=actor, reason=reason)


def cancel_for_person(person_id: UUID, *, actor: Actor, reason: str = "contact-stopped") -> int:
    """Cancel whatever is prepared or queued for a person; return how many invitations."""
    return _cancel(Invitation.objects.filter(person_id=person_id), actor=actor, reason=reason)


def _cancel(invitations: Any, *, actor: Actor, reason: str) -> int:
    rows = list(invitations.filter(status__in=UNSENT).order_by("pk"))
    messages: dict[str, Message] = {}
    for chunk in _chunks(rows, 500):
        keys = [_unique_key(row) for row in chunk if row.status == InvitationStatus.QUEUED]
        # A message somebody else holds is being sent: the gate will refuse it. Waiting
        # for it here, with a person's row locked, could end in a deadlock.
        held = Message.objects.select_for_update(skip_locked=True).filter(unique_key__in=keys)
        messages.update((message.unique_key, message) for message in held)
    return sum(_cancel_one(row, messages, actor=actor, reason=reason) for row in rows)


def _unique_key(invitation: Invitation) -> str:
    return f"{KIND}:{invitation.pk}"


def _cancel_one(
    invitation: Invitation, messages: dict[str, Message], *, actor: Actor, reason: str
) -> bool:
    if invitation.status == InvitationStatus.QUEUED:
        message = messages.get(_unique_key(invitation))
        if message is None or message.status != MessageStatus.QUEUED:
            return False
        move(
            message,
            MessageStatus.CANCELLED,
            actor=actor,
            reason_code=reason,
            settled_at=clock.now(),
        )
    return move(invitation, InvitationStatus.CANCELLED, actor=actor, reason_code=reason)


# --- Delivery -----------------------------------------------------------------


def why_not(invitation: Invitation) -> str:
    """Say, as a code, why this invitation may not go; empty if only the person's gate decides."""
    if invitation.status == InvitationStatus.CANCELLED:
        return "invitation-cancelled"
    if invitation.batch.status == BatchStatus.CANCELLED:
        return "batch-cancelled"
    if not invitation.activity.is_taking_answers:
        return "activity-not-open"
    return "stopped" if invitation.reply == Invitation.Reply.STOP else ""


def note_delivery(message: Message) -> None:
    """Move the invitation along with its message. Runs in the message's own transaction."""
    invitation = Invitation.objects.filter(pk=message.context["invitation"]).first()
    if invitation is None:
        return
    fields: dict[str, Any] = {"reason_code": message.reason_code}
    if message.status == MessageStatus.SENT:
        fields["sent_at"] = message.sent_at or clock.now()
    try:
        moved = move(invitation, message.status, actor=SYSTEM, **fields)
    except TransitionError:
        # It had left before it was cancelled: that is kept in the log, not hidden.
        record(SYSTEM, "invitation.left-already", invitation, data={"message": message.status})
        return
    if moved and message.status == MessageStatus.SENT:
        audiences.note_delivered(invitation.person_id)
    elif moved and message.status == MessageStatus.BOUNCED:
        audiences.note_bounce(invitation.person_id)
