"""The guard: what it stops, in both languages, and what it must let through."""

import time

import pytest

from partners import guard
from partners.guard import Sign
from vef.demo.world.requests import TOPICS


@pytest.mark.parametrize(
    "text",
    [
        "Why was Mr X's burglary not investigated?",
        "Pam na chafodd byrgleriaeth Mr X ei hymchwilio?",
        "Mrs. Jones is unhappy with us",
        "Ms O'Neill rang again",
        "Please look at my case",
        "We would like a view on his complaint",
        "Hoffem i chi edrych ar fy achos",
        "Adolygu achos y bu cwyn amdano",
        "The crime reference is known to you",
        "Rhif y drosedd yw 12",
        "See DPP/20260312/045",
        "The file 63DP1234526 was closed",
        "Why wasn't the burglar charged?",
        "Why was the offence never recorded?",
        "Crime number 22/123456 was never answered",
        "Gweler cyfeirnod trosedd 22/123456",
        "Pam nad erlynwyd neb?",
        "Jane Smith's burglary was closed",
        "Please review the individual case of this victim",
    ],
)
def test_reads_like_one_persons_case(text: str) -> None:
    assert guard.case_signs({"problem": text})


@pytest.mark.parametrize(
    "text",
    [
        "The letters we send when a case is not going ahead",
        "Y llythyrau a anfonwn pan na fydd achos yn mynd yn ei flaen",
        "How we answer and resolve non-emergency calls",
        "Sut rydym yn ateb ac yn datrys galwadau difrys",
        "People whose case has ended",
        "Why victims feel that they are not believed",
        "In any case, the missing piece is training",
        "Waiting at court on 18/11/2026",
        "Every caller gets a crime reference number before the call ends",
        "Give each victim a case number, and say what it is for",
        "Mae pawb sy'n ffonio yn cael cyfeirnod trosedd cyn i'r alwad ddod i ben",
        "Explaining the Victim Contact Scheme",
        "",
    ],
)
def test_lets_a_question_about_a_service_through(text: str) -> None:
    assert guard.case_signs({"problem": text}) == []


def test_of_the_demonstrations_twelve_requests_only_the_case_review_is_stopped() -> None:
    stopped = [
        topic.reference
        for topic in TOPICS
        if guard.case_signs(
            {
                "title_en": topic.title_en,
                "title_cy": topic.title_cy,
                "problem": topic.problem,
                "objectives": topic.objectives,
                "outputs": topic.outputs,
                "decision_to_inform": topic.decision_to_inform,
            }
        )
    ]
    assert stopped == ["TR-2026-06"]


def test_a_match_says_where_and_what() -> None:
    (match,) = guard.case_signs({"title_en": "About Mr X"})
    assert (match.field, match.words, match.sign) == ("title_en", "Mr X", Sign.NAME)
    assert "name a person" in str(match.label)


