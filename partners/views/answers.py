"""A request's answers as a page shows them: section by section, question by question."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from partners.differences import LINES, WORDS, Part, parts_of
from partners.forms.request import RequestForm
from partners.guard import Match
from partners.models import TICKED, NotPersonal, RequestComment, TopicRequest
from partners.services import Noticed, missing_answers
from partners.steps import STEP_OF, STEPS, Step
from vef.common import clock

# Words that the partner wrote, in the partner's own language.
LANGUAGE_OF = {"title_en": "en", "title_cy": "cy"}
NOT_WRITTEN = frozenset({"written_in", "decision_on", TICKED, "promises_feedback", "feedback_by"})


@dataclass(frozen=True)
class Answer:
    """One question with its answer, ready to show."""

    name: str
    label: Any
    value: Any
    # The language the words are in; empty for dates and choices.
    language: str = ""
    missing: bool = False

    @property
    def shown(self) -> Any:
        if isinstance(self.value, bool):
            return _("Promised") if self.value else ""
        if isinstance(self.value, date):
            return date_format(self.value, "DATE_FORMAT")
        if isinstance(self.value, tuple):
            today = clock.today()
            rows = sorted(self.value, key=attrgetter("rank"))
            return "\n".join(f"{row.get_kind_display()}: {row.name_on(today)}" for row in rows)
        return self.value or ""


@dataclass(frozen=True)
class Section:
    """The answers of one step."""

    step: Step
    answers: tuple[Answer, ...]

    @property
    def is_answered(self) -> bool:
        return any(answer.shown for answer in self.answers)


def label_of(name: str) -> Any:
    """Return the question's own words."""
    return RequestForm.base_fields[name].label


def answers_of(topic: TopicRequest) -> list[Section]:
    """Return every answer of a request, by step, and mark those still missing."""
    missing = set(missing_answers(topic)) if topic.is_editable else set()
    return [
        Section(
            step=step,
            answers=tuple(
                Answer(
                    name=name,
                    label=label_of(name),
                    value=topic.get_written_in_display()
                    if name == "written_in"
                    else topic.answer(name),
                    language=_language(topic, name),
                    missing=name in missing,
                )
                for name in step.fields
            ),
        )
        for step in STEPS
    ]


def _language(topic: TopicRequest, name: str) -> str:
    if name in NOT_WRITTEN:
        return ""
    return LANGUAGE_OF.get(name, topic.written_in)


@dataclass(frozen=True)
class Pair:
    """One question that two colleagues answered: what stands now, and what was typed here."""

    stored: Answer
    typed: Answer
    stored_parts: tuple[Part, ...]
    typed_parts: tuple[Part, ...]


def pairs_of(
    theirs: Mapping[str, Any], typed: Mapping[str, Any], topic: TopicRequest
) -> list[Pair]:
    """Return the answers that stand beside those that were typed, differences marked."""
    found = []
    for name, value in theirs.items():
        stored, mine = (
            Answer(name=name, label=label_of(name), value=each, language=_language(topic, name))
            for each in (_in_words(name, value), _in_words(name, typed.get(name)))
        )
        by = LINES if name == TICKED else WORDS
        left, right = parts_of(str(stored.shown), str(mine.shown), by=by)
        found.append(Pair(stored, mine, tuple(left), tuple(right)))
    return found


def _in_words(name: str, value: Any) -> Any:
    if name == TICKED:
        return value
    choices = dict(getattr(RequestForm.base_fields[name], "choices", ()))
    return choices.get(value, value)


@dataclass(frozen=True)
class Saving:
    """One line of "who saved what, and when"."""

    at: datetime
    who: str
    labels: tuple[Any, ...]


# Enough to see what colleagues did lately.
SAVINGS_SHOWN = 20


def saves_of(topic: TopicRequest) -> list[Saving]:
    """Return the newest savings of a request, in one query."""
    rows = topic.saves.select_related("saved_by")[:SAVINGS_SHOWN]
    return [
        Saving(
            at=row.saved_at,
            who=row.saved_by.name,
            labels=tuple(label_of(name) for name in row.fields if name in STEP_OF),
        )
        for row in rows
    ]


def comments_of(topic: TopicRequest, side: str) -> list[RequestComment]:
    """Return what this side may read about a request, the first first, in one query."""
    return list(topic.comments.read_by(side).select_related("author"))


@dataclass(frozen=True)
class Detail:
    """A noticed detail as a page shows it: the words, the question, and the step it is in."""

    match: Match
    key: str
    said: NotPersonal | None
    question: Any
    step: Step


def shown_detail(noticed: Noticed) -> Detail:
    name = noticed.match.field
    return Detail(noticed.match, noticed.key, noticed.said, label_of(name), STEP_OF[name])
