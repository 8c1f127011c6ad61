"""What was deferred comes back when its window opens, without being sent again."""

from django.db import transaction
from django.db.models import Q, QuerySet

from partners.models import Placing, RequestStatus, RequestWindow, TopicRequest, WindowStatus
from partners.services import approving
from partners.services.notices import at_work
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import move
from vef.outbox.services import enqueue


def bring_back_to(window: RequestWindow, *, actor: Actor) -> int:
    """Bring back everything deferred to a window that opens now, in its transaction.

    Also what its partner was not told of yet: the letter is set aside, because it would
    promise what has happened meanwhile. Returns how many came back.
    """
    return _bring_back(TopicRequest.objects.filter(deferred_to=window), actor=actor)


def bring_back_due(*, actor: Actor = SYSTEM) -> int:
    """Bring back what was deferred to a window that is open already, or went by unopened.

    To a window that is open already a request comes once its letter was sent. Harmless at
    any time and from many places at once. Returns how many came back.
    """
    told = Q(told_status=RequestStatus.DEFERRED)
    begun = ~Q(deferred_to__status=WindowStatus.PLANNED)
    gone_by = Q(deferred_to__closes_on__lt=clock.today())
    return _bring_back(
        TopicRequest.objects.filter(Q(told & begun) | gone_by, deferred_to__isnull=False),
        actor=actor,
    )


def _bring_back(rows: QuerySet[TopicRequest], *, actor: Actor) -> int:
    found = rows.filter(status=RequestStatus.DEFERRED).order_by("pk")
    return sum(bring_back(topic, actor=actor) for topic in found)


@transaction.atomic
def bring_back(topic: TopicRequest, *, actor: Actor) -> bool:
    """Bring a deferred request into the window it was deferred to, and tell its partner once.

    It keeps its reference, its words and the window it was first asked in; its place in the
    order is gone, and what was assessed is kept to be read and does not count again. Returns
    False if it is not deferred any more.
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    window = fresh.deferred_to
    if (
        fresh.status != RequestStatus.DEFERRED
        or window is None
        or window.pk != topic.deferred_to_id
    ):
        return False
    for decision in fresh.decisions.filter(superseded_by=None):
        approving.set_aside(decision, actor=actor)
    move(
        topic,
        RequestStatus.SUBMITTED,
        actor=actor,
        data={"window": str(window.pk), "first_window": str(fresh.window_id)},
        window=window,
        first_window=fresh.first_window or fresh.window,
        deferred_to=None,
        told_status="",
        came_back_at=clock.now(),
    )
    Placing.objects.filter(request=fresh).delete()
    for user_id in fresh.organisation.users().order_by("pk").values_list("pk", flat=True):
        enqueue(
            kind="partners.came-back",
            unique_key=f"{topic.pk}:{window.pk}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=topic,
            context={"request": str(topic.pk), "window": str(window.pk)},
            not_before=at_work(clock.now()),
        )
    return True
