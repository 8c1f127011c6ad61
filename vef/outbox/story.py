"""How a message's status changes by machine, and what its row keeps of that.

A machine's steps are many and alike, so they are told by the message's own row
and not by the audit log (docs/decisions/0003); a person's decisions about a
message go through ``move`` and are audited.
"""

import logging
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F, Value
from django.db.models.functions import Now

from vef.common import clock
from vef.outbox.kinds import Kind, kinds
from vef.outbox.models import Message, MessageStatus

log = logging.getLogger(__name__)

OPEN = (MessageStatus.QUEUED, MessageStatus.SENDING)
# A sealed part is kept while the message may still go, or go again.
KEEPS_SECRET = (*OPEN, MessageStatus.UNKNOWN)


def closing(message: Message, to: str, *, code: str = "") -> dict[str, Any]:
    """Return the fields every change of status writes besides the status itself."""
    entry = {
        "at": clock.now().isoformat(),
        "to": str(to),
        "reason": code,
        "attempt": message.attempts,
    }
    fields: dict[str, Any] = {
        "reason_code": code,
        "claimed_by": "",
        "lease_until": None,
        "settled_at": None if to in OPEN else clock.now(),
        "trail": [*message.trail, entry],
    }
    if to not in KEEPS_SECRET:
        fields["secret"] = ""
    return fields


@transaction.atomic
def change(message: Message, to: str, *, code: str = "", **fields: Any) -> bool:
    """Move a claimed message by machine, if it is still the claimer's; say whether it was.

    One conditional UPDATE: a row that was cancelled, swept or claimed by another
    meanwhile is left alone. The message given shows the new state afterwards.
    """
    if to not in Message.STEPS[MessageStatus(message.status)]:
        raise ValueError(f"{message.status} may not become {to}")
    written = {**closing(message, to, code=code), **fields, "status": to}
    if to == MessageStatus.UNKNOWN:
        # Still the claimer's: a reply that comes late may yet clear the doubt.
        del written["claimed_by"]
    found = Message.objects.filter(
        pk=message.pk, status=message.status, claimed_by=message.claimed_by
    ).update(**written)
    if not found:
        return False
    for name, value in written.items():
        setattr(message, name, value)
    tell_kind(message)
    return True


def tell_kind(message: Message) -> None:
    """Let the message's kind follow the change, in the same transaction.

    A fault in the kind's own code is logged and undone: whether a letter went
    can't depend on what somebody does with the news.
    """
    kind = kinds().get(message.kind)
    if kind is None or type(kind).changed is Kind.changed:
        return
    try:
        with transaction.atomic():
            kind.changed(message)
    except DatabaseError:
        raise
    except Exception as error:
        log.error("%s did not take the news of %s: %s", message.kind, message.pk, where(error))


def where(error: BaseException) -> str:
    """Name an error and its place without its words, which may hold somebody's data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


def claim(worker: str, *, limit: int, lease: timedelta) -> list[Message]:
    """Take up to ``limit`` due messages for this worker, in one short transaction.

    Leases run by the database's clock, the one that all workers share.
    """
    with transaction.atomic():
        due = (
            Message.objects.due()
            .select_for_update(skip_locked=True)
            .order_by("priority", "not_before")[:limit]
        )
        messages = list(due)
        if not messages:
            return []
        Message.objects.filter(pk__in=[message.pk for message in messages]).update(
            status=MessageStatus.SENDING,
            claimed_by=worker,
            lease_until=Now() + Value(lease),
            attempts=F("attempts") + 1,
        )
        for message in messages:
            message.status, message.claimed_by = MessageStatus.SENDING, worker
            message.attempts += 1
            tell_kind(message)
    return messages


def lapsed(limit: int) -> list[Message]:
    """Lock and return messages whose claimer let the lease run out. In a transaction."""
    return list(
        Message.objects.filter(status=MessageStatus.SENDING, lease_until__lt=Now())
        .select_for_update(skip_locked=True)
        .order_by("lease_until")[:limit]
    )
