"""Files somebody hands in, looked at before they are kept: what they are, not what they say.

A few kinds only. Each is told by its content, its name must agree, and each is read no
further than needed: nothing is opened by a program that could act on it. Pictures are
drawn anew. PDFs and office files stay as they are, which the form says (the author's
name, for example, is inside them).
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from vef.documents import scanning

LARGEST = 8 * 1024 * 1024
# A scan of a page at 600 dots an inch has some 35 million pixels.
MOST_PIXELS = 50_000_000
# An office file is a zip: what it may unpack to, and in how many parts.
LARGEST_UNPACKED = 64 * 1024 * 1024
MOST_PARTS = 2_000
PIECE = 64 * 1024


class FileKind(models.TextChoices):
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word document")
    XLSX = "xlsx", _("Excel workbook")
    PNG = "png", _("PNG picture")
    JPEG = "jpg", _("JPEG picture")
    TEXT = "txt", _("Plain text")


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.TEXT: "text/plain; charset=utf-8",
}
NAMES = {kind: (kind.value,) for kind in FileKind} | {FileKind.JPEG: ("jpg", "jpeg")}
PARTS = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}


class Unfit(ValueError):
    """The file is not kept. The subclass says why."""


class Empty(Unfit):
    """There is nothing in it."""


class TooLarge(Unfit):
    """It is too large, has too many pixels, or unpacks to too much."""


class UnknownKind(Unfit):
    """It is none of the kinds that are kept."""


class Disguised(Unfit):
    """Its name says another kind than its content."""


class Unreadable(Unfit):
    """It says what it is, but is not whole, or is locked by a password."""


class Active(Unfit):
    """It holds something that acts: a macro, a script, another file, a template elsewhere."""


class Suspicious(Unfit):
    """The scanner found something in it."""


class NotScanned(Unfit):
    """The scanner gave no answer."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. ``scanned`` says whether a scanner looked at it."""

    content: bytes
    kind: FileKind
    scanned: bool


def check_file(content: bytes, name: str) -> Checked:
    """Return the file as it may be kept. Raises Unfit. Asks the scanner, if one is set."""
    if not content.strip():
        raise Empty
    if len(content) > LARGEST:
        raise TooLarge
    kind = kind_of(content)
    if name.rpartition(".")[2].lower() not in NAMES[kind]:
        raise Disguised
    if check := CHECKS.get(kind):
        check(content)
    try:
        scanned = scanning.scan(content)
    except scanning.Suspicious as error:
        raise Suspicious from error
    except scanning.NotScanned as error:
        raise NotScanned from error
    if kind in (FileKind.PNG, FileKind.JPEG):
        content = _drawn_anew(content, kind)
    return Checked(content, kind, scanned)


def kind_of(content: bytes) -> FileKind:
    """Tell a file's kind by its content. Raises UnknownKind."""
    if content.startswith(b"%PDF-"):
        return FileKind.PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"PK\x03\x04"):
        return _office_kind(content)
    if _is_plain_text(content):
        return FileKind.TEXT
    raise UnknownKind


# --- Plain text -------------------------------------------------------------------------

# What is text to the eye and a page or a script to a program.
MARKUP = re.compile(
    r"\s*(?:<[!?/a-z]|\{\\rtf|#!|%!)|.*<\s*(?:script|html|svg|iframe)\b", re.I | re.S
)
NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not (NO_TEXT.search(text) or MARKUP.match(text))


# --- PDF --------------------------------------------------------------------------------

# Names that make a PDF act or carry another file. What lies packed inside is for the
# scanner: unpacking a stranger's streams here would be a risk of its own.
ACTS = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|GoToE|ImportData|SubmitForm)\b"
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def _check_pdf(content: bytes) -> None:
    tail = content[-1024:]
    if b"%%EOF" not in tail or tail.rpartition(b"%%EOF")[2].strip(b"\r\n\t \0"):
        raise Unreadable
    if b"/Encrypt" in content:
        raise Unreadable
    # The same bytes may be a PDF to one program and an archive to another.
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Active
    # "/J#61vaScript" is the same name to a reader.
    plain = ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    if ACTS.search(plain):
        raise Active


