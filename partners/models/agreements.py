"""What partners and the office have signed with each other, and what still waits for a name."""

import uuid
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from vef.common import clock
from vef.common.steps import Steps, known_values


class AgreementKind(models.TextChoices):
    DATA_SHARING = "data-sharing", _("Data sharing agreement")
    CONFIDENTIALITY = "confidentiality", _("Confidentiality agreement")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    SERVICE_LEVEL = "service-level", _("Service level agreement")


class AgreementStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed")
    ENDED = "ended", _("Ended")
    REPLACED = "replaced", _("Replaced by a later one")


# A partner that has signed none of these gets no results.
NEEDED_FOR_RESULTS = (AgreementKind.DATA_SHARING,)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def living(self) -> "AgreementQuerySet":
        """Drafts and what is signed; what ended or was replaced is history."""
        return self.filter(status__in=[AgreementStatus.DRAFT, AgreementStatus.SIGNED])

    def signed(self) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.SIGNED)


class Agreement(models.Model):
    """One agreement with one partner. The paper itself lies where ``reference`` says."""

    Kind = AgreementKind
    Status = AgreementStatus
    STEPS: ClassVar[Steps] = {
        AgreementStatus.DRAFT: {AgreementStatus.SIGNED, AgreementStatus.ENDED},
        AgreementStatus.SIGNED: {AgreementStatus.ENDED, AgreementStatus.REPLACED},
        AgreementStatus.ENDED: set(),
        AgreementStatus.REPLACED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    kind = models.CharField(_("kind"), max_length=16, choices=AgreementKind.choices)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=AgreementStatus.choices,
        default=AgreementStatus.DRAFT,
    )
    reference = models.CharField(_("document reference"), max_length=120, blank=True)
    drafted_on = models.DateField(_("drafted on"), default=clock.today)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_by = models.CharField(_("signed for the partner by"), max_length=120, blank=True)
    signed_for_us = models.CharField(_("signed for the office by"), max_length=120, blank=True)
    review_on = models.DateField(_("review by"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_because = models.TextField(_("why it ended"), blank=True)
    replaced_by = models.OneToOneField(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="replaces",
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["organisation__code", "kind", "-drafted_on"]
        constraints = [
            known_values(AgreementKind, name="agreement_kind_known", field="kind"),
            known_values(AgreementStatus, name="agreement_status_known"),
            models.CheckConstraint(
                name="agreement_signed_says_by_whom",
                condition=models.Q(status__in=["draft", "ended"])
                | (
                    models.Q(signed_on__isnull=False, review_on__isnull=False)
                    & ~models.Q(signed_by="")
                ),
            ),
            models.CheckConstraint(
                name="agreement_draft_is_not_signed",
                condition=~models.Q(status="draft") | models.Q(signed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="agreement_ended_says_when",
                condition=models.Q(status__in=["draft", "signed"])
                | models.Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="agreement_replaced_by_another",
                condition=(models.Q(status="replaced") & models.Q(replaced_by__isnull=False))
                | (~models.Q(status="replaced") & models.Q(replaced_by__isnull=True)),
            ),
            models.UniqueConstraint(
                name="agreement_one_signed",
                fields=["organisation", "kind"],
                condition=models.Q(status="signed"),
            ),
            models.UniqueConstraint(
                name="agreement_one_draft",
                fields=["organisation", "kind"],
                condition=models.Q(status="draft"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}".strip()

    def is_late(self, on: date) -> bool:
        """Whether a signed one should have been looked at again before this day."""
        return bool(
            self.status == AgreementStatus.SIGNED and self.review_on and self.review_on < on
        )
