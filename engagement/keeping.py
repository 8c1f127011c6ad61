"""How long names are kept with what was said: until so long after the outcome was told."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet

from database.keeping import Item, Rule, people_under_hold, register
from engagement.models import Activity, Contribution, Exclusion
from engagement.services.forgetting import forget_left_out, forget_names
from vef.audit.models import Entry
from vef.common.actors import Actor

TOLD = "activity.outcome-told"


def told_at(*, before: datetime | None = None) -> dict[str, datetime]:
    """Return when those who took part were told, by the activity's id."""
    told = Entry.objects.filter(action=TOLD, target_type=Activity._meta.label_lower)
    if before is not None:
        told = told.filter(at__lte=before)
    return dict(told.values_list("target_id", "at"))


class AfterTelling(Rule):
    """Rows of an activity, whose time runs from when its outcome was told."""

    # The way from a row to its activity, and to the person.
    activity: ClassVar[str]
    person: ClassVar[str]
    since = "pk"

    def due(self, until: datetime, days: int) -> QuerySet:
        told = told_at(before=until - timedelta(days=days))
        return self.rows().filter(**{f"{self.activity}__in": list(told)})

    def held(self, rows: QuerySet) -> QuerySet:
        return rows.filter(**{f"{self.person}__in": people_under_hold()})

    def items(self, ids: Sequence[str], days: int) -> list[Item]:
        told = told_at()
        way = self.activity.replace("__", ".")
        rows = self.rows().filter(pk__in=list(ids)).select_related(self.activity).order_by("pk")
        found = []
        for row in rows:
            activity: Any = row
            for step in way.split("."):
                activity = getattr(activity, step)
            at = told.get(str(activity.pk))
            goes_at = at + timedelta(days=days) if at else None
            found.append(Item(str(activity), goes_at))
        return found


class NamedAnswers(AfterTelling):
    """Answers by name lose the name; what was chosen and the redacted words stay."""

    code = "answers"
    model = Contribution
    activity = "activity"
    person = "invitation__person"

    def rows(self) -> QuerySet:
        return Contribution.objects.filter(invitation__isnull=False)

    def clear(self, ids: Sequence[Any], *, actor: Actor) -> int:
        return forget_names(ids)


class LeftOut(AfterTelling):
    """Why people were not asked."""

    code = "left-out"
    model = Exclusion
    activity = "batch__activity"
    person = "person"

    def rows(self) -> QuerySet:
        return Exclusion.objects.all()

    def clear(self, ids: Sequence[Any], *, actor: Actor) -> int:
        return forget_left_out(ids)


def register_all() -> None:
    """Called once the app is ready."""
    register(NamedAnswers())
    register(LeftOut())
