"""How many people activities ask, or will ask: for planning, without asking the gate of each.

PRIVACY: numbers only leave this module, and of people asked by a characteristic none that is
closer than without it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from database.models import CriterionKind, Experience, Person, PersonStatus
from database.selecting import Criterion, matching_each
from engagement.models import (
    Activity,
    Eligibility,
    Invitation,
    InvitationStatus,
    NarrowingCriterion,
)

# These left or are about to.
GOING = (
    InvitationStatus.PREPARED,
    InvitationStatus.QUEUED,
    InvitationStatus.SENDING,
)
WENT = (*GOING, InvitationStatus.SENT, InvitationStatus.UNKNOWN)


def who_may_be_asked() -> int:
    """Return how many people there are to ask at all."""
    return _people().count()


def _people() -> QuerySet[Person]:
    return Person.objects.filter(status=PersonStatus.ACTIVE, is_restricted=False)


def fitting(activities: Sequence[Activity]) -> dict[UUID, set[UUID]]:
    """Return who fits each activity, in the same few queries whatever their number."""
    if not activities:
        return {}
    criteria: dict[UUID, list[Criterion]] = defaultdict(list)
    rows = NarrowingCriterion.objects.filter(narrowing__activity__in=activities).exclude(
        kind=CriterionKind.ANSWER
    )
    for activity_id, kind, code in rows.values_list("narrowing__activity_id", "kind", "code"):
        criteria[activity_id].append(Criterion(kind, code))
    people = _people()
    each = matching_each([criteria[activity.pk] for activity in activities], people)
    finished = set(
        people.filter(stage__is_finalised=True)
        .exclude(has_complaint=True)
        .order_by()
        .values_list("pk", flat=True)
    )
    return {
        activity.pk: found & finished
        if activity.eligibility == Eligibility.FINALISED_ONLY
        else found
        for activity, found in zip(activities, each, strict=True)
    }


def invited(
    activities: Iterable[Activity], statuses: Collection[str] = WENT
) -> dict[UUID, set[UUID]]:
    """Return who was asked to each activity, or is about to be; one query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    rows = Invitation.objects.filter(activity__in=list(activities), status__in=statuses)
    for activity_id, person_id in rows.order_by().values_list("activity_id", "person_id"):
        found[activity_id].add(person_id)
    return found


def everybody() -> set[UUID]:
    return set(_people().order_by().values_list("pk", flat=True))


def themes() -> list[tuple[str, str]]:
    """Return the painful themes there are, by code, in the reader's language."""
    return [(row.code, row.name) for row in Experience.objects.filter(is_active=True)]


def theme_id(code: str) -> int | None:
    return Experience.objects.filter(code=code).values_list("pk", flat=True).first()
