"""What somebody sees of what is held about them, once they proved who they are.

Plain values in the reader's language. What would tell an onlooker more than the person
needs, such as a mark of risk or a note of staff, is not here; a copy of everything is asked
for (``services.rights``).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from database.forms.steps import week_of
from database.gate import AGREED
from database.models import Channel, Person, PersonStatus
from database.services.consents import latest_events
from database.services.safe_contact import latest_safe_contact
from database.services.stops import live_stops
from vef.outbox.models import Message, MessageStatus

# The newest are enough on a page; a copy holds all.
SHOWN = 50


@dataclass(frozen=True)
class Way:
    """One way of contact, and how safe it was said to be."""

    label: str | Promise
    safety: str
    is_stopped: bool


@dataclass(frozen=True)
class Agreed:
    """The last word on one purpose, with the words it was about."""

    purpose: str
    decision: str
    is_agreed: bool
    words: str
    at: datetime


@dataclass(frozen=True)
class Held:
    """What is held about somebody, as it is shown to them."""

    name: str
    email: str
    phone: str
    postal_address: str
    language: str
    paused_until: date | None
    left_at: datetime | None
    ways: list[Way]
    week: list[tuple[Any, str]]
    agreed: list[Agreed]
    sent: list[datetime]


def what_is_held(person: Person) -> Held:
    """Return what is held about this person, in a constant number of queries.

    PRIVACY: only after ``self_service.prove`` said yes, in the same answer.
    """
    contact = latest_safe_contact(person)
    stopped = {stop.channel for stop in live_stops(person)}
    return Held(
        name=person.name,
        email=person.email,
        phone=person.phone,
        postal_address=person.postal_address,
        language=str(person.get_reading_display()),
        paused_until=person.paused_until if person.status == PersonStatus.PAUSED else None,
        left_at=person.withdrawn_at if person.status == PersonStatus.WITHDRAWN else None,
        ways=[
            Way(label, getattr(contact, f"get_{channel}_display")(), channel in stopped)
            for channel, label in Channel.choices
            if contact is not None
        ],
        week=week_of(contact),
        agreed=_agreed(person),
        sent=_sent(person),
    )


def _agreed(person: Person) -> list[Agreed]:
    events = sorted(latest_events(person).values(), key=lambda event: event.at)
    return [
        Agreed(
            purpose=str(event.get_purpose_display()),
            decision=str(event.get_decision_display()),
            is_agreed=event.decision in AGREED,
            words=event.wording.text,
            at=event.at,
        )
        for event in events
    ]


def _sent(person: Person) -> list[datetime]:
    """Return when messages went to them, newest first; not what they were about."""
    sent = Message.objects.filter(
        recipient_kind="person", recipient_id=str(person.pk), status=MessageStatus.SENT
    )
    moments = sent.order_by("-sent_at").values_list("sent_at", flat=True)[:SHOWN]
    return [moment for moment in moments if moment]
