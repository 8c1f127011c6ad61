from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from engagement import signals
from engagement.models import Activity, ActivityStatus, Anonymity, Choice, ProgrammeEntry
from engagement.services import activities, programme, questions
from engagement.services.activities import NotReady, TextsFrozen
from tests.factories.accounts import partner_user
from tests.factories.engagement import (
    ActivityFactory,
    EntryFactory,
    MethodFactory,
    ProgrammeFactory,
    QuestionFactory,
    open_survey,
    survey_activity,
)
from tests.factories.partners import AcceptedRequestFactory, SubmittedRequestFactory
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.bilingual import LanguageIncomplete
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db


def agreed(officer, **fields) -> Activity:
    """An activity both sides have agreed, through the services."""
    activity = survey_activity(**fields)
    activities.plan_activity(activity, actor=officer)
    activities.agree_for_partner(activity, actor=partner_user(activity.organisation))
    activities.agree_for_office(activity, actor=officer)
    return activity


# --- Programme ---


def test_only_an_accepted_request_enters_the_programme_and_only_once(officer):
    ProgrammeFactory()
    request = AcceptedRequestFactory(title_cy="", written_in="en")
    first = programme.add_entry(request=request, actor=officer)
    again = programme.add_entry(request=request, actor=officer)
    assert first == again
    assert (first.number, first.title_en, first.title_cy) == (1, request.title_en, "")
    assert first.objective_en == request.objectives
    assert ProgrammeEntry.objects.count() == 1
    second = programme.add_entry(request=AcceptedRequestFactory(), actor=officer)
    assert second.number == 2
    with pytest.raises(programme.NotAccepted):
        programme.add_entry(request=SubmittedRequestFactory(), actor=officer)


def test_a_closed_programme_takes_no_entry(officer):
    ProgrammeFactory(status="closed")
    with pytest.raises(programme.ProgrammeOver):
        programme.add_entry(request=AcceptedRequestFactory(), actor=officer)


def test_a_programme_is_published_only_complete_in_both_languages(officer):
    row = ProgrammeFactory(status="draft")
    entry = EntryFactory(programme=row)
    notes = {"change_note_en": "First version.", "change_note_cy": "Y fersiwn gyntaf."}
    with pytest.raises(programme.NotPublishable):
        programme.publish_programme(row, actor=officer, **notes)
    for language in ("cy", "en"):
        programme_check(entry, language, officer)
    with pytest.raises(programme.NotPublishable):
        programme.publish_programme(
            row, actor=officer, change_note_en="Only English.", change_note_cy=" "
        )
    programme.publish_programme(row, actor=officer, **notes)
    row.refresh_from_db()
    assert (row.status, row.version, row.change_note_cy) == ("published", 1, "Y fersiwn gyntaf.")
    programme.publish_programme(row, actor=officer, **notes)
    row.refresh_from_db()
    assert row.version == 2


def programme_check(entry, language, actor):
    from vef.common.bilingual import check_language

    check_language(entry, language, actor=actor)


# --- Plan and agreement ---


def test_codes_follow_one_another(officer):
    entry, method = EntryFactory(), MethodFactory()
    ActivityFactory(code="A7")
    one = activities.create_activity(entry=entry, method=method, actor=officer, title_en="One")
    two = activities.create_activity(entry=entry, method=method, actor=officer, title_en="Two")
    assert (one.code, two.code) == ("A8", "A9")


def test_both_must_agree_and_each_only_once(officer):
    activity = survey_activity()
    lead = partner_user(activity.organisation)
    with pytest.raises(TransitionError):
        activities.agree_for_partner(activity, actor=lead)
    assert activities.plan_activity(activity, actor=officer)
    assert not activities.plan_activity(activity, actor=officer)
    assert activities.agree_for_partner(activity, actor=lead)
    assert activity.status == ActivityStatus.PLANNED
    assert not activities.agree_for_partner(activity, actor=lead)
    assert activities.agree_for_office(activity, actor=officer)
    assert activity.status == ActivityStatus.AGREED
    assert activity.partner_agreed_by == lead
    assert not activities.agree_for_office(activity, actor=officer)


def test_a_plan_without_dates_is_not_agreed(officer):
    activity = survey_activity(closes_on=None)
    activities.plan_activity(activity, actor=officer)
    with pytest.raises(NotReady) as caught:
        activities.agree_for_office(activity, actor=officer)
    assert caught.value.codes == {"dates"}


