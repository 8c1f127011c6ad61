"""What waits on the data protection desk: requests near their day, incidents, holds."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from database.models import Incident, LegalHold, RightsRequest, RightsStatus
from database.permissions import may_handle_rights, may_read_rights
from database.rights_clock import day_of, notify_by
from database.standing import SOON_DAYS, incident_standing, is_late
from vef.accounts.models import User
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem


def items(user: Any, today: date) -> list[DeskItem]:
    """Return a line for each request near its day, incident and erasure, in three queries."""
    if not may_read_rights(user):
        return []
    return [*_requests(user, today), *_incidents(), *_holds(user, today)]


def _requests(user: User, today: date) -> list[DeskItem]:
    rows = RightsRequest.objects.open().defer("words")
    found = [line for row in rows if (line := _request(row, today)) is not None]
    return found + [_erasure(row) for row in rows if _waits_for(row, user)]


def _request(row: RightsRequest, today: date) -> DeskItem | None:
    if row.due_on is None or row.is_clock_stopped:
        return None
    named = {"reference": row.reference, "kind": row.get_kind_display()}
    if is_late(row, today):
        sentence, group = _("%(reference)s is late: %(kind)s"), DeskGroup.LATE
    elif row.due_on <= today + timedelta(days=SOON_DAYS):
        sentence, group = _("%(reference)s is due soon: %(kind)s"), DeskGroup.COMING
    else:
        return None
    return DeskItem(due=row.due_on, text=sentence % named, url=_page(row), group=group)


def _waits_for(row: RightsRequest, user: User) -> bool:
    """Whether a prepared erasure waits for this user to agree."""
    return row.status == RightsStatus.WORKING and row.prepared_by_id not in {None, user.pk}


def _erasure(row: RightsRequest) -> DeskItem:
    sentence = _("The erasure of %(reference)s waits for a second person.")
    return DeskItem(due=row.due_on, text=sentence % {"reference": row.reference}, url=_page(row))


def _page(row: RightsRequest) -> str:
    return reverse("database:rights-detail", args=[row.pk])


def _incidents() -> list[DeskItem]:
    """Every incident whose 72 hours still matter."""
    now = clock.now()
    running = Incident.objects.filter(closed_at=None, notified_at=None).exclude(is_notifiable=False)
    found = []
    for row in running.only("reference", "known_at", "closed_at", "notified_at", "is_notifiable"):
        standing = incident_standing(row, now)
        sentence = _("Incident %(reference)s: %(left)s") % {
            "reference": row.reference,
            "left": standing.word,
        }
        group = DeskGroup.LATE if standing.tone == "late" else DeskGroup.WAITING
        url = reverse("database:incident-detail", args=[row.pk])
        found.append(DeskItem(day_of(notify_by(row.known_at)), sentence, url, group))
    return found


def _holds(user: User, today: date) -> list[DeskItem]:
    number = LegalHold.objects.filter(lifted_at=None, review_on__lte=today).count()
    if not number or not may_handle_rights(user):
        return []
    sentence = ngettext(
        "%(count)s legal hold is due for review.",
        "%(count)s legal holds are due for review.",
        number,
    )
    url = reverse("database:hold-list")
    return [DeskItem(None, sentence % {"count": number}, url, count=number)]
