"""The small-number floor: how counts of people leave the office.

There is no other way to publish a count. Counts under the floor, zero included,
all read alike; others are rounded down to a step of five, so that neither a
total nor a neighbour gives a hidden one away (docs/data-protection.md).
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

    ``base`` is the number of people who answered. With fewer than the floor the
    whole table is withheld. Percentages come from the rounded numbers only.
    """
    shown_base = safe_count(base)
    if shown_base.shown is None:
        return SafeTable(base=shown_base, cells=())
    total = shown_base.shown
    cells = []
    for key in keys if keys is not None else counts:
        count = safe_count(counts.get(key, 0))
        percent = None if count.shown is None else round(100 * count.shown / total)
        cells.append(Cell(key=key, count=count, percent=percent))
    return SafeTable(base=shown_base, cells=tuple(cells))
