"""What waits for the office in the outbox: doubt, failures, and mail that does not leave."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import ngettext

from vef.accounts.permissions import may_do_office_work
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem
from vef.outbox.models import Message, MessageStatus

# Longer than any sweep or lease: mail that still waits then has no worker.
STUCK = timedelta(minutes=15)
# A failure is told for this long; the list keeps it for ever.
FAILURE_NEWS = timedelta(days=14)


def items(user: Any, today: date) -> list[DeskItem]:
    """Return what waits for the office here, in one query."""
    if not may_do_office_work(user):
        return []
    now = clock.now()
    found = Message.objects.aggregate(
        doubt=Count("id", filter=Q(status=MessageStatus.UNKNOWN)),
        failed=Count(
            "id", filter=Q(status=MessageStatus.FAILED, settled_at__gt=now - FAILURE_NEWS)
        ),
        stuck=Count("id", filter=Q(status=MessageStatus.QUEUED, not_before__lt=now - STUCK)),
    )
    lines = [
        (found["doubt"], _doubt(found["doubt"]), MessageStatus.UNKNOWN, DeskGroup.WAITING),
        (found["failed"], _failed(found["failed"]), MessageStatus.FAILED, DeskGroup.WAITING),
        (found["stuck"], _stuck(found["stuck"]), MessageStatus.QUEUED, DeskGroup.LATE),
    ]
    return [
        DeskItem(
            due=None,
            text=text,
            url=f"{reverse('outbox:desk')}?show={status.value}",
            group=group,
            count=number,
        )
        for number, text, status, group in lines
        if number
    ]


def _doubt(number: int) -> str:
    return ngettext(
        "%(number)s message may or may not have arrived: decide what to do",
        "%(number)s messages may or may not have arrived: decide what to do",
        number,
    ) % {"number": number}


def _failed(number: int) -> str:
    return ngettext(
        "%(number)s message could not be sent in the last two weeks",
        "%(number)s messages could not be sent in the last two weeks",
        number,
    ) % {"number": number}


def _stuck(number: int) -> str:
    return ngettext(
        "%(number)s message should have left by now: ask the administrator to check the worker",
        "%(number)s messages should have left by now: ask the administrator to check the worker",
        number,
    ) % {"number": number}
