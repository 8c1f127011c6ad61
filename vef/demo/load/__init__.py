"""Loading the demonstration's world through the same services that pages use.

The past is made by holding the clock: each act happens on its day, so that the
audit log, the threads and the deadlines are what they would have been.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction

from database.models import Person
from vef.audit.services import seal
from vef.common.bilingual import in_language
from vef.demo.load import (
    activities,
    exchange,
    joining,
    keeping,
    lists,
    members,
    missing,
    own_pages,
    people,
    records,
    results,
    rights,
    topics,
)
from vef.demo.load.world import World


class NotADemo(Exception):
    """There are people here who are not of the demonstration, or it is switched off."""


def load(say: Callable[[str], object]) -> bool:
    """Make the whole world; return False if it is there already.

    Raises NotADemo unless the demonstration is on and nobody real is here.
    """
    if not settings.DEMO:
        raise NotADemo
    if Person.objects.with_email(members.MEMBERS[0].address).exists():
        return False
    if Person.objects.exists():
        raise NotADemo
    world = World()
    with in_language("en"), transaction.atomic():
        for step, text in (
            (lists.load, "Lists, organisations and users …"),
            (records.ask, "What is asked of people, and why …"),
            (members.load, "People, consent and safe contact …"),
            (topics.load_spring, "The spring window …"),
            (activities.load_spring, "The programme and its first activities …"),
            (results.load, 'Results, answers and "You said, we did" …'),
            (topics.load_autumn, "The autumn window …"),
            (activities.load_autumn, "What is open and what is planned …"),
            (topics.load_winter, "The winter window …"),
            (missing.load, "Equality answers, the census and a campaign …"),
            (people.load, "The partners' people …"),
            (members.load_latest, "The last weeks …"),
            (records.load, "Notes and who stands by them …"),
            (joining.load, "Who asked to join …"),
            (missing.prepare, "Who is missing …"),
            (results.load_board, "The board's actions and report …"),
            (rights.load, "What people asked about their data …"),
            (own_pages.load, "What came by people's own links …"),
            (keeping.load, "What is due to go …"),
            (exchange.load, "Sheets in and out …"),
        ):
            say(text)
            step(world)
    seal()
    return True
