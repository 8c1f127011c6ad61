"""Who uses the forum: requests and activities by partner and year, in and out of window.

Counts of requests and activities, never of people. The same few queries for any number
of partners.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce, ExtractYear, TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engagement.models import Activity, ActivityStatus, InstigatedBy
from partners.models import (
    LateCode,
    Nudge,
    Organisation,
    RequestStatus,
    RequestWindow,
    TopicRequest,
    WindowStatus,
)
from vef.common import clock
from vef.common.welsh_order import in_order

IN_TIME = Q(late_code=None)
COUNTS = {
    "asked": Count("pk"),
    "in_time": Count("pk", filter=IN_TIME),
    "late": Count("pk", filter=~IN_TIME),
    "accepted": Count("pk", filter=Q(status=RequestStatus.ACCEPTED)),
    "declined": Count("pk", filter=Q(status=RequestStatus.DECLINED)),
    "waiting": Count(
        "pk", filter=Q(status__in=[RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW])
    ),
}


@dataclass
class Figures:
    """How many requests there were, and what became of them."""

    asked: int = 0
    in_time: int = 0
    late: int = 0
    accepted: int = 0
    declined: int = 0
    waiting: int = 0


@dataclass
class PartnerLine:
    """One partner's year."""

    organisation: Organisation
    figures: Figures
    activities: int
    # When it last asked, in any year; None if never.
    last_asked: date | None
    nudge: Nudge | None = None
    may_be_nudged: bool = False

    @property
    def never_asked(self) -> bool:
        return self.last_asked is None


@dataclass
class WindowLine:
    """One window's requests, and the leave that was given to be late."""

    window: RequestWindow
    figures: Figures
    late_codes: int


@dataclass
class TakeUp:
    """Everything on the page of one year."""

    year: int
    years: list[int]
    partners: list[PartnerLine]
    windows: list[WindowLine]
    instigated: list[tuple[Any, int]] = field(default_factory=list)
    # How many activities were about each area; the last line is for all of the region.
    by_area: list[tuple[Any, int]] = field(default_factory=list)
    open_window: RequestWindow | None = None

    @property
    def never(self) -> int:
        return sum(line.never_asked for line in self.partners)


def take_up(year: int | None = None) -> TakeUp:
    """Return the figures of a year (the present one if none is given), who never asked first."""
    year = year or clock.today().year
    window = RequestWindow.objects.accepting().first()
    requests = _figures(_submitted().filter(in_year=year), "organisation")
    last = _last_asked()
    activities = _activities(year)
    nudges = {row.organisation_id: row for row in Nudge.objects.filter(window=window)}
    asked_now = set(
        TopicRequest.objects.filter(window=window, submitted_at__isnull=False).values_list(
            "organisation", flat=True
        )
    )
    lines = [
        PartnerLine(
            organisation=row,
            figures=requests.get(row.pk, Figures()),
            activities=activities.get(row.pk, 0),
            last_asked=last.get(row.pk),
            nudge=nudges.get(row.pk),
            may_be_nudged=window is not None and row.is_active and row.pk not in asked_now,
        )
        for row in in_order(_partners(), lambda row: row.name)
        # A partner that closed still counts in the years in which it asked.
        if row.is_active or row.pk in requests or row.pk in activities
    ]
    # The sort keeps the order of the names among those alike.
    lines.sort(key=lambda line: (not line.never_asked, line.figures.asked))
    return TakeUp(
        year=year,
        years=_years(year),
        partners=lines,
        windows=_windows(year),
        instigated=_instigated(year),
        by_area=_by_area(year),
        open_window=window,
    )


def _partners() -> QuerySet[Organisation]:
    return Organisation.objects.exclude(kind=Organisation.Kind.HOST)


def _submitted() -> QuerySet[Any]:
    """Return what was ever submitted, with its year and the window it was first asked in."""
    return TopicRequest.objects.filter(submitted_at__isnull=False).annotate(
        in_year=ExtractYear("submitted_at", tzinfo=clock.LONDON),
        asked_in=Coalesce("first_window", "window"),
    )


def _figures(rows: QuerySet[Any], by: str) -> dict[UUID, Figures]:
    counted = rows.order_by().values(by).annotate(**COUNTS)
    return {row.pop(by): Figures(**row) for row in counted}


def _last_asked() -> dict[UUID, date]:
    rows = TopicRequest.objects.filter(submitted_at__isnull=False).order_by()
    return dict(
        rows.values("organisation")
        .annotate(last=Max(TruncDate("submitted_at", tzinfo=clock.LONDON)))
        .values_list("organisation", "last")
    )


def _in_year(year: int) -> QuerySet[Activity]:
    """Return the activities of a year: by their first day, or by when they were added."""
    began = Coalesce("opens_on", TruncDate("created_at", tzinfo=clock.LONDON))
    return (
        Activity.objects.exclude(status=ActivityStatus.CANCELLED)
        .annotate(began=began)
        .filter(began__range=(date(year, 1, 1), date(year, 12, 31)))
        .order_by()
    )


def _activities(year: int) -> dict[UUID, int]:
    rows = _in_year(year).values("entry__request__organisation").annotate(number=Count("pk"))
    return dict(rows.values_list("entry__request__organisation", "number"))


def _instigated(year: int) -> list[tuple[Any, int]]:
    rows = _in_year(year).values("instigated_by").annotate(number=Count("pk"))
    counted = dict(rows.values_list("instigated_by", "number"))
    return [(who.label, counted.get(who.value, 0)) for who in InstigatedBy]


def _by_area(year: int) -> list[tuple[Any, int]]:
    """Return how many activities of the year were about each area, in the order of its names."""
    language = get_language() or "en"
    names = f"area__name_{language[:2]}"
    rows = _in_year(year).values(names).annotate(number=Count("pk")).values_list(names, "number")
    counted = dict(rows)
    everywhere = counted.pop(None, 0)
    return [*in_order(counted.items(), lambda line: line[0]), (_("The whole region"), everywhere)]


def _windows(year: int) -> list[WindowLine]:
    windows = list(
        RequestWindow.objects.exclude(status=WindowStatus.PLANNED)
        .filter(opens_on__lte=date(year, 12, 31), closes_on__gte=date(year, 1, 1))
        .order_by("opens_on")
    )
    figures = _figures(_submitted().filter(asked_in__in=[row.pk for row in windows]), "asked_in")
    codes = dict(
        LateCode.objects.filter(window__in=windows)
        .order_by()
        .values("window")
        .annotate(number=Count("pk"))
        .values_list("window", "number")
    )
    return [
        WindowLine(row, figures.get(row.pk, Figures()), codes.get(row.pk, 0)) for row in windows
    ]


def _years(chosen: int) -> list[int]:
    begun = RequestWindow.objects.exclude(status=WindowStatus.PLANNED)
    found: Iterable[int] = begun.order_by().values_list("opens_on__year", flat=True).distinct()
    return sorted({*found, clock.today().year, chosen}, reverse=True)
