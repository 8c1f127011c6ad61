""" "You said, we did": what is told back."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values


class OutcomeStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    LANGUAGES_CHECKED = "languages-checked", _("Both languages checked")
    APPROVED = "approved", _("Approved")
    TOLD = "told", _("Told to those who took part")
    PUBLISHED = "published", _("Published")


class Outcome(Bilingual):
    """ "You said, we did": told first to those who took part, then to everybody."""

    Status = OutcomeStatus
    STEPS: ClassVar[Steps] = {
        OutcomeStatus.DRAFT: {OutcomeStatus.LANGUAGES_CHECKED},
        OutcomeStatus.LANGUAGES_CHECKED: {OutcomeStatus.APPROVED, OutcomeStatus.DRAFT},
        OutcomeStatus.APPROVED: {OutcomeStatus.TOLD, OutcomeStatus.DRAFT},
        OutcomeStatus.TOLD: {OutcomeStatus.PUBLISHED},
        OutcomeStatus.PUBLISHED: set(),
    }
    BILINGUAL_OPTIONAL = ("cannot_change",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.OneToOneField(Activity, on_delete=models.PROTECT, related_name="outcome")
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=OutcomeStatus.choices, default=OutcomeStatus.DRAFT
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    told_us = models.TextField(_("what you told us"), blank=True)
    changed = models.TextField(_("what has changed"), blank=True)
    next = models.TextField(_("what happens next"), blank=True)
    cannot_change = models.TextField(_("what cannot change, and why"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
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
    told_at = models.DateTimeField(_("told"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            known_values(OutcomeStatus, name="outcome_status_known"),
            models.CheckConstraint(
                name="outcome_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("written_by")),
            ),
            models.CheckConstraint(
                name="outcome_published_after_told",
                condition=~models.Q(status="published")
                | models.Q(told_at__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
