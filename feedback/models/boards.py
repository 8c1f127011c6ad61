"""What boards ask for, and what they read."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity
from partners.models import Organisation
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values
from vef.documents.models import RenderedDocument


class ActionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in-progress", _("In progress")
    AWAITING_EVIDENCE = "awaiting-evidence", _("Complete, awaiting evidence")
    CLOSED = "closed", _("Closed")
    SUPERSEDED = "superseded", _("Superseded")


class Rag(models.TextChoices):
    RED = "red", _("Red")
    AMBER = "amber", _("Amber")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    GREY = "grey", _("Grey")


class BoardAction(models.Model):
    """Something a board asked for. Its colour is computed, never typed."""

    Status = ActionStatus
    STEPS: ClassVar[Steps] = {
        ActionStatus.OPEN: {
            ActionStatus.IN_PROGRESS,
            ActionStatus.AWAITING_EVIDENCE,
            ActionStatus.CLOSED,
            ActionStatus.SUPERSEDED,
        },
        ActionStatus.IN_PROGRESS: {
            ActionStatus.AWAITING_EVIDENCE,
            ActionStatus.CLOSED,
            ActionStatus.SUPERSEDED,
        },
        ActionStatus.AWAITING_EVIDENCE: {
            ActionStatus.CLOSED,
            ActionStatus.IN_PROGRESS,
            ActionStatus.SUPERSEDED,
        },
        ActionStatus.CLOSED: set(),
        ActionStatus.SUPERSEDED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True)
    raised_on = models.DateField(_("raised on"))
    text = models.TextField(_("action"))
    owner = models.CharField(_("owner"), max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), null=True, blank=True, on_delete=models.PROTECT
    )
    due_on = models.DateField(_("due"))
    revised_due_on = models.DateField(_("revised date"), null=True, blank=True)
    revised_because = models.TextField(_("why the date was revised"), blank=True)
    update = models.TextField(_("latest update"), blank=True)
    updated_on = models.DateField(_("updated on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("board action")
        verbose_name_plural = _("board actions")
        ordering = ["reference"]
        constraints = [known_values(ActionStatus, name="action_status_known")]

    def __str__(self) -> str:
        return self.reference

    def rag(self, on: date) -> Rag:
        """Return the colour on a day (domain/facts.md §13.2): overdue or due today is red,
        due within 14 days or once revised is amber."""
        if self.status == ActionStatus.SUPERSEDED:
            return Rag.GREY
        if self.status in {ActionStatus.CLOSED, ActionStatus.AWAITING_EVIDENCE}:
            return Rag.BLUE
        due = self.revised_due_on or self.due_on
        if due <= on:
            return Rag.RED
        if self.revised_due_on or due - on <= timedelta(days=14):
            return Rag.AMBER
        return Rag.GREEN


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Figures frozen")
    SIGNED = "signed", _("Signed by the chief officer")
    APPROVED = "approved", _("Approved by the Commissioner")
    ISSUED = "issued", _("Issued")


class Report(models.Model):
    """A board report in twelve sections. Once issued it never changes."""

    class Purpose(models.TextChoices):
        DECISION = "decision", _("For decision")
        MONITORING = "monitoring", _("For monitoring")
        INFORMATION = "information", _("For information")

    class Timing(models.TextChoices):
        AD_HOC = "ad-hoc", _("Ad hoc")
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        HALF_YEARLY = "half-yearly", _("Twice a year")
        YEARLY = "yearly", _("Yearly")

    Status = ReportStatus
    STEPS: ClassVar[Steps] = {
        ReportStatus.DRAFT: {ReportStatus.FROZEN},
        ReportStatus.FROZEN: {ReportStatus.SIGNED, ReportStatus.DRAFT},
        ReportStatus.SIGNED: {ReportStatus.APPROVED},
        ReportStatus.APPROVED: {ReportStatus.ISSUED},
        ReportStatus.ISSUED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    board = models.CharField(_("board"), max_length=160)
    lead_officer = models.CharField(_("lead chief officer"), max_length=120)
    meeting_on = models.DateField(_("date"))
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    timing = models.CharField(
        _("timing"), max_length=12, choices=Timing.choices, default=Timing.QUARTERLY
    )
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.MONITORING
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approval recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    interest_declared = models.TextField(_("interest declared"), blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    document_cy = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document_en = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-meeting_on"]
        constraints = [
            known_values(ReportStatus, name="report_status_known"),
            models.CheckConstraint(
                name="report_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportSection(Bilingual):
    """What an author writes in one of the twelve sections, beside the computed parts.

    Empty in both languages means the section's standing sentence is printed.
    """

    BILINGUAL_OPTIONAL = ("text",)

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField(_("section"))
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="section_number_once"),
            models.CheckConstraint(
                name="section_1_to_12", condition=models.Q(number__range=(1, 12))
            ),
        ]
