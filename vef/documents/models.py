"""PDFs that were made, and the governance documents the forum stands on."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.bilingual import Bilingual
from vef.common.steps import Steps, known_values
from vef.documents.sniffing import FileKind


class RenderedDocument(models.Model):
    """One PDF in one language, kept with the digest of its bytes. Never overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    about_type = models.CharField(_("about"), max_length=60)
    about_id = models.CharField(_("about id"), max_length=64)
    language = models.CharField(_("language"), max_length=2)
    title = models.CharField(_("title"), max_length=200)
    # A neutral file name, without the extension.
    file_name = models.SlugField(_("file name"), max_length=80)
    content = models.BinaryField(_("content"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    made_at = models.DateTimeField(_("made"), default=clock.now)

    class Meta:
        verbose_name = _("PDF")
        verbose_name_plural = _("PDFs")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["about_type", "about_id"], name="document_about")]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


def attachment_path(row: "Attachment", _name: str) -> str:
    """Return where a file lies: under its own id. The name it came with is kept nowhere."""
    return f"attachments/{row.pk.hex[:2]}/{row.pk.hex}"


class Attachment(models.Model):
    """A file that belongs to another row, looked at before it was kept (``sniffing``).

    PRIVACY: handed out only by a page of the row it belongs to, under a neutral name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_type = models.CharField(_("about"), max_length=60)
    about_id = models.CharField(_("about id"), max_length=64)
    # What it is, in the words of whoever handed it in.
    title = models.CharField(_("title"), max_length=120)
    # Why it was added, where that is asked.
    reason = models.TextField(_("why"), blank=True)
    kind = models.CharField(_("kind"), max_length=5, choices=FileKind.choices)
    size = models.PositiveIntegerField(_("size in bytes"))
    digest = models.CharField(_("digest (SHA-256)"), max_length=64)
    file = models.FileField(_("file"), upload_to=attachment_path, max_length=120)
    # False where the operator has set no virus scanner.
    is_scanned = models.BooleanField(_("looked at by a virus scanner"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("added by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("when"), default=clock.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at"]
        indexes = [models.Index(fields=["about_type", "about_id"], name="attachment_about")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def neutral_name(self) -> str:
        """The name it leaves under. It says nothing."""
        return f"document-{self.pk.hex[:8]}.{self.kind}"


class GovernanceStatus(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    REPLACED = "replaced", _("Replaced")


class GovernanceDocument(Bilingual):
    """Terms of reference, DPIA, privacy notice …: versioned, approved, reviewed."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("Terms of reference")
        DPIA = "dpia", _("Data protection impact assessment")
        PRIVACY = "privacy", _("Privacy notice")
        RULES = "rules", _("Rules of engagement")

    Status = GovernanceStatus
    STEPS: ClassVar[Steps] = {
        GovernanceStatus.DRAFT: {GovernanceStatus.APPROVED},
        GovernanceStatus.APPROVED: {GovernanceStatus.REPLACED},
        GovernanceStatus.REPLACED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    version = models.CharField(_("version"), max_length=20)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("text"))
    author = models.CharField(_("author"), max_length=120)
    approving_board = models.CharField(_("approving board"), max_length=160, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    review_on = models.DateField(_("next review"), null=True, blank=True)
    change_note = models.TextField(_("what changed"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=GovernanceStatus.choices, default=GovernanceStatus.DRAFT
    )

    BILINGUAL_OPTIONAL = ("change_note",)

    class Meta:
        verbose_name = _("governance document")
        verbose_name_plural = _("governance documents")
        ordering = ["kind", "-approved_on"]
        constraints = [
            known_values(GovernanceStatus, name="governance_status_known"),
            models.UniqueConstraint(fields=["kind", "version"], name="governance_version_once"),
            models.UniqueConstraint(
                fields=["kind"], name="one_approved_per_kind", condition=models.Q(status="approved")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @classmethod
    def in_force(cls, kind: str) -> "GovernanceDocument | None":
        """Return the version of this kind that holds now, or None if none was ever approved."""
        return cls.objects.filter(kind=kind, status=GovernanceStatus.APPROVED).first()
