"""An activity's figures: exact for the office, and as they may leave it.

What leaves is frozen once, in ``ResultsPack.figures``, after passing the floor;
pages, PDFs and reports read it from there and never count again, so that two
releases can't be compared to work out one person's answer.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from engagement.figures import QuestionCounts, answer_counts
from engagement.models import Activity, Contribution, QuestionKind
from feedback.models import Coding, Theme
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.privacy.floor import Count, SafeTable, safe_count, safe_table

COUNTED = (QuestionKind.SINGLE, QuestionKind.MULTI, QuestionKind.SCALE)


@dataclass(frozen=True)
class ActivityCounts:
    """Exact counts of one activity. For the office only."""

    taken_part: int
    questions: tuple[QuestionCounts, ...]
    themes: tuple[tuple[Theme, int], ...]


@dataclass(frozen=True)
class Row:
    """One line of a table as it may be shown: ``count`` prints itself safely."""

    label: str
    count: Count
    percent: int | None


@dataclass(frozen=True)
class Table:
    """One question's frozen table in one language."""

    number: int
    text: str
    base: Count
    rows: tuple[Row, ...]
    is_multi: bool

    @property
    def is_withheld(self) -> bool:
        return not self.rows


@dataclass(frozen=True)
class Frozen:
    """A pack's frozen figures in one language."""

    taken_part: Count
    tables: tuple[Table, ...]
    themes: tuple[Row, ...]


def count(activity: Activity) -> ActivityCounts:
    """Count an activity's answers exactly, without what was excluded."""
    answers = answer_counts(activity)
    # A theme counts people, not answers: somebody may speak of it twice.
    people: dict[int, set[Any]] = {}
    contributions = Contribution.objects.filter(activity=activity).counted()
    codings = Coding.objects.filter(answer__contribution__in=contributions)
    for theme_id, contribution_id in codings.values_list("theme_id", "answer__contribution_id"):
        people.setdefault(theme_id, set()).add(contribution_id)
    return ActivityCounts(
        taken_part=answers.base,
        questions=tuple(item for item in answers.questions if item.question.kind in COUNTED),
        themes=tuple(
            (theme, len(people[theme.pk])) for theme in Theme.objects.all() if theme.pk in people
        ),
    )


def freeze(activity: Activity) -> dict[str, Any]:
    """Return the activity's figures as they may leave the office, in both languages.

    PRIVACY: everything here has passed the floor; nothing exact is kept, so that
    neither the row nor a copy of the database's portal side holds a small count.
    """
    counts = count(activity)
    return {
        "floor": settings.SMALL_NUMBER_FLOOR,
        "frozen_at": clock.now().isoformat(),
        "taken_part": safe_count(counts.taken_part).shown,
        "questions": [_freeze_question(item) for item in counts.questions],
        "themes": [
            {
                "name": _both(theme, "name"),
                "shown": safe_count(number).shown,
            }
            for theme, number in counts.themes
            # Naming a theme only a few spoke of would tell that somebody did.
            if not safe_count(number).is_hidden
        ],
    }


def _freeze_question(item: QuestionCounts) -> dict[str, Any]:
    choices = list(item.question.choices.all())
    table: SafeTable = safe_table(
        item.counts, base=item.base, keys=[choice.code for choice in choices]
    )
    labels = {choice.code: _both(choice, "label") for choice in choices}
    return {
        "number": item.question.number,
        "kind": item.question.kind,
        # Which outcome it tells of, for those who put activities side by side.
        "indicator": item.question.indicator.code if item.question.indicator else "",
        "text": _both(item.question, "text"),
        "base": table.base.shown,
        "cells": [
            {
                "code": cell.key,
                "label": labels[cell.key],
                "shown": cell.count.shown,
                "percent": cell.percent,
            }
            for cell in table.cells
        ],
    }


def _both(row: Any, field: str) -> dict[str, str]:
    return {language: getattr(row, f"{field}_{language}") or "" for language in LANGUAGES}


def thaw(figures: dict[str, Any], language: str) -> Frozen:
    """Read frozen figures back, in one language."""
    return Frozen(
        taken_part=Count(figures.get("taken_part")),
        tables=tuple(
            Table(
                number=question["number"],
                text=question["text"][language],
                base=Count(question["base"]),
                rows=tuple(
                    Row(cell["label"][language], Count(cell["shown"]), cell["percent"])
                    for cell in question["cells"]
                ),
                is_multi=question["kind"] == QuestionKind.MULTI,
            )
            for question in figures.get("questions", [])
        ),
        themes=tuple(
            Row(theme["name"][language], Count(theme["shown"]), None)
            for theme in figures.get("themes", [])
        ),
    )
