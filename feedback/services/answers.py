"""The partner's answers: one for each finding, and later what came of them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from feedback.errors import AnswerIncomplete, NotYours
from feedback.models import AnswerStatus, PackStatus, PartnerAnswer, ResultsPack
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import LANGUAGES, OTHER
from vef.common.steps import TransitionError, move

FIRST_ANSWERS = (AnswerStatus.ACCEPTED, AnswerStatus.IN_PART, AnswerStatus.NOT_ACCEPTED)
PROGRESS = (AnswerStatus.IN_PROGRESS, AnswerStatus.DONE, AnswerStatus.DROPPED)


@transaction.atomic
def answer_finding(
    answer: PartnerAnswer,
    *,
    status: str,
    actor: User,
    reason: str = "",
    action: str = "",
    owner: str = "",
    due_on: date | None = None,
) -> None:
    """Record what the partner says to one finding, in the language it is written in.

    Accepted, whole or in part, needs an action, an owner and a date; not
    accepted, or in part, needs a reason. Once every finding has its answer the
    pack is answered and reminders end. Raises NotYours, AnswerIncomplete,
    TransitionError.
    """
    pack = _own_pack(answer, actor)
    if status not in FIRST_ANSWERS:
        raise TransitionError(answer, answer.status, status)
    if missing := _missing(status, reason, action, owner, due_on):
        raise AnswerIncomplete(missing)
    language = _language()
    accepted = status != AnswerStatus.NOT_ACCEPTED
    move(
        answer,
        status,
        actor=actor,
        **_in(language, "reason", reason),
        **_in(language, "action", action if accepted else ""),
        owner=owner.strip() if accepted else "",
        due_on=due_on if accepted else None,
        written_in=language,
        answered_by=actor,
        answered_at=clock.now(),
    )
    if not pack.answers.filter(status=AnswerStatus.AWAITED).exists():
        move(pack, PackStatus.ANSWERED, actor=actor)


def _missing(
    status: str, reason: str, action: str, owner: str, due_on: date | None
) -> dict[str, object]:
    missing: dict[str, object] = {}
    if status != AnswerStatus.ACCEPTED and not reason.strip():
        missing["reason"] = _("Say why you do not accept this, or not all of it.")
    if status == AnswerStatus.NOT_ACCEPTED:
        return missing
    if not action.strip():
        missing["action"] = _("Say what you will do.")
    if not owner.strip():
        missing["owner"] = _("Say who is responsible.")
    if due_on is None:
        missing["due_on"] = _("Give the date by which it will be done.")
    elif due_on < clock.today():
        missing["due_on"] = _("Give a date that is still to come.")
    return missing


@transaction.atomic
def report_progress(answer: PartnerAnswer, *, status: str, actor: User, evidence: str = "") -> None:
    """Record what came of an accepted action: in progress, done or dropped.

    Done needs evidence, dropped a reason; both stand in ``evidence``, beside the
    first answer. Raises NotYours, AnswerIncomplete, TransitionError.
    """
    _own_pack(answer, actor)
    if status not in PROGRESS:
        raise TransitionError(answer, answer.status, status)
    if status == AnswerStatus.DONE and not evidence.strip():
        raise AnswerIncomplete({"evidence": _("Say how we can see that it is done.")})
    if status == AnswerStatus.DROPPED and not evidence.strip():
        raise AnswerIncomplete({"evidence": _("Say why it will not be done.")})
    move(answer, status, actor=actor, **_in(_language(), "evidence", evidence))


def _own_pack(answer: PartnerAnswer, actor: User) -> ResultsPack:
    """Lock the answer's pack. Raises NotYours for a user of another organisation."""
    pack = ResultsPack.objects.select_for_update(of=("self",)).get(pk=answer.pack_id)
    if not pack.organisation.memberships.filter(user_id=actor.pk).exists():
        raise NotYours
    return pack


@transaction.atomic
def translate_answer(answer: PartnerAnswer, *, actor: User, **words: str) -> None:
    """Add the office's translation of a partner's words; the partner's own stay as they are."""
    other = OTHER[answer.written_in]
    for name, text in words.items():
        setattr(answer, f"{name}_{other}", text.strip())
    answer.save(update_fields=[f"{name}_{other}" for name in words])
    record(actor, "partneranswer.translated", answer, data={"language": other})


def untranslated(answer: PartnerAnswer) -> list[str]:
    """Name the parts of an answer whose words exist in one language only."""
    return [
        name
        for name in ("reason", "action", "evidence")
        if len({bool(getattr(answer, f"{name}_{language}")) for language in LANGUAGES}) == 2
    ]


def _language() -> str:
    active = (translation.get_language() or "en").split("-")[0]
    return active if active in LANGUAGES else "en"


def _in(language: str, name: str, text: str) -> dict[str, Any]:
    """Return the text for its own language, and empty for the other: an old translation
    would no longer say the same."""
    return {f"{name}_{language}": text.strip(), f"{name}_{OTHER[language]}": ""}
