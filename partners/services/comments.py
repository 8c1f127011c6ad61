"""Comments on a request, from the office to its partner and back."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from partners.models import (
    DECIDED,
    CommentSettled,
    Decision,
    RequestComment,
    RequestStatus,
    Side,
    TopicRequest,
)
from vef.accounts.models import User
from vef.accounts.permissions import OFFICE_WORKERS
from vef.audit.services import record
from vef.common import clock
from vef.outbox.services import enqueue

# Over for this request: a new one, or the avenues in the letter, are the way on. An accepted
# request stays open for comments, because the work on it begins then.
CLOSED = (
    RequestStatus.DECLINED,
    RequestStatus.DEFERRED,
    RequestStatus.MERGED,
    RequestStatus.WITHDRAWN,
)


class CommentsClosed(Exception):
    """The request is declined, deferred, merged or withdrawn; nothing more is said about it."""


class CommentEmpty(ValueError):
    """There are no words in it."""


def side_of(user: User) -> Side:
    """Return the side somebody speaks for."""
    return Side.OFFICE if user.is_office else Side.PARTNER


def may_comment(topic: TopicRequest) -> bool:
    """Whether anything may still be said about a request.

    Until its partner knows of a decision: a box that is gone would tell them before its letter.
    """
    return topic.shown_status not in CLOSED


def still_discussed(side: Side) -> Q:
    """Return which requests this side may still say something about, by their comments."""
    over = Q(request__status__in=CLOSED)
    told = ~Q(request__status__in=DECIDED) | Q(request__told_status__in=CLOSED)
    return ~(over & told) if side == Side.PARTNER else ~over


@transaction.atomic
def add_comment(
    topic: TopicRequest, *, actor: User, text: str, key: UUID | None = None
) -> RequestComment:
    """Say something about a request, and tell the other side by mail, once each.

    ``key`` is the comment's own id, so that a form sent twice says it once. It answers
    whatever waited from the other side. Until the request is first submitted it is among
    colleagues only. Raises CommentsClosed, CommentEmpty, or TopicRequest.DoesNotExist
    for a request that is not the actor's to see.
    """
    text = text.strip()
    if not text:
        raise CommentEmpty
    visible = TopicRequest.objects.visible_to(actor)
    fresh = TopicRequest.objects.select_for_update().get(pk__in=visible.filter(pk=topic.pk))
    if key and (known := fresh.comments.filter(pk=key, author=actor).first()):
        return known
    if not may_comment(fresh):
        raise CommentsClosed(fresh.status)
    side = side_of(actor)
    comment = RequestComment(
        request=fresh,
        side=side,
        author=actor,
        text=text,
        at=clock.now(),
        among_colleagues=side == Side.PARTNER and fresh.submitted_at is None,
    )
    if key and not RequestComment.objects.filter(pk=key).exists():
        comment.pk = key
    comment.save(force_insert=True)
    if not comment.among_colleagues:
        settle_for(fresh, side, actor)
    said = "discussed" if comment.among_colleagues else "commented"
    record(actor, f"topicrequest.{said}", fresh, data={"comment": str(comment.pk)})
    for reader in _readers(comment):
        enqueue(
            kind="partners.comment",
            unique_key=f"{comment.pk}:{reader.pk}",
            recipient_kind="user",
            recipient_id=reader.pk,
            about=fresh,
            context={"comment": str(comment.pk)},
        )
    return comment


@transaction.atomic
def settle_comments(topic: TopicRequest, *, actor: User) -> int:
    """Say that what waits from the other side needs no answer; return how many that were.

    Raises TopicRequest.DoesNotExist for a request that is not the actor's to see.
    """
    visible = TopicRequest.objects.visible_to(actor)
    fresh = TopicRequest.objects.select_for_update().get(pk__in=visible.filter(pk=topic.pk))
    number = settle_for(fresh, side_of(actor), actor)
    if number:
        record(actor, "topicrequest.comments-settled", fresh, data={"comments": number})
    return number


def settle_for(topic: TopicRequest, side: str, actor: User) -> int:
    """Close what waits for this side. The caller has locked the request and tells the audit."""
    waiting = list(topic.comments.waiting_for(side))
    CommentSettled.objects.bulk_create(
        CommentSettled(comment=comment, settled_by=actor, at=clock.now()) for comment in waiting
    )
    return len(waiting)


def _readers(comment: RequestComment) -> Iterable[User]:
    """Return those a comment is mailed to: the other side, or in a draft the colleagues.

    In the office they are those who have worked on the request; if nobody has, everybody
    who does such work, so that it lies on nobody's desk alone.
    """
    topic = comment.request
    if comment.side == Side.OFFICE or comment.among_colleagues:
        return topic.organisation.users().exclude(pk=comment.author_id)
    office = User.objects.filter(is_active=True, role__in=OFFICE_WORKERS)
    spoke = RequestComment.objects.filter(request=topic, side=Side.OFFICE).values("author")
    decided = Decision.objects.filter(request=topic).values("decided_by")
    known = office.filter(Q(pk__in=spoke) | Q(pk__in=decided))
    return known if known.exists() else office
