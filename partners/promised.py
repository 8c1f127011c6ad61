"""What is promised already, month by month, and whom a request would ask again.

Calls go down: the apps above offer what they know from their AppConfig's ``ready()``, as
they offer what an organisation still owes (``partners.duties``).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.models import RequestTheme, StatedCapacity, TopicRequest
from vef.accounts.permissions import may_see_people
from vef.privacy.floor import Count, safe_count

# This month and those after it.
MONTHS = 6


class Figure(StrEnum):
    ACTIVITIES = "activities"
    MESSAGES = "messages"
    ANSWERS = "answers"


@dataclass(frozen=True)
class Promised:
    """What a source knows: figures by the first day of their month, and how many may be asked."""

    figures: Mapping[Figure, Mapping[date, int]]
    people: int = 0


@dataclass(frozen=True)
class Clash:
    """An activity on the same painful theme, and how many of the same people it asks."""

    code: str
    title: str
    url: str
    opens_on: date | None
    closes_on: date | None
    status: str
    same: Count


MonthSource = Callable[[Sequence[date]], Promised]
# Codes and names in the reader's language.
ThemeSource = Callable[[], Iterable[tuple[str, str]]]
ClashSource = Callable[[str, date], Iterable[Clash]]

_months: list[MonthSource] = []
_themes: list[ThemeSource] = []
_clashes: list[ClashSource] = []


def offer_months(source: MonthSource) -> None:
    """Add a source of what is promised in some months; it takes the same few queries always."""
    _months.append(source)


def offer_themes(source: ThemeSource) -> None:
    """Add a source of painful themes a request may have."""
    _themes.append(source)


def offer_clashes(source: ClashSource) -> None:
    """Add a source of activities on a theme; asked each time somebody weighs a request."""
    _clashes.append(source)


# --- Months --------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """One line of the calendar. ``messages`` is as its reader may see it."""

    first: date
    activities: int
    messages: str
    answers: int
    # In words: what is full, or how much room there is.
    says: str
    is_full: bool


@dataclass(frozen=True)
class Calendar:
    months: list[Month]
    capacity: StatedCapacity | None


def first_days(today: date, number: int = MONTHS) -> list[date]:
    """Return the first day of this month and of those after it."""
    start = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, start + number)]


def capacity_in_force() -> StatedCapacity | None:
    return StatedCapacity.objects.select_related("stated_by").first()


def calendar(user: Any, today: date) -> Calendar:
    """Return what is promised in each of the next months, beside what the office can do.

    The same few queries whatever is planned. PRIVACY: messages are people; whoever may not
    see people reads them floored.
    """
    firsts, capacity = first_days(today), capacity_in_force()
    totals: dict[Figure, Counter[date]] = {figure: Counter() for figure in Figure}
    people = 0
    for source in _months:
        promised = source(firsts)
        people = max(people, promised.people)
        for figure, by_month in promised.figures.items():
            totals[figure].update(by_month)
    months = []
    for first in firsts:
        activities, messages = totals[Figure.ACTIVITIES][first], totals[Figure.MESSAGES][first]
        says, is_full = _room(capacity, activities, messages, people)
        months.append(
            Month(
                first=first,
                activities=activities,
                messages=str(messages) if may_see_people(user) else str(safe_count(messages)),
                answers=totals[Figure.ANSWERS][first],
                says=says,
                is_full=is_full,
            )
        )
    return Calendar(months, capacity)


def _room(
    capacity: StatedCapacity | None, activities: int, messages: int, people: int
) -> tuple[str, bool]:
    """Say how full a month is, by activities and by messages to each person."""
    if capacity is None:
        return "", False
    sentences = []
    room = capacity.activities - activities
    if room <= 0:
        sentences.append(_("Full: no room for another activity."))
    if people and messages >= capacity.messages_each * people:
        sentences.append(_("Full: people already get as many messages as they should."))
    if sentences:
        return " ".join(sentences), True
    words = ngettext("Room for %(room)s more activity.", "Room for %(room)s more activities.", room)
    return words % {"room": room}, False


# --- Themes and clashes -------------------------------------------------------------------


def themes() -> list[tuple[str, str]]:
    """Return the painful themes on offer, in the reader's language."""
    return [pair for source in _themes for pair in source()]


def theme_of(topic: TopicRequest) -> RequestTheme | None:
    """Return which theme the office sees in a request; None while nobody has looked."""
    return RequestTheme.objects.filter(request=topic).select_related("set_by").first()


def clashes_of(topic: TopicRequest, today: date) -> list[Clash]:
    """Return the activities on a request's theme that people were asked to, or will be."""
    row = theme_of(topic)
    if row is None or not row.theme:
        return []
    return [clash for source in _clashes for clash in source(row.theme, today)]
