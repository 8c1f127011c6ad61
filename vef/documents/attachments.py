"""Keeping files beside the row they belong to, handing them out, and deleting them for good.

Who may do so is asked by whoever calls: the row's own service and pages.
"""

import hashlib
import logging
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.http import Http404, HttpResponse

from vef.accounts.models import User
from vef.audit.services import record
from vef.common.actors import Actor
from vef.documents.models import Attachment
from vef.documents.sniffing import MEDIA_TYPES, Checked, FileKind

log = logging.getLogger(__name__)

# A request, or an answer, with more than these is a parcel and wants a talk.
MOST = 10


class TooMany(Exception):
    """There are MOST files already."""


def attachments_of(about: models.Model) -> models.QuerySet[Attachment]:
    """Return the files of a row, the first first."""
    return Attachment.objects.filter(
        about_type=about._meta.label_lower, about_id=str(about.pk)
    ).select_related("added_by")


def attachments_of_each(rows: Iterable[models.Model]) -> dict[str, list[Attachment]]:
    """Return the files of several rows of one table, by the row's id, in one query."""
    rows = list(rows)
    found: dict[str, list[Attachment]] = {str(row.pk): [] for row in rows}
    if rows:
        kind = rows[0]._meta.label_lower
        files = Attachment.objects.filter(about_type=kind, about_id__in=found)
        for file in files.select_related("added_by"):
            found[file.about_id].append(file)
    return found


@transaction.atomic
def attach(
    about: models.Model,
    *,
    file: Checked,
    title: str,
    actor: User,
    reason: str = "",
    trail: models.Model | None = None,
) -> Attachment:
    """Keep a checked file. Call it with the row it belongs to locked. Raises TooMany.

    It is told in the audit of ``trail``, if that is another row than the file's own.
    """
    if attachments_of(about).count() >= MOST:
        raise TooMany
    row = Attachment(
        about_type=about._meta.label_lower,
        about_id=str(about.pk),
        title=title.strip(),
        reason=reason.strip(),
        kind=file.kind,
        size=len(file.content),
        digest=hashlib.sha256(file.content).hexdigest(),
        is_scanned=file.scanned,
        added_by=actor,
    )
    row.file.save("file", ContentFile(file.content), save=False)
    try:
        row.save(force_insert=True)
        record(
            actor,
            "attachment.added",
            trail or about,
            reason=reason.strip(),
            data={"attachment": str(row.pk), "kind": row.kind, "scanned": row.is_scanned},
        )
    except BaseException:
        row.file.storage.delete(str(row.file.name))
        raise
    return row


@transaction.atomic
def detach(row: Attachment, *, about: models.Model, actor: Actor) -> None:
    """Delete a file for good: the row now, what lies in the storage on commit."""
    storage, name = row.file.storage, str(row.file.name)
    key = str(row.pk)
    row.delete()
    record(actor, "attachment.removed", about, data={"attachment": key})
    transaction.on_commit(lambda: storage.delete(name))


def detach_all(about: models.Model, *, actor: Actor) -> int:
    """Delete every file of a row; return how many there were."""
    rows = list(attachments_of(about))
    for row in rows:
        detach(row, about=about, actor=actor)
    return len(rows)


def file_response(row: Attachment) -> HttpResponse:
    """Return a file to save, never to show: neutral name, its own kind, nothing runs.

    Raises Http404 if the storage has lost it, and logs that.
    """
    try:
        with row.file.open("rb") as stored:
            content = stored.read()
    except OSError as error:
        log.exception("attachment %s is not in the storage", row.pk)
        raise Http404 from error
    response = HttpResponse(content, content_type=MEDIA_TYPES[FileKind(row.kind)])
    response["Content-Disposition"] = f'attachment; filename="{row.neutral_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
