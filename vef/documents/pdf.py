"""HTML into PDF: tagged, in one language, from the project's own files only.

The only module that imports WeasyPrint. What it writes is PDF/UA-1 (it can be
read aloud) and PDF/A-2a (it can be kept), and the same input always gives the
same bytes: no clock, no random id and no name of a machine or program is in it.
"""

import hashlib
import io
import logging
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

import pikepdf
import pydyf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint import pdf as pdf_writer
from weasyprint.css import ColorProfile
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from vef.common.models import HostBody
from vef.documents.errors import PdfError

__all__ = ["pdf_from_html", "render_pdf"]

# Our own scheme: "vef-static:vef/fonts/….ttf" is a static file of the project.
STATIC_SCHEME = "vef-static:"
STATIC_KINDS = {
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".css": "text/css",
}
DATA_IMAGES = ("data:image/svg+xml", "data:image/png", "data:image/jpeg")
LINKS = ("https:", "http:", "mailto:")
STYLES = Path(__file__).with_name("pdf.css")
# Stands in the page until the digest of all the other words is known.
FINGERPRINT = "\ue000fingerprint\ue001"
# More than any report needs; a page that large is a mistake or an attack.
MOST_HTML = 4_000_000

# Fonts and the tag builder are shared by the process; one document is laid out at a time.
_lock = threading.RLock()

for _name in ("weasyprint.progress", "fontTools", "pikepdf"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class ForbiddenAddressError(ValueError):
    """A page asked for something other than the project's own files."""


class OwnFilesOnly(URLFetcher):
    """Serves the project's static files and inline images; everything else stops the document.

    PRIVACY: a wider fetcher would let words typed by somebody read files of this
    machine, or call addresses behind the firewall (security.md T34).
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith(DATA_IMAGES):
            return super().fetch(url, headers)
        if not url.startswith(STATIC_SCHEME):
            raise ForbiddenAddressError(url[:200])
        name = unquote(url.removeprefix(STATIC_SCHEME)).lstrip("/")
        kind = STATIC_KINDS.get(Path(name).suffix)
        try:
            found = finders.find(name) if kind else None
        except SuspiciousOperation:
            found = None
        if not isinstance(found, str):
            raise ForbiddenAddressError(url[:200])
        return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": kind})


def _say_more(original: Any) -> Any:
    """Wrap WeasyPrint's tag builder so that parts keep their language and headers their scope.

    WeasyPrint 70 drops ``lang`` on inner elements, which a bilingual document
    needs (WCAG 3.1.2), and never writes the scope of a table header.
    """

    def build(box: Any, *args: Any) -> Iterator[Any]:
        source = (box._box if isinstance(box, AbsolutePlaceholder) else box).element
        attributes = {} if source is None else source.attrib
        language = attributes.get("lang")
        inner = source is not None and source.tag not in ("html", "body")
        for element in original(box, *args):
            if language and inner:
                element["Lang"] = pydyf.String(language)
            if element["S"] == "/TH":
                row = attributes.get("scope") in ("row", "rowgroup")
                element["A"]["Scope"] = "/Row" if row else "/Column"
            yield element

    build.says_more = True  # type: ignore[attr-defined]
    return build


if not hasattr(tags._build_box_tree, "says_more"):
    tags._build_box_tree = _say_more(tags._build_box_tree)


class _ReadOnce(ColorProfile):
    """Closes the colour profile's file, which WeasyPrint 70 leaves open."""

    def __init__(self, file_object: Any, *args: Any) -> None:
        super().__init__(file_object, *args)
        file_object.close()


pdf_writer.ColorProfile = _ReadOnce


@cache
def _house_style() -> tuple[CSS, FontConfiguration]:
    """Parse the stylesheet and load the fonts, once for each process."""
    fonts = FontConfiguration()
    sheet = CSS(string=STYLES.read_text("utf-8"), font_config=fonts, url_fetcher=OwnFilesOnly())
    return sheet, fonts


class _Faults(logging.Handler):
    """Collects what WeasyPrint only mumbles: a missing alternative text, a lost file."""

    def __init__(self) -> None:
        super().__init__(level=logging.ERROR)
        self.found: list[str] = []

    def emit(self, entry: logging.LogRecord) -> None:
        self.found.append(entry.getMessage())


def render_pdf(
    template: str, context: dict[str, Any], *, language: str, title: str, draft: bool = False
) -> bytes:
    """Render a template that extends ``pdf/base.html`` in one language and return the PDF.

    The base template prints the title as the first heading, the sentence that the
    document exists in both languages, and a fingerprint of all its words.
    ``context`` may hold ``version`` (printed in the foot) and ``twin_title``.

    Raises PdfError if the page asks for a foreign file or would not be accessible.
    """
    with translation.override(language):
        # Translators: at the head of each page of a PDF.
        pages = _("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
        before, between, after = pages.split("\0")
        html = render_to_string(
            template,
            {
                "host": HostBody.current(),
                **context,
                "title": title,
                "language": language,
                "draft": draft,
                "demo": settings.DEMO,
                "fingerprint": FINGERPRINT,
                "page_words": {"before": before, "between": between, "after": after},
            },
        )
    digest = hashlib.sha256(html.encode()).hexdigest()
    return pdf_from_html(html.replace(FINGERPRINT, digest[:16]), title=title)


def pdf_from_html(html: str, *, title: str) -> bytes:
    """Turn a whole HTML page into PDF/UA-1 and PDF/A-2a.

    Raises PdfError if it asks for a file that is not the project's own, carries an
    attachment, is too large, or lacks what makes a PDF accessible.
    """
    if len(html) > MOST_HTML:
        raise PdfError("too large")
    faults = _Faults()
    logger = logging.getLogger("weasyprint")
    with _lock:
        logger.addHandler(faults)
        try:
            sheet, fonts = _house_style()
            raw = HTML(string=html, url_fetcher=OwnFilesOnly()).write_pdf(
                stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/a-2a"
            )
        except FatalURLFetchingError as error:
            raise PdfError(str(error)) from error
        finally:
            logger.removeHandler(faults)
    if faults.found:
        raise PdfError("; ".join(faults.found))
    return _finish(raw, title)


def _finish(raw: bytes, title: str) -> bytes:
    """Put the metadata in order: both standards named, nothing about who or what made it."""
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        if "/EmbeddedFiles" in pdf.Root.get("/Names", pikepdf.Dictionary()) or "/AF" in pdf.Root:
            raise PdfError("attachment")
        for page in pdf.pages:
            for annotation in page.get("/Annots", []):
                action = annotation.get("/A", pikepdf.Dictionary())
                address = str(action.get("/URI", "https:"))
                if annotation.get("/Subtype") != "/Link" or not address.startswith(LINKS):
                    raise PdfError("attachment or unlawful link")
                # Printed with the page, never hidden (PDF/A).
                annotation.F = 4
        metadata = pdf.make_stream(_xmp(title))
        metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
        pdf.Root.Metadata = metadata
        del pdf.docinfo
        pdf.docinfo["/Title"] = title
        target = io.BytesIO()
        # Streams are compressed already; compressing again would reach the metadata,
        # which has to stay readable as it is (PDF/A).
        pdf.save(target, deterministic_id=True, compress_streams=False)
    return target.getvalue()


def _xmp(title: str) -> bytes:
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 this file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>""".encode()
