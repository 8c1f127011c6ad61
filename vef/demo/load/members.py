"""The people on the database, with their consent and how it is safe to reach them."""

from datetime import date

from database import services
from database.models import ConsentMethod, Decision, Person, PersonStatus, Purpose
from vef.demo.load.world import World, on
from vef.demo.world.people import EMAIL_ONLY, MEMBERS, Member

CHANNELS = {
    "email": Purpose.EMAIL,
    "phone": Purpose.PHONE,
    "sms": Purpose.SMS,
    "post": Purpose.POST,
}
# The people whose story comes later: one asked to join by the public page (see ``joining``),
# one was added by staff only last week.
JOINED_ALONE = {18}
LATE = {24}


def load(world: World) -> None:
    for member in MEMBERS:
        if member.number not in LATE | JOINED_ALONE:
            with on(member.consented_on, 9, member.number % 60):
                world.people[member.number] = _register(world, member)


def load_latest(world: World) -> None:
    """What happened in the last weeks: a withdrawal, a pause, a bounce, one who was added."""
    with on(date(2026, 10, 30), 11):
        services.withdraw_person(
            world.people[8],
            actor=world.users["huw"],
            method=ConsentMethod.PHONE,
            reason="Asked by phone to be left alone.",
            language="cy",
        )
    with on(date(2026, 11, 1), 18):
        services.pause_person(
            world.people[21],
            until=date(2027, 1, 10),
            actor=world.users["huw"],
            reason="Asked for a quiet autumn.",
        )
    with on(date(2026, 11, 3), 9):
        services.note_bounce(world.people[17].pk)
    for member in MEMBERS:
        if member.number in LATE:
            with on(date(2026, 11, 20), 15):
                world.people[member.number] = _register(world, member)


def _register(world: World, member: Member) -> Person:
    staff = world.users["huw"]
    says = dict(member.safe or EMAIL_ONLY)
    code_word = says.pop("code_word", "")
    person = services.register_person(
        actor=staff,
        name=member.name,
        email=member.address,
        phone=member.phone,
        reading=member.reading,
        relationship=member.relationship,
        experiences=[world.experiences[code] for code in member.experiences],
        shares_address=bool(member.email),
        area=world.areas[member.area],
        stage=world.stages[member.stage],
        stage_as_at=member.consented_on,
        has_complaint=member.has_complaint,
        source=member.source,
    )
    # Everybody agreed to email at first; whether it is safe is another question.
    channels = [
        purpose for name, purpose in CHANNELS.items() if name == "email" or says.get(name) == "safe"
    ]
    if member.status != PersonStatus.PENDING:
        services.record_consents(
            person,
            purposes=[Purpose.DATABASE, *channels],
            decision=Decision.GIVEN,
            language=member.reading if member.reading in ("cy", "en") else "cy",
            method=ConsentMethod.IN_PERSON,
            actor=staff,
            evidence="Signed form",
        )
        services.confirm_person(person, actor=staff)
    services.set_safe_contact(person, actor=staff, **says)
    if code_word:
        services.set_code_word(person, word=code_word, actor=staff)
    return person
