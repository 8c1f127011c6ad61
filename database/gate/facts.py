"""What a verdict is made from: few queries, however many people; no name, no address."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from database.models import (
    Consent,
    ContactStop,
    Decision,
    FamilyMember,
    Person,
    SafeContact,
)
from vef.common import clock
from vef.outbox import kinds
from vef.outbox.models import Message, MessageStatus

AGREED = frozenset({Decision.GIVEN, Decision.RENEWED})
# Where each channel's address lies, and the index a stop of that address is kept by.
COLUMNS = {
    "email": ("email", "email_index"),
    "phone": ("phone", "phone_index"),
    "sms": ("phone", "phone_index"),
    "post": ("postal_address", ""),
}
# Above so many people, their ids are not listed in a query: all are looked at.
FEW = 500


class Facts(NamedTuple):
    """What is known of one person's standing."""

    status: str
    paused_until: date | None
    has_address: bool
    email_state: str
    is_finalised: bool | None
    has_complaint: bool | None
    is_restricted: bool
    is_stopped: bool
    # Whether one of their family is written to for them, and who that is, if anybody still is.
    leaves_it_to_family: bool
    spokesperson: UUID | None


class Event(NamedTuple):
    """The consent that decides for one purpose."""

    decision: str
    at: datetime


class Agreement(NamedTuple):
    """What somebody said last to one purpose, and whether a later yes by link is unconfirmed."""

    event: Event | None
    is_provisional: bool = False


class Load(NamedTuple):
    """When messages went to somebody lately, and when one was about a theme."""

    sent: tuple[datetime, ...] = ()
    theme_at: datetime | None = None


def standings(people: QuerySet[Person], channel: str, today: date) -> dict[UUID, Facts]:
    """Return each person's standing for one channel, in one query."""
    column, index = COLUMNS[channel]
    here = Q(address_index="")
    if index:
        here |= Q(address_index=OuterRef(index))
    stops = ContactStop.objects.filter(
        here, Q(until=None) | Q(until__gte=today), person=OuterRef("pk"), channel=channel
    ).filter(lifted_at=None)
    current = FamilyMember.objects.filter(ended_at=None).order_by()
    leaves_it = current.filter(
        person=OuterRef("pk"),
        family__speaks_as_one=True,
        agreed_at__isnull=False,
        is_spokesperson=False,
        writes_too=False,
    )
    of_their_family = FamilyMember.objects.filter(
        person=OuterRef(OuterRef("pk")), ended_at=None
    ).order_by()
    spokespeople = current.filter(
        is_spokesperson=True, family__in=of_their_family.values("family_id")
    )
    rows = (
        people.order_by()
        .annotate(
            is_stopped=Exists(stops),
            leaves_it_to_family=Exists(leaves_it),
            # Named as what it is: by itself SQLite would hand it over as text.
            spokesperson=Subquery(spokespeople.values("person_id")[:1], output_field=UUIDField()),
        )
        .values_list(
            "pk",
            "status",
            "paused_until",
            column,
            "email_state",
            "stage__is_finalised",
            "has_complaint",
            "is_restricted",
            "is_stopped",
            "leaves_it_to_family",
            "spokesperson",
        )
    )
    # The column holds a sealed token: whether there is one needs no key.
    return {
        pk: Facts(status, until, bool(token), *others) for pk, status, until, token, *others in rows
    }


def agreements(ids: Any, purposes: Iterable[str]) -> dict[tuple[UUID, str], Agreement]:
    """Return what each person said last to each purpose, in one query.

    A provisional yes decides nothing by itself: what was said before it still holds.
    """
    latest: dict[tuple[UUID, str], Event] = {}
    provisional: dict[tuple[UUID, str], datetime] = {}
    rows = Consent.objects.filter(person__in=ids, purpose__in=purposes).order_by()
    for person_id, purpose, decision, at, is_provisional in rows.values_list(
        "person_id", "purpose", "decision", "at", "is_provisional"
    ):
        key = (person_id, purpose)
        if is_provisional and decision in AGREED:
            provisional[key] = max(at, provisional.get(key, at))
            continue
        known = latest.get(key)
        # Of two events of the same moment the refusal rules.
        if known is None or (at, decision not in AGREED) > (known.at, known.decision not in AGREED):
            latest[key] = Event(decision, at)
    return {
        key: Agreement(
            latest.get(key),
            key in provisional and (key not in latest or provisional[key] > latest[key].at),
        )
        for key in latest.keys() | provisional.keys()
    }


def safe_contacts(ids: Any) -> dict[UUID, SafeContact]:
    """Return the version that rules for each person, in one query."""
    rows = SafeContact.objects.filter(person__in=ids).order_by("version").defer("note")
    return {row.person_id: row for row in rows}


def loads(ids: Collection[UUID], *, theme: int | None, now: datetime) -> dict[UUID, Load]:
    """Return what went to each person lately, in one query.

    Counts messages whose final dot may have gone: the dot is committed in the same
    transaction that asks the gate, so that of two messages at once one sees the other.
    """
    days = max(settings.CONTACT_LOAD_DAYS, settings.THEME_REST_DAYS if theme else 0)
    messages = Message.objects.filter(
        recipient_kind="person",
        dot_at__gt=now - timedelta(days=days),
        kind__in=[kind.name for kind in kinds.kinds().values() if kind.counts_as_contact],
        status__in=[
            MessageStatus.SENDING,
            MessageStatus.SENT,
            MessageStatus.UNKNOWN,
            MessageStatus.BOUNCED,
        ],
    ).order_by("dot_at")
    if len(ids) <= FEW:
        messages = messages.filter(recipient_id__in=[str(pk) for pk in ids])
    since = now - timedelta(days=settings.CONTACT_LOAD_DAYS)
    rested = now - timedelta(days=settings.THEME_REST_DAYS)
    found: dict[UUID, Load] = {}
    for recipient, at, context in messages.values_list("recipient_id", "dot_at", "context"):
        if at is None:
            continue
        pk = UUID(recipient)
        load = found.get(pk, Load())
        if at > since:
            load = load._replace(sent=(*load.sent, at))
        if theme and context.get("theme") == theme and at > rested:
            load = load._replace(theme_at=at)
        found[pk] = load
    return found


def is_out_of_date(given_at: datetime, today: date) -> bool:
    """Whether consent given then is older than CONSENT_MONTHS; the anniversary still counts."""
    return given_at.astimezone(clock.LONDON).date() < months_before(today, settings.CONSENT_MONTHS)


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier (the last, in a shorter month)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
