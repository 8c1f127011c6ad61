"""Keeping the ledger outside the database, and replaying it after a restore."""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from database import ledger
from database.ledger import Ledger, Line, What, person_hash
from database.models import ConsentMethod, Erasure, Person, PersonStatus
from vef.common import clock
from vef.common.actors import SYSTEM

log = logging.getLogger(__name__)


# --- Writing --------------------------------------------------------------------


def note_erased(
    person_id: UUID, *, addresses: Mapping[str, str], because: str, at: datetime | None = None
) -> None:
    """Have the erasure written down once the transaction commits."""
    _note(Line(What.ERASED, person_hash(person_id), at or clock.now(), addresses, because))


def note_withdrawn(person_id: UUID, *, method: str) -> None:
    """Have the withdrawal written down once the transaction commits.

    Also for the records merged into this one: in a copy from before they stand by themselves.
    """
    for record_id in _records(person_id):
        _note(Line(What.WITHDRAWN, person_hash(record_id), clock.now(), how=method))


def note_returned(person_id: UUID) -> None:
    """Have it written down, once the transaction commits, that somebody came back."""
    for record_id in _records(person_id):
        _note(Line(What.RETURNED, person_hash(record_id), clock.now()))


def _records(person_id: UUID) -> list[UUID]:
    """Return the record's id and those of the records merged into it."""
    merged = Person.objects.filter(merged_into_id=person_id).values_list("pk", flat=True)
    return [person_id, *merged]


def _note(line: Line) -> None:
    # After the commit: the ledger must never name somebody whose erasure was undone.
    transaction.on_commit(lambda: _write(line), robust=True)


def _write(line: Line) -> bool:
    """Write a line; nobody's withdrawal fails because a disk is full. ``catch_up`` mends it."""
    try:
        ledger.write(line)
    except OSError as error:
        log.error("the ledger can't be written: %s", type(error).__name__)
        return False
    return True


def catch_up() -> int:
    """Write down what a crash or a full disk kept from the ledger; return how many lines.

    Harmless at any time, also on a restored copy: it adds what the ledger has no word of,
    and never that somebody came back.
    """
    known = ledger.load()
    lines = [*_erased_missing(known), *_withdrawn_missing(known)]
    return sum(_write(line) for line in lines)


def _erased_missing(known: Ledger) -> Iterable[Line]:
    for person_id, because, at in Erasure.objects.values_list("person_id", "because", "at"):
        mark = person_hash(person_id)
        if mark not in known.erased:
            yield Line(What.ERASED, mark, at, how=because)


def _withdrawn_missing(known: Ledger) -> Iterable[Line]:
    gone = Person.objects.filter(status=PersonStatus.WITHDRAWN, withdrawn_at__isnull=False)
    merged = Person.objects.filter(merged_into__in=gone)
    for person_id, at in (
        *gone.values_list("pk", "withdrawn_at"),
        *merged.values_list("pk", "merged_into__withdrawn_at"),
    ):
        mark = person_hash(person_id)
        line = known.latest.get(mark)
        if at is None:
            continue
        if mark not in known.erased and (line is None or line.at < at):
            yield Line(What.WITHDRAWN, mark, at)


# --- Replaying --------------------------------------------------------------------


def replay() -> dict[str, int]:
    """Erase and withdraw again whoever left since the restored copy was made; return counts.

    Each person is a transaction of its own, so it may be killed and run again; a second
    run finds nothing to do. Somebody who came back since is only counted: whether they
    are written to again is for a person to decide. Raises OSError if the ledger can't be
    read.
    """
    from database.services.erasure import suppress_again

    known = ledger.load()
    counts: Counter[str] = Counter(
        erased=0, withdrawn=0, suppressed=0, returned=0, unreadable=known.unreadable
    )
    still_here = Person.objects.exclude(status=PersonStatus.ERASED)
    for person_id, status in list(still_here.values_list("pk", "status")):
        _replay_one(person_id, status, known, counts)
    for line in known.erased.values():
        counts["suppressed"] += suppress_again(dict(line.addresses))
    return dict(counts)


def _replay_one(person_id: UUID, status: str, known: Ledger, counts: Counter[str]) -> None:
    from database.services.erasure import erase_again
    from database.services.people import withdraw_person

    mark = person_hash(person_id)
    if line := known.erased.get(mark):
        person = Person.objects.get(pk=person_id)
        if erase_again(person, because=line.how or "asked", actor=SYSTEM):
            counts["erased"] += 1
    elif known.is_withdrawn(mark):
        if status != PersonStatus.WITHDRAWN:
            method = known.latest[mark].how or ConsentMethod.LINK
            person = Person.objects.get(pk=person_id)
            counts["withdrawn"] += withdraw_person(
                person, actor=SYSTEM, method=method, reason="replayed from the ledger"
            )
    elif status == PersonStatus.WITHDRAWN and mark in known.latest:
        counts["returned"] += 1
