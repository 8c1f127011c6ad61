"""What a partner answers to each finding."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from feedback.models.findings import Finding
from feedback.models.results import PackStatus, ResultsPack
from vef.common.steps import Steps, known_values

# A nullable column that is NULL would pass a plain comparison, so both are asked.
_HAS_ACTION_EN = models.Q(action_en__isnull=False) & ~models.Q(action_en="")
_HAS_ACTION_CY = models.Q(action_cy__isnull=False) & ~models.Q(action_cy="")


class AnswerStatus(models.TextChoices):
    AWAITED = "awaited", _("Awaited")
    ACCEPTED = "accepted", _("Accepted")
    IN_PART = "in-part", _("Accepted in part")
    NOT_ACCEPTED = "not-accepted", _("Not accepted")
    IN_PROGRESS = "in-progress", _("In progress")
    DONE = "done", _("Done, with evidence")
    DROPPED = "dropped", _("Dropped, with a reason")


class PartnerAnswerQuerySet(models.QuerySet["PartnerAnswer"]):
    def visible_to(self, user: Any) -> "PartnerAnswerQuerySet":
        """The office sees all; a partner its own organisation's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self
        return self.filter(
            pack__status__in=[PackStatus.DELIVERED, PackStatus.ANSWERED],
            pack__activity__entry__request__organisation__memberships__user=user,
        )


class PartnerAnswer(models.Model):
    """A partner's answer to one finding: what it will do, who, and by when.

    Partners write in the language they like; the office adds the other, so that
    a report says the same in both.
    """

    Status = AnswerStatus
    STEPS: ClassVar[Steps] = {
        AnswerStatus.AWAITED: {
            AnswerStatus.ACCEPTED,
            AnswerStatus.IN_PART,
            AnswerStatus.NOT_ACCEPTED,
        },
        AnswerStatus.ACCEPTED: {AnswerStatus.IN_PROGRESS, AnswerStatus.DONE, AnswerStatus.DROPPED},
        AnswerStatus.IN_PART: {AnswerStatus.IN_PROGRESS, AnswerStatus.DONE, AnswerStatus.DROPPED},
        AnswerStatus.IN_PROGRESS: {AnswerStatus.DONE, AnswerStatus.DROPPED},
        AnswerStatus.NOT_ACCEPTED: set(),
        AnswerStatus.DONE: set(),
        AnswerStatus.DROPPED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pack = models.ForeignKey(ResultsPack, on_delete=models.PROTECT, related_name="answers")
    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="answer")
    status = models.CharField(
        _("status"), max_length=14, choices=AnswerStatus.choices, default=AnswerStatus.AWAITED
    )
    reason = models.TextField(_("reason"), blank=True)
    action = models.TextField(_("what will be done"), blank=True)
    owner = models.CharField(_("who is responsible"), max_length=120, blank=True)
    due_on = models.DateField(_("done by"), null=True, blank=True)
    # How one sees that it is done, or why it was dropped.
    evidence = models.TextField(_("what came of it"), blank=True)
    # The language the partner wrote in: the words that count.
    written_in = models.CharField(
        _("written in"),
        max_length=2,
        choices=[("cy", _("Welsh")), ("en", _("English"))],
        blank=True,
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects = PartnerAnswerQuerySet.as_manager()  # type: ignore[django-manager-missing]

    class Meta:
        verbose_name = _("partner's answer")
        verbose_name_plural = _("partners' answers")
        ordering = ["finding__number"]
        constraints = [
            known_values(AnswerStatus, name="answer_status_known"),
            models.CheckConstraint(
                name="answer_accepted_is_whole",
                condition=~models.Q(status__in=["accepted", "in-part", "in-progress", "done"])
                | (
                    (_HAS_ACTION_EN | _HAS_ACTION_CY)
                    & ~models.Q(owner="")
                    & models.Q(due_on__isnull=False)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding.number}. {self.get_status_display()}"

    @property
    def is_answered(self) -> bool:
        return self.status != AnswerStatus.AWAITED

    def is_late(self, on: date) -> bool:
        """Whether what was promised is not done after the day it was promised for."""
        return bool(
            self.status in {AnswerStatus.ACCEPTED, AnswerStatus.IN_PART, AnswerStatus.IN_PROGRESS}
            and self.due_on
            and self.due_on < on
        )
