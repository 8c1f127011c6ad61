"""What people may ask of us about their data, each with its clock; and what went wrong."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from database.models.people import Person
from vef.common import clock
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedBytesField, EncryptedTextField


class RightsStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    WORKING = "working", _("Being worked on")
    WAITING = "waiting", _("Waiting for an answer from them")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Taken back")


class IdentityMethod(models.TextChoices):
    """How we made sure who is asking, by a way they gave us before."""

    CODE_WORD = "code-word", _("Their code word")
    CALL_BACK = "call-back", _("We rang a number we hold")
    IN_PERSON = "in-person", _("In person")
    ONE_TIME_CODE = "one-time-code", _("A one-time code by another way")


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def open(self) -> "RightsRequestQuerySet":
        return self.filter(closed_at=None)

    def by_day(self) -> "RightsRequestQuerySet":
        """What is open first, soonest due first; then what is closed, latest first."""
        return self.order_by(
            models.F("closed_at").desc(nulls_first=True),
            models.F("due_on").asc(nulls_last=True),
            "received_at",
        )


class RightsRequest(models.Model):
    """One request: access, rectification, erasure, restriction, objection, or a complaint.

    ``database.rights_clock`` says when each is due, and why.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Copy of what is held")
        RECTIFICATION = "rectification", _("Correction")
        ERASURE = "erasure", _("Erasure")
        RESTRICTION = "restriction", _("Restriction")
        OBJECTION = "objection", _("Objection")
        COMPLAINT = "complaint", _("Data protection complaint")

    # Harm could come of these in the wrong hands; the others only make us do less.
    NEEDS_IDENTITY = frozenset({Kind.ACCESS, Kind.RECTIFICATION, Kind.ERASURE})
    # Waiting to hear what is meant stops the clock of these alone (UK GDPR art 12A).
    PAUSES_CLOCK = frozenset({Kind.ACCESS})

    Status = RightsStatus
    STEPS: ClassVar[Steps] = {
        RightsStatus.RECEIVED: {
            RightsStatus.WORKING,
            RightsStatus.WAITING,
            RightsStatus.REFUSED,
            RightsStatus.WITHDRAWN,
        },
        RightsStatus.WORKING: {
            RightsStatus.WAITING,
            RightsStatus.DONE,
            RightsStatus.REFUSED,
            RightsStatus.WITHDRAWN,
        },
        RightsStatus.WAITING: {
            RightsStatus.WORKING,
            RightsStatus.REFUSED,
            RightsStatus.WITHDRAWN,
        },
        RightsStatus.DONE: set(),
        RightsStatus.REFUSED: set(),
        RightsStatus.WITHDRAWN: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    kind = models.CharField(_("kind"), max_length=14, choices=Kind.choices)
    status = models.CharField(
        _("status"), max_length=10, choices=RightsStatus.choices, default=RightsStatus.RECEIVED
    )
    # None for a complaint of somebody who is not on the database.
    person = models.ForeignKey(
        Person,
        verbose_name=_("person"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rights_requests",
    )
    # How it reached us: a ConsentMethod; and the language it came in (Welsh standard 1).
    method = models.CharField(_("how it came"), max_length=10)
    language = models.CharField(_("language it came in"), max_length=4)
    # What they asked, in their words. Sealed; emptied with the rest when somebody is erased.
    words = EncryptedTextField(_("what they asked"), blank=True, default="")
    received_at = models.DateTimeField(_("received"), default=clock.now)
    identity_confirmed_at = models.DateTimeField(_("identity confirmed"), null=True, blank=True)
    identity_method = models.CharField(
        _("how it was confirmed"), max_length=20, choices=IdentityMethod.choices, blank=True
    )
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    # [{"from": iso date, "to": iso date or null, "reason"}]: the clock stands still meanwhile.
    pauses = models.JSONField(_("pauses"), default=list, blank=True)
    extended_until = models.DateField(_("extended until"), null=True, blank=True)
    extension_reason = models.CharField(_("why it was extended"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # None: by the person themselves, on a page.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # An erasure takes two: who prepared it, and another who agreed.
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("prepared by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    prepared_at = models.DateTimeField(_("prepared"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("approved by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data protection request")
        verbose_name_plural = _("data protection requests")
        ordering = ["due_on", "-received_at"]
        constraints = [
            known_values(RightsStatus, name="rights_status_known"),
            models.CheckConstraint(
                name="rights_closed_has_time",
                condition=~models.Q(status__in=["done", "refused", "withdrawn"])
                | models.Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="rights_approved_by_another",
                condition=models.Q(approved_by__isnull=True)
                | (
                    models.Q(prepared_by__isnull=False)
                    & ~models.Q(approved_by=models.F("prepared_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_identity_settled(self) -> bool:
        """Whether we know who is asking, or need not know."""
        return self.kind not in self.NEEDS_IDENTITY or self.identity_confirmed_at is not None

    @property
    def is_clock_stopped(self) -> bool:
        return self.status == RightsStatus.WAITING and self.kind in self.PAUSES_CLOCK


class AccessPack(models.Model):
    """Everything held about a person, gathered for their copy; lines may be hidden with a reason.

    Sealed; emptied once it was handed over and its time is up.
    """

    class Way(models.TextChoices):
        """How the copy reaches them. Never attached to a mail."""

        POST = "post", _("By post")
        IN_PERSON = "in-person", _("In person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(RightsRequest, on_delete=models.PROTECT, related_name="pack")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # As JSON: [{"cy": {"section", "label", "value"}, "en": {…}, "hidden_because"}].
    lines = EncryptedTextField(_("lines"), owner="person.key")
    content = EncryptedBytesField(_("file"), blank=True, default=b"", owner="person.key")
    gathered_at = models.DateTimeField(_("gathered"), default=clock.now)
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gathered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("file made"), null=True, blank=True)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    way = models.CharField(
        _("how it is handed over"), max_length=10, choices=Way.choices, blank=True
    )
    # When the file's time is up; None once it was emptied.
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    # When the lines went, after the request was closed.
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)

    class Meta:
        verbose_name = _("copy of what is held")
        verbose_name_plural = _("copies of what is held")

    def __str__(self) -> str:
        return str(self.pk)


class Incident(models.Model):
    """Something that went wrong with personal data (art 33(5)): 72 hours from when we knew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    title = models.CharField(_("what happened, in a line"), max_length=200)
    known_at = models.DateTimeField(_("when we knew"))
    happened = models.TextField(_("what happened"))
    affected = models.TextField(_("who and what is affected"), blank=True)
    people_affected = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    consequences = models.TextField(_("likely consequences"), blank=True)
    measures = models.TextField(_("what was done"), blank=True)
    # None: not decided yet.
    is_notifiable = models.BooleanField(_("to be notified"), null=True, blank=True)
    decision_reason = models.TextField(_("why"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    notified_at = models.DateTimeField(_("notified"), null=True, blank=True)
    # After the 72 hours the regulator wants to know why (art 33(1)).
    delay_reason = models.TextField(_("why it was late"), blank=True)
    people_told_at = models.DateTimeField(_("people told"), null=True, blank=True)
    lessons = models.TextField(_("lessons"), blank=True)
    request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("from the complaint"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="incidents",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("recorded"), default=clock.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ["-known_at"]
        constraints = [
            models.CheckConstraint(
                name="incident_decision_has_reason",
                condition=models.Q(is_notifiable__isnull=True)
                | (models.Q(decided_at__isnull=False) & ~models.Q(decision_reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.reference


class ProcessingRecord(models.Model):
    """One line of the record of processing (art 30), in both languages, printable."""

    code = models.SlugField(_("code"), unique=True)
    purpose = models.TextField(_("purpose"))
    people = models.TextField(_("whose data"))
    data = models.TextField(_("which data"))
    recipients = models.TextField(_("who receives it"))
    transfers = models.TextField(_("transfers"), blank=True)
    retention = models.TextField(_("how long it is kept"))
    security = models.TextField(_("how it is protected"))
    lawful_basis = models.TextField(_("lawful basis"))
    special_condition = models.TextField(_("condition for special data"), blank=True)
    reviewed_on = models.DateField(_("reviewed"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("processing activity")
        verbose_name_plural = _("record of processing")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.code


class RiskLevel(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class ImpactAssessment(models.Model):
    """One entry of the register of data protection impact assessments (DPIA)."""

    Level = RiskLevel

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what is processed and why"))
    consultation = models.TextField(_("who was asked"), blank=True)
    necessity = models.TextField(_("why it is necessary and in proportion"), blank=True)
    residual = models.CharField(
        _("risk that is left"), max_length=6, choices=RiskLevel.choices, default=RiskLevel.LOW
    )
    advice = models.TextField(_("advice of the data protection officer"), blank=True)
    is_advice_followed = models.BooleanField(_("advice followed"), null=True, blank=True)
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_on = models.DateField(_("approved"), null=True, blank=True)
    review_on = models.DateField(_("review on"), null=True, blank=True)

    class Meta:
        verbose_name = _("impact assessment")
        verbose_name_plural = _("impact assessments")
        ordering = ["reference"]

    def __str__(self) -> str:
        return self.reference


class ImpactRisk(models.Model):
    """One risk of an assessment, what is done about it, and what is left."""

    class Likelihood(models.TextChoices):
        REMOTE = "remote", _("Remote")
        POSSIBLE = "possible", _("Possible")
        PROBABLE = "probable", _("Probable")

    class Severity(models.TextChoices):
        MINIMAL = "minimal", _("Minimal")
        SIGNIFICANT = "significant", _("Significant")
        SEVERE = "severe", _("Severe")

    class Effect(models.TextChoices):
        ELIMINATED = "eliminated", pgettext_lazy("a risk", "Eliminated")
        REDUCED = "reduced", pgettext_lazy("a risk", "Reduced")
        ACCEPTED = "accepted", pgettext_lazy("a risk", "Accepted")

    assessment = models.ForeignKey(
        ImpactAssessment,
        verbose_name=_("impact assessment"),
        on_delete=models.CASCADE,
        related_name="risks",
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    risk = models.TextField(_("what could happen, and to whom"))
    likelihood = models.CharField(_("likelihood"), max_length=12, choices=Likelihood.choices)
    severity = models.CharField(_("severity"), max_length=12, choices=Severity.choices)
    level = models.CharField(_("risk overall"), max_length=6, choices=RiskLevel.choices)
    measure = models.TextField(_("what is done about it"))
    effect = models.CharField(_("effect"), max_length=12, choices=Effect.choices)
    residual = models.CharField(_("risk that is left"), max_length=6, choices=RiskLevel.choices)

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["assessment", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.assessment_id}-{self.order}"
