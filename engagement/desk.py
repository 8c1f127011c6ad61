"""What waits on the desks because of activities and invitations."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Activity, ActivityStatus, BatchStatus, InvitationBatch
from partners.models import TopicRequest
from vef.accounts.permissions import may_approve, may_do_office_work
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem

# How long before the end an activity is "closing soon".
SOON = timedelta(days=7)
# On the desk a line for each; more than this are a list's work.
MOST = 20


def items(user: Any, today: date) -> list[DeskItem]:
    """Return what waits for, or is coming to, this member of the office. Three queries."""
    if not may_do_office_work(user):
        return []
    return [*_without_entry(), *_activities(today), *_batches(user)]


def _without_entry() -> list[DeskItem]:
    topics = TopicRequest.objects.accepted().filter(entry=None)
    return [
        DeskItem(
            due=None,
            text=_("Accepted, not in the programme yet: %(topic)s")
            % {"topic": f"{topic.reference} {topic.title}"},
            url=reverse("engagement:entry-create", args=[topic.pk]),
        )
        for topic in topics.order_by("submitted_at")[:MOST]
    ]


def _activities(today: date) -> list[DeskItem]:
    live = [
        ActivityStatus.DRAFT,
        ActivityStatus.PLANNED,
        ActivityStatus.AGREED,
        ActivityStatus.OPEN,
    ]
    found = []
    rows = Activity.objects.filter(status__in=live).select_related("entry__request__organisation")
    for activity in rows.order_by("opens_on", "code"):
        item = _activity(activity, today)
        if item is not None:
            found.append(item)
    return found[: 2 * MOST]


def _activity(activity: Activity, today: date) -> DeskItem | None:
    named = {"activity": f"{activity.code} {activity.title}"}
    url = reverse("engagement:activity-detail", args=[activity.pk])
    late = activity.opens_on is not None and activity.opens_on < today
    group = DeskGroup.LATE if late else DeskGroup.WAITING
    if activity.status == ActivityStatus.DRAFT:
        text = _("A plan to finish: %(activity)s") % named
    elif activity.status == ActivityStatus.PLANNED and activity.office_agreed_at is None:
        text = _("A plan for the office to agree: %(activity)s") % named
    elif activity.status == ActivityStatus.PLANNED:
        text = _waits_for_partner(activity, today)
        group = DeskGroup.LATE if late else DeskGroup.COMING
    elif activity.status == ActivityStatus.AGREED:
        text = _("Agreed, ready to open: %(activity)s") % named
    elif activity.closes_on and activity.closes_on <= today + SOON:
        text, group = _("Closing soon: %(activity)s") % named, DeskGroup.COMING
        return DeskItem(due=activity.closes_on, text=text, url=url, group=group)
    else:
        return None
    return DeskItem(due=activity.opens_on, text=text, url=url, group=group)


def _waits_for_partner(activity: Activity, today: date) -> str:
    agreed = activity.office_agreed_at
    days = (today - agreed.astimezone(clock.LONDON).date()).days if agreed else 0
    words = {
        "activity": f"{activity.code} {activity.title}",
        "organisation": activity.organisation.name,
        "days": days,
    }
    return (
        ngettext(
            "%(activity)s: waits for %(organisation)s to agree (%(days)s day)",
            "%(activity)s: waits for %(organisation)s to agree (%(days)s days)",
            days,
        )
        % words
    )


def _batches(user: Any) -> list[DeskItem]:
    found = []
    waiting = InvitationBatch.objects.filter(status=BatchStatus.PREPARED)
    for batch in waiting.select_related("activity").order_by("prepared_at")[:MOST]:
        named = {"activity": f"{batch.activity.code} {batch.activity.title}"}
        own = batch.prepared_by_id == user.pk or not may_approve(user)
        text = (
            _("Invitations waiting for somebody else to release them: %(activity)s")
            if own
            else _("Invitations for you to release: %(activity)s")
        )
        found.append(
            DeskItem(
                due=batch.activity.opens_on,
                text=text % named,
                url=reverse("engagement:batch-detail", args=[batch.pk]),
                group=DeskGroup.COMING if own else DeskGroup.WAITING,
            )
        )
    return found


def partner_items(user: Any, today: date) -> list[DeskItem]:
    """Return the plans this organisation has to agree, and what of its own is coming. Two queries.

    Where people meet (no questions on a page), somebody of the partner's attends.
    """
    mine = Activity.objects.visible_to(user).order_by("opens_on", "code")
    plans = mine.filter(status=ActivityStatus.PLANNED, partner_agreed_at=None)
    coming = mine.filter(
        status__in=[ActivityStatus.AGREED, ActivityStatus.OPEN], closes_on__gte=today
    ).select_related("method", "entry")
    return [
        *(_plan(activity, today) for activity in plans[:MOST]),
        *(_coming(activity, today) for activity in coming[:MOST]),
    ]


def _plan(activity: Activity, today: date) -> DeskItem:
    late = activity.opens_on is not None and activity.opens_on < today
    return DeskItem(
        due=activity.opens_on,
        text=_("A plan for your organisation to agree: %(activity)s")
        % {"activity": f"{activity.code} {activity.title}"},
        url=reverse("engagement:activity-agree", args=[activity.pk]),
        group=DeskGroup.LATE if late else DeskGroup.WAITING,
    )


def _coming(activity: Activity, today: date) -> DeskItem:
    begins = activity.opens_on is not None and activity.opens_on > today
    words = {
        "activity": f"{activity.code} {activity.title}",
        "from": date_format(activity.opens_on, "DATE_FORMAT") if activity.opens_on else "",
        "until": date_format(activity.closes_on, "DATE_FORMAT") if activity.closes_on else "",
    }
    if not activity.method.asks_questions:
        text = _("Somebody of yours attends, %(from)s to %(until)s: %(activity)s") % words
    elif begins:
        text = _("An activity of yours begins on %(from)s: %(activity)s") % words
    else:
        text = _("An activity of yours runs until %(until)s: %(activity)s") % words
    return DeskItem(
        due=activity.opens_on if begins else activity.closes_on,
        text=text,
        url=reverse("dashboard:portal-thread", args=[activity.entry.request_id]),
        group=DeskGroup.COMING,
    )
