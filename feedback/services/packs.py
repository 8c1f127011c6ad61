"""The results pack: made, checked for small numbers, approved by another, delivered."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity, ActivityStatus, ContributionStatus
from feedback import figures
from feedback.errors import (
    ActivityStillOpen,
    AgreementMissing,
    NotReady,
    NotYours,
    OwnWork,
    ReasonMissing,
)
from feedback.models import PackStatus, PartnerAnswer, ResultsPack
from feedback.services.authors import pack_authors
from partners.services.agreements import why_no_results
from partners.services.organisations import hears_of_results
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.steps import move
from vef.common.workdays import add_working_days
from vef.documents.services import make_documents
from vef.outbox.services import enqueue

UNREAD = (ContributionStatus.RECEIVED, ContributionStatus.CHECKED)


@transaction.atomic
def create_pack(*, activity: Activity, actor: User) -> ResultsPack:
    """Start the results pack of a closed activity; asking twice changes nothing.

    Raises ActivityStillOpen.
    """
    if activity.status != ActivityStatus.CLOSED and not hasattr(activity, "results_pack"):
        raise ActivityStillOpen
    pack, created = ResultsPack.objects.get_or_create(
        activity=activity, defaults={"written_by": actor}
    )
    if created:
        record(actor, "resultspack.created", pack, data={"activity": str(activity.pk)})
    return pack


def missing_for_check(pack: ResultsPack) -> list[Any]:
    """Say what must still be done before the figures can be frozen."""
    activity = pack.activity
    reasons = []
    if activity.contributions.filter(is_finished=True, status__in=UNREAD).exists():
        reasons.append(_("Some answers have not been read and coded yet."))
    findings = list(activity.findings.all())
    if not findings:
        reasons.append(_("There is no finding yet."))
    if not all(finding.publishable for finding in findings):
        reasons.append(_("Some findings are not checked in both languages."))
    return reasons


@transaction.atomic
def check_disclosure(pack: ResultsPack, *, actor: User) -> None:
    """Freeze the figures as they may leave the office. Findings are locked from here on.

    Raises NotReady with what is missing; TransitionError.
    """
    _lock(pack)
    if pack.status == PackStatus.DISCLOSURE_CHECKED:
        return
    if pack.status == PackStatus.DRAFT and (reasons := missing_for_check(pack)):
        raise NotReady(reasons)
    move(
        pack,
        PackStatus.DISCLOSURE_CHECKED,
        actor=actor,
        checked_by=actor,
        figures=figures.freeze(pack.activity),
    )


@transaction.atomic
def reopen_pack(pack: ResultsPack, *, reason: str, actor: User) -> None:
    """Take a checked pack back to draft, say why, and forget the frozen figures.

    Raises ReasonMissing, TransitionError.
    """
    if not reason.strip():
        raise ReasonMissing
    move(pack, PackStatus.DRAFT, actor=actor, reason=reason.strip(), checked_by=None, figures={})


@transaction.atomic
def approve_pack(pack: ResultsPack, *, actor: User) -> None:
    """Approve a pack whose findings and figures are the work of others: two people sign.

    Raises OwnWork, TransitionError.
    """
    _lock(pack)
    if actor.actor_id in pack_authors([pack])[pack.pk]:
        raise OwnWork
    move(pack, PackStatus.APPROVED, actor=actor, approved_by=actor)


@transaction.atomic
def deliver_pack(pack: ResultsPack, *, actor: User) -> None:
    """Give the pack to the partner: PDFs in both languages, a deadline, and a message.

    The deadline counts working days from today; one awaited answer stands for
    each finding; the activity's results are delivered. Doing it twice changes
    nothing. Raises AgreementMissing for a partner that has not signed what it must,
    TransitionError unless approved.
    """
    _lock(pack)
    if pack.status in {PackStatus.DELIVERED, PackStatus.ANSWERED}:
        return
    if sentence := why_no_results(pack.organisation):
        raise AgreementMissing(sentence)
    activity = pack.activity
    due = add_working_days(clock.today(), activity.answer_within_days)
    move(
        pack,
        PackStatus.DELIVERED,
        actor=actor,
        delivered_at=clock.now(),
        answer_due_on=due,
        data={"answer_due_on": due.isoformat()},
    )
    documents = make_documents(
        kind="results-pack",
        about=pack,
        template="feedback/pdf/results_pack.html",
        context_for=lambda language: pack_context(pack, language),
        title_for=lambda language: pack_title(pack, language),
        file_name=f"results-{activity.code.lower()}",
    )
    pack.document_cy, pack.document_en = documents["cy"], documents["en"]
    pack.save(update_fields=["document_cy", "document_en"])
    PartnerAnswer.objects.bulk_create(
        [PartnerAnswer(pack=pack, finding=finding) for finding in activity.findings.all()]
    )
    move(activity, ActivityStatus.RESULTS_DELIVERED, actor=actor)
    for user in hears_of_results(pack.organisation):
        enqueue(
            kind="feedback.results-delivered",
            unique_key=f"{pack.pk}:{user.pk}",
            recipient_kind="user",
            recipient_id=user.pk,
            about=pack,
            context={"pack": str(pack.pk)},
        )


@transaction.atomic
def note_receipt(pack: ResultsPack, *, actor: User) -> None:
    """Record that the partner says it has the results; only the first time counts.

    Raises NotYours.
    """
    if not pack.organisation.memberships.filter(user_id=actor.pk).exists():
        raise NotYours
    _lock(pack)
    if pack.opened_at:
        return
    pack.opened_at = clock.now()
    pack.save(update_fields=["opened_at"])
    record(actor, "resultspack.received", pack)


def pack_title(pack: ResultsPack, language: str) -> str:
    """Return the pack's title in one language."""
    with in_language(language):
        return str(_("Results: %(activity)s") % {"activity": pack.activity.title})


def pack_context(pack: ResultsPack, language: str) -> dict[str, object]:
    """Return what a pack's page or PDF shows: frozen figures and findings, nothing else."""
    return {
        "pack": pack,
        "activity": pack.activity,
        "organisation": pack.organisation,
        "figures": figures.thaw(pack.figures, language),
        "findings": list(pack.activity.findings.prefetch_related("themes")),
    }


def _lock(pack: ResultsPack) -> None:
    """Lock the pack's row and read it afresh, so that of two people one comes second."""
    pack.refresh_from_db(from_queryset=ResultsPack.objects.select_for_update(of=("self",)))
