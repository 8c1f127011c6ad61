"""Adding people, confirming, pausing and withdrawing them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Length
from django.utils import translation

from database.links import close_mailbox_links
from database.models import (
    Adjustment,
    EmailState,
    Experience,
    Person,
    PersonStatus,
    Relationship,
)
from database.services import ledgers
from database.services.consents import has_agreed, lock, settle_overtaken, withdraw_all
from database.signals import contact_stopped
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.bilingual import Reading
from vef.common.steps import TransitionError, move

PREFIX = "VP-"
CONTACT_FIELDS = ("name", "email", "phone", "postal_address")


class AlreadyOnDatabase(Exception):
    """Somebody with this email address is on the database."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(person.reference)


class NoAddressGiven(Exception):
    """Without a single way to reach them, nobody can be asked anything."""


class ConsentMissing(Exception):
    """The person has not agreed to be on the database."""


class TooYoung(Exception):
    """The forum asks for an age (MINIMUM_AGE); a parent or guardian may join instead."""


class PauseInThePast(ValueError):
    """A pause ends today or later."""


def next_number() -> int:
    """Return the number of the next reference: one more than the highest there is."""
    last = (
        Person.objects.filter(reference__startswith=PREFIX)
        .order_by(Length("reference").desc(), "-reference")
        .values_list("reference", flat=True)
        .first()
    )
    return int(last.removeprefix(PREFIX)) + 1 if last else 1


def _save_with_reference(person: Person) -> None:
    for attempt in range(10):
        person.reference = f"{PREFIX}{next_number():04d}"
        try:
            with transaction.atomic():
                person.save(force_insert=True)
        except IntegrityError:
            # Somebody else took this number meanwhile; the key went with the row.
            person.key = None
            if attempt == 9:
                raise
        else:
            return


def _relationship(given: Relationship | str | None) -> Relationship | None:
    if isinstance(given, str):
        return Relationship.objects.get(code=given) if given else None
    return given


@transaction.atomic
def register_person(
    *,
    actor: Actor,
    name: str = "",
    email: str = "",
    phone: str = "",
    postal_address: str = "",
    reading: str = Reading.UNKNOWN,
    relationship: Relationship | str | None = None,
    experiences: Iterable[Experience] = (),
    adjustments: Iterable[Adjustment] = (),
    shares_address: bool = False,
    **fields: Any,
) -> Person:
    """Add somebody, not confirmed yet and with no consent recorded; return them.

    ``shares_address`` says that somebody else on the database has the same email
    address and that this is another person. ``fields`` are plain columns such as
    ``area``, ``stage`` and ``source``. ``relationship`` is a row or its code.

    Raises NoAddressGiven, TooYoung, AlreadyOnDatabase, and Relationship.DoesNotExist
    for an unknown code.
    """
    if fields.get("is_old_enough") is False:
        raise TooYoung
    if not (email or phone or postal_address):
        raise NoAddressGiven
    same = Person.objects.with_email(email).exclude(status=PersonStatus.ERASED) if email else None
    if same is not None and not shares_address and (known := same.first()):
        raise AlreadyOnDatabase(known)
    person = Person(
        name=name,
        email=email.strip(),
        phone=phone,
        postal_address=postal_address,
        reading=reading,
        relationship=_relationship(relationship),
        **fields,
    )
    _save_with_reference(person)
    person.experiences.set(experiences)
    person.adjustments.set(adjustments)
    record(actor, "person.registered", person)
    return person


@transaction.atomic
def confirm_person(person: Person, *, actor: Actor, reason: str = "") -> bool:
    """Make somebody active who agreed to be on the database; twice changes nothing.

    Also brings back somebody who withdrew and has agreed again since.

    Raises ConsentMissing if the latest word on being on the database is no
    agreement, TooYoung, and TransitionError for somebody erased.
    """
    lock(person)
    status, is_old_enough = Person.objects.values_list("status", "is_old_enough").get(pk=person.pk)
    if status == PersonStatus.PAUSED:
        raise TransitionError(person, status, PersonStatus.ACTIVE)
    if is_old_enough is False:
        raise TooYoung
    if not has_agreed(person):
        raise ConsentMissing(person)
    moved = move(person, PersonStatus.ACTIVE, actor=actor, reason=reason, withdrawn_at=None)
    if moved and status == PersonStatus.WITHDRAWN:
        ledgers.note_returned(person.pk)
        settle_overtaken(person, actor=actor)
    return moved


