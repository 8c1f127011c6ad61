"""Who may take which step of the feedback loop."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from feedback.models import Outcome, OutcomeStatus, PackStatus, Report, ReportStatus, ResultsPack
from feedback.services.authors import Authors, outcome_authors, pack_authors, report_authors
from vef.accounts.models import Role, User
from vef.accounts.permissions import may_approve, may_do_office_work

Row = TypeVar("Row", ResultsPack, Outcome, Report)
# For each kind: the state in which it waits for somebody else's approval, and who wrote it.
TO_APPROVE: dict[type, tuple[str, Callable[[Any], Authors]]] = {
    ResultsPack: (PackStatus.DISCLOSURE_CHECKED, pack_authors),
    Outcome: (OutcomeStatus.LANGUAGES_CHECKED, outcome_authors),
    Report: (ReportStatus.SIGNED, report_authors),
}


def approvable(rows: Iterable[Row], user: Any) -> set[UUID]:
    """Return which of these rows, all of one kind, this user may approve now.

    Never what the user wrote. The same few queries for one row and for many.
    """
    rows = list(rows)
    if not (rows and may_approve(user)):
        return set()
    status, authors_of = TO_APPROVE[type(rows[0])]
    waiting = [row for row in rows if row.status == status]
    authors = authors_of(waiting) if waiting else {}
    return {row.pk for row in waiting if user.actor_id not in authors[row.pk]}


def approvers(row: ResultsPack | Outcome | Report) -> list[User]:
    """Return the managers who may approve this now, by name; nobody before its time."""
    status, authors_of = TO_APPROVE[type(row)]
    if row.status != status:
        return []
    authors = authors_of([row])[row.pk]
    managers = User.objects.filter(is_active=True, role=Role.MANAGER).order_by("name")
    return [user for user in managers if user.actor_id not in authors]


def pack_steps(pack: ResultsPack, user: Any, approves: bool) -> list[str]:
    """Return the steps of a pack this user may take now, in order.

    ``approves``: whether it is among the ``approvable``; a list asks that once for all.
    """
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if pack.status == PackStatus.DRAFT:
        found.append("check")
    if pack.status == PackStatus.DISCLOSURE_CHECKED:
        if approves:
            found.append("approve")
        found.append("reopen")
    if pack.status == PackStatus.APPROVED:
        found.append("deliver")
    return found


def outcome_steps(outcome: Outcome, user: Any, approves: bool) -> list[str]:
    """Return the steps of an outcome this user may take now, in order."""
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if outcome.status == OutcomeStatus.LANGUAGES_CHECKED:
        if approves:
            found.append("approve")
        found.append("reopen")
    if outcome.status == OutcomeStatus.APPROVED:
        # Mail to people leaves the office only by a manager's hand.
        found += ["tell", "reopen"] if may_approve(user) else ["reopen"]
    if outcome.status == OutcomeStatus.TOLD:
        found.append("publish")
    return found


def report_steps(report: Report, user: Any, approves: bool) -> list[str]:
    """Return the steps of a report this user may take now, in order."""
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if report.status == ReportStatus.DRAFT:
        found.append("freeze")
    if report.status == ReportStatus.FROZEN:
        found += ["sign", "thaw"]
    if report.status == ReportStatus.SIGNED and approves:
        found.append("approve")
    if report.status == ReportStatus.APPROVED:
        found.append("issue")
    return found
