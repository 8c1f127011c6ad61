"""What waits: answers to read, packs and outcomes to move on, late partners, reports."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Activity, ActivityStatus, Contribution
from feedback.models import (
    AnswerStatus,
    BoardAction,
    Outcome,
    OutcomeStatus,
    PackStatus,
    PartnerAnswer,
    Rag,
    Report,
    ReportStatus,
    ResultsPack,
)
from feedback.permissions import approvable, outcome_steps, pack_steps, report_steps
from feedback.reports.tracker import open_actions
from feedback.services.packs import UNREAD
from vef.accounts.permissions import may_do_office_work
from vef.common.desk import DeskGroup, DeskItem


def items(user: Any, today: date) -> list[DeskItem]:
    """Return what waits for the office here, in a constant number of queries."""
    if not may_do_office_work(user):
        return []
    return [
        *_closed_activities(),
        *_packs(user, today),
        *_outcomes(user),
        *_reports(user),
        *_actions(today),
    ]


def _closed_activities() -> list[DeskItem]:
    unread = Contribution.objects.filter(
        activity=OuterRef("pk"), is_finished=True, status__in=UNREAD
    )
    rows = Activity.objects.filter(
        status=ActivityStatus.CLOSED, results_pack__isnull=True
    ).annotate(has_unread=Exists(unread))
    found = []
    for activity in rows:
        words = {"code": activity.code, "title": activity.title}
        if activity.has_unread:
            text = _("Answers to read and code: %(code)s, %(title)s") % words
            url = reverse("feedback:coding", args=[activity.pk])
        else:
            text = _("Findings to write: %(code)s, %(title)s") % words
            url = reverse("feedback:activity-findings", args=[activity.pk])
        found.append(DeskItem(due=None, text=text, url=url))
    return found


def _packs(user: Any, today: date) -> list[DeskItem]:
    rows = list(
        ResultsPack.objects.exclude(status=PackStatus.ANSWERED)
        .select_related("activity__entry__request__organisation")
        .order_by("answer_due_on")
    )
    mine = approvable(rows, user)
    return [_pack(pack, pack_steps(pack, user, pack.pk in mine), today) for pack in rows]


def _pack(pack: ResultsPack, steps: list[str], today: date) -> DeskItem:
    words = {"title": pack.activity.title, "organisation": pack.organisation.name}
    group = DeskGroup.WAITING
    due = pack.answer_due_on
    if pack.status == PackStatus.DELIVERED:
        group = DeskGroup.LATE if pack.is_late(today) else DeskGroup.COMING
        words["date"] = date_format(due, "DATE_FORMAT") if due else ""
        if group == DeskGroup.LATE:
            text = _("%(organisation)s is late with its answer (due %(date)s): %(title)s") % words
        else:
            text = _("%(organisation)s answers by %(date)s: %(title)s") % words
    elif "approve" in steps:
        text = _("Results to approve: %(title)s") % words
    elif "deliver" in steps:
        text = _("Results to deliver to %(organisation)s: %(title)s") % words
    elif pack.status == PackStatus.DRAFT:
        text = _("Results to check for small numbers: %(title)s") % words
    else:
        text = _("Results wait for a manager's approval: %(title)s") % words
    return DeskItem(
        due=due, text=text, url=reverse("feedback:pack-detail", args=[pack.pk]), group=group
    )


def _outcomes(user: Any) -> list[DeskItem]:
    found = []
    rows = list(Outcome.objects.exclude(status=OutcomeStatus.PUBLISHED).select_related("activity"))
    mine = approvable(rows, user)
    for outcome in rows:
        words = {"title": outcome.title or outcome.activity.title}
        steps = outcome_steps(outcome, user, outcome.pk in mine)
        if "approve" in steps:
            text = _("Outcome to approve: %(title)s") % words
        elif "tell" in steps:
            text = _("Outcome to tell those who took part: %(title)s") % words
        elif "publish" in steps:
            text = _("Outcome to publish: %(title)s") % words
        elif outcome.status == OutcomeStatus.DRAFT:
            text = _("Outcome to check in both languages: %(title)s") % words
        else:
            text = _("Outcome waits for a manager: %(title)s") % words
        url = reverse("feedback:outcome-detail", args=[outcome.pk])
        found.append(DeskItem(due=None, text=text, url=url))
    # Nobody may forget to tell those who took part.
    for activity in Activity.objects.filter(
        status=ActivityStatus.RESULTS_DELIVERED, outcome__isnull=True
    ).select_related("results_pack"):
        text = _("Outcome to write: %(title)s") % {"title": activity.title}
        url = reverse("feedback:pack-detail", args=[activity.results_pack.pk])
        found.append(DeskItem(due=None, text=text, url=url))
    return found


def _reports(user: Any) -> list[DeskItem]:
    found = []
    rows = list(Report.objects.exclude(status=ReportStatus.ISSUED).order_by("meeting_on"))
    approved_by_me = approvable(rows, user)
    for report in rows:
        words = {
            "title": report.title,
            "state": report.get_status_display(),
            "date": date_format(report.meeting_on, "DATE_FORMAT"),
        }
        text = _("Board report for %(date)s: %(title)s (%(state)s)") % words
        mine = bool(report_steps(report, user, report.pk in approved_by_me))
        found.append(
            DeskItem(
                due=report.meeting_on,
                text=text,
                url=reverse("feedback:report-detail", args=[report.pk]),
                group=DeskGroup.WAITING if mine else DeskGroup.COMING,
            )
        )
    return found


def _actions(today: date) -> list[DeskItem]:
    red = [
        action
        for action in open_actions(list(BoardAction.objects.all()))
        if action.rag(today) == Rag.RED
    ]
    return [
        DeskItem(
            due=action.revised_due_on or action.due_on,
            text=_("Action is red: %(reference)s, %(owner)s")
            % {"reference": action.reference, "owner": action.owner},
            url=reverse("feedback:action-edit", args=[action.pk]),
            group=DeskGroup.LATE,
        )
        for action in red
    ]


def partner_items(user: Any, today: date) -> list[DeskItem]:
    """Return what a partner owes: answers, and actions it promised, in two queries."""
    rows = (
        ResultsPack.objects.visible_to(user)
        .filter(status=PackStatus.DELIVERED)
        .select_related("activity")
        .annotate(waiting=Count("answers", filter=Q(answers__status=AnswerStatus.AWAITED)))
        .order_by("answer_due_on")
    )
    found = [_owed(pack, pack.waiting, today) for pack in rows]
    promised = (
        PartnerAnswer.objects.visible_to(user)
        .filter(status__in=[AnswerStatus.ACCEPTED, AnswerStatus.IN_PART, AnswerStatus.IN_PROGRESS])
        .select_related("finding")
        .order_by("due_on")
    )
    return found + [_promised(answer, today) for answer in promised]


def _owed(pack: ResultsPack, waiting: int, today: date) -> DeskItem:
    due = pack.answer_due_on
    words = {
        "title": pack.activity.title,
        "date": date_format(due, "DATE_FORMAT") if due else "",
        "count": waiting,
    }
    text = (
        ngettext(
            "%(count)s finding to answer by %(date)s: %(title)s",
            "%(count)s findings to answer by %(date)s: %(title)s",
            waiting,
        )
        % words
    )
    return DeskItem(
        due=due,
        text=text,
        url=reverse("feedback:results", args=[pack.pk]),
        group=DeskGroup.LATE if pack.is_late(today) else DeskGroup.WAITING,
    )


def _promised(answer: PartnerAnswer, today: date) -> DeskItem:
    words = {
        "action": answer.action,
        "date": date_format(answer.due_on, "DATE_FORMAT") if answer.due_on else "",
    }
    return DeskItem(
        due=answer.due_on,
        text=_("Promised by %(date)s: %(action)s") % words,
        url=reverse("feedback:answer-progress", args=[answer.pk]),
        group=DeskGroup.LATE if answer.is_late(today) else DeskGroup.COMING,
    )
