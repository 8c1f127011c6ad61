"""People who agreed to be contacted, what they agreed to, and how it is safe to reach them.

Only the office sees what is here. ``database.gate`` alone says whether a person
may be contacted.
"""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.bilingual import Reading
from vef.common.steps import Steps, known_values
from vef.privacy import blind_index
from vef.privacy.fields import EncryptedTextField


class Area(models.Model):
    """A county, or a neighbourhood within one. Rows, so that another force fits."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Experience(models.Model):
    """What somebody was affected by: crime and anti-social behaviour alike."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("experience")
        verbose_name_plural = _("experiences")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class CaseStage(models.Model):
    """Where a case stands. ``is_finalised`` is None where that can't be said."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=160)
    is_finalised = models.BooleanField(_("finalised"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("case stage")
        verbose_name_plural = _("case stages")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class PersonStatus(models.TextChoices):
    PENDING = "pending", _("Not confirmed yet")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    ERASED = "erased", _("Erased")


class EmailState(models.TextChoices):
    UNTRIED = "untried", _("Not used yet")
    WORKS = "works", _("Works")
    BOUNCED = "bounced", _("Bounced")


class Relationship(models.TextChoices):
    DIRECT = "direct", _("It happened to them")
    WITNESS = "witness", _("Saw or heard it, or was directly affected at the time")
    BEREAVED = "bereaved", _("A close family member died because of a crime")
    SPOKESPERSON = "spokesperson", _("Nominated spokesperson for a family or a victim")
    PARENT = "parent", _("Parent or guardian of someone under 18 it happened to")
    CHILD_DA = "child-da", _("Lived with domestic abuse as a child")
    SUPPORTER = "supporter", _("Supported someone close to them")
    BUSINESS = "business", _("It affected a business or organisation")
    OTHER = "other", _("Something else")
    UNSAID = "unsaid", _("Not said")


class PersonQuerySet(models.QuerySet["Person"]):
    def on_the_database(self) -> "PersonQuerySet":
        """People an officer counts as being on the database, contactable or not."""
        return self.exclude(status__in=[PersonStatus.PENDING, PersonStatus.ERASED])

    def with_us(self) -> "PersonQuerySet":
        """Everybody the office still has anything to do with: not those who left."""
        return self.exclude(status__in=[PersonStatus.WITHDRAWN, PersonStatus.ERASED])

    def review_due(self, today: date) -> "PersonQuerySet":
        """People still with us whose latest safe contact asks to be looked at again."""
        latest = SafeContact.objects.filter(person=models.OuterRef("pk")).order_by("-version")
        return (
            self.filter(status__in=[PersonStatus.ACTIVE, PersonStatus.PAUSED])
            .annotate(review_on=models.Subquery(latest.values("review_on")[:1]))
            .filter(review_on__lte=today)
        )

    def with_email(self, address: str) -> "PersonQuerySet":
        return self.filter(email_index=blind_index.email_index(address))


class Person(models.Model):
    """Somebody who agreed, or is asked to confirm that they agree, to be contacted."""

    Status = PersonStatus
    STEPS: ClassVar[Steps] = {
        PersonStatus.PENDING: {PersonStatus.ACTIVE, PersonStatus.WITHDRAWN, PersonStatus.ERASED},
        PersonStatus.ACTIVE: {PersonStatus.PAUSED, PersonStatus.WITHDRAWN},
        PersonStatus.PAUSED: {PersonStatus.ACTIVE, PersonStatus.WITHDRAWN},
        PersonStatus.WITHDRAWN: {PersonStatus.ACTIVE, PersonStatus.ERASED},
        PersonStatus.ERASED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True)
    status = models.CharField(
        _("status"), max_length=10, choices=PersonStatus.choices, default=PersonStatus.PENDING
    )
    paused_until = models.DateField(_("paused until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    name = EncryptedTextField(_("name"), blank=True, default="")
    email = EncryptedTextField(_("email address"), blank=True, default="")
    email_index = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    email_state = models.CharField(
        _("state of the email address"),
        max_length=10,
        choices=EmailState.choices,
        default=EmailState.UNTRIED,
    )
    phone = EncryptedTextField(_("phone number"), blank=True, default="")
    postal_address = EncryptedTextField(_("postal address"), blank=True, default="")
    reading = models.CharField(
        _("language wished for"), max_length=8, choices=Reading.choices, default=Reading.UNKNOWN
    )
    relationship = models.CharField(
        _("relationship to what happened"),
        max_length=16,
        choices=Relationship.choices,
        default=Relationship.UNSAID,
    )
    experiences = models.ManyToManyField(Experience, verbose_name=_("experiences"), blank=True)
    area = models.ForeignKey(
        Area, verbose_name=_("area"), null=True, blank=True, on_delete=models.PROTECT
    )
    stage = models.ForeignKey(
        CaseStage, verbose_name=_("case stage"), null=True, blank=True, on_delete=models.PROTECT
    )
    stage_as_at = models.DateField(_("case stage as at"), null=True, blank=True)
    has_complaint = models.BooleanField(_("complaint outstanding"), null=True, blank=True)
    source = models.CharField(_("how they came to us"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("added"), default=clock.now)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["reference"]
        constraints = [
            known_values(PersonStatus, name="person_status_known"),
            models.CheckConstraint(
                name="person_withdrawn_has_time",
                condition=~models.Q(status="withdrawn") | models.Q(withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="person_paused_has_end",
                condition=~models.Q(status="paused") | models.Q(paused_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        # PRIVACY: shown in logs, admin history and selects; never the name.
        return self.reference

    def save(self, *args, **kwargs) -> None:
        self.email_index = blind_index.email_index(self.email)
        if (fields := kwargs.get("update_fields")) and "email" in fields:
            kwargs["update_fields"] = {*fields, "email_index"}
        super().save(*args, **kwargs)


class Purpose(models.TextChoices):
    DATABASE = "database", _("Be on the database")
    EMAIL = "email", _("Contact by email")
    PHONE = "phone", _("Contact by phone")
    SMS = "sms", _("Contact by text message")
    POST = "post", _("Contact by post")
    EQUALITY = "equality", _("Use of equality answers")
    QUOTED = "quoted", _("Being quoted without a name")


class ConsentWording(models.Model):
    """The exact words shown, by purpose and version. Never edited once used."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    version = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("wording"))
    in_use_from = models.DateField(_("in use from"))

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="wording_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.version}"


