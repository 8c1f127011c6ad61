"""The small-number floor: how counts of people leave the office.

There is no other way to publish a count. Counts under the floor, zero included,
all read alike; others are rounded down to a step of five.

Rounding alone is not enough. With 19 and 9 people in a table of 28 (shown: 15,
hidden, of 25) the hidden one can be worked out: it is six or more. So a table is
checked as a whole, and where the shown numbers would leave a hidden one fewer than
five possible values, one shown number is rounded up instead of down; a table that
consists of hidden numbers only is withheld. Both rules were chosen so that somebody
who knows them learns no more (docs/decisions/0008; tests/privacy/test_floor.py
tries every table up to a size).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

STEP = 5


@dataclass(frozen=True)
class Count:
    """A count made safe: ``shown`` is None where the number is below the floor."""

    shown: int | None

    @property
    def is_hidden(self) -> bool:
        return self.shown is None

    def __str__(self) -> str:
        if self.shown is None:
            return _("fewer than %(floor)s") % {"floor": settings.SMALL_NUMBER_FLOOR}
        return str(self.shown)


def safe_count(number: int) -> Count:
    """Return the count as it may be shown outside the office."""
    if number < settings.SMALL_NUMBER_FLOOR:
        return Count(None)
    return Count(number - number % STEP)


@dataclass(frozen=True)
class Cell:
    """One answer's row in a published table."""

    key: str
    count: Count
    percent: int | None


@dataclass(frozen=True)
class SafeTable:
    """A question's answers made safe; without cells where too few people answered."""

    base: Count
    cells: tuple[Cell, ...]

    @property
    def is_withheld(self) -> bool:
        return not self.cells


def safe_table(
    counts: Mapping[str, int], *, base: int, keys: Sequence[str] | None = None
) -> SafeTable:
    """Make a table of counts safe to leave the office.

    ``base`` is the number of people who answered, ``keys`` every answer they could
    give: one that nobody gave is a number like any other. With fewer people than the
    floor the whole table is withheld, and so it is where nothing could be shown that
    does not give the rest away. Percentages come from the rounded numbers only.
    """
    shown_base = safe_count(base)
    names = list(keys if keys is not None else counts)
    numbers = {name: counts.get(name, 0) for name in names}
    total = shown_base.shown
    if total is None or _only_hidden(numbers, total):
        return SafeTable(base=shown_base, cells=())
    shown = {name: safe_count(number) for name, number in numbers.items()}
    if _gives_away(shown, total):
        up = max(
            (name for name in names if not shown[name].is_hidden),
            key=lambda name: numbers[name] % STEP,
        )
        shown[up] = Count((shown[up].shown or 0) + STEP)
    return SafeTable(
        base=shown_base,
        cells=tuple(Cell(name, shown[name], _percent(shown[name], total)) for name in names),
    )


def _most_hidden(number: int) -> int:
    """Return the most people that many hidden cells can hold between them."""
    return number * (settings.SMALL_NUMBER_FLOOR - 1)


def _gives_away(shown: Mapping[str, Count], total: int) -> bool:
    """Whether the least that the hidden cells must hold pins one of them too closely."""
    seen = [count.shown for count in shown.values() if count.shown is not None]
    hidden = len(shown) - len(seen)
    if not hidden or not seen:
        return False
    least = total - sum(seen) - (STEP - 1) * len(seen)
    return least > _most_hidden(hidden) - STEP


def _only_hidden(numbers: Mapping[str, int], total: int) -> bool:
    """Whether a table (nearly) all of hidden cells is so full that each must be large.

    Also withholds tables whose largest number is just above the floor, so that a
    table withheld does not say that all its numbers are below it.
    """
    most = _most_hidden(len(numbers))
    is_full = most - STEP < total <= most
    return is_full and max(numbers.values()) < settings.SMALL_NUMBER_FLOOR + STEP


def _percent(count: Count, total: int) -> int | None:
    return None if count.shown is None else min(100, round(100 * count.shown / total))
