"""Taking what people say: by name, or through the mix box without any trace."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from engagement.models import (
    Activity,
    Answer,
    Contribution,
    ContributionStatus,
    Invitation,
    MixBox,
    SpentNonce,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.privacy import blind_index

_random = secrets.SystemRandom()
# How many may wait in the mix box. The more are shuffled together, the less a
# place in the order tells: of ten, one in ten could be guessed (decision 0005).
MIX_AT = 200


@dataclass(frozen=True)
class Said:
    """What somebody said to one question: codes of the answers chosen, or own words."""

    codes: tuple[str, ...] = ()
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.codes and not self.text.strip()


Answers = Mapping[UUID, Said]


class NotTakingAnswers(Exception):
    """The activity takes no answers, or none of this kind."""


class AlreadySent(Exception):
    """This form was sent before, with other answers; a fresh one can change them."""


# --- By name --------------------------------------------------------------------


def submit_named(
    invitation: Invitation,
    answers: Answers,
    *,
    language: str,
    nonce: str,
    actor: Actor,
    start_again: bool = False,
) -> Contribution:
    """Take somebody's answers; they may be changed until the activity closes.

    Questions left empty keep what was said to them earlier, unless
    ``start_again``. The same form sent twice counts once.

    Raises NotTakingAnswers, and AlreadySent for an old form with other answers.
    """
    return _take(invitation, answers, language, nonce, actor, start_again, finished=True)


def save_named(
    invitation: Invitation,
    answers: Answers,
    *,
    language: str,
    nonce: str,
    actor: Actor,
    start_again: bool = False,
) -> Contribution:
    """Keep answers for later. They don't count until they are sent.

    Raises NotTakingAnswers, AlreadySent.
    """
    return _take(invitation, answers, language, nonce, actor, start_again, finished=False)


@transaction.atomic
def _take(
    invitation: Invitation,
    answers: Answers,
    language: str,
    nonce: str,
    actor: Actor,
    start_again: bool,
    *,
    finished: bool,
) -> Contribution:
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    activity = Activity.objects.get(pk=locked.activity_id)
    if not (activity.is_taking_answers and activity.takes_named):
        raise NotTakingAnswers(activity.pk)
    form_nonce = blind_index.index(nonce, purpose="form-nonce")
    form_digest = blind_index.index(
        _as_json(answers) + f"|{finished}|{start_again}", purpose="form-digest"
    )
    known = Contribution.objects.filter(invitation=locked).first()
    if known and known.form_nonce == form_nonce:
        if known.form_digest != form_digest:
            raise AlreadySent(known.pk)
        return known
    contribution = known or Contribution(
        activity=activity, invitation=locked, is_anonymous=False, is_finished=False
    )
    contribution.language = language
    contribution.received_at = clock.now()
    contribution.is_finished = contribution.is_finished or finished
    contribution.form_nonce, contribution.form_digest = form_nonce, form_digest
    was_read = contribution.status in {ContributionStatus.CHECKED, ContributionStatus.CODED}
    if was_read:
        # Answers that changed are new again. Told by the entry below, not by one of its own.
        contribution.status = ContributionStatus.RECEIVED
    contribution.save()
    if start_again:
        contribution.answers.all().delete()
    _keep(contribution, answers)
    # PRIVACY: the log names the person with the invitation and never with the contribution,
    # so that the tie can be cut later (services.forgetting) although the log can't.
    record(
        actor,
        "contribution.sent" if finished else "contribution.saved",
        locked,
        data={"activity": str(activity.pk), "first": known is None, "read_before": was_read},
    )
    return contribution


def _keep(contribution: Contribution, answers: Answers) -> None:
    earlier = {row.question_id: row for row in contribution.answers.all()}
    for question_id, said in answers.items():
        if said.is_empty:
            continue
        row = earlier.get(question_id) or Answer(contribution=contribution, question_id=question_id)
        if row.text != said.text:
            row.redacted = ""
        row.codes, row.text = list(said.codes), said.text
        row.save()


def _as_json(answers: Answers) -> str:
    said: dict[str, dict[str, Any]] = {
        str(question_id): {"codes": list(said.codes), "text": said.text}
        for question_id, said in answers.items()
        if not said.is_empty
    }
    return json.dumps(said, sort_keys=True, ensure_ascii=False)


# --- Without any trace ------------------------------------------------------------


@transaction.atomic
def submit_anonymous(activity: Activity, answers: Answers, *, nonce: str) -> bool:
    """Put answers into the mix box; return whether they were new.

    PRIVACY: no time, order, language, address or audit entry is kept. What waits
    is stirred with each arrival and moved on when many wait, or at closing.
    The same form sent twice counts once, whatever it says.

    Raises NotTakingAnswers.
    """
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if not (locked.is_taking_answers and locked.takes_anonymous):
        raise NotTakingAnswers(activity.pk)
    digest = blind_index.index(f"{activity.pk}|{nonce}", purpose="shared-form")
    _row, is_new = SpentNonce.objects.get_or_create(digest=digest, defaults={"activity": locked})
    if not is_new:
        return False
    if _stir_in(locked, _as_json(answers)) >= MIX_AT:
        empty_mix_box(locked)
    return True


def _stir_in(activity: Activity, payload: str) -> int:
    """Add to the box and write the whole box anew in random order, so that none is the latest."""
    waiting = MixBox.objects.filter(activity=activity)
    payloads = [row.sealed for row in waiting] + [payload]
    waiting.delete()
    _random.shuffle(payloads)
    MixBox.objects.bulk_create(MixBox(activity=activity, sealed=text) for text in payloads)
    return len(payloads)


@transaction.atomic
def empty_mix_box(activity: Activity) -> int:
    """Move what waits in the mix box among the contributions; return how many.

    PRIVACY: in random order, with random keys, and each question's own words
    shuffled among all, so that neither rows, answers nor words can be matched to
    when they came or to one another.
    """
    Activity.objects.select_for_update().get(pk=activity.pk)
    waiting = MixBox.objects.filter(activity=activity)
    payloads = [json.loads(row.sealed) for row in waiting]
    if not payloads:
        return 0
    _random.shuffle(payloads)
    _shuffle_words(payloads)
    contributions = [
        Contribution(activity=activity, is_anonymous=True, is_finished=True) for _ in payloads
    ]
    answers = [
        Answer(
            contribution=contribution,
            question_id=UUID(question_id),
            codes=said["codes"],
            text=said["text"],
        )
        for contribution, payload in zip(contributions, payloads, strict=True)
        for question_id, said in payload.items()
    ]
    _random.shuffle(answers)
    Contribution.objects.bulk_create(contributions)
    Answer.objects.bulk_create(answers)
    waiting.delete()
    record(SYSTEM, "activity.mix-box-emptied", activity, data={"count": len(payloads)})
    return len(payloads)


def _shuffle_words(payloads: list[dict[str, dict[str, Any]]]) -> None:
    """Give each question's own words to the contributions at random."""
    questions = {
        question_id
        for payload in payloads
        for question_id, said in payload.items()
        if said["text"] and not said["codes"]
    }
    for question_id in questions:
        words = [payload.pop(question_id, None) for payload in payloads]
        _random.shuffle(words)
        for payload, said in zip(payloads, words, strict=True):
            if said is not None:
                payload[question_id] = said


def forget_forms(activity: Activity) -> None:
    """Forget which anonymous forms were sent; nothing more can be sent after closing."""
    SpentNonce.objects.filter(activity=activity).delete()
