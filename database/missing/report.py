"""The figures laid out for a page or a PDF, exact or floored, in one language.

Both come as the same plain data: what is frozen in a ``FigureRelease`` reads back like what
was counted a moment ago. No number is made up: without a published figure there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from database.missing.counting import REST, Characteristic, Counted
from database.missing.floored import Tally, floored
from database.missing.populations import MEMBERS, Population
from database.missing.reference import Reference
from database.missing.words import BASES, LABELS, TITLES, VERDICTS
from database.models import Certainty
from vef.common.bilingual import LANGUAGES, in_language
from vef.documents.charts import Bar, bar_chart
from vef.privacy.floor import Count, safe_count

# Of fewer answers than this nothing is said about how they compare.
LEAST_TO_COMPARE = 30
# A difference is named only if chance alone would hardly ever make it so large.
Z = 1.96
LEAST_EXPECTED = 5

FEW, NEAR = "few", "near"
# A frozen section or table: plain data, kept as JSON.
Data = dict[str, Any]


# --- Plain data --------------------------------------------------------------------


def section_data(
    characteristic: Characteristic, reference: Reference, tables: Sequence[Data]
) -> Data:
    """Return one characteristic with its groups' tables, in both languages."""
    labels = {category.key: category.label for category in characteristic.categories}
    # What is published and never asked here stands as a line of its own.
    keys = [key for key in characteristic.keys if key != REST]
    keys += [key for key in reference.shares if key not in labels]
    keys += [REST] if REST in labels else []
    return {
        "name": characteristic.name,
        "title": _both(TITLES.get(characteristic.name)) or dict(characteristic.title),
        "year": reference.year,
        "lines": [
            {"key": key, "label": _label(characteristic.name, key, labels.get(key, {}))}
            for key in keys
        ],
        "shares": {
            key: [share.percent, share.certainty] for key, share in reference.shares.items()
        },
        "tables": list(tables),
    }


def exact_table(counted: Counted) -> Data:
    """Return a group's exact numbers. PRIVACY: never kept, and only for who may see them."""
    tally = counted.tally
    base = tally.answered
    return _table(
        counted,
        people=tally.everybody,
        answered=base,
        cells={
            key: [number, round(100 * number / base) if base else None]
            for key, number in tally.counts.items()
        },
        rest=(tally.not_said, tally.not_asked),
    )


def floored_table(counted: Counted, made_on: str) -> Data:
    """Return a group's numbers as they may leave the office, with the day they were made."""
    tally: Tally = counted.tally
    made = floored(tally, keys=counted.characteristic.keys)
    return _table(
        counted,
        people=safe_count(tally.everybody).shown,
        answered=made.answered.shown,
        cells={cell.key: [cell.count.shown, cell.percent] for cell in made.cells},
        rest=(made.not_said.shown, made.not_asked.shown),
        hidden=FEW if made.is_withheld else "",
        made_on=made_on,
    )


def near_table(counted: Counted, made_on: str) -> Data:
    """Return a table without numbers: others already out would tell about the few between."""
    return _table(counted, None, None, {}, (None, None), hidden=NEAR, made_on=made_on)


def _table(
    counted: Counted,
    people: int | None,
    answered: int | None,
    cells: Mapping[str, list[int | None]],
    rest: tuple[int | None, int | None],
    *,
    hidden: str = "",
    made_on: str = "",
) -> Data:
    group: Population = counted.population
    return {
        "group": group.code,
        "label": _both(group.label),
        "note": _both(group.note),
        "people": people,
        "answered": answered,
        "cells": dict(cells),
        "not_said": rest[0],
        "not_asked": rest[1],
        "can_decline": counted.tally.can_decline,
        "hidden": hidden,
        "made_on": made_on,
    }


def _both(words: Any) -> dict[str, str]:
    if not words:
        return {}
    found = {}
    for language in LANGUAGES:
        with in_language(language):
            found[language] = str(words)
    return found


def _label(name: str, key: str, own: Mapping[str, str]) -> dict[str, str]:
    known = _both(LABELS.get((name, key)))
    return known or dict(own) or dict.fromkeys(LANGUAGES, key)


# --- Laid out ----------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One number of a group: how many, what share of those who answered, and what it means."""

    count: str
    percent: int | None
    verdict: str = ""


@dataclass(frozen=True)
class Line:
    """One answer's row: a number for each group that has any, and the published share."""

    label: str
    shown: tuple[Cell, ...]
    reference: float | None = None
    certainty: str = ""
    # Whether a published share would belong here.
    is_compared: bool = False


@dataclass(frozen=True)
class Group:
    """One group's column: who they are, how many answered, and why it may be empty."""

    label: str
    answered: str
    hidden: str
    made_on: str
    is_too_few: bool


