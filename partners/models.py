"""Partner organisations, the windows in which they ask, what they ask and what was decided."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common import clock

from vef.common.steps import Steps, known_values


class Organisation(models.Model):
    """A partner agency. Its users see its own business and nobody else's."""

    class Kind(models.TextChoices):
        HOST = "host", _("Host body")
        POLICE = "police", _("Police")
        JUSTICE = "justice", _("Criminal justice, prisons and probation")
        COUNCIL = "council", _("Local authority")
        HEALTH = "health", _("Health")
        GOVERNMENT = "government", _("Government department")
        SAFETY = "safety", _("Community safety partnership")
        COMMISSIONED = "commissioned", _("Commissioned service")
        THIRD_SECTOR = "third-sector", _("Third sector")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Which organisation a partner user belongs to. Set by the office, one each."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="membership",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="memberships",
    )

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")


class WindowStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RequestWindow(models.Model):
    """A set time in which partners may ask for topics. The closing date is its last day."""

    Status = WindowStatus
    STEPS: ClassVar[Steps] = {
        WindowStatus.PLANNED: {WindowStatus.OPEN},
        WindowStatus.OPEN: {WindowStatus.CLOSED},
        WindowStatus.CLOSED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    status = models.CharField(
        _("status"), max_length=10, choices=WindowStatus.choices, default=WindowStatus.PLANNED
    )

    class Meta:
        verbose_name = _("request window")
        verbose_name_plural = _("request windows")
        ordering = ["-opens_on"]
        constraints = [
            known_values(WindowStatus, name="window_status_known"),
            models.CheckConstraint(
                name="window_closes_after_opening",
                condition=models.Q(closes_on__gte=models.F("opens_on")),
            ),
            models.UniqueConstraint(
                fields=["status"], name="one_open_window", condition=models.Q(status="open")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_accepting(self) -> bool:
        """Whether a request may be submitted now, by the server's clock."""
        return self.status == WindowStatus.OPEN and self.opens_on <= clock.today() <= self.closes_on


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


class RequestStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under-review", _("Under review")
    MORE_INFORMATION = "more-information", _("More information asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    DEFERRED = "deferred", _("Deferred to a later window")
    MERGED = "merged", _("Merged into another request")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TopicRequestQuerySet(models.QuerySet["TopicRequest"]):
    def visible_to(self, user: Any) -> "TopicRequestQuerySet":
        """The office sees every submitted request; a partner its own organisation's."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self.exclude(status=RequestStatus.DRAFT)
        return self.filter(organisation__memberships__user=user)

    def waiting(self) -> "TopicRequestQuerySet":
        return self.filter(status__in=[RequestStatus.SUBMITTED, RequestStatus.UNDER_REVIEW])


class TopicRequest(models.Model):
    """What a partner asks the forum to look at. Written in one language or both."""

    Status = RequestStatus
    STEPS: ClassVar[Steps] = {
        RequestStatus.DRAFT: {RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN},
        RequestStatus.SUBMITTED: {RequestStatus.UNDER_REVIEW, RequestStatus.WITHDRAWN},
        RequestStatus.UNDER_REVIEW: {
            RequestStatus.ACCEPTED,
            RequestStatus.DECLINED,
            RequestStatus.DEFERRED,
            RequestStatus.MERGED,
            RequestStatus.MORE_INFORMATION,
            RequestStatus.WITHDRAWN,
        },
        RequestStatus.MORE_INFORMATION: {RequestStatus.SUBMITTED, RequestStatus.WITHDRAWN},
        RequestStatus.ACCEPTED: set(),
        RequestStatus.DECLINED: set(),
        RequestStatus.DEFERRED: set(),
        RequestStatus.MERGED: set(),
        RequestStatus.WITHDRAWN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Given at submission: TR-<year>-<number>.
    reference = models.CharField(_("reference"), max_length=14, unique=True, null=True, blank=True)
    window = models.ForeignKey(
        RequestWindow,
        verbose_name=_("request window"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    status = models.CharField(
        _("status"), max_length=20, choices=RequestStatus.choices, default=RequestStatus.DRAFT
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    problem = models.TextField(_("the problem"), blank=True)
    objectives = models.TextField(_("aim and objectives"), blank=True)
    outputs = models.TextField(_("intended outputs"), blank=True)
    decision_to_inform = models.TextField(_("decision it will inform"), blank=True)
    decision_on = models.DateField(_("when that decision is made"), null=True, blank=True)
    already_asked = models.TextField(_("who has been asked already"), blank=True)
    audience = models.TextField(_("who should be asked"), blank=True)
    methods_wished = models.TextField(_("methods wished for"), blank=True)
    sensitivity = models.TextField(_("what may be sensitive"), blank=True)
    welsh_needs = models.TextField(_("Welsh language needs"), blank=True)
    officers = models.TextField(_("who will attend and act"), blank=True)
    resources = models.TextField(_("resources and funding offered"), blank=True)
    strategy_links = models.TextField(_("policy and strategy links"), blank=True)
    raised_at = models.CharField(_("board or forum that raised it"), max_length=200, blank=True)
    promises_feedback = models.BooleanField(_("promises to report back"), default=False)
    feedback_by = models.DateField(_("will report back by"), null=True, blank=True)
    # "This is not about one person's case", with why, where the guard stopped it.
    not_a_case_because = models.TextField(_("why this is not one person's case"), blank=True)
    created_at = models.DateTimeField(_("started"), default=clock.now)
    saved_at = models.DateTimeField(_("last saved"), default=clock.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    deferred_to = models.ForeignKey(
        RequestWindow, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TopicRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic request")
        verbose_name_plural = _("topic requests")
        ordering = ["-created_at"]
        constraints = [
            known_values(RequestStatus, name="request_status_known"),
            models.CheckConstraint(
                name="request_submitted_has_reference",
                condition=models.Q(status__in=["draft", "withdrawn"])
                | models.Q(reference__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference or ''} {self.title}".strip()


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


class Decision(models.Model):
    """Why a request was taken or not. Added, never edited; a later one supersedes it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(TopicRequest, on_delete=models.PROTECT, related_name="decisions")
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
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), default=clock.now)

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
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.request_id}"


class DecisionScore(models.Model):
    """How one criterion weighed in one decision, with a short reason."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT)
    weight = models.PositiveSmallIntegerField(_("weight"))
    score = models.PositiveSmallIntegerField(_("score from 0 to 3"))
    note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "criterion"], name="criterion_scored_once"),
            models.CheckConstraint(name="score_0_to_3", condition=models.Q(score__lte=3)),
        ]
