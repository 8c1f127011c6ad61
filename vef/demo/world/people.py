"""The 71 invented people on the database: 24 with a story of their own, 47 of one pattern."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

CONSENTED = date(2025, 9, 15)


@dataclass(frozen=True)
class Member:
    """One invented person, as the loader enters them."""

    number: int
    name: str
    reading: str
    area: str
    relationship: str = "direct"
    experiences: tuple[str, ...] = ()
    stage: str = "closed"
    consented_on: date = CONSENTED
    status: str = "active"
    email: str = ""
    phone: str = ""
    safe: dict[str, Any] = field(default_factory=dict)
    has_complaint: bool | None = None
    source: str = "Goleudy"

    @property
    def address(self) -> str:
        return self.email or f"member{self.number:02}@example.com"


EMAIL_ONLY = {"email": "safe"}

STORIES = (
    Member(
        1,
        "Mair Penfynnon",
        "cy",
        "ceredigion",
        experiences=("burglary",),
        consented_on=date(2025, 5, 2),
        phone="01632 960201",
        safe={"email": "safe", "phone": "safe", "safe_times": []},
    ),
    Member(2, "Tomos Glanymor", "both", "pembrokeshire", experiences=("theft",)),
    Member(
        3,
        "Dana Quarrendale",
        "en",
        "powys",
        experiences=("da",),
        stage="postsentence",
        safe={"email": "safe", "shares_mailbox": True, "code_word": "heron", "risk_flag": True},
    ),
    Member(
        4,
        "Cerys Nantyrhelyg",
        "cy",
        "carmarthenshire",
        experiences=("stalking",),
        stage="nfa",
        phone="07700 900104",
        safe={
            "email": "unsafe",
            "sms": "safe",
            "risk_flag": True,
            "safe_times": [{"day": d, "from": "13:00", "to": "14:00"} for d in range(1, 8)],
        },
    ),
    Member(5, "Joel Hartsmere", "unknown", "carmarthenshire", experiences=("fraud",)),
    Member(
        6,
        "Anwen Coedybryn",
        "cy",
        "carmarthenshire",
        relationship="bereaved",
        experiences=("homicide",),
        stage="postsentence",
        safe={"email": "unsafe", "post": "safe"},
    ),
    Member(7, "Priti Saltholme", "en", "pembrokeshire", experiences=("hate",), stage="charged"),
    Member(8, "Gruff Maesyderi", "cy", "powys", status="withdrawn"),
    Member(
        9, "Ola Brightwater", "en", "ceredigion", relationship="supporter", experiences=("assault",)
    ),
    Member(
        10,
        "Iwan Tresarn",
        "both",
        "carmarthenshire",
        relationship="witness",
        experiences=("assault",),
        safe={"email": "safe", "do_not_contact": True, "do_not_contact_until": date(2027, 1, 31)},
    ),
    Member(11, "Nia Bronhaul", "cy", "pembrokeshire", experiences=("assault",), has_complaint=True),
    Member(
        12, "Sam Ashgroveton", "en", "powys", experiences=("asb",), consented_on=date(2024, 6, 1)
    ),
    Member(
        13,
        "Elis Llwynonn",
        "cy",
        "ceredigion",
        experiences=("robbery",),
        stage="acquitted",
        phone="01632 960213",
        safe={"email": "unsafe", "phone": "safe", "may_leave_voicemail": True},
    ),
    Member(14, "Ruth Kestlemoor", "en", "carmarthenshire", experiences=("damage",)),
    Member(15, "Hedd Pantyfedwen", "cy", "carmarthenshire", experiences=("fraud",)),
    Member(16, "Marek Silverdale-Orme", "en", "carmarthenshire", experiences=("hate",)),
    Member(17, "Beca Rhiwlas-Fach", "cy", "powys", experiences=("theft",), status="bounced"),
    Member(18, "Robin Thornleighby", "en", "pembrokeshire", status="pending"),
    Member(
        19, "Luned Cwmhiraeth", "cy", "ceredigion", relationship="parent", experiences=("cyber",)
    ),
    Member(20, "Asha Meadowcroftly", "en", "ceredigion", experiences=("sexual",), stage="nfa"),
    Member(
        21, "Dylan Ffosyrhos", "both", "powys", relationship="business", experiences=("business",)
    ),
    Member(
        22,
        "Gwenno Tynewydd-Isaf",
        "cy",
        "pembrokeshire",
        experiences=("da",),
        safe={"email": "safe", "address_protected": True, "risk_flag": True},
    ),
    Member(23, "Kit Larkhamstead", "en", "powys", experiences=("road",)),
    Member(24, "Kit Larkhamsted", "en", "powys", status="pending", email="MEMBER23@EXAMPLE.COM"),
)

_FIRST = (
    "Aled",
    "Bethany",
    "Callum",
    "Delyth",
    "Emrys",
    "Ffion",
    "Gareth",
    "Hanna",
    "Ifor",
    "Jodie",
    "Keir",
    "Lleucu",
    "Morgan",
    "Nerys",
    "Osian",
    "Petra",
    "Rhodri",
    "Sioned",
    "Trystan",
    "Una",
    "Verity",
    "Wyn",
    "Yasmin",
    "Zac",
    "Alys",
    "Bryn",
    "Carys",
    "Dewi",
    "Enfys",
    "Fflur",
    "Glyn",
    "Heulwen",
    "Ioan",
    "Jac",
    "Kamila",
    "Lowri",
    "Meurig",
    "Non",
    "Olwen",
    "Prys",
    "Rhian",
    "Steffan",
    "Tegwen",
    "Urien",
    "Viktor",
    "Wenna",
    "Ynyr",
)
_LAST = (
    "Bryngarwen",
    "Copplestead",
    "Cwmsarnau",
    "Daleholme",
    "Esgairwen",
    "Fernleigham",
    "Ffynnonwen",
    "Gorsfelen",
    "Hafodwen-Uchaf",
    "Inglemoor",
    "Llannerchfach",
    "Maesgwynfa",
    "Nantybarcud",
    "Oakenshott",
    "Pantyrhedyn",
    "Quillingham",
    "Rhydyceir",
    "Sarnhelen-Deg",
    "Tyddynmawr",
    "Underwell",
    "Waunlwydfa",
    "Ystradfelen",
    "Brackendene",
    "Cefnarthen",
)
_AREAS = ("carmarthenshire", "ceredigion", "pembrokeshire", "powys")
_EXPERIENCES = ("asb", "burglary", "theft", "damage", "assault", "fraud", "harassment", "robbery")
_READINGS = ("en", "cy", "en", "en", "both", "en", "cy", "unknown")
_SOURCES = ("Goleudy", "Police leaflet", "Website", "Community event", "Word of mouth")


def _pattern(index: int) -> Member:
    return Member(
        number=25 + index,
        name=f"{_FIRST[index]} {_LAST[index % len(_LAST)]}",
        reading=_READINGS[index % len(_READINGS)],
        area=_AREAS[index % len(_AREAS)],
        experiences=(_EXPERIENCES[index % len(_EXPERIENCES)],),
        source=_SOURCES[index % len(_SOURCES)],
    )


MEMBERS = (*STORIES, *(_pattern(index) for index in range(47)))
