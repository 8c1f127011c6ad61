"""Opening and closing the windows in which partners ask."""

from django.db import transaction

from partners.models import RequestWindow, WindowStatus
from partners.services.coming_back import bring_back_due, bring_back_to
from partners.services.notices import tell_partners
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import move


class AnotherWindowOpen(Exception):
    """Two windows may not be open at once: a request could not know where it belongs."""


class WindowNotDue(Exception):
    """The window's own dates do not hold today; change them first."""


@transaction.atomic
def open_window(window: RequestWindow, *, actor: Actor) -> bool:
    """Open a planned window on one of its days and tell every partner user, once each.

    What was deferred to it comes back in the same transaction. Before the hour of notices
    they are told when it comes (``services.notices``).
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
    if not move(window, WindowStatus.OPEN, actor=actor, opened_at=clock.now()):
        return False
    bring_back_to(window, actor=actor)
    tell_partners(window)
    return True


@transaction.atomic
def close_window(window: RequestWindow, *, actor: Actor, reason: str = "") -> bool:
    """Close an open window; drafts stay with their partners, who are told so.

    Returns False if it was closed. Raises TransitionError for a window that never opened.
    """
    if not move(window, WindowStatus.CLOSED, actor=actor, reason=reason, closed_at=clock.now()):
        return False
    tell_partners(window)
    return True


def turn_windows(*, actor: Actor = SYSTEM) -> int:
    """Close what is over and open what is due, by the date in London. Harmless at any time.

    Brings back what was deferred to a window that had begun already. Returns how many
    windows and requests moved. A window that is due while another is still
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
    return moved + bring_back_due(actor=actor)
