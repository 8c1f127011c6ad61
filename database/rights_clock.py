"""How long there is to answer what people ask about their data: dates in, dates out.

The rules, with where they come from:

* One month, to the day with the same number in the next month; where that month is
  shorter, its last day (UK GDPR art 12(3), counted as the Information Commissioner's
  guidance on the time to comply counts it).
* It begins on the day the request came, or, where we had to make sure who is asking,
  on the day that was settled (UK GDPR art 12A, Data (Use and Access) Act 2025).
* It stands still while we wait to hear which information is meant, for a request for
  a copy only (the same article). Each day waited is added.
* It may be prolonged by one or two months, if they are told why within the first one.
* A day to answer that is no working day stays the day we work to. Only the next
  working day is too late (the same guidance, after article 3(4) of Regulation 1182/71):
  so the register shows the day itself, and calls nothing late that is not.
* An erasure is promised within 30 days, as the letter to whoever leaves says; where the
  month ends sooner, the month rules.
* A complaint is acknowledged within 30 days of the day it came (Data Protection Act
  2018 s 164A), and its sender hears at least every 30 days how it stands.
* An incident that must be notified is notified within 72 hours of our knowing of it,
  nights, weekends and holidays included (UK GDPR art 33).
"""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from vef.common.clock import LONDON
from vef.common.workdays import add_working_days, is_working_day

MOST_MONTHS_MORE = 2
ERASURE_DAYS = 30
COMPLAINT_DAYS = 30
INCIDENT_HOURS = 72


class TooLong(ValueError):
    """The law allows one or two months more, not none and not three."""


def day_of(moment: datetime) -> date:
    """Return the date of a moment on the wall clock in London, winter or summer."""
    return moment.astimezone(LONDON).date()


def add_months(day: date, months: int) -> date:
    """Return the day with the same number so many months on, or that month's last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def paused_days(pauses: Iterable[Mapping[str, Any]]) -> int:
    """Return the days of the pauses that are over; the day they answered is not one of them.

    A pause is ``{"from": iso date, "to": iso date or None}``.
    """
    return sum(
        (date.fromisoformat(pause["to"]) - date.fromisoformat(pause["from"])).days
        for pause in pauses
        if pause["to"]
    )


def month_due(
    start: date, *, pauses: Iterable[Mapping[str, Any]] = (), months_more: int = 0
) -> date:
    """Return the day by which a request that began on ``start`` is answered.

    Raises TooLong for more than two months more.
    """
    if not 0 <= months_more <= MOST_MONTHS_MORE:
        raise TooLong(months_more)
    return add_months(start, 1 + months_more) + timedelta(days=paused_days(pauses))


def erasure_due(start: date, *, months_more: int = 0) -> date:
    """Return the day by which somebody is erased: 30 days, or the month if that is shorter.

    Raises TooLong for more than two months more.
    """
    month = month_due(start, months_more=months_more)
    return month if months_more else min(month, start + timedelta(days=ERASURE_DAYS))


def complaint_due(since: date) -> date:
    """Return the day by which whoever complained hears from us, counted from ``since``."""
    return since + timedelta(days=COMPLAINT_DAYS)


def last_day(due: date) -> date:
    """Return the last day that is still in time: ``due``, or the next working day after it."""
    return due if is_working_day(due) else add_working_days(due, 1)


def is_late(due: date | None, today: date) -> bool:
    return due is not None and today > last_day(due)


def notify_by(known_at: datetime) -> datetime:
    """Return the moment 72 real hours after we knew, whatever clocks did meanwhile."""
    return known_at.astimezone(UTC) + timedelta(hours=INCIDENT_HOURS)


def hours_left(known_at: datetime, now: datetime) -> int:
    """Return the whole hours left to notify, rounded down; negative once they are over."""
    left = notify_by(known_at) - now.astimezone(UTC)
    return left // timedelta(hours=1)
