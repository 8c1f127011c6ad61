"""What partners are told about a window: that it opened, that it closes soon, that it closed.

The rows decide, and the outbox's unique key holds: whoever asks, however often and from
how many places at once, each notice goes to each partner user once. Nothing is made up
for lost time: of the notices whose moment has come only the latest is sent, and its words
are written when it leaves.
"""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from partners.models import Organisation, RequestWindow, WindowStatus
from vef.accounts.models import PARTNER_ROLES, User
from vef.common import clock
from vef.outbox.models import Message
from vef.outbox.services import enqueue


class Notice(StrEnum):
    """The occasions, in the order in which they come."""

    OPENED = "opened"
    TWO_WEEKS = "t-14"
    THREE_DAYS = "t-3"
    ONE_DAY = "t-1"
    CLOSED = "closed"


KINDS = {
    Notice.OPENED: "partners.window-opened",
    Notice.TWO_WEEKS: "partners.window-closing",
    Notice.THREE_DAYS: "partners.window-closing",
    Notice.ONE_DAY: "partners.window-closing",
    Notice.CLOSED: "partners.window-closed",
}
# Calendar days before the last day.
DAYS_BEFORE = {Notice.TWO_WEEKS: 14, Notice.THREE_DAYS: 3, Notice.ONE_DAY: 1}
# That a window closed is no news any more after so long.
CLOSED_IS_NEWS = timedelta(days=7)


class Due(NamedTuple):
    """A notice and the moment from which it was due."""

    notice: Notice
    since: datetime


def send_notices() -> int:
    """Put every notice that is due into the outbox; return how many. Harmless at any time."""
    recent = clock.now() - CLOSED_IS_NEWS - timedelta(days=1)
    windows = RequestWindow.objects.filter(
        Q(status=WindowStatus.OPEN)
        | Q(status=WindowStatus.CLOSED, closed_at__gte=recent)
        | Q(status=WindowStatus.CLOSED, closed_at=None, closes_on__gte=recent.date())
    )
    return sum(tell_partners(window) for window in windows)


@transaction.atomic
def tell_partners(window: RequestWindow) -> int:
    """Put the window's latest notice into the outbox for whoever has not had it; say how many.

    Left out is whoever joined after the notice was due, and whoever was written to about
    this window since: nobody gets two at once, nor an older one after a newer.
    """
    due = latest_notice(window)
    if due is None:
        return 0
    told = set(
        about_window(window)
        .filter(created_at__gte=due.since)
        .values_list("recipient_id", flat=True)
    )
    waiting = [pk for pk in readers(due.since) if str(pk) not in told]
    for user_id in waiting:
        enqueue(
            kind=KINDS[due.notice],
            unique_key=_key(window, due.notice, user_id),
            recipient_kind="user",
            recipient_id=user_id,
            about=window,
            context={
                "window": str(window.pk),
                "notice": str(due.notice),
                "closes_on": window.closes_on.isoformat(),
            },
        )
    return len(waiting)


def latest_notice(window: RequestWindow) -> Due | None:
    """Return the last notice whose moment has come and which is still true, or None."""
    come = [due for due in _moments(window) if due.since <= clock.now()]
    return come[-1] if come else None


def about_window(window: RequestWindow) -> QuerySet[Message]:
    """Return the notices of a window that are in the outbox or left it."""
    return Message.objects.filter(
        kind__in=set(KINDS.values()),
        about_type=window._meta.label_lower,
        about_id=str(window.pk),
    )


def readers(joined_by: datetime) -> list[Any]:
    """Return the ids of the partner users to be told, always in the same order.

    The order keeps two schedulers that tell the same people from waiting for each other.
    """
    users = User.objects.filter(
        is_active=True,
        role__in=PARTNER_ROLES,
        date_joined__lte=joined_by,
        membership__organisation__is_active=True,
    ).exclude(membership__organisation__kind=Organisation.Kind.HOST)
    return list(users.order_by("pk").values_list("pk", flat=True))


def _moments(window: RequestWindow) -> list[Due]:
    if window.status == WindowStatus.CLOSED:
        closed = window.closed_at or clock.end_of_day(window.closes_on)
        since = at_work(closed)
        is_news = clock.now() - since < CLOSED_IS_NEWS
        return [Due(Notice.CLOSED, since)] if is_news else []
    if not window.is_accepting:
        return []
    opened = at_work(window.opened_at or clock.start_of_day(window.opens_on))
    closing = [
        Due(notice, _hour_of(window.closes_on - timedelta(days=days)))
        for notice, days in DAYS_BEFORE.items()
    ]
    # The notice of the opening names the last day itself.
    return [Due(Notice.OPENED, opened), *(due for due in closing if due.since > opened)]


def _hour_of(day: date) -> datetime:
    """Return the hour of notices on a day, on the wall clock in London."""
    hour = time(settings.WINDOW_NOTICE_HOUR)
    return datetime.combine(day, hour, tzinfo=clock.LONDON).astimezone(clock.UTC)


def at_work(moment: datetime) -> datetime:
    """Return the moment, or the hour of notices if that day's has not come by then."""
    return max(moment.astimezone(clock.UTC), _hour_of(moment.astimezone(clock.LONDON).date()))


def _key(window: RequestWindow, notice: Notice, user_id: Any) -> str:
    """Say what may happen only once. A closing date that is moved is news of its own."""
    parts = [str(window.pk)]
    if notice in DAYS_BEFORE:
        parts += [notice, window.closes_on.isoformat()]
    return ":".join([*parts, str(user_id)])
