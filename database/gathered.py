"""The lines of which a copy of everything held about somebody is made, and who adds them.

Each app tells what it holds: it registers a source in its ``ready()`` and names the tables
it covers. A test walks the models and fails for a table with a way to a person that is
neither covered nor left out here with a reason.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from database.models import Channel, ConsentMethod, Person, Purpose
from vef.common.bilingual import Reading
from vef.privacy.fields import EncryptedBytesField

# Columns, and keys of JSON, that hold a code of these lists without saying so.
CODES: dict[str, type[models.TextChoices]] = {
    "language": Reading,
    "reading": Reading,
    "method": ConsentMethod,
    "channel": Channel,
    "safe": Channel,
    "purposes": Purpose,
}
# What the keys of JSON mean.
KEYS = {
    "about": gettext_noop("about you"),
    "channel": gettext_noop("way of contact"),
    "day": gettext_noop("day"),
    "email": gettext_noop("email"),
    "from": gettext_noop("from"),
    "helper": gettext_noop("who helped"),
    "may_leave_voicemail": gettext_noop("voicemail may be left"),
    "name": gettext_noop("name"),
    "phone": gettext_noop("phone"),
    "postal_address": gettext_noop("postal address"),
    "purposes": gettext_noop("agreed to"),
    "reading": gettext_noop("language"),
    "reason": gettext_noop("why"),
    "safe": gettext_noop("safe ways of contact"),
    "safe_times": gettext_noop("safe times"),
    "shares_mailbox": gettext_noop("somebody else may see it"),
    "to": gettext_noop("to"),
    "until": gettext_noop("until"),
}
# A day as JSON writes it.
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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
    return "; ".join(_flat(found)) if found else ""


def _flat(value: Any, key: str = "", label: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for inner_key, inner in value.items():
            if not inner_key.endswith("_hash"):
                own = _(KEYS[inner_key]) if inner_key in KEYS else inner_key
                yield from _flat(inner, inner_key, f"{label} {own}".strip())
    elif isinstance(value, list):
        for inner in value:
            yield from _flat(inner, key, label)
    elif said := _of_json(key, value):
        yield f"{label}: {said}" if label else said


def _of_json(key: str, value: Any) -> str:
    if key == "day" and value in range(1, 8):
        return str(WEEKDAYS[value - 1])
    if isinstance(value, str) and DAY.fullmatch(value):
        return words(date.fromisoformat(value))
    return _in_words(key, value)


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
