"""Putting words in order: in Welsh by the Welsh alphabet, otherwise by the Latin one.

In Welsh ch, dd, ff, ng, ll, ph, rh and th are letters of their own: "llan" comes after
"lwc", and "ng" after "g". A compound in which two letters only happen to meet ("Bangor",
with n and g) is read as one letter too, as most indexes do: only a dictionary could tell.
"""

import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import get_language

LETTERS = "a b c ch d dd e f ff g ng h i j k l ll m n o p ph q r rh s t th u v w x y z"
ALPHABET = LETTERS.split()
PLACE = {letter: place for place, letter in enumerate(ALPHABET, start=1)}
DIGRAPHS = frozenset(letter for letter in ALPHABET if len(letter) == 2)
# What is no letter comes first: spaces, hyphens, digits.
OTHERS = 0

Key = tuple[tuple[tuple[int, str], ...], str]


def bare(text: str) -> str:
    """Return text without accents and capitals: ŵ is w, Ŷ is y."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in letters if not unicodedata.combining(sign)).casefold()


def _letters(text: str) -> Iterable[tuple[int, str]]:
    place = 0
    while place < len(text):
        two = text[place : place + 2]
        letter = two if two in DIGRAPHS else text[place]
        # A letter of another language comes after z; within a place its own sign decides.
        last = len(ALPHABET) + 1 if letter.isalpha() else OTHERS
        yield PLACE.get(letter, last), letter
        place += len(letter)


def welsh_key(text: str) -> Key:
    """Return what to sort by so that words stand as in a Welsh index; accents decide last."""
    return tuple(_letters(bare(text))), text


def latin_key(text: str) -> Key:
    """Return what to sort by letter by letter; accents decide last."""
    return tuple((1 if sign.isalpha() else OTHERS, sign) for sign in bare(text)), text


def order_key(language: str | None = None) -> Callable[[str], Key]:
    """Return the key for a language, by default the active one."""
    return welsh_key if (language or get_language() or "").startswith("cy") else latin_key


def in_order(rows: Iterable[Any], words: Callable[[Any], str]) -> list[Any]:
    """Return rows sorted by their words, in the order of the active language."""
    key = order_key()
    return sorted(rows, key=lambda row: key(words(row)))
