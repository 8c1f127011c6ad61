"""Where a person is reached. Read at the moment of sending, and nowhere else.

PRIVACY: only the code that hands a message over may call this. Pages show
contact details through ``database.views``, which records the look.
"""

from typing import NamedTuple
from uuid import UUID

from database.models import Person
from vef.common.bilingual import Reading


class Reach(NamedTuple):
    """An email address, the language to write in, and the name to write to."""

    address: str
    reading: str
    name: str


NOWHERE = Reach("", Reading.UNKNOWN, "")


def reach(person_id: UUID | str) -> Reach:
    """Return where to write to a person; ``NOWHERE`` if there is no such person.

    Says nothing about whether writing is allowed: ask ``database.gate`` first.
    """
    person = Person.objects.filter(pk=person_id).only("email", "name", "reading").first()
    return Reach(person.email, person.reading, person.name) if person else NOWHERE
