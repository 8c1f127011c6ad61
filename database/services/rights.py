"""What people ask about their data: writing it down, making sure who asks, and its clock."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from database import rights_clock
from database.models import IdentityMethod, Person, RightsRequest, RightsStatus, Safety
from database.services.rights_errors import (
    AlreadyClosed,
    IdentityNotConfirmed,
    NobodyToAsk,
    NoSafeNumber,
    NotAcknowledged,
    ReceivedInTheFuture,
    TooLateToExtend,
    TooManyTries,
    WrongCodeWord,
    WrongKind,
)
from database.services.safe_contact import check_code_word, latest_safe_contact
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import move

Kind = RightsRequest.Kind
# After so many wrong words in a day this way of making sure is closed; the others stay open.
MOST_TRIES = 5
WRONG_WORD = "rightsrequest.identity-failed"
# Letters and digits nobody mistakes for one another when a number is read out.
DRAWN_FROM = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


# --- Coming in ---------------------------------------------------------------


def save_with_number(row: Any, prefix: str) -> None:
    """Save a new row under the next free number of its year, such as ``DP-26-01``."""
    _save_with(row, lambda start: f"{start}{_next_number(type(row), start):02d}", prefix)


def _save_with(row: Any, reference_for: Any, prefix: str) -> None:
    start = f"{prefix}-{clock.today():%y}-"
    for attempt in range(10):
        row.reference = reference_for(start)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            # Somebody else took this number meanwhile.
            if attempt == 9:
                raise
        else:
            return


def _next_number(model: Any, start: str) -> int:
    taken = model.objects.filter(reference__startswith=start).values_list("reference", flat=True)
    numbers = [int(tail) for one in taken if (tail := one.removeprefix(start)).isdigit()]
    return max(numbers, default=0) + 1


def _drawn(start: str) -> str:
    # A letter in front: never mistaken for one of the numbers that are counted.
    first = secrets.choice([letter for letter in DRAWN_FROM if letter.isalpha()])
    return start + first + "".join(secrets.choice(DRAWN_FROM) for _ in range(5))


@transaction.atomic
def receive_request(
    *,
    kind: str,
    person: Person | None,
    method: str,
    language: str,
    words: str = "",
    actor: Actor,
    received_at: datetime | None = None,
    identity_method: str = "",
) -> RightsRequest:
    """Write down what somebody asked; return the request with its reference and its day.

    ``method`` is a ConsentMethod, ``language`` the one it came in. Only a complaint may be
    of nobody on the database. ``identity_method`` says how the page it came from had made
    sure who asks, if it had. Acknowledges nothing by itself, and sends nothing.

    Raises NobodyToAsk and ReceivedInTheFuture.
    """
    if person is None and kind != Kind.COMPLAINT:
        raise NobodyToAsk
    now = clock.now()
    if received_at and received_at > now:
        raise ReceivedInTheFuture
    staff = actor if isinstance(actor, User) else None
    request = RightsRequest(
        kind=kind,
        person=person,
        method=method,
        language=language,
        words=words,
        received_at=received_at or now,
        recorded_by=staff,
        identity_method=identity_method,
        identity_confirmed_at=now if identity_method else None,
    )
    request.due_on = due_on(request)
    if actor.actor_kind in {"staff", "system"}:
        save_with_number(request, "DP")
    else:
        # PRIVACY: the public pages' database role may add a request and read none, so
        # what comes in there can't be counted.
        _save_with(request, _drawn, "DP")
    record(actor, "rightsrequest.received", request, data={"kind": str(kind)})
    return request


# --- The clock ----------------------------------------------------------------


def clock_start(request: RightsRequest) -> date:
    """Return the day the month began: when we knew who asks, or when it came."""
    begun = request.received_at
    if request.kind in RightsRequest.NEEDS_IDENTITY and request.identity_confirmed_at:
        begun = request.identity_confirmed_at
    return rights_clock.day_of(begun)


def first_due_on(request: RightsRequest) -> date:
    """Return the day to answer by, before any extension."""
    start = clock_start(request)
    if request.kind == Kind.COMPLAINT:
        return rights_clock.complaint_due(start)
    if request.kind == Kind.ERASURE:
        return rights_clock.erasure_due(start)
    return rights_clock.month_due(start, pauses=_counted_pauses(request))


def due_on(request: RightsRequest) -> date:
    """Return the day to answer by, pauses and extension included."""
    if request.extended_until is None:
        return first_due_on(request)
    days = rights_clock.paused_days(_counted_pauses(request))
    return request.extended_until + timedelta(days=days)


def _counted_pauses(request: RightsRequest) -> list[dict[str, Any]]:
    return request.pauses if request.kind in RightsRequest.PAUSES_CLOCK else []


def fresh(request: RightsRequest) -> RightsRequest:
    """Lock the request and return it as it is now. Raises AlreadyClosed."""
    row = RightsRequest.objects.select_for_update().get(pk=request.pk)
    if not row.is_open:
        raise AlreadyClosed
    return row


def person_of(request: RightsRequest) -> Person:
    """Return whose request it is. Raises NobodyToAsk."""
    if request.person is None:
        raise NobodyToAsk
    return request.person


def settled(request: RightsRequest) -> RightsRequest:
    """Return the request, locked. Raises AlreadyClosed and IdentityNotConfirmed."""
    row = fresh(request)
    if not row.is_identity_settled:
        raise IdentityNotConfirmed
    return row


# --- Making sure who asks -------------------------------------------------------


def confirm_identity(
    request: RightsRequest, *, method: str, actor: Actor, word: str = "", reason: str = ""
) -> bool:
    """Note how we made sure that it is them; the month begins today. Twice changes nothing.

    ``word`` is what they said, where the method is their code word.

    Raises NobodyToAsk, WrongCodeWord, TooManyTries and NoSafeNumber.
    """
    if method == IdentityMethod.CODE_WORD:
        _check_word(request, word, actor)
    return _confirm_identity(request, method=method, actor=actor, reason=reason)


def _check_word(request: RightsRequest, word: str, actor: Actor) -> None:
    """Not in the caller's transaction: a wrong word is noted though the step is refused."""
    person, day_ago = person_of(request), clock.now() - timedelta(days=1)
    tries = Entry.objects.filter(action=WRONG_WORD, target_id=str(person.pk), at__gt=day_ago)
    if tries.count() >= MOST_TRIES:
        raise TooManyTries
    if not check_code_word(person, word):
        record(actor, WRONG_WORD, person, data={"request": str(request.pk)})
        raise WrongCodeWord


