"""How long things are kept, what goes next, and what may not go yet."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.common import clock
from vef.common.steps import Steps, known_values


class RetentionRule(models.Model):
    """How long one sort of record is kept. The numbers are the office's to set."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("what it is about"), max_length=200)
    days = models.PositiveIntegerField(_("days kept"))
    reason = models.TextField(_("why so long"))
    # Waiting for a second person would keep longer what nobody confirmed they gave.
    needs_approval = models.BooleanField(_("needs a second person"), default=True)
    is_active = models.BooleanField(_("applied"), default=True)

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class RetentionStatus(models.TextChoices):
    LISTED = "listed", _("Listed")
    APPROVED = "approved", _("Approved")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


class RetentionRun(models.Model):
    """A list of what would go by one rule, its digest, who agreed, and how much went.

    Holds ids only until it is done, and then only counts.
    """

    Status = RetentionStatus
    STEPS: ClassVar[Steps] = {
        RetentionStatus.LISTED: {RetentionStatus.APPROVED, RetentionStatus.CANCELLED},
        RetentionStatus.APPROVED: {RetentionStatus.DONE, RetentionStatus.CANCELLED},
        RetentionStatus.DONE: set(),
        RetentionStatus.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.ForeignKey(
        RetentionRule, verbose_name=_("rule"), on_delete=models.PROTECT, related_name="runs"
    )
    status = models.CharField(
        _("status"), max_length=10, choices=RetentionStatus.choices, default=RetentionStatus.LISTED
    )
    ids = models.JSONField(_("what would go"), default=list, blank=True)
    count = models.PositiveIntegerField(_("how many"), default=0)
    # SHA-256 of the ids in order: what was approved is what goes.
    digest = models.CharField(_("digest"), max_length=64)
    held = models.PositiveIntegerField(_("kept by a hold"), default=0)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("listed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    listed_at = models.DateTimeField(_("listed"), default=clock.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    gone = models.PositiveIntegerField(_("how many went"), default=0)

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        ordering = ["-listed_at"]
        constraints = [
            known_values(RetentionStatus, name="retention_status_known"),
            models.CheckConstraint(
                name="retention_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | models.Q(listed_by__isnull=True)
                | ~models.Q(approved_by=models.F("listed_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class LegalHold(models.Model):
    """Why somebody's record may not be erased yet, set and lifted with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField(_("reason"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("set by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    set_at = models.DateTimeField(_("set"), default=clock.now)
    review_on = models.DateField(_("review on"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("lifted by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("lifted"), null=True, blank=True)
    lifted_because = models.TextField(_("why it was lifted"), blank=True)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-set_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Erasure(models.Model):
    """That somebody was erased: a keyed hash to know them by after a restore, and no more.

    The same line goes to the ledger outside the database (settings.ERASURE_LEDGER), from
    which it is replayed when an older copy of the database is restored.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The id the row had: random, and tied to nobody once the record is empty.
    person_id = models.UUIDField(_("record"), unique=True)
    because = models.CharField(
        _("because"),
        max_length=12,
        choices=[
            ("asked", _("They asked")),
            ("retention", _("Its time was up")),
            ("unconfirmed", _("It was never confirmed")),
        ],
    )
    at = models.DateTimeField(_("when"), default=clock.now)
    # What went: {"table": how many}; no content.
    counts = models.JSONField(_("what went"), default=dict)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.person_id)
