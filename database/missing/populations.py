"""Whom the figures are about: the members, and whatever groups of them the apps above know.

An upper app registers a group in its ``ready()``: a function that returns the ids of the
people in it, in a constant number of queries. People who are not members any more are left
out here, so that a group never counts anybody whose answers are gone.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from database.models import Person, PersonStatus

MEMBERS = "members"


@dataclass(frozen=True)
class Population:
    """A group of people the figures show, and what must be said about who is not in it."""

    code: str
    label: str | Promise
    people: Callable[[], Collection[UUID]]
    note: str | Promise = ""


def _members() -> set[UUID]:
    """Return everybody on the database whose data may be used: active or paused."""
    people = Person.objects.filter(
        status__in=[PersonStatus.ACTIVE, PersonStatus.PAUSED],
        is_restricted=False,
        merged_into=None,
    )
    return set(people.order_by().values_list("pk", flat=True))


_populations: dict[str, Population] = {MEMBERS: Population(MEMBERS, _("On the database"), _members)}


def register_population(
    code: str,
    label: str | Promise,
    people: Callable[[], Collection[UUID]],
    *,
    note: str | Promise = "",
) -> None:
    """Add a group of members to the figures, after those registered before."""
    _populations[code] = Population(code, label, people, note)


def populations() -> list[Population]:
    """Return every group, the members first."""
    return list(_populations.values())
