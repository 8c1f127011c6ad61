"""The letter of a decision: approved by somebody who did not write it, then sent, once."""

from django.db import transaction

from partners.models import (
    Decision,
    DecisionLetter,
    LetterStatus,
    RequestStatus,
    TopicRequest,
)
from partners.services.assessing import Recused, has_interest
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move
from vef.outbox.services import enqueue

# In these a request carries no other one along.
GOES_NOT_ON = frozenset(
    {
        RequestStatus.DECLINED,
        RequestStatus.DEFERRED,
        RequestStatus.MERGED,
        RequestStatus.WITHDRAWN,
    }
)


class LetterByOneself(Exception):
    """Whoever decided or wrote the words may not approve them."""


class LetterUntrue(Exception):
    """What it was merged into does not go on, so the letter would promise nothing true."""


class LetterEmpty(ValueError):
    """Both languages need their words."""


def offer_letter(decision: Decision, *, actor: User) -> DecisionLetter:
    """Let the words of a new decision wait for a second person. Nobody is told yet."""
    letter = DecisionLetter.objects.create(
        decision=decision,
        letter_cy=decision.letter_cy,
        letter_en=decision.letter_en,
        written_by=actor,
        written_at=clock.now(),
    )
    record(actor, "decisionletter.written", letter, data={"version": letter.version})
    return letter


def may_approve_letter(letter: DecisionLetter, user: User) -> bool:
    """Say whether this colleague may send the words: they neither decided nor wrote them."""
    own = user.pk in {letter.written_by_id, letter.decision.decided_by_id}
    return letter.is_waiting and not own and not has_interest(letter.decision.request, user)


@transaction.atomic
def approve_letter(letter: DecisionLetter, *, actor: User) -> bool:
    """Send the words to everybody at the partner; return False if that was done already.

    From now on the partner's pages show the decision. Raises LetterByOneself, Recused for
    somebody with an interest, LetterUntrue where the request it was merged into was turned away
    or taken back since, or TransitionError for words that were sent back or set aside.
    """
    topic, fresh = _locked(letter, actor)
    if fresh.status == LetterStatus.SENT:
        letter.refresh_from_db()
        return False
    if actor.pk in {fresh.written_by_id, fresh.decision.decided_by_id}:
        raise LetterByOneself(actor.pk)
    target = fresh.decision.merged_into
    if target is not None and target.status in GOES_NOT_ON:
        raise LetterUntrue(target.reference)
    move(letter, LetterStatus.SENT, actor=actor, approved_by=actor, sent_at=clock.now())
    topic.told_status = topic.status
    topic.save(update_fields=["told_status"])
    for user_id in topic.organisation.users().values_list("pk", flat=True):
        enqueue(
            kind="partners.decision",
            unique_key=f"{fresh.decision_id}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=topic,
            context={"decision": str(fresh.decision_id)},
        )
    return True


@transaction.atomic
def return_letter(letter: DecisionLetter, *, actor: User, reason: str) -> bool:
    """Send the words back to be changed; return False if they were sent back already.

    Raises ValueError for an empty reason, Recused, or TransitionError once they were sent
    or set aside.
    """
    if not reason.strip():
        raise ValueError("reason")
    _topic, fresh = _locked(letter, actor)
    if fresh.status == LetterStatus.RETURNED:
        letter.refresh_from_db()
        return False
    return move(
        letter,
        LetterStatus.RETURNED,
        actor=actor,
        reason=reason.strip(),
        returned_by=actor,
        returned_because=reason.strip(),
    )


@transaction.atomic
def rewrite_letter(
    letter: DecisionLetter, *, actor: User, letter_cy: str, letter_en: str
) -> DecisionLetter:
    """Offer other words in place of those sent back, which stay to be read beside them.

    Whoever writes them is their author and can't approve them. Raises LetterEmpty,
    Recused, or TransitionError if these words do not wait to be changed any more.
    """
    if not (letter_cy.strip() and letter_en.strip()):
        raise LetterEmpty
    _topic, fresh = _locked(letter, actor)
    if not fresh.is_returned or fresh not in fresh.decision.letters.unsettled():
        raise TransitionError(fresh, fresh.status, LetterStatus.WAITING)
    offered = DecisionLetter.objects.create(
        decision=fresh.decision,
        version=fresh.version + 1,
        letter_cy=letter_cy.strip(),
        letter_en=letter_en.strip(),
        written_by=actor,
        written_at=clock.now(),
    )
    record(actor, "decisionletter.written", offered, data={"version": offered.version})
    return offered


def set_aside(decision: Decision, *, actor: Actor, reason: str = "") -> bool:
    """See to it that a letter that was not sent never goes; the request's row is locked.

    Returns False if there is none.
    """
    letter = decision.letters.unsettled().first()
    if letter is None:
        return False
    return move(letter, LetterStatus.SET_ASIDE, actor=actor, reason=reason)


def _locked(letter: DecisionLetter, actor: User) -> tuple[TopicRequest, DecisionLetter]:
    """Return the request and the letter, locked: what happens to it comes one by one."""
    topic = TopicRequest.objects.select_for_update().get(pk=letter.decision.request_id)
    fresh = DecisionLetter.objects.select_related("decision").get(pk=letter.pk)
    if has_interest(topic, actor):
        raise Recused(actor.pk)
    return topic, fresh
