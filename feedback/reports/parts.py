"""What a report is made of: numbered blocks of paragraphs, lists and tables.

They are stored as JSON when a report's figures are frozen, one set for each
language, and read back for the page and the PDF.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass
class Cell:
    """One cell of a table. ``lang`` is set where its words are in the other language."""

    text: str
    lang: str = ""
    # The colour of an action (a Rag value), shown with a shape beside its word.
    rag: str = ""
    note: str = ""

    @property
    def colour(self) -> dict[str, str]:
        return {"value": self.rag, "label": self.text}


@dataclass
class Table:
    caption: str
    head: list[str]
    rows: list[list[Cell]]


@dataclass
class Block:
    """One numbered paragraph: what belongs to it stays under its number."""

    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    table: Table | None = None
    number: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Block":
        table = stored.get("table")
        return cls(
            heading=stored["heading"],
            paragraphs=stored["paragraphs"],
            items=stored["items"],
            table=Table(
                caption=table["caption"],
                head=table["head"],
                rows=[[Cell(**cell) for cell in row] for row in table["rows"]],
            )
            if table
            else None,
        )


def day(value: date | None) -> str:
    """Return a date in words, or a dash that reads as "none"."""
    return date_format(value, "DATE_FORMAT") if value else _("none")


def partner_words(row: Any, name: str) -> Cell:
    """Return a partner's words in the reader's language, or as they were written, marked so."""
    here = (get_language() or "en").split("-")[0]
    own = getattr(row, f"{name}_{here}") or ""
    if own:
        return Cell(own)
    other = "en" if here == "cy" else "cy"
    words = getattr(row, f"{name}_{other}") or ""
    return Cell(words, lang=other) if words else Cell(_("none"))
