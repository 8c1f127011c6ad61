"""Drafting, signing, reviewing and ending agreements, and what a partner may get without one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from partners.models import (
    NEEDED_FOR_RESULTS,
    Agreement,
    AgreementKind,
    AgreementStatus,
    Organisation,
)
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move


class DraftWaiting(Exception):
    """A draft of this kind waits for this partner already. ``draft`` is that one."""

    def __init__(self, draft: Agreement) -> None:
        self.draft = draft
        super().__init__(str(draft.pk))


class DatesWrong(Exception):
    """It can't be signed in days to come, or be reviewed before it is signed."""


class ReasonMissing(Exception):
    """Ending needs a reason."""


@transaction.atomic
def draft_agreement(
    organisation: Organisation, *, kind: str, actor: Actor, reference: str = ""
) -> Agreement:
    """Note that an agreement is being drawn up with a partner.

    Raises DraftWaiting if one of this kind is.
    """
    # The organisation's row stands for the pair, so that two drafts at once are one.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    same = Agreement.objects.filter(organisation=organisation, kind=kind)
    if draft := same.filter(status=AgreementStatus.DRAFT).first():
        raise DraftWaiting(draft)
    agreement = Agreement.objects.create(
        organisation=organisation,
        kind=AgreementKind(kind),
        reference=reference.strip(),
        drafted_on=clock.today(),
    )
    record(actor, "agreement.drafted", agreement, data={"kind": agreement.kind})
    return agreement


@transaction.atomic
def sign_agreement(
    agreement: Agreement,
    *,
    actor: Actor,
    signed_on: date,
    signed_by: str,
    review_on: date,
    signed_for_us: str = "",
    reference: str = "",
) -> bool:
    """Record that both sides signed; an earlier one of the same kind is replaced by it.

    Returns False if it is signed already. Raises DatesWrong, TransitionError.
    """
    if signed_on > clock.today() or review_on <= signed_on:
        raise DatesWrong
    same = Agreement.objects.select_for_update().filter(
        organisation=agreement.organisation_id, kind=agreement.kind
    )
    rows = {row.pk: row for row in same.order_by("pk")}
    if rows[agreement.pk].status == AgreementStatus.SIGNED:
        return False
    if rows[agreement.pk].status != AgreementStatus.DRAFT:
        raise TransitionError(agreement, rows[agreement.pk].status, AgreementStatus.SIGNED)
    for row in rows.values():
        # One at a time is in force: the old one makes room first.
        if row.status == AgreementStatus.SIGNED:
            move(
                row,
                AgreementStatus.REPLACED,
                actor=actor,
                ended_on=signed_on,
                replaced_by=agreement,
                data={"by": str(agreement.pk)},
            )
    return move(
        agreement,
        AgreementStatus.SIGNED,
        actor=actor,
        signed_on=signed_on,
        signed_by=signed_by.strip(),
        signed_for_us=signed_for_us.strip(),
        review_on=review_on,
        reference=reference.strip() or agreement.reference,
    )


@transaction.atomic
def review_agreement(agreement: Agreement, *, actor: Actor, review_on: date, reason: str) -> None:
    """Record that a signed agreement was looked at and stands, until the next review.

    Raises DatesWrong, TransitionError for one that is not in force.
    """
    fresh = Agreement.objects.select_for_update().get(pk=agreement.pk)
    if fresh.status != AgreementStatus.SIGNED:
        raise TransitionError(fresh, fresh.status, AgreementStatus.SIGNED)
    if review_on <= clock.today():
        raise DatesWrong
    before = fresh.review_on.isoformat() if fresh.review_on else ""
    agreement.review_on = review_on
    agreement.save(update_fields=["review_on"])
    data = {"from": before, "to": review_on.isoformat()}
    record(actor, "agreement.reviewed", agreement, reason=reason.strip(), data=data)


@transaction.atomic
def end_agreement(
    agreement: Agreement, *, actor: Actor, reason: str, ended_on: date | None = None
) -> bool:
    """End a signed agreement, or drop a draft, and say why. Returns False if it had ended.

    Raises ReasonMissing, TransitionError.
    """
    if not reason.strip():
        raise ReasonMissing
    return move(
        agreement,
        AgreementStatus.ENDED,
        actor=actor,
        reason=reason.strip(),
        ended_on=ended_on or clock.today(),
        ended_because=reason.strip(),
    )


def may_receive_results(organisation: Organisation) -> bool:
    """Say whether this partner has signed what it must before it gets any results.

    One whose review is late still holds; one that ended does not.
    """
    return not why_no_results(organisation)


def why_no_results(organisation: Organisation) -> str:
    """Say in a sentence why this partner may get no results; empty if it may."""
    rows = Agreement.objects.filter(organisation=organisation, kind__in=NEEDED_FOR_RESULTS)
    in_force = set(rows.signed().values_list("kind", flat=True))
    lacking = [kind for kind in NEEDED_FOR_RESULTS if kind not in in_force]
    if not lacking:
        return ""
    once = set(rows.filter(signed_on__isnull=False).values_list("kind", flat=True))
    words = {"organisation": organisation.name, "agreement": lacking[0].label}
    if lacking[0] in once:
        return (
            _(
                "%(organisation)s can't be given results: what it signed has ended, and nothing "
                "replaced it (%(agreement)s)."
            )
            % words
        )
    return _("%(organisation)s can't be given results until it has signed: %(agreement)s.") % words
