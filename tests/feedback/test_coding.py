"""Reading people's own words: what others may read, and by whom."""

import pytest

from engagement.models import ActivityStatus, ContributionStatus
from feedback.errors import ActivityStillOpen, ReasonMissing, WordsMissing
from feedback.services import coding
from tests.factories.feedback import ThemeFactory, activity_of, contribution, question
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db
RAW = "I live at 14 Example Terrace and nobody came."


@pytest.fixture
def said():
    activity = activity_of()
    question(activity, 7, "text")
    return contribution(activity, status=ContributionStatus.RECEIVED, q7=RAW)


def test_redacting_keeps_the_original_sealed_beside_it(said, officer):
    answer = said.answers.get()
    coding.check_contribution(said, words={answer.pk: "Nobody came."}, actor=officer)
    answer.refresh_from_db()
    said.refresh_from_db()
    assert (answer.redacted, answer.text, said.status) == ("Nobody came.", RAW, "checked")


def test_no_answer_is_skipped(said, officer):
    with pytest.raises(WordsMissing):
        coding.check_contribution(said, words={}, actor=officer)
    with pytest.raises(WordsMissing):
        coding.code_contribution(said, themes={}, actor=officer)


def test_coding_replaces_what_was_chosen_before(said, officer):
    answer = said.answers.get()
    first, second = ThemeFactory(), ThemeFactory()
    coding.check_contribution(said, words={answer.pk: "Nobody came."}, actor=officer)
    coding.code_contribution(said, themes={answer.pk: [first, second]}, actor=officer)
    coding.code_contribution(said, themes={answer.pk: [second]}, actor=officer)
    assert [row.theme for row in answer.codings.all()] == [second]
    said.refresh_from_db()
    assert said.status == ContributionStatus.CODED


def test_nothing_is_read_while_it_may_still_change(officer):
    activity = activity_of(status=ActivityStatus.OPEN)
    question(activity, 7, "text")
    said = contribution(activity, status=ContributionStatus.RECEIVED, q7=RAW)
    with pytest.raises(ActivityStillOpen):
        coding.check_contribution(
            said, words={said.answers.get().pk: "Nobody came."}, actor=officer
        )


def test_leaving_one_out_needs_a_reason(said, officer):
    with pytest.raises(ReasonMissing):
        coding.exclude_contribution(said, reason=" ", actor=officer)
    coding.exclude_contribution(said, reason="A test entry", actor=officer)
    said.refresh_from_db()
    assert (said.status, said.excluded_because) == ("excluded", "A test entry")
    with pytest.raises(TransitionError):
        coding.check_contribution(said, words={said.answers.get().pk: "x"}, actor=officer)


def test_those_without_words_are_coded_at_once_and_the_others_stay(said, officer):
    activity = said.activity
    question(activity, 1, codes=("yes", "no"))
    for _ in range(3):
        contribution(activity, status=ContributionStatus.RECEIVED, q1=["yes"])
    assert coding.code_without_words(activity, actor=officer) == 3
    assert coding.code_without_words(activity, actor=officer) == 0
    said.refresh_from_db()
    assert said.status == ContributionStatus.RECEIVED
