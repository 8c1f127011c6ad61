"""The one clock. Everything that asks "when?" asks here.

In the demonstration the clock starts at ``VEF_DEMO_NOW`` and then runs on, so
that the demo world looks the same whenever somebody starts it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

__all__ = ["LONDON", "UTC", "end_of_day", "held_at", "now", "start_of_day", "today"]

LONDON = ZoneInfo("Europe/London")


_held: ContextVar[datetime | None] = ContextVar("held", default=None)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment; for the demo world's past and for tests."""
    token = _held.set(moment)
    try:
        yield
    finally:
        _held.reset(token)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    if (moment := _held.get()) is not None:
        return moment
    if not settings.DEMO_NOW:
        return timezone.now()
    # All processes of one demonstration share the moment it was started.
    started = float(os.environ.get("VEF_DEMO_STARTED") or time.time())
    begin = datetime.fromisoformat(settings.DEMO_NOW)
    return begin + timedelta(seconds=max(0.0, time.time() - started))


def today() -> date:
    """Return today's date on the wall clock in London."""
    return now().astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day in London: a closing date includes its whole day."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LONDON)


def start_of_day(day: date) -> datetime:
    """Return the first moment of a day in London."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)
