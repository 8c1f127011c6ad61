"""What stands in the way: legal holds against erasing, restrictions against any use."""

from datetime import date

from django.db import transaction

from database.models import LegalHold, Person
from database.services.consents import lock
from database.services.rights_errors import ReviewInThePast
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor


@transaction.atomic
def set_hold(person: Person, *, reason: str, review_on: date, actor: User) -> LegalHold:
    """Keep a record from being erased until somebody lifts this, whatever falls due.

    Raises ReviewInThePast.
    """
    if review_on <= clock.today():
        raise ReviewInThePast
    lock(person)
    hold = LegalHold.objects.create(
        person=person, reason=reason, review_on=review_on, set_by=actor, set_at=clock.now()
    )
    record(actor, "legalhold.set", hold, reason=reason, data={"person": str(person.pk)})
    return hold


@transaction.atomic
def review_hold(hold: LegalHold, *, review_on: date, reason: str, actor: User) -> bool:
    """Keep a hold after looking at it again, until another day; False once it is lifted.

    Raises ReviewInThePast.
    """
    if review_on <= clock.today():
        raise ReviewInThePast
    row = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if row.lifted_at:
        return False
    row.review_on = review_on
    row.save(update_fields=["review_on"])
    record(actor, "legalhold.reviewed", row, reason=reason)
    return True


@transaction.atomic
def lift_hold(hold: LegalHold, *, reason: str, actor: User) -> bool:
    """Let a record go its way again; lifting twice changes nothing."""
    row = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if row.lifted_at:
        return False
    row.lifted_by, row.lifted_at, row.lifted_because = actor, clock.now(), reason
    row.save(update_fields=["lifted_by", "lifted_at", "lifted_because"])
    record(actor, "legalhold.lifted", row, reason=reason)
    return True


@transaction.atomic
def set_restriction(person: Person, *, reason: str, actor: Actor) -> bool:
    """Keep a record and use it for nothing (art 18); restricting twice changes nothing."""
    return _restrict(person, is_restricted=True, reason=reason, actor=actor)


@transaction.atomic
def lift_restriction(person: Person, *, reason: str, actor: Actor) -> bool:
    """Use a record again, which the person is told first (art 18(3))."""
    return _restrict(person, is_restricted=False, reason=reason, actor=actor)


def _restrict(person: Person, *, is_restricted: bool, reason: str, actor: Actor) -> bool:
    lock(person)
    if Person.objects.get(pk=person.pk).is_restricted == is_restricted:
        return False
    person.is_restricted = is_restricted
    person.save(update_fields=["is_restricted"])
    act = "restricted" if is_restricted else "restriction-lifted"
    record(actor, f"person.{act}", person, reason=reason)
    return True
