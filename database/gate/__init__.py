"""The one gate: whether a person may be contacted, by this channel, at this moment.

Nothing else says so. The gate reads consent, pause, withdrawal, restriction, safe
contact, stops and what was sent lately afresh every time it is asked; whoever sends
asks it again just before sending, with ``lock=True``, so that a withdrawal and a
sending have one order.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypedDict
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from database.gate import facts
from database.gate.facts import AGREED, is_out_of_date, months_before
from database.gate.verdict import GateReason, Verdict, reason_label
from database.models import EmailState, Person, PersonStatus, Purpose, SafeContact, Safety
from database.safetimes import UnreadableTimes, next_safe_moment
from vef.common import clock

__all__ = [
    "AGREED",
    "GateReason",
    "Verdict",
    "check",
    "check_many",
    "is_out_of_date",
    "months_before",
    "reason_label",
]

# The consents a channel needs, each the latest of its kind.
CHANNEL_PURPOSES: dict[str, tuple[str, str]] = {
    "email": (Purpose.DATABASE, Purpose.EMAIL),
    "phone": (Purpose.DATABASE, Purpose.PHONE),
    "sms": (Purpose.DATABASE, Purpose.SMS),
    "post": (Purpose.DATABASE, Purpose.POST),
}


@dataclass(frozen=True)
class _Question:
    """What the gate is asked: by which channel, about what, and what doesn't matter."""

    channel: str
    finalised_only: bool
    theme: int | None
    allow_out_of_date: bool
    heeds_family: bool
    now: datetime

    @property
    def today(self) -> date:
        return self.now.astimezone(clock.LONDON).date()


class _Marks(TypedDict):
    risk_flag: bool
    shares_mailbox: bool


def check(
    person_id: UUID | str,
    *,
    channel: str = "email",
    finalised_only: bool = False,
    theme: int | None = None,
    allow_out_of_date: bool = False,
    is_asked_for: bool = False,
    heeds_family: bool = True,
    lock: bool = False,
) -> Verdict:
    """Say whether this person may be contacted by this channel now.

    ``finalised_only`` also refuses people whose case is not known to be finished
    or who have a complaint outstanding. ``theme`` is the id of the painful theme the
    message is about. ``allow_out_of_date`` is for asking whether consent still holds;
    ``is_asked_for`` for what the person asked for themselves, which no limit of
    messages holds back. A member of a family that chose one to be written to is left to
    that one, except in those two cases and where ``heeds_family`` says that this is their
    own and nobody else's. ``lock`` locks the person's row until the caller's transaction
    ends; every service that changes consent, safe contact or status takes the same lock
    first. An unknown id is refused as erased.
    """
    if lock:
        # Locked alone: the rows the verdict reads are only added under this lock.
        Person.objects.select_for_update().filter(pk=person_id).values_list("pk").first()
    verdicts = check_many(
        Person.objects.filter(pk=person_id),
        channel=channel,
        finalised_only=finalised_only,
        theme=theme,
        allow_out_of_date=allow_out_of_date,
        is_asked_for=is_asked_for,
        heeds_family=heeds_family,
    )
    return next(iter(verdicts.values()), Verdict(False, GateReason.ERASED))


def check_many(
    people: QuerySet[Person],
    *,
    channel: str = "email",
    finalised_only: bool = False,
    theme: int | None = None,
    allow_out_of_date: bool = False,
    is_asked_for: bool = False,
    heeds_family: bool = True,
) -> dict[UUID, Verdict]:
    """Return the verdict on each of these people, in four queries however many they are.

    Three more ask whether the spokespeople of families can be reached, where there are any.
    """
    question = _Question(
        channel=channel,
        finalised_only=finalised_only,
        theme=theme,
        allow_out_of_date=allow_out_of_date,
        heeds_family=heeds_family and not (is_asked_for or allow_out_of_date),
        now=clock.now(),
    )
    ids = people.order_by().values("pk")
    known = _known(people, ids, question)
    loads = {} if is_asked_for else facts.loads(known.keys(), theme=theme, now=question.now)
    unheard = _unheard(known, question)
    return {
        pk: _verdict(question, one, loads.get(pk, facts.Load()), _family(one, unheard, question))
        for pk, one in known.items()
    }


class _Known(NamedTuple):
    """What is known of one person, whatever the message."""

    standing: facts.Facts
    said: list[facts.Agreement]
    contact: SafeContact | None


def _known(people: QuerySet[Person], ids: Any, question: _Question) -> dict[UUID, _Known]:
    """Read what is known of these people, in three queries. ``ids`` are theirs."""
    standings = facts.standings(people, question.channel, question.today)
    purposes = CHANNEL_PURPOSES[question.channel]
    said = facts.agreements(ids, purposes)
    contacts = facts.safe_contacts(ids)
    return {
        pk: _Known(
            standing,
            [said.get((pk, purpose), facts.Agreement(None)) for purpose in purposes],
            contacts.get(pk),
        )
        for pk, standing in standings.items()
    }


