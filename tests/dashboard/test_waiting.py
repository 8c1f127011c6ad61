"""What waits for whom, and how long."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.models import ActivityStatus
from partners.models import Organisation, RequestStatus
from tests.factories.engagement import EntryFactory, survey_activity
from tests.factories.feedback import activity_of, delivered_pack
from tests.factories.partners import (
    AcceptedRequestFactory,
    DecisionFactory,
    DecisionLetterFactory,
    OrganisationFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.accounts.models import User
from vef.common import clock
from vef.dashboard.waiting import waits


def ago(days: int) -> Any:
    return clock.now() - timedelta(days=days)


def everything_waits(organisation: Organisation, officer: User) -> None:
    SubmittedRequestFactory(organisation=organisation, submitted_at=ago(3))
    asked = SubmittedRequestFactory(
        organisation=organisation, status=RequestStatus.MORE_INFORMATION
    )
    DecisionFactory(request=asked, outcome="more-information", decided_at=ago(20))
    DecisionFactory(request=asked, outcome="more-information", decided_at=ago(8))
    entry = EntryFactory(request=AcceptedRequestFactory(organisation=organisation))
    survey_activity(entry=entry, status=ActivityStatus.PLANNED, office_agreed_at=ago(5))
    survey_activity(entry=entry, status=ActivityStatus.PLANNED)
    delivered_pack(activity_of(organisation), author=officer)


def test_each_is_said_with_whom_it_waits_for_and_since_when(officer: User) -> None:
    organisation = OrganisationFactory()
    everything_waits(organisation, officer)
    TopicRequestFactory(organisation=organisation)
    found = waits(clock.today())
    assert [(wait.what, wait.organisation, wait.number, wait.days) for wait in found] == [
        ("Questions about a request", organisation, 1, 8),
        ("Plans to agree", organisation, 1, 5),
        ("Requests to decide", None, 1, 3),
        ("Results to answer", organisation, 1, 0),
    ]


def test_nothing_waits_in_an_empty_world(db: None) -> None:
    assert waits(clock.today()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_five_queries(officer: User, number: int) -> None:
    for _row in range(number):
        everything_waits(OrganisationFactory(), officer)
    with CaptureQueriesContext(connection) as queries:
        assert len(waits(clock.today())) == 1 + 3 * number
    assert len(queries) == 5


def test_the_desk_shows_it_in_both_languages(client_of: Any, officer: User) -> None:
    organisation = OrganisationFactory(name_cy="Partner Enghreifftiol Hir ei Aros")
    everything_waits(organisation, officer)
    page = client_of(officer).get(reverse("dashboard:desk").replace("/en/", "/cy/"))
    assert "Partner Enghreifftiol Hir ei Aros" in page.content.decode()
    assert "Cynlluniau i&#x27;w cytuno" in page.content.decode()


def test_a_letter_that_waits_is_the_offices(officer: User) -> None:
    DecisionLetterFactory(written_at=ago(3))
    DecisionLetterFactory(status="returned", returned_by=officer, returned_because="Kinder.")
    DecisionFactory()
    (found,) = (wait for wait in waits(clock.today()) if wait.what == "Letters to approve")
    assert (found.organisation, found.number) == (None, 2)
    assert found.days == 3
