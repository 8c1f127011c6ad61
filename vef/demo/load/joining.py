"""Codes that are handed out, and those who asked to join in the last days."""

from datetime import date, timedelta

from database.forms.joining import wordings_in_use
from database.joining import Said
from database.models import JoinRequest, SourceCode
from database.services.joining import ask_to_join, take_in
from database.services.source_codes import make_code
from vef.demo.load.world import World, deliver_the_past, on
from vef.demo.world.people import MEMBERS

ROBIN = next(member for member in MEMBERS if member.number == 18)
EVENT_DAY = date(2026, 7, 18)
ASKED_ON = date(2026, 11, 20)


def load(world: World) -> None:
    """Three codes, one who has not opened our mail yet, and one who waits for a call."""
    staff = world.users["huw"]
    with on(date(2026, 1, 15), 11):
        make_code(label="Goleudy", kind=SourceCode.Kind.SERVICE, actor=staff)
    with on(date(2026, 2, 3), 10):
        make_code(label="Case results team", kind=SourceCode.Kind.OFFICER, actor=staff)
    with on(EVENT_DAY - timedelta(days=8), 14):
        event = make_code(
            label="Community event, Aberystwyth, 18 July 2026",
            kind=SourceCode.Kind.EVENT,
            actor=staff,
        )
    with on(ASKED_ON - timedelta(days=1), 16):
        _ask(
            event,
            {"name": "Enid Corsfelen", "phone": "01632 960272"},
            Said(
                purposes=["database", "phone"],
                safe=["phone"],
                reading="cy",
                safe_times=[{"day": day, "from": "10:00", "to": "12:00"} for day in (2, 4)],
            ),
            language="cy",
        )
    with on(ASKED_ON, 15):
        _ask(
            None,
            {"name": ROBIN.name, "email": ROBIN.address},
            Said(purposes=["database", "email"], safe=["email"], reading=ROBIN.reading),
            language=ROBIN.reading,
        )
        deliver_the_past()
    request = JoinRequest.objects.get(at__date=ASKED_ON)
    if request.person is not None:
        world.people[ROBIN.number] = request.person


def _ask(source: SourceCode | None, details: dict[str, str], said: Said, *, language: str) -> None:
    """Send the joining page as somebody did, and take it in as the worker does."""
    ask_to_join(
        details=details,
        said=said,
        wordings=[wording.pk for wording in wordings_in_use(helping=False).values()],
        language=language,
        source=source,
        nonce="",
    )
    take_in(JoinRequest.objects.get(person=None))
