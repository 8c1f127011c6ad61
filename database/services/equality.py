"""Equality answers: asked with a reason, given or left empty, sealed, and used for figures only.

Nobody reads one person's answers, and no page shows them. ``database.missing`` counts
them, and what it counts leaves the office only above the floor.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from database.models import (
    Decision,
    EqualityAnswer,
    EqualityQuestion,
    Person,
    ProfileField,
    Purpose,
)
from database.services import profile
from database.services.consents import has_agreed, lock, record_consent
from database.services.people import ConsentMissing
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

# Offered with every question: "prefer not to say".
PNS = "pns"
# Answers that leave no room for another beside them.
ALONE = frozenset({PNS, "none"})


class UnknownAnswer(ValueError):
    """A question was answered with something it does not offer."""


class EqualityNotAsked(Exception):
    """The office has not switched the equality questions on, so nobody is asked them."""


def is_asked() -> bool:
    """Whether the office asks for equality answers at present, and has said why."""
    return profile.is_asked(ProfileField.Code.EQUALITY)


def questions_in_use() -> list[EqualityQuestion]:
    """Return the questions asked at present, each with its answers; two queries."""
    asked = EqualityQuestion.objects.filter(is_active=True).prefetch_related("options")
    return list(asked.order_by("order", "code"))


def may_be_given(question: EqualityQuestion, codes: Sequence[str]) -> bool:
    """Whether these answers can be given to this question together."""
    offered = {option.code for option in question.options.all()} | {PNS}
    if not codes or len(set(codes)) != len(codes) or not set(codes) <= offered:
        return False
    return len(codes) == 1 or (question.takes_several and not ALONE & set(codes))


@transaction.atomic
def record_equality(
    person: Person,
    *,
    answers: Mapping[int, Sequence[str]],
    language: str,
    method: str,
    actor: Actor,
    agrees_now: bool = False,
    is_provisional: bool = False,
) -> int:
    """Keep what somebody answered, question by question; return how many answers changed.

    ``answers`` maps a question's id to the codes chosen; a question left out stays as it
    was. ``agrees_now`` records with it that they agree to the use, to the wording in use;
    ``is_provisional`` says that this yes still has to be confirmed. An answer to a new
    version of a question takes the place of that to an older one.

    Raises ConsentMissing without an agreement to the use, NoWording, UnknownAnswer.
    """
    lock(person)
    if agrees_now:
        record_consent(
            person,
            purpose=Purpose.EQUALITY,
            decision=Decision.GIVEN,
            language=language,
            method=method,
            actor=actor,
            is_provisional=is_provisional,
        )
    elif not has_agreed(person, Purpose.EQUALITY):
        raise ConsentMissing(person)
    questions = EqualityQuestion.objects.prefetch_related("options").in_bulk(list(answers))
    for pk, codes in answers.items():
        if pk not in questions or not may_be_given(questions[pk], codes):
            raise UnknownAnswer(pk)
    changed = _keep(person, questions, answers, language=language, method=method)
    # PRIVACY: how many, never which question or what was answered.
    record(
        actor,
        "equality.recorded",
        person,
        data={"answers": len(answers), "method": str(method), "language": language},
    )
    return changed


def _keep(
    person: Person,
    questions: Mapping[int, EqualityQuestion],
    answers: Mapping[int, Sequence[str]],
    *,
    language: str,
    method: str,
) -> int:
    kept = {row.question.code: row for row in _rows_of(person)}
    changed = 0
    for pk, codes in answers.items():
        question = questions[pk]
        text = json.dumps({"codes": sorted(codes)})
        row = kept.get(question.code)
        if row is not None and row.question_id == pk and row.answer == text:
            continue
        if row is not None and row.question_id != pk:
            row.delete()
            row = None
        row = row or EqualityAnswer(person=person, question=question)
        row.answer, row.language, row.method, row.at = text, language, method, clock.now()
        row.save()
        changed += 1
    return changed


def _rows_of(person: Person) -> Iterable[EqualityAnswer]:
    return person.equality_answers.select_related("question", "person__key")


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes of an opened answer."""
    return tuple(json.loads(text)["codes"])
