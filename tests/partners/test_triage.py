"""The board of a window: what it shows, in which order, at what cost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import services
from partners.models import Placing, RequestStatus, RequestWindow, TopicRequest, WindowStatus
from tests.factories.partners import (
    AcceptedRequestFactory,
    AssessedRequestFactory,
    AssessmentFactory,
    AssessmentScoreFactory,
    OpenedAssessmentFactory,
    OrganisationFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock

SignIn = Callable[[User], Client]


def shown(page: Any) -> list[str]:
    return [line.reference for line in page.context["lines"]]


@pytest.fixture
def three(window: RequestWindow) -> list[TopicRequest]:
    now = clock.now()
    return [
        ReviewedRequestFactory(
            reference=f"TR-2026-0{number}",
            title_en=f"Topic {number}",
            submitted_at=now - timedelta(days=number),
            organisation=OrganisationFactory(name_en=name, name_cy=name),
        )
        for number, name in ((1, "Lwc"), (2, "Llan"), (3, "Cwm"))
    ]


def test_every_submitted_request_of_the_window_is_on_one_page(
    window: RequestWindow, officer: User, client_of: SignIn
) -> None:
    SubmittedRequestFactory.create_batch(60)
    TopicRequestFactory(title_en="Nobody's business yet")
    SubmittedRequestFactory(window=RequestWindowFactory(status=WindowStatus.CLOSED))
    page = client_of(officer).get(url("window-board", window.pk))
    assert len(shown(page)) == 60
    assert "Nobody&#x27;s business yet" not in body(page)


def test_the_officers_order_comes_first_then_who_waits_longest(
    window: RequestWindow, three: list[TopicRequest], officer: User, client_of: SignIn
) -> None:
    AcceptedRequestFactory(reference="TR-2026-09", submitted_at=clock.now() - timedelta(days=30))
    client, address = client_of(officer), url("window-board", window.pk)
    assert shown(client.get(address)) == ["TR-2026-03", "TR-2026-02", "TR-2026-01", "TR-2026-09"]
    services.place_request(three[0], actor=officer, place=1, reason="The trial starts in May.")
    page = client.get(address)
    assert shown(page)[0] == "TR-2026-01"
    assert "The trial starts in May." in body(page)
    assert "4 days" not in body(page)
    assert "3 days" in body(page)


def test_sorting_by_each_column_and_by_the_readers_alphabet(
    window: RequestWindow, three: list[TopicRequest], officer: User, client_of: SignIn
) -> None:
    for score, topic in ((1, three[0]), (3, three[1])):
        for made in OpenedAssessmentFactory.create_batch(2, request=topic):
            AssessmentScoreFactory(assessment=made, score=score, weight=2)
    client, address = client_of(officer), url("window-board", window.pk)
    for sort, numbers in {
        "reference": "123",
        "title": "123",
        "organisation": "321",
        "since": "321",
        "status": "123",
        "score": "213",
        "nonsense": "321",
    }.items():
        found = shown(client.get(address, {"sort": sort}))
        assert [name[-1] for name in found] == list(numbers), sort
    # In Welsh "ll" is a letter after "l": Lwc before Llan.
    welsh = client.get(url("window-board", window.pk, language="cy"), {"sort": "organisation"})
    assert [name[-1] for name in shown(welsh)] == ["3", "1", "2"]
    page = body(client.get(address, {"sort": "score"}))
    assert 'aria-sort="descending"' in page
    assert "12 of 12" in page


def test_filters_narrow_the_board_and_nonsense_breaks_nothing(
    window: RequestWindow, three: list[TopicRequest], officer: User, client_of: SignIn
) -> None:
    AcceptedRequestFactory(reference="TR-2026-09")
    for made in OpenedAssessmentFactory.create_batch(2, request=three[0]):
        AssessmentScoreFactory(assessment=made)
    client, address = client_of(officer), url("window-board", window.pk)
    assert shown(client.get(address, {"show": "decided"})) == ["TR-2026-09"]
    assert shown(client.get(address, {"show": "partner"})) == []
    partner = str(three[1].organisation_id)
    assert shown(client.get(address, {"organisation": partner})) == ["TR-2026-02"]
    assert shown(client.get(address, {"weighed": "yes"})) == ["TR-2026-01"]
    assert len(shown(client.get(address, {"weighed": "no"}))) == 3
    page = client.get(address, {"show": "x", "organisation": "y", "weighed": "z"})
    assert len(shown(page)) == 4
    assert page.context["counts"] == {"waiting": 3, "partner": 0, "decided": 1, "all": 4}


def test_a_score_is_shown_only_when_two_are_open(
    window: RequestWindow, officer: User, manager: User, client_of: SignIn
) -> None:
    topic = ReviewedRequestFactory()
    alone = AssessmentFactory(
        request=topic, assessor=manager, status="finished", finished_at=clock.now()
    )
    AssessmentScoreFactory(assessment=alone)
    client, address = client_of(officer), url("window-board", window.pk)
    [line] = client.get(address).context["lines"]
    assert line.score == ""
    assert shown(client.get(address, {"weighed": "yes"})) == []


@pytest.mark.parametrize("more", [2, 20])
def test_the_board_costs_the_same_however_many_requests(
    window: RequestWindow, officer: User, client_of: SignIn, more: int
) -> None:
    client, address = client_of(officer), url("window-board", window.pk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    def another() -> None:
        topic = AssessedRequestFactory()
        for made in topic.assessments.all():
            AssessmentScoreFactory(assessment=made)
        services.place_request(topic, actor=officer, place=1, reason="First.")

    another()
    client.get(address)
    one = cost()
    for _ in range(more):
        another()
    assert cost() == one


def test_placing_moves_the_others_and_is_recorded(
    three: list[TopicRequest], officer: User, manager: User
) -> None:
    def order() -> list[str]:
        rows = Placing.objects.order_by("place").select_related("request")
        assert [row.place for row in rows] == list(range(1, len(rows) + 1))
        return [str(row.request.reference)[-1] for row in rows]

    for topic in three:
        services.place_request(topic, actor=officer, place=99, reason="As they came.")
    assert order() == ["1", "2", "3"]
    assert services.place_request(three[2], actor=manager, place=1, reason="It is urgent.") == 1
    assert order() == ["3", "1", "2"]
    entry = Entry.objects.filter(action="topicrequest.placed").latest("id")
    assert entry.reason == "It is urgent."
    assert entry.data == {"window": str(three[0].window_id), "from": 3, "place": 1}
    assert Placing.objects.get(request=three[2]).placed_by == manager
    # The same place again is no act.
    count = Entry.objects.count()
    assert services.place_request(three[2], actor=officer, place=1, reason="Again.") == 1
    assert Entry.objects.count() == count


def test_only_what_waits_has_a_place_and_each_has_a_reason(
    three: list[TopicRequest], officer: User
) -> None:
    with pytest.raises(ValueError, match="reason"):
        services.place_request(three[0], actor=officer, place=1, reason=" ")
    TopicRequest.objects.filter(pk=three[0].pk).update(status=RequestStatus.ACCEPTED)
    with pytest.raises(services.NotWaiting):
        services.place_request(three[0], actor=officer, place=1, reason="Because.")
    assert not Placing.objects.exists()


def test_the_page_for_placing_keeps_what_was_typed(
    window: RequestWindow, three: list[TopicRequest], officer: User, client_of: SignIn
) -> None:
    client, address = client_of(officer), url("request-place", three[0].pk)
    page = client.post(address, {"place": "first", "reason": "My own words."})
    assert "Enter a number, 1 or more." in body(page)
    assert "My own words." in body(page)
    assert client.post(address, {"place": "1", "reason": ""}).status_code == 200
    welsh = url("request-place", three[0].pk, language="cy")
    assert "My own words." in body(client.post(welsh, {"reason": "My own words.", "_switch": "1"}))
    answer = client.post(address, {"place": "1", "reason": "It is urgent."})
    assert answer.url == url("window-board", window.pk)
    trail = client.get(url("request-review", three[0].pk)).context["trail"]
    assert ("Given a place in our order", "It is urgent.") in [(act.what, act.why) for act in trail]
    TopicRequest.objects.filter(pk=three[1].pk).update(status=RequestStatus.ACCEPTED)
    late = client.post(url("request-place", three[1].pk), {"place": "1", "reason": "Mine."})
    assert "Mine." in body(late)
    assert Placing.objects.count() == 1
