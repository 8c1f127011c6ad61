"""People who ask something about their data, on a day of the test's choice."""

from datetime import UTC, datetime

from database.models import RightsRequest
from database.services import rights
from tests.factories.database import PersonFactory
from vef.common import clock

Kind = RightsRequest.Kind


def receive(actor, kind=Kind.ACCESS, person=None, **more):
    if person is None and kind != Kind.COMPLAINT:
        person = PersonFactory()
    said = {"method": "phone", "language": "en", **more}
    return rights.receive_request(kind=kind, person=person, actor=actor, **said)


def at(year: int, month: int, day: int, hour: int = 10):
    return clock.held_at(datetime(year, month, day, hour, tzinfo=UTC))
