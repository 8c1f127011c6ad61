"""The board report: figures frozen, signed, approved by another, issued for good."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.errors import Locked, NotReady, OwnWork, ReasonMissing
from feedback.models import Report, ReportSection, ReportStatus
from feedback.reports import compose, freeze_report
from feedback.reports.board import NUMBERS
from feedback.services.authors import report_authors
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import LANGUAGES, check_language, in_language
from vef.common.steps import move
from vef.documents.services import make_documents

# What may still be written while the figures stand.
WRITABLE = frozenset({ReportStatus.DRAFT, ReportStatus.FROZEN})


@transaction.atomic
def create_report(*, actor: User, **fields: Any) -> Report:
    """Start a report with its twelve empty sections."""
    report = Report.objects.create(written_by=actor, **fields)
    ReportSection.objects.bulk_create(
        [ReportSection(report=report, number=number) for number in NUMBERS]
    )
    record(actor, "report.created", report)
    return report


@transaction.atomic
def write_section(section: ReportSection, *, actor: User, **words: str) -> None:
    """Write one section in both languages. Raises Locked once the report is signed."""
    _writable(section.report)
    for name, text in words.items():
        setattr(section, name, text.strip())
    section.save()
    record(actor, "report.section-written", section.report, data={"section": section.number})


@transaction.atomic
def check_section(section: ReportSection, *, language: str, actor: User) -> None:
    """Record that one language of a section was read and found right.

    Raises Locked; LanguageIncomplete if one language is empty and the other isn't.
    """
    _writable(section.report)
    check_language(section, language, actor=actor)


@transaction.atomic
def freeze_figures(report: Report, *, actor: User) -> None:
    """Compute everything the thread has to say, in both languages, and keep it.

    Raises TransitionError.
    """
    _lock(report)
    if report.status == ReportStatus.FROZEN:
        return
    move(report, ReportStatus.FROZEN, actor=actor, figures=freeze_report(report))


@transaction.atomic
def thaw_report(report: Report, *, reason: str, actor: User) -> None:
    """Take a report back to draft before it is signed, and say why. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    move(report, ReportStatus.DRAFT, actor=actor, reason=reason.strip(), figures={})


def unchecked_sections(report: Report) -> list[int]:
    """Return the sections whose author's words are not checked in both languages."""
    return [
        section.number
        for section in report.sections.all()
        if any(section.words(language) != [""] for language in LANGUAGES)
        and not section.publishable
    ]


@transaction.atomic
def sign_report(report: Report, *, signed_by: str, signed_on: date, actor: User) -> None:
    """Record the chief officer's signature. From here on no word changes.

    Raises NotReady with the sections whose two languages are not checked; TransitionError.
    """
    _lock(report)
    unchecked = unchecked_sections(report)
    if report.status == ReportStatus.FROZEN and unchecked:
        raise NotReady(
            [
                _("Not checked in both languages: section %(number)s.") % {"number": number}
                for number in unchecked
            ]
        )
    if not signed_by.strip():
        raise NotReady([_("Say who signed.")])
    move(report, ReportStatus.SIGNED, actor=actor, signed_by=signed_by.strip(), signed_on=signed_on)


@transaction.atomic
def approve_report(
    report: Report, *, interest_declared: str, approved_on: date, actor: User
) -> None:
    """Record the Commissioner's approval, with the interest declared ("none" is one).

    Raises OwnWork for whoever wrote any of it, NotReady without the declaration, TransitionError.
    """
    _lock(report)
    if actor.actor_id in report_authors([report])[report.pk]:
        raise OwnWork
    if not interest_declared.strip():
        raise NotReady([_("Write the interest that was declared, or that there was none.")])
    move(
        report,
        ReportStatus.APPROVED,
        actor=actor,
        approved_by=actor,
        interest_declared=interest_declared.strip(),
        approved_on=approved_on,
    )


@transaction.atomic
def issue_report(report: Report, *, actor: User) -> None:
    """Make the PDFs in both languages and keep them with their digests.

    An issued report never changes. Twice makes nothing new. Raises TransitionError.
    """
    _lock(report)
    if report.status == ReportStatus.ISSUED:
        return
    move(report, ReportStatus.ISSUED, actor=actor, issued_at=clock.now())
    documents = make_documents(
        kind="board-report",
        about=report,
        template="feedback/pdf/board_report.html",
        context_for=lambda language: report_context(report, language),
        title_for=lambda language: getattr(report, f"title_{language}") or report.title,
        file_name=f"board-report-{report.meeting_on.isoformat()}",
    )
    report.document_cy, report.document_en = documents["cy"], documents["en"]
    report.save(update_fields=["document_cy", "document_en"])


def report_context(report: Report, language: str) -> dict[str, Any]:
    """Return what the report's page and PDF show in one language."""
    with in_language(language):
        return {"report": report, "sections": compose(report, language)}


def _writable(report: Report) -> None:
    status = Report.objects.values_list("status", flat=True).get(pk=report.pk)
    if status not in WRITABLE:
        raise Locked


def _lock(report: Report) -> None:
    report.refresh_from_db(from_queryset=Report.objects.select_for_update(of=("self",)))
