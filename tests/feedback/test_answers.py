"""The partner's answers: complete, its own, in the language it wrote in, and once."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from feedback.errors import AnswerIncomplete, NotYours
from feedback.models import AnswerStatus, PackStatus, PartnerAnswer
from feedback.services import answers
from tests.factories.accounts import partner_user
from tests.factories.feedback import activity_of, delivered_pack
from tests.factories.partners import OrganisationFactory
from vef.common import clock
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db
WHOLE = {"action": "A number on every call.", "owner": "GLl", "due_on": date(2027, 1, 29)}


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def pack(organisation, officer):
    return delivered_pack(activity_of(organisation), author=officer)


@pytest.fixture
def reader(organisation):
    return partner_user(organisation)


def test_all_findings_answered_makes_the_pack_answered(pack, reader):
    first, second = pack.answers.all()
    answers.answer_finding(first, status="accepted", actor=reader, **WHOLE)
    pack.refresh_from_db()
    assert pack.status == PackStatus.DELIVERED
    answers.answer_finding(second, status="not-accepted", reason="Shifts.", actor=reader)
    pack.refresh_from_db()
    assert pack.status == PackStatus.ANSWERED
    first.refresh_from_db()
    assert (first.answered_by, first.owner, first.due_on) == (reader, "GLl", date(2027, 1, 29))


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"status": "accepted"}, {"action", "owner", "due_on"}),
        ({"status": "accepted", **WHOLE, "owner": " "}, {"owner"}),
        ({"status": "in-part", **WHOLE}, {"reason"}),
        ({"status": "not-accepted", **WHOLE}, {"reason"}),
    ],
)
def test_what_is_missing_is_named_and_nothing_is_saved(pack, reader, given, missing):
    answer = pack.answers.first()
    with pytest.raises(AnswerIncomplete) as refused:
        answers.answer_finding(answer, actor=reader, **given)
    assert set(refused.value.missing) == missing
    assert PartnerAnswer.objects.get(pk=answer.pk).status == AnswerStatus.AWAITED


def test_another_organisation_may_not_answer(pack):
    stranger = partner_user(OrganisationFactory())
    with pytest.raises(NotYours):
        answers.answer_finding(pack.answers.first(), status="accepted", actor=stranger, **WHOLE)
    with pytest.raises(NotYours):
        answers.report_progress(pack.answers.first(), status="in-progress", actor=stranger)


def test_an_answer_stands_and_the_same_one_twice_changes_nothing(pack, reader):
    answer = pack.answers.first()
    answers.answer_finding(answer, status="accepted", actor=reader, **WHOLE)
    later = {**WHOLE, "action": "Something else."}
    answers.answer_finding(answer, status="accepted", actor=reader, **later)
    answer.refresh_from_db()
    assert answer.action_en == WHOLE["action"]
    with pytest.raises(TransitionError):
        answers.answer_finding(answer, status="not-accepted", reason="No.", actor=reader)


def test_progress_follows_an_accepted_answer_only(pack, reader):
    first, second = pack.answers.all()
    with pytest.raises(TransitionError):
        answers.report_progress(first, status="in-progress", actor=reader)
    answers.answer_finding(first, status="accepted", actor=reader, **WHOLE)
    answers.report_progress(first, status="in-progress", actor=reader)
    with pytest.raises(AnswerIncomplete):
        answers.report_progress(first, status="done", actor=reader)
    answers.report_progress(first, status="done", evidence="132 of 140 trained.", actor=reader)
    answers.answer_finding(second, status="not-accepted", reason="Shifts.", actor=reader)
    with pytest.raises(TransitionError):
        answers.report_progress(second, status="done", evidence="x", actor=reader)
    first.refresh_from_db()
    assert (first.status, first.reason, first.evidence) == (
        AnswerStatus.DONE,
        "",
        "132 of 140 trained.",
    )


def test_a_welsh_answer_is_kept_as_welsh_and_the_office_adds_english(pack, reader, officer):
    answer = pack.answers.first()
    with translation.override("cy"):
        answers.answer_finding(
            answer, status="accepted", actor=reader, **{**WHOLE, "action": "Rhif ar bob galwad."}
        )
    answer.refresh_from_db()
    assert (answer.written_in, answer.action_cy, answer.action_en) == (
        "cy",
        "Rhif ar bob galwad.",
        "",
    )
    assert answers.untranslated(answer) == ["action"]
    answers.translate_answer(answer, actor=officer, action="A number on every call.")
    answer.refresh_from_db()
    assert answers.untranslated(answer) == []
    assert answer.action_cy == "Rhif ar bob galwad."


def test_being_late_is_computed(pack, reader):
    answer = pack.answers.first()
    assert not pack.is_late(pack.answer_due_on)
    assert pack.is_late(date(2030, 1, 1))
    answers.answer_finding(answer, status="accepted", actor=reader, **WHOLE)
    assert not answer.is_late(WHOLE["due_on"])
    assert answer.is_late(date(2027, 1, 30))


def test_nothing_is_promised_for_a_day_that_is_over(pack, reader):
    with pytest.raises(AnswerIncomplete) as refused:
        answers.answer_finding(
            pack.answers.first(),
            status="accepted",
            actor=reader,
            action="A number on every call.",
            owner="GLl",
            due_on=clock.today() - timedelta(days=1),
        )
    assert set(refused.value.missing) == {"due_on"}
