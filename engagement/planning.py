"""What activities promise in the months to come, and whom they ask on the same painful theme."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from engagement.audiences import promised as people
from engagement.models import Activity, ActivityStatus, BatchStatus, InvitationBatch, ProgrammeEntry
from partners import promised
from partners.promised import Clash, Figure, Promised
from vef.privacy.floor import safe_count

TO_COME = (ActivityStatus.PLANNED, ActivityStatus.AGREED, ActivityStatus.OPEN)
# A draft promises nothing yet, and what was cancelled nothing any more.
UNPROMISED = (ActivityStatus.DRAFT, ActivityStatus.CANCELLED)


def in_months(firsts: Sequence[date]) -> Promised:
    """Return how many activities run in each month, and how many messages they promise.

    Everybody who fits is asked once when an activity opens; one whose invitations were
    released promises those that have not left. A constant number of queries.
    """
    ends = [*firsts[1:], _next_month(firsts[-1])]
    rows = list(
        Activity.objects.exclude(status__in=UNPROMISED)
        .filter(opens_on__lt=ends[-1], closes_on__gte=firsts[0])
        .annotate(
            is_released=Exists(
                InvitationBatch.objects.filter(activity=OuterRef("pk"), status=BatchStatus.RELEASED)
            )
        )
    )
    running: Counter[date] = Counter()
    for first, end in zip(firsts, ends, strict=True):
        running[first] = sum(_runs(row, first, end) for row in rows)
    to_come = [row for row in rows if row.status in TO_COME]
    fitting = people.fitting([row for row in to_come if not row.is_released])
    going = people.invited([row for row in to_come if row.is_released], people.GOING)
    messages: Counter[date] = Counter()
    for row in to_come:
        asked = going[row.pk] if row.is_released else fitting[row.pk]
        opens_on = row.opens_on or firsts[0]
        messages[max(opens_on.replace(day=1), firsts[0])] += len(asked)
    return Promised(
        {Figure.ACTIVITIES: running, Figure.MESSAGES: messages},
        people=people.who_may_be_asked(),
    )


def _runs(row: Activity, first: date, end: date) -> bool:
    """Whether an activity runs on any day from ``first`` to the one before ``end``."""
    return bool(row.opens_on and row.closes_on and row.opens_on < end and row.closes_on >= first)


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def theme_for(entry: ProgrammeEntry) -> int | None:
    """Return the painful theme the office saw in the entry's request, to begin a plan with."""
    row = promised.theme_of(entry.request)
    return people.theme_id(row.theme) if row else None


# --- The same theme ------------------------------------------------------------------------


def on_theme(theme: str, today: date) -> QuerySet[Activity]:
    """Return the activities on a painful theme that are to come, run, or ended lately."""
    since = today - timedelta(days=settings.THEME_REST_DAYS)
    return (
        Activity.objects.exclude(status__in=UNPROMISED)
        .filter(Q(closes_on__gte=since) | Q(closes_on=None, status__in=TO_COME), theme__code=theme)
        .order_by("opens_on", "code")
    )


def clashes(theme: str, today: date) -> list[Clash]:
    """Return what a request on this theme would clash with: it may ask everybody."""
    return _clashes(on_theme(theme, today), people.everybody())


def clashes_of(activity: Activity, today: date) -> list[Clash]:
    """Return what an activity's own plan clashes with: of those who fit it."""
    if activity.theme is None:
        return []
    others = on_theme(activity.theme.code, today).exclude(pk=activity.pk)
    if activity.opens_on and activity.closes_on:
        rest = timedelta(days=settings.THEME_REST_DAYS)
        others = others.exclude(closes_on__lt=activity.opens_on - rest).exclude(
            opens_on__gt=activity.closes_on + rest
        )
    return _clashes(others, people.fitting([activity])[activity.pk])


def _clashes(rows: Iterable[Activity], ours: set[UUID]) -> list[Clash]:
    """Say how many of ours each of these asks. PRIVACY: floored for everybody."""
    activities = list(rows)
    if not activities:
        return []
    invited, fitting = people.invited(activities), people.fitting(activities)
    return [
        Clash(
            code=row.code,
            title=row.title,
            url=reverse("engagement:activity-detail", args=[row.pk]),
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            status=row.get_status_display(),
            same=safe_count(len(ours & (invited.get(row.pk) or fitting[row.pk]))),
        )
        for row in activities
    ]


def register_all() -> None:
    """Make the partners' side know these. Called once, when the app is ready."""
    promised.offer_months(in_months)
    promised.offer_themes(people.themes)
    promised.offer_clashes(clashes)
