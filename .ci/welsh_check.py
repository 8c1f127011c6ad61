"""Read the Welsh catalogue as a careful reader would, and list what is wrong with it.

    welsh_check.py [catalogue.po]

Spelling and mutations are checked against hunspell's cy_GB, which comes with the
package cymraeg-mcp in a folder of its own (``var/welsh``, made by the Makefile).
Words it does not know but we do stand in ``locale/cy/allow.txt``; messages that
are rightly the same in both languages in ``locale/cy/same.txt``.
"""

import gc
import re
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path
from runpy import run_path
from typing import Any

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "cy" / "LC_MESSAGES" / "django.po"
ALLOW = ROOT / "locale" / "cy" / "allow.txt"
SAME = ROOT / "locale" / "cy" / "same.txt"
DICTIONARY = ROOT / "var" / "welsh"
PLURAL_FORMS = 6

PERCENT = re.compile(r"%(?:\((\w+)\))?[-+ 0#]*\d*(?:\.\d+)?[sdifr]")
BRACES = re.compile(r"\{(\w*)\}")
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
# "ti" and "dy" address one friend; this service says "chi" to everybody.
FAMILIAR = re.compile(r"(?<![\w'’-])(?:ti|dy|di|dithau|tithau)(?![\w'’-])", re.IGNORECASE)
# "[HH:]MM:ss" and its like are formats, not words.
FORMAT = re.compile(r"\[?\[?\b(?:YYYY|HH|DD|MM|TZ)\b[\w:\-\[\]. ]*")

# Names in code, such as allow_empty, are no language's words.
IDENTIFIER = re.compile(r"\w*_\w+")
# The forms of a word are the product's: it looks for words that would tell in all of them.
FORMS_OF = run_path(str(ROOT / "vef" / "common" / "welsh_mutations.py"))["forms_of"]

Fault = tuple[str, str]
Lookup = Callable[[str], bool]


def lines(path: Path) -> set[str]:
    """Return a list file's entries; ``#`` begins a comment."""
    if not path.exists():
        return set()
    read = (line.split(" #")[0].strip() for line in path.read_text("utf-8").splitlines())
    return {line.replace("\\n", "\n") for line in read if line and not line.startswith("#")}


def with_mutations(words: Iterable[str]) -> set[str]:
    """Return words in lower case together with every form mutation gives them."""
    found: set[str] = set()
    for word in words:
        found |= FORMS_OF(word.casefold())
    return found


def placeholders(text: str) -> list[str]:
    """Return the placeholders of a message, sorted; a named one counts once."""
    text = text.replace("%%", "")
    found = [match.group(0) for match in PERCENT.finditer(text) if not match.group(1)]
    found += {match.group(0) for match in PERCENT.finditer(text) if match.group(1)}
    found += [match.group(0) for match in BRACES.finditer(text) if not match.group(1)]
    found += {match.group(0) for match in BRACES.finditer(text) if match.group(1)}
    return sorted(found)


def plain(text: str) -> str:
    """Return only the words a reader sees."""
    text = unescape(TAG.sub(" ", text.replace("%%", "")))
    for pattern in (FORMAT, URL, PERCENT, BRACES, IDENTIFIER):
        # A full stop keeps the mutation checker from joining what a placeholder parts.
        text = pattern.sub(" . ", text)
    return text


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def complete(entry: polib.POEntry) -> Iterator[str]:
    """Say whether anything is missing: a translation, a form, or somebody's check."""
    if entry.fuzzy:
        yield "fuzzy"
    if not all(text.strip() for text in forms(entry)):
        yield "no Welsh"
    if entry.msgid_plural and len(entry.msgstr_plural) != PLURAL_FORMS:
        yield f"{len(entry.msgstr_plural)} plural forms instead of {PLURAL_FORMS}"


def faithful(entry: polib.POEntry, same: set[str]) -> Iterator[str]:
    """Compare placeholders and ends of lines, and find English left standing."""
    allowed = {tuple(placeholders(entry.msgid))}
    if entry.msgid_plural:
        allowed.add(tuple(placeholders(entry.msgid_plural)))
    for text in filter(None, forms(entry)):
        if tuple(placeholders(text)) not in allowed:
            yield f"placeholders differ: {text}"
        if TAG.findall(entry.msgid) and len(TAG.findall(text)) != len(TAG.findall(entry.msgid)):
            yield f"tags differ: {text}"
        if text.startswith("\n") != entry.msgid.startswith("\n"):
            yield "begins with a line break in one language only"
    if entry.msgid in same or not re.search(r"[A-Za-z]{2}", plain(entry.msgid)):
        return
    if not entry.msgid_plural and entry.msgstr == entry.msgid:
        yield "the same as the English"


