"""The guard: what it stops, in both languages, and what it must let through."""

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


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Ring 01632 960111 for her", Sign.PHONE),
        ("Ring +44 7700 900123", Sign.PHONE),
        ("Write to member01@example.com", Sign.EMAIL),
        ("Her number is QQ 12 34 56 C", None),
        ("Her number is AB 12 34 56 C", Sign.NATIONAL_INSURANCE),
        ("She lives at ZZ99 3CZ", Sign.POSTCODE),
        ("She lives at SA31 2PF", Sign.POSTCODE),
        ("Between 2025 and 2026, 1056 of 13320 people", None),
        ("By 30 September 2026", None),
    ],
)
def test_personal_details(text: str, sign: Sign | None) -> None:
    found = guard.personal_details({"problem": text})
    assert [match.sign for match in found] == ([sign] if sign else [])
