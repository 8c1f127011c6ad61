"""Who wrote what is to be approved, as the log has it.

Each function takes many rows and asks the same few queries as for one. People are named
by their ``actor_id``.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from feedback.models import Finding, Outcome, Report, ResultsPack
from vef.audit.models import Entry

Authors = dict[UUID, set[str]]


def outcome_authors(outcomes: Collection[Outcome]) -> Authors:
    """Return for each outcome who started it, and who was the last to change its words."""
    return _joined(
        {row.pk: {str(row.written_by_id)} for row in outcomes},
        _last_hands("feedback.outcome", [row.pk for row in outcomes], ["outcome.changed"]),
    )


def pack_authors(packs: Collection[ResultsPack]) -> Authors:
    """Return for each pack who wrote and checked it, and the last hand in each finding."""
    pack_of = {row.activity_id: row.pk for row in packs}
    findings = dict(Finding.objects.filter(activity__in=pack_of).values_list("pk", "activity_id"))
    acts = ["finding.created", "finding.changed"]
    hands: Authors = defaultdict(set)
    for finding, names in _last_hands("feedback.finding", findings, acts).items():
        hands[pack_of[findings[finding]]] |= names
    makers = {row.pk: {str(row.written_by_id), str(row.checked_by_id)} for row in packs}
    return _joined(makers, hands)


def report_authors(reports: Collection[Report]) -> Authors:
    """Return for each report who started it, and the last hand in each section."""
    return _joined(
        {row.pk: {str(row.written_by_id)} for row in reports},
        _last_hands("feedback.report", [row.pk for row in reports], ["report.section-written"]),
    )


def _joined(makers: Authors, hands: Authors) -> Authors:
    return {pk: names | hands.get(pk, set()) for pk, names in makers.items()}


def _last_hands(target_type: str, ids: Iterable[UUID], acts: list[str]) -> Authors:
    """Return who was the last to write each text of these rows, in one query.

    The last hand counts: a colleague who saves the words again answers for them,
    so that an office with one manager is never stuck.
    """
    entries = Entry.objects.filter(
        target_type=target_type, target_id__in=[str(pk) for pk in ids], action__in=acts
    )
    last: dict[tuple[str, Any], str] = {
        (entry.target_id, entry.data.get("section")): entry.actor_id
        for entry in entries.order_by("id")
    }
    found: Authors = defaultdict(set)
    for (target_id, _section), actor_id in last.items():
        found[UUID(target_id)].add(actor_id)
    return found
