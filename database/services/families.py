"""Bereaved families: who belongs to one, who is written to for all, and how that ends.

Nothing is kept from anybody before they agreed to it themselves. Once one was named who is
written to, the others are written to again only by their own wish, or when staff said so:
never because the one who was named left, paused or can't be reached (docs/decisions/0015).
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Length

from database.models import FAMILY, Family, FamilyMember, Person, PersonStatus
from database.services.consents import ConsentInTheFuture, current_wording, lock
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

PREFIX = "FA-"
TRIES = 10


class InAnotherFamily(ValueError):
    """Somebody belongs to one family at a time."""


class NotInTheFamily(Exception):
    """They don't belong to the family any more."""


class NotHere(ValueError):
    """Somebody who left can't be named to be written to for others."""


class ReasonMissing(ValueError):
    """Writing to each of a family again needs its reason in words."""


def membership_of(person: Person) -> FamilyMember | None:
    """Return somebody's place in their family, in one query."""
    current = FamilyMember.objects.filter(person=person, ended_at=None)
    return current.select_related("family", "wording").first()


def members_of(family: Family) -> list[FamilyMember]:
    """Return those who belong to a family now, in one query; the spokesperson first."""
    current = family.members.filter(ended_at=None).select_related("person")
    return list(current.order_by("-is_spokesperson", "person__reference"))


def _record(
    member: FamilyMember, act: str, actor: Actor, *, reason: str = "", **data: object
) -> None:
    # On the person, so that their copy tells of it; ids only.
    data = {"family": str(member.family_id), **data}
    record(actor, f"person.family-{act}", member.person, reason=reason, data=data)


def _lock_family(family: Family) -> Family:
    """Hold a family and everybody in it until the transaction ends, in one order."""
    people = Person.objects.select_for_update().filter(
        pk__in=FamilyMember.objects.filter(family=family, ended_at=None).values("person_id")
    )
    list(people.order_by("pk").values_list("pk"))
    # After the people, as when somebody joins; without its key, so that adding need not wait.
    rows = Family.objects.select_for_update(no_key=True).filter(pk=family.pk)
    rows.values_list("pk").first()
    return Family.objects.get(pk=family.pk)


def _current(member: FamilyMember) -> FamilyMember:
    """Hold the family and return the row as it is now. Raises NotInTheFamily."""
    _lock_family(member.family)
    row = FamilyMember.objects.select_related("family", "person").get(pk=member.pk)
    if row.ended_at is not None:
        raise NotInTheFamily
    return row


def _next_reference() -> str:
    last = (
        Family.objects.filter(reference__startswith=PREFIX)
        .order_by(Length("reference").desc(), "-reference")
        .values_list("reference", flat=True)
        .first()
    )
    number = int(last.removeprefix(PREFIX)) + 1 if last else 1
    return f"{PREFIX}{number:04d}"


def _make_family(actor: User) -> Family:
    for _attempt in range(TRIES - 1):
        try:
            with transaction.atomic():
                return Family.objects.create(reference=_next_reference(), made_by=actor)
        except IntegrityError:
            # Somebody else took this number meanwhile.
            continue
    return Family.objects.create(reference=_next_reference(), made_by=actor)


@transaction.atomic
def add_to_family(person: Person, *, actor: User, relative: Person | None = None) -> FamilyMember:
    """Write down that somebody belongs to a family: that of ``relative``, or a new one.

    A relative who is in no family comes into the new one with them. Nobody's mail changes
    before they agreed themselves. Raises InAnotherFamily.
    """
    for pk in sorted({row.pk for row in (person, relative) if row is not None}):
        lock(Person(pk=pk))
    theirs = membership_of(relative) if relative else None
    own = membership_of(person)
    if own is not None:
        if theirs is not None and own.family_id == theirs.family_id:
            return own
        raise InAnotherFamily
    family = theirs.family if theirs else _make_family(actor)
    if relative is not None and theirs is None:
        _add(relative, family, actor)
    return _add(person, family, actor)


def _add(person: Person, family: Family, actor: User) -> FamilyMember:
    member = FamilyMember.objects.create(
        person=person, family=family, added_by=actor, added_at=clock.now()
    )
    _record(member, "joined", actor)
    return member


@transaction.atomic
def record_agreement(
    member: FamilyMember,
    *,
    language: str,
    method: str,
    actor: Actor,
    at: datetime | None = None,
) -> None:
    """Note that somebody agreed that one of the family is written to. Later words replace it.

    Raises NoWording, ConsentInTheFuture and NotInTheFamily.
    """
    row = _current(member)
    _agree(row, language=language, method=method, at=at)
    row.save()
    _record(row, "agreed", actor, wording=row.wording_id, language=language, method=str(method))


