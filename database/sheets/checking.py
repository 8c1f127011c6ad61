"""Judging a sheet row by row before anything is brought in: each fault has a code and a place.

Nothing here writes. What is known already, stopped, erased or twice in the sheet is
told from what is new, so that the dry run shows what the run will do.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from database.models import Area, ContactStop, Person, PersonStatus, Suppression
from database.search import fold
from database.sheets.columns import Column, folded
from database.sheets.reading import Sheet
from vef.common import clock
from vef.common.bilingual import Reading
from vef.privacy import blind_index

# A letter Excel could not write is left as a question mark inside or at the end of a word.
LOST_LETTER = re.compile(r"\w\?|\?\w|\ufffd")
# What a spreadsheet would compute, were it opened there again.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
# Marks that turn the direction of writing, or can't be seen.
HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# A telephone number kept as a number has lost its first nought.
LOST_NOUGHT = re.compile(r"[1-9]\d{8,9}")
PHONE = re.compile(r"[+\d][\d ()./-]{6,28}")
NAME_LENGTH, SOURCE_LENGTH, ADDRESS_LENGTH = 200, 120, 500
READINGS = {
    Reading.CY: ("cy", "welsh", "cymraeg"),
    Reading.EN: ("en", "english", "saesneg"),
    Reading.BOTH: ("both", "bilingual", "y ddwy", "dwyieithog"),
    Reading.UNKNOWN: ("", "unknown", "not asked", "ddim yn gwybod"),
}
READING_WORDS = {word: reading for reading, words in READINGS.items() for word in words}
DAY = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
# So many faults are listed; beyond that the sheet needs mending anyway.
MOST_FAULTS = 500


class Fault(NamedTuple):
    """What is wrong with one cell: the row's number in the file, the column, a code."""

    row: int
    column: str
    code: str


class Candidate(NamedTuple):
    """One row that may be brought in, in normal form."""

    row: int
    name: str
    email: str
    phone: str
    postal_address: str
    reading: str
    area_id: int | None
    agreed_on: date | None
    source: str
    email_index: str
    phone_index: str


