"""Two assessors, blind to each other until both are done; and who stands too near to a request."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import (
    Assessment,
    AssessmentScore,
    Criterion,
    Decision,
    Interest,
    Outcome,
    RequestStatus,
    TopicRequest,
)
from partners.seed import seed_reference_rows
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    AssessedRequestFactory,
    AssessmentScoreFactory,
    OpenedAssessmentFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common.steps import TransitionError

SignIn = Callable[[User], Client]
NOTE = "Quite unlike anything else"


def all_scored(score: int = 2, note: str = NOTE) -> dict[str, tuple[int | None, str]]:
    return {row.code: (score, note) for row in Criterion.objects.all()}


def typed(score: str = "2", note: str = NOTE) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in Criterion.objects.all():
        found |= {f"score_{row.pk}": score, f"note_{row.pk}": note}
    return found


@pytest.fixture
def topic(db: None) -> TopicRequest:
    seed_reference_rows()
    return ReviewedRequestFactory()


WORDS: dict[str, Any] = {
    "outcome": Outcome.ACCEPTED,
    "reason": "It fits the plan.",
    "letter_en": "Dear partner",
    "letter_cy": "Annwyl bartner",
    "interest_declared": "",
}


def test_two_finished_assessments_are_opened_together(
    topic: TopicRequest, officer: User, manager: User
) -> None:
    mine = services.finish_assessment(topic, actor=officer, scores=all_scored(3))
    assert list(Assessment.objects.visible_to(manager)) == []
    assert list(Assessment.objects.visible_to(officer)) == [mine]
    theirs = services.finish_assessment(topic, actor=manager, scores=all_scored(1))
    for reader in (officer, manager, UserFactory(role=Role.ADMINISTRATOR)):
        assert set(Assessment.objects.visible_to(reader)) == {mine, theirs}
    assert list(Assessment.objects.visible_to(topic.author)) == []
    assert mine.scores.count() == Criterion.objects.count()
    decision = services.decide_request(topic, actor=officer, **WORDS)
    assert decision.alone_because == ""


SECRETS = ("begun", "saved", "finished")


@pytest.mark.parametrize("done", SECRETS)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_no_page_shows_what_a_colleague_did_before_both_are_done(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn, done: str, language: str
) -> None:
    client = client_of(manager)
    pages = [
        url(name, topic.pk, language=language) for name in ("request-review", "request-assess")
    ]
    pages += [
        f"{url('request-decide', topic.pk, language=language)}?outcome=accepted",
        url("request-list", language=language),
        url("organisation-detail", topic.organisation_id, language=language),
        url("window-list", language=language),
    ]

    def seen() -> list[Any]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page)
            assert answer.status_code == 200
            hidden = re.sub(r'(csrfmiddlewaretoken" value|nonce)="[^"]+"', "", body(answer))
            headers = {
                name: value
                for name, value in answer.headers.items()
                if name not in {"Content-Security-Policy", "X-Request-ID", "Content-Length"}
            }
            found.append((hidden, headers, len(queries)))
        return found

    seen()
    before = seen()
    if done == "finished":
        services.finish_assessment(topic, actor=officer, scores=all_scored())
    else:
        scores = all_scored() if done == "saved" else {}
        services.save_assessment(topic, actor=officer, scores=scores)
    assert seen() == before
    for entry in Entry.objects.all():
        words = f"{entry.reason} {entry.data}"
        assert NOTE not in words
        assert "score" not in words
    # The same holds for those who read the log, and for the admin.
    protector = client_of(UserFactory(role=Role.DATA_PROTECTION))
    with translation.override(language):
        log = body(protector.get(reverse("audit:log")))
    assert NOTE not in log


def test_nobody_else_reads_a_draft_and_its_author_finds_it_again(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn
) -> None:
    first = Criterion.objects.first()
    assert first
    address = url("request-assess", topic.pk)
    data = {f"score_{first.pk}": "3", f"note_{first.pk}": NOTE, "later": "1"}
    assert client_of(officer).post(address, data).url == url("request-review", topic.pk)
    assert NOTE in body(client_of(officer).get(address))
    assert NOTE not in body(client_of(manager).get(address))
    assert not AssessmentScore.objects.exists()


def test_handing_in_needs_every_score_and_reason_and_keeps_what_was_typed(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    client, address = client_of(officer), url("request-assess", topic.pk)
    data = typed()
    first = Criterion.objects.first()
    assert first
    del data[f"score_{first.pk}"]
    page = client.post(address, data)
    assert "Choose a score." in body(page)
    assert NOTE in body(page)
    page = client.post(address, typed(note=" "))
    assert "Say why, in a few words." in body(page)
    assert not Assessment.objects.exists()
    with pytest.raises(services.AssessmentIncomplete) as error:
        services.finish_assessment(topic, actor=officer, scores={first.code: (3, "")})
    assert first.code in error.value.missing
    # The language switch keeps it too.
    switched = client.post(url("request-assess", topic.pk, language="cy"), data | {"_switch": "1"})
    assert NOTE in body(switched)
    assert client.post(address, typed()).status_code == 302
    row = Assessment.objects.get()
    assert (row.status, row.draft, row.opened_at) == ("finished", {}, None)


def test_an_assessment_is_for_good(topic: TopicRequest, officer: User, manager: User) -> None:
    services.finish_assessment(topic, actor=officer, scores=all_scored())
    for act in (services.save_assessment, services.finish_assessment):
        with pytest.raises(services.AssessmentClosed):
            act(topic, actor=officer, scores=all_scored(0))
    attempts = (
        lambda: AssessmentScore.objects.update(score=0),
        lambda: AssessmentScore.objects.all()._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    # A third comes too late: it could have seen the other two.
    third = UserFactory(role=Role.OFFICER)
    services.save_assessment(topic, actor=third, scores=all_scored())
    services.finish_assessment(topic, actor=manager, scores=all_scored())
    with pytest.raises(services.AssessmentClosed):
        services.finish_assessment(topic, actor=third, scores=all_scored())


def test_a_page_that_comes_too_late_gives_back_what_was_typed(
    officer: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    topic = AssessedRequestFactory()
    page = client_of(officer).post(url("request-assess", topic.pk), typed())
    assert page.status_code == 409
    assert NOTE in body(page)
    assert client_of(officer).get(url("request-assess", topic.pk)).status_code == 302


@pytest.mark.parametrize("status", ["submitted", "accepted", "withdrawn"])
def test_only_a_request_under_review_is_assessed(officer: User, status: str) -> None:
    topic = SubmittedRequestFactory(status=status)
    with pytest.raises(TransitionError):
        services.save_assessment(topic, actor=officer, scores={})
    assert not services.may_assess(topic, officer)


def test_a_manager_decides_alone_with_a_reason_and_an_officer_does_not(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn
) -> None:
    scores = {"capacity": (2, "Room.")}
    for actor, because in ((officer, "Nobody else is in."), (manager, " ")):
        with pytest.raises(services.DecisionMissing) as error:
            services.decide_request(
                topic, actor=actor, **WORDS, scores=scores, alone_because=because
            )
        assert error.value.missing == ("assessments",)
    address = f"{url('request-decide', topic.pk)}?outcome=accepted"
    assert client_of(officer).get(address).status_code == 302
    form = {
        "reason": "It fits.",
        "interest": "no",
        "letter_en": "Dear all",
        "letter_cy": "Annwyl bawb",
        f"score_{Criterion.objects.get(code='capacity').pk}": "2",
    }
    assert "Two people assess a request" in body(client_of(officer).post(address, form))
    page = client_of(manager).post(address, form)
    assert "Say why it is decided without two assessments." in body(page)
    client_of(manager).post(address, form | {"alone_because": "There is one officer only."})
    assert Decision.objects.get().alone_because == "There is one officer only."
    page = body(client_of(officer).get(url("request-review", topic.pk)))
    assert "There is one officer only." in page


def test_a_question_waits_for_nobody(topic: TopicRequest, officer: User) -> None:
    asked = services.ask_more(topic, actor=officer, reason="?", letter_en="?", letter_cy="?")
    assert asked.outcome == Outcome.MORE_INFORMATION


def test_whoever_has_an_interest_neither_assesses_nor_decides(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn
) -> None:
    services.finish_assessment(topic, actor=manager, scores=all_scored())
    client = client_of(manager)
    page = client.post(url("request-interest", topic.pk), {"reason": " "})
    assert "Describe your interest." in body(page)
    page = client.post(url("request-interest", topic.pk), {"reason": "My sister works there."})
    assert page.status_code == 302
    row = Interest.objects.get()
    assert (row.declared_by, row.reason) == (manager, "My sister works there.")
    entry = Entry.objects.get(action="topicrequest.interest-declared")
    assert "sister" not in f"{entry.reason}{entry.data}"
    assert Assessment.objects.get().status == Assessment.Status.SET_ASIDE
    # Declaring again changes nothing.
    services.declare_interest(topic, actor=manager, reason="Another")
    assert Interest.objects.get().reason == "My sister works there."
    with pytest.raises(services.Recused):
        services.save_assessment(topic, actor=manager, scores={})
    for outcome in (Outcome.ACCEPTED, Outcome.MORE_INFORMATION):
        with pytest.raises(services.Recused):
            services.decide_request(
                topic, actor=manager, **WORDS | {"outcome": outcome}, alone_because="Because."
            )
    assert client.get(f"{url('request-decide', topic.pk)}?outcome=accepted").status_code == 302
    assert client.get(url("request-assess", topic.pk)).status_code == 302
    text = body(client.get(url("request-review", topic.pk)))
    assert "Continue to the decision" not in text
    assert "My sister works there." in text
    # What was set aside opens nothing: two others are needed.
    services.finish_assessment(topic, actor=officer, scores=all_scored())
    assert not services.may_decide(topic, officer)
    third = UserFactory(role=Role.OFFICER)
    services.finish_assessment(topic, actor=third, scores=all_scored())
    assert services.may_decide(topic, officer)


def test_an_interest_told_while_deciding_is_kept_and_decides_nothing(
    officer: User, client_of: SignIn
) -> None:
    topic = AssessedRequestFactory()
    page = client_of(officer).post(
        f"{url('request-decide', topic.pk)}?outcome=accepted",
        {
            "reason": "It fits.",
            "interest": "yes",
            "interest_declared": "I worked there.",
            "letter_en": "Dear all",
            "letter_cy": "Annwyl bawb",
        },
    )
    assert page.status_code == 409
    assert "Dear all" in body(page)
    assert Interest.objects.get().reason == "I worked there."
    assert not Decision.objects.exists()
    topic.refresh_from_db()
    assert topic.status == RequestStatus.UNDER_REVIEW


def test_an_interest_after_both_were_open_leaves_one_and_needs_a_manager(
    officer: User, manager: User
) -> None:
    topic = AssessedRequestFactory()
    first = topic.assessments.first()
    assert first
    services.declare_interest(topic, actor=first.assessor, reason="I know them.")
    assert not services.may_decide(topic, officer)
    # Nobody begins anew: whoever looks could have seen the two.
    assert not services.may_assess(topic, officer)
    decision = services.decide_request(
        topic, actor=manager, **WORDS | {"outcome": "deferred"} | _later(), alone_because="One left"
    )
    assert decision.alone_because == "One left"


def _later() -> dict[str, Any]:
    from tests.factories.partners import RequestWindowFactory

    return {"deferred_to": RequestWindowFactory()}


def test_an_interest_is_declared_only_while_the_request_waits(officer: User) -> None:
    topic = SubmittedRequestFactory(status=RequestStatus.MORE_INFORMATION)
    with pytest.raises(TransitionError):
        services.declare_interest(topic, actor=officer, reason="I know them.")
    with pytest.raises(ValueError, match="reason"):
        services.declare_interest(ReviewedRequestFactory(), actor=officer, reason=" ")


def test_a_partner_sees_nothing_of_how_it_was_weighed(officer: User, client_of: SignIn) -> None:
    topic = AssessedRequestFactory()
    for row in topic.assessments.all():
        AssessmentScoreFactory(assessment=row, note=NOTE)
    services.declare_interest(topic, actor=officer, reason="I know them well.")
    partner = partner_user(topic.organisation)
    text = body(client_of(partner).get(url("request-detail", topic.pk)))
    assert NOTE not in text
    assert "I know them well." not in text
    for name in ("request-assess", "request-interest"):
        assert client_of(partner).get(url(name, topic.pk)).status_code == 404


def test_a_review_costs_the_same_for_two_assessments_and_for_six(
    officer: User, client_of: SignIn
) -> None:
    topic = AssessedRequestFactory()
    client = client_of(officer)

    def cost() -> int:
        client.get(url("request-review", topic.pk))
        with CaptureQueriesContext(connection) as queries:
            client.get(url("request-review", topic.pk))
        return len(queries)

    for row in topic.assessments.all():
        AssessmentScoreFactory(assessment=row)
    two = cost()
    for row in OpenedAssessmentFactory.create_batch(4, request=topic, round=1):
        AssessmentScoreFactory(assessment=row)
    assert cost() == two
