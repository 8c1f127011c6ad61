"""Deciding a request: what was decided, by what measure, and the letter that says so."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction

from partners.models import (
    ASSESSORS,
    Avenue,
    Criterion,
    Decision,
    DecisionScore,
    DeclineReason,
    Outcome,
    RequestStatus,
    RequestWindow,
    TopicRequest,
    WindowStatus,
)
from partners.services import approving, assessing
from partners.signals import request_decided
from vef.accounts.models import User
from vef.accounts.permissions import may_approve
from vef.audit.services import record
from vef.common import clock
from vef.common.steps import TransitionError, move
from vef.outbox.services import enqueue

STATUS_AFTER = {
    Outcome.ACCEPTED: RequestStatus.ACCEPTED,
    Outcome.ACCEPTED_WITH_CHANGES: RequestStatus.ACCEPTED,
    Outcome.DECLINED: RequestStatus.DECLINED,
    Outcome.DEFERRED: RequestStatus.DEFERRED,
    Outcome.MERGED: RequestStatus.MERGED,
    Outcome.MORE_INFORMATION: RequestStatus.MORE_INFORMATION,
}
TAKEN = frozenset({Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_CHANGES})
# A decline for this reason always says where else somebody may turn.
NEEDS_AVENUES = frozenset({DeclineReason.INDIVIDUAL_CASE, DeclineReason.OTHER_ROUTE})


class DecisionMissing(Exception):
    """A decision lacks something it must have. ``missing`` names what, by field."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class AlreadyDecided(Exception):
    """Somebody decided this request a moment ago."""


@dataclass(frozen=True)
class Parts:
    """What a decision is made of.

    ``scores`` holds, by the criterion's code, a score from 0 to 3 and why.
    ``interest_declared`` is what the decider declares: empty text for no interest,
    None for a question not answered. ``alone_because`` says why two people have not
    assessed the request first; only a manager's word counts there.
    """

    outcome: str
    reason: str
    letter_en: str
    letter_cy: str
    scores: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    reason_code: str = ""
    avenues: Sequence[Avenue] = ()
    conditions: str = ""
    interest_declared: str | None = None
    deferred_to: RequestWindow | None = None
    merged_into: TopicRequest | None = None
    alone_because: str = ""

    @property
    def status(self) -> RequestStatus:
        """Return the request's status once this is decided."""
        return STATUS_AFTER[Outcome(self.outcome)]


def missing_parts(topic: TopicRequest, parts: Parts, actor: User) -> tuple[str, ...]:
    """Name what a decision of these parts by this person still lacks."""
    outcome = parts.outcome
    declined = outcome == Outcome.DECLINED
    assessed = assessing.counted(topic) >= ASSESSORS
    checks = {
        "outcome": outcome in Outcome.values,
        "reason": bool(parts.reason.strip()),
        # Both languages, always: the partner's colleagues may read either.
        "letter_en": bool(parts.letter_en.strip()),
        "letter_cy": bool(parts.letter_cy.strip()),
        "interest": parts.interest_declared is not None,
        "reason_code": not declined or parts.reason_code in DeclineReason.values,
        "avenues": not (declined and parts.reason_code in NEEDS_AVENUES) or bool(parts.avenues),
        "conditions": outcome != Outcome.ACCEPTED_WITH_CHANGES or bool(parts.conditions.strip()),
        "deferred_to": outcome != Outcome.DEFERRED or _may_take(parts.deferred_to, topic),
        "merged_into": outcome != Outcome.MERGED or _may_absorb(parts.merged_into, topic),
        # What is taken on is weighed; what is turned away may fail before any weighing.
        "scores": outcome not in TAKEN or assessed or bool(parts.scores),
        # A question decides nothing yet.
        "assessments": outcome == Outcome.MORE_INFORMATION
        or assessed
        or (may_approve(actor) and bool(parts.alone_because.strip())),
    }
    return tuple(name for name, present in checks.items() if not present)


def _may_take(window: RequestWindow | None, topic: TopicRequest) -> bool:
    return (
        window is not None and window.status != WindowStatus.CLOSED and window.pk != topic.window_id
    )


def _may_absorb(other: TopicRequest | None, topic: TopicRequest) -> bool:
    open_states = (RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW, RequestStatus.ACCEPTED)
    return other is not None and other.pk != topic.pk and other.status in open_states


@transaction.atomic
def decide_request(topic: TopicRequest, *, actor: User, **parts: Any) -> Decision:
    """Decide a request under review; ``parts`` are those of ``Parts``.

    Its letter waits for a second person (``services.approving``), and the partner is told
    nothing before it is sent. Only a question goes at once. The decision and its scores can
    never be edited; another may supersede it. Whoever has an interest decides nothing. Sends
    ``signals.request_decided`` inside the transaction.

    Raises DecisionMissing, AlreadyDecided, Recused, or TransitionError for a request
    that is not under review.
    """
    fresh, given = lock_for_decision(topic, Parts(**parts))
    if fresh.status in STATUS_AFTER.values():
        raise AlreadyDecided(fresh.pk)
    if fresh.status != RequestStatus.UNDER_REVIEW:
        raise TransitionError(fresh, fresh.status, given.outcome)
    return record_decision(fresh, topic, actor=actor, parts=given)


