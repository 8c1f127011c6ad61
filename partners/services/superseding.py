"""A decision that replaces another: what stood no longer does, and why."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import Decision, Outcome, RequestStatus, TopicRequest
from partners.services import approving
from partners.services.decisions import (
    AlreadyDecided,
    DecisionMissing,
    Parts,
    lock_for_decision,
    record_decision,
)
from partners.signals import request_superseding
from vef.accounts.models import User
from vef.audit.services import record
from vef.common.steps import TransitionError

# A question decides nothing, so it replaces nothing.
REPLACING = frozenset(set(Outcome) - {Outcome.MORE_INFORMATION})


class StillRuns(Exception):
    """What came of the decision lives. ``reasons`` are sentences in the active language."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reasons))


def standing_decision(topic: TopicRequest) -> Decision | None:
    """Return the decision that stands, of a request that is decided."""
    if not topic.is_decided:
        return None
    return topic.decisions.filter(superseded_by=None).last()


def in_the_way(topic: TopicRequest) -> list[str]:
    """Say, in sentences, what lives of an accepted request and forbids taking that back."""
    if topic.status != RequestStatus.ACCEPTED:
        return []
    merged = TopicRequest.objects.filter(merged_into=topic, status=RequestStatus.MERGED)
    found = [
        _("%(reference)s is merged into it. Decide that request again first.")
        % {"reference": row.reference}
        for row in merged.order_by("reference")
    ]
    for _receiver, reasons in request_superseding.send(sender=TopicRequest, request=topic):
        found += reasons or []
    return found


@transaction.atomic
def supersede_decision(
    topic: TopicRequest, *, actor: User, standing: Decision, because: str, **parts: Any
) -> Decision:
    """Replace the decision that stands by another, with why it no longer holds.

    ``standing`` is the decision the manager saw. Its letter, if it was not sent, never goes;
    the new one has a letter of its own. The earlier assessments count for it, because the
    request's words are the same. Whether what came of the first forbids it is asked inside
    the transaction (``signals.request_superseding``).

    Raises AlreadyDecided if another stands by now, StillRuns, DecisionMissing (also for
    "because"), Recused, or TransitionError for a request that is not decided.
    """
    fresh, given = lock_for_decision(topic, Parts(**parts))
    if not fresh.is_decided:
        raise TransitionError(fresh, fresh.status, given.outcome)
    if standing != standing_decision(fresh):
        raise AlreadyDecided(fresh.pk)
    if not because.strip():
        raise DecisionMissing(["because"])
    if given.outcome not in REPLACING:
        raise DecisionMissing(["outcome"])
    if given.status != RequestStatus.ACCEPTED and (reasons := in_the_way(fresh)):
        raise StillRuns(reasons)
    approving.set_aside(standing, actor=actor, reason=because.strip())
    record(
        actor,
        "topicrequest.superseded",
        fresh,
        reason=because.strip(),
        data={"decision": str(standing.pk)},
    )
    return record_decision(
        fresh, topic, actor=actor, parts=given, supersedes=standing, because=because.strip()
    )
