"""What a column may hold, and guessing that from its heading in either language."""

import unicodedata
from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Column(TextChoices):
    """What a column of a sheet can be brought in as."""

    NAME = "name", _("Name")
    FIRST_NAME = "first-name", _("First name")
    LAST_NAME = "last-name", _("Last name")
    EMAIL = "email", _("Email address")
    PHONE = "phone", _("Phone number")
    ADDRESS = "address", _("Postal address")
    READING = "reading", _("Language wished for")
    AREA = "area", _("Area")
    AGREED_ON = "agreed-on", _("Day they agreed")
    SOURCE = "source", _("How they came to us")


# Headings met in practice, folded; the first that fits wins.
HEADINGS: dict[str, tuple[str, ...]] = {
    Column.FIRST_NAME: ("first name", "forename", "given name", "enw cyntaf"),
    Column.LAST_NAME: ("last name", "surname", "family name", "cyfenw", "enw olaf"),
    Column.EMAIL: ("email", "e-mail", "email address", "e-bost", "ebost", "cyfeiriad e-bost"),
    Column.PHONE: (
        "phone",
        "telephone",
        "tel",
        "mobile",
        "phone number",
        "ffon",
        "rhif ffon",
        "symudol",
    ),
    Column.ADDRESS: ("address", "postal address", "cyfeiriad", "cyfeiriad post"),
    Column.READING: ("language", "preferred language", "iaith", "dewis iaith"),
    Column.AREA: ("area", "county", "ardal", "sir"),
    Column.AGREED_ON: ("consent date", "date of consent", "agreed on", "dyddiad cydsynio"),
    Column.SOURCE: ("source", "referred by", "ffynhonnell"),
    Column.NAME: ("name", "full name", "enw", "enw llawn"),
}


def folded(text: str) -> str:
    """Return a heading as it is compared: no accents, no capitals, single spaces."""
    bare = unicodedata.normalize("NFKD", text.replace("_", " "))
    letters = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(letters.casefold().split())


def guess(headings: Sequence[str]) -> dict[int, str]:
    """Return what each column seems to hold, by its place; each thing at most once."""
    found: dict[int, str] = {}
    for column, words in HEADINGS.items():
        for place, heading in enumerate(headings):
            if place not in found and folded(heading) in words:
                found[place] = str(column)
                break
    return found
