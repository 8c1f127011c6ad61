"""The agreements register as lines to read: what is signed, what is missing, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from partners.models import (
    NEEDED_FOR_RESULTS,
    Agreement,
    AgreementKind,
    AgreementStatus,
    Organisation,
)
from vef.common.welsh_order import in_order

# A review is on the desk this long before its day.
REVIEW_SOON = timedelta(days=30)
# A draft that lies longer than this has been forgotten.
DRAFT_LIES = timedelta(days=60)


@dataclass(frozen=True)
class Line:
    """One line of the register. ``agreement`` is None where there is not even a draft."""

    organisation: Organisation
    kind: AgreementKind
    agreement: Agreement | None
    # "missing", "late", "soon", "draft" or nothing; and the word for it.
    state: str
    problem: str


def line_of(
    organisation: Organisation, kind: str, agreement: Agreement | None, today: date
) -> Line:
    """Say how one agreement stands."""
    state = _state(kind, agreement, today)
    return Line(organisation, AgreementKind(kind), agreement, state, _word(state))


def _state(kind: str, agreement: Agreement | None, today: date) -> str:
    if agreement is None:
        return "missing"
    if agreement.status == AgreementStatus.DRAFT:
        if kind in NEEDED_FOR_RESULTS:
            return "missing"
        return "late" if agreement.drafted_on + DRAFT_LIES < today else "draft"
    if agreement.is_late(today):
        return "late"
    soon = agreement.review_on and agreement.review_on <= today + REVIEW_SOON
    return "soon" if soon else ""


def _word(state: str) -> str:
    return {
        "missing": _("Never signed"),
        "late": _("Late"),
        "soon": _("Review soon"),
        "draft": _("Waiting for signature"),
    }.get(state, "")


def lines_of(organisation: Organisation, today: date) -> list[Line]:
    """Return one partner's lines: what lives, and what it needs and has not. One query."""
    return _lines([organisation], list(organisation.agreements.living()), today)


def register_lines(today: date) -> list[Line]:
    """Return every partner's lines, by the partner's name. Two queries."""
    partners = in_order(Organisation.objects.partners(), lambda row: row.name)
    rows = Agreement.objects.living().filter(organisation__in=[row.pk for row in partners])
    return _lines(partners, list(rows), today)


def _lines(partners: list[Any], agreements: list[Agreement], today: date) -> list[Line]:
    found = []
    for organisation in partners:
        own = [row for row in agreements if row.organisation_id == organisation.pk]
        for kind in AgreementKind:
            # A draft beside a signed one is its successor, so both are shown.
            rows = sorted(
                (row for row in own if row.kind == kind), key=lambda row: row.status, reverse=True
            )
            if not rows and kind in NEEDED_FOR_RESULTS:
                found.append(line_of(organisation, kind, None, today))
            signed = any(row.status == AgreementStatus.SIGNED for row in rows)
            for row in rows:
                line = line_of(organisation, kind, row, today)
                if signed and line.state == "missing":
                    line = Line(organisation, kind, row, "draft", _word("draft"))
                found.append(line)
    return found
