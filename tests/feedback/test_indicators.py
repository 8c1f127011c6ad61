"""What changed for people: sums of what packs gave away, and never more than that."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.models.indicators import SCALE
from engagement.seed import seed_reference_rows
from engagement.services import questions
from feedback import indicators
from feedback.reports import issues
from tests.factories.engagement import ActivityFactory
from tests.factories.feedback import ReportFactory, activity_of, contribution, delivered_pack
from vef.common.bilingual import in_language

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture(autouse=True)
def _rows(db):
    seed_reference_rows()


def given(officer, counts: dict[str, int]):
    """A delivered pack of an activity where so many gave each answer about safety."""
    draft, activity = ActivityFactory(), activity_of()
    questions.ask_indicators(draft, actor=officer)
    # Only a draft takes questions, and only what was open has answers.
    asked = draft.questions.get(indicator__code="safety")
    asked.activity = activity
    asked.save()
    for code, number in counts.items():
        for _one in range(number):
            contribution(activity, **{f"q{asked.number}": [code]})
    return delivered_pack(activity, author=officer)


def safety(**period):
    return next(
        line for line in indicators.lines(**(period or YEAR)) if line.indicator.code == "safety"
    )


def test_numbers_come_from_the_packs_and_from_nowhere_else(officer):
    pack = given(officer, {"much-better": 12, "bit-better": 3, "same": 10, "none": 6})
    frozen = {cell["code"]: cell["shown"] for cell in pack.figures["questions"][0]["cells"]}
    assert set(frozen) == {code for code, _en, _cy in SCALE}
    line = safety()
    assert line.activities == 1
    assert line.answered == pack.figures["questions"][0]["base"] - (frozen["none"] or 0)
    # Three people said "a little better": too few to show, so they count as none.
    assert frozen["bit-better"] is None
    assert line.better == frozen["much-better"]
    assert line.percent == round(100 * line.better / line.answered)


def test_two_activities_are_added_up(officer):
    for _each in range(2):
        given(officer, {"much-better": 15, "same": 15})
    one = safety()
    assert (one.activities, one.answered, one.better) == (2, 60, 30)


def test_too_few_are_nobody(officer):
    given(officer, {"much-better": 4})
    line = safety()
    assert (line.activities, line.answered, line.better, line.percent) == (1, 0, 0, None)


def test_other_years_and_packs_not_delivered_do_not_count(officer):
    pack = given(officer, {"much-better": 15, "same": 15})
    assert safety(since=date(2025, 1, 1), until=date(2025, 12, 31)).activities == 0
    type(pack).objects.update(status="approved")
    assert safety().activities == 0


def test_the_report_tells_of_it_in_both_languages(officer):
    report = ReportFactory(period_from=date(2026, 1, 1), period_until=date(2026, 12, 31))
    assert issues.changed_blocks(report) == []
    given(officer, {"much-better": 15, "same": 15})
    for language, name in (("en", "Increased feelings of safety"), ("cy", "Teimlo'n fwy diogel")):
        with in_language(language):
            (block,) = issues.changed_blocks(report)
        assert [cell.text for cell in block.table.rows[0]] == [name, "30", "15 (50%)"]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_shows_the_year_and_who_asks_now(officer, client_of, language):
    given(officer, {"much-better": 15, "same": 15})
    asking = ActivityFactory(code="A77")
    questions.ask_indicators(asking, actor=officer)
    client = client_of(officer)
    page = client.get(f"/{language}/office/what-changed/").content.decode()
    assert "15 (50%)" in page
    assert "A77" in page
    for odd in ("2025", "x", "99999", "1066"):
        page = client.get(f"/{language}/office/what-changed/?year={odd}")
        assert page.status_code == 200
    assert "15 (50%)" not in client.get("/en/office/what-changed/?year=2025").content.decode()


def test_the_same_questions_for_one_pack_and_three(officer):
    given(officer, {"much-better": 15, "same": 15})
    with CaptureQueriesContext(connection) as one:
        indicators.lines(**YEAR)
    for _each in range(2):
        given(officer, {"much-better": 15, "same": 15})
    with CaptureQueriesContext(connection) as three:
        indicators.lines(**YEAR)
    assert len(one) == len(three) == 2
