"""What people may ask of us about their data, each with its clock; and what went wrong."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

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


class RightsRequest(models.Model):
    """One request: access, rectification, erasure, restriction, objection, or a complaint.

    Due within a month, which a pause for clarification holds and an extension prolongs
    by up to two months (UK GDPR art 12, 15(1A)); a complaint is acknowledged within 30 days.
    """

    class Kind(models.TextChoices):
        ACCESS = "access", _("Copy of what is held")
        RECTIFICATION = "rectification", _("Correction")
        ERASURE = "erasure", _("Erasure")
        RESTRICTION = "restriction", _("Restriction")
        OBJECTION = "objection", _("Objection")
        COMPLAINT = "complaint", _("Data protection complaint")

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
    identity_method = models.CharField(_("how it was confirmed"), max_length=20, blank=True)
    acknowledged_at = models.DateTimeField(_("acknowledged"), null=True, blank=True)
    # [{"from": iso date, "to": iso date or null, "reason"}]: the clock stands still meanwhile.
    pauses = models.JSONField(_("pauses"), default=list, blank=True)
    extended_until = models.DateField(_("extended until"), null=True, blank=True)
    extension_reason = models.CharField(_("why it was extended"), max_length=300, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.TextField(_("outcome"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

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
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class AccessPack(models.Model):
    """Everything held about a person, gathered for their copy; lines may be hidden with a reason.

    Sealed; emptied once it was handed over and its time is up.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(RightsRequest, on_delete=models.PROTECT, related_name="pack")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    # The lines as JSON: [{"id", "section", "label", "value", "hidden_because"}].
    lines = EncryptedTextField(_("lines"), owner="person.key")
    content = EncryptedBytesField(_("file"), blank=True, default=b"", owner="person.key")
    gathered_at = models.DateTimeField(_("gathered"), default=clock.now)
    gathered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gathered by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

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


class ImpactAssessment(models.Model):
    """One entry of the register of data protection impact assessments (DPIA)."""

    class Level(models.TextChoices):
        LOW = "low", _("Low")
        MEDIUM = "medium", _("Medium")
        HIGH = "high", _("High")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what is processed and why"))
    # [{"risk", "likelihood", "severity", "measure", "effect", "residual"}], by language.
    risks = models.JSONField(_("risks and measures"), default=list, blank=True)
    residual = models.CharField(
        _("risk that is left"), max_length=6, choices=Level.choices, default=Level.LOW
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