@transaction.atomic
def _confirm_identity(request: RightsRequest, *, method: str, actor: Actor, reason: str) -> bool:
    row = fresh(request)
    person = person_of(row)
    if row.identity_confirmed_at:
        return False
    if method == IdentityMethod.CALL_BACK and not has_safe_number(person):
        raise NoSafeNumber
    row.identity_method, row.identity_confirmed_at = method, clock.now()
    row.due_on = due_on(row)
    row.save(update_fields=["identity_method", "identity_confirmed_at", "due_on"])
    record(
        actor, "rightsrequest.identity-confirmed", row, reason=reason, data={"method": str(method)}
    )
    return True


def has_safe_number(person: Person) -> bool:
    """Whether we hold a number that nobody told us not to ring."""
    said = latest_safe_contact(person)
    return bool(person.phone) and (said is None or said.phone != Safety.UNSAFE)


# --- On the way -----------------------------------------------------------------


@transaction.atomic
def take_up(request: RightsRequest, *, actor: User) -> bool:
    """Begin to work on a request. Raises TransitionError once it is closed."""
    return move(request, RightsStatus.WORKING, actor=actor, handled_by=actor)


@transaction.atomic
def acknowledge(request: RightsRequest, *, method: str, actor: Actor) -> bool:
    """Note that they were told we have it, and how; twice changes nothing.

    Whoever complained then hears again within 30 days. Raises AlreadyClosed.
    """
    row = fresh(request)
    if row.acknowledged_at:
        return False
    row.acknowledged_at = clock.now()
    if row.kind == Kind.COMPLAINT:
        row.due_on = rights_clock.complaint_due(clock.today())
    row.save(update_fields=["acknowledged_at", "due_on"])
    record(actor, "rightsrequest.acknowledged", row, data={"method": str(method)})
    return True


@transaction.atomic
def note_news(request: RightsRequest, *, reason: str, actor: Actor) -> None:
    """Note that whoever complained was told how it stands; they hear again within 30 days.

    Raises AlreadyClosed, WrongKind and NotAcknowledged.
    """
    row = fresh(request)
    if row.kind != Kind.COMPLAINT:
        raise WrongKind
    if row.acknowledged_at is None:
        raise NotAcknowledged
    row.due_on = rights_clock.complaint_due(clock.today())
    row.save(update_fields=["due_on"])
    record(actor, "rightsrequest.told-how-it-stands", row, reason=reason)


@transaction.atomic
def ask_clarification(request: RightsRequest, *, reason: str, actor: Actor) -> bool:
    """Ask what is meant. The clock of a request for a copy stands still until they answer.

    Raises AlreadyClosed, IdentityNotConfirmed and TransitionError.
    """
    row = settled(request)
    if row.status == RightsStatus.WAITING:
        return False
    pauses = [*row.pauses, {"from": clock.today().isoformat(), "to": None, "reason": reason}]
    return move(row, RightsStatus.WAITING, actor=actor, reason=reason, pauses=pauses)


@transaction.atomic
def note_clarified(request: RightsRequest, *, actor: User) -> bool:
    """Note that they answered: the clock goes on, the days waited are added.

    Raises AlreadyClosed and TransitionError.
    """
    row = fresh(request)
    row.pauses = [
        one if one["to"] else {**one, "to": clock.today().isoformat()} for one in row.pauses
    ]
    return move(
        row,
        RightsStatus.WORKING,
        actor=actor,
        pauses=row.pauses,
        due_on=due_on(row),
        handled_by=row.handled_by or actor,
    )


@transaction.atomic
def extend(request: RightsRequest, *, months: int, reason: str, actor: Actor) -> date:
    """Take one or two months more, which they were told with the reason; return the new day.

    Raises AlreadyClosed, IdentityNotConfirmed, WrongKind (a complaint has no such
    extension), TooLateToExtend and TooLong.
    """
    row = settled(request)
    if row.kind == Kind.COMPLAINT:
        raise WrongKind
    if not 1 <= months <= rights_clock.MOST_MONTHS_MORE:
        raise rights_clock.TooLong(months)
    if rights_clock.is_late(first_due_on(row), clock.today()):
        raise TooLateToExtend
    row.extended_until = rights_clock.add_months(clock_start(row), 1 + months)
    row.extension_reason = reason
    row.due_on = due_on(row)
    row.save(update_fields=["extended_until", "extension_reason", "due_on"])
    record(actor, "rightsrequest.extended", row, reason=reason, data={"months": months})
    return row.due_on
