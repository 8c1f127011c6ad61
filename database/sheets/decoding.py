"""Finding out in which letters a file was written, Welsh ones included.

Files come from many programs: UTF-8 with and without a mark, UTF-16 from Excel's
"Unicode text", CP1252 from Excel's "CSV", ISO-8859-14 from older Welsh software, and
UTF-8 that somebody read as CP1252 and saved again.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

# What CP1252 shows in place of ŵ ŷ Ŵ Ŷ of ISO-8859-14: letters no Welsh or English name has.
CELTIC = frozenset(b"\xf0\xfe\xd0\xde")
# Where CP1252 has its quotes and dashes, and ISO-8859-14 has nothing.
WINDOWS_ONLY = frozenset(range(0x80, 0xA0))
# UTF-8 read as CP1252: a lead byte's letter followed by what the next byte became.
MANGLED = re.compile(
    "[\u00c3\u00c4\u00c5\u00e1]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)


class UnknownLetters(ValueError):
    """The bytes make sense in no encoding, or in two that read them differently."""


def decode(content: bytes) -> tuple[str, str]:
    """Return the text and the name of the encoding it was in. Raises UnknownLetters."""
    if content.startswith(BOM_UTF8):
        return _strict(content[len(BOM_UTF8) :], "utf-8"), "utf-8-bom"
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _strict(content, "utf-16"), "utf-16"
    if wide := _wide(content):
        return _strict(content, wide), wide
    if b"\x00" in content:
        raise UnknownLetters
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte(content)
    if (mended := _mended(text)) is not None:
        return mended, "utf-8-twice"
    return text, "utf-8"


def _strict(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnknownLetters from error
    if "\x00" in text:
        raise UnknownLetters
    return text


def _wide(content: bytes) -> str:
    """Tell UTF-16 without a mark by where its empty bytes lie."""
    sample = content[:4000]
    if len(sample) < 4 or len(sample) % 2:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > half * 0.6 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.1:
        return "utf-16-be"
    return ""


def _one_byte(content: bytes) -> tuple[str, str]:
    used = frozenset(content)
    if used & CELTIC:
        if used & WINDOWS_ONLY:
            raise UnknownLetters
        return _strict(content, "iso8859-14"), "iso-8859-14"
    return _strict(content, "cp1252"), "cp1252"


def _mended(text: str) -> str | None:
    """Undo reading UTF-8 as CP1252, where that and nothing else explains the letters."""
    if not MANGLED.search(text):
        return None
    try:
        # Bytes CP1252 does not know pass through it as they are.
        raw = b"".join(_byte(character) for character in text)
        mended = raw.decode("utf-8")
    except UnicodeError:
        return None
    return None if MANGLED.search(mended) else mended


def _byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
