"""Findings, partners' answers, "You said, we did" and the board's actions."""

from dataclasses import dataclass
from datetime import date

# activity: (kind, (English, Welsh), (recommendation English, Welsh), themes)
FINDINGS: dict[str, tuple[tuple[str, tuple[str, str], tuple[str, str], tuple[str, ...]], ...]] = {
    "A1": (
        (
            "improve",
            (
                "People want a reference number before the call ends, without having to ask.",
                "Mae pobl eisiau cyfeirnod cyn i'r alwad ddod i ben, heb orfod gofyn.",
            ),
            ("Give every caller a reference number.", "Rhoi cyfeirnod i bawb sy'n ffonio."),
            ("reference",),
        ),
        (
            "improve",
            (
                "People want to know the next step, and a call back at a time that is safe for them.",
                "Mae pobl eisiau gwybod beth yw'r cam nesaf, a galwad yn ôl ar amser sy'n ddiogel iddyn nhw.",
            ),
            (
                "Agree a time for the next call and keep to it.",
                "Cytuno ar amser ar gyfer yr alwad nesaf a chadw ato.",
            ),
            ("updates", "no-call-back", "safe-time"),
        ),
        (
            "gap",
            (
                "Most people were not offered Welsh at the start of the call.",
                "Ni chafodd y rhan fwyaf o bobl gynnig y Gymraeg ar ddechrau'r alwad.",
            ),
            ("Offer Welsh in the first sentence.", "Cynnig y Gymraeg yn y frawddeg gyntaf."),
            ("welsh-language",),
        ),
        (
            "improve",
            (
                "People would rather speak to one person throughout.",
                "Byddai'n well gan bobl siarad ag un person drwy'r amser.",
            ),
            ("", ""),
            ("repeat-telling",),
        ),
    ),
    "A3": (
        (
            "praise",
            (
                "People felt heard when an officer came back to tell them what had happened.",
                "Teimlai pobl eu bod wedi cael eu clywed pan ddaeth swyddog yn ôl i ddweud wrthynt beth oedd wedi digwydd.",
            ),
            (
                "Show this part of the film early in the module.",
                "Dangos y rhan hon o'r ffilm yn gynnar yn y modiwl.",
            ),
            ("being-heard", "updates"),
        ),
    ),
    "A4": (
        (
            "improve",
            (
                "The letters explain the law before they say what was decided.",
                "Mae'r llythyrau'n egluro'r gyfraith cyn dweud beth a benderfynwyd.",
            ),
            (
                "Say the decision, and who to ask, in the first lines.",
                "Dweud y penderfyniad, a phwy i'w holi, yn y llinellau cyntaf.",
            ),
            ("letters",),
        ),
    ),
}


@dataclass(frozen=True)
class Reply:
    """A partner's answer to one finding."""

    status: str
    action: str
    owner: str
    due_on: date | None
    reason: str = ""
    done_on: date | None = None
    evidence: str = ""


# activity: one answer a finding, in order, given on a day by a user
ANSWERS: dict[str, tuple[date, str, tuple[Reply, ...]]] = {
    "A1": (
        date(2026, 9, 28),
        "bethan",
        (
            Reply(
                "accepted",
                "Call handlers give a reference number at the end of every call.",
                "Head of the Crime and Incident Hub",
                date(2026, 9, 30),
                done_on=date(2026, 9, 30),
                evidence="The script changed on 14 September 2026.",
            ),
            Reply(
                "accepted",
                "We are testing call-backs at a time the caller chooses.",
                "Head of the Crime and Incident Hub",
                date(2027, 1, 29),
            ),
            Reply(
                "accepted",
                "The script now offers Welsh at the start. All 140 staff are being trained.",
                "Learning and Development",
                date(2026, 10, 31),
            ),
            Reply(
                "not-accepted",
                "",
                "",
                None,
                reason="We cannot give one named person for every call because staff work shifts.",
            ),
        ),
    ),
}

# activity: (told_us, changed, next, cannot_change), each (English, Welsh)
OUTCOMES: dict[str, tuple[tuple[str, str], ...]] = {
    "A1": (
        (
            "You wanted a reference number, one clear next step and a call back at a safe time. Most of you "
            "thought the new way was better.",
            "Roeddech chi eisiau cyfeirnod, un cam nesaf clir a galwad yn ôl ar amser diogel. Roedd y rhan fwyaf "
            "ohonoch yn meddwl bod y ffordd newydd yn well.",
        ),
        (
            "Since 14 September 2026 every caller gets a reference number before the call ends. More of you "
            "should be offered Welsh at the start of the call. The script now says so.",
            "Ers 14 Medi 2026 mae pawb sy'n ffonio yn cael cyfeirnod cyn i'r alwad ddod i ben. Dylai rhagor "
            "ohonoch gael cynnig y Gymraeg ar ddechrau'r alwad. Mae'r sgript bellach yn dweud hynny.",
        ),
        (
            "The police are testing call-backs at a time you choose. They will tell us how it went by "
            "29 January 2027.",
            "Mae'r heddlu'n profi galwadau'n ôl ar amser o'ch dewis chi. Byddant yn dweud wrthym sut yr aeth "
            "hynny erbyn 29 Ionawr 2027.",
        ),
        (
            "The police cannot promise the same person each time, because staff work shifts.",
            "Ni all yr heddlu addo'r un person bob tro, am fod staff yn gweithio sifftiau.",
        ),
    ),
}


