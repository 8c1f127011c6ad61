"""Safe days and times: when somebody may be written to, on the clock in London.

A person's safe times are a list such as ``[{"day": 1, "from": "10:00", "to":
"12:00"}]`` (Monday is 1). An empty list means any time. Slots are clock times
in London, so they move with the clock in March and October.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from vef.common.clock import LONDON, UTC

Slot = Mapping[str, Any]


class UnreadableTimes(ValueError):
    """The stored safe times make no sense; nobody may guess what was meant."""


def read_slot(slot: Slot) -> tuple[int, time, time]:
    """Return day, start and end of one slot. Raises UnreadableTimes."""
    try:
        day = int(slot["day"])
        start, end = time.fromisoformat(slot["from"]), time.fromisoformat(slot["to"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableTimes(slot) from error
    if not 1 <= day <= 7 or start >= end:
        raise UnreadableTimes(slot)
    return day, start, end


def next_safe_moment(slots: Sequence[Slot], now: datetime) -> datetime:
    """Return ``now`` if it is safe now, else the moment the next safe slot begins.

    Raises UnreadableTimes for slots that make no sense.
    """
    if not slots:
        return now
    read = [read_slot(slot) for slot in slots]
    starts = []
    # Two weeks, because a slot may vanish in the night the clock goes forward.
    for day in _days(now.astimezone(LONDON).date(), 15):
        for weekday, start, end in read:
            if weekday != day.isoweekday():
                continue
            begins, ends = _moment(day, start), _moment(day, end)
            if begins <= now < ends:
                return now
            if now < begins < ends:
                starts.append(begins)
        if starts:
            return min(starts)
    raise UnreadableTimes(slots)


def _moment(day: date, at: time) -> datetime:
    moment = datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)
    if moment.astimezone(LONDON).time() != at:
        # The clock skips this time: it goes from 01:00 to 02:00 at one o'clock UTC.
        return moment.replace(minute=0, second=0, microsecond=0)
    return moment


def _days(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range(count))


def common_times(one: Sequence[Slot], other: Sequence[Slot]) -> tuple[list[Slot], bool]:
    """Return the times that are safe by both, and whether there are any.

    An empty list is any time. Where no time is safe by both, the first one's come back.
    Raises UnreadableTimes for slots that make no sense.
    """
    if not one or not other:
        return list(one or other), True
    shared: list[Slot] = []
    for day, start, end in map(read_slot, one):
        for weekday, begins, ends in map(read_slot, other):
            first, last = max(start, begins), min(end, ends)
            if day == weekday and first < last:
                shared.append(
                    {
                        "day": day,
                        "from": first.isoformat("minutes"),
                        "to": last.isoformat("minutes"),
                    }
                )
    return (shared, True) if shared else (list(one), False)


def covers(wide: Sequence[Slot], narrow: Sequence[Slot]) -> bool:
    """Whether every moment of ``narrow`` is one of ``wide``; an empty list is any time.

    Raises UnreadableTimes for slots that make no sense.
    """
    if not wide:
        return True
    if not narrow:
        return False
    known = sorted(read_slot(slot) for slot in wide)
    return all(_within(known, *read_slot(slot)) for slot in narrow)


def _within(known: Sequence[tuple[int, time, time]], day: int, start: time, end: time) -> bool:
    reached = start
    for weekday, begins, ends in known:
        if weekday == day and begins <= reached < ends:
            reached = ends
    return reached >= end
