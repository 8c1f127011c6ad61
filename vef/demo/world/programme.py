"""The programme's entries and activities, in both languages."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Plan:
    """One activity as it was planned."""

    code: str
    method: str
    title: tuple[str, str]
    involves: tuple[str, str]
    next: tuple[str, str]
    opens_on: date
    closes_on: date
    # draft, planned, agreed, open, closed …: where the loader leaves it
    until: str
    anonymity: str = "named"
    eligibility: str = "any"
    minutes: int = 10
    content_note: tuple[str, str] = ("", "")
    asks_outcomes: bool = False
    # The painful theme it touches, by the code of an experience.
    theme: str = ""
    # Asked there only, and why.
    areas: tuple[str, ...] = ()
    narrowed_because: str = ""


@dataclass(frozen=True)
class Entry:
    """An accepted topic's place in the programme."""

    number: int
    topic: str
    title: tuple[str, str]
    objective: tuple[str, str]
    fieldwork: tuple[date, date]
    results_due_on: date
    answer_due_on: date
    activities: tuple[Plan, ...] = ()


SURVEY_NEXT = (
    "We bring all the answers together. The organisation that asked gets a report without names and must "
    "tell us what it will do. We then tell you.",
    "Byddwn yn dod â'r holl atebion at ei gilydd. Bydd y sefydliad a ofynnodd yn cael adroddiad heb enwau a "
    "rhaid iddo ddweud wrthym beth y bydd yn ei wneud. Yna byddwn yn dweud wrthych chi.",
)

