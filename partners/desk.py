"""What waits: for the office, requests and windows; for a partner, the window and its drafts."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.agreement_lines import register_lines
from partners.desk_letters import letter_items
from partners.models import (
    LateCode,
    Nudge,
    NudgeStatus,
    Organisation,
    RequestComment,
    RequestStatus,
    RequestWindow,
    Side,
    TopicRequest,
    WindowStatus,
)
from partners.permissions import organisation_of
from partners.services.comments import still_discussed
from vef.accounts.models import UserInvitation
from vef.accounts.permissions import (
    may_approve,
    may_approve_partner_users,
    may_do_office_work,
)
from vef.common import clock
from vef.common.desk import DeskGroup, DeskItem
from vef.common.workdays import add_working_days

# The office's own aim, not promised to anybody: it only says when a request lies late here.
ANSWER_IN_WORKING_DAYS = 10
# Product: partners and the office are reminded from a fortnight before a window closes.
CLOSING_SOON = timedelta(days=14)


def items(user: Any, today: date) -> list[DeskItem]:
    """Return what waits for the office here, in the same few queries."""
    invited = _invited(user)
    if not may_do_office_work(user):
        return invited
    topics = (
        TopicRequest.objects.waiting()
        .select_related("organisation")
        .order_by(Coalesce("came_back_at", "submitted_at"))
    )
    return [
        *invited,
        *letter_items(user, today),
        *(_waiting(topic, today) for topic in topics),
        *_comments(Side.OFFICE, today),
        *_questions(today),
        *_windows(today),
        *_nudges(user),
        *_agreements(today),
    ]


def _questions(today: date) -> list[DeskItem]:
    """Return the requests that wait for a partner's answer, and how long they have."""
    topics = (
        TopicRequest.objects.filter(status=RequestStatus.MORE_INFORMATION)
        .select_related("organisation")
        .annotate(asked_at=Max("decisions__decided_at"))
        .order_by("asked_at")
    )
    found = []
    for topic in topics:
        since = topic.asked_at.astimezone(clock.LONDON).date() if topic.asked_at else today
        due = add_working_days(since, ANSWER_IN_WORKING_DAYS)
        days = (today - since).days
        words = {
            "reference": topic.reference,
            "title": topic.title,
            "organisation": topic.organisation.name,
            "days": days,
        }
        text = (
            ngettext(
                "%(reference)s, %(title)s: waits for an answer from %(organisation)s "
                "(%(days)s day)",
                "%(reference)s, %(title)s: waits for an answer from %(organisation)s "
                "(%(days)s days)",
                days,
            )
            % words
        )
        found.append(
            DeskItem(
                due=due,
                text=text,
                url=reverse("partners:request-review", args=[topic.pk]),
                group=DeskGroup.LATE if due < today else DeskGroup.COMING,
            )
        )
    return found


def _nudges(user: Any) -> list[DeskItem]:
    """Return the friendly words that wait for a second person, while their window is open."""
    waiting = Nudge.objects.filter(
        status=NudgeStatus.PREPARED, window__in=RequestWindow.objects.accepting()
    ).select_related("organisation", "window")
    found = []
    for nudge in waiting.order_by("prepared_at"):
        own = nudge.prepared_by_id == user.pk or not may_approve(user)
        text = (
            _("A friendly word waiting for somebody else to release it: %(organisation)s")
            if own
            else _("A friendly word for you to release: %(organisation)s")
        )
        found.append(
            DeskItem(
                due=nudge.window.closes_on,
                text=text % {"organisation": nudge.organisation.name},
                url=reverse("partners:nudge-detail", args=[nudge.pk]),
                group=DeskGroup.COMING if own else DeskGroup.WAITING,
            )
        )
    return found


def _comments(side: Side, today: date, organisation: Organisation | None = None) -> list[DeskItem]:
    """Return a line for each request on which the other side's words wait, in one query."""
    rows = RequestComment.objects.waiting_for(side).filter(still_discussed(side))
    if organisation:
        rows = rows.filter(request__organisation=organisation)
    page = "request-comments-office" if side == Side.OFFICE else "request-comments"
    found: dict[Any, DeskItem] = {}
    for comment in rows.select_related("request__organisation").order_by("at"):
        topic = comment.request
        if topic.pk in found:
            continue
        since = comment.at.astimezone(clock.LONDON).date()
        due = add_working_days(since, ANSWER_IN_WORKING_DAYS) if side == Side.OFFICE else None
        words = {
            "reference": topic.reference,
            "title": topic.title or _("No title yet"),
            "organisation": topic.organisation.name,
        }
        text = (
            _("%(organisation)s has commented: %(reference)s, %(title)s")
            if side == Side.OFFICE
            else _("We have commented on your request: %(reference)s, %(title)s")
        ) % words
        found[topic.pk] = DeskItem(
            due=due,
            text=text,
            url=reverse(f"partners:{page}", args=[topic.pk]),
            group=DeskGroup.LATE if due and due < today else DeskGroup.WAITING,
        )
    return list(found.values())