class Decision(models.TextChoices):
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RENEWED = "renewed", _("Renewed")


class ConsentMethod(models.TextChoices):
    WEB = "web", _("Web form")
    LINK = "link", _("Link in a message")
    PHONE = "phone", _("By phone")
    PAPER = "paper", _("On paper")
    IN_PERSON = "in-person", _("In person")


class Consent(models.Model):
    """One event in the history of a person's consent. Appended, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    wording = models.ForeignKey(ConsentWording, verbose_name=_("wording"), on_delete=models.PROTECT)
    language = models.CharField(_("language shown"), max_length=4)
    method = models.CharField(_("method"), max_length=10, choices=ConsentMethod.choices)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["person", "purpose", "-at"], name="consent_latest")]


class Safety(models.TextChoices):
    SAFE = "safe", _("Safe")
    ASK = "ask", _("Ask first")
    UNSAFE = "unsafe", _("Not safe")
    UNKNOWN = "unknown", _("Not known, so not used")


class SafeContact(models.Model):
    """One version of how it is safe to reach a person. The latest one rules."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="safe_contacts")
    version = models.PositiveIntegerField(_("version"))
    email = models.CharField(
        _("email"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    phone = models.CharField(
        _("phone"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    sms = models.CharField(
        _("text message"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN
    )
    post = models.CharField(_("post"), max_length=8, choices=Safety.choices, default=Safety.UNKNOWN)
    # [{"day": 1, "from": "10:00", "to": "12:00"}], Monday is 1; empty means any time.
    safe_times = models.JSONField(_("safe times"), default=list, blank=True)
    may_leave_voicemail = models.BooleanField(_("voicemail may be left"), default=False)
    shares_mailbox = models.BooleanField(_("shares the mailbox or device"), default=False)
    code_word_hash = models.CharField(max_length=200, blank=True, editable=False)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    do_not_contact_until = models.DateField(_("do not contact until"), null=True, blank=True)
    risk_flag = models.BooleanField(_("at risk"), default=False)
    address_protected = models.BooleanField(_("address protected"), default=False)
    note = EncryptedTextField(_("note"), blank=True, default="")
    review_on = models.DateField(_("review on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("recorded by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("safe contact")
        verbose_name_plural = _("safe contacts")
        ordering = ["person", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["person", "version"], name="safe_contact_version_once")
        ]
