"""Records that may be one person: the same address or number, or the same name in one area.

Nothing decides here: somebody compares the two and says. Costs the same few queries
however many people there are; names are opened one by one in memory.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from django.db.models import Count, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from database.models import KeptApart, Person, PersonStatus
from database.search import fold
from vef.privacy.bulk import open_column


class Likeness(TextChoices):
    """In what two records are alike."""

    EMAIL = "email", _("The same email address")
    PHONE = "phone", _("The same phone number")
    NAME = "name", _("The same name in the same area")


# Families share a house and a school its number: of a larger group nobody is a duplicate.
LARGEST_GROUP = 6
Pair = tuple[UUID, UUID]


@dataclass(frozen=True)
class Duplicate:
    """Two records, the older first, and in what they are alike."""

    first: Person
    second: Person
    likenesses: tuple[Likeness, ...]


def ordered(one: UUID, other: UUID) -> Pair:
    """Return two ids in the one order in which a pair is kept."""
    return (one, other) if str(one) < str(other) else (other, one)


def likely_duplicates() -> list[Duplicate]:
    """Return the pairs that look alike and that nobody kept apart, the newest first.

    Five queries; opens every name.
    """
    people = Person.objects.exclude(status=PersonStatus.ERASED)
    found = _by_address(people)
    areas = dict(people.exclude(area=None).order_by().values_list("pk", "area_id"))
    names = open_column(people.exclude(area=None), "name")
    _note(found, Likeness.NAME, ((pk, (fold(name), areas[pk])) for pk, name in names))
    return _drawn(found)


def count_by_address() -> int:
    """Return how many pairs share an address or number; three queries, no name is opened."""
    people = Person.objects.exclude(status=PersonStatus.ERASED)
    return len(set(_by_address(people)) - _kept_apart())


def alike(one: Person, other: Person) -> list[Likeness]:
    """Say in what two records are alike."""
    same = {
        Likeness.EMAIL: one.email_index and one.email_index == other.email_index,
        Likeness.PHONE: one.phone_index and one.phone_index == other.phone_index,
        Likeness.NAME: one.name
        and fold(one.name) == fold(other.name)
        and one.area_id == other.area_id,
    }
    return [likeness for likeness, found in same.items() if found]


def _by_address(people: QuerySet[Person]) -> dict[Pair, list[Likeness]]:
    found: dict[Pair, list[Likeness]] = {}
    for likeness, column in ((Likeness.EMAIL, "email_index"), (Likeness.PHONE, "phone_index")):
        shared = (
            people.exclude(**{column: ""})
            .order_by()
            .values(column)
            .annotate(number=Count("pk"))
            .filter(number__gt=1)
            .values(column)
        )
        rows = people.filter(**{f"{column}__in": shared}).order_by()
        _note(found, likeness, rows.values_list("pk", column))
    return found


def _note(
    found: dict[Pair, list[Likeness]], likeness: Likeness, rows: Iterable[tuple[UUID, Hashable]]
) -> None:
    groups = defaultdict(list)
    for pk, mark in rows:
        groups[mark].append(pk)
    for pair in _pairs(groups.values()):
        found.setdefault(pair, []).append(likeness)


def _pairs(groups: Iterable[list[UUID]]) -> Iterator[Pair]:
    for group in groups:
        if 1 < len(group) <= LARGEST_GROUP:
            for one, other in combinations(group, 2):
                yield ordered(one, other)


def _kept_apart() -> set[Pair]:
    return set(KeptApart.objects.values_list("first_id", "second_id"))


def _drawn(found: dict[Pair, list[Likeness]]) -> list[Duplicate]:
    apart = _kept_apart()
    pairs = {pair: marks for pair, marks in found.items() if pair not in apart}
    wanted = {pk for pair in pairs for pk in pair}
    people = Person.objects.with_keys().select_related("area")
    known = people.filter(Q(pk__in=wanted)).in_bulk() if wanted else {}
    duplicates = []
    for (one, other), marks in pairs.items():
        first, second = sorted((known[one], known[other]), key=lambda row: row.created_at)
        duplicates.append(Duplicate(first, second, tuple(marks)))
    return sorted(duplicates, key=lambda pair: pair.second.created_at, reverse=True)
