"""Loading published figures, such as a census, from a table: all of it or nothing."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.utils.translation import gettext as _

from database.models import Certainty, ReferenceFigure, Unit
from database.sheets.decoding import UnknownLetters, decode
from vef.audit.services import record
from vef.common.actors import Actor

COLUMNS = (
    "area_code",
    "area_en",
    "area_cy",
    "characteristic",
    "category",
    "value",
    "unit",
    "year",
    "source",
    "status",
)
# As the tables name them.
UNITS = {"count": Unit.COUNT, "count_rounded": Unit.ROUNDED, "percent": Unit.PERCENT}
YEARS = range(1991, 2101)
# More than any census has of anybody.
MOST = Decimal(10) ** 9
_FIELDS = {field.name: field for field in ReferenceFigure._meta.concrete_fields}
LONGEST = {
    name: _FIELDS[field].max_length or 0
    for name, field in {
        "area_code": "area_code",
        "area_en": "area_name",
        "area_cy": "area_name",
        "characteristic": "characteristic",
        "category": "category",
        "source": "source",
    }.items()
}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one line of the file, in words; lines are counted from 1."""

    line: int
    words: str


class FaultyFile(Exception):
    """The file can't be loaded, so nothing of it was."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.line}: {fault.words}" for fault in faults))


@dataclass(frozen=True)
class Loaded:
    """How many figures are new, how many were corrected, and how many were there already."""

    added: int
    corrected: int
    same: int


@transaction.atomic
def load_figures(raw: bytes, *, actor: Actor) -> Loaded:
    """Load a table of figures; figures of another year stand beside those of this one.

    Loading the same file again changes nothing; another value for a figure that is there
    corrects it. Audited if anything changed. Raises FaultyFile, and then loads nothing.
    """
    try:
        text, _encoding = decode(raw)
    except UnknownLetters as error:
        words = _("The letters of the file can't be read. Save it as UTF-8.")
        raise FaultyFile([Fault(1, words)]) from error
    figures = _read(text)
    known = {_place(row): row for row in ReferenceFigure.objects.all()}
    added, corrected = [], []
    for figure in figures:
        before = known.get(_place(figure))
        if before is None:
            added.append(figure)
        elif _says(before) != _says(figure):
            figure.pk = before.pk
            corrected.append(figure)
    ReferenceFigure.objects.bulk_create(added)
    for figure in corrected:
        figure.save()
    if added or corrected:
        record(actor, "figures.loaded", data={"added": len(added), "corrected": len(corrected)})
    return Loaded(len(added), len(corrected), len(figures) - len(added) - len(corrected))


def _place(row: ReferenceFigure) -> tuple[str, str, str, int]:
    return row.area_code, row.characteristic, row.category, row.year


def _says(row: ReferenceFigure) -> tuple[object, ...]:
    names = (row.area_name_en, row.area_name_cy)  # type: ignore[attr-defined]
    return (*names, Decimal(row.value), row.unit, row.source, row.status)


def _read(text: str) -> list[ReferenceFigure]:
    """Return the file's figures. Raises FaultyFile with every fault that was found."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    faults: list[Fault] = []
    figures: dict[tuple[str, str, str, int], ReferenceFigure] = {}
    try:
        head = [cell.strip() for cell in next(reader, [])]
        if tuple(head) != COLUMNS:
            words = _("The columns have to be: %(columns)s.") % {"columns": ", ".join(COLUMNS)}
            raise FaultyFile([Fault(1, words)])
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            found = list(_faults([cell.strip() for cell in cells]))
            if not found:
                figure = _figure([cell.strip() for cell in cells])
                if _place(figure) in figures:
                    found.append(_("This figure is in the file twice."))
                figures[_place(figure)] = figure
            faults += [Fault(reader.line_num, words) for words in found]
    except csv.Error:
        faults.append(Fault(reader.line_num, _("A quotation mark is not closed.")))
    if not figures and not faults:
        faults.append(Fault(1, _("There are no figures in the file.")))
    if faults:
        raise FaultyFile(faults)
    return list(figures.values())


def _faults(cells: list[str]) -> Iterator[str]:
    if len(cells) != len(COLUMNS):
        yield _("There are %(number)s cells instead of %(wanted)s.") % {
            "number": len(cells),
            "wanted": len(COLUMNS),
        }
        return
    row = dict(zip(COLUMNS, cells, strict=True))
    for name in COLUMNS:
        if not row[name] or len(row[name]) > LONGEST.get(name, len(row[name])):
            yield _("This cell is empty or too long: %(column)s.") % {"column": name}
    if row["unit"] not in UNITS:
        yield _("This is not a unit: %(value)s.") % {"value": row["unit"]}
    if row["status"] not in Certainty.values:
        yield _("This is not a status: %(value)s.") % {"value": row["status"]}
    if not row["year"].isdecimal() or int(row["year"][:5]) not in YEARS:
        yield _("This is not a year: %(value)s.") % {"value": row["year"]}
    if _value(row["value"], is_percent=row["unit"] == "percent") is None:
        yield _("This is not a figure: %(value)s.") % {"value": row["value"]}


def _value(text: str, *, is_percent: bool) -> Decimal | None:
    """Return a figure, or None for what is none: no minus, and no more than there can be."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or value < 0 or value > (100 if is_percent else MOST):
        return None
    return value.quantize(Decimal("0.01"))


def _figure(cells: list[str]) -> ReferenceFigure:
    row = dict(zip(COLUMNS, cells, strict=True))
    return ReferenceFigure(
        area_code=row["area_code"],
        area_name_en=row["area_en"],
        area_name_cy=row["area_cy"],
        characteristic=row["characteristic"],
        category=row["category"],
        # Only lines without a fault come here, so there is a value.
        value=_value(row["value"], is_percent=row["unit"] == "percent") or Decimal(),
        unit=UNITS[row["unit"]],
        year=int(row["year"]),
        source=row["source"],
        status=row["status"],
    )
