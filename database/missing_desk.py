"""What waits on the desk because figures need a second person."""

from django.urls import reverse
from django.utils.translation import gettext as _

from database.models import FigureRelease
from database.permissions import may_sign_figures
from vef.accounts.models import User
from vef.common.desk import DeskItem


def missing_items(user: User) -> list[DeskItem]:
    """Return the figures somebody else prepared and this user may sign, in one query."""
    if not may_sign_figures(user):
        return []
    waiting = FigureRelease.objects.waiting().exclude(made_by_id=user.pk)
    return [
        DeskItem(
            due=None,
            text=_("Figures on who is missing wait to be read and signed."),
            url=reverse("database:missing-sign", args=[pk]),
            count=1,
        )
        for pk in waiting.values_list("pk", flat=True)
    ]
