"""Whether an invitation's words would tell whoever reads them why it came to this person.

Welsh words are looked for in every form that mutation gives them; accents, apostrophes and
hyphens are read alike. It only points out: a person changes the words, or says why they are safe.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from database.selecting import Criterion
from database.telling import Telling
from vef.common.welsh_mutations import bases_of, forms_of

# A word as long as this is found with an ending, too: "burglar" in "burglars".
STEM = 5
ENDING = r"\w{0,4}"
BETWEEN = r"[\s\-\u2010-\u2015]+"


@dataclass(frozen=True)
class Found:
    """A word that gives a criterion away, as it stands in a text, and the language of the text."""

    criterion: Criterion
    language: str
    words: str


def find(
    texts: Iterable[tuple[str, str]], telling: Mapping[Criterion, Iterable[Telling]]
) -> list[Found]:
    """Return every telling word in these texts (language, words), each once, in their order."""
    found: dict[Found, None] = {}
    for language, text in texts:
        folded, places = _folded(text)
        for criterion, words in telling.items():
            for word in words:
                for match in _pattern(word).finditer(folded):
                    start, end = places[match.start()], places[match.end() - 1] + 1
                    found[Found(criterion, language, text[start:end])] = None
    return list(found)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in plain small letters, and where each of them stands in the original."""
    letters, places = [], []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKD", character.casefold()):
            # Neither an accent nor a sign that nobody sees parts a word.
            if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf":
                letters.append("'" if letter == "\u2019" else letter)
                places.append(place)
    return "".join(letters), places


@cache
def _pattern(telling: Telling) -> re.Pattern[str]:
    folded, _places = _folded(telling.word)
    parts = [_part(part, telling.language) for part in re.split(BETWEEN, folded.strip()) if part]
    return re.compile(rf"(?<!\w){BETWEEN.join(parts)}(?!\w)")


def _part(word: str, language: str) -> str:
    # A name may stand in the list as grammar bent it there: "neu drais", of "trais".
    forms = (
        {form for base in bases_of(word) for form in forms_of(base)} if language == "cy" else {word}
    )
    return "(?:" + "|".join(sorted(_with_ending(form) for form in forms)) + ")"


def _with_ending(word: str) -> str:
    if len(word) < STEM:
        return re.escape(word)
    # "robbery", "robberies"
    stem = word[:-1] if word.endswith("y") else word
    return re.escape(stem) + ENDING
