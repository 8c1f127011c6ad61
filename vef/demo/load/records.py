"""Records beside the people: what is asked of them, notes, who stands by them, a scan."""

import io
from datetime import date

from PIL import Image, ImageDraw

from database.evidence_files import check_file
from database.models import ConsentMethod, Note, Person, ProfileField, Purpose, Supporter
from database.services import families, notes, profile, supporters
from database.services.about import write_about
from database.services.evidence import add_evidence
from vef.demo.load.world import World, on

# Since April 2023 more is gathered than a name and a way of contact (practice note).
ASKED_SINCE = date(2023, 4, 3)
Code = ProfileField.Code
# Member, field, answer.
ABOUT: tuple[tuple[int, str, list[str]], ...] = (
    (14, Code.ADJUSTMENTS, ["bsl"]),
    (15, Code.ADJUSTMENTS, ["easy-read"]),
    (16, Code.ADJUSTMENTS, ["interpreter"]),
    (20, Code.ADJUSTMENTS, ["voice-only", "by-supporter"]),
    (1, Code.WELSH_SKILLS, ["understand", "speak", "read", "write"]),
    (5, Code.WELSH_SKILLS, []),
    (9, Code.WELSH_SKILLS, ["understand"]),
)
# Member, readers, text.
NOTES = (
    (
        13,
        Note.Readers.OFFICE,
        "Likes to be rung in the morning. Asks first who is speaking, so say your name slowly.",
    ),
    (
        16,
        Note.Readers.OFFICE,
        "Reads English well; for a conversation an interpreter for Polish helps.",
    ),
    (3, Note.Readers.MANAGERS, "Opens mail in the library. Keep to what the safe contact says."),
    (
        7,
        Note.Readers.PROTECTION,
        "A flatmate saw the email of 18 November. See INC-26-02 before the next message.",
    ),
)


def ask(world: World) -> None:
    """Switch on every optional question, as the office did when its assessment was updated."""
    with on(ASKED_SINCE, 10):
        for field in ProfileField.objects.all():
            profile.switch_on(field, reason="Updated DPIA, April 2023", actor=world.users["dpo"])


def load(world: World) -> None:
    staff = world.users["huw"]
    Person.objects.filter(pk__in=[row.pk for row in world.people.values()]).update(
        is_old_enough=True
    )
    with on(date(2026, 10, 6), 10):
        for number, code, answer in ABOUT:
            write_about(world.people[number], {code: answer}, actor=staff)
    with on(date(2026, 11, 19), 9):
        for number, readers, text in NOTES:
            notes.add_note(
                world.people[number], text=text, readers=readers, actor=world.users["ffion"]
            )
    with on(date(2026, 11, 12), 14):
        _supporter(world)
    with on(date(2026, 11, 24), 10):
        _family(world)
    with on(date(2026, 11, 13), 11):
        mair = world.people[1]
        add_evidence(
            mair,
            consents=mair.consents.exclude(purpose=Purpose.EQUALITY),
            file=check_file(_signed_form(), "consent form.png"),
            actor=staff,
        )


def _supporter(world: World) -> None:
    """Asha's support worker, who may speak for her and is known by a pass phrase."""
    staff = world.users["huw"]
    supporter = supporters.add_supporter(
        world.people[20],
        kind=Supporter.Kind.SUPPORT_WORKER,
        name="Lowri Hafodlas",
        organisation="New Pathways",
        email="lowri.hafodlas@example.org",
        phone="0808 157 0102",
        may_speak_for=True,
        supports=Supporter.When.BOTH,
        actor=staff,
    )
    supporters.record_agreement(supporter, actor=staff)
    supporters.record_own_consent(supporter, language="en", method=ConsentMethod.PHONE, actor=staff)
    supporters.set_pass_phrase(supporter, phrase="gorse and heather", actor=staff)


def _family(world: World) -> None:
    """Anwen is written to for her family, by post; Lleucu leaves it to her."""
    staff = world.users["huw"]
    anwen = families.add_to_family(world.people[6], actor=staff)
    lleucu = families.add_to_family(world.people[36], relative=world.people[6], actor=staff)
    families.name_spokesperson(anwen, language="cy", method=ConsentMethod.PHONE, actor=staff)
    families.record_agreement(lleucu, language="en", method=ConsentMethod.PHONE, actor=staff)


def _signed_form() -> bytes:
    """Draw what stands for a scanned form."""
    form = Image.new("RGB", (420, 300), "white")
    pen = ImageDraw.Draw(form)
    pen.rectangle((20, 20, 400, 280), outline="gray")
    for line in range(60, 200, 30):
        pen.line((40, line, 380, line), fill="lightgray", width=2)
    pen.line((60, 250, 110, 230, 150, 255, 210, 228), fill="darkblue", width=3)
    drawn = io.BytesIO()
    form.save(drawn, format="PNG")
    return drawn.getvalue()
