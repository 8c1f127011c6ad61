"""Editing the questions of an activity that is not open yet."""

from django.db import transaction
from django.db.models import Max

from engagement.models import Activity, Choice, Question
from engagement.services.activities import note_change
from vef.audit.services import record
from vef.common.actors import Actor


@transaction.atomic
def save_question(question: Question, choices: list[Choice], *, actor: Actor) -> Question:
    """Save a question with the answers it offers, in this order; others it had are removed.

    A new question goes to the end. Agreements given to the old plan lapse.
    Raises TextsFrozen once the activity is open.
    """
    activity = question.activity
    note_change(activity, actor=actor)
    if question._state.adding:
        last = activity.questions.aggregate(last=Max("number"))["last"]
        question.number = 1 if last is None else last + 1
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
