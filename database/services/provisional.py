"""A yes that came by link from somebody at risk: it counts once they said it another way."""

from django.db import transaction

from database.gate import AGREED
from database.models import Consent, ConsentMethod, Decision, Person
from database.services.consents import latest_events, lock, record_consent
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

    Raises NotAnotherWay and NothingToConfirm.
    """
    if method in BY_LINK:
        raise NotAnotherWay(method)
    lock(person)
    events = waiting(person)
    if not events:
        raise NothingToConfirm
    return [
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