def _agree(row: FamilyMember, *, language: str, method: str, at: datetime | None) -> None:
    now = clock.now()
    if at and at > now:
        raise ConsentInTheFuture
    row.wording = current_wording(FAMILY)
    row.language, row.method, row.agreed_at = language, method, at or now


@transaction.atomic
def name_spokesperson(
    member: FamilyMember,
    *,
    language: str,
    method: str,
    actor: Actor,
    at: datetime | None = None,
) -> bool:
    """Name who is written to for the family, with their own consent; twice changes nothing.

    Whoever it was before stays in the family and is left to the new one from now on,
    unless they wished otherwise. Raises NotHere, NoWording, ConsentInTheFuture and
    NotInTheFamily.
    """
    row = _current(member)
    if row.is_spokesperson:
        return False
    if row.person.status in {PersonStatus.WITHDRAWN, PersonStatus.ERASED}:
        raise NotHere
    _agree(row, language=language, method=method, at=at)
    before = row.family.members.filter(is_spokesperson=True, ended_at=None)
    for other in before.select_related("person"):
        _step_down(other, actor)
    row.is_spokesperson = True
    row.save()
    Family.objects.filter(pk=row.family_id).update(speaks_as_one=True)
    _record(
        row, "spokesperson", actor, wording=row.wording_id, language=language, method=str(method)
    )
    return True


def _step_down(row: FamilyMember, actor: Actor, reason: str = "") -> None:
    row.is_spokesperson = False
    row.save(update_fields=["is_spokesperson"])
    _record(row, "spokesperson-ended", actor, reason=reason)


@transaction.atomic
def stop_speaking(member: FamilyMember, *, actor: Actor, reason: str = "") -> bool:
    """Note that somebody is no longer written to for the family; twice changes nothing.

    The others hear nothing because of it: they are asked first. Raises NotInTheFamily.
    """
    row = _current(member)
    if not row.is_spokesperson:
        return False
    _step_down(row, actor, reason)
    return True


@transaction.atomic
def set_writes_too(member: FamilyMember, *, wishes: bool, actor: Actor) -> bool:
    """Note whether somebody wishes to be written to beside the spokesperson.

    Return whether that changed anything. Raises NotInTheFamily.
    """
    row = _current(member)
    if row.writes_too == wishes:
        return False
    row.writes_too = wishes
    row.save(update_fields=["writes_too"])
    _record(row, "writes-too", actor, wishes=wishes)
    return True


@transaction.atomic
def leave_family(member: FamilyMember, *, actor: Actor, reason: str = "") -> bool:
    """End somebody's place in a family; twice changes nothing. They are written to again."""
    try:
        row = _current(member)
    except NotInTheFamily:
        return False
    row.is_spokesperson, row.ended_at = False, clock.now()
    row.save()
    _record(row, "left", actor, reason=reason)
    return True


@transaction.atomic
def write_to_each(family: Family, *, reason: str, actor: User) -> bool:
    """Write to each of a family again, because they were asked; twice changes nothing.

    ``reason`` says how staff know that they wish it. Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing
    row = _lock_family(family)
    if not row.speaks_as_one:
        return False
    row.speaks_as_one = False
    row.save(update_fields=["speaks_as_one"])
    for member in members_of(row):
        if member.is_spokesperson:
            _step_down(member, actor, reason)
        _record(member, "each-again", actor, reason=reason)
    return True


def merge_membership(kept: Person, gone: Person) -> list[str]:
    """Give what one record says of families to another; return the ids of what moved.

    Of two places in one family the quieter stays: written to as well only if both said so.
    Of two families that of the record that stays; the other is then looked at by staff if
    it was spoken for by the record that goes.
    """
    own = membership_of(kept)
    moved: list[Any] = []
    for row in FamilyMember.objects.filter(person=gone).order_by("added_at", "pk"):
        was_spokesperson = row.is_spokesperson
        ends = row.ended_at is None and own is not None
        row.person = kept
        if ends:
            row.is_spokesperson, row.ended_at = False, clock.now()
        row.save()
        moved.append(row)
        if ends and own is not None and own.family_id == row.family_id:
            own.writes_too = own.writes_too and row.writes_too
            own.is_spokesperson = own.is_spokesperson or was_spokesperson
            if own.agreed_at is None:
                for name in ("agreed_at", "wording_id", "language", "method"):
                    setattr(own, name, getattr(row, name))
            own.save()
    return [str(row.pk) for row in moved]
