"""Opening a CSV or XLSX file as rows of plain text. Nothing in it is ever computed or run."""

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from database.sheets.decoding import UnknownLetters, decode

MOST_ROWS = 200_000
MOST_COLUMNS = 100
MOST_CELL = 5_000
# What an XLSX file may grow to when it is unpacked, in bytes, and how much more than it was.
MOST_UNPACKED = 400 * 1024 * 1024
MOST_GROWTH = 200
DELIMITERS = (",", ";", "\t")
# What stands for the letters of a file that is no plain text.
XLSX = "xlsx"


class SheetFault(ValueError):
    """The file as a whole can't be used. ``code`` says why; ``row`` where, if that is known."""

    def __init__(self, code: str, row: int | None = None) -> None:
        self.code, self.row = code, row
        super().__init__(code if row is None else f"{code} in row {row}")


@dataclass(frozen=True)
class Sheet:
    """A file's headings and its kind; ``rows`` reads the rest, each time from the start."""

    headings: tuple[str, ...]
    encoding: str
    _source: "_Csv | _Xlsx"

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the number of each row in the file and its cells, empty rows left out.

        Raises SheetFault at a row that is longer than the headings, or a file that ends
        inside a quotation.
        """
        width = len(self.headings)
        for number, cells in self._source.lines():
            if number == 1 or not any(cells):
                continue
            if number > MOST_ROWS:
                raise SheetFault("too-many-rows")
            if any(cells[width:]):
                raise SheetFault("too-many-cells", number)
            if any(len(cell) > MOST_CELL for cell in cells):
                raise SheetFault("cell-too-long", number)
            yield number, (cells + [""] * width)[:width]


# How a PDF and the usual pictures begin.
OTHER_KINDS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")


def open_sheet(content: bytes) -> Sheet:
    """Open a file by what it holds, whatever its name says. Raises SheetFault."""
    if not content.strip():
        raise SheetFault("empty")
    source: _Csv | _Xlsx
    if content.startswith(b"PK"):
        source, encoding = _Xlsx(content), XLSX
    elif content.startswith(b"\xd0\xcf\x11\xe0"):
        # An .xls file, or a protected .xlsx: both are old binary containers.
        raise SheetFault("old-excel")
    elif content.startswith(OTHER_KINDS):
        raise SheetFault("another-kind")
    else:
        try:
            text, encoding = decode(content)
        except UnknownLetters as error:
            raise SheetFault("letters") from error
        source = _Csv(text)
    headings = _headings(source)
    return Sheet(headings=headings, encoding=encoding, _source=source)


def _headings(source: "_Csv | _Xlsx") -> tuple[str, ...]:
    first = next((cells for _number, cells in source.lines()), [])
    while first and not first[-1]:
        first = first[:-1]
    if not first or not all(first):
        raise SheetFault("no-headings")
    if len(first) > MOST_COLUMNS:
        raise SheetFault("too-many-columns")
    twice = [name for name, count in Counter(map(str.casefold, first)).items() if count > 1]
    if twice:
        raise SheetFault("same-heading-twice")
    return tuple(first)


class _Csv:
    def __init__(self, text: str) -> None:
        self._text = text
        head = text.split("\n", 1)[0]
        self._delimiter = max(DELIMITERS, key=head.count)

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(
            io.StringIO(self._text, newline=""), delimiter=self._delimiter, strict=True
        )
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, [cell.strip() for cell in cells]
        except csv.Error as error:
            # Strict reading ends here for a quotation that never closes, or for one cell that
            # is longer than the reader takes: most often the same slip in a long file.
            endless = "field larger" in str(error)
            raise SheetFault("cell-endless" if endless else "quote", number + 1) from error


class _Xlsx:
    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                size = sum(part.file_size for part in packed.infolist())
        except zipfile.BadZipFile as error:
            raise SheetFault("broken") from error
        if size > MOST_UNPACKED or size > MOST_GROWTH * max(len(content), 1024):
            raise SheetFault("too-large-inside")

    def lines(self) -> Iterator[tuple[int, list[str]]]:
        try:
            book = load_workbook(io.BytesIO(self._content), read_only=True, data_only=True)
        except (InvalidFileException, KeyError, ValueError, OSError) as error:
            raise SheetFault("broken") from error
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            if not shown:
                raise SheetFault("no-headings")
            for number, cells in enumerate(shown[0].iter_rows(values_only=True), start=1):
                yield number, [_text(cell) for cell in cells]
        finally:
            book.close()


def _text(value: Any) -> str:
    """Return a cell as somebody would have typed it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
