"""What a partner gets, and how it is reminded to answer."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity
from partners.models import Organisation
from vef.common.steps import Steps, known_values
from vef.documents.models import RenderedDocument


class PackStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    DISCLOSURE_CHECKED = "disclosure-checked", _("Checked for small numbers")
    APPROVED = "approved", _("Approved")
    DELIVERED = "delivered", _("Delivered")
    ANSWERED = "answered", _("Answered")


class ResultsPackQuerySet(models.QuerySet["ResultsPack"]):
    def visible_to(self, user: Any) -> "ResultsPackQuerySet":
        """The office sees all; a partner what was delivered to its own organisation."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self
        return self.filter(
            status__in=[PackStatus.DELIVERED, PackStatus.ANSWERED],
            activity__entry__request__organisation__memberships__user=user,
        )


class ResultsPack(models.Model):  # type: ignore[django-manager-missing]
    """An activity's results as the partner gets them: frozen figures, findings, PDFs."""

    Status = PackStatus
    STEPS: ClassVar[Steps] = {
        PackStatus.DRAFT: {PackStatus.DISCLOSURE_CHECKED},
        PackStatus.DISCLOSURE_CHECKED: {PackStatus.APPROVED, PackStatus.DRAFT},
        PackStatus.APPROVED: {PackStatus.DELIVERED},
        PackStatus.DELIVERED: {PackStatus.ANSWERED},
        PackStatus.ANSWERED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="results_pack")
    status = models.CharField(
        _("status"), max_length=20, choices=PackStatus.choices, default=PackStatus.DRAFT
    )
    # The figures as they left the floor; frozen at the disclosure check, never computed again.
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("checked by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    answer_due_on = models.DateField(_("answer due"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened by the partner"), null=True, blank=True)
    document_cy = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document_en = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ResultsPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("results pack")
        verbose_name_plural = _("results packs")
        constraints = [
            known_values(PackStatus, name="pack_status_known"),
            models.CheckConstraint(
                name="pack_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="pack_delivered_has_deadline",
                condition=~models.Q(status__in=["delivered", "answered"])
                | models.Q(delivered_at__isnull=False, answer_due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.activity)

    @property
    def organisation(self) -> Organisation:
        """The partner that asked, and that must answer."""
        return self.activity.entry.request.organisation

    def is_late(self, on: date) -> bool:
        """Whether an answer is still missing after the day it was due."""
        return bool(
            self.status == PackStatus.DELIVERED and self.answer_due_on and self.answer_due_on < on
        )


class ChaserStep(models.TextChoices):
    BEFORE = "before-5", _("Five working days before")
    DUE = "due", _("On the day")
    AFTER_1 = "after-1", _("One working day late")
    AFTER_5 = "after-5", _("Five working days late: told to the partner's leads and the board")
    AFTER_10 = "after-10", _("Ten working days late: very overdue")


class Chaser(models.Model):
    """A reminder to a partner about an answer; each step once, whatever restarts."""

    Step = ChaserStep

    pack = models.ForeignKey(ResultsPack, on_delete=models.CASCADE, related_name="chasers")
    step = models.CharField(_("step"), max_length=12, choices=ChaserStep.choices)
    made_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("chaser")
        verbose_name_plural = _("chasers")
        constraints = [models.UniqueConstraint(fields=["pack", "step"], name="chaser_step_once")]

    @property
    def is_escalation(self) -> bool:
        """Whether the partner's leads and the board hear of it."""
        return self.step in {ChaserStep.AFTER_5, ChaserStep.AFTER_10}
