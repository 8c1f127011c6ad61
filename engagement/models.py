"""The programme and its activities; who was invited, what they replied and contributed."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models import Person
from partners.models import Organisation, TopicRequest
from vef.common import clock
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedTextField


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


class Method(models.Model):
    """A way of engaging: survey, focus group, call testing … More are added as rows."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    advice = models.TextField(_("advice"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class ActivityStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    AGREED = "agreed", _("Agreed")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    RESULTS_DELIVERED = "results-delivered", _("Results delivered")
    OUTCOME_TOLD = "outcome-told", _("Outcome told")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class Eligibility(models.TextChoices):
    ANY = "any", _("Anybody on the database")
    PREFER_FINALISED = "prefer-finalised", _("Anybody; finished cases preferred")
    FINALISED_ONLY = "finalised-only", _("Finished cases only")


class Anonymity(models.TextChoices):
    NAMED = "named", _("Confidential: the office knows who answered")
    ANONYMOUS = "anonymous", _("Anonymous: nobody can know who answered")
    CHOICE = "choice", _("The person chooses")


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """The office sees all; a partner those of its own topics."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self
        return self.filter(entry__request__organisation__memberships__user=user)


class Activity(Bilingual):
    """One way in which people take part in a topic."""

    Status = ActivityStatus
    STEPS: ClassVar[Steps] = {
        ActivityStatus.DRAFT: {ActivityStatus.PLANNED, ActivityStatus.CANCELLED},
        ActivityStatus.PLANNED: {
            ActivityStatus.DRAFT,
            ActivityStatus.AGREED,
            ActivityStatus.CANCELLED,
        },
        ActivityStatus.AGREED: {
            ActivityStatus.PLANNED,
            ActivityStatus.OPEN,
            ActivityStatus.CANCELLED,
        },
        ActivityStatus.OPEN: {ActivityStatus.CLOSED, ActivityStatus.CANCELLED},
        ActivityStatus.CLOSED: {ActivityStatus.RESULTS_DELIVERED},
        ActivityStatus.RESULTS_DELIVERED: {ActivityStatus.OUTCOME_TOLD},
        ActivityStatus.OUTCOME_TOLD: {ActivityStatus.COMPLETED},
        ActivityStatus.COMPLETED: set(),
        ActivityStatus.CANCELLED: set(),
    }
    BILINGUAL_OPTIONAL = ("content_note",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(
        ProgrammeEntry,
        verbose_name=_("programme entry"),
        on_delete=models.PROTECT,
        related_name="activities",
    )
    code = models.CharField(_("code"), max_length=10, unique=True)
    method = models.ForeignKey(Method, verbose_name=_("method"), on_delete=models.PROTECT)
    status = models.CharField(
        _("status"), max_length=20, choices=ActivityStatus.choices, default=ActivityStatus.DRAFT
    )
    title = models.CharField(_("title"), max_length=160, blank=True)
    what_it_involves = models.TextField(_("what taking part involves"), blank=True)
    what_happens_next = models.TextField(_("what happens with the answers"), blank=True)
    content_note = models.TextField(_("note on the content"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes"), default=10)
    eligibility = models.CharField(
        _("eligibility"),
        max_length=20,
        choices=Eligibility.choices,
        default=Eligibility.FINALISED_ONLY,
    )
    anonymity = models.CharField(
        _("anonymity"), max_length=10, choices=Anonymity.choices, default=Anonymity.NAMED
    )
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("closes on"), null=True, blank=True)
    answer_within_days = models.PositiveSmallIntegerField(
        _("working days for the partner's answer"), default=20
    )
    dpia_reference = models.CharField(_("DPIA reference"), max_length=40, blank=True)
    rules_version = models.CharField(_("rules of engagement, version"), max_length=20, blank=True)
    partner_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agreed for the partner by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    partner_agreed_at = models.DateTimeField(_("agreed for the partner"), null=True, blank=True)
    office_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("agreed for the office by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    office_agreed_at = models.DateTimeField(_("agreed for the office"), null=True, blank=True)
    # The last part of the address of the shared anonymous page; says nothing.
    shared_slug = models.CharField(
        max_length=16, unique=True, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("added"), default=clock.now)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["code"]
        constraints = [
            known_values(ActivityStatus, name="activity_status_known"),
            models.CheckConstraint(
                name="activity_agreed_by_both",
                condition=models.Q(status__in=["draft", "planned", "cancelled"])
                | models.Q(partner_agreed_at__isnull=False, office_agreed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="activity_open_has_dates",
                condition=models.Q(status__in=["draft", "planned", "cancelled"])
                | models.Q(opens_on__isnull=False, closes_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class QuestionKind(models.TextChoices):
    INFO = "info", _("Text to read")
    SINGLE = "single", _("One answer")
    MULTI = "multi", _("Several answers")
    SCALE = "scale", _("Scale")
    TEXT = "text", _("Own words")


class Question(Bilingual):
    """One question (or text to read) of an activity's survey. None is required."""

    BILINGUAL_OPTIONAL = ("hint",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=6, choices=QuestionKind.choices)
    text = models.TextField(_("question"), blank=True)
    hint = models.TextField(_("hint"), blank=True)
    max_choices = models.PositiveSmallIntegerField(_("most answers allowed"), null=True, blank=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="question_number_once"),
            known_values(QuestionKind, name="question_kind_known", field="kind"),
        ]

    def __str__(self) -> str:
        return self.text


