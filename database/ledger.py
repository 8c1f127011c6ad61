"""Who was erased or withdrew, kept outside the database for the day a copy is restored.

An older copy of the database brings back whoever left since. The ledger knows better:
one line of JSON a time, only ever added to, one file a month, in ``settings.LEDGER_DIR``.
It holds keyed hashes of record ids and addresses and nothing that can be read without the
key. Keep it out of the database's backups, and back it up apart (docs/runbook.md).
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from vef.common import clock
from vef.privacy import blind_index

NEWLINE = b"\n"


class What(StrEnum):
    ERASED = "erased"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


@dataclass(frozen=True)
class Line:
    """One thing that happened to one person, known by hashes only."""

    what: What
    person: str
    at: datetime
    # Channel and blind index of each address somebody erased had.
    addresses: Mapping[str, str] = field(default_factory=dict)
    # How a withdrawal came (a ConsentMethod), or why somebody was erased.
    how: str = ""


def person_hash(person_id: UUID | str) -> str:
    """Return the keyed hash by which the ledger knows a record."""
    return blind_index.index(str(person_id), purpose="ledger-person")


def write(line: Line) -> None:
    """Add a line and have it on the disk before returning. Raises OSError."""
    folder: Path = settings.LEDGER_DIR
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{line.at.astimezone(clock.UTC):%Y-%m}.jsonl"
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # Several processes write; closing the handle lets go of the lock.
        fcntl.flock(handle, fcntl.LOCK_EX)
        text = json.dumps(_as_json(line), sort_keys=True).encode() + NEWLINE
        os.write(handle, (NEWLINE if _is_torn(handle) else b"") + text)
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(folder)


def _is_torn(handle: int) -> bool:
    """Whether the last line was cut short by a crash: it must not spoil the next."""
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != NEWLINE


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _as_json(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "what": str(line.what),
        "person": line.person,
        "at": line.at.astimezone(clock.UTC).isoformat(),
    }
    if line.addresses:
        found["addresses"] = dict(line.addresses)
    if line.how:
        found["how"] = str(line.how)
    return found


def _from_json(text: str) -> Line:
    raw = json.loads(text)
    return Line(
        what=What(raw["what"]),
        person=str(raw["person"]),
        at=datetime.fromisoformat(raw["at"]),
        addresses=dict(raw.get("addresses", {})),
        how=str(raw.get("how", "")),
    )


@dataclass
class Ledger:
    """What all the files say, folded together."""

    erased: dict[str, Line] = field(default_factory=dict)
    # The latest word on whether somebody left or came back.
    latest: dict[str, Line] = field(default_factory=dict)
    # Lines that make no sense, such as the last of a program that was killed.
    unreadable: int = 0

    def add(self, line: Line) -> None:
        if line.what == What.ERASED:
            self.erased.setdefault(line.person, line)
            return
        known = self.latest.get(line.person)
        # Of two words of one moment the withdrawal rules.
        if known is None or _order(line) >= _order(known):
            self.latest[line.person] = line

    def is_withdrawn(self, person: str) -> bool:
        line = self.latest.get(person)
        return line is not None and line.what == What.WITHDRAWN


def _order(line: Line) -> tuple[datetime, bool]:
    return line.at, line.what == What.WITHDRAWN


def load() -> Ledger:
    """Read the whole ledger; empty if none was ever written. Raises OSError."""
    ledger = Ledger()
    for text in _texts():
        try:
            ledger.add(_from_json(text))
        except (ValueError, KeyError, TypeError, AttributeError):
            ledger.unreadable += 1
    return ledger


def _texts() -> Iterator[str]:
    folder: Path = settings.LEDGER_DIR
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else []:
        with path.open(encoding="utf-8", errors="replace") as file:
            yield from (line for line in file if line.strip())
