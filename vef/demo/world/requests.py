"""Thirteen topic requests and what became of them."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Topic:
    """One request as its partner wrote it, and the office's decision."""

    reference: str
    window: int
    author: str
    title_en: str
    title_cy: str
    problem: str
    objectives: str
    outputs: str
    decision_to_inform: str
    submitted_on: date
    # "" (still waiting), accepted, accepted-with-changes or declined
    outcome: str = ""
    decided_on: date | None = None
    reason: str = ""
    reason_code: str = ""
    avenues: tuple[str, ...] = ()
    conditions: str = ""
    scores: dict[str, tuple[int, str]] = field(default_factory=dict)
    not_a_case_because: str = ""
    # The letter of the newest decision waits for a second person.
    letter_waits: bool = False
    # Codes of the register entries it belongs to.
    ticks: tuple[str, ...] = ()
    # A file beside it: what it is, and its words.
    file: tuple[str, str] | None = None
    # A file beside the decision: what it is, why it was added, and its words.
    advice: tuple[str, str, str] | None = None
    # Why it was let in after its window had closed.
    late_because: str = ""


USUAL_SCORES = {
    "partner-aims": (3, "Named in the partner's own plan for the year."),
    "statutory-duty": (2, "The Commissioner must obtain the views of victims."),
    "plan-priority": (3, "Police and Crime Plan: victims are supported."),
    "capacity": (2, "Fits beside what is already promised."),
}