class Choice(Bilingual):
    """One answer offered. Its label belongs to its question: Welsh has no single "yes"."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    code = models.SlugField(_("code"), max_length=30)
    label = models.CharField(_("label"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("answer offered")
        verbose_name_plural = _("answers offered")
        ordering = ["question", "order"]
        constraints = [
            models.UniqueConstraint(fields=["question", "code"], name="choice_code_once")
        ]

    def __str__(self) -> str:
        return self.label


class BatchStatus(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    RELEASED = "released", _("Released")
    CANCELLED = "cancelled", _("Cancelled")


class InvitationBatch(models.Model):
    """Invitations prepared together by one person and released by another."""

    Status = BatchStatus
    STEPS: ClassVar[Steps] = {
        BatchStatus.PREPARED: {BatchStatus.RELEASED, BatchStatus.CANCELLED},
        BatchStatus.RELEASED: {BatchStatus.CANCELLED},
        BatchStatus.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="batches")
    status = models.CharField(
        _("status"), max_length=10, choices=BatchStatus.choices, default=BatchStatus.PREPARED
    )
    # Everybody by default; narrowing needs a reason (terms of reference §5).
    audience_reason = models.TextField(_("why not everybody"), blank=True)
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
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    class Meta:
        verbose_name = _("batch of invitations")
        verbose_name_plural = _("batches of invitations")
        ordering = ["-prepared_at"]
        constraints = [
            known_values(BatchStatus, name="batch_status_known"),
            models.CheckConstraint(
                name="batch_released_by_another",
                condition=~models.Q(status="released")
                | (
                    models.Q(released_by__isnull=False)
                    & ~models.Q(released_by=models.F("prepared_by"))
                ),
            ),
        ]


class InvitationStatus(models.TextChoices):
    PREPARED = "prepared", _("Prepared")
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    WITHHELD = "withheld", _("Withheld")
    FAILED = "failed", _("Failed")
    BOUNCED = "bounced", _("Bounced")
    UNKNOWN = "unknown", _("In doubt")
    CANCELLED = "cancelled", _("Cancelled")


class ReplyChoice(models.TextChoices):
    NONE = "none", _("No reply yet")
    TAKING_PART = "taking-part", _("Taking part")
    NOT_THIS_TIME = "not-this-time", _("Not this time")
    STOP = "stop", _("Stop contacting me")


class Invitation(models.Model):
    """One person asked once to one activity. Delivery and reply are told apart."""

    Status = InvitationStatus
    Reply = ReplyChoice
    STEPS: ClassVar[Steps] = {
        InvitationStatus.PREPARED: {InvitationStatus.QUEUED, InvitationStatus.CANCELLED},
        InvitationStatus.QUEUED: {
            InvitationStatus.SENDING,
            InvitationStatus.WITHHELD,
            InvitationStatus.CANCELLED,
            InvitationStatus.FAILED,
        },
        InvitationStatus.SENDING: {
            InvitationStatus.SENT,
            InvitationStatus.QUEUED,
            InvitationStatus.WITHHELD,
            InvitationStatus.FAILED,
            InvitationStatus.UNKNOWN,
            InvitationStatus.CANCELLED,
        },
        InvitationStatus.UNKNOWN: {
            InvitationStatus.SENT,
            InvitationStatus.QUEUED,
            InvitationStatus.BOUNCED,
        },
        InvitationStatus.SENT: {InvitationStatus.BOUNCED},
        InvitationStatus.WITHHELD: set(),
        InvitationStatus.FAILED: set(),
        InvitationStatus.BOUNCED: set(),
        InvitationStatus.CANCELLED: set(),
    }
    REPLY_STEPS: ClassVar[Steps] = {
        ReplyChoice.NONE: {ReplyChoice.TAKING_PART, ReplyChoice.NOT_THIS_TIME, ReplyChoice.STOP},
        ReplyChoice.TAKING_PART: {ReplyChoice.NOT_THIS_TIME, ReplyChoice.STOP},
        ReplyChoice.NOT_THIS_TIME: {ReplyChoice.TAKING_PART, ReplyChoice.STOP},
        ReplyChoice.STOP: {ReplyChoice.TAKING_PART, ReplyChoice.NOT_THIS_TIME},
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(InvitationBatch, on_delete=models.PROTECT, related_name="invitations")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=InvitationStatus.choices,
        default=InvitationStatus.PREPARED,
    )
    reason_code = models.CharField(_("reason"), max_length=60, blank=True)
    reply = models.CharField(
        _("reply"), max_length=14, choices=ReplyChoice.choices, default=ReplyChoice.NONE
    )
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["activity", "person"]
        constraints = [
            known_values(InvitationStatus, name="invitation_status_known"),
            known_values(ReplyChoice, name="invitation_reply_known", field="reply"),
            models.UniqueConstraint(
                fields=["activity", "person"], name="invited_once_per_activity"
            ),
            models.CheckConstraint(
                name="invitation_sent_has_time",
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False),
            ),
        ]


class Exclusion(models.Model):
    """Somebody who was not invited when a batch was prepared, and why."""

    batch = models.ForeignKey(InvitationBatch, on_delete=models.CASCADE, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason_code = models.CharField(_("reason"), max_length=60)

    class Meta:
        verbose_name = _("person left out")
        verbose_name_plural = _("people left out")
        constraints = [
            models.UniqueConstraint(fields=["batch", "person"], name="left_out_once_per_batch")
        ]


class ContributionStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked")
    CODED = "coded", _("Coded")
    EXCLUDED = "excluded", _("Excluded")


class Contribution(models.Model):
    """One person's answers to an activity, with a link to the invitation or without any.

    PRIVACY: an anonymous contribution has no invitation, no time and no language,
    and reaches this table only through the mix box, in a shuffled batch.
    """

    Status = ContributionStatus
    STEPS: ClassVar[Steps] = {
        ContributionStatus.RECEIVED: {ContributionStatus.CHECKED, ContributionStatus.EXCLUDED},
        ContributionStatus.CHECKED: {ContributionStatus.CODED, ContributionStatus.EXCLUDED},
        ContributionStatus.CODED: {ContributionStatus.EXCLUDED},
        ContributionStatus.EXCLUDED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="contributions")
    invitation = models.OneToOneField(
        Invitation, null=True, blank=True, on_delete=models.PROTECT, related_name="contribution"
    )
    is_anonymous = models.BooleanField(_("anonymous"))
    # Saved for later by the person; not an answer yet.
    is_finished = models.BooleanField(_("finished"), default=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    status = models.CharField(
        _("status"),
        max_length=10,
        choices=ContributionStatus.choices,
        default=ContributionStatus.RECEIVED,
    )
    excluded_because = models.TextField(_("why excluded"), blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            known_values(ContributionStatus, name="contribution_status_known"),
            models.CheckConstraint(
                name="anonymous_has_no_trace",
                condition=models.Q(is_anonymous=False)
                | models.Q(invitation__isnull=True, received_at__isnull=True, language=""),
            ),
        ]


class Answer(models.Model):
    """What a contribution says to one question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    codes = models.JSONField(_("answers chosen"), default=list, blank=True)
    text = EncryptedTextField(_("own words"), blank=True, default="")
    # The words after personal details were taken out by a person; what others read.
    redacted = EncryptedTextField(_("own words, redacted"), blank=True, default="")

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["contribution", "question"], name="answered_once")
        ]


class MixBox(models.Model):
    """Anonymous answers waiting to be shuffled. Sealed, without time or order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    sealed = EncryptedTextField()
