"""Who waits for the office before they can join."""

from datetime import date
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import ngettext

from database.joining_panel import ends_at
from database.models import JoinRequest
from vef.accounts.permissions import may_see_people
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem


def items(user: Any, today: date) -> list[DeskItem]:
    """Return one line for those who wait for a call or a letter, in one query."""
    if not may_see_people(user):
        return []
    waiting = JoinRequest.objects.filter(
        waits_for_staff=True, person__isnull=False, declined_at=None
    ).aggregate(number=Count("pk"), first=Min("at"))
    number = waiting["number"]
    if not number:
        return []
    sentence = ngettext(
        "%(count)s person asked to join and waits for a call or a letter from us.",
        "%(count)s people asked to join and wait for a call or a letter from us.",
        number,
    )
    return [
        DeskItem(
            # The day on which the first of them would be forgotten.
            due=ends_at(waiting["first"]).astimezone(clock.LONDON).date(),
            text=sentence % {"count": number},
            url=reverse("database:join-request-list"),
            group=DeskGroup.WAITING,
            count=number,
        )
    ]
