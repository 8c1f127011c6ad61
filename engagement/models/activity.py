"""Activities: how people take part in a topic."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models import CriterionKind
from engagement.models.programme import ProgrammeEntry
from partners.models import Organisation
from vef.common import clock
from vef.common.bilingual import LANGUAGES, Bilingual
from vef.common.steps import Steps, known_values


class Method(models.Model):
    """A way of engaging: survey, focus group, call testing … More are added as rows."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    advice = models.TextField(_("advice"), blank=True)
    # A focus group may open without any; a survey may not.
    asks_questions = models.BooleanField(_("asks questions on a page"), default=True)
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


class InstigatedBy(models.TextChoices):
    """Whose wish an activity was, whoever's topic it belongs to."""

    PARTNER = "partner", _("The partner")
    OFFICE = "office", _("The office")
    PUBLIC = "public", _("Members of the public")


# Texts and rules people were told may not change under them.
FROZEN = frozenset(
    {
        ActivityStatus.OPEN,
        ActivityStatus.CLOSED,
        ActivityStatus.RESULTS_DELIVERED,
        ActivityStatus.OUTCOME_TOLD,
        ActivityStatus.COMPLETED,
        ActivityStatus.CANCELLED,
    }
)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """The office sees all; a partner those of its own topics."""
        if not user.is_authenticated:
            return self.none()
        if user.is_office:
            return self
        return self.filter(entry__request__organisation__memberships__user=user)

    def due_to_close(self, today: date) -> "ActivityQuerySet":
        """Open activities whose last day is over."""
        return self.filter(status=ActivityStatus.OPEN, closes_on__lt=today)


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
    instigated_by = models.CharField(
        _("instigated by"),
        max_length=8,
        choices=InstigatedBy.choices,
        default=InstigatedBy.PARTNER,
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
    # What it touches that may hurt: nobody is asked about it again for a while.
    theme = models.ForeignKey(
        "database.Experience",
        verbose_name=_("painful theme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # Where it is about; empty: the whole of the force's area.
    area = models.ForeignKey(
        "database.Area",
        verbose_name=_("area it is about"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # By which kinds the office narrowed its audience, for the partner to read.
    # PRIVACY: kinds only, and never that of a characteristic.
    narrowed_by = models.JSONField(_("audience narrowed by"), default=list, blank=True)
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
            known_values(InstigatedBy, name="activity_instigator_known", field="instigated_by"),
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
            models.CheckConstraint(
                name="activity_open_has_papers",
                condition=models.Q(status__in=["draft", "planned", "agreed", "cancelled"])
                | (~models.Q(dpia_reference="") & ~models.Q(rules_version="")),
            ),
            models.CheckConstraint(
                name="activity_open_has_shared_page",
                condition=models.Q(status__in=["draft", "planned", "agreed", "cancelled"])
                | models.Q(anonymity="named")
                | models.Q(shared_slug__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def clean(self) -> None:
        """Refuse to change what people were told, once the activity is open."""
        super().clean()
        before = Activity.objects.filter(pk=self.pk).first()
        if before is None or before.status not in FROZEN:
            return
        names = [f"{name}_{lang}" for name in self.bilingual_fields() for lang in LANGUAGES]
        names += ["anonymity", "eligibility", "minutes", "method_id", "rules_version"]
        if any(getattr(before, name) != getattr(self, name) for name in names):
            raise ValidationError(
                _("This activity is open or over. Its words and rules can't be changed any more."),
                code="frozen",
            )

    @property
    def is_frozen(self) -> bool:
        """Whether words, questions, eligibility and anonymity are fixed."""
        return self.status in FROZEN

    @property
    def is_agreed_by_both(self) -> bool:
        return self.partner_agreed_at is not None and self.office_agreed_at is not None

    @property
    def narrowed_words(self) -> str:
        """By what kinds of criteria its audience is narrowed, in the reader's language."""
        kinds = [kind for kind in self.narrowed_by if kind in CriterionKind.values]
        return ", ".join(str(CriterionKind(kind).label) for kind in kinds)

    @property
    def organisation(self) -> Organisation:
        return self.entry.request.organisation

    @property
    def takes_named(self) -> bool:
        return self.anonymity in {Anonymity.NAMED, Anonymity.CHOICE}

    @property
    def takes_anonymous(self) -> bool:
        return self.anonymity in {Anonymity.ANONYMOUS, Anonymity.CHOICE}

    @property
    def is_taking_answers(self) -> bool:
        """Whether somebody may reply and answer now; the closing date includes its whole day."""
        return (
            self.status == ActivityStatus.OPEN
            and self.closes_on is not None
            and clock.today() <= self.closes_on
        )
