"""Files that prove consent, looked at before they are kept: what they are, not what they say.

A file's kind is told by its content, never by its name. Pictures are drawn anew, so that
nothing a camera wrote into them (place, time, owner) is kept. Where the office has a
scanner, it is asked, and without its answer nothing is kept.
"""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from vef.documents import scanning

LARGEST = 5 * 1024 * 1024
# A scan of a page at 600 dots an inch has some 35 million pixels.
MOST_PIXELS = 50_000_000
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SIGNATURES = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG))
EXTENSIONS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


class Unfit(ValueError):
    """The file is not kept. The subclass says why."""


class Empty(Unfit):
    """There is nothing in it."""


class TooLarge(Unfit):
    """It is larger than LARGEST bytes, or a picture of more than MOST_PIXELS."""


class UnknownKind(Unfit):
    """It is neither a PDF nor a JPEG or PNG picture, whatever its name says."""


class Unreadable(Unfit):
    """It says it is a picture, but can't be drawn."""


class Suspicious(Unfit):
    """The office's scanner found something in it."""


class NotScanned(Unfit):
    """The office's scanner gave no answer."""


@dataclass(frozen=True)
class Checked:
    """A file that may be kept."""

    content: bytes
    media_type: str
    name: str


def check_file(content: bytes, name: str) -> Checked:
    """Return the file as it may be kept. Raises Unfit.

    Asks the scanner of ``settings.SCANNER``, if one is set.
    """
    if not content:
        raise Empty
    if len(content) > LARGEST:
        raise TooLarge
    kind = media_type_of(content)
    _scan(content)
    if kind != PDF:
        content = _drawn_anew(content, kind)
    return Checked(content, kind, name.replace("\\", "/").rpartition("/")[2][:200])


def media_type_of(content: bytes) -> str:
    """Tell a file's kind by how it begins. Raises UnknownKind."""
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            return kind
    raise UnknownKind


def _drawn_anew(content: bytes, kind: str) -> bytes:
    name = "JPEG" if kind == JPEG else "PNG"
    try:
        with Image.open(io.BytesIO(content), formats=(name,)) as found:
            if found.width * found.height > MOST_PIXELS:
                raise TooLarge
            picture = ImageOps.exif_transpose(found)
            picture = picture.convert("RGB" if kind == JPEG or picture.mode == "RGB" else "RGBA")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        if isinstance(error, Unfit):
            raise
        raise Unreadable from error
    except Image.DecompressionBombError as error:
        raise TooLarge from error
    # PRIVACY: what a camera or a program wrote beside the picture stays out.
    picture.info.clear()
    drawn = io.BytesIO()
    picture.save(drawn, format=name, **({"quality": 88} if kind == JPEG else {"optimize": True}))
    if drawn.tell() > LARGEST:
        raise TooLarge
    return drawn.getvalue()


def _scan(content: bytes) -> None:
    try:
        scanning.scan(content)
    except scanning.Suspicious as error:
        raise Suspicious from error
    except scanning.NotScanned as error:
        raise NotScanned from error
