"""What a window left over: several requests deferred at once, all or none."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import services
from partners.models import Decision, RequestStatus, RequestWindow, TopicRequest
from tests.factories.partners import (
    AssessedRequestFactory,
    ClosedWindowFactory,
    InterestFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.outbox.models import Message

SignIn = Callable[[User], Client]


@pytest.fixture
def autumn(db: None) -> RequestWindow:
    return ClosedWindowFactory()


@pytest.fixture
def spring(db: None) -> RequestWindow:
    return RequestWindowFactory(name_en="Spring 2027", name_cy="Gwanwyn 2027")


@pytest.fixture
def three(autumn: RequestWindow) -> list[TopicRequest]:
    return AssessedRequestFactory.create_batch(3, window=autumn)


def typed(topics: list[TopicRequest], window: RequestWindow, **change: Any) -> dict[str, Any]:
    return {
        "topics": [str(topic.pk) for topic in topics],
        "deferred_to": str(window.pk),
        "reason": "No room this year.",
        "no_interest": "on",
        **change,
    }


def test_each_has_its_own_decision_and_its_own_letter(
    three: list[TopicRequest], spring: RequestWindow, officer: User
) -> None:
    made = services.defer_several(three, actor=officer, deferred_to=spring, reason="No room.")
    assert [row.request_id for row in made] == [topic.pk for topic in three]
    for topic, decision in zip(three, made, strict=True):
        topic.refresh_from_db()
        assert (topic.status, topic.deferred_to) == ("deferred", spring)
        letter = decision.letters.get()
        assert letter.is_waiting
        assert "Request window: Spring 2027" in letter.letter_en
        assert "Gwanwyn 2027" in letter.letter_cy
    assert not Message.objects.exists()


def test_all_or_none(
    three: list[TopicRequest], spring: RequestWindow, officer: User, manager: User
) -> None:
    raw = ReviewedRequestFactory(window=three[0].window)
    taken = SubmittedRequestFactory(window=three[0].window)
    for odd, missing in ((raw, ("assessments",)), (taken, ())):
        with pytest.raises(services.NotDeferred) as error:
            services.defer_several(
                [*three, odd], actor=officer, deferred_to=spring, reason="No room."
            )
        assert (error.value.topic, error.value.missing) == (odd, missing)
    near = InterestFactory(request=three[2], declared_by=officer)
    with pytest.raises(services.Recused):
        services.defer_several(three, actor=officer, deferred_to=spring, reason="No room.")
    assert not Decision.objects.exists()
    assert three[2] not in services.left_over(three[0].window, near.declared_by)
    made = services.defer_several(
        [*three, raw],
        actor=manager,
        deferred_to=spring,
        reason="No room.",
        alone_because="Nobody had the time.",
    )
    assert [row.alone_because for row in made] == ["", "", "", "Nobody had the time."]


def test_they_stand_in_the_offices_order(
    three: list[TopicRequest], autumn: RequestWindow, officer: User
) -> None:
    services.place_request(three[2], actor=officer, place=1, reason="Strong.")
    SubmittedRequestFactory(window=autumn)
    assert list(services.left_over(autumn, officer)) == [three[2], three[0], three[1]]


def test_by_the_page(
    three: list[TopicRequest],
    autumn: RequestWindow,
    spring: RequestWindow,
    officer: User,
    client_of: SignIn,
) -> None:
    client, address = client_of(officer), url("window-defer", autumn.pk)
    assert address in body(client.get(url("window-board", autumn.pk)))
    assert address not in body(client.get(url("window-board", spring.pk)))
    page = client.post(address, {"reason": "My own words."})
    for words in ("Choose at least one request.", "Say that you have no interest.", "My own words"):
        assert words in body(page)
    raw = ReviewedRequestFactory(window=autumn)
    page = client.post(address, typed([*three, raw], spring))
    assert "None was deferred. Two people assess a request" in body(page)
    assert raw.reference in body(page)
    answer = client.post(address, typed(three[:2], spring), follow=True)
    assert "2 requests are deferred. Their letters wait for a colleague." in body(answer)
    statuses = TopicRequest.objects.filter(window=autumn).values_list("status", flat=True)
    assert sorted(statuses) == sorted(["deferred", "deferred", "under-review", "under-review"])
    elsewhere = SubmittedRequestFactory(status=RequestStatus.UNDER_REVIEW)
    gone = body(client.post(address, typed([elsewhere], spring)))
    assert "One of the requests was decided or taken back meanwhile." in gone
    assert "not one of the available choices" not in gone


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_is_whole_in_both_languages_at_the_same_cost(
    autumn: RequestWindow, spring: RequestWindow, manager: User, client_of: SignIn, language: str
) -> None:
    client, address = client_of(manager), url("window-defer", autumn.pk, language=language)
    costs = []
    for number in (1, 2):
        AssessedRequestFactory.create_batch(number, window=autumn)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        costs.append(len(queries))
    assert costs[0] == costs[1]
    words = {"en": "Defer several requests", "cy": "Gohirio sawl cais"}
    assert words[language] in body(page)
    empty = client.get(url("window-defer", ClosedWindowFactory().pk, language=language))
    words = {"en": "Nothing that you may decide is left over", "cy": "Nid oes dim"}
    assert words[language] in body(empty)
    assert "main-form" not in body(empty)
