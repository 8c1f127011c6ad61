"""Who weighed a request before it was decided, blind to each other, and who may not."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.decisions import Criterion
from partners.models.requests import TopicRequest
from vef.common import clock
from vef.common.steps import Steps, known_values

# Terms of reference: the trail must show that no one person's view decided.
ASSESSORS = 2


class AssessmentStatus(models.TextChoices):
    BEGUN = "begun", _("Begun")
    FINISHED = "finished", _("Finished")
    SET_ASIDE = "set-aside", _("Set aside: an interest was declared")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """One's own, and others' once two are done.

        PRIVACY: nothing else may ask for assessments to show them or to count them.
        """
        if not (user.is_authenticated and user.is_office):
            return self.none()
        return self.filter(models.Q(opened_at__isnull=False) | models.Q(assessor=user))

    def opened(self) -> "AssessmentQuerySet":
        """Those the whole office may read, also where one was set aside afterwards."""
        return self.filter(opened_at__isnull=False)

    def counted(self) -> "AssessmentQuerySet":
        """Those a decision may rest on."""
        return self.opened().filter(status=AssessmentStatus.FINISHED)


class Assessment(models.Model):
    """How one officer weighs one request. Nobody else sees it until two are finished."""

    Status = AssessmentStatus
    STEPS: ClassVar[Steps] = {
        AssessmentStatus.BEGUN: {AssessmentStatus.FINISHED, AssessmentStatus.SET_ASIDE},
        AssessmentStatus.FINISHED: {AssessmentStatus.SET_ASIDE},
        AssessmentStatus.SET_ASIDE: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    assessor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("assessor"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    # How many reviews the request had before: what comes back is weighed anew (decision 16).
    round = models.PositiveSmallIntegerField(_("round"), default=0)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=AssessmentStatus.choices,
        default=AssessmentStatus.BEGUN,
    )
    # What was typed so far, by the criterion's code; emptied when it is finished.
    draft = models.JSONField(_("draft"), default=dict, blank=True)
    begun_at = models.DateTimeField(_("begun"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    # When the second was finished: from then on colleagues see both.
    opened_at = models.DateTimeField(_("opened"), null=True, blank=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["round", "finished_at", "begun_at"]
        constraints = [
            known_values(AssessmentStatus, name="assessment_status_known"),
            models.UniqueConstraint(
                fields=["request", "assessor", "round"], name="one_assessment_each"
            ),
            models.CheckConstraint(
                name="assessment_finished_has_date",
                condition=~models.Q(status="finished") | models.Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="assessment_opened_was_finished",
                condition=models.Q(opened_at__isnull=True) | models.Q(finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.assessor_id}"

    @property
    def total_score(self) -> int:
        """Return the weighted sum; expects ``scores`` to be prefetched in lists."""
        return sum(score.weight * score.score for score in self.scores.all())

    @property
    def highest_score(self) -> int:
        return sum(score.weight * 3 for score in self.scores.all())


class AssessmentScore(models.Model):
    """How one criterion weighed in one assessment, and why. Added when it is finished."""

    assessment = models.ForeignKey(
        Assessment, verbose_name=_("assessment"), on_delete=models.CASCADE, related_name="scores"
    )
    criterion = models.ForeignKey(Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT)
    weight = models.PositiveSmallIntegerField(_("weight"))
    score = models.PositiveSmallIntegerField(_("score from 0 to 3"))
    note = models.CharField(_("why"), max_length=200)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__order", "criterion__code"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "criterion"], name="criterion_assessed_once"
            ),
            models.CheckConstraint(name="assessed_0_to_3", condition=models.Q(score__lte=3)),
            models.CheckConstraint(name="assessed_with_reason", condition=~models.Q(note="")),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.score}"


class Interest(models.Model):
    """Somebody of the office is too near to a request. They neither assess nor decide it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="interests",
    )
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("declared by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = models.TextField(_("interest"))
    declared_at = models.DateTimeField(_("declared"), default=clock.now)

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        ordering = ["declared_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "declared_by"], name="interest_declared_once"
            ),
            models.CheckConstraint(name="interest_has_reason", condition=~models.Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.declared_by_id}"