DETAILS = [
    ("Ring 01632 960111 for her", Sign.PHONE),
    ("Ring +44 7700 900123", Sign.PHONE),
    ("Ring (01632) 960 111", Sign.PHONE),
    ("Ring +44 (0)7700 900123", Sign.PHONE),
    ("Ring 0044 7700 900 123", Sign.PHONE),
    ("Ffoniwch fi ar 07700.900.123 ar ôl chwech", Sign.PHONE),
    ("Write to member01@example.com", Sign.EMAIL),
    ("Ysgrifennwch at siân.ŵyn@enghraifft.cymru", Sign.EMAIL),
    ("Her number is AB 12 34 56 C", Sign.NATIONAL_INSURANCE),
    ("She lives at ZZ99 3CZ", Sign.POSTCODE),
    ("She lives at SA31 2PF", Sign.POSTCODE),
    ("She lives at SA312PF", Sign.POSTCODE),
    ("Mae hi'n byw yn sa31 2pf", Sign.POSTCODE),
    ("Born on 3 May 1984", Sign.BIRTH),
    ("DOB: 03/05/84", Sign.BIRTH),
    ("d.o.b. 1984-05-03", Sign.BIRTH),
    ("Dyddiad geni: 3 Mai 1984", Sign.BIRTH),
    ("Ganwyd hi ar 3 Gorffennaf 1984", Sign.BIRTH),
    ("Mrs. Farthinghoe saw everything", Sign.NAME),
    ("Gwelodd Bnr Ŵyn y cyfan", Sign.NAME),
    ("Ms O'Neill rang again", Sign.NAME),
    ("I live at 14 Example Terrace, Llanelli", Sign.ADDRESS),
    ("Rwy'n byw yn 3 Stryd y Bont", Sign.ADDRESS),
    ("12a, Heol Enghraifft", Sign.ADDRESS),
    ("Crime ref DP-20260314-123, look it up", Sign.REFERENCE),
    ("Crime number: 22/123456", Sign.REFERENCE),
    ("Rhif y drosedd yw 123456", Sign.REFERENCE),
    ("The file 63DP1234526 was closed", Sign.REFERENCE),
]
NO_DETAILS = [
    "Her number is QQ 12 34 56 C",
    "Between 2025 and 2026, 1056 of 13320 people",
    "Rhwng 2025 a 2026, 1056 o 13320 o bobl",
    "By 30 September 2026",
    "Erbyn 30 Medi 2026",
    "Meet us on the A40 at 5PM",
    "The A40 5PM queue",
    "In window W3 2nd requests are fewer",
    "People born in Wales, and people aged 18-24",
    "Pobl a anwyd yng Nghymru",
    "The Victims' Code of 2020, the Act of 1996, article 8",
    "We miss Carmarthen's old court",
    "Every caller gets a crime reference number",
    "Mae pawb yn cael cyfeirnod trosedd",
    "See TR-2026-07 and VEF-2026-003",
    "In 2 Crown Court rooms and 3 Magistrates rooms",
    "On 101 and 999, and 0.25 of calls",
    "Ask @dyfedpowys on social media",
    "A budget of 07 000 pounds",
    "Two in three, or 66.7 of 100",
    "6 Rhagfyr 2026, 10:00",
    "",
]


@pytest.mark.parametrize(("text", "sign"), DETAILS)
def test_personal_details(text: str, sign: Sign) -> None:
    found = guard.personal_details({"problem": text})
    assert sign in {match.sign for match in found}
    assert all(match.words in " ".join(text.split()) for match in found)


@pytest.mark.parametrize("text", NO_DETAILS)
def test_what_is_nobodys_detail(text: str) -> None:
    assert guard.personal_details({"problem": text}) == []


def test_a_detail_is_pointed_out_once_and_where_it_is() -> None:
    found = guard.personal_details(
        {"problem": "Ring 01632 960111 or 01632 960111", "resources": "01632 960111"}
    )
    assert [(match.field, match.words) for match in found] == [
        ("problem", "01632 960111"),
        ("resources", "01632 960111"),
    ]


def test_the_partners_own_officers_may_be_named() -> None:
    assert "officers" not in guard.READ_FOR_DETAILS
    assert "officers" not in guard.READ_FOR_CASES


def test_of_the_demonstrations_requests_only_one_names_somebody() -> None:
    found = {
        topic.reference: [match.words for match in matches]
        for topic in TOPICS
        if (
            matches := guard.personal_details(
                {
                    "title_en": topic.title_en,
                    "title_cy": topic.title_cy,
                    "problem": topic.problem,
                    "objectives": topic.objectives,
                    "outputs": topic.outputs,
                    "decision_to_inform": topic.decision_to_inform,
                }
            )
        )
    }
    assert list(found) == ["TR-2026-06"]


@pytest.mark.parametrize(
    "text", ["0" * 8000, "Mr " * 2600, "a@" * 4000, "1 A " * 2000, "born " * 1600]
)
def test_no_text_keeps_the_guard_long(text: str) -> None:
    started = time.monotonic()
    guard.personal_details({"problem": text})
    guard.case_signs({"problem": text})
    assert time.monotonic() - started < 3