@dataclass(frozen=True)
class Action:
    """One line of the board's action tracker."""

    reference: str
    raised_on: date
    text: tuple[str, str]
    owner: str
    organisation: str
    due_on: date
    revised_due_on: date | None = None
    update: tuple[str, str] = ("", "")
    updated_on: date | None = None
    status: str = "open"


ACTIONS = (
    Action(
        "VEF-2025-019",
        date(2025, 11, 20),
        (
            "Carry out the annual review of the DPIA.",
            "Cynnal yr adolygiad blynyddol o'r asesiad effaith.",
        ),
        "Sioned Cwmbychan",
        "opcc",
        date(2026, 11, 13),
        date(2026, 11, 30),
        ("Risk table updated.", "Diweddarwyd y tabl risg."),
        date(2026, 11, 16),
        "in-progress",
    ),
    Action(
        "VEF-2026-001",
        date(2026, 1, 22),
        (
            "Publish revised terms of reference in both languages.",
            "Cyhoeddi cylch gorchwyl diwygiedig yn y ddwy iaith.",
        ),
        "Ffion Brynderi",
        "opcc",
        date(2026, 3, 31),
        None,
        ("Published.", "Cyhoeddwyd."),
        date(2026, 3, 24),
        "closed",
    ),
    Action(
        "VEF-2026-002",
        date(2026, 1, 22),
        (
            "Nominate an update contact in every partner organisation.",
            "Enwebu cyswllt diweddaru ym mhob sefydliad partner.",
        ),
        "All partners",
        "",
        date(2026, 2, 27),
        date(2026, 4, 30),
        ("Twelve of twelve named.", "Enwebwyd deuddeg o ddeuddeg."),
        date(2026, 4, 28),
        "closed",
    ),
    Action(
        "VEF-2026-003",
        date(2026, 4, 23),
        ("Give a reference number on every call.", "Rhoi cyfeirnod ar bob galwad."),
        "Gethin Llwyncelyn",
        "dpp",
        date(2026, 9, 30),
        None,
        ("In place.", "Ar waith."),
        date(2026, 9, 28),
        "awaiting-evidence",
    ),
    Action(
        "VEF-2026-004",
        date(2026, 4, 23),
        ("Recruit members aged 18 to 24.", "Recriwtio aelodau 18 i 24 oed."),
        "Huw Trefelin",
        "opcc",
        date(2026, 12, 18),
        None,
        ("Stall at a college held.", "Cynhaliwyd stondin mewn coleg."),
        date(2026, 11, 10),
        "in-progress",
    ),
    Action(
        "VEF-2026-005",
        date(2026, 7, 23),
        ("Rewrite letter template 4.", "Ailysgrifennu templed llythyr 4."),
        "Aaron Wickersby",
        "cps",
        date(2026, 12, 4),
        None,
        ("Draft seen.", "Gwelwyd drafft."),
        date(2026, 10, 30),
        "in-progress",
    ),
    Action(
        "VEF-2026-006",
        date(2026, 7, 23),
        ("Check the Welsh signs in waiting areas.", "Gwirio'r arwyddion Cymraeg mewn mannau aros."),
        "Mali Penrhosgadfan",
        "hmcts",
        date(2026, 10, 30),
        date(2026, 11, 27),
        ("Two of four courts done.", "Cwblhawyd dau o'r pedwar llys."),
        date(2026, 11, 2),
        "in-progress",
    ),
    Action(
        "VEF-2026-007",
        date(2026, 7, 23),
        (
            "Send the update on the training film to the Forum.",
            "Anfon y diweddariad am y ffilm hyfforddi at y Fforwm.",
        ),
        "Bethan Rhydlas",
        "dpp",
        date(2026, 10, 30),
    ),
    Action(
        "VEF-2026-008",
        date(2026, 10, 22),
        (
            "Agree the wording of the Victim Contact Scheme leaflet.",
            "Cytuno ar eiriad taflen y Cynllun Cyswllt Dioddefwyr.",
        ),
        "Dana Hollowmere",
        "prob",
        date(2027, 1, 29),
    ),
    Action(
        "VEF-2026-009",
        date(2026, 10, 22),
        (
            "Bring a safe-contact check to every activity plan.",
            "Cynnwys gwiriad cyswllt diogel ym mhob cynllun gweithgaredd.",
        ),
        "Ffion Brynderi",
        "opcc",
        date(2026, 11, 20),
        None,
        ("Done.", "Cwblhawyd."),
        date(2026, 11, 19),
        "closed",
    ),
    Action(
        "VEF-2026-010",
        date(2026, 10, 22),
        (
            "Agree one page for reporting ASB.",
            "Cytuno ar un dudalen ar gyfer rhoi gwybod am ymddygiad gwrthgymdeithasol.",
        ),
        "Nerys Tircoed",
        "cccc",
        date(2027, 2, 26),
    ),
    Action(
        "VEF-2026-011",
        date(2026, 10, 22),
        (
            "Note planning for the end of the Commissioner's office and the Forum's records.",
            "Nodi'r cynllunio ar gyfer diwedd swyddfa'r Comisiynydd a chofnodion y Fforwm.",
        ),
        "Chair",
        "",
        date(2026, 12, 11),
    ),
)