def _waiting(topic: TopicRequest, today: date) -> DeskItem:
    waits = topic.waiting_since
    since = waits.astimezone(clock.LONDON).date() if waits else today
    due = add_working_days(since, ANSWER_IN_WORKING_DAYS)
    days = (today - since).days
    words = {
        "reference": topic.reference,
        "title": topic.title,
        "organisation": topic.organisation.name,
        "days": days,
    }
    if days < 1:
        text = _("%(reference)s, %(title)s (%(organisation)s): came today") % words
    else:
        text = (
            ngettext(
                "%(reference)s, %(title)s (%(organisation)s): has waited %(days)s day",
                "%(reference)s, %(title)s (%(organisation)s): has waited %(days)s days",
                days,
            )
            % words
        )
    return DeskItem(
        due=due,
        text=text,
        url=reverse("partners:request-review", args=[topic.pk]),
        group=DeskGroup.LATE if due < today else DeskGroup.WAITING,
    )


def _windows(today: date) -> list[DeskItem]:
    found = []
    rows = RequestWindow.objects.exclude(status=WindowStatus.CLOSED).filter(closes_on__gte=today)
    for window in rows:
        words = {"name": window.name}
        if window.status == WindowStatus.OPEN and window.closes_on <= today + CLOSING_SOON:
            words["date"] = date_format(window.closes_on, "DATE_FORMAT")
            text = _("Request window closes on %(date)s: %(name)s") % words
            due = window.closes_on
        elif window.status == WindowStatus.PLANNED and window.opens_on <= today + CLOSING_SOON:
            words["date"] = date_format(window.opens_on, "DATE_FORMAT")
            text = _("Request window opens on %(date)s: %(name)s") % words
            due = window.opens_on
        else:
            continue
        found.append(
            DeskItem(
                due=due, text=text, url=reverse("partners:window-list"), group=DeskGroup.COMING
            )
        )
    return found


def _invited(user: Any) -> list[DeskItem]:
    """Return one line for the colleagues whom partners' leads would like to let in."""
    if not may_approve_partner_users(user):
        return []
    count = UserInvitation.objects.to_approve().count()
    if not count:
        return []
    text = ngettext(
        "%(count)s partner's invitation to a colleague waits for approval",
        "%(count)s partners' invitations to colleagues wait for approval",
        count,
    )
    url = reverse("partners:approval-list")
    return [DeskItem(due=None, text=text % {"count": count}, url=url, count=count)]


def _agreements(today: date) -> list[DeskItem]:
    """Return the reviews that are due, and one line for all who never signed what they must."""
    url = reverse("partners:agreement-list")
    found = []
    lines = register_lines(today)
    for line in lines:
        row = line.agreement
        if row is None or row.review_on is None or line.state not in {"late", "soon"}:
            continue
        words = {
            "agreement": line.kind.label,
            "organisation": line.organisation.name,
            "date": date_format(row.review_on, "DATE_FORMAT"),
        }
        late = line.state == "late"
        found.append(
            DeskItem(
                due=row.review_on,
                text=_("Review by %(date)s: %(agreement)s, %(organisation)s") % words,
                url=reverse("partners:agreement-step", args=[row.pk, "review"]),
                group=DeskGroup.LATE if late else DeskGroup.COMING,
            )
        )
    missing = len({line.organisation.pk for line in lines if line.state == "missing"})
    if missing:
        text = ngettext(
            "%(count)s partner has not signed a data sharing agreement and can't be given results",
            "%(count)s partners have not signed a data sharing agreement "
            "and can't be given results",
            missing,
        )
        found.append(
            DeskItem(
                due=None, text=text % {"count": missing}, url=f"{url}?show=missing", count=missing
            )
        )
    return found


def partner_items(user: Any, today: date) -> list[DeskItem]:
    """Return what waits for a partner here: questions, drafts, the open window."""
    organisation = organisation_of(user)
    if organisation is None:
        return []
    window = RequestWindow.objects.accepting().first()
    topics = (
        TopicRequest.objects.visible_to(user)
        .unfinished()
        .select_related("window")
        .order_by("saved_at")
    )
    found = [
        *(_unfinished(topic, today) for topic in topics),
        *_comments(Side.PARTNER, today, organisation),
        *_leave_to_be_late(organisation),
    ]
    if window:
        words = {"date": date_format(window.closes_on, "DATE_FORMAT")}
        found.append(
            DeskItem(
                due=window.closes_on,
                text=_("The request window is open until %(date)s.") % words,
                url=reverse("partners:request-start"),
                group=DeskGroup.COMING,
            )
        )
    return found


def _leave_to_be_late(organisation: Organisation) -> list[DeskItem]:
    codes = LateCode.objects.usable().filter(organisation=organisation).select_related("window")
    found = []
    for code in codes:
        last = code.expires_at.astimezone(clock.LONDON).date()
        words = {"window": code.window.name, "date": date_format(last, "DATE_FORMAT")}
        text = _("With your late code you can still submit until %(date)s: %(window)s") % words
        found.append(DeskItem(due=last, text=text, url=reverse("partners:request-start")))
    return found


def _unfinished(topic: TopicRequest, today: date) -> DeskItem:
    url = reverse("partners:request-edit", args=[topic.pk])
    title = topic.title or _("No title yet")
    if topic.status == RequestStatus.MORE_INFORMATION:
        words = {"reference": topic.reference, "title": title}
        text = _("We have a question about your request: %(reference)s, %(title)s") % words
        return DeskItem(due=None, text=text, url=url)
    closes = topic.window.closes_on
    words = {"title": title, "date": date_format(closes, "DATE_FORMAT")}
    if closes < today:
        text = _("A draft whose window closed on %(date)s: %(title)s") % words
        return DeskItem(due=None, text=text, url=url)
    text = _("A draft to finish by %(date)s: %(title)s") % words
    return DeskItem(due=closes, text=text, url=url)
