"""Questions about outcomes: the same words in every activity, added at once and not reworded."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from engagement.models import Activity, Indicator, Question, QuestionKind
from engagement.models.indicators import SCALE
from engagement.seed import seed_reference_rows
from engagement.services import questions
from engagement.services.activities import TextsFrozen
from tests.factories.engagement import ActivityFactory, QuestionFactory, open_survey
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rows(db):
    seed_reference_rows()


@pytest.fixture
def activity(db) -> Activity:
    activity = ActivityFactory()
    QuestionFactory(activity=activity, number=1)
    return activity


def url(name: str, pk, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"engagement:{name}", args=[pk])


def test_the_four_outcomes_of_the_source_are_there_in_both_languages():
    assert list(Indicator.objects.values_list("code", flat=True)) == [
        "wellbeing",
        "coping",
        "safety",
        "informed",
    ]
    for row in Indicator.objects.all():
        assert all((row.name_cy, row.name_en, row.question_cy, row.question_en))


def test_each_is_asked_once_at_the_end_in_the_offices_words(activity, officer):
    assert questions.ask_indicators(activity, actor=officer) == 4
    asked = list(activity.questions.exclude(indicator=None).order_by("number"))
    assert [row.number for row in asked] == [2, 3, 4, 5]
    assert {row.kind for row in asked} == {QuestionKind.SCALE}
    first = asked[0]
    assert (first.text_en, first.text_cy) == (
        first.indicator.question_en,
        first.indicator.question_cy,
    )
    labels = first.choices.order_by("order").values_list("code", "label_en", "label_cy")
    assert tuple(labels) == SCALE
    assert Entry.objects.filter(action="question.added").count() == 4
    # A second press adds nothing, and one that came into use since is added alone.
    assert questions.ask_indicators(activity, actor=officer) == 0
    Indicator.objects.create(code="trust", name_en="Trust", question_en="?", question_cy="?")
    assert questions.ask_indicators(activity, actor=officer) == 1


def test_what_is_out_of_use_is_not_asked(activity, officer):
    Indicator.objects.exclude(code="safety").update(is_active=False)
    assert questions.ask_indicators(activity, actor=officer) == 1
    assert activity.questions.get(number=2).indicator.code == "safety"


def test_they_are_not_reworded_but_may_be_removed_or_moved(activity, officer, client_of):
    questions.ask_indicators(activity, actor=officer)
    one = activity.questions.get(number=2)
    one.text_en = "How are you?"
    with pytest.raises(questions.StandingWords):
        questions.save_question(one, [], actor=officer)
    client = client_of(officer)
    assert client.get(url("question-edit", one.pk)).status_code == 404
    page = client.get(url("activity-detail", activity.pk)).content.decode()
    assert f'href="{url("question-edit", one.pk)}"' not in page
    assert "Asked alike in every activity" in page
    questions.move_question_up(one, actor=officer)
    assert Question.objects.get(pk=one.pk).number == 1
    questions.remove_question(one, actor=officer)
    assert not Question.objects.filter(pk=one.pk).exists()


def test_an_open_activity_takes_none(officer):
    with pytest.raises(TextsFrozen):
        questions.ask_indicators(open_survey(), actor=officer)


def test_the_database_itself_asks_none_twice(activity, officer):
    questions.ask_indicators(activity, actor=officer)
    indicator = activity.questions.get(number=2).indicator
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionFactory(activity=activity, number=9, indicator=indicator)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "4 questions about outcomes were added."), ("cy", "Ychwanegwyd 4 cwestiwn")],
)
def test_a_press_of_the_button_adds_them(activity, officer, client_of, language, said):
    client = client_of(officer)
    page = client.post(url("indicators-ask", activity.pk, language), follow=True).content.decode()
    assert said in page
    assert activity.questions.count() == 5
    again = client.post(url("indicators-ask", activity.pk), follow=True).content.decode()
    assert "The questions about outcomes are there already." in again


def test_an_open_activity_says_so(officer, client_of):
    activity = open_survey()
    page = client_of(officer).post(url("indicators-ask", activity.pk), follow=True)
    assert "This activity is open or over." in page.content.decode()
    assert not activity.questions.exclude(indicator=None).exists()