def kindly(entry: polib.POEntry) -> Iterator[str]:
    """Find what the style guide forbids: "&" for "a", and "ti" for "chi"."""
    for text in forms(entry):
        words = plain(text)
        if "&" in words:
            yield f'"&" instead of "a" or "ac": {text}'
        if FAMILIAR.search(words):
            yield f'"ti" or "dy" instead of "chi" or "eich": {text}'


@lru_cache(maxsize=1)
def tools() -> tuple[Any, Any, Any]:
    """Return the tokeniser, the spelling and the mutation checker of cymraeg-mcp."""
    if str(DICTIONARY) not in sys.path:
        sys.path.insert(0, str(DICTIONARY))
    try:
        from cymraeg_mcp import mutations, paths, spelling, tokenizer
    except ImportError as error:
        raise SystemExit(f"{error}. Make the dictionary first: make var/welsh/.ready") from error
    with warnings.catch_warnings():
        # spylls leaves the dictionary's files to the collector to close.
        warnings.simplefilter("ignore", ResourceWarning)
        spelling.lookup("Cymraeg")
        gc.collect()
    engine = mutations.MutationEngine(paths.mutation_rules_path(), spelling.lookup)
    return tokenizer, spelling, engine


def unknown_words(text: str, allow: set[str]) -> list[str]:
    """Return the words of a text that neither the dictionary nor the allow list knows."""
    tokenizer, spelling, _ = tools()
    found = []
    for token in tokenizer.tokenize(plain(text)):
        word = token.text.replace("’", "'").strip("'")
        if len(word) < 2 or is_known(word, allow, spelling.known):
            continue
        found.append(word)
    return found


def is_known(word: str, allow: set[str], known: Lookup) -> bool:
    """Say whether a word, the word before its clitic, or each part of it is known."""
    if word.casefold() in allow or known(word):
        return True
    host = word.partition("'")[0]
    if host != word:
        return len(host) < 2 or is_known(host, allow, known)
    parts = word.split("-")
    return len(parts) > 1 and all(is_known(part, allow, known) for part in parts if len(part) > 1)


def wrong_mutations(text: str, allow: set[str]) -> list[str]:
    """Return what the mutation checker finds, but for pairs of words on the allow list."""
    _, _, engine = tools()
    return [
        f"{finding.trigger} {finding.word} → {', '.join(finding.suggestions)}"
        for finding in engine.check_text(plain(text))
        if finding.confidence in {"high", "medium"}
        and finding.word.casefold() not in allow
        # A capital inside a sentence is mostly a name or a label; names keep their form.
        and finding.word[:1].islower()
        and f"{finding.trigger} {finding.word}".casefold() not in allow
        # Conjugated verbs don't mutate after "neu".
        and not (finding.trigger.casefold() == "neu" and finding.word.endswith("wch"))
    ]


def well_written(entry: polib.POEntry, allow: set[str]) -> Iterator[str]:
    for text in dict.fromkeys(forms(entry)):
        if wrong := unknown_words(text, allow):
            yield f"unknown words: {', '.join(wrong)}"
        if wrong := wrong_mutations(text, allow):
            yield f"mutation: {'; '.join(wrong)}"


def check(entries: Iterable[polib.POEntry], *, allow: set[str], same: set[str]) -> list[Fault]:
    """Return every fault as the message it stands in and what is wrong."""
    allow = with_mutations(allow)
    faults: list[Fault] = []
    for entry in entries:
        if entry.obsolete:
            continue
        for found in (
            complete(entry),
            faithful(entry, same),
            kindly(entry),
            well_written(entry, allow),
        ):
            faults += [(entry.msgid, fault) for fault in found]
    return faults


def check_header(catalogue: polib.POFile) -> list[Fault]:
    header = catalogue.metadata.get("Plural-Forms", "")
    right = re.match(rf"nplurals\s*=\s*{PLURAL_FORMS}\s*;", header)
    return [] if right else [("header", f"Plural-Forms is {header!r}")]


def main(arguments: list[str] | None = None) -> int:
    """Print what is wrong; return 1 if anything is."""
    arguments = sys.argv[1:] if arguments is None else arguments
    catalogue = polib.pofile(arguments[0] if arguments else str(CATALOGUE))
    faults = check_header(catalogue)
    faults += check(catalogue, allow=lines(ALLOW), same=lines(SAME))
    for message, fault in faults:
        print(f"{message!r}\n    {fault}")
    print(f"{len(catalogue)} messages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
