"""Exact counts of an activity's answers. For the office only.

PRIVACY: nothing here may leave the office as it stands; counts go out through
``vef.privacy.floor`` and nowhere else.
"""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from engagement.models import Activity, Answer, Contribution, Question


@dataclass(frozen=True)
class QuestionCounts:
    """One question: how many answered it, and how often each answer was chosen.

    For own words ``counts`` is empty.
    """

    question: Question
    base: int
    counts: dict[str, int]


@dataclass(frozen=True)
class AnswerCounts:
    """A whole activity: ``base`` is the number of finished, not excluded contributions."""

    base: int
    questions: tuple[QuestionCounts, ...]


def answer_counts(activity: Activity) -> AnswerCounts:
    """Count the answers of finished, not excluded contributions, in four queries."""
    contributions = Contribution.objects.filter(activity=activity).counted()
    answered: Counter[UUID] = Counter()
    chosen: dict[UUID, Counter[str]] = {}
    rows = Answer.objects.filter(contribution__in=contributions).order_by()
    for question_id, codes in rows.values_list("question_id", "codes"):
        answered[question_id] += 1
        chosen.setdefault(question_id, Counter()).update(codes)
    questions = (
        activity.questions.select_related("indicator")
        .prefetch_related("choices")
        .order_by("number")
    )
    return AnswerCounts(
        base=contributions.count(),
        questions=tuple(
            QuestionCounts(
                question=question,
                base=answered[question.pk],
                counts={
                    choice.code: chosen.get(question.pk, Counter())[choice.code]
                    for choice in question.choices.all()
                },
            )
            for question in questions
            if question.is_asked
        ),
    )
