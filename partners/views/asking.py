"""A step's questions, each with its box and what stands beside it."""

import re
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField

from partners.models import QuestionHelp, TopicRequest

# "Mae'r" and "follow-up" are one word each, as people count them.
WORD = re.compile(r"\w+(?:['\u2019-]\w+)*")
LANGUAGE_OF_EXAMPLE = {"title_en": "en", "title_cy": "cy"}


def count_words(text: str) -> int:
    """Count words as a reader would, in either language."""
    return len(WORD.findall(text))


@dataclass(frozen=True)
class Question:
    """One question of a step. ``words`` counts what is saved, where its length has advice."""

    field: BoundField
    help: QuestionHelp | None
    words: int = 0

    @property
    def language(self) -> str:
        """The language its example is in, where that is not the page's."""
        return LANGUAGE_OF_EXAMPLE.get(self.field.name, "")

    @property
    def is_short(self) -> bool:
        return bool(self.help and self.words < self.help.words_from)

    @property
    def is_long(self) -> bool:
        return bool(self.help and self.words > self.help.words_to)


def questions_of(form: Any, topic: TopicRequest) -> list[Question]:
    """Return the visible questions of a step in their order, in one query."""
    fields = form.visible_fields()
    helps = {
        row.question: row
        for row in QuestionHelp.objects.filter(question__in=[field.name for field in fields])
    }
    found = []
    for field in fields:
        row = helps.get(field.name)
        stored = getattr(topic, field.name, "")
        counted = isinstance(stored, str) and row is not None and row.words_to
        found.append(Question(field, row, count_words(str(stored)) if counted else 0))
    return found
