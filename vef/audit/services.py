"""Recording what was done, and proving later that the record was not altered.

``record`` adds an entry inside the caller's transaction, so an act and its
entry stand or fall together. As soon as that transaction is committed the new
entries are sealed: chained, one after another, under one lock. Sealing apart
from recording keeps the lock out of the caller's transaction, where it would
make every audited act wait for every other and could deadlock.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import connection, models, transaction

from vef.audit.models import Entry, Seal
from vef.common import clock
from vef.common.actors import Actor
from vef.common.context import request_id

GENESIS = "0" * 64
# Any constant will do; it names the chain's advisory lock on PostgreSQL.
CHAIN_LOCK = 0x5EA1
# How far behind the last sealed entry a commit looks for others that came late.
SEAL_WINDOW = 1000
# An entry may wait this long for its seal before the check speaks of it.
SEAL_PATIENCE = timedelta(minutes=5)


def record(
    actor: Actor,
    action: str,
    target: models.Model | None = None,
    *,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> Entry:
    """Add an entry to the log and have it sealed once the transaction commits.

    ``action`` is dotted (``consent.withdrawn``). ``data`` holds ids, counts and
    codes; personal data never belongs in it.
    """
    entry = Entry.objects.create(
        at=clock.now(),
        actor_kind=actor.actor_kind,
        actor_id=actor.actor_id,
        action=action,
        target_type=target._meta.label_lower if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        reason=reason,
        data=data or {},
        request_id=request_id(),
    )
    # One seal run a transaction is enough, however many entries it adds.
    if not any(call[1] is seal for call in connection.run_on_commit):
        transaction.on_commit(seal, robust=True)
    return entry


def record_view(
    actor: Actor, targets: Iterable[models.Model], *, what: str, reason: str = ""
) -> None:
    """Record that somebody looked at these people's details, before they are shown."""
    for target in targets:
        record(
            actor, f"{target._meta.model_name}.viewed", target, reason=reason, data={"what": what}
        )


def content(entry: Entry) -> str:
    """Return the entry as canonical JSON: the words its digest is made from."""
    return json.dumps(
        {
            "uid": str(entry.uid),
            "at": entry.at.astimezone(clock.UTC).isoformat(timespec="microseconds"),
            "actor_kind": entry.actor_kind,
            "actor_id": entry.actor_id,
            "action": entry.action,
            "target_type": entry.target_type,
            "target_id": entry.target_id,
            "reason": entry.reason,
            "data": entry.data,
            "request_id": entry.request_id,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


def chain(previous: str, entry: Entry) -> str:
    return hashlib.sha256(f"{previous}\n{content(entry)}".encode()).hexdigest()


def seal(*, everything: bool = False) -> int:
    """Chain every entry that has no seal yet; return how many. Harmless at any time.

    After a commit only the newest entries are looked at, so that sealing costs the
    same however long the log is. The minutely task looks at ``everything``: an entry
    committed very late, or by a process that died before sealing it.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
        last = Seal.objects.order_by("-number").first()
        number, previous = (last.number, last.digest) if last else (0, GENESIS)
        unsealed = Entry.objects.filter(seal=None).order_by("id")
        if last and not everything:
            unsealed = unsealed.filter(id__gt=last.entry_id - SEAL_WINDOW)
        seals = []
        for entry in unsealed.iterator(chunk_size=1000):
            number += 1
            digest = chain(previous, entry)
            seals.append(Seal(number=number, entry=entry, previous=previous, digest=digest))
            previous = digest
        Seal.objects.bulk_create(seals, batch_size=500)
    return len(seals)


def head() -> tuple[int, str]:
    """Return the number and digest of the last seal, to be kept outside the database."""
    last = Seal.objects.order_by("-number").first()
    return (last.number, last.digest) if last else (0, GENESIS)


def verify(*, anchor: tuple[int, str] | None = None) -> list[str]:
    """Walk the whole chain and return what is wrong with it; empty means intact.

    Finds edits, cuts, insertions and reordering; entries of the last few minutes may
    still wait for their seal. With an ``anchor`` (a head noted
    earlier and kept elsewhere) it also finds a cut-off tail or a rewritten chain.
    """
    faults: list[str] = []
    previous, expected = GENESIS, 1
    for link in Seal.objects.select_related("entry").order_by("number").iterator(chunk_size=2000):
        if link.number != expected:
            faults.append(f"{expected}: missing")
            expected = link.number
        if link.previous != previous:
            faults.append(f"{link.number}: does not follow the seal before it")
        if chain(link.previous, link.entry) != link.digest:
            faults.append(f"{link.number}: the entry was altered")
        if anchor and link.number == anchor[0] and link.digest != anchor[1]:
            faults.append(f"{link.number}: differs from the anchor")
        previous, expected = link.digest, link.number + 1
    if anchor and expected <= anchor[0]:
        faults.append(f"{expected}: the chain ends before the anchor ({anchor[0]})")
    now = clock.now()
    unsealed = (
        Entry.objects.filter(seal=None).exclude(at__gt=now - SEAL_PATIENCE, at__lte=now).count()
    )
    if unsealed:
        faults.append(f"{unsealed} entries were added without a seal")
    return faults
