"""Spreadsheets in and out: each a row with its file sealed, its steps and its reasons."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vef.common import clock
from vef.common.steps import Steps, known_values
from vef.privacy.fields import EncryptedBytesField, EncryptedTextField


class ImportStatus(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    MAPPED = "mapped", _("Columns chosen")
    CHECKED = "checked", _("Checked")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class ImportRun(models.Model):
    """One spreadsheet of people on its way in. All rows or none."""

    Status = ImportStatus
    STEPS: ClassVar[Steps] = {
        ImportStatus.UPLOADED: {ImportStatus.MAPPED, ImportStatus.CANCELLED},
        ImportStatus.MAPPED: {ImportStatus.MAPPED, ImportStatus.CHECKED, ImportStatus.CANCELLED},
        ImportStatus.CHECKED: {
            ImportStatus.MAPPED,
            ImportStatus.RUNNING,
            ImportStatus.CANCELLED,
        },
        ImportStatus.RUNNING: {ImportStatus.DONE, ImportStatus.FAILED},
        # A run that was killed or failed changed nothing and may be started again.
        ImportStatus.FAILED: {ImportStatus.RUNNING, ImportStatus.MAPPED, ImportStatus.CANCELLED},
        ImportStatus.DONE: set(),
        ImportStatus.CANCELLED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ImportStatus.choices, default=ImportStatus.UPLOADED
    )
    # PRIVACY: the file's own name may name somebody; the content is emptied once done.
    file_name = EncryptedTextField(_("file name"))
    content = EncryptedBytesField(_("content"), blank=True, default=b"")
    # Keyed hash of the content: the same file is known again.
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    # {"column heading's number": "field"}; ids and names of our own fields only.
    mapping = models.JSONField(_("columns"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    # What the people agreed to, how and when, the same for the whole sheet unless a column says.
    agreed = models.JSONField(_("consent"), default=dict, blank=True)
    # Counts: rows, new, known, suppressed, refused.
    counts = models.JSONField(_("counts"), default=dict, blank=True)
    # Row by row what was wrong: [{"row", "code", "field"}]; no value of a cell.
    faults = models.JSONField(_("faults"), default=list, blank=True)
    done_rows = models.PositiveIntegerField(_("rows done"), default=0)
    lease_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("started by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    at = models.DateTimeField(_("when"), default=clock.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at"]
        constraints = [known_values(ImportStatus, name="import_status_known")]

    def __str__(self) -> str:
        return str(self.pk)


class ExportStatus(models.TextChoices):
    ASKED = "asked", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    READY = "ready", _("Ready")
    EXPIRED = "expired", _("Expired")


class ExportRequest(models.Model):
    """A list of people asked to leave the system: why, which columns, who agreed, until when."""

    Status = ExportStatus
    STEPS: ClassVar[Steps] = {
        ExportStatus.ASKED: {ExportStatus.APPROVED, ExportStatus.REFUSED, ExportStatus.EXPIRED},
        ExportStatus.APPROVED: {ExportStatus.READY, ExportStatus.EXPIRED},
        ExportStatus.READY: {ExportStatus.EXPIRED},
        ExportStatus.REFUSED: set(),
        ExportStatus.EXPIRED: set(),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    status = models.CharField(
        _("status"), max_length=10, choices=ExportStatus.choices, default=ExportStatus.ASKED
    )
    reason = models.CharField(_("reason"), max_length=200)
    columns = models.JSONField(_("columns"), default=list)
    # Which people: codes of filters, and ids where they were picked.
    filters = models.JSONField(_("people"), default=dict)
    format = models.CharField(
        _("format"), max_length=4, choices=[("xlsx", "XLSX"), ("csv", "CSV")], default="xlsx"
    )
    count = models.PositiveIntegerField(_("people in it"), default=0)
    content = EncryptedBytesField(_("content"), blank=True, default=b"")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("asked by"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("asked"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        ordering = ["-asked_at"]
        constraints = [
            known_values(ExportStatus, name="export_status_known"),
            models.CheckConstraint(
                name="export_decided_by_another",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
