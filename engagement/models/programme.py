"""The programme: accepted topics, each with its place in it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models import Organisation, RequestStatus, TopicRequest
from vef.common import clock
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values


class ProgrammeStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CLOSED = "closed", _("Closed")


class Programme(models.Model):
    """All the engagement of a period. Partners see it, read-only, once published."""

    Status = ProgrammeStatus
    STEPS: ClassVar[Steps] = {
        ProgrammeStatus.DRAFT: {ProgrammeStatus.PUBLISHED},
        ProgrammeStatus.PUBLISHED: {ProgrammeStatus.CLOSED},
        ProgrammeStatus.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    change_note = models.TextField(_("what changed in this version"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=ProgrammeStatus.choices, default=ProgrammeStatus.DRAFT
    )

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["-starts_on"]
        constraints = [known_values(ProgrammeStatus, name="programme_status_known")]

    def __str__(self) -> str:
        return self.name


class ProgrammeEntry(Bilingual):
    """An accepted topic's place in the programme."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(
        Programme, verbose_name=_("programme"), on_delete=models.PROTECT, related_name="entries"
    )
    request = models.OneToOneField(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="entry",
    )
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=160, blank=True)
    objective = models.TextField(_("objective"), blank=True)
    fieldwork_from = models.DateField(_("fieldwork from"), null=True, blank=True)
    fieldwork_until = models.DateField(_("fieldwork until"), null=True, blank=True)
    results_due_on = models.DateField(_("results due"), null=True, blank=True)
    answer_due_on = models.DateField(_("partner's answer due"), null=True, blank=True)
    created_at = models.DateTimeField(_("added"), default=clock.now)

    class Meta:
        verbose_name = _("programme entry")
        verbose_name_plural = _("programme entries")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="entry_number_once")
        ]

    def __str__(self) -> str:
        return f"P{self.number} {self.title}"

    @property
    def organisation(self) -> Organisation:
        return self.request.organisation

    @property
    def is_shown(self) -> bool:
        """Whether partners know the topic as accepted; what was replaced since is history."""
        return self.request.told_status == RequestStatus.ACCEPTED
