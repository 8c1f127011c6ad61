"""Whoever stands by a person: known to us only once both agreed."""

from datetime import datetime

from django.db import transaction

from database.models import ConsentMethod, Person, Supporter
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor


@transaction.atomic
def add_supporter(
    person: Person,
    *,
    kind: str,
    name: str,
    language: str,
    actor: Actor,
    organisation: str = "",
    email: str = "",
    phone: str = "",
    method: str = ConsentMethod.WEB,
    consented_at: datetime | None = None,
    person_agreed_at: datetime | None = None,
) -> Supporter:
    """Keep somebody's details beside a person, with when each of the two agreed.

    ``consented_at`` is when the supporter agreed themselves, None if nobody asked yet;
    ``person_agreed_at`` when the person did, by default now. They may not speak for the
    person yet.
    """
    supporter = Supporter.objects.create(
        person=person,
        kind=kind,
        name=name,
        organisation=organisation,
        email=email,
        phone=phone,
        person_agreed_at=person_agreed_at or clock.now(),
        consented_at=consented_at,
        language=language,
        method=method,
        added_by=actor if isinstance(actor, User) else None,
        added_at=clock.now(),
    )
    record(actor, "supporter.added", person, data={"supporter": str(supporter.pk), "kind": kind})
    return supporter
