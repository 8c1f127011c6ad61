"""Writing and submitting: what is kept, what is refused and named, and references."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from partners import services
from partners.models import EDITABLE, Organisation, RequestStatus, RequestWindow, TopicRequest
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    OpenWindowFactory,
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError
from vef.outbox.models import Message


def stored(topic: TopicRequest) -> TopicRequest:
    return TopicRequest.objects.get(pk=topic.pk)


def test_starting_makes_a_draft_in_the_open_window(
    police: Organisation, lead: User, window: RequestWindow
) -> None:
    with translation.override("cy"):
        topic = services.start_request(organisation=police, actor=lead)
    assert (topic.window, topic.organisation, topic.author) == (window, police, lead)
    assert topic.status == RequestStatus.DRAFT
    assert topic.reference is None
    assert topic.written_in == "cy"
    assert Entry.objects.filter(action="topicrequest.started", target_id=topic.pk).exists()


def test_nothing_starts_without_an_open_window(police: Organisation, lead: User) -> None:
    RequestWindowFactory()
    with pytest.raises(services.WindowClosed):
        services.start_request(organisation=police, actor=lead)
    assert not TopicRequest.objects.exists()


def test_a_draft_keeps_whatever_is_typed(lead: User, police: Organisation) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead, problem="", feedback_by=None)
    yesterday = clock.today() - timedelta(days=1)
    services.save_request(
        topic,
        actor=lead,
        answers={"problem": "half a sen", "feedback_by": yesterday, "status": "accepted"},
    )
    kept = stored(topic)
    assert kept.problem == "half a sen"
    assert kept.feedback_by == yesterday
    assert kept.status == RequestStatus.DRAFT
    assert kept.saved_by == lead


def test_two_colleagues_do_not_overwrite_each_other(
    lead: User, contributor: User, police: Organisation
) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead)
    fields = ("problem", "objectives")
    seen = services.Seen(fields, services.fingerprint(topic, fields))
    services.save_request(
        stored(topic), actor=contributor, answers={"problem": "Gethin's words"}, seen=seen
    )
    with pytest.raises(services.SaveConflict) as conflict:
        services.save_request(topic, actor=lead, answers={"problem": "Bethan's words"}, seen=seen)
    assert conflict.value.theirs == {"problem": "Gethin's words"}
    assert conflict.value.by == contributor
    assert stored(topic).problem == "Gethin's words"


def test_a_colleague_on_another_step_is_no_conflict(
    lead: User, contributor: User, police: Organisation
) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead)
    seen = services.Seen(("problem",), services.fingerprint(topic, ("problem",)))
    services.save_request(stored(topic), actor=contributor, answers={"officers": "Insp. A"})
    services.save_request(topic, actor=lead, answers={"problem": "New"}, seen=seen)
    kept = stored(topic)
    assert (kept.problem, kept.officers) == ("New", "Insp. A")


def test_saving_the_same_words_twice_is_no_conflict(lead: User, police: Organisation) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead)
    seen = services.Seen(("problem",), services.fingerprint(topic, ("problem",)))
    for _again in range(2):
        services.save_request(topic, actor=lead, answers={"problem": "New"}, seen=seen)
    assert stored(topic).problem == "New"


@pytest.mark.parametrize("status", sorted(set(RequestStatus.values) - set(EDITABLE)))
def test_what_is_with_the_office_cannot_be_written_in(status: str, lead: User) -> None:
    topic = SubmittedRequestFactory(status=status)
    with pytest.raises(services.NotEditable):
        services.save_request(topic, actor=lead, answers={"problem": "Other"})
    assert stored(topic).problem != "Other"


def test_submitting_gives_the_reference_and_a_receipt(
    at: Any, lead: User, contributor: User, police: Organisation
) -> None:
    at("2026-11-23 09:00")
    topic = TopicRequestFactory(organisation=police, author=contributor)
    assert services.submit_request(topic, actor=lead) is True
    assert (topic.status, topic.reference) == (RequestStatus.SUBMITTED, "TR-2026-01")
    assert topic.submitted_at == clock.now()
    receipts = Message.objects.filter(kind="partners.receipt")
    assert {row.recipient_id for row in receipts} == {str(lead.pk), str(contributor.pk)}

    # A second press changes nothing and sends nothing.
    assert services.submit_request(topic, actor=lead) is False
    assert receipts.count() == 2
    assert Entry.objects.filter(action="topicrequest.submitted").count() == 1


def test_references_count_within_the_year(at: Any, lead: User, police: Organisation) -> None:
    window = OpenWindowFactory(opens_on=date(2026, 11, 1), closes_on=date(2027, 2, 1))
    SubmittedRequestFactory(reference="TR-2026-99", window=window)
    given = []
    for moment in ("2026-12-31 23:59", "2027-01-01 00:00", "2027-01-01 00:01"):
        at(moment)
        topic = TopicRequestFactory(organisation=police, author=lead, window=window)
        services.submit_request(topic, actor=lead)
        given.append(topic.reference)
    assert given == ["TR-2026-100", "TR-2027-01", "TR-2027-02"]


def test_the_closing_day_counts_whole_in_london(at: Any, lead: User, police: Organisation) -> None:
    window = OpenWindowFactory(opens_on=date(2026, 9, 7), closes_on=date(2026, 10, 16))
    late = TopicRequestFactory(organisation=police, author=lead, window=window)
    in_time = TopicRequestFactory(organisation=police, author=lead, window=window)
    at("2026-10-16 23:59")
    assert services.submit_request(in_time, actor=lead)
    at("2026-10-17 00:00")
    with pytest.raises(services.WindowClosed):
        services.submit_request(late, actor=lead)
    kept = stored(late)
    assert kept.status == RequestStatus.DRAFT
    assert kept.problem == late.problem
    assert kept.reference is None


def test_a_late_draft_moves_to_the_window_that_opened(lead: User, police: Organisation) -> None:
    old = RequestWindowFactory(status="closed")
    topic = TopicRequestFactory(organisation=police, author=lead, window=old)
    with pytest.raises(services.WindowClosed):
        services.carry_over_request(topic, actor=lead)
    window = OpenWindowFactory()
    assert services.carry_over_request(topic, actor=lead) is True
    assert services.carry_over_request(topic, actor=lead) is False
    assert stored(topic).window == window
    assert services.submit_request(topic, actor=lead)
    with pytest.raises(services.NotEditable):
        services.carry_over_request(topic, actor=lead)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("problem", "", "problem"),
        ("objectives", "  ", "objectives"),
        ("outputs", "", "outputs"),
        ("decision_to_inform", "", "decision_to_inform"),
        ("promises_feedback", False, "promises_feedback"),
        ("feedback_by", None, "feedback_by"),
        ("feedback_by", date(2020, 1, 1), "feedback_by"),
    ],
)
def test_what_is_missing_is_named(
    lead: User, police: Organisation, field: str, value: Any, named: str
) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead, **{field: value})
    with pytest.raises(services.RequestIncomplete) as error:
        services.submit_request(topic, actor=lead)
    assert error.value.missing == (named,)
    assert stored(topic).status == RequestStatus.DRAFT


def test_one_language_is_enough_for_the_title(lead: User, police: Organisation) -> None:
    for title in ({"title_en": "Only English"}, {"title_cy": "Cymraeg yn unig"}):
        topic = TopicRequestFactory(
            organisation=police, author=lead, **({"title_en": "", "title_cy": ""} | title)
        )
        assert services.submit_request(topic, actor=lead)
    topic = TopicRequestFactory(
        organisation=police, author=lead, title_en="", title_cy="", written_in="cy"
    )
    with pytest.raises(services.RequestIncomplete) as error:
        services.submit_request(topic, actor=lead)
    assert error.value.missing == ("title_cy",)


@pytest.mark.parametrize(
    "title", [{"title_en": "Why was Mr X's burglary not investigated?"}, {"title_cy": "Fy achos i"}]
)
def test_one_persons_case_is_stopped_until_it_is_explained(
    lead: User, police: Organisation, title: dict[str, str]
) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead, **title)
    with pytest.raises(services.CaseReviewSuspected) as error:
        services.submit_request(topic, actor=lead, not_a_case_because="  ")
    assert error.value.matches
    assert stored(topic).status == RequestStatus.DRAFT
    assert services.submit_request(
        topic, actor=lead, not_a_case_because="It is the name of a film."
    )
    assert stored(topic).not_a_case_because == "It is the name of a film."


def test_no_explanation_is_kept_where_nothing_was_noticed(lead: User, police: Organisation) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead)
    services.submit_request(topic, actor=lead, not_a_case_because="Just so.")
    assert stored(topic).not_a_case_because == ""


def test_withdrawing_before_a_decision_and_not_after(lead: User) -> None:
    for status in RequestStatus:
        topic = SubmittedRequestFactory(status=status)
        if topic.may_be_withdrawn:
            assert services.withdraw_request(topic, actor=lead, reason="No longer needed.")
            assert services.withdraw_request(topic, actor=lead) is False
        elif status == RequestStatus.WITHDRAWN:
            assert services.withdraw_request(topic, actor=lead) is False
        else:
            with pytest.raises(TransitionError):
                services.withdraw_request(topic, actor=lead)


def test_only_a_submitted_request_is_taken_up(officer: User) -> None:
    for status in RequestStatus:
        topic = SubmittedRequestFactory(status=status)
        if status == RequestStatus.SUBMITTED:
            assert services.take_up_request(topic, actor=officer) is True
            assert services.take_up_request(topic, actor=officer) is False
        elif status != RequestStatus.UNDER_REVIEW:
            with pytest.raises(TransitionError):
                services.take_up_request(topic, actor=officer)


@pytest.mark.parametrize("status", sorted(set(RequestStatus.values) - {*EDITABLE, "submitted"}))
def test_what_is_over_cannot_be_submitted_again(status: str, lead: User) -> None:
    with pytest.raises(TransitionError):
        services.submit_request(SubmittedRequestFactory(status=status), actor=lead)


def test_who_sees_which_requests(lead: User, officer: User, board_member: User) -> None:
    draft = TopicRequestFactory(organisation=lead.membership.organisation, author=lead)
    other = SubmittedRequestFactory(organisation=OrganisationFactory())
    stranger = partner_user(OrganisationFactory())
    visible = TopicRequest.objects.visible_to
    assert list(visible(lead)) == [draft]
    assert list(visible(officer)) == [other]
    assert list(visible(stranger)) == []
    assert list(visible(board_member)) == []
