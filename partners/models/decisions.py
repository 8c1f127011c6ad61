"""What was decided about a request, by what measure, and where else somebody may turn."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.requests import TopicRequest
from partners.models.windows import RequestWindow
from vef.common import clock
from vef.common.steps import known_values


class Avenue(models.Model):
    """Another, better way for somebody whose request the forum can't take."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    description = models.TextField(_("description"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("other avenue")
        verbose_name_plural = _("other avenues")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """Something a decision weighs: the partner's aims, statutory duties, capacity …"""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    ACCEPTED_WITH_CHANGES = "accepted-with-changes", _("Accepted with changes")
    DECLINED = "declined", _("Declined")
    DEFERRED = "deferred", _("Deferred to a later window")
    MERGED = "merged", _("Merged into another request")
    MORE_INFORMATION = "more-information", _("More information asked")


class DeclineReason(models.TextChoices):
    INDIVIDUAL_CASE = "individual-case", _("It asks for a review of one person's case")
    OTHER_ROUTE = "other-route", _("Another route exists")
    NOT_VICTIM_FOCUSED = "not-victim-focused", _("It is not about services for victims")
    DUPLICATE = "duplicate", _("It repeats recent work")
    PERSONAL_DATA = "personal-data", _("It asks for personal data")
    TOO_LITTLE_TIME = "too-little-time", _("There is too little time")
    NO_COMMITMENT = "no-commitment", _("There is no commitment to act or report back")
    UNSAFE = "unsafe", _("It is unsafe as framed")
    OUTSIDE_AREA = "outside-area", _("It is outside our area")


class LetterStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting for a second person")
    RETURNED = "returned", _("Sent back to be changed")
    SENT = "sent", _("Approved and sent")
    SET_ASIDE = "set-aside", _("Set aside, never sent")


class DecisionQuerySet(models.QuerySet["Decision"]):
    def told(self) -> "DecisionQuerySet":
        """Those of which the partner knows: questions, and what a sent letter said.

        PRIVACY: what a partner is shown of decisions begins here.
        """
        return self.filter(
            models.Q(outcome=Outcome.MORE_INFORMATION) | models.Q(letters__status=LetterStatus.SENT)
        )


class Decision(models.Model):
    """Why a request was taken or not. Added, never edited; a later one supersedes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(
        TopicRequest,
        verbose_name=_("topic request"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    outcome = models.CharField(_("outcome"), max_length=22, choices=Outcome.choices)
    reason_code = models.CharField(
        _("reason"), max_length=20, choices=DeclineReason.choices, blank=True
    )
    reason = models.TextField(_("why"))
    # What the partner reads, in both languages.
    letter_en = models.TextField(_("words to the partner, in English"))
    letter_cy = models.TextField(_("words to the partner, in Welsh"))
    avenues = models.ManyToManyField(Avenue, verbose_name=_("other avenues"), blank=True)
    conditions = models.TextField(_("conditions"), blank=True)
    interest_declared = models.TextField(_("interest declared"), blank=True)
    # A manager may decide what two people have not weighed, and says why.
    alone_because = models.TextField(_("why it was decided without two assessments"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), default=clock.now)
    # Where it went; the request's own are those of the decision that stands.
    deferred_to = models.ForeignKey(
        RequestWindow,
        verbose_name=_("deferred to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    merged_into = models.ForeignKey(
        TopicRequest,
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # One decision is replaced by one other: of two people who try at once, the second can't.
    supersedes = models.OneToOneField(
        "self",
        verbose_name=_("supersedes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
    )
    supersedes_because = models.TextField(
        _("why the earlier decision no longer stands"), blank=True
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at"]
        constraints = [
            known_values(Outcome, name="decision_outcome_known", field="outcome"),
            models.CheckConstraint(
                name="decision_decline_has_code",
                condition=~models.Q(outcome="declined") | ~models.Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="decision_supersedes_with_reason",
                condition=models.Q(supersedes__isnull=True) | ~models.Q(supersedes_because=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.request_id}"

    def letter(self, language: str) -> str:
        """Return the words to the partner in the reader's language."""
        return self.letter_cy if language == "cy" else self.letter_en

    @property
    def successor(self) -> "Decision | None":
        """Return the decision that replaced this one, or None while it stands."""
        return getattr(self, "superseded_by", None)

    def told_before(self) -> "Decision | None":
        """Return the last decision before this one, of those it replaces, that was sent."""
        earlier = self.supersedes
        while earlier is not None and not earlier.letters.sent().exists():
            earlier = earlier.supersedes
        return earlier

    @property
    def total_score(self) -> int:
        """Return the weighted sum; expects ``scores`` to be prefetched in lists."""
        return sum(score.weight * score.score for score in self.scores.all())

    @property
    def highest_score(self) -> int:
        return sum(score.weight * 3 for score in self.scores.all())


class DecisionScore(models.Model):
    """How one criterion weighed in one decision, with a short reason."""

    decision = models.ForeignKey(
        Decision, verbose_name=_("decision"), on_delete=models.CASCADE, related_name="scores"
    )
    criterion = models.ForeignKey(Criterion, verbose_name=_("criterion"), on_delete=models.PROTECT)
    weight = models.PositiveSmallIntegerField(_("weight"))
    score = models.PositiveSmallIntegerField(_("score from 0 to 3"))
    note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["criterion__order", "criterion__code"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "criterion"], name="criterion_scored_once"),
            models.CheckConstraint(name="score_0_to_3", condition=models.Q(score__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id}: {self.score}"
