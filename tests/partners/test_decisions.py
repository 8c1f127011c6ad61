"""Deciding: what a decision must have, that it is for good, and who hears of it."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from partners import services
from partners.models import (
    Avenue,
    Criterion,
    Decision,
    DecisionScore,
    DeclineReason,
    Outcome,
    QuestionHelp,
    RegisterEntry,
    RequestStatus,
    TopicRequest,
)
from partners.seed import seed_reference_rows
from partners.signals import request_decided
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    AssessedRequestFactory,
    AvenueFactory,
    CriterionFactory,
    OpenedAssessmentFactory,
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    told,
)
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common.steps import TransitionError
from vef.outbox.models import Message

WORDS: dict[str, Any] = {
    "reason": "It fits the plan.",
    "letter_en": "Dear partner",
    "letter_cy": "Annwyl bartner",
    "interest_declared": "",
}


@pytest.fixture
def topic(db: None) -> TopicRequest:
    return AssessedRequestFactory()


def parts(outcome: str) -> dict[str, Any]:
    """Return a complete decision of this outcome."""
    extra: dict[str, Any] = {
        Outcome.ACCEPTED: {"scores": {CriterionFactory().code: (3, "A good aim.")}},
        Outcome.ACCEPTED_WITH_CHANGES: {
            "scores": {CriterionFactory().code: (2, "")},
            "conditions": "Use sample letters.",
        },
        Outcome.DECLINED: {
            "reason_code": DeclineReason.INDIVIDUAL_CASE,
            "avenues": [AvenueFactory()],
        },
        Outcome.DEFERRED: {"deferred_to": RequestWindowFactory()},
        Outcome.MERGED: {"merged_into": SubmittedRequestFactory()},
        Outcome.MORE_INFORMATION: {},
    }
    return {**WORDS, "outcome": outcome, **extra[outcome]}


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.ACCEPTED, RequestStatus.ACCEPTED),
        (Outcome.ACCEPTED_WITH_CHANGES, RequestStatus.ACCEPTED),
        (Outcome.DECLINED, RequestStatus.DECLINED),
        (Outcome.DEFERRED, RequestStatus.DEFERRED),
        (Outcome.MERGED, RequestStatus.MERGED),
        (Outcome.MORE_INFORMATION, RequestStatus.MORE_INFORMATION),
    ],
)
def test_every_outcome(topic: TopicRequest, officer: User, outcome: str, status: str) -> None:
    given = parts(outcome)
    decision = services.decide_request(topic, actor=officer, **given)
    topic.refresh_from_db()
    assert topic.status == status
    assert (decision.outcome, decision.decided_by) == (outcome, officer)
    assert decision.reason_code == given.get("reason_code", "")
    assert list(decision.avenues.all()) == given.get("avenues", [])
    assert decision.conditions == given.get("conditions", "")
    assert topic.deferred_to == given.get("deferred_to")
    assert topic.merged_into == given.get("merged_into")
    entry = Entry.objects.get(action=f"topicrequest.{status}")
    assert entry.reason == "It fits the plan."
    assert entry.data["decision"] == str(decision.pk)


def test_a_score_keeps_the_weight_of_its_day(topic: TopicRequest, officer: User) -> None:
    criterion = CriterionFactory(weight=3)
    decision = services.decide_request(
        topic,
        actor=officer,
        **{**WORDS, "outcome": Outcome.ACCEPTED, "scores": {criterion.code: (2, "Close.")}},
    )
    Criterion.objects.update(weight=1)
    score = decision.scores.get()
    assert (score.weight, score.score, score.note) == (3, 2, "Close.")
    assert (decision.total_score, decision.highest_score) == (6, 9)


@pytest.mark.parametrize(
    ("outcome", "change", "named"),
    [
        (Outcome.ACCEPTED, {"reason": " "}, "reason"),
        (Outcome.ACCEPTED, {"letter_en": ""}, "letter_en"),
        (Outcome.ACCEPTED, {"letter_cy": " "}, "letter_cy"),
        (Outcome.ACCEPTED, {"interest_declared": None}, "interest"),
        (Outcome.ACCEPTED, {"outcome": "perhaps"}, "outcome"),
        (Outcome.ACCEPTED_WITH_CHANGES, {"conditions": ""}, "conditions"),
        (Outcome.DECLINED, {"reason_code": ""}, "reason_code"),
        (Outcome.DECLINED, {"avenues": []}, "avenues"),
        (Outcome.DEFERRED, {"deferred_to": None}, "deferred_to"),
        (Outcome.MERGED, {"merged_into": None}, "merged_into"),
    ],
)
def test_what_a_decision_lacks_is_named_and_nothing_is_kept(
    topic: TopicRequest, officer: User, outcome: str, change: dict[str, Any], named: str
) -> None:
    with pytest.raises(services.DecisionMissing) as error:
        services.decide_request(topic, actor=officer, **(parts(outcome) | change))
    assert named in error.value.missing
    topic.refresh_from_db()
    assert topic.status == RequestStatus.UNDER_REVIEW
    assert not Decision.objects.exists()
    assert not Message.objects.exists()


def test_of_two_merged_into_each_other_at_once_the_second_is_refused(
    topic: TopicRequest, officer: User, manager: User
) -> None:
    """Both pages were open: each still saw the other as it was."""
    other = AssessedRequestFactory()
    seen = TopicRequest.objects.get(pk=topic.pk)
    services.decide_request(
        topic, actor=officer, **(parts(Outcome.MERGED) | {"merged_into": other})
    )
    with pytest.raises(services.DecisionMissing) as error:
        services.decide_request(
            other, actor=manager, **(parts(Outcome.MERGED) | {"merged_into": seen})
        )
    assert error.value.missing == ("merged_into",)


def test_what_others_were_merged_into_is_not_simply_taken_back(
    topic: TopicRequest, officer: User
) -> None:
    carries = SubmittedRequestFactory()
    services.decide_request(
        topic, actor=officer, **(parts(Outcome.MERGED) | {"merged_into": carries})
    )
    with pytest.raises(services.CarriesOthers):
        services.withdraw_request(carries, actor=carries.author)
    carries.refresh_from_db()
    assert carries.status == RequestStatus.SUBMITTED


def test_a_request_is_not_merged_into_itself_nor_deferred_to_a_closed_window(
    topic: TopicRequest, officer: User
) -> None:
    for outcome, change in (
        (Outcome.MERGED, {"merged_into": topic}),
        (Outcome.DEFERRED, {"deferred_to": RequestWindowFactory(status="closed")}),
        (Outcome.DEFERRED, {"deferred_to": topic.window}),
    ):
        with pytest.raises(services.DecisionMissing):
            services.decide_request(topic, actor=officer, **(parts(outcome) | change))


def test_deciding_twice_is_refused_and_tells_nobody_twice(
    topic: TopicRequest, officer: User, manager: User
) -> None:
    told(services.decide_request(topic, actor=officer, **parts(Outcome.ACCEPTED)))
    sent = Message.objects.count()
    for outcome in (Outcome.ACCEPTED, Outcome.DECLINED):
        with pytest.raises(services.AlreadyDecided):
            services.decide_request(topic, actor=manager, **parts(outcome))
    assert Decision.objects.count() == 1
    assert Message.objects.count() == sent > 0


@pytest.mark.parametrize("status", [RequestStatus.DRAFT, "submitted", "withdrawn"])
def test_only_a_request_under_review_is_decided(officer: User, status: str) -> None:
    topic = SubmittedRequestFactory(status=status)
    with pytest.raises(TransitionError):
        services.decide_request(topic, actor=officer, **parts(Outcome.ACCEPTED))


def test_a_decision_can_never_be_edited_or_deleted(topic: TopicRequest, officer: User) -> None:
    decision = services.decide_request(topic, actor=officer, **parts(Outcome.DECLINED))
    other = services.decide_request(
        AssessedRequestFactory(), actor=officer, **parts(Outcome.ACCEPTED)
    )
    attempts = (
        lambda: Decision.objects.filter(pk=decision.pk).update(reason="Another reason"),
        lambda: Decision.avenues.through.objects.all().delete(),
        lambda: DecisionScore.objects.filter(decision=other).update(score=0),
        lambda: DecisionScore.objects.filter(decision=other)._raw_delete("default"),
        lambda: Decision.objects.filter(pk=decision.pk)._raw_delete("default"),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    decision.refresh_from_db()
    assert decision.reason == "It fits the plan."


def test_everybody_at_the_partner_hears_and_nobody_else(topic: TopicRequest, officer: User) -> None:
    colleague = partner_user(topic.organisation, language="cy")
    partner_user(topic.organisation, is_active=False)
    partner_user(OrganisationFactory())
    decision = services.decide_request(topic, actor=officer, **parts(Outcome.DECLINED))
    assert not Message.objects.exists()
    told(decision)
    mails = Message.objects.filter(kind="partners.decision")
    assert {mail.recipient_id for mail in mails} == {str(topic.author_id), str(colleague.pk)}


def test_the_signal_is_part_of_the_transaction(topic: TopicRequest, officer: User) -> None:
    def refuse(**kwargs: Any) -> None:
        raise RuntimeError("an upper app could not follow")

    request_decided.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            services.decide_request(topic, actor=officer, **parts(Outcome.ACCEPTED))
    finally:
        request_decided.disconnect(refuse)
    topic.refresh_from_db()
    assert topic.status == RequestStatus.UNDER_REVIEW
    assert not Decision.objects.exists()


def test_a_question_goes_back_and_may_be_answered_after_the_window(
    topic: TopicRequest, officer: User
) -> None:
    reference, author = topic.reference, topic.author
    services.ask_more(
        topic,
        actor=officer,
        reason="No audience yet.",
        letter_en="Who should be asked?",
        letter_cy="Pwy ddylai gael eu holi?",
    )
    assert topic.is_editable
    services.close_window(topic.window, actor=officer)
    services.save_request(topic, actor=author, answers={"audience": "Everybody who called."})
    services.submit_request(topic, actor=author)
    topic.refresh_from_db()
    assert (topic.status, topic.reference) == (RequestStatus.SUBMITTED, reference)
    # It can be reviewed and decided like any other, and the first decision stays.
    services.take_up_request(topic, actor=officer)
    # What was weighed before the question does not count for the answer.
    with pytest.raises(services.DecisionMissing):
        services.decide_request(topic, actor=officer, **parts(Outcome.ACCEPTED))
    OpenedAssessmentFactory.create_batch(2, request=topic, round=1)
    services.decide_request(topic, actor=officer, **parts(Outcome.ACCEPTED))
    assert [row.outcome for row in topic.decisions.all()] == ["more-information", "accepted"]


def test_seeding_twice_adds_nothing_and_both_languages_are_there(db: None) -> None:
    kinds = (Criterion, Avenue, RegisterEntry, QuestionHelp)
    assert seed_reference_rows() == sum(kind.objects.count() for kind in kinds) > 30
    Criterion.objects.filter(code="capacity").update(name_en="Our own words")
    assert seed_reference_rows() == 0
    assert Criterion.objects.get(code="capacity").name_en == "Our own words"
    for row in (*Criterion.objects.all(), *Avenue.objects.all()):
        assert row.name_en
        assert row.name_cy
        assert row.name_en != row.name_cy


def test_a_letter_is_ready_for_every_outcome_and_reason(db: None) -> None:
    seed_reference_rows()
    avenues = list(Avenue.objects.all())
    letter = services.draft_letter(
        Outcome.DECLINED, DeclineReason.INDIVIDUAL_CASE, avenues, language="en"
    )
    assert "it asks for a review of one person's case" in letter
    assert "These are the other ways to ask for a review:" in letter
    assert "Victims' Right to Review" in letter
    welsh = services.draft_letter(
        Outcome.DECLINED, DeclineReason.INDIVIDUAL_CASE, avenues, language="cy"
    )
    assert "Hawl Dioddefwyr i Adolygiad" in welsh
    plain = services.draft_letter(Outcome.DECLINED)
    for code in DeclineReason:
        assert services.draft_letter(Outcome.DECLINED, code) != plain
    assert "Use samples." in services.draft_letter(
        Outcome.ACCEPTED_WITH_CHANGES, conditions="Use samples."
    )
    assert "TR-2026-01" in services.draft_letter(Outcome.MERGED, other_reference="TR-2026-01")
    assert "Spring 2027" in services.draft_letter(Outcome.DEFERRED, window_name="Spring 2027")
