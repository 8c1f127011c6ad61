"""What would give away by what an audience was narrowed: the words an invitation must not hold."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from database.models import CriterionKind, TellingWord
from database.selecting import Criterion, Tree, in_both, labels
from vef.common.bilingual import LANGUAGES

# Where a name falls into several: "Stalking, or harassment", "Twyll, sgamiau neu ddwyn".
_PARTS = re.compile(
    r"[,;/]|\b(?:or|and|including|neu|gan gynnwys)\b|(?<!\w)(?:a|ac)(?!\w)", re.IGNORECASE
)
_BRACKETS = re.compile(r"\([^)]*\)")
SHORTEST = 4
# Answers as short as these say nothing without their question.
PLAIN = frozenset(
    {
        "very well",
        "well",
        "not well",
        "not at all",
        "a lot",
        "a little",
        "none",
        "other",
        "same",
        "da iawn",
        "ddim yn dda",
        "ddim o gwbl",
        "yn fawr",
        "ychydig",
        "arall",
        "oes",
        "nac oes",
        "ydy",
        "nac ydy",
        "ydw",
        "nac ydw",
    }
)


class Telling(NamedTuple):
    """A word that gives a criterion away, and the language whose grammar bends it."""

    word: str
    language: str


def telling_words(criteria: Iterable[Criterion]) -> dict[Criterion, list[Telling]]:
    """Return what must not stand in an invitation: each criterion's names, and words like them.

    An area is named by what lies in it as well; an equality answer by the words of its question.
    """
    chosen = list(criteria)
    names = labels(chosen)
    extra: dict[tuple[str, str], list[Telling]] = defaultdict(list)
    for row in TellingWord.objects.filter(kind__in={one.kind for one in chosen}):
        extra[row.kind, row.code].append(Telling(row.word, row.language))
    within = _within(chosen)
    found = {}
    for one in chosen:
        telling = [
            Telling(part, language)
            for label in (names[one], *within.get(one, ()))
            for language in LANGUAGES
            for part in _parts(label.get(language, ""), one.kind)
        ]
        telling += extra[one.kind, one.code]
        if one.kind == CriterionKind.ANSWER:
            telling += extra[one.kind, one.code.partition(":")[0]]
        found[one] = list(dict.fromkeys(telling))
    return found


def _within(criteria: Iterable[Criterion]) -> dict[Criterion, list[Mapping[str, str]]]:
    areas = [one for one in criteria if one.kind == CriterionKind.AREA]
    if not areas:
        return {}
    tree = Tree()
    return {
        one: [
            in_both(area, "name")
            for area in tree.areas.values()
            if any(outer.code == one.code for outer in tree.chain(area)[1:])
        ]
        for one in areas
    }


def _parts(name: str, kind: str) -> list[str]:
    """Split a name into what would be recognised by itself. A place's name stays whole."""
    if kind == CriterionKind.AREA:
        return [name] if name else []
    plain = _BRACKETS.sub(" ", name)
    whole = " ".join(plain.split())
    parts = [" ".join(part.split()).strip(" “”\"'") for part in _PARTS.split(plain)]
    found = dict.fromkeys([whole, *parts] if kind != CriterionKind.ANSWER else parts)
    return [part for part in found if len(part) >= SHORTEST and part.casefold() not in PLAIN]
