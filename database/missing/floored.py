"""Making a table of who answered what fit to leave the office.

Besides the answers there are two more numbers: who would rather not say, and who was not
asked or left the question empty. With the number of people they can be set off against the
number who answered, so both are looked at together with it: where a shown number would leave
a hidden one too few possible values, the shown one of the two is rounded up; where both are
hidden and must be large, the whole table is withheld, which looks like a table of too few
people. ``tests/database/test_floored.py`` tries every table up to a size.

Several tables of one thing are a danger of their own: two that differ by a few people tell
about those few. ``is_too_near`` says so, and then the earlier figures stay.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from vef.privacy.floor import STEP, Cell, Count, safe_count, safe_table


@dataclass(frozen=True)
class Tally:
    """Exact counts of one group's answers to one thing. For few eyes only."""

    counts: Mapping[str, int]
    not_said: int
    not_asked: int
    # Whether "prefer not to say" was on offer at all.
    can_decline: bool = True

    @property
    def answered(self) -> int:
        return sum(self.counts.values())

    @property
    def everybody(self) -> int:
        return self.answered + self.not_said + self.not_asked


@dataclass(frozen=True)
class Floored:
    """The same, as it may leave the office. Without cells nothing at all is shown."""

    answered: Count
    cells: tuple[Cell, ...]
    not_said: Count
    not_asked: Count

    @property
    def is_withheld(self) -> bool:
        return not self.cells


WITHHELD = Floored(Count(None), (), Count(None), Count(None))


def floored(tally: Tally, *, keys: Sequence[str]) -> Floored:
    """Return a group's answers as they may be shown; ``keys`` are all answers on offer."""
    table = safe_table(tally.counts, base=tally.answered, keys=keys)
    everybody = safe_count(tally.everybody).shown
    if table.is_withheld or table.base.shown is None or everybody is None:
        return WITHHELD
    rest = _rest(everybody - table.base.shown, tally)
    if rest is None:
        return WITHHELD
    return Floored(table.base, table.cells, *rest)


def _rest(left: int, tally: Tally) -> tuple[Count, Count] | None:
    """Return who would not say and who was not asked, or None if nothing may be shown.

    ``left`` is the shown number of people less the shown number who answered; each of the
    two was rounded down by up to four.
    """
    not_said, not_asked = safe_count(tally.not_said), safe_count(tally.not_asked)
    most = settings.SMALL_NUMBER_FLOOR - 1
    if not_said.is_hidden and not_asked.is_hidden:
        hidden = 2 if tally.can_decline else 1
        return None if left - (STEP - 1) > hidden * most - STEP else (not_said, not_asked)
    if not_said.is_hidden or not_asked.is_hidden:
        shown = (not_said.shown or 0) + (not_asked.shown or 0)
        if left - shown - 2 * (STEP - 1) > most - STEP:
            not_said, not_asked = _up(not_said), _up(not_asked)
    return not_said, not_asked


def _up(count: Count) -> Count:
    return count if count.shown is None else Count(count.shown + STEP)


Marks = frozenset[str]


def changed(one: Collection[str], other: Collection[str]) -> int:
    """Return how many people's answers, at the least, two tables differ by."""
    first, second = set(one), set(other)
    return max(len(first - second), len(second - first))


def is_too_near(marks: Collection[str], published: Sequence[Collection[str]]) -> bool:
    """Whether a table made of these answers would tell about a few people.

    It would if any table already out differs from it by somebody, but by fewer people than
    the floor.
    """
    return any(0 < changed(marks, before) < settings.SMALL_NUMBER_FLOOR for before in published)
