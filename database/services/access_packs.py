"""The copy of everything held about somebody: gathered, read line by line, handed over.

PRIVACY: lines and file are sealed with the person's own key, and are emptied when their
time is up. The file is never attached to a mail: it leaves once, by post or in person.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from database.models import AccessPack, RightsRequest, RightsStatus
from database.services.rights import Kind, person_of, settled
from database.services.rights_errors import (
    AlreadyHandedOver,
    NoFile,
    NotBeingWorkedOn,
    NotGathered,
    WrongKind,
)
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.bilingual import LANGUAGES, in_language

KEPT_DAYS = 7
# The column holds bytes; the checker of types takes it for the text it is sealed as.
NOTHING: Any = b""


def lines_of(pack: AccessPack) -> list[dict[str, Any]]:
    """Return the lines of a copy in order; none once it was emptied."""
    return json.loads(pack.lines) if pack.lines else []


def _gathered(person: Any) -> list[dict[str, Any]]:
    """Return what is held, each line in both languages: whoever reads it over may read either."""
    from database.services.gathering import gather

    found = {}
    for language in LANGUAGES:
        with in_language(language):
            found[language] = [
                {
                    "section": str(line.section),
                    "label": str(line.label),
                    "value": str(line.value),
                }
                for line in gather(person)
            ]
    return [
        {**dict(zip(LANGUAGES, pair, strict=True)), "hidden_because": ""}
        for pair in zip(*(found[language] for language in LANGUAGES), strict=True)
    ]


@transaction.atomic
def gather_pack(request: RightsRequest, *, actor: User) -> AccessPack:
    """Gather everything held about whoever asked. Done again, it begins afresh.

    Raises AlreadyClosed, WrongKind, IdentityNotConfirmed, NotBeingWorkedOn and
    AlreadyHandedOver.
    """
    row = settled(request)
    if row.kind != Kind.ACCESS:
        raise WrongKind
    if row.status != RightsStatus.WORKING:
        raise NotBeingWorkedOn
    person = person_of(row)
    pack = AccessPack.objects.filter(request=row).select_related("person__key").first()
    if pack is not None and pack.handed_over_at:
        raise AlreadyHandedOver
    pack = pack or AccessPack(request=row, person=person)
    pack.gathered_at, pack.gathered_by = clock.now(), actor
    _no_file(pack)
    lines = _gathered(person)
    pack.lines = json.dumps(lines, ensure_ascii=False)
    pack.save()
    record(actor, "accesspack.gathered", pack, data={"lines": len(lines)})
    return pack


def _no_file(pack: AccessPack) -> None:
    pack.content, pack.made_at, pack.expires_at = NOTHING, None, None


def _fresh(pack: AccessPack) -> AccessPack:
    """Return the copy, locked with its request. Raises AlreadyClosed and NotGathered."""
    settled(pack.request)
    row = AccessPack.objects.select_for_update().get(pk=pack.pk)
    if not row.lines:
        raise NotGathered
    return row


@transaction.atomic
def hide_line(pack: AccessPack, number: int, *, because: str, actor: User) -> None:
    """Leave one line out of the copy, with the reason. A file made before is dropped.

    Raises AlreadyClosed, NotGathered, AlreadyHandedOver and IndexError.
    """
    _mark(pack, number, because, actor)


@transaction.atomic
def show_line(pack: AccessPack, number: int, *, actor: User) -> None:
    """Put a line back into the copy. Raises what ``hide_line`` raises."""
    _mark(pack, number, "", actor)


def _mark(pack: AccessPack, number: int, because: str, actor: User) -> None:
    row = _fresh(pack)
    if row.handed_over_at:
        raise AlreadyHandedOver
    lines = lines_of(row)
    if lines[number]["hidden_because"] == because:
        return
    lines[number]["hidden_because"] = because
    row.lines = json.dumps(lines, ensure_ascii=False)
    _no_file(row)
    row.save(update_fields=["lines", "content", "made_at", "expires_at"])
    act = "accesspack.line-hidden" if because else "accesspack.line-shown"
    record(actor, act, row, reason=because, data={"line": number})


@transaction.atomic
def make_file(pack: AccessPack, *, actor: User, reason: str = "") -> None:
    """Make the sealed file in the person's language, or both; it is kept for seven days.

    A copy that has left is made again only with a reason, and may then be taken once more.

    Raises AlreadyClosed, NotGathered, AlreadyHandedOver and PdfError.
    """
    from database.access_file import write_file

    row = _fresh(pack)
    if row.handed_over_at and not reason:
        raise AlreadyHandedOver
    content: Any = write_file(lines_of(row), reading=row.person.reading)
    row.content = content
    row.made_at, row.handed_over_at, row.way = clock.now(), None, ""
    row.expires_at = clock.now() + timedelta(days=KEPT_DAYS)
    row.save(update_fields=["content", "made_at", "handed_over_at", "way", "expires_at"])
    record(actor, "accesspack.file-made", row, reason=reason)


@transaction.atomic
def take_file(pack: AccessPack, *, way: str, actor: User) -> bytes:
    """Return the file to hand over by post or in person (``AccessPack.Way``): once.

    It is emptied here at once. Raises AlreadyClosed, NotGathered, AlreadyHandedOver and NoFile.
    """
    row = _fresh(pack)
    if row.handed_over_at:
        raise AlreadyHandedOver
    if row.expires_at is None or row.expires_at <= clock.now():
        raise NoFile
    content: Any = row.content
    row.content, row.handed_over_at, row.way = NOTHING, clock.now(), way
    row.save(update_fields=["content", "handed_over_at", "way"])
    record(actor, "accesspack.handed-over", row, data={"way": str(way)})
    return bytes(content)


def empty_old_packs() -> int:
    """Empty files whose seven days are over, and the lines of what was answered; count them.

    Runs by itself. While a request is open its lines stay, so that a file can be made again.
    """
    now = clock.now()
    closed = now - timedelta(days=KEPT_DAYS)
    due = Q(expires_at__lte=now) | Q(request__closed_at__lte=closed, emptied_at=None)
    ids = list(AccessPack.objects.filter(due).values_list("pk", flat=True))
    return sum(_empty(pk, closed) for pk in ids)


@transaction.atomic
def _empty(pk: UUID, closed: datetime) -> int:
    pack = AccessPack.objects.select_for_update().filter(pk=pk).first()
    if pack is None:
        # Erased meanwhile.
        return 0
    pack.content, pack.expires_at = NOTHING, None
    if pack.request.closed_at and pack.request.closed_at <= closed:
        pack.lines, pack.emptied_at = "", clock.now()
    pack.save(update_fields=["content", "expires_at", "lines", "emptied_at"])
    record(SYSTEM, "accesspack.emptied", pack)
    return 1
