"""Changes that came by somebody's own link: taken, held back where it is safer, put back.

What narrows contact never comes here: it is done at once. What may reach a person more
than before is done at once too, unless they are at risk; then staff make sure first, by
another safe way. A new email address is used only once its own mailbox proved it.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import transaction

from database.models import (
    ChangeKind,
    ChangeStatus,
    ConsentMethod,
    ConsentWording,
    ContactStop,
    Decision,
    Person,
    PersonStatus,
    ProposedChange,
    Purpose,
    Safety,
)
from database.services.consents import lock, record_consent
from database.services.people import (
    NoAddressGiven,
    change_contact,
    confirm_person,
    pause_person,
    resume_person,
)
from database.services.safe_contact import (
    NothingChanged,
    latest_safe_contact,
    set_safe_contact,
)
from database.services.stops import lift_stop
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move
from vef.outbox.services import enqueue

PROVE_KIND = "database.prove-address"
WAITING = (ChangeStatus.STAFF, ChangeStatus.PROOF)
Values = dict[str, Any]


def is_at_risk(person: Person) -> bool:
    present = latest_safe_contact(person)
    return bool(present and present.risk_flag)


@transaction.atomic
def take_change(
    person: Person,
    kind: str,
    values: Values,
    *,
    language: str,
    actor: Actor,
    widens: bool = True,
) -> ProposedChange:
    """Take a change that came by link; a later one of its kind replaces one that waits.

    ``values`` are what is to be, as JSON can hold it. ``widens`` says that it may reach the
    person more than before: then it waits for staff where somebody is at risk. A new email
    address waits for its proof in any case. Everything else is applied at once.
    """
    lock(person)
    person = Person.objects.get(pk=person.pk)
    for waiting in person.changes_by_link.filter(kind=kind, status__in=WAITING):
        move(waiting, ChangeStatus.REPLACED, actor=actor, decided_at=clock.now())
    change = ProposedChange(
        person=person,
        kind=kind,
        status=ChangeStatus.APPLIED,
        values=json.dumps(values),
        language=language,
        at=clock.now(),
    )
    if widens and is_at_risk(person):
        change.status = ChangeStatus.STAFF
    elif kind == ChangeKind.EMAIL:
        change.status = ChangeStatus.PROOF
    else:
        change.before = _applied(change, actor)
        change.decided_at = clock.now()
    change.save(force_insert=True)
    record(
        actor,
        "change-by-link.taken",
        person,
        data={"change": str(change.pk), "kind": str(kind), "status": str(change.status)},
    )
    if change.status == ChangeStatus.PROOF:
        _ask_for_proof(change)
    return change


def _ask_for_proof(change: ProposedChange) -> None:
    enqueue(
        kind=PROVE_KIND,
        unique_key=str(change.pk),
        recipient_kind="person",
        recipient_id=change.person_id,
        context={"change": str(change.pk)},
    )


@transaction.atomic
def prove_address(change: ProposedChange, *, actor: Actor) -> bool:
    """Use a new address from now on, whose mailbox said yes; twice changes nothing.

    Closes the links that went to the old mailbox, which hears nothing, and asks staff to
    look at the safe contact again. Raises TransitionError if it was refused or replaced.
    """
    lock(change.person)
    return _apply(change, actor=actor)


@transaction.atomic
def confirm_change(change: ProposedChange, *, actor: User, reason: str) -> bool:
    """Let a change go ahead that waited for staff; ``reason`` says how they made sure.

    A new email address still waits for its proof. Raises TransitionError.
    """
    lock(change.person)
    if change.kind == ChangeKind.EMAIL:
        if not move(change, ChangeStatus.PROOF, actor=actor, reason=reason, decided_by=actor):
            return False
        _ask_for_proof(change)
        return True
    return _apply(change, actor=actor, reason=reason, decided_by=actor)


def refuse_change(change: ProposedChange, *, actor: Actor, reason: str = "") -> bool:
    """Leave everything as it is. Raises TransitionError for what was settled already."""
    by: dict[str, Any] = {"decided_by": actor} if isinstance(actor, User) else {}
    return move(
        change, ChangeStatus.REFUSED, actor=actor, reason=reason, decided_at=clock.now(), **by
    )


@transaction.atomic
def put_back(change: ProposedChange, *, actor: User, reason: str) -> bool:
    """Give back the contact details that a change by link replaced. Raises TransitionError."""
    lock(change.person)
    if not change.before:
        raise TransitionError(change, change.status, ChangeStatus.UNDONE)
    was = change.was
    moved = move(change, ChangeStatus.UNDONE, actor=actor, reason=reason, decided_by=actor)
    if moved:
        change_contact(change.person, actor=actor, reason=reason, **was)
    return moved


def _apply(change: ProposedChange, *, actor: Actor, reason: str = "", **fields: Any) -> bool:
    """Move a change that waited to applied and do what it says. The caller holds the lock."""
    moved = move(
        change,
        ChangeStatus.APPLIED,
        actor=actor,
        reason=reason,
        decided_at=clock.now(),
        **fields,
    )
    if moved:
        change.person.refresh_from_db()
        change.before = _applied(change, actor)
        change.save(update_fields=["before"])
    return moved


# --- What each kind does ---------------------------------------------------------


def _applied(change: ProposedChange, actor: Actor) -> str:
    """Do what a change says; return as JSON what it replaced, where that can be put back."""
    was = APPLY[ChangeKind(change.kind)](change, change.said, actor)
    return json.dumps(was) if was else ""


def _contact(change: ProposedChange, said: Values, actor: Actor) -> Values | None:
    person = change.person
    was = {name: getattr(person, name) for name in said}
    try:
        changed = change_contact(person, actor=actor, **said)
    except NoAddressGiven:
        return None
    if {"email", "phone", "postal_address"} & set(changed):
        # Whether the new one is safe is for staff to ask.
        with suppress(NothingChanged):
            set_safe_contact(person, actor=actor, review_on=clock.today())
    return {name: was[name] for name in changed} or None


def _channels(change: ProposedChange, said: Values, actor: Actor) -> None:
    person = change.person
    for channel, wording in said.items():
        record_consent(
            person,
            purpose=channel,
            decision=Decision.GIVEN,
            wording=ConsentWording.objects.get(pk=wording),
            language=change.language,
            method=ConsentMethod.LINK,
            actor=actor,
        )
    with suppress(NothingChanged):
        set_safe_contact(person, actor=actor, **dict.fromkeys(said, Safety.SAFE))


def _times(change: ProposedChange, said: Values, actor: Actor) -> None:
    with suppress(NothingChanged):
        set_safe_contact(change.person, actor=actor, safe_times=said["slots"])


def _pause(change: ProposedChange, said: Values, actor: Actor) -> None:
    person = change.person
    if person.status != PersonStatus.PAUSED:
        return
    until = date.fromisoformat(said["until"]) if said["until"] else None
    if until is None or until < clock.today():
        resume_person(person, actor=actor)
    else:
        pause_person(person, until=until, actor=actor)


def _lift(change: ProposedChange, said: Values, actor: Actor) -> None:
    for stop in ContactStop.objects.filter(person=change.person, pk__in=said["stops"]):
        lift_stop(stop, actor=actor)


def _back(change: ProposedChange, said: Values, actor: Actor) -> None:
    person = change.person
    if person.status != PersonStatus.WITHDRAWN:
        return
    for purpose, wording in said["wordings"].items():
        record_consent(
            person,
            purpose=purpose,
            decision=Decision.GIVEN if purpose == Purpose.DATABASE else Decision.RENEWED,
            wording=ConsentWording.objects.get(pk=wording),
            language=change.language,
            method=ConsentMethod.LINK,
            actor=actor,
        )
    confirm_person(person, actor=actor)


APPLY: dict[ChangeKind, Callable[[ProposedChange, Values, Actor], Values | None]] = {
    ChangeKind.EMAIL: _contact,
    ChangeKind.CONTACT: _contact,
    ChangeKind.CHANNELS: _channels,
    ChangeKind.TIMES: _times,
    ChangeKind.PAUSE: _pause,
    ChangeKind.LIFT: _lift,
    ChangeKind.BACK: _back,
}
