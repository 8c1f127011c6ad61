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
from engagement.services import narrowing
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import move
from vef.outbox.models import Message, MessageStatus
from vef.outbox.services import cancel_messages, enqueue

KIND = "engagement.invitation"
# Rows dealt with in one transaction; the rest follows in the background.
CHUNK = 500


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
def prepare_batch(*, activity: Activity, actor: User, audience_reason: str = "") -> InvitationBatch:
    """Make an invitation for everybody the gate lets through, and note who is left out and why.

    Nothing is sent. Somebody asked already is left out, so doing it twice asks
    nobody twice. Raises ActivityNotOpen, and NobodyToAsk without leaving a batch; for a
    narrowed audience NotReady and TooFew, in the same way.
    """
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.status not in {ActivityStatus.AGREED, ActivityStatus.OPEN}:
        raise ActivityNotOpen(activity.pk)
    narrowing.check(locked)
    audience = audiences.preview(locked)
    if not audience.eligible:
        raise NobodyToAsk(activity.pk)
    if audience.by_characteristic:
        narrowing.check_enough(len(audience.eligible))
    batch = InvitationBatch.objects.create(
        activity=locked,
        prepared_by=actor,
        audience_reason=audience_reason or narrowing.reason_of(locked),
    )
    for seats in _chunks(audience.eligible):
        Invitation.objects.bulk_create(
            Invitation(batch=batch, activity=locked, person_id=seat.person_id) for seat in seats
        )
    for others in _chunks(audience.kept):
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
            # PRIVACY: how many gave some answer is for few eyes; the rows say who was asked.
            **(
                {}
                if audience.by_characteristic
                else {
                    "invited": len(audience.eligible),
                    "left_out": {group.reason: group.count for group in audience.groups},
                }
            ),
        },
    )
    return batch


@transaction.atomic
def release_batch(batch: InvitationBatch, *, actor: Actor) -> bool:
    """Let a prepared batch go: its invitations are queued, and leave as the gate allows.

    The first ones are queued here, the rest in the background. Returns whether
    anything changed. Raises SamePerson, ActivityNotOpen, TransitionError; for a narrowed
    audience NotReady and TooFew.
    """
    locked = InvitationBatch.objects.select_for_update().get(pk=batch.pk)
    if str(locked.prepared_by_id) == actor.actor_id:
        raise SamePerson(batch.pk)
    if not locked.activity.is_taking_answers:
        raise ActivityNotOpen(locked.activity_id)
    if locked.status == BatchStatus.PREPARED:
        narrowing.check(locked.activity)
        if narrowing.has_characteristics(locked.activity):
            narrowing.check_enough(locked.invitations.filter(status="prepared").count())
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
    """Queue the next invitations of a released batch; say whether more are left.

    The release itself is in the audit log, under the name of whoever released it.
    """
    batch = InvitationBatch.objects.select_for_update().get(pk=batch_id)
    if batch.status != BatchStatus.RELEASED:
        return False
    waiting = batch.invitations.filter(status=InvitationStatus.PREPARED).order_by("pk")
    rows = list(waiting.values_list("pk", "person_id")[: CHUNK + 1])
    chunk = rows[:CHUNK]
    batch.invitations.filter(
        pk__in=[pk for pk, _person in chunk], status=InvitationStatus.PREPARED
    ).update(status=InvitationStatus.QUEUED)
    for pk, person_id in chunk:
        enqueue(
            kind=KIND,
            unique_key=str(pk),
            recipient_kind="person",
            recipient_id=person_id,
            about=batch.activity,
            context={"invitation": str(pk), "theme": batch.activity.theme_id},
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

    One that a worker has in hand is taken back up to its final dot. Raises
    TransitionError.
    """
    move(batch, BatchStatus.CANCELLED, actor=actor, reason=reason)
    return _cancel(batch.invitations.all(), actor=actor, reason="batch-cancelled")


def cancel_unsent(activity: Activity, *, actor: Actor, reason: str) -> int:
    """Cancel every invitation to an activity that has not left; return how many."""
    return _cancel(activity.invitations.all(), actor=actor, reason=reason)


def cancel_for_person(person_id: UUID, *, actor: Actor, reason: str = "contact-stopped") -> int:
    """Cancel whatever is prepared or queued for a person; return how many invitations."""
    return _cancel(Invitation.objects.filter(person_id=person_id), actor=actor, reason=reason)


def cancel_invitation(invitation: Invitation, *, actor: Actor, reason: str) -> bool:
    """Cancel one invitation that has not left; say whether anything changed."""
    return bool(_cancel(Invitation.objects.filter(pk=invitation.pk), actor=actor, reason=reason))


def _cancel(invitations: Any, *, actor: Actor, reason: str) -> int:
    """Cancel what has not left, messages first: that is the order in which rows are locked."""
    on_the_way = [InvitationStatus.QUEUED, InvitationStatus.SENDING]
    ids = list(invitations.filter(status__in=on_the_way).values_list("pk", flat=True))
    count = 0
    for chunk in _chunks(ids, CHUNK):
        messages = Message.objects.filter(unique_key__in=[f"{KIND}:{pk}" for pk in chunk])
        # Each invitation follows its message in ``note_delivery``.
        count += cancel_messages(messages, actor=actor, reason=reason)
    for invitation in invitations.filter(status=InvitationStatus.PREPARED).order_by("pk"):
        count += move(invitation, InvitationStatus.CANCELLED, actor=actor, reason_code=reason)
    return count


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
    """Let the invitation follow its message, in the message's own transaction.

    Like the message's, these steps are told by rows and not by the audit log
    (docs/decisions/0003); one unlawful for the invitation changes nothing.
    """
    pk = message.context["invitation"]
    fields: dict[str, Any] = {"status": message.status, "reason_code": message.reason_code}
    if message.status == MessageStatus.SENT:
        fields["sent_at"] = message.sent_at or clock.now()
    before = [status for status, after in Invitation.STEPS.items() if message.status in after]
    if not Invitation.objects.filter(pk=pk, status__in=before).update(**fields):
        return
    if message.status in {MessageStatus.SENT, MessageStatus.BOUNCED}:
        person_id = UUID(message.recipient_id)
        if message.status == MessageStatus.SENT:
            audiences.note_delivered(person_id)
        else:
            audiences.note_bounce(person_id)
