"""What people said, what partners answered, what was told back, and what boards follow up."""

import uuid
from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models import Activity, Answer
from partners.models import Organisation
from vef.common import clock
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values
from vef.documents.models import RenderedDocument


class Theme(models.Model):
    """A recurring subject in what people say."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Coding(models.Model):
    """An officer's reading: this answer speaks of this theme."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="codings")
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    coded_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        constraints = [models.UniqueConstraint(fields=["answer", "theme"], name="coded_once")]


class Finding(Bilingual):
    """Something the answers show, which the partner must answer."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("Worked well")
        IMPROVE = "improve", _("Could be better")
        GAP = "gap", _("A gap in the service")

    BILINGUAL_OPTIONAL = ("recommendation",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.IMPROVE)
    text = models.TextField(_("finding"), blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["activity", "number"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "number"], name="finding_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class PackStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    DISCLOSURE_CHECKED = "disclosure-checked", _("Checked for small numbers")
    APPROVED = "approved", _("Approved")
    DELIVERED = "delivered", _("Delivered")
    ANSWERED = "answered", _("Answered")


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


class AnswerStatus(models.TextChoices):
    AWAITED = "awaited", _("Awaited")
    ACCEPTED = "accepted", _("Accepted")
    IN_PART = "in-part", _("Accepted in part")
    NOT_ACCEPTED = "not-accepted", _("Not accepted")
    IN_PROGRESS = "in-progress", _("In progress")
    DONE = "done", _("Done, with evidence")
    DROPPED = "dropped", _("Dropped, with a reason")


class PartnerAnswer(models.Model):
    """A partner's answer to one finding: what it will do, who, and by when."""

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
    evidence = models.TextField(_("evidence"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("answered by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("partner's answer")
        verbose_name_plural = _("partners' answers")
        ordering = ["finding__number"]
        constraints = [
            known_values(AnswerStatus, name="answer_status_known"),
            models.CheckConstraint(
                name="answer_accepted_is_whole",
                condition=~models.Q(status__in=["accepted", "in-part", "in-progress", "done"])
                | (~models.Q(action="") & ~models.Q(owner="") & models.Q(due_on__isnull=False)),
            ),
        ]


class Chaser(models.Model):
    """A reminder to a partner about an answer; each step once, whatever restarts."""

    pack = models.ForeignKey(ResultsPack, on_delete=models.CASCADE, related_name="chasers")
    step = models.CharField(_("step"), max_length=12)
    made_on = models.DateField(_("made on"))

    class Meta:
        verbose_name = _("chaser")
        verbose_name_plural = _("chasers")
        constraints = [models.UniqueConstraint(fields=["pack", "step"], name="chaser_step_once")]


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


class ActionStatus(models.TextChoices):
    OPEN = "open", _("Open")
    IN_PROGRESS = "in-progress", _("In progress")
    AWAITING_EVIDENCE = "awaiting-evidence", _("Complete, awaiting evidence")
    CLOSED = "closed", _("Closed")
    SUPERSEDED = "superseded", _("Superseded")


class Rag(models.TextChoices):
    RED = "red", _("Red")
    AMBER = "amber", _("Amber")
    GREEN = "green", _("Green")
    BLUE = "blue", _("Blue")
    GREY = "grey", _("Grey")


class BoardAction(models.Model):
    """Something a board asked for. Its colour is computed, never typed."""

    Status = ActionStatus
    STEPS: ClassVar[Steps] = {
        ActionStatus.OPEN: {
            ActionStatus.IN_PROGRESS,
            ActionStatus.AWAITING_EVIDENCE,
            ActionStatus.CLOSED,
            ActionStatus.SUPERSEDED,
        },
        ActionStatus.IN_PROGRESS: {
            ActionStatus.AWAITING_EVIDENCE,
            ActionStatus.CLOSED,
            ActionStatus.SUPERSEDED,
        },
        ActionStatus.AWAITING_EVIDENCE: {ActionStatus.CLOSED, ActionStatus.IN_PROGRESS},
        ActionStatus.CLOSED: set(),
        ActionStatus.SUPERSEDED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=14, unique=True)
    raised_on = models.DateField(_("raised on"))
    text = models.TextField(_("action"))
    owner = models.CharField(_("owner"), max_length=120)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    activity = models.ForeignKey(
        Activity, verbose_name=_("activity"), null=True, blank=True, on_delete=models.PROTECT
    )
    due_on = models.DateField(_("due"))
    revised_due_on = models.DateField(_("revised date"), null=True, blank=True)
    revised_because = models.TextField(_("why the date was revised"), blank=True)
    update = models.TextField(_("latest update"), blank=True)
    updated_on = models.DateField(_("updated on"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ActionStatus.choices, default=ActionStatus.OPEN
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("board action")
        verbose_name_plural = _("board actions")
        ordering = ["reference"]
        constraints = [known_values(ActionStatus, name="action_status_known")]

    def __str__(self) -> str:
        return self.reference

    def rag(self, on: date) -> Rag:
        """Return the colour on a day (domain/facts.md §13.2): overdue or due today is red,
        due within 14 days or once revised is amber."""
        if self.status == ActionStatus.SUPERSEDED:
            return Rag.GREY
        if self.status in {ActionStatus.CLOSED, ActionStatus.AWAITING_EVIDENCE}:
            return Rag.BLUE
        due = self.revised_due_on or self.due_on
        if due <= on:
            return Rag.RED
        if self.revised_due_on or due - on <= timedelta(days=14):
            return Rag.AMBER
        return Rag.GREEN


class ReportStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FROZEN = "frozen", _("Figures frozen")
    SIGNED = "signed", _("Signed by the chief officer")
    APPROVED = "approved", _("Approved by the Commissioner")
    ISSUED = "issued", _("Issued")


class Report(models.Model):
    """A board report in twelve sections. Once issued it never changes."""

    class Purpose(models.TextChoices):
        DECISION = "decision", _("For decision")
        MONITORING = "monitoring", _("For monitoring")
        INFORMATION = "information", _("For information")

    Status = ReportStatus
    STEPS: ClassVar[Steps] = {
        ReportStatus.DRAFT: {ReportStatus.FROZEN},
        ReportStatus.FROZEN: {ReportStatus.SIGNED, ReportStatus.DRAFT},
        ReportStatus.SIGNED: {ReportStatus.APPROVED},
        ReportStatus.APPROVED: {ReportStatus.ISSUED},
        ReportStatus.ISSUED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=160)
    board = models.CharField(_("board"), max_length=160)
    lead_officer = models.CharField(_("lead chief officer"), max_length=120)
    meeting_on = models.DateField(_("date"))
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    timing = models.CharField(_("timing"), max_length=60)
    purpose = models.CharField(
        _("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.MONITORING
    )
    status = models.CharField(
        _("status"), max_length=10, choices=ReportStatus.choices, default=ReportStatus.DRAFT
    )
    figures = models.JSONField(_("figures"), default=dict, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("written by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approval recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    interest_declared = models.TextField(_("interest declared"), blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    document_cy = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    document_en = models.ForeignKey(
        RenderedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-meeting_on"]
        constraints = [
            known_values(ReportStatus, name="report_status_known"),
            models.CheckConstraint(
                name="report_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | ~models.Q(approved_by=models.F("written_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportSection(Bilingual):
    """What an author writes in one of the twelve sections, beside the computed parts.

    Empty in both languages means the section's standing sentence is printed.
    """

    BILINGUAL_OPTIONAL = ("text",)

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    number = models.PositiveSmallIntegerField(_("section"))
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="section_number_once"),
            models.CheckConstraint(
                name="section_1_to_12", condition=models.Q(number__range=(1, 12))
            ),
        ]
