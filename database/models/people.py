"""People who agreed to be contacted. Only the office sees what is here."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.lists import Adjustment, Area, CaseStage, Experience, Relationship
from vef.common import clock
from vef.common.bilingual import Reading
from vef.common.steps import Steps, known_values
from vef.privacy import blind_index
from vef.privacy.fields import EncryptedTextField
from vef.privacy.models import DataKey


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


class WelshSkill(models.TextChoices):
    """What somebody can do in Welsh (Census 2021); apart from the language wished for."""

    UNDERSTAND = "understand", _("Understand spoken Welsh")
    SPEAK = "speak", _("Speak Welsh")
    READ = "read", _("Read Welsh")
    WRITE = "write", _("Write Welsh")


class PersonQuerySet(models.QuerySet["Person"]):
    def on_the_database(self) -> "PersonQuerySet":
        """People an officer counts as being on the database, contactable or not."""
        return self.exclude(status__in=[PersonStatus.PENDING, PersonStatus.ERASED])

    def with_us(self) -> "PersonQuerySet":
        """Everybody the office still has anything to do with: not those who left."""
        return self.exclude(status__in=[PersonStatus.WITHDRAWN, PersonStatus.ERASED])

    def review_due(self, today: date) -> "PersonQuerySet":
        """People still with us whose latest safe contact asks to be looked at again."""
        from database.models.contact import SafeContact

        latest = SafeContact.objects.filter(person=models.OuterRef("pk")).order_by("-version")
        return (
            self.filter(status__in=[PersonStatus.ACTIVE, PersonStatus.PAUSED])
            .annotate(review_on=models.Subquery(latest.values("review_on")[:1]))
            .filter(review_on__lte=today)
        )

    def with_keys(self) -> "PersonQuerySet":
        """Load each person's own key with the row, for whoever opens many."""
        return self.select_related("key")

    def with_email(self, address: str) -> "PersonQuerySet":
        return self.filter(email_index=blind_index.email_index(address))

    def with_phone(self, number: str) -> "PersonQuerySet":
        return self.filter(phone_index=blind_index.phone_index(number))


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
    # Seals all that identifies them; destroyed when they are erased.
    key = models.OneToOneField(
        DataKey, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    name = EncryptedTextField(_("name"), blank=True, default="", owner="key")
    email = EncryptedTextField(_("email address"), blank=True, default="", owner="key")
    email_index = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    email_state = models.CharField(
        _("state of the email address"),
        max_length=10,
        choices=EmailState.choices,
        default=EmailState.UNTRIED,
    )
    phone = EncryptedTextField(_("phone number"), blank=True, default="", owner="key")
    phone_index = models.CharField(
        max_length=64, blank=True, default="", editable=False, db_index=True
    )
    postal_address = EncryptedTextField(_("postal address"), blank=True, default="", owner="key")
    reading = models.CharField(
        _("language wished for"), max_length=8, choices=Reading.choices, default=Reading.UNKNOWN
    )
    # None: not said. "Prefer not to say" is an answer of its own.
    relationship = models.ForeignKey(
        Relationship,
        verbose_name=_("relationship to what happened"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
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
    adjustments = models.ManyToManyField(Adjustment, verbose_name=_("adjustments"), blank=True)
    # Codes of WelshSkill; None: not asked, empty: none of them.
    welsh_skills = models.JSONField(_("Welsh they can use"), null=True, blank=True)
    # They said, or staff know, that they are as old as the forum asks.
    is_old_enough = models.BooleanField(_("of age"), null=True, blank=True)
    # Article 18: kept, but used for nothing until it is lifted.
    is_restricted = models.BooleanField(_("restricted"), default=False)
    source = models.CharField(_("how they came to us"), max_length=120, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged into"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("erased"), null=True, blank=True)
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
            # Whoever is erased has no key: nothing sealed for them can be opened again.
            models.CheckConstraint(
                name="person_erased_has_no_key",
                condition=~models.Q(status="erased") | models.Q(key__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        # PRIVACY: shown in logs, admin history and selects; never the name.
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_index = blind_index.email_index(self.email)
        self.phone_index = blind_index.phone_index(self.phone)
        if (fields := kwargs.get("update_fields")) is not None:
            indexes = {f"{name}_index" for name in ("email", "phone") if name in fields}
            kwargs["update_fields"] = {*fields, *indexes}
        if self._state.adding and self.key_id is None and self.status != PersonStatus.ERASED:
            self.key = DataKey.make()
            self.key.save(force_insert=True, using=kwargs.get("using"))
        super().save(*args, **kwargs)
