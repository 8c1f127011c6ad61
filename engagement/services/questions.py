"""Editing the questions of an activity that is not open yet."""

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from engagement.models import Activity, Choice, Indicator, Question, QuestionKind
from engagement.models.indicators import SCALE
from engagement.services.activities import note_change
from vef.audit.services import record
from vef.common.actors import Actor
from vef.common.bilingual import LANGUAGES, set_words, words


class StandingWords(Exception):
    """A question asked alike in every activity is not worded anew in one of them."""


@transaction.atomic
def save_question(question: Question, choices: list[Choice], *, actor: Actor) -> Question:
    """Save a question with the answers it offers, in this order; others it had are removed.

    A new question goes to the end. Agreements given to the old plan lapse.
    Raises TextsFrozen once the activity is open, and StandingWords for a question
    about an outcome indicator.
    """
    if question.is_standing:
        raise StandingWords(question.pk)
    activity = question.activity
    note_change(activity, actor=actor)
    if question._state.adding:
        question.number = _next_number(activity)
        action = "question.added"
    else:
        action = "question.changed"
    question.save()
    kept = choices if question.offers_choices else []
    question.choices.exclude(pk__in=[c.pk for c in kept if c.pk]).delete()
    used = {c.code for c in kept if c.code}
    for order, choice in enumerate(kept, start=1):
        choice.question, choice.order = question, order
        if not choice.code:
            choice.code = _free_code(used)
        choice.save()
    record(actor, action, question, data={"activity": str(activity.pk)})
    return question


@transaction.atomic
def ask_indicators(activity: Activity, *, actor: Actor) -> int:
    """Put the standing question of each outcome in use at the end, once; return how many are new.

    Their words are read and checked with the activity's own. Agreements given to the old plan
    lapse. Raises TextsFrozen once the activity is open.
    """
    asked = Question.objects.filter(activity=activity, indicator=OuterRef("pk"))
    missing = list(Indicator.objects.filter(~Exists(asked), is_active=True))
    if missing:
        note_change(activity, actor=actor)
    for number, indicator in enumerate(missing, start=_next_number(activity)):
        question = Question(
            activity=activity, indicator=indicator, number=number, kind=QuestionKind.SCALE
        )
        in_both = {language: words(indicator, "question", language) for language in LANGUAGES}
        set_words(question, "text", **in_both)
        question.save()
        for order, (code, label_en, label_cy) in enumerate(SCALE, start=1):
            choice = Choice(question=question, code=code, order=order)
            set_words(choice, "label", cy=label_cy, en=label_en)
            choice.save()
        record(
            actor,
            "question.added",
            question,
            data={"activity": str(activity.pk), "indicator": indicator.code},
        )
    return len(missing)


def _next_number(activity: Activity) -> int:
    last: int | None = activity.questions.aggregate(last=Max("number"))["last"]
    return 1 if last is None else last + 1


def _free_code(used: set[str]) -> str:
    number = 1
    while f"c{number}" in used:
        number += 1
    used.add(f"c{number}")
    return f"c{number}"


@transaction.atomic
def remove_question(question: Question, *, actor: Actor) -> None:
    """Remove a question and close the gap it leaves. Raises TextsFrozen."""
    activity = question.activity
    note_change(activity, actor=actor)
    record(actor, "question.removed", question, data={"activity": str(activity.pk)})
    question.delete()
    _number_anew(activity, list(activity.questions.order_by("number")))


@transaction.atomic
def move_question_up(question: Question, *, actor: Actor) -> None:
    """Put a question before the one above it. Raises TextsFrozen."""
    activity = question.activity
    note_change(activity, actor=actor)
    rows = list(activity.questions.order_by("number"))
    place = rows.index(question)
    if place == 0:
        return
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    _number_anew(activity, rows)
    record(actor, "question.moved", question, data={"activity": str(activity.pk)})


def _number_anew(activity: Activity, rows: list[Question]) -> None:
    if not rows:
        return
    first = min(row.number for row in rows)
    first = first if first in (0, 1) else 1
    # In two passes, since a number may be used only once at any moment.
    far = 10_000
    for offset, row in enumerate(rows):
        Question.objects.filter(pk=row.pk).update(number=far + offset)
    for offset, row in enumerate(rows):
        Question.objects.filter(pk=row.pk).update(number=first + offset)
