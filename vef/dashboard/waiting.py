"""What waits for whom, and how long: the office's own requests, and what each partner owes.

Five queries, for any number of partners.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from engagement.models import Activity, ActivityStatus
from feedback.models import PackStatus, ResultsPack
from partners.models import DecisionLetter, Organisation, RequestStatus, TopicRequest
from vef.common import clock


@dataclass
class Wait:
    """Things of one kind that wait for one body. ``organisation`` is None for the office."""

    what: str
    organisation: Organisation | None
    number: int
    since: date
    days: int


def waits(today: date) -> list[Wait]:
    """Return everything that waits, the longest first."""
    ours = TopicRequest.objects.waiting().aggregate(
        number=Count("pk"), since=Min(Coalesce("came_back_at", "submitted_at"))
    )
    letters = (
        DecisionLetter.objects.unsettled()
        .order_by()
        .aggregate(number=Count("pk"), since=Min("written_at"))
    )
    found = []
    if letters["number"]:
        found.append(
            _wait(_("Letters to approve"), None, letters["number"], letters["since"], today)
        )
    if ours["number"]:
        found.append(_wait(_("Requests to decide"), None, ours["number"], ours["since"], today))
    questions = (
        TopicRequest.objects.filter(status=RequestStatus.MORE_INFORMATION)
        .select_related("organisation")
        .annotate(since=Max("decisions__decided_at"))
    )
    plans = Activity.objects.filter(
        status=ActivityStatus.PLANNED, partner_agreed_at=None, office_agreed_at__isnull=False
    ).select_related("entry__request__organisation")
    packs = ResultsPack.objects.filter(status=PackStatus.DELIVERED).select_related(
        "activity__entry__request__organisation"
    )
    found += _by_partner(
        _("Questions about a request"), [(row.organisation, row.since) for row in questions], today
    )
    found += _by_partner(
        _("Plans to agree"), [(row.organisation, row.office_agreed_at) for row in plans], today
    )
    found += _by_partner(
        _("Results to answer"), [(row.organisation, row.delivered_at) for row in packs], today
    )
    return sorted(found, key=lambda wait: (-wait.days, wait.what))


def _by_partner(
    what: str, rows: list[tuple[Organisation, datetime | None]], today: date
) -> list[Wait]:
    grouped: dict[Any, list[tuple[Organisation, datetime | None]]] = {}
    for organisation, since in rows:
        grouped.setdefault(organisation.pk, []).append((organisation, since))
    return [
        _wait(
            what,
            group[0][0],
            len(group),
            min((since for _row, since in group if since), default=None),
            today,
        )
        for group in grouped.values()
    ]


def _wait(
    what: str, organisation: Organisation | None, number: int, since: datetime | None, today: date
) -> Wait:
    day = since.astimezone(clock.LONDON).date() if since else today
    return Wait(what, organisation, number, day, (today - day).days)
