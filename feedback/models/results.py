"""What a partner gets, what it answers, and how it is reminded."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity
from feedback.models.findings import Finding
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


class ResultsPack(models.Model):
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

    objects = PartnerAnswerQuerySet.as_manager()

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
