"""The file somebody gets: a PDF to read and JSON for machines, in their language."""

import io
import json
import zipfile
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from database.models import ProcessingRecord
from vef.common import clock
from vef.common.bilingual import in_language, languages_for

# The same content gives the same bytes: no time of packing in the file.
EPOCH = (1980, 1, 1, 0, 0, 0)


def sections(lines: Iterable[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Return what is not hidden, in one language, gathered under its headings."""
    shown = [line[language] for line in lines if not line["hidden_because"]]
    return [
        {"title": title, "lines": [{key: one[key] for key in ("label", "value")} for one in found]}
        for title, found in groupby(shown, key=lambda one: one["section"])
    ]


def write_file(lines: list[dict[str, Any]], *, reading: str) -> bytes:
    """Return a ZIP of a PDF and JSON for each language this reader gets, Welsh first.

    PRIVACY: the names inside say nothing of what it is about. Raises PdfError.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for language in languages_for(reading):
            found = sections(lines, language)
            hidden = sum(bool(line["hidden_because"]) for line in lines)
            _put(packed, f"copy-{language}.pdf", _pdf(found, hidden, language))
            _put(packed, f"copy-{language}.json", _machine_readable(found, language))
    return target.getvalue()


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)


def _pdf(found: list[dict[str, Any]], hidden: int, language: str) -> bytes:
    # WeasyPrint takes a second to load; only the process that makes a PDF pays for it.
    from vef.documents.pdf import render_pdf

    with in_language(language):
        title = _("A copy of your information")
        context = {
            "sections": found,
            "hidden": hidden,
            "uses": ProcessingRecord.objects.all(),
            "day": clock.today(),
        }
        return render_pdf("database/pdf/access_copy.html", context, language=language, title=title)


def _machine_readable(found: list[dict[str, Any]], language: str) -> bytes:
    said = {"language": language, "made_on": clock.today().isoformat(), "sections": found}
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
