"""Looking for words in anything: whatever they are written as, and whatever they are packed in."""

import base64
import hashlib
import html
import io
import json
import quopri
import subprocess
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

import pikepdf


def _base64(raw: bytes) -> Iterator[bytes]:
    """The middle of a base64 text that holds this, wherever in it that begins."""
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + raw).rstrip(b"=")
        inner = text[lead and lead + 1 : len(text) - 1]
        yield inner
        yield inner.replace(b"+", b"-").replace(b"/", b"_")


def written(word: str) -> dict[str, set[bytes]]:
    """Return all the ways in which a word may be written, by the name of the way."""
    raw = word.encode()
    return {
        "plain": {raw, word.upper().encode(), unicodedata.normalize("NFD", word).encode()},
        "html": {
            html.escape(word).encode(),
            word.encode("ascii", "xmlcharrefreplace"),
            "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in word).encode(),
        },
        "json": {json.dumps(word)[1:-1].encode()},
        "url": {quote(word).encode(), quote(word).lower().encode()},
        "quoted-printable": {quopri.encodestring(raw), quopri.encodestring(raw, header=True)},
        "base64": set(_base64(raw)),
        "hex": {raw.hex().encode(), raw.hex().upper().encode()},
        "utf-16": {word.encode("utf-16-le"), word.encode("utf-16-be")},
    }


def fingerprints(address: str) -> dict[str, set[bytes]]:
    """Return the hashes without a key that somebody could make of an address and compare."""
    forms = {address, address.lower(), address.upper(), f" {address} "}
    found = {}
    for name in ("md5", "sha1", "sha256"):
        digests = [hashlib.new(name, form.encode(), usedforsecurity=False) for form in forms]
        found[name] = {d.hexdigest().encode() for d in digests}
        found[name] |= {base64.b64encode(d.digest()).rstrip(b"=") for d in digests}
    return found


class Needles:
    """What must be found nowhere: words by their use, and addresses with their hashes."""

    def __init__(self, words: Mapping[str, str], addresses: Iterable[str] = ()) -> None:
        self._forms: list[tuple[str, bytes]] = []
        for use, word in words.items():
            self._add(use, written(word))
        for number, address in enumerate(addresses):
            self._add(f"address {number}", written(address) | fingerprints(address))

    def _add(self, use: str, ways: Mapping[str, set[bytes]]) -> None:
        for way, forms in ways.items():
            self._forms += [(f"{use} ({way})", form) for form in forms if len(form) > 7]

    def hits(self, *things: bytes | str) -> set[str]:
        """Say what was found in these, also inside of files that are packed."""
        found: set[str] = set()
        for thing in things:
            for layer in layers(thing if isinstance(thing, bytes) else thing.encode()):
                found |= {name for name, form in self._forms if form in layer}
        return found


def layers(data: bytes) -> Iterator[bytes]:
    """Yield what lies in a file: itself, and what a reader of a PDF or a sheet sees of it."""
    yield data
    if data.startswith(b"%PDF"):
        yield from _pdf(data)
    elif data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from layers(packed.read(name))


def _pdf(data: bytes) -> Iterator[bytes]:
    """Pages as text, properties, bookmarks, alternative texts, attachments, streams."""
    read = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=False)
    yield read.stdout
    try:
        pdf = pikepdf.open(io.BytesIO(data))
    except pikepdf.PdfError:
        return
    with pdf:
        yield repr(pdf.docinfo).encode() if pdf.docinfo is not None else b""
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                try:
                    yield bytes(thing.read_bytes())
                except pikepdf.PdfError:
                    yield bytes(thing.read_raw_bytes())
            if isinstance(thing, pikepdf.Dictionary):
                for value in thing.values():
                    if isinstance(value, pikepdf.String):
                        yield str(value).encode()
        for name, file in pdf.attachments.items():
            yield name.encode()
            yield from layers(file.get_file().read_bytes())
