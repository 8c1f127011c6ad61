"""People who asked to join, as the tests of joining need them."""

from datetime import timedelta

from database.models import (
    JoinRequest,
    Person,
    PersonStatus,
)
from database.services.joining import (
    CONFIRM_KIND,
    take_in,
)
from tests.factories.database import (
    PersonFactory,
)
from tests.factories.joining import JoinRequestFactory
from vef.common import clock
from vef.common.actors import PersonByLink
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

LINK = PersonByLink("somebody")


def left(**more) -> Person:
    return PersonFactory(
        status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now() - timedelta(days=20), **more
    )


def mails(person: Person, kind: str = CONFIRM_KIND):
    return Message.objects.filter(kind=kind, recipient_id=str(person.pk))


def taken(**more) -> tuple[Person, JoinRequest]:
    person = take_in(JoinRequestFactory(**more))
    return person, JoinRequest.objects.get(person=person)


def sent(person: Person) -> str:
    deliver_due()
    return mails(person).latest("created_at").status
