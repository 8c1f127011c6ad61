"""Governance documents whose review is near or past."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from vef.accounts.permissions import is_office
from vef.common.desk import DeskGroup, DeskItem
from vef.documents.models import GovernanceDocument, GovernanceStatus

REMIND = timedelta(days=60)


def items(user: Any, today: date) -> list[DeskItem]:
    """Return the documents in force to be reviewed within sixty days, or overdue."""
    if not is_office(user):
        return []
    due = GovernanceDocument.objects.filter(
        status=GovernanceStatus.APPROVED, review_on__lte=today + REMIND
    )
    return [
        DeskItem(
            due=row.review_on,
            text=_("Review this document: %(document)s") % {"document": row},
            url=reverse("admin:documents_governancedocument_change", args=[row.pk]),
            group=DeskGroup.LATE
            if row.review_on is not None and row.review_on < today
            else DeskGroup.COMING,
        )
        for row in due
    ]
