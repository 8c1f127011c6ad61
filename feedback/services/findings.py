"""Writing down what the answers show."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from engagement.models import Activity
from feedback.errors import ActivityStillOpen, PackFrozen
from feedback.models import Finding, PackStatus, ResultsPack, Theme
from feedback.services.coding import READABLE
from vef.accounts.models import User
from vef.audit.services import record
from vef.common.bilingual import check_language


@transaction.atomic
def create_finding(
    *, activity: Activity, actor: User, themes: Iterable[Theme] = (), **words: Any
) -> Finding:
    """Add a finding at the end of the activity's list.

    Raises ActivityStillOpen, PackFrozen.
    """
    if activity.status not in READABLE:
        raise ActivityStillOpen
    _unfrozen(activity)
    last = activity.findings.aggregate(last=Max("number"))["last"] or 0
    finding = Finding.objects.create(activity=activity, number=last + 1, **words)
    finding.themes.set(themes)
    record(actor, "finding.created", finding, data={"activity": str(activity.pk)})
    return finding


@transaction.atomic
def update_finding(
    finding: Finding, *, actor: User, themes: Iterable[Theme] | None = None, **words: Any
) -> Finding:
    """Change a finding's words; a language checked before is out of date then.

    Raises PackFrozen.
    """
    _unfrozen(finding.activity)
    for name, value in words.items():
        setattr(finding, name, value)
    finding.save()
    if themes is not None:
        finding.themes.set(themes)
    record(actor, "finding.changed", finding)
    return finding


@transaction.atomic
def check_finding(finding: Finding, *, language: str, actor: User) -> None:
    """Record that one language of a finding was read and found right.

    Raises PackFrozen; LanguageIncomplete if words are missing.
    """
    _unfrozen(finding.activity)
    check_language(finding, language, actor=actor)


@transaction.atomic
def remove_finding(finding: Finding, *, actor: User) -> None:
    """Take a finding out and close the gap in the numbers. Raises PackFrozen."""
    activity = finding.activity
    _unfrozen(activity)
    record(actor, "finding.removed", finding, data={"activity": str(activity.pk)})
    finding.delete()
    for number, rest in enumerate(activity.findings.order_by("number"), start=1):
        if rest.number != number:
            rest.number = number
            rest.save(update_fields=["number"])


def _unfrozen(activity: Activity) -> None:
    pack = ResultsPack.objects.select_for_update().filter(activity=activity).first()
    if pack is not None and pack.status != PackStatus.DRAFT:
        raise PackFrozen