def test_editing_words_makes_agreements_lapse_but_paperwork_does_not(officer):
    activity = agreed(officer)
    activities.edit_activity(activity, actor=officer, dpia_reference="DPIA-8")
    assert activity.status == ActivityStatus.AGREED
    activities.edit_activity(activity, actor=officer, title_en="Another title")
    assert activity.status == ActivityStatus.PLANNED
    assert activity.partner_agreed_at is None
    assert activity.office_agreed_by is None


def test_editing_nothing_changes_nothing(officer):
    activity = agreed(officer)
    before = Entry.objects.count()
    assert activities.edit_activity(activity, actor=officer, title_en=activity.title_en) == []
    assert activity.status == ActivityStatus.AGREED
    assert Entry.objects.count() == before


# --- Opening ---


def test_an_activity_complete_in_both_languages_opens_once(officer):
    activity = agreed(officer, anonymity=Anonymity.CHOICE, shared_slug=None)
    assert activities.open_activity(activity, actor=officer)
    assert activity.status == ActivityStatus.OPEN
    assert len(activity.shared_slug) == 12
    slug = activity.shared_slug
    assert not activities.open_activity(activity, actor=officer)
    assert activity.shared_slug == slug


def test_a_named_activity_has_no_shared_page(officer):
    activity = agreed(officer)
    activities.open_activity(activity, actor=officer)
    assert activity.shared_slug is None


def test_without_welsh_it_does_not_open_however_small_the_gap(officer):
    activity = agreed(officer)
    choice = Choice.objects.filter(question__activity=activity).first()
    Choice.objects.filter(pk=choice.pk).update(label_cy="")
    with pytest.raises(NotReady) as caught:
        activities.open_activity(activity, actor=officer)
    assert "language-cy" in caught.value.codes
    assert len(caught.value.reasons) == len(set(caught.value.reasons))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.AGREED


@pytest.mark.parametrize(("edited", "out_of_date"), [("en", "cy"), ("cy", "en")])
def test_after_editing_one_language_it_does_not_open_until_both_are_checked(
    officer, edited, out_of_date
):
    activity = agreed(officer)
    question = activity.questions.get(number=1)
    setattr(question, f"text_{edited}", "Changed words?")
    question.save()
    with pytest.raises(NotReady) as caught:
        activities.open_activity(activity, actor=officer)
    assert caught.value.codes == {"language-cy", "language-en"}
    activities.check_activity_language(activity, edited, actor=officer)
    with pytest.raises(NotReady) as caught:
        activities.open_activity(activity, actor=officer)
    assert f"language-{out_of_date}" in caught.value.codes
    activities.check_activity_language(activity, out_of_date, actor=officer)
    assert activities.open_activity(activity, actor=officer)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"dpia_reference": ""}, "dpia"),
        ({"rules_version": " "}, "rules"),
        ({"closes_on": "yesterday"}, "dates"),
        ({"opens_on": "tomorrow"}, "dates"),
        ({"eligibility": ""}, "eligibility"),
        ({"anonymity": ""}, "anonymity"),
    ],
)
def test_what_is_missing_is_said_and_keeps_it_shut(officer, fields, code):
    days = {"yesterday": -1, "tomorrow": 1}
    fields = {
        name: clock.today() + timedelta(days=days[value]) if value in days else value
        for name, value in fields.items()
    }
    activity = agreed(officer)
    Activity.objects.filter(pk=activity.pk).update(**fields)
    with pytest.raises(NotReady) as caught:
        activities.open_activity(activity, actor=officer)
    assert code in caught.value.codes
    assert all(caught.value.reasons)


def test_a_survey_without_questions_or_with_one_answer_to_choose_does_not_open(officer):
    activity = agreed(officer)
    activity.questions.all().delete()
    assert "questions" in {gap.code for gap in activities.readiness(activity)}
    QuestionFactory(activity=activity, choices=[("only", "Unig", "Only")])
    assert "choices" in {gap.code for gap in activities.readiness(activity)}


def test_a_focus_group_may_open_without_questions(officer):
    activity = ActivityFactory(method=MethodFactory(code="focus-group", asks_questions=False))
    assert "questions" not in {gap.code for gap in activities.readiness(activity)}


def test_a_plan_not_agreed_does_not_open(officer):
    with pytest.raises(NotReady) as caught:
        activities.open_activity(survey_activity(), actor=officer)
    assert "agreement" in caught.value.codes


