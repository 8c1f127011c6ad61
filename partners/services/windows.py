"""Opening and closing the windows in which partners ask."""

from django.db import transaction

from partners.models import Organisation, RequestWindow, WindowStatus
from vef.accounts.models import PARTNER_ROLES, User
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import move
from vef.outbox.services import enqueue


class AnotherWindowOpen(Exception):
    """Two windows may not be open at once: a request could not know where it belongs."""


class WindowNotDue(Exception):
    """The window's own dates do not hold today; change them first."""


@transaction.atomic
def open_window(window: RequestWindow, *, actor: Actor) -> bool:
    """Open a planned window on one of its days and tell every partner user, once each.

    Returns False if it was open already. Raises AnotherWindowOpen, WindowNotDue or
    TransitionError.
    """
    # Every window is locked, so that two people can't open two windows at once.
    windows = {row.pk: row for row in RequestWindow.objects.select_for_update()}
    fresh = windows[window.pk]
    if fresh.status == WindowStatus.PLANNED:
        if not fresh.opens_on <= clock.today() <= fresh.closes_on:
            raise WindowNotDue(window)
        if any(row.status == WindowStatus.OPEN for row in windows.values()):
            raise AnotherWindowOpen(window)
    if not move(window, WindowStatus.OPEN, actor=actor):
        return False
    _tell_partners(window)
    return True


@transaction.atomic
def close_window(window: RequestWindow, *, actor: Actor, reason: str = "") -> bool:
    """Close an open window; drafts stay with their partners. Returns False if it was closed.

    Raises TransitionError for a window that never opened.
    """
    return move(window, WindowStatus.CLOSED, actor=actor, reason=reason)


def turn_windows(*, actor: Actor = SYSTEM) -> int:
    """Close what is over and open what is due, by the date in London. Harmless at any time.

    Returns how many windows moved. A window that is due while another is still
    open waits until that one closes.
    """
    today = clock.today()
    moved = 0
    for window in RequestWindow.objects.filter(status=WindowStatus.OPEN, closes_on__lt=today):
        moved += close_window(window, actor=actor)
    due = RequestWindow.objects.filter(
        status=WindowStatus.PLANNED, opens_on__lte=today, closes_on__gte=today
    ).order_by("opens_on")
    for window in due:
        try:
            moved += open_window(window, actor=actor)
        except AnotherWindowOpen:
            break
    return moved


def _tell_partners(window: RequestWindow) -> None:
    users = User.objects.filter(
        is_active=True, role__in=PARTNER_ROLES, membership__organisation__is_active=True
    ).exclude(membership__organisation__kind=Organisation.Kind.HOST)
    for user_id in users.values_list("pk", flat=True):
        enqueue(
            kind="partners.window-opened",
            unique_key=f"{window.pk}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=window,
            context={"window": str(window.pk)},
        )
