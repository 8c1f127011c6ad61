"""Links that open without an account, and the host body's own name and colours."""

import uuid

from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common.bilingual import Bilingual
from vef.common.colours import validate_accent


class Link(models.Model):
    """A random token that opens one page. Only its keyed hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    token_hash = models.CharField(max_length=64, unique=True)
    # What the link may do: a link for one scope is unknown to every other.
    scope = models.CharField(max_length=40)
    target_id = models.UUIDField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [models.Index(fields=["scope", "target_id"], name="link_target")]


class HostBody(Bilingual):
    """The body that runs this forum: its name, words, logo and one accent colour are rows."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60)
    commissioner_title = models.CharField(_("title of the Commissioner"), max_length=120)
    # The name people see on mail and neutral pages; it says nothing of police or crime.
    neutral_name = models.CharField(_("neutral name"), max_length=60)
    contact_name = models.CharField(_("contact officer"), max_length=120)
    contact_email = models.EmailField(_("contact email address"))
    contact_phone = models.CharField(_("contact phone number"), max_length=30)
    address = models.TextField(_("postal address"), blank=True)
    accent = models.CharField(
        _("accent colour"), max_length=7, default="#0b5563", validators=[validate_accent]
    )
    logo = models.FileField(
        _("logo"),
        upload_to="host/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg"])],
    )
    # Where "exit this page" goes: an ordinary page, nothing to do with us.
    exit_url = models.URLField(_("exit address"), default="https://www.bbc.co.uk/weather")

    BILINGUAL_OPTIONAL = ("address",)

    class Meta:
        verbose_name = _("host body")
        verbose_name_plural = _("host body")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> "HostBody":
        """Return the host body, or a blank neutral one before it is set up."""
        return cls.objects.first() or cls.neutral()

    @classmethod
    def neutral(cls) -> "HostBody":
        """Return an unsaved host body that gives nothing away."""
        return cls(
            name_en="Engagement",
            name_cy="Ymgysylltu",
            short_name_en="Engagement",
            short_name_cy="Ymgysylltu",
            neutral_name_en="Engagement Team",
            neutral_name_cy="Tîm Ymgysylltu",
        )