def test_checking_a_language_with_words_missing_marks_nothing(officer):
    activity = survey_activity(checked=False)
    activity.title_cy = ""
    activity.save()
    with pytest.raises(LanguageIncomplete):
        activities.check_activity_language(activity, "cy", actor=officer)
    assert not any(row.language_checks for row in activities.rows_with_words(activity))


def test_once_open_words_are_fixed_by_every_way(officer):
    activity = open_survey()
    question = activity.questions.get(number=1)
    with pytest.raises(TextsFrozen):
        activities.edit_activity(activity, actor=officer, title_en="New")
    with pytest.raises(TextsFrozen):
        questions.save_question(question, list(question.choices.all()), actor=officer)
    with pytest.raises(TextsFrozen):
        questions.remove_question(question, actor=officer)
    # The admin and every form go through full_clean.
    activity.title_cy = "Newydd"
    with pytest.raises(ValidationError):
        activity.full_clean()
    with pytest.raises(ValidationError):
        question.full_clean()
    with pytest.raises(ValidationError):
        question.choices.first().full_clean()


@pytest.mark.parametrize("field", ["dpia_reference", "rules_version"])
def test_the_database_itself_refuses_an_open_activity_without_papers(field):
    activity = open_survey()
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(**{field: ""})


def test_the_database_itself_refuses_an_open_anonymous_activity_without_its_page():
    activity = open_survey(anonymity=Anonymity.ANONYMOUS)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(shared_slug=None)


# --- The whole table of steps ---


@pytest.mark.parametrize("before", ActivityStatus.values)
@pytest.mark.parametrize("after", ActivityStatus.values)
def test_every_step_is_lawful_or_refused(before, after, officer):
    from vef.common.steps import move

    activity = ActivityFactory(status=before)
    extra = {}
    if after not in {"draft", "planned", "cancelled"}:
        extra = {"partner_agreed_at": clock.now(), "office_agreed_at": clock.now()}
    if before == after:
        assert not move(activity, after, actor=officer)
    elif after in Activity.STEPS[before]:
        assert move(activity, after, actor=officer, **extra)
        assert not move(activity, after, actor=officer)
    else:
        with pytest.raises(TransitionError):
            move(activity, after, actor=officer)


# --- Closing and cancelling ---


def test_closing_happens_once_and_is_news(officer):
    heard = []

    def listen(sender, activity_id, **kwargs):
        heard.append(activity_id)

    signals.activity_closed.connect(listen)
    try:
        activity = open_survey()
        assert activities.close_activity(activity, actor=officer)
        assert not activities.close_activity(activity, actor=officer)
    finally:
        signals.activity_closed.disconnect(listen)
    assert heard == [activity.pk]


def test_the_beat_closes_what_is_over_and_leaves_the_last_day_open():
    over = open_survey(closes_on=clock.today() - timedelta(days=1))
    last_day = open_survey(closes_on=clock.today())
    assert activities.close_due() == 1
    assert activities.close_due() == 0
    over.refresh_from_db()
    last_day.refresh_from_db()
    assert (over.status, last_day.status) == (ActivityStatus.CLOSED, ActivityStatus.OPEN)
    assert last_day.is_taking_answers


def test_what_is_over_can_not_be_cancelled(officer):
    activity = open_survey()
    activities.close_activity(activity, actor=SYSTEM)
    with pytest.raises(TransitionError):
        activities.cancel_activity(activity, actor=officer, reason="Too late")


# --- Questions ---


def test_questions_are_added_moved_and_removed_without_a_gap(officer):
    activity = survey_activity()
    new = QuestionFactory.build(activity=activity, number=None)
    choices = [Choice(label_cy="Ydw", label_en="Yes"), Choice(label_cy="Nac ydw", label_en="No")]
    questions.save_question(new, choices, actor=officer)
    assert new.number == 5
    assert [choice.code for choice in new.choices.all()] == ["c1", "c2"]
    questions.move_question_up(new, actor=officer)
    new.refresh_from_db()
    assert new.number == 4
    questions.remove_question(activity.questions.get(number=1), actor=officer)
    assert list(activity.questions.values_list("number", flat=True)) == [0, 1, 2, 3, 4]


def test_an_answer_keeps_its_code_when_its_words_change_and_goes_when_left_out(officer):
    activity = survey_activity()
    question = activity.questions.get(number=1)
    yes, _no = question.choices.order_by("order")
    yes.label_en = "Yes, I have"
    questions.save_question(question, [yes], actor=officer)
    assert list(question.choices.values_list("code", "label_en")) == [("yes", "Yes, I have")]