@dataclass(frozen=True)
class Section:
    """One characteristic, ready to draw."""

    name: str
    title: str
    base: str
    year: int | None
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]
    chart: SafeString | None

    @property
    def is_empty(self) -> bool:
        """Whether no group has anything to show."""
        return all(group.hidden for group in self.groups)


def _drawn(tables: Sequence[Data]) -> list[Data]:
    """Return the groups that have numbers to show."""
    return [table for table in tables if not table["hidden"]]


def sections(data: Sequence[Data], language: str) -> list[Section]:
    """Lay out sections, frozen or just counted. Called with that language active."""
    return [_section(one, language) for one in data]


def notes(data: Sequence[Data], language: str) -> list[str]:
    """Return what must be said about who is not in a group, each once."""
    found = [table["note"].get(language, "") for section in data for table in section["tables"]]
    return list(dict.fromkeys(filter(None, found)))


def _section(data: Data, language: str) -> Section:
    tables = data["tables"]
    lines = [_line(data, row, language) for row in data["lines"]]
    if any(table["can_decline"] for table in tables):
        lines.append(_rest_line(_("Prefer not to say"), "not_said", tables))
    lines.append(_rest_line(_("Not asked, or left empty"), "not_asked", tables))
    title = data["title"][language]
    return Section(
        name=data["name"],
        title=title,
        base=str(BASES.get(data["name"], "")) if data["shares"] else "",
        year=data["year"],
        groups=tuple(_group(table, language) for table in tables),
        lines=tuple(lines),
        chart=_chart(title, data, language),
    )


def _group(table: Data, language: str) -> Group:
    answered = table["answered"]
    return Group(
        label=table["label"][language],
        answered=str(Count(answered)),
        hidden=table["hidden"],
        made_on=table["made_on"],
        is_too_few=not table["hidden"] and (answered or 0) < LEAST_TO_COMPARE,
    )


def _line(data: Data, row: Data, language: str) -> Line:
    share = data["shares"].get(row["key"])
    return Line(
        label=row["label"].get(language) or row["key"],
        shown=tuple(_cell(table, row["key"], share) for table in _drawn(data["tables"])),
        reference=share[0] if share else None,
        certainty=str(Certainty(share[1]).label) if share else "",
        is_compared=row["key"] != REST,
    )


EMPTY = Cell("–", None)


def _cell(table: Data, key: str, share: Sequence[Any] | None) -> Cell:
    if key not in table["cells"]:
        return EMPTY
    shown, percent = table["cells"][key]
    verdict = compare(shown, table["answered"], share[0]) if share else ""
    return Cell(str(Count(shown)), percent, str(VERDICTS.get(verdict, "")))


def _rest_line(label: str, name: str, tables: Sequence[Data]) -> Line:
    return Line(
        label,
        tuple(
            Cell(str(Count(table[name])), None)
            if table["can_decline"] or name != "not_said"
            else EMPTY
            for table in _drawn(tables)
        ),
    )


def compare(shown: int | None, answered: int | None, percent: float) -> str:
    """Say how a shown number compares with a published share; empty under 30 answers.

    ``shown`` is None for a number below the floor. Made from shown numbers only, so that
    what is said tells no more than they do.
    """
    if answered is None or answered < LEAST_TO_COMPARE:
        return ""
    share = percent / 100
    expected = answered * share
    margin = Z * sqrt(answered * share * (1 - share))
    if shown is None:
        most = settings.SMALL_NUMBER_FLOOR - 1
        return "fewer" if most < expected - margin else "unclear"
    if expected < LEAST_EXPECTED:
        return "unclear"
    if abs(shown - expected) <= margin:
        return "alike"
    return "fewer" if shown < expected else "more"


def _chart(title: str, data: Data, language: str) -> SafeString | None:
    """Draw the members' shares beside the published ones; nothing where there are none."""
    members = next((one for one in data["tables"] if one["group"] == MEMBERS), None)
    if members is None or members["hidden"] or not data["shares"]:
        return None
    bars = []
    for row in data["lines"]:
        label, share = row["label"].get(language) or row["key"], data["shares"].get(row["key"])
        if row["key"] in members["cells"]:
            shown, percent = members["cells"][row["key"]]
            words = str(Count(None)) if shown is None else f"{percent}%"
            name = _("%(category)s: on the database") % {"category": label}
            bars.append(Bar(name, None if shown is None else percent, words))
        if share:
            name = _("%(category)s: published") % {"category": label}
            bars.append(Bar(name, round(share[0]), f"{share[0]:.1f}%", is_reference=True))
    return bar_chart(title, bars)
