"""The office's order of a window's requests: which is to be taken first, and why."""

from django.db import transaction

from partners.models import Placing, RequestWindow, TopicRequest
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock


class NotWaiting(Exception):
    """Only what waits for the office has a place in its order."""


@transaction.atomic
def place_request(topic: TopicRequest, *, actor: User, place: int, reason: str) -> int:
    """Put a request at a place of its window's order; those after it move down by one.

    A place beyond the end is the end. Returns the place it got. Putting it where it is
    changes nothing. Raises NotWaiting, ValueError for an empty reason.
    """
    if not reason.strip():
        raise ValueError("reason")
    # One order is written by one person at a time.
    window = RequestWindow.objects.select_for_update().get(pk=topic.window_id)
    fresh = TopicRequest.objects.get(pk=topic.pk)
    if not fresh.is_waiting:
        raise NotWaiting(fresh.pk)
    rows = list(Placing.objects.filter(window=window).order_by("place", "placed_at"))
    mine = next((row for row in rows if row.request_id == fresh.pk), None)
    others = [row for row in rows if row is not mine]
    index = min(max(place, 1), len(others) + 1) - 1
    before = mine.place if mine else None
    if before == index + 1:
        return before
    if mine is None:
        # It may have had a place in an earlier window, which is over.
        Placing.objects.filter(request=fresh).delete()
        mine = Placing(request=fresh, window=window)
    mine.place, mine.reason, mine.placed_by = index + 1, reason.strip(), actor
    mine.placed_at = clock.now()
    mine.save()
    others.insert(index, mine)
    for number, row in enumerate(others, start=1):
        if row.place != number:
            row.place = number
            row.save(update_fields=["place"])
    record(
        actor,
        "topicrequest.placed",
        fresh,
        reason=reason.strip(),
        data={"window": str(window.pk), "from": before, "place": index + 1},
    )
    return index + 1
