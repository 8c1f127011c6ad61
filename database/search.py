"""Finding people by a reference, an exact email address or number, or part of a name.

Names are sealed, so a search opens them one by one in memory; nothing of a name
is kept anywhere in a form that could be searched from outside.
"""

import re
import unicodedata

from database.models import PersonQuerySet
from vef.privacy.bulk import open_column

REFERENCE = re.compile(r"vp-?(\d+)", re.IGNORECASE)
# At least six digits, written as people write numbers.
PHONE = re.compile(r"\+?(?:[\s().-]*\d){6,}")
# However an apostrophe is typed: straight, curly, or as an accent standing alone.
APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u02bc\u02b9`\u00b4"))


def fold(text: str) -> str:
    """Return text as it is compared: no accents (ŵ is w), capitals or apostrophes."""
    if text.isascii():
        text = text.replace("'", "")
    else:
        apart = unicodedata.normalize("NFKD", text.translate(APOSTROPHES))
        text = "".join([c for c in apart if not unicodedata.combining(c)])
    return " ".join(text.casefold().split())


def kind_of_search(words: str) -> str:
    """Say by what these words search: reference, email, phone or name."""
    if REFERENCE.fullmatch(words.strip()):
        return "reference"
    if PHONE.fullmatch(words.strip()):
        return "phone"
    return "email" if "@" in words else "name"


def search(people: PersonQuerySet, words: str) -> PersonQuerySet:
    """Return those of these people whom the words mean."""
    words = words.strip()
    kind = kind_of_search(words)
    if kind == "reference":
        number = int(REFERENCE.fullmatch(words)[1])  # type: ignore[index]
        return people.filter(reference=f"VP-{number:04d}")
    if kind == "email":
        return people.with_email(words)
    if kind == "phone":
        return people.with_phone(words)
    wanted = fold(words).split()
    if not wanted:
        return people.none()

    def means(name: str) -> bool:
        folded = fold(name)
        return all(word in folded for word in wanted)

    found = open_column(people.select_related(None), "name", where=means)
    return people.filter(pk__in=[pk for pk, _name in found])
