"""Deciding a request: what was decided, by what measure, and the letter that says so."""

from collections.abc import Iterable, Mapping
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
from partners.services import assessing
from partners.signals import request_decided
from vef.accounts.models import User
from vef.accounts.permissions import may_approve
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


def missing_parts(
    topic: TopicRequest,
    *,
    outcome: str,
    reason: str,
    letter_en: str,
    letter_cy: str,
    scores: Mapping[str, tuple[int, str]],
    reason_code: str,
    avenues: Iterable[Avenue],
    conditions: str,
    interest_declared: str | None,
    deferred_to: RequestWindow | None,
    merged_into: TopicRequest | None,
    alone_because: str | None,
) -> tuple[str, ...]:
    """Name what a decision with these parts still lacks.

    ``alone_because`` is None for somebody who may not decide alone.
    """
    declined = outcome == Outcome.DECLINED
    assessed = assessing.counted(topic) >= ASSESSORS
    checks = {
        "outcome": outcome in Outcome.values,
        "reason": bool(reason.strip()),
        # Both languages, always: the partner's colleagues may read either.
        "letter_en": bool(letter_en.strip()),
        "letter_cy": bool(letter_cy.strip()),
        "interest": interest_declared is not None,
        "reason_code": not declined or reason_code in DeclineReason.values,
        "avenues": not (declined and reason_code in NEEDS_AVENUES) or bool(list(avenues)),
        "conditions": outcome != Outcome.ACCEPTED_WITH_CHANGES or bool(conditions.strip()),
        "deferred_to": outcome != Outcome.DEFERRED or _may_take(deferred_to, topic),
        "merged_into": outcome != Outcome.MERGED or _may_absorb(merged_into, topic),
        # What is taken on is weighed; what is turned away may fail before any weighing.
        "scores": outcome not in TAKEN or assessed or bool(scores),
        # A question decides nothing yet.
        "assessments": outcome == Outcome.MORE_INFORMATION
        or assessed
        or bool((alone_because or "").strip()),
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
def decide_request(
    topic: TopicRequest,
    *,
    actor: User,
    outcome: str,
    reason: str,
    letter_en: str,
    letter_cy: str,
    scores: Mapping[str, tuple[int, str]] | None = None,
    reason_code: str = "",
    avenues: Iterable[Avenue] = (),
    conditions: str = "",
    interest_declared: str | None = None,
    deferred_to: RequestWindow | None = None,
    merged_into: TopicRequest | None = None,
    alone_because: str = "",
) -> Decision:
    """Decide a request under review, for good, and tell everybody at the partner by mail.

    ``scores`` holds, by the criterion's code, a score from 0 to 3 and why.
    ``interest_declared`` is what the decider declares: empty text for no interest,
    None for a question not answered. Whoever has an interest decides nothing.
    Two people have assessed the request first, unless a manager says in
    ``alone_because`` why not. The decision and its scores can never be
    edited. Sends ``signals.request_decided`` inside the transaction.

    Raises DecisionMissing, AlreadyDecided, Recused, or TransitionError for a request
    that is not under review.
    """
    outcome = str(outcome)
    avenues, scores = list(avenues), dict(scores or {})
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if fresh.status in STATUS_AFTER.values():
        raise AlreadyDecided(fresh.pk)
    if fresh.status != RequestStatus.UNDER_REVIEW:
        raise TransitionError(fresh, fresh.status, outcome)
    if (interest_declared or "").strip() or assessing.has_interest(fresh, actor):
        raise assessing.Recused(actor.pk)
    rests_on_two = assessing.counted(fresh) >= ASSESSORS
    missing = missing_parts(
        fresh,
        outcome=outcome,
        reason=reason,
        letter_en=letter_en,
        letter_cy=letter_cy,
        scores=scores,
        reason_code=reason_code,
        avenues=avenues,
        conditions=conditions,
        interest_declared=interest_declared,
        deferred_to=deferred_to,
        merged_into=merged_into,
        alone_because=alone_because if may_approve(actor) else None,
    )
    if missing:
        raise DecisionMissing(missing)
    decision = Decision.objects.create(
        request=fresh,
        outcome=outcome,
        reason_code=reason_code if outcome == Outcome.DECLINED else "",
        reason=reason.strip(),
        letter_en=letter_en.strip(),
        letter_cy=letter_cy.strip(),
        conditions=conditions.strip() if outcome == Outcome.ACCEPTED_WITH_CHANGES else "",
        alone_because=""
        if rests_on_two or outcome == Outcome.MORE_INFORMATION
        else alone_because.strip(),
        decided_by=actor,
        decided_at=clock.now(),
    )
    decision.avenues.set(avenues if outcome == Outcome.DECLINED else [])
    _keep_scores(decision, scores)
    fields: dict[str, Any] = {}
    if outcome == Outcome.DEFERRED:
        fields["deferred_to"] = deferred_to
    if outcome == Outcome.MERGED:
        fields["merged_into"] = merged_into
    move(
        topic,
        STATUS_AFTER[Outcome(outcome)],
        actor=actor,
        reason=reason.strip(),
        data={"decision": str(decision.pk), "outcome": outcome, "code": decision.reason_code},
        **fields,
    )
    _tell_organisation(topic, decision)
    request_decided.send(sender=TopicRequest, request=topic, decision=decision, actor=actor)
    return decision


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


def _tell_organisation(topic: TopicRequest, decision: Decision) -> None:
    asked = decision.outcome == Outcome.MORE_INFORMATION
    for user_id in topic.organisation.users().values_list("pk", flat=True):
        enqueue(
            kind="partners.more-information" if asked else "partners.decision",
            unique_key=f"{decision.pk}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=topic,
            context={"decision": str(decision.pk)},
        )
