"""Places that quote a definition of "victim" which is not in use any more."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from database.permissions import may_read_over
from database.services.definition_quotes import number_due
from vef.common.desk import DeskGroup, DeskItem


def items(user: Any, today: date) -> list[DeskItem]:
    """Return one line while a place waits to be read, in at most two queries."""
    if not may_read_over(user):
        return []
    number = number_due()
    if not number:
        return []
    sentence = ngettext(
        "%(count)s place may quote an older definition of victim.",
        "%(count)s places may quote an older definition of victim.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=reverse("database:definition-places"),
            group=DeskGroup.WAITING,
            count=number,
        )
    ]
