"""The one gate: whether a person may be contacted, by this channel, at this moment.

Nothing else says so. The gate reads consent, pause, withdrawal and safe contact
afresh every time it is asked; whoever sends asks it again just before sending,
with ``lock=True``, so that a withdrawal and a sending have one order.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from database.models import (
    Consent,
    Decision,
    EmailState,
    Person,
    PersonStatus,
    Purpose,
    SafeContact,
    Safety,
)
from database.safetimes import UnreadableTimes, next_safe_moment
from vef.common import clock
from vef.outbox import kinds


class GateReason(TextChoices):
    """Why somebody may not be contacted. Codes are kept in rows; labels are for staff."""

    ERASED = "erased", _("Erased, or not on the database")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NOT_CONFIRMED = "not-confirmed", _("Not confirmed yet")
    PAUSED = "paused", _("Paused")
    DO_NOT_CONTACT = "do-not-contact", _("Do not contact")
    NO_CONSENT = "no-consent", _("No consent")
    CONSENT_OUT_OF_DATE = "consent-out-of-date", _("Consent out of date")
    NO_SAFE_CHANNEL = "no-safe-channel", _("This way of contact is not known to be safe")
    ASK_FIRST = "ask-first", _("Must be asked first")
    NO_ADDRESS = "no-address", _("No address or number")
    BOUNCED = "bounced", _("The email address does not work")
    LIVE_CASE = "live-case", _("Case not finished, or not known to be")
    COMPLAINT = "complaint", _("Complaint outstanding")
    UNSAFE_TIME = "unsafe-time", _("Not at this time")


def reason_label(code: str) -> str:
    """Say a reason in words for staff; a code that isn't the gate's comes back as it is."""
    return str(GateReason(code).label) if code in GateReason.values else code


@dataclass(frozen=True)
class Verdict(kinds.Verdict):
    """What the gate says. The outbox understands it as it stands.

    ``not_before`` is set only with ``UNSAFE_TIME``: everything else allows the
    message, which must wait for the next safe time. ``risk_flag`` asks that a
    person releases each message; ``shares_mailbox`` that it shows no topic.
    """

    risk_flag: bool = False
    shares_mailbox: bool = False

    @property
    def only_waits(self) -> bool:
        """Whether nothing but the time of day stands in the way."""
        return not self.allowed and self.not_before is not None

    @property
    def label(self) -> str:
        """The reason in words, for staff; empty if contact is allowed."""
        return reason_label(self.reason)


# The consents a channel needs, each the latest of its kind.
CHANNEL_PURPOSES: dict[str, tuple[str, str]] = {
    "email": (Purpose.DATABASE, Purpose.EMAIL),
    "phone": (Purpose.DATABASE, Purpose.PHONE),
    "sms": (Purpose.DATABASE, Purpose.SMS),
    "post": (Purpose.DATABASE, Purpose.POST),
}
AGREED = frozenset({Decision.GIVEN, Decision.RENEWED})


class _Facts(NamedTuple):
    """What the verdict on one person is made from; no name, no address."""

    status: str
    paused_until: date | None
    has_address: bool
    email_state: str
    is_finalised: bool | None
    has_complaint: bool | None


class _Marks(TypedDict):
    risk_flag: bool
    shares_mailbox: bool


class _Event(NamedTuple):
    decision: str
    at: datetime


def check(
    person_id: UUID | str,
    *,
    channel: str = "email",
    finalised_only: bool = False,
    lock: bool = False,
) -> Verdict:
    """Say whether this person may be contacted by this channel now.

    ``finalised_only`` also refuses people whose case is not known to be finished
    or who have a complaint outstanding. ``lock`` locks the person's row until the
    caller's transaction ends; every service that changes consent, safe contact or
    status takes the same lock first. An unknown id is refused as erased.
    """
    if lock:
        # Locked alone: the rows the verdict reads are only added under this lock.
        Person.objects.select_for_update().filter(pk=person_id).values_list("pk").first()
    people = Person.objects.filter(pk=person_id)
    verdicts = check_many(people, channel=channel, finalised_only=finalised_only)
    return next(iter(verdicts.values()), Verdict(False, GateReason.ERASED))


def check_many(
    people: QuerySet[Person], *, channel: str = "email", finalised_only: bool = False
) -> dict[UUID, Verdict]:
    """Return the verdict on each of these people, in three queries however many they are."""
    now = clock.now()
    ids = people.order_by().values("pk")
    facts = _facts(people, channel)
    events = _latest_consents(ids, CHANNEL_PURPOSES[channel])
    contacts = _latest_safe_contacts(ids)
    return {
        pk: _verdict(
            fact,
            [events.get((pk, purpose)) for purpose in CHANNEL_PURPOSES[channel]],
            contacts.get(pk),
            channel=channel,
            finalised_only=finalised_only,
            now=now,
        )
        for pk, fact in facts.items()
    }


def _facts(people: QuerySet[Person], channel: str) -> dict[UUID, _Facts]:
    column = {"email": "email", "phone": "phone", "sms": "phone", "post": "postal_address"}[channel]
    rows = people.order_by().values_list(
        "pk",
        "status",
        "paused_until",
        column,
        "email_state",
        "stage__is_finalised",
        "has_complaint",
    )
    # The column holds a sealed token: whether there is one needs no key.
    return {
        pk: _Facts(status, paused_until, bool(token), state, is_finalised, has_complaint)
        for pk, status, paused_until, token, state, is_finalised, has_complaint in rows
    }


def _latest_consents(ids: Any, purposes: Iterable[str]) -> dict[tuple[UUID, str], _Event]:
    latest: dict[tuple[UUID, str], _Event] = {}
    rows = Consent.objects.filter(person__in=ids, purpose__in=purposes).order_by()
    for person_id, purpose, decision, at in rows.values_list(
        "person_id", "purpose", "decision", "at"
    ):
        key, event = (person_id, purpose), _Event(decision, at)
        known = latest.get(key)
        # Of two events of the same moment the refusal rules.
        if known is None or (at, decision not in AGREED) > (known.at, known.decision not in AGREED):
            latest[key] = event
    return latest


def _latest_safe_contacts(ids: Any) -> dict[UUID, SafeContact]:
    rows = SafeContact.objects.filter(person__in=ids).order_by("version").defer("note")
    return {row.person_id: row for row in rows}


def _verdict(
    facts: _Facts,
    consents: list[_Event | None],
    contact: SafeContact | None,
    *,
    channel: str,
    finalised_only: bool,
    now: datetime,
) -> Verdict:
    today = now.astimezone(clock.LONDON).date()
    marks = _Marks(
        risk_flag=bool(contact and contact.risk_flag),
        shares_mailbox=bool(contact and contact.shares_mailbox),
    )
    reason = (
        _standing(facts, today)
        or _stop(contact, today)
        or _consent(consents, today)
        or _channel(facts, contact, channel)
        or (_case(facts) if finalised_only else "")
    )
    if reason:
        return Verdict(False, reason, **marks)
    # A letter has no time of day.
    if contact is None or channel == "post":
        return Verdict(True, **marks)
    try:
        moment = next_safe_moment(contact.safe_times, now)
    except UnreadableTimes:
        return Verdict(False, GateReason.UNSAFE_TIME, **marks)
    if moment > now:
        return Verdict(False, GateReason.UNSAFE_TIME, not_before=moment, **marks)
    return Verdict(True, **marks)


def _standing(facts: _Facts, today: date) -> str:
    refusals: dict[str, str] = {
        PersonStatus.ERASED: GateReason.ERASED,
        PersonStatus.WITHDRAWN: GateReason.WITHDRAWN,
        PersonStatus.PENDING: GateReason.NOT_CONFIRMED,
    }
    if facts.status == PersonStatus.PAUSED and (
        facts.paused_until is None or today <= facts.paused_until
    ):
        return GateReason.PAUSED
    return refusals.get(facts.status, "")


def _stop(contact: SafeContact | None, today: date) -> str:
    if contact is None:
        return ""
    until = contact.do_not_contact_until
    stopped = today <= until if until else contact.do_not_contact
    return GateReason.DO_NOT_CONTACT if stopped else ""


def _consent(consents: list[_Event | None], today: date) -> str:
    if any(event is None or event.decision not in AGREED for event in consents):
        return GateReason.NO_CONSENT
    if any(event and is_out_of_date(event.at, today) for event in consents):
        return GateReason.CONSENT_OUT_OF_DATE
    return ""


def _channel(facts: _Facts, contact: SafeContact | None, channel: str) -> str:
    safety = getattr(contact, channel) if contact else Safety.UNKNOWN
    if safety == Safety.ASK:
        return GateReason.ASK_FIRST
    if safety != Safety.SAFE:
        return GateReason.NO_SAFE_CHANNEL
    if not facts.has_address:
        return GateReason.NO_ADDRESS
    if channel == "email" and facts.email_state == EmailState.BOUNCED:
        return GateReason.BOUNCED
    return ""


def _case(facts: _Facts) -> str:
    if facts.is_finalised is not True:
        return GateReason.LIVE_CASE
    return GateReason.COMPLAINT if facts.has_complaint else ""


def is_out_of_date(given_at: datetime, today: date) -> bool:
    """Whether consent given then is older than CONSENT_MONTHS; the anniversary still counts."""
    return given_at.astimezone(clock.LONDON).date() < months_before(today, settings.CONSENT_MONTHS)


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier (the last, in a shorter month)."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
