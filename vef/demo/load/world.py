"""What the loader has made so far, by the short names the world's tables use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from database.models import Area, CaseStage, Experience, Person
from engagement.models import Activity, Method
from partners.models import Organisation, RequestWindow, TopicRequest
from vef.accounts.models import User
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.steps import move
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message, MessageStatus


@dataclass
class World:
    """The rows made so far."""

    users: dict[str, User] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    experiences: dict[str, Experience] = field(default_factory=dict)
    stages: dict[str, CaseStage] = field(default_factory=dict)
    methods: dict[str, Method] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    windows: dict[int, RequestWindow] = field(default_factory=dict)
    topics: dict[str, TopicRequest] = field(default_factory=dict)
    activities: dict[str, Activity] = field(default_factory=dict)


@contextmanager
def on(day: date, hour: int = 10, minute: int = 0) -> Iterator[datetime]:
    """Hold the clock at a time of a day in London."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=clock.LONDON)
    with clock.held_at(moment):
        yield moment


def deliver_the_past() -> None:
    """Settle what is queued as a mail server would have on that day; nothing leaves.

    The gate is asked as it would have been; who may not be reached is withheld.
    """
    for message in Message.objects.filter(status=MessageStatus.QUEUED).order_by("created_at"):
        kind = kind_of(message)
        verdict = kind.gate(message)
        recipient = kind.recipient(message)
        if recipient is None or (not verdict.allowed and verdict.not_before is None):
            reason = verdict.reason or "no-address"
            move(
                message,
                MessageStatus.WITHHELD,
                actor=SYSTEM,
                reason_code=reason,
                settled_at=clock.now(),
                trail=[_told(clock.now(), MessageStatus.WITHHELD, reason)],
            )
        else:
            later = max(clock.now(), verdict.not_before or clock.now()) + timedelta(minutes=2)
            move(message, MessageStatus.SENDING, actor=SYSTEM, lease_until=later)
            kind.changed(message)
            move(
                message,
                MessageStatus.SENT,
                actor=SYSTEM,
                dot_at=later - timedelta(seconds=1),
                sent_at=later,
                settled_at=later,
                lease_until=None,
                attempts=1,
                secret="",
                trail=[_told(later, MessageStatus.SENT)],
            )
        kind.changed(message)


def _told(at: datetime, to: str, reason: str = "") -> dict[str, Any]:
    """Write what the outbox would have written of a step it took."""
    return {"at": at.isoformat(), "to": str(to), "reason": reason, "attempt": 1}