def _unheard(known: dict[UUID, _Known], question: _Question) -> set[UUID | None]:
    """Return the spokespeople who can't be reached themselves; None for a family without one."""
    asked = {
        one.standing.spokesperson
        for one in known.values()
        if one.standing.leaves_it_to_family and one.standing.spokesperson
    }
    if not (question.heeds_family and asked):
        return {None}
    found = _known(Person.objects.filter(pk__in=asked), asked, question)
    return {None, *(pk for pk, one in found.items() if _own_reason(one, question))}


def _family(one: _Known, unheard: set[UUID | None], question: _Question) -> str:
    if not (question.heeds_family and one.standing.leaves_it_to_family):
        return ""
    if one.standing.spokesperson in unheard:
        return GateReason.FAMILY_UNHEARD
    return GateReason.FAMILY


def _own_reason(one: _Known, question: _Question) -> str:
    """Say why somebody can't be reached at all by this channel, whatever the message."""
    return (
        _standing(one.standing, question.today)
        or stop_of(one.standing, one.contact, question.today)
        or _consent(one.said, question)
        or _channel(one.standing, one.contact, question.channel)
    )


def _verdict(question: _Question, one: _Known, load: facts.Load, family: str) -> Verdict:
    contact = one.contact
    marks = _Marks(
        risk_flag=bool(contact and contact.risk_flag),
        shares_mailbox=bool(contact and contact.shares_mailbox),
    )
    reason = (
        _own_reason(one, question)
        or family
        or (_case(one.standing) if question.finalised_only else "")
        or (GateReason.THEME_REST if load.theme_at else "")
    )
    if reason:
        return Verdict(False, reason, **marks)
    waits = [_load(load, question.now), _time(contact, question)]
    for reason, moment in waits:
        if reason and moment is None:
            return Verdict(False, reason, **marks)
    later = [(moment, reason) for reason, moment in waits if moment]
    if not later:
        return Verdict(True, **marks)
    moment, reason = max(later)
    return Verdict(False, reason, not_before=moment, **marks)


def _standing(standing: facts.Facts, today: date) -> str:
    refusals: dict[str, str] = {
        PersonStatus.ERASED: GateReason.ERASED,
        PersonStatus.WITHDRAWN: GateReason.WITHDRAWN,
        PersonStatus.PENDING: GateReason.NOT_CONFIRMED,
    }
    if standing.is_restricted and standing.status not in refusals:
        return GateReason.RESTRICTED
    if standing.status == PersonStatus.PAUSED and (
        standing.paused_until is None or today <= standing.paused_until
    ):
        return GateReason.PAUSED
    return refusals.get(standing.status, "")


def stop_of(standing: facts.Facts, contact: SafeContact | None, today: date) -> str:
    """Return which stop holds, of "do not contact" and of this way of contact; or nothing."""
    if contact is not None:
        until = contact.do_not_contact_until
        if today <= until if until else contact.do_not_contact:
            return GateReason.DO_NOT_CONTACT
    return GateReason.STOPPED if standing.is_stopped else ""


def _consent(said: list[facts.Agreement], question: _Question) -> str:
    reasons = [_one_consent(agreement, question) for agreement in said]
    order = (GateReason.NO_CONSENT, GateReason.PROVISIONAL, GateReason.CONSENT_OUT_OF_DATE)
    return next((reason for reason in order if reason in reasons), "")


def _one_consent(agreement: facts.Agreement, question: _Question) -> str:
    event = agreement.event
    if event is None or event.decision not in AGREED:
        return GateReason.PROVISIONAL if agreement.is_provisional else GateReason.NO_CONSENT
    if is_out_of_date(event.at, question.today) and not question.allow_out_of_date:
        return (
            GateReason.PROVISIONAL if agreement.is_provisional else GateReason.CONSENT_OUT_OF_DATE
        )
    return ""


def _channel(standing: facts.Facts, contact: SafeContact | None, channel: str) -> str:
    safety = getattr(contact, channel) if contact else Safety.UNKNOWN
    if safety == Safety.ASK:
        return GateReason.ASK_FIRST
    if safety != Safety.SAFE:
        return GateReason.NO_SAFE_CHANNEL
    if not standing.has_address:
        return GateReason.NO_ADDRESS
    if channel == "email" and standing.email_state == EmailState.BOUNCED:
        return GateReason.BOUNCED
    return ""


def _case(standing: facts.Facts) -> str:
    if standing.is_finalised is not True:
        return GateReason.LIVE_CASE
    return GateReason.COMPLAINT if standing.has_complaint else ""


def _load(load: facts.Load, now: datetime) -> tuple[str, datetime | None]:
    """Say when one of the last messages is long enough ago for another to follow."""
    most = settings.CONTACT_LOAD_MESSAGES
    if len(load.sent) < most:
        return "", None
    if most < 1:
        return GateReason.CONTACT_LOAD, None
    counts_no_more = load.sent[-most] + timedelta(days=settings.CONTACT_LOAD_DAYS)
    return GateReason.CONTACT_LOAD, counts_no_more


def _time(contact: SafeContact | None, question: _Question) -> tuple[str, datetime | None]:
    # A letter has no time of day.
    if contact is None or question.channel == "post":
        return "", None
    try:
        moment = next_safe_moment(contact.safe_times, question.now)
    except UnreadableTimes:
        return GateReason.UNSAFE_TIME, None
    return (GateReason.UNSAFE_TIME, moment) if moment > question.now else ("", None)
