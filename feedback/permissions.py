"""Who may take which step of the feedback loop."""

from typing import Any

from feedback.models import Outcome, OutcomeStatus, PackStatus, Report, ReportStatus, ResultsPack
from vef.accounts.permissions import may_approve, may_do_office_work


def pack_steps(pack: ResultsPack, user: Any) -> list[str]:
    """Return the steps of a pack this user may take now, in order."""
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if pack.status == PackStatus.DRAFT:
        found.append("check")
    if pack.status == PackStatus.DISCLOSURE_CHECKED:
        if may_approve(user) and user.pk not in {pack.written_by_id, pack.checked_by_id}:
            found.append("approve")
        found.append("reopen")
    if pack.status == PackStatus.APPROVED:
        found.append("deliver")
    return found


def outcome_steps(outcome: Outcome, user: Any) -> list[str]:
    """Return the steps of an outcome this user may take now, in order."""
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if outcome.status == OutcomeStatus.LANGUAGES_CHECKED:
        if may_approve(user) and user.pk != outcome.written_by_id:
            found.append("approve")
        found.append("reopen")
    if outcome.status == OutcomeStatus.APPROVED:
        # Mail to people leaves the office only by a manager's hand.
        found += ["tell", "reopen"] if may_approve(user) else ["reopen"]
    if outcome.status == OutcomeStatus.TOLD:
        found.append("publish")
    return found


def report_steps(report: Report, user: Any) -> list[str]:
    """Return the steps of a report this user may take now, in order."""
    found: list[str] = []
    if not may_do_office_work(user):
        return found
    if report.status == ReportStatus.DRAFT:
        found.append("freeze")
    if report.status == ReportStatus.FROZEN:
        found += ["sign", "thaw"]
    another = may_approve(user) and user.pk != report.written_by_id
    if report.status == ReportStatus.SIGNED and another:
        found.append("approve")
    if report.status == ReportStatus.APPROVED:
        found.append("issue")
    return found
