"""A yes that came by link from somebody at risk: it counts once they said it another way."""

from django.db import transaction

from database.gate import AGREED
from database.models import (
    ChangeKind,
    ChangeStatus,
    Consent,
    ConsentMethod,
    Decision,
    Person,
    PersonStatus,
)
from database.services.confirming import finish_join
from database.services.consents import (
    asked_by,
    decided_since,
    latest_events,
    lock,
    record_consent,
)
from database.services.people import confirm_person
from vef.accounts.models import User

# A link proves a mailbox, and somebody else may read it.
BY_LINK = frozenset({ConsentMethod.LINK, ConsentMethod.WEB})


class NothingToConfirm(Exception):
    """No yes of this person waits to be confirmed."""


class NotAnotherWay(ValueError):
    """What came by link is not confirmed by a link."""


def waiting(person: Person) -> list[Consent]:
    """Return the events that count only once they are confirmed, one for each purpose."""
    return [
        event
        for event in latest_events(person, provisional=True).values()
        if event.is_provisional and event.decision in AGREED
    ]


@transaction.atomic
def confirm_provisional(
    person: Person, *, method: str, actor: User, evidence: str = ""
) -> list[Consent]:
    """Add a "given" for each yes that waits, to the same wording, said another way now.

    Somebody who asked by link to come back, and has confirmed all of that now, is back; and
    somebody who asked to join has joined, by all that they typed.

    Raises NotAnotherWay and NothingToConfirm.
    """
    if method in BY_LINK:
        raise NotAnotherWay(method)
    lock(person)
    events = waiting(person)
    if not events:
        raise NothingToConfirm
    confirmed = [
        record_consent(
            person,
            purpose=event.purpose,
            decision=Decision.GIVEN,
            wording=event.wording,
            language=event.language,
            method=method,
            evidence=evidence,
            actor=actor,
        )
        for event in events
    ]
    if not finish_join(Person.objects.with_keys().get(pk=person.pk), actor=actor) and (
        _wished_to_come_back(person)
    ):
        confirm_person(person, actor=actor)
    return confirmed


def _wished_to_come_back(person: Person) -> bool:
    """Whether they left, asked by link to come back, and confirmed every consent of that."""
    status, is_old_enough = Person.objects.values_list("status", "is_old_enough").get(pk=person.pk)
    if status != PersonStatus.WITHDRAWN or is_old_enough is False:
        return False
    asked = person.changes_by_link.filter(status=ChangeStatus.STAFF, kind=ChangeKind.BACK)
    return any(asked_by(change) <= decided_since(person, change.at) for change in asked)