def lock_for_decision(topic: TopicRequest, parts: Parts) -> tuple[TopicRequest, Parts]:
    """Lock the request, and the one it is to be merged into, in one order; read both afresh.

    Of two that would be merged into each other at once, the second sees that the other went.
    """
    ids = {topic.pk} | ({parts.merged_into.pk} if parts.merged_into else set())
    rows = TopicRequest.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {row.pk: row for row in rows}
    if parts.merged_into:
        parts = replace(parts, merged_into=found[parts.merged_into.pk])
    return found[topic.pk], parts


def record_decision(
    fresh: TopicRequest,
    topic: TopicRequest,
    *,
    actor: User,
    parts: Parts,
    supersedes: Decision | None = None,
    because: str = "",
) -> Decision:
    """Keep the decision, move the request, and see to the letter. ``fresh`` is locked.

    Raises DecisionMissing or Recused.
    """
    if (parts.interest_declared or "").strip() or assessing.has_interest(fresh, actor):
        raise assessing.Recused(actor.pk)
    rests_on_two = assessing.counted(fresh) >= ASSESSORS
    if missing := missing_parts(fresh, parts, actor):
        raise DecisionMissing(missing)
    outcome = Outcome(parts.outcome)
    asked = outcome == Outcome.MORE_INFORMATION
    decision = Decision.objects.create(
        request=fresh,
        outcome=outcome,
        reason_code=parts.reason_code if outcome == Outcome.DECLINED else "",
        reason=parts.reason.strip(),
        letter_en=parts.letter_en.strip(),
        letter_cy=parts.letter_cy.strip(),
        conditions=parts.conditions.strip() if outcome == Outcome.ACCEPTED_WITH_CHANGES else "",
        alone_because="" if rests_on_two or asked else parts.alone_because.strip(),
        decided_by=actor,
        decided_at=clock.now(),
        deferred_to=parts.deferred_to if outcome == Outcome.DEFERRED else None,
        merged_into=parts.merged_into if outcome == Outcome.MERGED else None,
        supersedes=supersedes,
        supersedes_because=because,
    )
    decision.avenues.set(parts.avenues if outcome == Outcome.DECLINED else [])
    _keep_scores(decision, parts.scores)
    _move(topic, decision, actor=actor)
    if asked:
        _ask_by_mail(topic, decision)
    else:
        approving.offer_letter(decision, actor=actor)
    request_decided.send(sender=TopicRequest, request=topic, decision=decision, actor=actor)
    return decision


def _move(topic: TopicRequest, decision: Decision, *, actor: User) -> None:
    """Move the request to where it stands now; also where only the words change is recorded."""
    status = STATUS_AFTER[Outcome(decision.outcome)]
    data = {
        "decision": str(decision.pk),
        "outcome": decision.outcome,
        "code": decision.reason_code,
    }
    fields: dict[str, Any] = {
        "deferred_to": decision.deferred_to,
        "merged_into": decision.merged_into,
    }
    if move(topic, status, actor=actor, reason=decision.reason, data=data, **fields):
        return
    for name, row in fields.items():
        setattr(topic, name, row)
    topic.save(update_fields=list(fields))
    record(actor, f"topicrequest.{status}", topic, reason=decision.reason, data=data)


def may_decide(topic: TopicRequest, user: User) -> bool:
    """Say whether this person may decide now: two have assessed, or a manager says why not."""
    if assessing.has_interest(topic, user):
        return False
    return may_approve(user) or assessing.counted(topic) >= ASSESSORS


def ask_more(
    topic: TopicRequest,
    *,
    actor: User,
    reason: str,
    letter_en: str,
    letter_cy: str,
    interest_declared: str | None = "",
) -> Decision:
    """Send a request back to its partner with a question; they may write in it again.

    Raises what ``decide_request`` raises.
    """
    return decide_request(
        topic,
        actor=actor,
        outcome=Outcome.MORE_INFORMATION,
        reason=reason,
        letter_en=letter_en,
        letter_cy=letter_cy,
        interest_declared=interest_declared,
    )


def _keep_scores(decision: Decision, scores: Mapping[str, tuple[int, str]]) -> None:
    criteria = Criterion.objects.filter(code__in=scores)
    DecisionScore.objects.bulk_create(
        DecisionScore(
            decision=decision,
            criterion=criterion,
            weight=criterion.weight,
            score=scores[criterion.code][0],
            note=scores[criterion.code][1],
        )
        for criterion in criteria
    )


def _ask_by_mail(topic: TopicRequest, decision: Decision) -> None:
    """Send the question to everybody at the partner."""
    for user_id in topic.organisation.users().values_list("pk", flat=True):
        enqueue(
            kind="partners.more-information",
            unique_key=f"{decision.pk}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=topic,
            context={"decision": str(decision.pk)},
        )
