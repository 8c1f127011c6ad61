"""How a request about somebody's data ends. Whatever decides has its reason."""

from typing import Any

from django.db import transaction

from database.models import PersonStatus, RightsRequest, RightsStatus
from database.services.erasure import UnderHold, erase_person, is_under_hold
from database.services.holds import set_restriction
from database.services.people import withdraw_person
from database.services.rights import Kind, fresh, person_of, settled
from database.services.rights_errors import (
    NotBeingWorkedOn,
    NotHandedOver,
    NotPrepared,
    SamePerson,
    WrongKind,
)
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move

# Kinds that end by a note of what was done; the others have a step of their own.
ENDS_WITH_A_NOTE = frozenset({Kind.ACCESS, Kind.RECTIFICATION, Kind.COMPLAINT})


def _of_kind(request: RightsRequest, *kinds: str) -> RightsRequest:
    """Return the request, locked. Raises AlreadyClosed, WrongKind and IdentityNotConfirmed."""
    row = settled(request)
    if row.kind not in kinds:
        raise WrongKind
    return row


def _end(
    row: RightsRequest, status: RightsStatus, *, outcome: str, actor: Actor, **fields: Any
) -> bool:
    return move(
        row,
        status,
        actor=actor,
        reason=outcome,
        outcome=outcome,
        closed_at=clock.now(),
        **fields,
    )


@transaction.atomic
def complete(request: RightsRequest, *, outcome: str, actor: Actor) -> bool:
    """End a request for a copy, a correction or a complaint with what was done.

    Raises AlreadyClosed, WrongKind, IdentityNotConfirmed, NotHandedOver (a copy that has
    not left) and TransitionError (not being worked on).
    """
    row = _of_kind(request, *ENDS_WITH_A_NOTE)
    if row.kind == Kind.ACCESS and not (hasattr(row, "pack") and row.pack.handed_over_at):
        raise NotHandedOver
    # Whoever hears the outcome of a complaint has heard that we have it.
    told = {"acknowledged_at": row.acknowledged_at or clock.now()}
    return _end(row, RightsStatus.DONE, outcome=outcome, actor=actor, **told)


@transaction.atomic
def refuse(request: RightsRequest, *, reason: str, actor: Actor) -> bool:
    """Say no, which the person is told with the reason and where else to turn.

    Raises AlreadyClosed.
    """
    return _end(fresh(request), RightsStatus.REFUSED, outcome=reason, actor=actor)


@transaction.atomic
def take_back(request: RightsRequest, *, reason: str, actor: Actor) -> bool:
    """Close a request the person no longer wants. Raises AlreadyClosed."""
    return _end(fresh(request), RightsStatus.WITHDRAWN, outcome=reason, actor=actor)


@transaction.atomic
def restrict(request: RightsRequest, *, reason: str, actor: Actor) -> bool:
    """Grant a restriction: the record is kept and used for nothing.

    Raises AlreadyClosed, WrongKind and TransitionError.
    """
    row = _of_kind(request, Kind.RESTRICTION)
    set_restriction(person_of(row), reason=reason, actor=actor)
    return _end(row, RightsStatus.DONE, outcome=reason, actor=actor)


@transaction.atomic
def decide_objection(request: RightsRequest, *, is_upheld: bool, reason: str, actor: Actor) -> bool:
    """Decide an objection. Upheld, all contact stops at once, as if they had withdrawn.

    Raises AlreadyClosed, WrongKind and TransitionError.
    """
    row = _of_kind(request, Kind.OBJECTION)
    if not is_upheld:
        return _end(row, RightsStatus.REFUSED, outcome=reason, actor=actor)
    _stop(row, actor)
    return _end(row, RightsStatus.DONE, outcome=reason, actor=actor)


def _stop(row: RightsRequest, actor: Actor) -> None:
    person = person_of(row)
    if person.status not in {PersonStatus.WITHDRAWN, PersonStatus.ERASED}:
        withdraw_person(person, actor=actor, method=row.method, language=row.language)


# --- Erasure ------------------------------------------------------------------


@transaction.atomic
def prepare_erasure(request: RightsRequest, *, reason: str, actor: User) -> bool:
    """Make an erasure ready for a second person; all contact stops at once.

    Preparing it twice changes nothing. Raises AlreadyClosed, WrongKind,
    IdentityNotConfirmed, NotBeingWorkedOn and UnderHold.
    """
    row = _of_kind(request, Kind.ERASURE)
    if row.status != RightsStatus.WORKING:
        raise NotBeingWorkedOn
    if row.prepared_by_id:
        return False
    person = person_of(row)
    if is_under_hold(person):
        raise UnderHold(person)
    _stop(row, actor)
    row.prepared_by, row.prepared_at = actor, clock.now()
    row.save(update_fields=["prepared_by", "prepared_at"])
    record(actor, "rightsrequest.erasure-prepared", row, reason=reason)
    return True


@transaction.atomic
def send_back_erasure(request: RightsRequest, *, reason: str, actor: Actor) -> bool:
    """Take a prepared erasure back to be thought about again. Nobody is contacted meanwhile.

    Raises AlreadyClosed, WrongKind and IdentityNotConfirmed.
    """
    row = _of_kind(request, Kind.ERASURE)
    if row.prepared_by_id is None:
        return False
    row.prepared_by, row.prepared_at = None, None
    row.save(update_fields=["prepared_by", "prepared_at"])
    record(actor, "rightsrequest.erasure-sent-back", row, reason=reason)
    return True


@transaction.atomic
def approve_erasure(request: RightsRequest, *, reason: str, actor: User) -> bool:
    """Agree to a prepared erasure as a second person, and erase. Nothing brings it back.

    What they asked in their own words goes with their record; that they asked stays.

    Raises AlreadyClosed, WrongKind, IdentityNotConfirmed, NotPrepared, SamePerson,
    UnderHold and TransitionError (taken from whoever worked on it).
    """
    row = _of_kind(request, Kind.ERASURE)
    if row.prepared_by_id is None:
        raise NotPrepared
    if row.prepared_by_id == actor.pk:
        raise SamePerson
    if row.status != RightsStatus.WORKING:
        raise TransitionError(row, row.status, RightsStatus.DONE)
    erase_person(person_of(row), because="asked", actor=actor, reason=reason)
    return _end(row, RightsStatus.DONE, outcome=reason, actor=actor, approved_by=actor)
