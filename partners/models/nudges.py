"""Friendly letters to partners who have not asked in a window."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.organisations import Organisation
from partners.models.windows import RequestWindow
from vef.common import clock
from vef.common.steps import Steps, known_values


class NudgeStatus(models.TextChoices):
    PREPARED = "prepared", _("Waiting to be released")
    RELEASED = "released", _("Released")
    SET_ASIDE = "set-aside", _("Set aside: the partner closed")


class Nudge(models.Model):
    """Once per window and partner: written by one of the office, released by another."""

    Status = NudgeStatus
    STEPS: ClassVar[Steps] = {
        NudgeStatus.PREPARED: {NudgeStatus.RELEASED, NudgeStatus.SET_ASIDE},
        NudgeStatus.RELEASED: set(),
        NudgeStatus.SET_ASIDE: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("request window"),
        on_delete=models.PROTECT,
        related_name="nudges",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="nudges",
    )
    status = models.CharField(
        _("status"), max_length=10, choices=NudgeStatus.choices, default=NudgeStatus.PREPARED
    )
    letter_cy = models.TextField(_("words to the partner, in Welsh"))
    letter_en = models.TextField(_("words to the partner, in English"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("prepared"), default=clock.now)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("released by"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        ordering = ["-prepared_at"]
        constraints = [
            known_values(NudgeStatus, name="nudge_status_known"),
            models.UniqueConstraint(
                fields=["window", "organisation"], name="one_nudge_per_window_and_partner"
            ),
            models.CheckConstraint(
                name="nudge_released_by_another",
                condition=models.Q(status__in=["prepared", "set-aside"])
                | (
                    models.Q(released_by__isnull=False, released_at__isnull=False)
                    & ~models.Q(released_by=models.F("prepared_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.window}"

    def letter(self, language: str) -> str:
        """Return the words to the partner in the reader's language."""
        return self.letter_cy if language == "cy" else self.letter_en

    @property
    def is_waiting(self) -> bool:
        return self.status == NudgeStatus.PREPARED
