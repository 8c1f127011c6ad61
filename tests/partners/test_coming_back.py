"""What was deferred comes back when its window opens: once, told once, weighed anew."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import services, triage
from partners.models import (
    Decision,
    Outcome,
    Placing,
    RequestStatus,
    RequestWindow,
    TopicRequest,
    WindowStatus,
)
from partners.services import coming_back, windows
from partners.services.assessing import counted, current_round
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    AssessedRequestFactory,
    AssessmentScoreFactory,
    OpenedAssessmentFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    told,
)
from tests.partners.pages import body, url
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError
from vef.outbox.delivery import deliver_due
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

SignIn = Callable[[User], Client]


@pytest.fixture
def spring(db: None) -> RequestWindow:
    """A window that is planned, and due today once the present one is closed."""
    return RequestWindowFactory(name_en="Spring 2027", name_cy="Gwanwyn 2027")


@pytest.fixture
def topic(db: None) -> TopicRequest:
    topic = AssessedRequestFactory()
    partner_user(topic.organisation, language="cy", name="Gethin Llwyncelyn")
    return topic


def defer(topic: TopicRequest, window: RequestWindow, actor: User) -> Decision:
    decision = services.decide_request(
        topic,
        actor=actor,
        outcome=Outcome.DEFERRED,
        reason="No room this time.",
        interest_declared="",
        deferred_to=window,
        letter_en="Later",
        letter_cy="Wedyn",
    )
    topic.refresh_from_db()
    return decision


def turn(topic: TopicRequest, officer: User) -> None:
    """Close the window a request was asked in, and turn to the next."""
    services.close_window(RequestWindow.objects.get(pk=topic.window_id), actor=officer)
    services.turn_windows()
    topic.refresh_from_db()


def came_back() -> Counter[str]:
    mails = Message.objects.filter(kind="partners.came-back")
    return Counter(mails.values_list("recipient_id", flat=True))


def test_it_comes_back_with_its_first_window_kept_and_its_place_gone(
    topic: TopicRequest, spring: RequestWindow, officer: User
) -> None:
    autumn, reference, asked_on = topic.window, topic.reference, topic.submitted_at
    services.place_request(topic, actor=officer, place=1, reason="Strong.")
    told(defer(topic, spring, officer))
    turn(topic, officer)
    assert (topic.status, topic.window, topic.first_window) == ("submitted", spring, autumn)
    assert (topic.reference, topic.submitted_at) == (reference, asked_on)
    assert (topic.told_status, topic.deferred_to) == ("", None)
    assert topic.waiting_since == topic.came_back_at
    assert not Placing.objects.exists()
    assert set(came_back().values()) == {1}
    assert len(came_back()) == 2
    entry = Entry.objects.get(action="topicrequest.submitted", target_id=str(topic.pk))
    assert entry.data["first_window"] == str(autumn.pk)
    assert entry.actor_kind == "system"
    # Nothing more, however often the clock looks.
    services.turn_windows()
    services.bring_back_due()
    assert set(came_back().values()) == {1}


@pytest.mark.django_db(transaction=True)
def test_everybody_reads_it_in_their_language_and_at_an_hour_of_work(
    topic: TopicRequest, spring: RequestWindow, officer: User, mail_server: Any
) -> None:
    told(defer(topic, spring, officer))
    deliver_due()
    mail_server.messages.clear()
    turn(topic, officer)
    Message.objects.exclude(kind="partners.came-back").delete()
    deliver_due()
    (english,) = mail_server.to(topic.author.email)
    (welsh,) = [mail for mail in mail_server.messages if mail["To"] != topic.author.email]
    text = english.get_body(("plain",)).get_content()
    assert "You do not need to send it again." in text
    assert "Request window: Spring 2027" in text
    assert f"/en/partners/requests/{topic.pk}/" in text
    text = welsh.get_body(("plain",)).get_content()
    assert "sydd ar agor nawr. Nid oes angen i chi ei anfon eto." in text
    assert "Gwanwyn 2027" in text
    assert f"/cy/partners/requests/{topic.pk}/" in text


def test_at_midnight_it_comes_back_and_the_mail_waits_for_the_morning(
    topic: TopicRequest, officer: User, at: Any
) -> None:
    at("2027-01-31 12:00")
    spring = RequestWindowFactory(opens_on=date(2027, 2, 1), closes_on=date(2027, 3, 1))
    RequestWindow.objects.filter(pk=topic.window_id).update(closes_on=date(2027, 1, 31))
    told(defer(topic, spring, officer))
    at("2027-02-01 00:05")
    services.turn_windows()
    topic.refresh_from_db()
    assert topic.status == RequestStatus.SUBMITTED
    for message in Message.objects.filter(kind="partners.came-back"):
        assert message.not_before.astimezone(clock.LONDON).hour == 9


def test_a_scheduler_that_was_dead_for_three_days_brings_it_back_once(
    topic: TopicRequest, officer: User, at: Any
) -> None:
    at("2027-01-31 12:00")
    spring = RequestWindowFactory(opens_on=date(2027, 2, 1), closes_on=date(2027, 3, 1))
    RequestWindow.objects.filter(pk=topic.window_id).update(closes_on=date(2027, 1, 31))
    told(defer(topic, spring, officer))
    at("2027-02-04 10:00")
    assert services.turn_windows() == 2, "one closed, one opened"
    services.turn_windows()
    topic.refresh_from_db()
    assert (topic.status, topic.window) == ("submitted", spring)
    assert set(came_back().values()) == {1}


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_five_schedulers_at_once_bring_it_back_once(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("several writers need PostgreSQL")
    officer, topic = UserFactory(role=Role.OFFICER), AssessedRequestFactory()
    spring = RequestWindowFactory()
    told(defer(topic, spring, officer))
    services.close_window(topic.window, actor=officer)
    barrier = Barrier(5, timeout=20)

    def scheduler(_number: int) -> int:
        try:
            barrier.wait()
            return windows.turn_windows() + coming_back.bring_back_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(scheduler, range(5)))
    topic.refresh_from_db()
    assert (topic.status, topic.window) == ("submitted", spring)
    assert came_back() == {str(topic.author_id): 1}
    assert Entry.objects.filter(action="topicrequest.submitted").count() == 1


def test_whose_letter_was_not_sent_comes_back_too_and_the_letter_never_goes(
    topic: TopicRequest, spring: RequestWindow, officer: User, manager: User
) -> None:
    decision = defer(topic, spring, officer)
    turn(topic, officer)
    assert topic.status == RequestStatus.SUBMITTED
    letter = decision.letters.get()
    assert letter.status == "set-aside"
    with pytest.raises(TransitionError):
        services.approve_letter(letter, actor=manager)
    assert not Message.objects.filter(kind="partners.decision").exists()
    assert set(came_back().values()) == {1}


def test_to_a_window_that_is_open_already_it_comes_once_its_letter_is_sent(
    officer: User,
) -> None:
    autumn = RequestWindowFactory(status=WindowStatus.CLOSED)
    winter = RequestWindowFactory(status=WindowStatus.OPEN)
    topic = AssessedRequestFactory(window=autumn)
    decision = defer(topic, winter, officer)
    assert services.bring_back_due() == 0
    told(decision)
    assert services.bring_back_due() == 1
    topic.refresh_from_db()
    assert (topic.status, topic.window) == ("submitted", winter)
    assert services.bring_back_due() == 0


def test_from_a_window_that_went_by_unopened_it_comes_back(
    topic: TopicRequest, officer: User
) -> None:
    today = clock.today()
    gone = RequestWindowFactory(
        opens_on=today - timedelta(days=9), closes_on=today + timedelta(days=1)
    )
    told(defer(topic, gone, officer))
    assert services.bring_back_due() == 0
    RequestWindow.objects.filter(pk=gone.pk).update(closes_on=today - timedelta(days=2))
    assert services.bring_back_due() == 1


def test_deferred_elsewhere_or_decided_meanwhile_it_stays_away(
    topic: TopicRequest, spring: RequestWindow, officer: User, manager: User
) -> None:
    first = defer(topic, spring, officer)
    services.supersede_decision(
        topic,
        actor=manager,
        standing=first,
        because="It overlaps.",
        outcome=Outcome.DECLINED,
        reason="It overlaps.",
        reason_code="duplicate",
        interest_declared="",
        letter_en="No",
        letter_cy="Na",
    )
    turn(topic, officer)
    assert topic.status == RequestStatus.DECLINED
    assert not came_back()


def test_the_mail_does_not_go_once_it_is_taken_back(
    topic: TopicRequest, spring: RequestWindow, officer: User
) -> None:
    told(defer(topic, spring, officer))
    turn(topic, officer)
    message = Message.objects.filter(kind="partners.came-back").first()
    assert message is not None
    assert kind_of(message).gate(message).allowed
    services.withdraw_request(topic, actor=topic.author)
    verdict = kind_of(message).gate(message)
    assert (verdict.allowed, verdict.reason) == (False, "came-back-untrue")
    assert kind_of(message).explain(verdict.reason)


# --- A new look ---------------------------------------------------------------------------------


def test_it_is_weighed_anew_and_the_old_assessments_stay_to_be_read(
    topic: TopicRequest, spring: RequestWindow, officer: User, client_of: SignIn
) -> None:
    for assessment in topic.assessments.all():
        AssessmentScoreFactory(assessment=assessment, note="Weighed in autumn.")
    told(defer(topic, spring, officer))
    assert (current_round(topic), counted(topic)) == (0, 2)
    turn(topic, officer)
    services.take_up_request(topic, actor=officer)
    assert (current_round(topic), counted(topic)) == (1, 0)
    with pytest.raises(services.DecisionMissing) as error:
        services.decide_request(
            topic,
            actor=officer,
            outcome=Outcome.DECLINED,
            reason="No.",
            reason_code="duplicate",
            interest_declared="",
            letter_en="No",
            letter_cy="Na",
        )
    assert "assessments" in error.value.missing
    (line,) = triage.lines_of(TopicRequest.objects.filter(pk=topic.pk), today=clock.today())
    assert line.score == ""
    page = body(client_of(officer).get(url("request-review", topic.pk)))
    assert "Weighed in autumn." in page
    assert "of an earlier look, does not count now" in page
    assert "Came back in a later window" in page
    OpenedAssessmentFactory.create_batch(2, request=topic, round=1)
    again = defer(topic, RequestWindowFactory(), officer)
    assert again.alone_because == ""
    topic.refresh_from_db()
    assert topic.first_window != topic.window
    assert [row.outcome for row in topic.decisions.all()] == ["deferred", "deferred"]


def test_until_its_letter_is_sent_the_next_decision_is_not_shown_either(
    topic: TopicRequest, spring: RequestWindow, officer: User
) -> None:
    told(defer(topic, spring, officer))
    turn(topic, officer)
    services.take_up_request(topic, actor=officer)
    OpenedAssessmentFactory.create_batch(2, request=topic, round=1)
    defer(topic, RequestWindowFactory(), officer)
    assert topic.shown_status == RequestStatus.UNDER_REVIEW


# --- What its partner may do with it --------------------------------------------------------------


def test_its_partner_may_change_it_until_the_office_begins(
    topic: TopicRequest, spring: RequestWindow, officer: User
) -> None:
    author = topic.author
    told(defer(topic, spring, officer))
    turn(topic, officer)
    services.save_request(topic, actor=author, answers={"problem": "It is worse now."})
    topic.refresh_from_db()
    assert (topic.problem, topic.status) == ("It is worse now.", "submitted")
    assert topic.saves.first().saved_by == author
    with pytest.raises(services.RequestIncomplete):
        services.save_request(topic, actor=author, answers={"problem": " "})
    with pytest.raises(services.CaseReviewSuspected):
        services.save_request(topic, actor=author, answers={"problem": "Mr Jones's burglary"})
    topic.refresh_from_db()
    assert topic.problem == "It is worse now."
    services.take_up_request(topic, actor=officer)
    with pytest.raises(services.NotEditable):
        services.save_request(topic, actor=author, answers={"problem": "Too late."})


def test_what_never_came_back_is_not_changed_once_submitted(topic: TopicRequest) -> None:
    fresh = SubmittedRequestFactory()
    with pytest.raises(services.NotEditable):
        services.save_request(fresh, actor=fresh.author, answers={"problem": "New"})


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_portals_pages_of_it(
    topic: TopicRequest, spring: RequestWindow, officer: User, client_of: SignIn, language: str
) -> None:
    told(defer(topic, spring, officer))
    client = client_of(topic.author)
    autumn = topic.window
    turn(topic, officer)
    page = body(client.get(url("request-detail", topic.pk, language=language)))
    assert {"en": autumn.name_en, "cy": autumn.name_cy}[language] in page
    assert {"en": "Spring 2027", "cy": "Gwanwyn 2027"}[language] in page
    assert {"en": "Change this request", "cy": "Newid y cais hwn"}[language] in page
    assert {"en": "Earlier answers", "cy": "Atebion cynharach"}[language] in page
    assert {"en": "Later", "cy": "Wedyn"}[language] in page
    for name in ("request-edit", "request-check"):
        page = body(client.get(url(name, topic.pk, language=language)))
        words = {"en": "there is nothing to submit again", "cy": "nid oes dim i'w gyflwyno eto"}
        assert words[language] in page.replace("&#x27;", "'")
        assert "Later" not in page
    step = url("request-step", topic.pk, "topic", language=language)
    form = client.get(step)
    data = {name: form.context["form"][name].value() or "" for name in form.context["form"].fields}
    refused = client.post(step, data | {"problem": "", "next": "1"})
    assert refused.status_code == 200
    said = {"en": "Your request is with us already", "cy": "Mae eich cais eisoes gyda ni"}
    assert said[language] in body(refused)
    client.post(step, data | {"problem": "It is worse now.", "later": "1"})
    topic.refresh_from_db()
    assert topic.problem == "It is worse now."


# --- What the office sees while it waits ----------------------------------------------------------


def test_the_windows_page_shows_what_will_come_back_at_the_same_cost(
    spring: RequestWindow, officer: User, client_of: SignIn
) -> None:
    def deferred() -> TopicRequest:
        return SubmittedRequestFactory(status=RequestStatus.DEFERRED, deferred_to=spring)

    first, client = deferred(), client_of(officer)
    address = url("window-board", spring.pk)
    with CaptureQueriesContext(connection) as one:
        page = body(client.get(address))
    assert "Comes back when this window opens" in page
    assert first.reference in page
    deferred(), deferred()
    with CaptureQueriesContext(connection) as three:
        client.get(address)
    assert len(one) == len(three)
    welsh = body(client.get(url("window-board", spring.pk, language="cy")))
    assert "yn dod yn ôl" in welsh.lower()


def test_it_waits_since_it_came_back_and_not_since_it_was_asked(
    topic: TopicRequest, spring: RequestWindow, officer: User, client_of: SignIn
) -> None:
    TopicRequest.objects.filter(pk=topic.pk).update(submitted_at=clock.now() - timedelta(days=120))
    told(defer(topic, spring, officer))
    turn(topic, officer)
    (shown,) = client_of(officer).get(url("request-list")).context["topics"]
    assert shown.days_waiting == 0
    (line,) = triage.lines_of(TopicRequest.objects.filter(pk=topic.pk), today=clock.today())
    assert line.since == clock.today()
