"""What support changed for people, over all activities that asked.

Sums of what packs already gave away: every number passed the floor when its pack was frozen,
so adding them tells nobody more than the packs do. A hidden number counts as none, so each sum
says how many there were at least.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from engagement.models import Activity, ActivityStatus, Indicator
from engagement.models.indicators import BETTER, NO_SUPPORT
from feedback.models import PackStatus, ResultsPack

GIVEN = (PackStatus.DELIVERED, PackStatus.ANSWERED)


@dataclass
class Line:
    """One outcome: in how many activities it was asked, and what is known at least."""

    indicator: Indicator
    activities: int = 0
    answered: int = 0
    better: int = 0

    @property
    def percent(self) -> int | None:
        """Return how many of a hundred feel better, or None where too few may be shown."""
        return round(100 * self.better / self.answered) if self.answered else None


def lines(*, since: date, until: date) -> list[Line]:
    """Return every outcome in use or asked, from packs delivered in these days; two queries."""
    packs = ResultsPack.objects.filter(
        status__in=GIVEN, delivered_at__date__gte=since, delivered_at__date__lte=until
    )
    found = _sums(packs.values_list("figures", flat=True))
    return [
        Line(indicator, *found.get(indicator.code, (0, 0, 0)))
        for indicator in Indicator.objects.all()
        if indicator.is_active or indicator.code in found
    ]


def _sums(frozen: Iterable[dict[str, Any]]) -> dict[str, tuple[int, int, int]]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for figures in frozen:
        for question in figures.get("questions", []):
            if code := question.get("indicator"):
                sums[code] = [
                    before + more
                    for before, more in zip(sums[code], (1, *_at_least(question)), strict=True)
                ]
    return {code: (one, two, three) for code, (one, two, three) in sums.items()}


def _at_least(question: dict[str, Any]) -> tuple[int, int]:
    """Return how many said how it changed, and how many that it is better, at least."""
    shown = {cell["code"]: cell["shown"] or 0 for cell in question["cells"]}
    answered = (question["base"] or 0) - shown.get(NO_SUPPORT, 0)
    return answered if shown else 0, sum(shown.get(code, 0) for code in BETTER)


def asking() -> list[Activity]:
    """Return the activities that ask now, or will, and have given no results yet."""
    return list(
        Activity.objects.exclude(status=ActivityStatus.CANCELLED)
        .exclude(results_pack__status__in=GIVEN)
        .annotate(indicators=Count("questions", filter=Q(questions__indicator__isnull=False)))
        .filter(indicators__gt=0)
        .order_by("opens_on", "code")
    )
