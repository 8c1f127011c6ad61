"""The letters of decisions on the office's desk: which wait, for whom, and how long."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from partners.models import DecisionLetter, Interest
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem
from vef.common.workdays import add_working_days

# The partner waits for it, and reading takes minutes. The office's own aim.
APPROVE_IN_WORKING_DAYS = 2
# On the desk a line for each; more than this are a list's work.
MOST = 20


def letter_items(user: Any, today: date) -> list[DeskItem]:
    """Return the letters that wait for approval or for other words, in one query."""
    has_interest = Interest.objects.filter(
        request=OuterRef("decision__request"), declared_by=user.pk
    )
    letters = (
        DecisionLetter.objects.unsettled()
        .select_related("decision__request__organisation", "written_by")
        .annotate(is_near=Exists(has_interest))
        .order_by("written_at")
    )
    return [_item(letter, user, today) for letter in letters[:MOST]]


def _item(letter: Any, user: Any, today: date) -> DeskItem:
    topic = letter.decision.request
    since = letter.written_at.astimezone(clock.LONDON).date()
    due = add_working_days(since, APPROVE_IN_WORKING_DAYS)
    words = {
        "letter": f"{topic.reference}, {topic.organisation.name}",
        "name": letter.written_by.name,
    }
    own = letter.is_near or user.pk in {letter.written_by_id, letter.decision.decided_by_id}
    if letter.is_returned:
        mine = letter.written_by_id == user.pk
        text = (
            _("A letter of yours came back to be changed: %(letter)s")
            if mine
            else _("A letter came back to %(name)s to be changed: %(letter)s")
        )
    else:
        mine = not own
        text = (
            _("A letter for you to approve: %(letter)s")
            if mine
            else _("A letter waiting for somebody else to approve it: %(letter)s")
        )
    group = DeskGroup.WAITING if mine else DeskGroup.COMING
    return DeskItem(
        due=due,
        text=text % words,
        url=reverse("partners:letter-detail", args=[letter.pk]),
        group=DeskGroup.LATE if due < today else group,
    )
