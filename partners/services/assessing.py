"""Weighing a request before it is decided: two people, blind to each other, without interest."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from partners.models import (
    ASSESSORS,
    Assessment,
    AssessmentScore,
    AssessmentStatus,
    Criterion,
    Interest,
    RequestStatus,
    TopicRequest,
)
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.steps import TransitionError, move

# By the criterion's code: a score from 0 to 3 (None: not scored yet) and why.
Scores = Mapping[str, tuple[int | None, str]]


class Recused(Exception):
    """This person declared an interest in the request."""


class AssessmentClosed(Exception):
    """It is finished already, or two others have finished theirs and can be seen."""


class AssessmentIncomplete(Exception):
    """A criterion lacks its score or its reason. ``missing`` names them by code."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


def current_round(topic: TopicRequest) -> int:
    """Return which review of the request this is, or led to its decision: the first is 0."""
    # Each review ends with one decision; another that supersedes it rests on the same review.
    ended = topic.decisions.filter(supersedes=None).count()
    return max(ended - 1, 0) if topic.is_decided else ended


def has_interest(topic: TopicRequest, user: User) -> bool:
    return topic.interests.filter(declared_by=user).exists()


def counted(topic: TopicRequest) -> int:
    """Return how many assessments a decision may rest on now: none before two are done."""
    return topic.assessments.counted().filter(round=current_round(topic)).count()


def may_assess(topic: TopicRequest, user: User) -> bool:
    """Say whether this person may weigh the request now. Tells nothing of anybody else's."""
    if topic.status != RequestStatus.UNDER_REVIEW or has_interest(topic, user):
        return False
    mine = topic.assessments.filter(round=current_round(topic))
    if mine.filter(opened_at__isnull=False).exists():
        return False
    return not mine.filter(assessor=user).exclude(status=AssessmentStatus.BEGUN).exists()


def _locked(topic: TopicRequest, actor: User) -> TopicRequest:
    """Return the request, locked: who assesses, declares and decides comes one by one."""
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if fresh.status != RequestStatus.UNDER_REVIEW:
        raise TransitionError(fresh, fresh.status, "assessed")
    if has_interest(fresh, actor):
        raise Recused(actor.pk)
    return fresh


@transaction.atomic
def save_assessment(topic: TopicRequest, *, actor: User, scores: Scores) -> Assessment:
    """Keep what was typed so far, for its author alone.

    Raises Recused, AssessmentClosed or TransitionError for a request not under review.
    """
    fresh = _locked(topic, actor)
    if not may_assess(fresh, actor):
        raise AssessmentClosed(fresh.pk)
    draft = {code: [score, note.strip()] for code, (score, note) in scores.items()}
    row, created = Assessment.objects.get_or_create(
        request=fresh,
        assessor=actor,
        round=current_round(fresh),
        defaults={"draft": draft},
    )
    if created:
        record(actor, "assessment.begun", row)
    elif row.draft != draft:
        row.draft = draft
        row.save(update_fields=["draft"])
    return row


@transaction.atomic
def finish_assessment(topic: TopicRequest, *, actor: User, scores: Scores) -> Assessment:
    """Hand in one's assessment, for good. With the second, colleagues see both.

    Every criterion in use needs a score and a short reason. The log says that it is
    finished and nothing of what it says.

    Raises AssessmentIncomplete and what ``save_assessment`` raises.
    """
    row = save_assessment(topic, actor=actor, scores=scores)
    made, missing = [], []
    for criterion in Criterion.objects.filter(is_active=True):
        score, note = scores.get(criterion.code, (None, ""))
        if score is None or not note.strip():
            missing.append(criterion.code)
            continue
        made.append(
            AssessmentScore(
                assessment=row,
                criterion=criterion,
                weight=criterion.weight,
                score=score,
                note=note.strip(),
            )
        )
    if missing:
        raise AssessmentIncomplete(missing)
    AssessmentScore.objects.bulk_create(made)
    now = clock.now()
    move(row, AssessmentStatus.FINISHED, actor=actor, finished_at=now, draft={})
    done = Assessment.objects.filter(
        request=topic, round=row.round, status=AssessmentStatus.FINISHED
    )
    if done.count() >= ASSESSORS:
        done.update(opened_at=now)
        row.opened_at = now
        record(actor, "topicrequest.assessed", topic, data={"round": row.round})
    return row


@transaction.atomic
def declare_interest(topic: TopicRequest, *, actor: User, reason: str) -> Interest:
    """Keep that somebody is too near to this request; their assessment is set aside.

    Of a decided one they neither approve the letter nor supersede the decision. Declaring
    twice changes nothing: the first stands. Raises TransitionError for a request that is
    with its partner, ValueError for an empty reason.
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not (fresh.is_waiting or fresh.is_decided):
        raise TransitionError(fresh, fresh.status, "interest")
    if not reason.strip():
        raise ValueError("reason")
    row, created = Interest.objects.get_or_create(
        request=fresh, declared_by=actor, defaults={"reason": reason.strip()}
    )
    if not created:
        return row
    # PRIVACY: the reason stays in its row; the log is read by more people.
    record(actor, "topicrequest.interest-declared", topic, data={"interest": str(row.pk)})
    fields: dict[str, Any] = {"draft": {}}
    for mine in Assessment.objects.filter(request=fresh, assessor=actor):
        if mine.round == current_round(fresh):
            move(mine, AssessmentStatus.SET_ASIDE, actor=actor, **fields)
    return row
