"""What differs between two texts, word by word, for two colleagues who wrote in one box."""

import difflib
import re
from dataclasses import dataclass

# Words with the blanks after them, so that a text can be put together again.
WORDS = re.compile(r"\S+\s*|\s+")
# What was ticked stands one to a line, and differs as a whole.
LINES = re.compile(r"[^\n]+\n*|\n+")
# Comparing very long texts word by word would take its time; then all of it is marked.
MOST_WORDS = 2000


@dataclass(frozen=True)
class Part:
    """A run of words; ``differs`` if the other text has not got it there."""

    text: str
    differs: bool


def parts_of(one: str, other: str, *, by: re.Pattern[str] = WORDS) -> tuple[list[Part], list[Part]]:
    """Return both texts in parts, each part marked if the other text lacks it."""
    first, second = by.findall(one), by.findall(other)
    if max(len(first), len(second)) > MOST_WORDS:
        return [Part(one, True)] if one else [], [Part(other, True)] if other else []
    # Compared without the blanks: a line broken elsewhere is no difference in words.
    matcher = difflib.SequenceMatcher(
        None, [word.strip() for word in first], [word.strip() for word in second], autojunk=False
    )
    left: list[Part] = []
    right: list[Part] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        for found, words in ((left, first[a:b]), (right, second[c:d])):
            if words:
                found.append(Part("".join(words), kind != "equal"))
    return left, right