ENTRIES = (
    Entry(
        1,
        "TR-2026-01",
        ("Non-emergency calls", "Galwadau difrys"),
        (
            "Would the new way of handling calls give a better service?",
            "A fyddai'r ffordd newydd o drin galwadau yn rhoi gwell gwasanaeth?",
        ),
        (date(2026, 5, 11), date(2026, 6, 5)),
        date(2026, 7, 3),
        date(2026, 10, 2),
        (
            Plan(
                "A1",
                "survey",
                ("How non-emergency calls are handled", "Sut mae galwadau difrys yn cael eu trin"),
                (
                    "You watch two short videos of the same made-up call: how it is handled now, and how it may be "
                    "handled. Then there are 8 questions. You can skip any of them.",
                    "Byddwch yn gwylio dau fideo byr o'r un alwad ddychmygol: sut mae'n cael ei thrin nawr, a sut y "
                    "gallai gael ei thrin. Yna mae 8 cwestiwn. Gallwch hepgor unrhyw un ohonynt.",
                ),
                SURVEY_NEXT,
                date(2026, 5, 11),
                date(2026, 6, 5),
                "completed",
                anonymity="choice",
                content_note=(
                    "The videos show a call about a break-in. Nobody is hurt.",
                    "Mae'r fideos yn dangos galwad am dorri i mewn. Nid oes neb yn cael ei frifo.",
                ),
            ),
        ),
    ),
    Entry(
        2,
        "TR-2026-02",
        ("Training film", "Ffilm hyfforddi"),
        (
            "Give officers a real-life view of people's experience.",
            "Rhoi golwg go iawn i swyddogion ar brofiad pobl.",
        ),
        (date(2026, 6, 1), date(2026, 6, 26)),
        date(2026, 7, 31),
        date(2026, 10, 30),
        (
            Plan(
                "A3",
                "interview",
                ("Filmed interviews", "Cyfweliadau wedi'u ffilmio"),
                (
                    "You talk with us on film about what went well and what did not. You decide what is kept.",
                    "Byddwch yn siarad â ni ar ffilm am yr hyn a aeth yn dda a'r hyn na aeth yn dda. Chi sy'n "
                    "penderfynu beth sy'n cael ei gadw.",
                ),
                SURVEY_NEXT,
                date(2026, 6, 1),
                date(2026, 6, 26),
                "results-delivered",
                minutes=60,
            ),
        ),
    ),
    Entry(
        3,
        "TR-2026-03",
        ('"Case not going ahead" letters', 'Llythyrau "achos ddim yn mynd yn ei flaen"'),
        ("Make the letters clear and kind.", "Gwneud y llythyrau'n glir ac yn garedig."),
        (date(2026, 9, 7), date(2026, 10, 2)),
        date(2026, 10, 23),
        date(2026, 12, 7),
        (
            Plan(
                "A4",
                "document-review",
                ("Reading four sample letters", "Darllen pedwar llythyr enghreifftiol"),
                (
                    "You read four sample letters and tell us what is clear, what is not and how they feel.",
                    "Byddwch yn darllen pedwar llythyr enghreifftiol ac yn dweud wrthym beth sy'n glir, beth sydd "
                    "ddim yn glir a sut maen nhw'n teimlo.",
                ),
                SURVEY_NEXT,
                date(2026, 9, 7),
                date(2026, 10, 2),
                "results-delivered",
                minutes=20,
            ),
        ),
    ),
    Entry(
        4,
        "TR-2026-04",
        ("First contact after a referral", "Y cyswllt cyntaf ar ôl atgyfeiriad"),
        ("Learn when and how to make first contact.", "Dysgu pryd a sut i wneud y cyswllt cyntaf."),
        (date(2026, 11, 2), date(2026, 11, 27)),
        date(2026, 12, 18),
        date(2027, 2, 26),
        (
            Plan(
                "A5",
                "survey",
                ("The first offer of support", "Y cynnig cyntaf o gymorth"),
                (
                    "There are 10 short questions about how and when support was offered, and what it changed. You can skip any of them.",
                    "Mae 10 cwestiwn byr am sut a phryd y cafodd cymorth ei gynnig, a beth a newidiodd. Gallwch hepgor unrhyw un ohonynt.",
                ),
                SURVEY_NEXT,
                date(2026, 11, 2),
                date(2026, 11, 27),
                "open",
                anonymity="choice",
                minutes=5,
                asks_outcomes=True,
            ),
        ),
    ),
    Entry(
        5,
        "TR-2026-07",
        ("Waiting at court", "Aros yn y llys"),
        ("Improve waiting rooms and information.", "Gwella ystafelloedd aros a gwybodaeth."),
        (date(2026, 12, 8), date(2026, 12, 10)),
        date(2027, 1, 22),
        date(2027, 3, 26),
        (
            Plan(
                "A6",
                "focus-group",
                ("An afternoon talking about waiting", "Prynhawn yn siarad am aros"),
                (
                    "About ten people talk for two hours in person. Travel costs are paid and support is there.",
                    "Bydd tua deg o bobl yn siarad am ddwy awr wyneb yn wyneb. Telir costau teithio ac mae cymorth ar gael.",
                ),
                SURVEY_NEXT,
                date(2026, 11, 23),
                date(2026, 12, 8),
                "agreed",
                eligibility="finalised-only",
                minutes=120,
            ),
        ),
    ),
    Entry(
        6,
        "TR-2026-08",
        ("Victim Contact Scheme", "Y Cynllun Cyswllt Dioddefwyr"),
        ("Explain it in plain words.", "Ei egluro mewn geiriau plaen."),
        (date(2027, 1, 11), date(2027, 1, 29)),
        date(2027, 2, 19),
        date(2027, 4, 30),
        (
            Plan(
                "A8",
                "one-to-one",
                ("One-to-one talks about a leaflet", "Sgyrsiau un i un am daflen"),
                (
                    "You talk with one of us about a leaflet, by phone or in person.",
                    "Byddwch yn siarad ag un ohonom am daflen, dros y ffôn neu wyneb yn wyneb.",
                ),
                SURVEY_NEXT,
                date(2027, 1, 11),
                date(2027, 1, 29),
                "planned",
                eligibility="finalised-only",
                minutes=30,
                theme="assault",
                areas=("carmarthenshire", "ceredigion"),
                narrowed_because="The probation offices of these two counties try the new leaflet first.",
            ),
        ),
    ),
    Entry(
        7,
        "TR-2026-09",
        ("Reporting ASB", "Rhoi gwybod am ymddygiad gwrthgymdeithasol"),
        ("One clear route.", "Un llwybr clir."),
        (date(2027, 2, 1), date(2027, 2, 26)),
        date(2027, 3, 19),
        date(2027, 5, 28),
        (
            Plan(
                "A9",
                "survey",
                ("Two ways to report a problem", ""),
                (
                    "There are 3 short questions. You can skip any of them.",
                    "Mae 3 chwestiwn byr. Gallwch hepgor unrhyw un ohonynt.",
                ),
                SURVEY_NEXT,
                date(2027, 2, 1),
                date(2027, 2, 26),
                "draft",
                anonymity="choice",
                minutes=5,
            ),
        ),
    ),
)
