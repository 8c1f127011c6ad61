"""How a request or an incident stands against its clock, in a word and a shape."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database import rights_clock
from database.models import Incident, RightsRequest

SOON_DAYS = 7


@dataclass(frozen=True)
class Standing:
    """``tone`` is a key of the state tags; ``word`` stands beside its shape."""

    tone: str
    word: str


@dataclass(frozen=True)
class RequestRow:
    """One line of the register."""

    request: RightsRequest
    standing: Standing


def rows(requests: Iterable[RightsRequest], today: date) -> list[RequestRow]:
    return [RequestRow(request, standing(request, today)) for request in requests]


def is_late(request: RightsRequest, today: date) -> bool:
    """Whether an open request is past its last day; one whose clock is stopped never is."""
    stopped = not request.is_open or request.is_clock_stopped
    return not stopped and rights_clock.is_late(request.due_on, today)


def standing(request: RightsRequest, today: date) -> Standing:
    """Say how long there is to answer a request."""
    if not request.is_open or request.due_on is None:
        return Standing("closed", "")
    if request.is_clock_stopped:
        return Standing("paused", _("Clock stopped"))
    if is_late(request, today):
        return Standing("late", _("Late"))
    left = (request.due_on - today).days
    if left < 0:
        return Standing("open", _("Due on the next working day"))
    if left == 0:
        return Standing("open", _("Due today"))
    word = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
    return Standing("open" if left <= SOON_DAYS else "waiting", word)


def next_working_day(request: RightsRequest) -> str:
    """Return the last day in words where it is not the day due; empty otherwise."""
    if request.due_on is None or not request.is_open:
        return ""
    last = rights_clock.last_day(request.due_on)
    return "" if last == request.due_on else date_format(last, "DATE_FORMAT")


def incident_standing(incident: Incident, now: datetime) -> Standing:
    """Say how long there is to decide and notify, or that nothing runs any more."""
    if incident.closed_at or incident.notified_at or incident.is_notifiable is False:
        return Standing("closed", "")
    left = rights_clock.hours_left(incident.known_at, now)
    if left < 0:
        return Standing("late", _("The 72 hours are over"))
    if left == 0:
        return Standing("late", _("Less than an hour left"))
    word = ngettext("%(count)s hour left", "%(count)s hours left", left) % {"count": left}
    return Standing("open", word)
