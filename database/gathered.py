"""The lines of which a copy of everything held about somebody is made, and who adds them.

Each app tells what it holds: it registers a source in its ``ready()`` and names the tables
it covers. A test walks the models and fails for a table with a way to a person that is
neither covered nor left out here with a reason.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from database.models import Channel, ConsentMethod, Person
from vef.common.bilingual import Reading
from vef.privacy.fields import EncryptedBytesField

# Columns that hold a code of these lists without saying so.
CODES: dict[str, type[models.TextChoices]] = {
    "language": Reading,
    "method": ConsentMethod,
    "channel": Channel,
}


class Line(NamedTuple):
    """One thing that is held: under which heading, what it is, and what it says."""

    section: str
    label: str
    value: str


@dataclass(frozen=True)
class Source:
    """Tells what some tables hold about a person, in the active language.

    The lines and their order must not depend on the language: a copy shows both side by
    side.
    """

    lines: Callable[[Person], Iterable[Line]]
    covers: frozenset[str]


_sources: list[Source] = []

# Tables with a way to a person that a copy leaves out, and why.
LEFT_OUT: dict[str, str] = {
    "database.AccessPack": "the copy itself, made of what all the others say",
    "database.KeptApart": "would tell of somebody else's record",
    "database.Incident": "about the office; those affected are told of it (art 34)",
    "database.Erasure": "of somebody erased nothing is left to tell",
    "database.RetentionRun": "a list of ids, empty once it is done",
    "database.Suppression": "keyed hashes of addresses without a tie to a record",
    "feedback.Coding": "the office's reading of an answer that is told itself",
    "common.Link": "keyed hashes of random tokens",
    "admin.LogEntry": "the same edits are told from the audit log",
}


def register_source(lines: Callable[[Person], Iterable[Line]], *, covers: Iterable[str]) -> None:
    """Add what an app tells; registering the same function twice changes nothing."""
    if not any(source.lines is lines for source in _sources):
        _sources.append(Source(lines, frozenset(covers)))


def sources() -> tuple[Source, ...]:
    return tuple(_sources)


def covered() -> set[str]:
    """Return the labels of all tables whose rows are told, or left out with a reason."""
    return set(LEFT_OUT).union(*(source.covers for source in _sources))


# --- Saying it in words ---------------------------------------------------------------


def words(value: Any) -> str:
    """Say a value in the active language; empty for what says nothing."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value)


def _in_words(name: str, value: Any) -> str:
    """Say a value, and where the column holds a code without choices, what the code means."""
    codes = CODES.get(name)
    if codes is not None and value in codes.values:
        return str(codes(value).label)
    return words(value)


def flat(text: str) -> str:
    """Say what a small JSON text holds, in one line; a text that is none comes as it is."""
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return "; ".join(_flat(found, "")) if found else ""


def _flat(value: Any, name: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{name} {key}".strip())
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, name)
    elif said := words(value):
        yield f"{name}: {said}" if name else said


def told(row: models.Model, *, without: Iterable[str] = (), **instead: str) -> str:
    """Say all that a row holds, a line for each column that says something.

    A column added later is told too, unless it is named in ``without``. ``instead`` gives
    the words for columns that don't speak for themselves.
    """
    return "\n".join(f"{label}: {said}" for label, said in columns(row, without, instead))


def columns(
    row: models.Model, without: Iterable[str] = (), instead: dict[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield the label and the words of each column that says something."""
    given = instead or {}
    left_out = set(without)
    for column in row._meta.concrete_fields:
        if column.primary_key or column.name in left_out:
            continue
        if isinstance(column, EncryptedBytesField) or column.related_model is Person:
            continue
        if column.name in given:
            said = given[column.name]
        elif column.choices:
            said = str(getattr(row, f"get_{column.name}_display")() or "")
        else:
            said = _in_words(column.name, getattr(row, column.name))
        if said:
            yield str(capfirst(column.verbose_name)), said