@transaction.atomic
def withdraw_person(
    person: Person, *, actor: Actor, method: str, reason: str = "", language: str = ""
) -> bool:
    """Stop all contact at once; twice changes nothing.

    Adds a withdrawal to the history of every consent, and tells the apps above in
    the same transaction, so that what is queued is cancelled with it. ``method``
    is a ConsentMethod. Raises TransitionError for somebody erased.
    """
    # The time is taken once nothing of theirs is being sent any more, not before.
    lock(person)
    moved = move(
        person, PersonStatus.WITHDRAWN, actor=actor, reason=reason, withdrawn_at=clock.now()
    )
    if moved:
        shown = language or (translation.get_language() or "")[:2]
        withdraw_all(person, actor=actor, method=method, language=shown)
        contact_stopped.send(sender=Person, person_id=person.pk, actor=actor)
        ledgers.note_withdrawn(person.pk, method=method)
    return moved


@transaction.atomic
def pause_person(person: Person, *, until: date, actor: Actor, reason: str = "") -> None:
    """Send nothing up to and including ``until``. Pausing again moves that date.

    Raises PauseInThePast, and TransitionError for somebody who isn't active.
    """
    if until < clock.today():
        raise PauseInThePast
    if move(person, PersonStatus.PAUSED, actor=actor, reason=reason, paused_until=until):
        return
    person.paused_until = until
    person.save(update_fields=["paused_until"])
    record(actor, "person.pause-changed", person, reason=reason)


def resume_person(person: Person, *, actor: Actor, reason: str = "") -> bool:
    """End a pause now. Raises TransitionError for somebody who isn't paused or active."""
    if person.status not in {PersonStatus.PAUSED, PersonStatus.ACTIVE}:
        raise TransitionError(person, person.status, PersonStatus.ACTIVE)
    return move(person, PersonStatus.ACTIVE, actor=actor, reason=reason, paused_until=None)


@transaction.atomic
def change_contact(person: Person, *, actor: Actor, reason: str = "", **details: str) -> list[str]:
    """Change name, email, phone or postal address; return the names of what changed.

    A new email address has not been used yet, so an earlier bounce is forgotten, and links
    to the person's own page that went to the old mailbox open nothing any more.
    What is queued goes to the new address, since addresses are read at sending.

    Raises NoAddressGiven if nothing would be left to reach the person by.
    """
    lock(person)
    person = Person.objects.get(pk=person.pk)
    changed = [
        name
        for name in CONTACT_FIELDS
        if details.get(name, getattr(person, name)) != getattr(person, name)
    ]
    for name in changed:
        setattr(person, name, details[name].strip())
    if not (person.email or person.phone or person.postal_address):
        raise NoAddressGiven
    if "email" in changed:
        person.email_state = EmailState.UNTRIED
    if changed:
        person.save(update_fields=[*changed, "email_state"])
        record(actor, "person.contact-changed", person, reason=reason, data={"fields": changed})
    if "email" in changed:
        # Last: the database shows nothing more to whoever came by one of them.
        close_mailbox_links(person)
    return changed


def note_bounce(person_id: UUID | str) -> None:
    """Use this person's email address no more until somebody corrects it."""
    _note_email(person_id, EmailState.BOUNCED, "person.email-bounced")


def note_delivered(person_id: UUID | str) -> None:
    """Note that a message to this person's email address was taken."""
    _note_email(person_id, EmailState.WORKS, "person.email-works", only_from=EmailState.UNTRIED)


@transaction.atomic
def _note_email(
    person_id: UUID | str, state: str, action: str, only_from: str | None = None
) -> None:
    people = Person.objects.filter(pk=person_id).exclude(email_state=state)
    # A letter that left before an erasure may still be answered after it.
    people = people.exclude(status=PersonStatus.ERASED)
    if only_from:
        people = people.filter(email_state=only_from)
    person = people.select_for_update().first()
    if person is None:
        return
    person.email_state = state
    person.save(update_fields=["email_state"])
    record(SYSTEM, action, person)