@dataclass
class Report:
    """What a dry run found. ``faults`` is cut at ``MOST_FAULTS``; ``counts`` is not."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def may_run(self) -> bool:
        """Whether every row can be used and at least one is new: all rows or none."""
        return not self.counts["faults"] and self.counts["new"] > 0

    def add(self, fault: Fault) -> None:
        self.counts["faults"] += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


class Checker:
    """Judges the rows of one sheet, each against the sheet so far and the database."""

    def __init__(self, mapping: Mapping[int, str]) -> None:
        self.mapping = dict(mapping)
        self.report = Report()
        self._areas = _area_words()
        self._seen: set[bytes] = set()
        self._known = _known_indexes()
        self._suppressed = _never_again()

    def new_rows(self, sheet: Sheet) -> Iterator[Candidate]:
        """Yield the rows that are new and sound, counting the rest. Raises SheetFault."""
        for number, cells in sheet.rows():
            self.report.counts["rows"] += 1
            faults = _Row(number, cells, self.mapping, self._areas)
            candidate = faults.candidate()
            for fault in faults.found:
                self.report.add(fault)
            if candidate is None:
                continue
            standing = self._standing(candidate)
            self.report.counts[standing] += 1
            if standing == "new":
                yield candidate

    def _standing(self, row: Candidate) -> str:
        indexes = [index for index in (row.email_index, row.phone_index) if index]
        if any(index in self._suppressed for index in indexes):
            return "suppressed"
        if any(index in self._known for index in indexes):
            return "known"
        # Half of a keyed hash tells two people of one sheet apart, in half the memory.
        keys = {bytes.fromhex(index)[:16] for index in indexes}
        if not keys:
            told = f"{fold(row.name)}|{fold(row.postal_address)}"
            keys = {bytes.fromhex(blind_index.index(told, purpose="sheet"))[:16]}
        if keys & self._seen:
            return "twice"
        self._seen |= keys
        return "new"


class _Row:
    """One row's cells, cleaned one by one; collects what is wrong with them."""

    def __init__(
        self, number: int, cells: list[str], mapping: Mapping[int, str], areas: Mapping[str, int]
    ) -> None:
        self.number, self._areas = number, areas
        self.found: list[Fault] = []
        self._cells = {column: cells[place] for place, column in mapping.items()}

    def candidate(self) -> Candidate | None:
        """Return the row in normal form, or None if anything is wrong with it."""
        name = self._name()
        email, phone = self._email(), self._phone()
        address = self._text(Column.ADDRESS, ADDRESS_LENGTH, lines=True)
        reading, area_id = self._reading(), self._area()
        agreed_on, source = self._agreed_on(), self._text(Column.SOURCE, SOURCE_LENGTH)
        if not self.found and not (email or phone or address):
            self._fault(Column.EMAIL, "no-contact")
        if self.found:
            return None
        return Candidate(
            self.number,
            name,
            email,
            phone,
            address,
            reading,
            area_id,
            agreed_on,
            source,
            blind_index.email_index(email),
            blind_index.phone_index(phone),
        )

    def _fault(self, column: str, code: str) -> None:
        self.found.append(Fault(self.number, str(column), code))

    def _raw(self, column: str) -> str:
        return unicodedata.normalize("NFC", self._cells.get(column, ""))

    def _text(self, column: str, most: int, *, lines: bool = False) -> str:
        text = self._raw(column)
        if lines:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if code := _wrong_with(text, most, lines=lines):
            self._fault(column, code)
            return ""
        return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()

    def _name(self) -> str:
        parts = [
            self._text(column, NAME_LENGTH)
            for column in (Column.NAME, Column.FIRST_NAME, Column.LAST_NAME)
        ]
        return " ".join(part for part in parts if part)

    def _email(self) -> str:
        text = self._text(Column.EMAIL, 254)
        if not text:
            return ""
        try:
            validate_email(text)
        except ValidationError:
            self._fault(Column.EMAIL, "not-an-email")
            return ""
        return text

    def _phone(self) -> str:
        text = " ".join(self._raw(Column.PHONE).split())
        if not text:
            return ""
        if LOST_NOUGHT.fullmatch(text):
            self._fault(Column.PHONE, "lost-nought")
        elif not PHONE.fullmatch(text):
            self._fault(Column.PHONE, "not-a-phone")
        return text

    def _reading(self) -> str:
        reading = READING_WORDS.get(folded(self._raw(Column.READING)))
        if reading is None:
            self._fault(Column.READING, "not-a-language")
            return Reading.UNKNOWN
        return reading

    def _area(self) -> int | None:
        word = folded(self._raw(Column.AREA))
        if not word:
            return None
        if (area := self._areas.get(word)) is None:
            self._fault(Column.AREA, "not-an-area")
        return area

    def _agreed_on(self) -> date | None:
        text = self._raw(Column.AGREED_ON).strip()
        if not text:
            return None
        try:
            match = DAY.fullmatch(text)
            day = (
                date(int(match[3]), int(match[2]), int(match[1]))
                if match
                else date.fromisoformat(text)
            )
        except ValueError:
            self._fault(Column.AGREED_ON, "not-a-date")
            return None
        if day > clock.today():
            self._fault(Column.AGREED_ON, "in-the-future")
        return day


def _wrong_with(text: str, most: int, *, lines: bool) -> str:
    """Return the code of what is wrong with a text, or nothing."""
    if "\n" in text and not lines:
        return "newline"
    if CONTROL.search(text.replace("\n", "")):
        return "control"
    if HIDDEN.search(text):
        return "hidden"
    if text.startswith(FORMULA):
        return "formula"
    if LOST_LETTER.search(text):
        return "lost-letter"
    return "too-long" if len(text) > most else ""


def _area_words() -> dict[str, int]:
    """Return every area by its code and its names in both languages."""
    words: dict[str, int] = {}
    for pk, code, en, cy in Area.objects.values_list("pk", "code", "name_en", "name_cy"):
        words |= {folded(word): pk for word in (code, en, cy) if word}
    return words


def _never_again() -> set[str]:
    """Return the index of every address erased, withdrawn or stopped."""
    stopped = ContactStop.objects.filter(lifted_at=None).values_list("address_index", flat=True)
    gone = Suppression.objects.values_list("address_index", flat=True)
    return {*stopped, *gone} - {""}


def _known_indexes() -> set[str]:
    """Return the index of every address held, of those who left as well as of those with us."""
    known: set[str] = set()
    rows = Person.objects.exclude(status=PersonStatus.ERASED).order_by()
    for email, phone in rows.values_list("email_index", "phone_index").iterator(chunk_size=5000):
        known |= {email, phone}
    known.discard("")
    return known
