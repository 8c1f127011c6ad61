"""Who wrote what is to be approved, as the log has it."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from feedback.models import Outcome, Report, ResultsPack
from vef.accounts.models import User
from vef.audit.models import Entry


def wrote_outcome(outcome: Outcome, user: User) -> bool:
    """Whether this user started the outcome or was the last to change its words."""
    return outcome.written_by_id == user.pk or _wrote_last(
        _entries("feedback.outcome", [outcome.pk], ["outcome.changed"]), user
    )


def wrote_findings(pack: ResultsPack, user: User) -> bool:
    """Whether any finding of the pack stands as this user last wrote it."""
    findings = pack.activity.findings.values_list("pk", flat=True)
    acts = ["finding.created", "finding.changed"]
    return _wrote_last(_entries("feedback.finding", findings, acts), user)


def wrote_report(report: Report, user: User) -> bool:
    """Whether this user started the report, or any section stands as they last wrote it."""
    return report.written_by_id == user.pk or _wrote_last(
        _entries("feedback.report", [report.pk], ["report.section-written"]), user
    )


def _entries(target_type: str, ids: Iterable[UUID], acts: list[str]) -> QuerySet[Entry]:
    targets = [str(pk) for pk in ids]
    return Entry.objects.filter(target_type=target_type, target_id__in=targets, action__in=acts)


def _wrote_last(entries: QuerySet[Entry], user: User) -> bool:
    # The last hand counts: a colleague who saves the words again answers for them,
    # so that an office with one manager is never stuck.
    last = {
        (entry.target_id, entry.data.get("section")): entry.actor_id
        for entry in entries.order_by("id")
    }
    return user.actor_id in last.values()
