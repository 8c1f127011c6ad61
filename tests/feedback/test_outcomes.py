""" "You said, we did": checked, approved by another, told before it is public."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from engagement.models import ActivityStatus
from feedback.errors import Locked, NotReady, OwnWork, ReasonMissing
from feedback.models import Outcome, OutcomeStatus
from feedback.services import answers, outcomes
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.feedback import activity_of, delivered_pack, ready_outcome
from vef.common import clock
from vef.common.bilingual import LanguageIncomplete
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity(officer):
    row = activity_of()
    delivered_pack(row, author=officer)
    row.refresh_from_db()
    return row


def test_it_starts_once_the_results_are_delivered(officer):
    with pytest.raises(NotReady):
        outcomes.draft_outcome(activity=activity_of(), actor=officer)


def test_the_draft_says_in_both_languages_that_nobody_has_answered(activity, officer):
    outcome = outcomes.draft_outcome(activity=activity, actor=officer)
    assert outcome.changed_en == "The organisation that asked has not answered us yet."
    assert outcome.changed_cy
    assert "cyfeirnod" in outcome.told_us_cy
    assert outcomes.draft_outcome(activity=activity, actor=UserFactory()) == outcome


def test_the_draft_holds_what_the_partner_promised(activity, officer):
    reader = partner_user(activity.entry.request.organisation)
    first, second = activity.results_pack.answers.all()
    answers.answer_finding(
        first,
        status="accepted",
        actor=reader,
        action="A number on every call.",
        owner="GLl",
        due_on=clock.today() + timedelta(days=30),
    )
    answers.answer_finding(second, status="not-accepted", actor=reader, reason="Shifts.")
    outcome = outcomes.draft_outcome(activity=activity, actor=officer)
    assert outcome.changed_en == "A number on every call."
    assert outcome.cannot_change_en == "Shifts."


def test_every_step_in_order_and_each_twice(activity, officer, manager):
    outcome = outcomes.draft_outcome(activity=activity, actor=officer)
    outcomes.check_outcome_language(outcome, language="cy", actor=officer)
    assert outcome.status == OutcomeStatus.DRAFT
    outcomes.check_outcome_language(outcome, language="en", actor=officer)
    assert outcome.status == OutcomeStatus.LANGUAGES_CHECKED
    for _ in range(2):
        outcomes.approve_outcome(outcome, actor=manager)
    for _ in range(2):
        outcomes.tell_outcome(outcome, actor=manager)
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OUTCOME_TOLD
    for _ in range(2):
        outcomes.publish_outcome(outcome, actor=officer)
    for _ in range(2):
        outcomes.complete_activity(activity, actor=officer)
    outcome.refresh_from_db()
    assert outcome.told_at <= outcome.published_at
    assert activity.status == ActivityStatus.COMPLETED


def test_nobody_reads_it_before_those_who_took_part(activity, officer, manager):
    outcome = ready_outcome(activity, author=officer)
    for _ in range(2):
        with pytest.raises(TransitionError):
            outcomes.publish_outcome(outcome, actor=officer)
        if outcome.status == OutcomeStatus.LANGUAGES_CHECKED:
            outcomes.approve_outcome(outcome, actor=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(status=OutcomeStatus.PUBLISHED)


def test_an_activity_is_not_complete_before_they_are_told(activity, officer):
    with pytest.raises(TransitionError):
        outcomes.complete_activity(activity, actor=officer)


def test_nobody_approves_their_own(activity, manager):
    outcome = ready_outcome(activity, author=manager)
    with pytest.raises(OwnWork):
        outcomes.approve_outcome(outcome, actor=manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.filter(pk=outcome.pk).update(approved_by=manager)


def test_it_is_not_told_before_it_is_approved(activity, officer):
    outcome = ready_outcome(activity, author=officer)
    with pytest.raises(TransitionError):
        outcomes.tell_outcome(outcome, actor=officer)


def test_a_language_without_words_is_not_checked(activity, officer):
    outcome = outcomes.draft_outcome(activity=activity, actor=officer)
    outcomes.update_outcome(outcome, actor=officer, told_us_cy="")
    with pytest.raises(LanguageIncomplete):
        outcomes.check_outcome_language(outcome, language="cy", actor=officer)


def test_editing_one_language_puts_the_other_out_of_date(activity, officer):
    outcome = outcomes.draft_outcome(activity=activity, actor=officer)
    outcomes.check_outcome_language(outcome, language="cy", actor=officer)
    outcomes.update_outcome(outcome, actor=officer, told_us_en="Other words.")
    outcomes.check_outcome_language(outcome, language="en", actor=officer)
    assert outcome.status == OutcomeStatus.DRAFT
    assert outcome.language_states["cy"] == "out-of-date"


def test_checked_words_change_only_after_reopening_with_a_reason(activity, officer, manager):
    outcome = ready_outcome(activity, author=officer)
    with pytest.raises(Locked):
        outcomes.update_outcome(outcome, actor=officer, told_us_en="Other.")
    with pytest.raises(ReasonMissing):
        outcomes.reopen_outcome(outcome, reason="", actor=officer)
    outcomes.approve_outcome(outcome, actor=manager)
    outcomes.reopen_outcome(outcome, reason="A date was wrong.", actor=officer)
    assert (outcome.status, outcome.approved_by) == (OutcomeStatus.DRAFT, None)
    outcomes.update_outcome(outcome, actor=officer, told_us_en="Other.")


def test_two_outcomes_of_the_same_title_have_their_own_addresses(activity, officer):
    other = activity_of()
    delivered_pack(other, author=officer)
    other.refresh_from_db()
    slugs = {outcomes.draft_outcome(activity=row, actor=officer).slug for row in (activity, other)}
    assert slugs == {"non-emergency-calls", "non-emergency-calls-2"}


def test_nobody_approves_words_they_put_in_place_of_the_authors(activity, officer, manager):
    outcome = ready_outcome(activity, author=officer)
    outcomes.reopen_outcome(outcome, reason="Wrong words.", actor=officer)
    outcomes.update_outcome(outcome, actor=manager, told_us_en="Mine.", told_us_cy="Fy ngeiriau.")
    for language in ("cy", "en"):
        outcomes.check_outcome_language(outcome, language=language, actor=officer)
    with pytest.raises(OwnWork):
        outcomes.approve_outcome(outcome, actor=manager)
    outcomes.reopen_outcome(outcome, reason="Read again.", actor=officer)
    # The officer saves the words again and so answers for them.
    outcomes.update_outcome(outcome, actor=officer, told_us_en="Ours.", told_us_cy="Ein geiriau.")
    for language in ("cy", "en"):
        outcomes.check_outcome_language(outcome, language=language, actor=officer)
    outcomes.approve_outcome(outcome, actor=manager)
    assert outcome.status == OutcomeStatus.APPROVED
