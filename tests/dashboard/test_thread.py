"""The golden thread: every step of what happened, in the words its reader may read."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from partners.models import RequestStatus, TopicRequest
from tests.dashboard import rows
from tests.factories.accounts import UserFactory
from tests.factories.partners import (
    AssessmentFactory,
    AssessmentScoreFactory,
    AvenueFactory,
    CriterionFactory,
    DecisionFactory,
    OpenedAssessmentFactory,
    OpenWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.common.actors import SYSTEM
from vef.common.steps import move
from vef.dashboard.thread import KEYS, Reader, State, Step, steps_for, topics

pytestmark = pytest.mark.django_db


def states(steps: list[Step]) -> dict[str, str]:
    return {step.key: str(step.state) for step in steps}


def step(steps: list[Step], key: str) -> Step:
    return next(found for found in steps if found.key == key)


def words(steps: list[Step]) -> str:
    return "\n".join(
        " ".join([str(found.label), found.who, found.result, found.why, found.url, *found.details])
        for found in steps
    )


def test_a_whole_thread_is_done_from_end_to_end() -> None:
    steps = steps_for(rows.whole_thread())

    assert [found.key for found in steps] == list(KEYS)
    assert set(states(steps).values()) == {"done"}


def test_a_draft_stands_at_the_request() -> None:
    steps = steps_for(TopicRequestFactory())

    assert states(steps)["window"] == "done"
    assert states(steps)["request"] == "now"
    assert set(list(states(steps).values())[2:]) == {"next"}


def test_a_draft_whose_window_is_over_is_late() -> None:
    window = OpenWindowFactory(status="closed", opens_on=rows.days(-30), closes_on=rows.days(-1))

    assert step(steps_for(TopicRequestFactory(window=window)), "request").state == State.LATE


def test_a_declined_topic_stops_at_its_decision_with_reason_and_avenues() -> None:
    request = SubmittedRequestFactory(status=RequestStatus.DECLINED)
    officer = UserFactory(name="Huw Trefelin")
    decision = DecisionFactory(
        request=request,
        outcome="declined",
        reason_code="individual-case",
        reason="It asks about one burglary.",
        letter_en="We can't look at one case.",
        letter_cy="Ni allwn edrych ar un achos.",
        decided_by=officer,
        conditions="",
    )
    decision.avenues.add(AvenueFactory(name_en="Complain to the force"))
    decision.scores.create(criterion=CriterionFactory(name_en="Aim"), weight=2, score=1, note="Low")
    assessor = UserFactory(name="Ffion Brynderi")
    AssessmentScoreFactory(assessment=OpenedAssessmentFactory(request=request, assessor=assessor))
    AssessmentFactory(request=request, assessor=UserFactory(name="Not done yet"))
    steps = steps_for(request)
    stopped = steps[-1]

    assert [found.key for found in steps] == ["window", "request", "decision"]
    assert stopped.state == State.STOPPED
    assert stopped.who == "Huw Trefelin"
    assert stopped.at == decision.decided_at
    assert stopped.why == "It asks about one burglary."
    assert stopped.result == "Declined: It asks for a review of one person's case"
    assert "Aim: 1 of 3, weight 2. Low" in stopped.details
    assert "Assessed by Ffion Brynderi: 4 of 6" in stopped.details
    assert "Not done yet" not in words(steps)
    assert "Other avenues: Complain to the force" in stopped.details


def test_a_partner_reads_the_letter_in_its_language_and_not_the_offices_notes() -> None:
    request = SubmittedRequestFactory(status=RequestStatus.DECLINED)
    DecisionFactory(
        request=request,
        outcome="declined",
        reason_code="unsafe",
        reason="Internal note",
        interest_declared="Internal interest",
        letter_en="In English",
        letter_cy="Yn Gymraeg",
    )
    with translation.override("cy"):
        welsh = steps_for(request, for_partner=True)
    english = steps_for(request, for_partner=True)

    assert (welsh[-1].why, english[-1].why) == ("Yn Gymraeg", "In English")
    assert "Internal" not in words(english)


def test_a_withdrawn_topic_says_who_and_why() -> None:
    request = SubmittedRequestFactory()
    move(request, "withdrawn", actor=request.author, reason="No longer needed")
    stopped = steps_for(request)[-1]

    assert (stopped.key, stopped.state) == ("decision", State.STOPPED)
    assert (stopped.who, stopped.why) == (request.author.name, "No longer needed")


def test_a_withdrawn_draft_stops_at_the_request() -> None:
    request = TopicRequestFactory()
    move(request, "withdrawn", actor=request.author)

    assert states(steps_for(request)) == {"window": "done", "request": "stopped"}


def test_an_accepted_topic_waits_for_its_place_then_for_its_plan() -> None:
    request = rows.accepted()
    assert states(steps_for(request))["programme"] == "now"

    rows.entry_for(request)
    found = states(steps_for(TopicRequest.objects.get(pk=request.pk)))
    assert (found["programme"], found["plan"], found["invitations"]) == ("done", "now", "next")


def test_one_side_agreed_is_not_an_agreed_plan() -> None:
    request = rows.accepted()
    activity = rows.activity_for(request)
    activity.partner_agreed_by, activity.partner_agreed_at = request.author, request.created_at
    activity.save()
    plan = step(steps_for(request), "plan")

    assert plan.state == State.NOW
    assert any(request.author.name in line for line in plan.details)
    assert "Agreed for the office: not yet" in plan.details


def test_prepared_invitations_wait_for_another_person(manager) -> None:
    activity = rows.activity_for(rows.accepted(), "open")
    activity.batches.create(prepared_by=UserFactory(name="Huw Prepared"))
    found = step(steps_for(activity.entry.request), "invitations")

    assert found.state == State.NOW
    assert "Prepared by: Huw Prepared. Waiting for another person to release them." in found.details


def test_released_invitations_say_who_prepared_who_released_and_how_many() -> None:
    activity = rows.activity_for(rows.accepted(), "open")
    rows.invited(activity, 12, answers=3)
    steps = steps_for(activity.entry.request)
    found = step(steps, "invitations")

    assert (found.state, found.who) == (State.DONE, "Ffion Released")
    assert "Prepared by: Huw Prepared. Released by: Ffion Released." in found.details
    assert {"Invited: 12", "Sent: 12", "Left out, with a reason for each: 1"} <= set(found.details)
    assert "Contributions: 3" in step(steps, "contributions").details


def test_an_activity_open_after_its_last_day_is_late() -> None:
    activity = rows.activity_for(rows.accepted(), "open", closes_on=rows.days(-1))
    rows.invited(activity, 1)

    assert step(steps_for(activity.entry.request), "contributions").state == State.LATE


def test_a_late_answer_is_late_and_shows_its_reminders() -> None:
    activity = rows.activity_for(rows.accepted(), "results-delivered")
    pack = rows.delivered(activity, due=-1)
    pack.chasers.create(step="after-1", made_on=rows.days(0))
    found = step(steps_for(activity.entry.request), "answers")

    assert found.state == State.LATE
    assert found.due == pack.answer_due_on
    assert found.details[0] == "Finding 1: Awaited"
    assert found.details[-1].startswith("Reminder: ")


def test_results_not_delivered_by_their_day_are_late() -> None:
    request = rows.accepted()
    rows.entry_for(request, results_due_on=rows.days(-1))
    rows.activity_for(request, "closed")

    assert step(steps_for(request), "results").state == State.LATE


def test_answers_tell_what_will_be_done_by_whom_and_when() -> None:
    found = step(steps_for(rows.whole_thread()), "answers")

    assert "A new script" in found.details[0]
    assert "Head of calls" in found.details[0]


def test_a_cancelled_activity_stops_where_it_was() -> None:
    activity = rows.activity_for(rows.accepted(), "open")
    rows.invited(activity, 1)
    move(activity, "cancelled", actor=SYSTEM, reason="The partner can't act on it")
    last = steps_for(activity.entry.request)[-1]

    assert (last.key, last.state, last.why) == (
        "contributions",
        State.STOPPED,
        "The partner can't act on it",
    )


def test_each_activity_of_a_topic_has_its_own_steps() -> None:
    request = rows.accepted()
    first, second = rows.activity_for(request, "closed"), rows.activity_for(request)
    steps = steps_for(request)

    assert [found.group for found in steps if found.key == "plan"] == [str(first), str(second)]
    assert [str(found.state) for found in steps if found.key == "plan"] == ["done", "now"]


def test_the_log_says_who_did_a_step_and_when(manager) -> None:
    activity = rows.activity_for(rows.accepted(), "open")
    rows.invited(activity, 1)
    move(activity, "closed", actor=manager)
    found = step(steps_for(activity.entry.request), "contributions")

    assert found.who == manager.name
    assert found.has_time


def test_what_the_program_did_by_itself_is_said_so() -> None:
    activity = rows.activity_for(rows.accepted(), "open")
    move(activity, "closed", actor=SYSTEM)

    assert step(steps_for(activity.entry.request), "contributions").who == (
        "the system, at the set time"
    )


# --- What a partner and a board may not see --------------------------------------


def test_a_partner_sees_no_count_of_people_and_no_colleague_of_the_office(host_body) -> None:
    request = rows.whole_thread()
    told, office = words(steps_for(request, for_partner=True)), words(steps_for(request))

    for leak in (
        "Invited: 12",
        "Sent: 12",
        "Contributions: ",
        "Huw",
        "Ffion",
        "Sioned",
        "/office/",
    ):
        assert leak in office, f"nothing to leak: {leak}"
        assert leak not in told
    assert "Example Office" in told


def test_a_partner_hears_of_findings_only_with_its_results() -> None:
    activity = rows.activity_for(rows.accepted(), "closed")
    pack = rows.delivered(activity)
    type(pack).objects.filter(pk=pack.pk).update(status="approved")
    request = activity.entry.request

    assert "Findings: 2" in words(steps_for(request))
    assert "Findings" not in words(steps_for(request, for_partner=True))


def test_a_partners_thread_ends_where_the_boards_business_begins() -> None:
    steps = steps_for(rows.whole_thread(), for_partner=True)

    assert [found.key for found in steps] == [key for key in KEYS if key != "board"]
    assert {str(found.state) for found in steps} == {"done"}
    assert steps[-1].number == steps[-1].total == 12


def test_a_board_sees_counts_only_through_the_floor_and_no_office_page() -> None:
    request = rows.whole_thread()
    told = words(steps_for(request, for_board=True))

    assert "Invited: 10" in told
    assert "Contributions: fewer than 10" in told
    assert "Contributions: 3" not in told
    assert "/office/" not in told


def test_no_person_is_ever_named() -> None:
    request = rows.whole_thread()
    told = words(steps_for(request)) + words(steps_for(request, for_partner=True))

    assert "Mair" not in told
    assert "example.com" not in told


# --- Many topics -----------------------------------------------------------------


def test_says_where_each_topic_stands() -> None:
    done, begun = rows.whole_thread(), rows.accepted()
    found = {topic.request.pk: topic for topic in topics(TopicRequest.objects.all())}

    assert found[done.pk].is_over
    assert (found[begun.pk].step.key, found[begun.pk].is_over) == ("programme", False)


@pytest.mark.parametrize("reader", list(Reader))
def test_three_topics_take_as_many_queries_as_one(
    reader: Reader, django_assert_num_queries: Callable
) -> None:
    rows.whole_thread()
    with CaptureQueriesContext(connection) as one:
        topics(TopicRequest.objects.all(), reader=reader)
    rows.whole_thread()
    rows.whole_thread()

    with django_assert_num_queries(len(one)):
        assert len(topics(TopicRequest.objects.all(), reader=reader)) == 3


def test_a_long_thread_takes_as_many_queries_as_a_short_one(
    django_assert_num_queries: Callable,
) -> None:
    request = rows.whole_thread()
    with CaptureQueriesContext(connection) as one:
        steps_for(request)
    for _ in range(2):
        activity = rows.activity_for(request, "completed")
        rows.invited(activity, 3, answers=1)
        rows.answer_all(rows.delivered(activity), request.author)
        rows.outcome_for(activity)

    longer = TopicRequest.objects.get(pk=request.pk)
    with django_assert_num_queries(len(one)):
        assert len(steps_for(longer)) > 20
