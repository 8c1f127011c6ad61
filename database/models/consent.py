"""What people agreed to: a history in which nothing is ever changed."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.common import clock
from vef.privacy.fields import EncryptedBytesField, EncryptedTextField


class Purpose(models.TextChoices):
    DATABASE = "database", _("Be on the database")
    EMAIL = "email", _("Contact by email")
    PHONE = "phone", _("Contact by phone")
    SMS = "sms", _("Contact by text message")
    POST = "post", _("Contact by post")
    EQUALITY = "equality", _("Use of equality answers")
    RECONTACT = "recontact", _("Being asked again after an anonymous survey")
    QUOTED = "quoted", _("Being quoted without a name")


# What somebody who stands by a person agrees to: no purpose of the person's own.
SUPPORTER = "supporter"
# What a member of a bereaved family agrees to: that one of them is written to for all.
FAMILY = "family"


class ConsentWording(models.Model):
    """The exact words shown, by purpose and version. Never edited once used."""

    purpose = models.CharField(
        _("purpose"),
        max_length=10,
        choices=[
            *Purpose.choices,
            (SUPPORTER, _("Stand by somebody on the database")),
            (FAMILY, _("One of a family is written to for all")),
        ],
    )
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
    # Sealed: the row can't be emptied when somebody is erased, but what it says can be closed.
    evidence = EncryptedTextField(_("evidence"), blank=True, default="", owner="person.key")
    # A link proves a mailbox: for somebody at risk it counts only once confirmed otherwise.
    is_provisional = models.BooleanField(_("provisional"), default=False)
    # Copied when two records of one person were merged; the first stays where it was.
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )
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

    @property
    def evidence_kept(self) -> str:
        """What was noted as evidence; empty once the person is erased and their key gone."""
        return self.evidence if self.person.key_id else ""


class ConsentEvidence(models.Model):
    """A scan or a call note that shows what was agreed. Sealed with the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="evidence")
    consents = models.ManyToManyField(Consent, verbose_name=_("consents"), related_name="files")
    file_name = EncryptedTextField(_("file name"), owner="person.key")
    media_type = models.CharField(_("kind of file"), max_length=60)
    size = models.PositiveIntegerField(_("size in bytes"))
    content = EncryptedBytesField(_("content"), owner="person.key")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("evidence of consent")
        verbose_name_plural = _("evidence of consent")
        ordering = ["-at"]

    def __str__(self) -> str:
        # PRIVACY: a file name may name somebody.
        return str(self.pk)
