"""What 44 of the 71 people answered about themselves; the others were not asked or left it empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

# Answer and how many gave it. "pns" is "prefer not to say".
SEX = (("female", 29), ("male", 13), ("pns", 2))
AGES = (
    ("18-24", 2),
    ("25-34", 6),
    ("35-44", 9),
    ("45-54", 11),
    ("55-64", 9),
    ("65-74", 5),
    ("75-84", 2),
)
ETHNIC_GROUPS = (("white-british", 41), ("indian", 2), ("white-asian", 1))
RELIGIONS = (("none", 20), ("christian", 19), ("muslim", 1), ("buddhist", 1), ("pns", 3))
# What a condition does to daily life; those without one answer the first question only.
CONDITIONS = (("a-lot", 6), ("a-little", 9), ("not-at-all", 4), ("", 25))
SPEAKERS = 21

# What is asked of everybody; the other questions wait until there is a reason.
QUESTIONS = (
    "age-group",
    "sex",
    "ethnic-group",
    "religion",
    "condition",
    "condition-effect",
    "welsh",
)
# Answered in person, at an event or a visit.
IN_PERSON = (*range(1, 8), 9, *range(11, 18), 19, 20, 22, 23, *range(25, 36))
# Answered the campaign's mail, or said that they would rather not.
BY_LINK, DECLINED = 14, 5
# Never answers anything: they are about to leave.
SILENT = 8

ASKED_SINCE = date(2026, 3, 2)
PREPARED, RELEASED, CLOSES = date(2026, 9, 14), date(2026, 9, 15), date(2026, 10, 5)
# Those of spring are signed; those after the campaign wait for a second person.
FIRST_FIGURES, FIGURES = date(2026, 6, 8), date(2026, 11, 16)

REASON = "DPIA-2026-01, section 4: to see whom the forum does not hear from."
WHY = (
    "We want to hear from people of every kind. Your answers show us whom we do not hear from yet.",
    "Rydym am glywed gan bobl o bob math. Mae eich atebion yn dangos i ni pwy nad ydym yn clywed "
    "ganddynt eto.",
)
# The official codes under which figures about the areas are published.
AREA_CODES = {
    "carmarthenshire": "W06000010",
    "ceredigion": "W06000008",
    "pembrokeshire": "W06000009",
    "powys": "W06000023",
}


@dataclass(frozen=True)
class Said:
    """One person's answers, by the code of the question."""

    answers: dict[str, list[str]]


def _spread(counts: tuple[tuple[str, int], ...], step: int) -> list[str]:
    """Return each answer as often as it was given, in an order of its own."""
    plain = [code for code, number in counts for _ in range(number)]
    return [plain[index * step % len(plain)] for index in range(len(plain))]


def said_by(speaks: list[bool]) -> Iterator[Said]:
    """Yield what each of the 44 answered; ``speaks`` says who of them can speak Welsh."""
    columns = zip(
        _spread(SEX, 5),
        _spread(AGES, 7),
        _spread(ETHNIC_GROUPS, 9),
        _spread(RELIGIONS, 13),
        _spread(CONDITIONS, 15),
        speaks,
        strict=True,
    )
    for sex, age, ethnic_group, religion, effect, speaker in columns:
        answers = {
            "sex": [sex],
            "age-group": [age],
            "ethnic-group": [ethnic_group],
            "religion": [religion],
            "condition": ["yes" if effect else "no"],
            "welsh": ["understand", "speak"] if speaker else ["none"],
        }
        if effect:
            answers["condition-effect"] = [effect]
        yield Said(answers)