# --- Word and Excel -----------------------------------------------------------------------

ACTIVE_PARTS = re.compile(
    r"vbaproject|vbadata|activex|\.bin$|\.ole$|/embeddings/|macrosheets|dialogsheets|"
    r"externallinks|\.(?:exe|dll|js|vbs|html?|zip|docm|xlsm)$",
    re.I,
)
# Excel keeps the settings of a printer so.
HARMLESS_PARTS = re.compile(r"xl/printerSettings/printerSettings\d+\.bin$")
ACTIVE_WORDS = (b"<!DOCTYPE", b"<!ENTITY", b"macroEnabled", b"DDEAUTO")
RELATION = re.compile(rb"<Relationship\b[^>]{0,2000}>")
FETCHED = re.compile(rb"(?:attachedTemplate|oleObject|frame|subDocument)\b")
ELSEWHERE = re.compile(rb"Target\s*=\s*[\"'](?:https?:|ftp:|file:|mhtml:|\\\\)", re.I)


def _office_kind(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnknownKind from error
    if "[Content_Types].xml" not in names:
        raise UnknownKind
    kinds = {kind for part, kind in PARTS.items() if part in names}
    if len(kinds) != 1:
        raise UnknownKind
    return kinds.pop()


def _check_office(content: bytes) -> None:
    """Read every part within bounds: what a zip says of its own sizes proves nothing."""
    if content[-22:-18] != b"PK\5\6":
        # Something stands behind the archive.
        raise Active
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_parts(packed)
    except Unfit:
        raise
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Unreadable from error
    except Exception as error:
        # zlib's and lzma's own errors, whatever they are called.
        raise Unreadable from error


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooLarge
    if len({part.filename for part in parts}) != len(parts) or packed.comment:
        raise Unreadable
    if min(part.header_offset for part in parts) != 0:
        # Something stands before the archive.
        raise Active
    unpacked = 0
    for part in parts:
        if part.flag_bits & 0x1 or part.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise Unreadable
        if ".." in part.filename or part.filename.startswith(("/", "\\")):
            raise Active
        if ACTIVE_PARTS.search(part.filename) and not HARMLESS_PARTS.match(part.filename):
            raise Active
        read = _read(packed, part, LARGEST_UNPACKED - unpacked)
        unpacked += len(read)
        # Also in the two-byte writing that some programs use.
        words = read.replace(b"\0", b"")
        if part.filename.lower().endswith((".xml", ".rels")) and _acts(words):
            raise Active


def _acts(words: bytes) -> bool:
    """Whether a part holds a macro, an entity, or something to be fetched from elsewhere."""
    if any(word in words for word in ACTIVE_WORDS):
        return True
    return any(FETCHED.search(tag) and ELSEWHERE.search(tag) for tag in RELATION.findall(words))


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    read = bytearray()
    with packed.open(part) as source:
        while piece := source.read(PIECE):
            read += piece
            if len(read) > most:
                raise TooLarge
    return bytes(read)


CHECKS: dict[FileKind, Callable[[bytes], None]] = {
    FileKind.PDF: _check_pdf,
    FileKind.DOCX: _check_office,
    FileKind.XLSX: _check_office,
}


# --- Pictures -----------------------------------------------------------------------------


def _drawn_anew(content: bytes, kind: FileKind) -> bytes:
    """PRIVACY: what a camera or a program wrote beside the picture (place, time) stays out."""
    name = "JPEG" if kind == FileKind.JPEG else "PNG"
    try:
        with Image.open(io.BytesIO(content), formats=(name,)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooLarge
            picture = ImageOps.exif_transpose(found)
            picture = picture.convert("RGB" if name == "JPEG" or picture.mode == "RGB" else "RGBA")
    except Unfit:
        raise
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Unreadable from error
    picture.info.clear()
    drawn = io.BytesIO()
    picture.save(drawn, format=name, **({"quality": 88} if name == "JPEG" else {"optimize": True}))
    if drawn.tell() > LARGEST:
        raise TooLarge
    return drawn.getvalue()