TOPICS = (
    Topic(
        "TR-2026-01",
        1,
        "gethin",
        "How we answer and resolve non-emergency calls",
        "Sut rydym yn ateb ac yn datrys galwadau difrys",
        "Callers tell us they repeat their story and are not told what happens next. We plan to change how "
        "our hub handles a call and want to know whether people would get a better service.",
        "To learn whether the planned way of handling calls is better than the present one, and what would "
        "make it better still.",
        "A short report we can use to settle the call script and the training.",
        "Whether the new call script goes live in September 2026.",
        date(2026, 2, 20),
        "accepted",
        date(2026, 3, 20),
        "A clear decision waits for the answers, and the force commits to report back.",
        scores=USUAL_SCORES,
        ticks=(
            "force-control-strategy",
            "victims-are-supported",
            "views-of-victims",
            "performance-is-known",
        ),
        file=(
            "The call script we plan to use",
            "1. Thank the caller and give your name.\n"
            "2. Ask whether the caller is safe to talk.\n"
            "3. Listen. Ask nothing twice that has been asked before.\n"
            "4. Say what happens next, who will call, and by when.\n",
        ),
    ),
    Topic(
        "TR-2026-02",
        1,
        "bethan",
        "A training film with victims' own words",
        "Ffilm hyfforddi yng ngeiriau dioddefwyr",
        "New officers rarely hear at length from somebody they have helped.",
        "To give officers a real-life view of how it feels to be on the other side.",
        "Filmed interviews of up to twelve minutes for the vulnerability training module.",
        "The content of the training module from November 2026.",
        date(2026, 2, 27),
        "accepted",
        date(2026, 3, 20),
        "Strong learning value. The film stays within the force.",
        scores=USUAL_SCORES,
    ),
    Topic(
        "TR-2026-03",
        1,
        "aaron",
        "The letters we send when a case is not going ahead",
        "Y llythyrau a anfonwn pan na fydd achos yn mynd yn ei flaen",
        "People tell us our letters are long, cold and hard to follow.",
        "To make the letters clear and kind.",
        "Comments on four sample letters.",
        "The wording of letter templates 1 to 4.",
        date(2026, 3, 4),
        "accepted-with-changes",
        date(2026, 3, 20),
        "Partner aim, statutory duty and the plan's priority all weigh for it. No clash.",
        conditions="Use anonymised sample letters. Report back by 30 September 2026.",
        advice=(
            "Note of a talk with the data protection lead",
            "The condition about sample letters rests on it.",
            "Sample letters only, with nobody's name, address or case number in them.\n",
        ),
        scores=USUAL_SCORES,
        not_a_case_because="We ask about sample letters, not about anybody's own case.",
    ),
    Topic(
        "TR-2026-04",
        1,
        "owen",
        "First contact after a referral",
        "Y cyswllt cyntaf ar ôl atgyfeiriad",
        "Few of the people referred to us take up support, and we do not know what puts them off.",
        "To learn when and how the first contact should be made.",
        "A report with the answers and what people suggest.",
        "Our contact standard for 2027.",
        date(2026, 3, 9),
        "accepted",
        date(2026, 3, 20),
        "Low take-up of support is seen across Wales, and the service can act on the answers.",
        scores=USUAL_SCORES,
    ),
    Topic(
        "TR-2026-05",
        1,
        "catrin",
        "Please tell us which members attended our unit in March",
        "Dywedwch wrthym pa aelodau a ddaeth i'n huned ym mis Mawrth",
        "We would like to compare our records with yours.",
        "To find which people on the database we have seen.",
        "A list of names.",
        "How we plan our outreach.",
        date(2026, 3, 11),
        "declined",
        date(2026, 3, 20),
        "Only the Commissioner's office has access to the database.",
        "personal-data",
        scores={"partner-aims": (1, "The aim could be met without names.")},
    ),
    Topic(
        "TR-2026-06",
        2,
        "bethan",
        "Why was Mr X's burglary not investigated?",
        "Pam na chafodd byrgleriaeth Mr X ei hymchwilio?",
        "A resident has asked us why his burglary was closed so soon.",
        "To find out whether the decision was right.",
        "A view on the decision.",
        "Our answer to the resident.",
        date(2026, 9, 24),
        "declined",
        date(2026, 10, 22),
        "It asks for a review of one person's case, and other avenues exist for that.",
        "individual-case",
        avenues=("force-complaint", "office-review", "right-to-review"),
        scores={"partner-aims": (0, "Concerns one case, not a service.")},
        not_a_case_because="We think others may have had the same experience.",
    ),
    Topic(
        "TR-2026-07",
        2,
        "mali",
        "Waiting at court: the building and the day",
        "Aros yn y llys: yr adeilad a'r diwrnod",
        "Waiting rooms and information differ between our four courts.",
        "To improve waiting rooms and the information people get on the day.",
        "A list of changes each court can make.",
        "The estates plan for 2027.",
        date(2026, 9, 30),
        "accepted",
        date(2026, 10, 22),
        "Practical, and the courts can act at once. Finished cases preferred.",
        scores=USUAL_SCORES,
        ticks=(
            "criminal-justice-board",
            "justice-system-is-more-effective",
            "entitlements-are-met",
        ),
    ),
    Topic(
        "TR-2026-08",
        2,
        "dana",
        "Explaining the Victim Contact Scheme",
        "Egluro'r Cynllun Cyswllt Dioddefwyr",
        "People who may join the scheme often do not know what it offers.",
        "To explain the scheme in plain words.",
        "A tested leaflet in both languages.",
        "The wording of the new leaflet.",
        date(2026, 10, 6),
        "accepted",
        date(2026, 10, 22),
        "A clear product and a committed owner.",
        scores=USUAL_SCORES,
    ),
    Topic(
        "TR-2026-09",
        2,
        "nerys",
        "Reporting ASB: police or council?",
        "Rhoi gwybod am ymddygiad gwrthgymdeithasol: yr heddlu neu'r cyngor?",
        "Residents are sent from one body to the other.",
        "To agree one clear route.",
        "Views on two possible routes.",
        "Which route the two bodies adopt in spring 2027.",
        date(2026, 10, 12),
        "accepted",
        date(2026, 10, 22),
        "Anti-social behaviour counts as much as crime, and both bodies will act.",
        scores=USUAL_SCORES,
    ),
    Topic(
        "TR-2026-10",
        2,
        "lowri",
        "Video interview about the assault, to be shown at a conference",
        "Cyfweliad fideo am yr ymosodiad, i'w ddangos mewn cynhadledd",
        "We want professionals to hear from somebody in their own words.",
        "To move an audience of professionals.",
        "A filmed interview.",
        "The conference programme.",
        date(2026, 10, 13),
        "declined",
        date(2026, 10, 22),
        "It asks for the event itself and would be shown outside. We offered to redesign it with them.",
        "unsafe",
        scores={"partner-aims": (2, "A good aim, unsafe as framed.")},
        not_a_case_because="The person would tell their own story.",
    ),
    Topic(
        "TR-2026-11",
        2,
        "rory",
        "Are people happy with our bins and roads?",
        "A yw pobl yn fodlon ar ein biniau a'n ffyrdd?",
        "We would like a wider audience for our residents' survey.",
        "To learn how satisfied residents are.",
        "Survey results.",
        "Our annual report.",
        date(2026, 10, 19),
        "declined",
        date(2026, 10, 22),
        "It is not about services for victims.",
        "not-victim-focused",
        scores={"partner-aims": (1, "Outside what people agreed to be contacted about.")},
        late_because="Their scrutiny committee met the day after the window closed.",
    ),
    Topic(
        "TR-2026-12",
        3,
        "iestyn",
        "Restorative meetings with young people: what would help?",
        "Cyfarfodydd adferol â phobl ifanc: beth fyddai'n helpu?",
        "Few people accept a restorative meeting with a young person, and we do not know why.",
        "To learn what would help somebody to say yes, and what would make it safe.",
        "A set of suggestions for our offer letter and our preparation.",
        "How we offer restorative meetings from April 2027.",
        date(2026, 11, 18),
        ticks=("victim-and-witness-sub-group", "victims-are-supported"),
    ),
    Topic(
        "TR-2026-13",
        3,
        "catrin",
        "The first appointment at our unit: what would make it easier?",
        "Yr apwyntiad cyntaf yn ein huned: beth fyddai'n ei wneud yn haws?",
        "One in four first appointments at our sexual assault unit is missed, and we do not know why.",
        "To learn what would make it easier to come, and what stands in the way.",
        "A list of changes to our letters, our waiting room and our times.",
        "How we arrange first appointments from June 2027.",
        date(2026, 11, 19),
        "accepted",
        date(2026, 11, 20),
        "It can be acted on at once, and fits beside what is promised for the spring.",
        scores=USUAL_SCORES,
        letter_waits=True,
    ),
)
