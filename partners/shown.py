"""What a partner may read of the decisions on its request: only what a sent letter said."""

from dataclasses import dataclass

from django.utils.translation import get_language

from partners.models import (
    DECIDED,
    Avenue,
    Decision,
    LetterStatus,
    RequestStatus,
    TopicRequest,
)

# While one of these is shown, the newest answer is the one that stands.
ANSWERED = (*DECIDED, RequestStatus.MORE_INFORMATION)


@dataclass(frozen=True)
class Answer:
    """One answer to a request, in the reader's language."""

    decision: Decision
    words: str
    avenues: list[Avenue]
    # The earlier decision that this one replaces, of those the partner knows.
    replaces: Decision | None


@dataclass(frozen=True)
class Answers:
    """The answer that stands, if one does, and those before it, the newest first."""

    now: Answer | None
    earlier: list[Answer]


def answers_to(topic: TopicRequest) -> Answers:
    """Return what a partner may read of its request's decisions."""
    told = (
        topic.decisions.told()
        .select_related("deferred_to", "supersedes")
        .prefetch_related("avenues", "letters")
    )
    found = [_answer(decision) for decision in reversed(told)]
    if found and topic.shown_status in ANSWERED:
        return Answers(found[0], found[1:])
    return Answers(None, found)


def _answer(decision: Decision) -> Answer:
    language = get_language() or "en"
    for letter in decision.letters.all():
        if letter.status == LetterStatus.SENT:
            return Answer(
                decision=decision,
                words=letter.words(language),
                avenues=letter.avenues_beside(language),
                replaces=decision.told_before(),
            )
    return Answer(decision, decision.letter(language), [], None)
