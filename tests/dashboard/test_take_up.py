"""Who uses the forum: by partner and year, in and out of window, and whose wish it was."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from engagement.models import InstigatedBy
from partners.models import Organisation
from tests.factories.database import AreaFactory
from tests.factories.engagement import EntryFactory, survey_activity
from tests.factories.partners import (
    AcceptedRequestFactory,
    LateCodeFactory,
    NudgeFactory,
    OpenWindowFactory,
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.accounts.models import User
from vef.common import clock
from vef.dashboard.take_up import PartnerLine, take_up


def line_of(organisation: Organisation, year: int = 2026) -> PartnerLine:
    (line,) = (row for row in take_up(year).partners if row.organisation == organisation)
    return line


@pytest.fixture
def police(db: None) -> Organisation:
    return OrganisationFactory(name_en="Example Police")


def test_requests_are_counted_by_partner_and_year_in_london(police: Organisation) -> None:
    window = OpenWindowFactory()
    common = {"organisation": police, "window": window}
    AcceptedRequestFactory(**common)
    SubmittedRequestFactory(**common, status="declined")
    late = SubmittedRequestFactory(organisation=police, window=RequestWindowFactory())
    LateCodeFactory(
        organisation=police,
        window=late.window,
        request=late,
        used_at=clock.now(),
        used_by=late.author,
    )
    TopicRequestFactory(**common)
    # Half an hour into the new year in UTC is the new year in London too; in summer it is not so.
    SubmittedRequestFactory(**common, submitted_at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC))
    SubmittedRequestFactory(**common, submitted_at=datetime(2027, 1, 1, 0, 1, tzinfo=UTC))
    figures = line_of(police).figures
    assert (figures.asked, figures.in_time, figures.late) == (4, 3, 1)
    assert (figures.accepted, figures.declined, figures.waiting) == (1, 1, 2)
    assert line_of(police, 2027).figures.asked == 1
    assert line_of(police).last_asked == date(2027, 1, 1)


def test_who_never_asked_comes_first_then_who_asked_least(police: Organisation) -> None:
    for _number in range(2):
        SubmittedRequestFactory(organisation=police)
    once = OrganisationFactory(name_en="Asked Once")
    SubmittedRequestFactory(organisation=once)
    before = OrganisationFactory(name_en="Asked Before")
    SubmittedRequestFactory(organisation=before, submitted_at=datetime(2025, 5, 1, tzinfo=UTC))
    never = OrganisationFactory(name_en="Yet To Ask")
    TopicRequestFactory(organisation=never)
    OrganisationFactory(kind="host")
    OrganisationFactory(is_active=False)
    gone = OrganisationFactory(name_en="Closed", is_active=False)
    SubmittedRequestFactory(organisation=gone)
    found = take_up(2026)
    names = [str(line.organisation) for line in found.partners]
    assert names == ["Yet To Ask", "Asked Before", "Asked Once", "Closed", "Example Police"]
    assert found.never == 1
    assert not line_of(gone).may_be_nudged
    assert line_of(never).may_be_nudged
    assert not line_of(once).may_be_nudged


def test_activities_and_whose_wish_they_were(police: Organisation) -> None:
    entry = EntryFactory(request=AcceptedRequestFactory(organisation=police))
    survey_activity(entry=entry)
    survey_activity(entry=entry, instigated_by=InstigatedBy.PUBLIC)
    survey_activity(entry=entry, status="cancelled")
    survey_activity(entry=entry, opens_on=date(2025, 3, 1), closes_on=date(2025, 4, 1))
    assert line_of(police).activities == 2
    assert [number for _who, number in take_up(2026).instigated] == [1, 0, 1]


def test_activities_are_counted_by_the_area_they_are_about(police: Organisation) -> None:
    entry = EntryFactory(request=AcceptedRequestFactory(organisation=police))
    here = AreaFactory(code="pembs", name_en="Pembrokeshire", name_cy="Sir Benfro")
    there = AreaFactory(code="carms", name_en="Carmarthenshire", name_cy="Sir Gaerfyrddin")
    for area in (here, here, there, None):
        survey_activity(entry=entry, area=area)
    survey_activity(entry=entry, area=here, status="cancelled")
    with translation.override("en"):
        english = take_up(2026).by_area
    with translation.override("cy"):
        welsh = take_up(2026).by_area
    assert english == [("Carmarthenshire", 1), ("Pembrokeshire", 2), ("The whole region", 1)]
    assert welsh == [("Sir Benfro", 2), ("Sir Gaerfyrddin", 1), ("Y rhanbarth cyfan", 1)]
    assert take_up(2025).by_area[-1][1] == 0


def test_windows_say_what_came_in_and_out_of_them(police: Organisation) -> None:
    window = RequestWindowFactory(
        opens_on=date(2026, 2, 2), closes_on=date(2026, 3, 13), status="closed"
    )
    RequestWindowFactory(opens_on=date(2025, 2, 2), closes_on=date(2025, 3, 13), status="closed")
    SubmittedRequestFactory(window=window, organisation=police)
    LateCodeFactory(window=window, organisation=police)
    (line,) = take_up(2026).windows
    assert (line.window, line.figures.in_time, line.figures.late) == (window, 1, 0)
    assert line.late_codes == 1


def page_queries(client: Any) -> int:
    page = reverse("dashboard:take-up")
    client.get(page)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_little_for_many(client_of: Any, officer: User, number: int) -> None:
    for _row in range(number):
        request = AcceptedRequestFactory()
        survey_activity(entry=EntryFactory(request=request))
        NudgeFactory()
        LateCodeFactory()
    assert page_queries(client_of(officer)) == 17


def test_the_page_in_both_languages_and_for_any_year(client_of: Any, officer: User) -> None:
    never = OrganisationFactory(name_en="Yet To Ask", name_cy="Heb Ofyn Eto")
    OpenWindowFactory()
    client = client_of(officer)
    page = reverse("dashboard:take-up")
    english = client.get(page).content.decode()
    assert reverse("partners:nudge-prepare", args=[never.pk]) in english
    welsh = client.get(page.replace("/en/", "/cy/")).content.decode()
    assert "Heb Ofyn Eto" in welsh
    for year in ("2025", "0000", "20x6", "99999", "٢٠٢٦"):
        assert client.get(page, {"year": year}).status_code == 200
