"""What waits on the desk because things are kept only for so long."""

from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import ngettext

from database.keeping import WithdrawnPeople
from database.models import RetentionRule, RetentionRun, RetentionStatus
from database.permissions import may_handle_rights, may_read_rights
from database.services.retention import AHEAD, OPEN
from vef.common import clock
from vef.common.desk import DeskItem


def keeping_items(user: Any, today: date) -> list[DeskItem]:
    """Return at most two lines, in four queries."""
    if not may_read_rights(user):
        return []
    return [*_to_agree(user), *_to_list(user)]


def _to_agree(user: Any) -> list[DeskItem]:
    """Lists somebody else made, which wait for a second person."""
    listed = RetentionRun.objects.filter(status=RetentionStatus.LISTED)
    number = listed.filter(~Q(listed_by=user) | Q(listed_by=None)).count()
    if not number:
        return []
    sentence = ngettext(
        "%(count)s list of what goes waits for a second person.",
        "%(count)s lists of what goes wait for a second person.",
        number,
    )
    return [_item(sentence, number)]


def _to_list(user: Any) -> list[DeskItem]:
    """People who withdrew and whose month is over within a week, on no list yet."""
    if not may_handle_rights(user):
        return []
    row = RetentionRule.objects.filter(code=WithdrawnPeople.code, is_active=True).first()
    if row is None or RetentionRun.objects.filter(rule=row, status__in=OPEN).exists():
        return []
    number = WithdrawnPeople().free(clock.now() + AHEAD, row.days).count()
    if not number:
        return []
    sentence = ngettext(
        "The record of %(count)s person who withdrew is due to go. List it.",
        "The records of %(count)s people who withdrew are due to go. List them.",
        number,
    )
    return [_item(sentence, number)]


def _item(sentence: str, number: int) -> DeskItem:
    return DeskItem(
        due=None,
        text=sentence % {"count": number},
        url=reverse("database:keeping"),
        count=number,
    )
