"""Ways to join: a page, a link somebody hands out, and what waits to be taken in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from database.models.people import Person
from vef.common import clock
from vef.privacy.fields import EncryptedTextField


class SourceCode(models.Model):
    """A code in a joining link or QR square that a service, officer or event hands out.

    It says where somebody heard of the forum and nothing about them: no name passes
    through whoever hands it out.
    """

    class Kind(models.TextChoices):
        """The routes by which people hear of the forum (Essex panel)."""

        SERVICE = "service", _("Commissioned service")
        OFFICER = "officer", _("Officer, member of staff or team")
        INTERNAL = "internal", _("Promotion inside our organisations")
        EXTERNAL = "external", _("Promotion to the public")
        EVENT = "event", _("Event")
        MATERIAL = "material", _("Leaflet or poster")
        OTHER = "other", _("Other")

    code = models.SlugField(_("code"), max_length=12, unique=True)
    label = models.CharField(_("who hands it out"), max_length=120)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    is_active = models.BooleanField(_("in use"), default=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    made_at = models.DateTimeField(_("made"), default=clock.now)

    class Meta:
        verbose_name = _("joining code")
        verbose_name_plural = _("joining codes")
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label


class JoinRequest(models.Model):
    """What somebody typed to join, until it is confirmed or purged after 30 days.

    The public face only adds these rows; the office's side takes them in, so that a page
    never has to look whether somebody is on the database (docs/decisions/0010).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = EncryptedTextField(_("name"), blank=True, default="")
    email = EncryptedTextField(_("email address"), blank=True, default="")
    phone = EncryptedTextField(_("phone number"), blank=True, default="")
    postal_address = EncryptedTextField(_("postal address"), blank=True, default="")
    # What else they chose: reading, channels, safe times, optional answers; JSON, sealed.
    choices = EncryptedTextField(_("choices"), blank=True, default="")
    # Ids of the consent wordings shown, and the language they were shown in.
    wordings = models.JSONField(_("wordings shown"), default=list)
    language = models.CharField(_("language shown"), max_length=2)
    source = models.ForeignKey(
        SourceCode, verbose_name=_("joining code"), null=True, blank=True, on_delete=models.PROTECT
    )
    # Somebody helps: a Supporter's details, sealed with the rest; None if they do it alone.
    has_helper = models.BooleanField(_("somebody helped"), default=False)
    # They can't be asked by mail, so a member of staff asks them by phone or post.
    waits_for_staff = models.BooleanField(_("waits for us"), default=False)
    # The person was added by this request, and goes with it if nobody confirms.
    made_person = models.BooleanField(_("added a person"), default=False)
    # Whoever had the mail said that they never asked; purged with the next run.
    declined_at = models.DateTimeField(_("declined"), null=True, blank=True)
    # The person it became, once taken in.
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.CASCADE, related_name="join_request"
    )
    at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        ordering = ["at"]

    def __str__(self) -> str:
        return str(self.pk)


class SelfServiceCode(models.Model):
    """A one-time code that lets somebody see what is held about them, by a second safe way."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(_("channel"), max_length=8)
    code_hash = models.CharField(max_length=200, editable=False)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    expires_at = models.DateTimeField(_("expires"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["person", "-made_at"], name="one_time_code_latest")]

    def __str__(self) -> str:
        return str(self.pk)
