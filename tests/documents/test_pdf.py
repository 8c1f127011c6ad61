"""What a PDF of ours is: accessible, lasting, the same every time, and without a trace of us."""

import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import page as validator
import pikepdf
import pytest
import weasyprint
from django.conf import settings
from django.utils import translation
from weasyprint.pdf import tags

from tests.documents.pages import page
from vef.common.models import HostBody
from vef.documents.charts import Bar, bar_chart
from vef.documents.errors import PdfError
from vef.documents.pdf import pdf_from_html, render_pdf


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def elements(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    return [
        thing
        for thing in pdf.objects
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == f"/{kind}"
    ]


def faults(content: bytes, tmp_path: Path, profile: validator.ValidationProfile) -> list[str]:
    file = tmp_path / "made.pdf"
    file.write_bytes(content)
    report = validator.validate_pdf(str(file), profile=profile)
    return [] if report.is_compliant else [str(failure) for failure in report.failures]


@pytest.mark.parametrize("profile", ["PDF_UA_1", "PDF_A_2A"])
def test_keeps_to_both_standards(tmp_path: Path, profile: str) -> None:
    chart = bar_chart("Nifer", [Bar("Da iawn", 20, "20"), Bar("Gwael", None, "llai na 10")])
    made = pdf_from_html(page(f"<figure>{chart}</figure>"), title="Prawf ŵ ŷ")

    assert faults(made, tmp_path, getattr(validator.ValidationProfile, profile)) == []


def test_the_validator_does_find_what_is_missing(tmp_path: Path) -> None:
    plain = weasyprint.HTML(string=page()).write_pdf()

    assert faults(plain, tmp_path, validator.ValidationProfile.PDF_UA_1)


def test_carries_language_title_and_scopes() -> None:
    pdf = opened(pdf_from_html(page(), title="Prawf ŵ ŷ"))

    assert str(pdf.Root.Lang) == "cy"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    assert str(pdf.docinfo["/Title"]) == "Prawf ŵ ŷ"
    assert [str(span.Lang) for span in elements(pdf, "Span") if "/Lang" in span] == ["en"]
    assert [str(th.A.Scope) for th in elements(pdf, "TH")] == ["/Column", "/Column", "/Row"]


def test_has_bookmarks_from_its_headings() -> None:
    with opened(pdf_from_html(page(), title="x")) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Prawf ŵ ŷ"]
        assert [item.title for item in outline.root[0].children] == ["Tabl"]


def test_says_nothing_of_who_or_what_made_it() -> None:
    made = pdf_from_html(page(), title="Prawf")
    pdf = opened(made)
    everything = made + b"".join(
        stream.read_bytes() for stream in pdf.objects if isinstance(stream, pikepdf.Stream)
    )

    assert list(pdf.docinfo) == ["/Title"]
    for word in (
        b"must not travel",
        b"WeasyPrint",
        b"pikepdf",
        b"qpdf",
        os.uname().nodename.encode(),
    ):
        assert word not in everything
    assert not re.search(rb"D:20\d\d", everything), "no time of making"
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", {})


def test_the_same_words_give_the_same_bytes_and_others_do_not() -> None:
    first = pdf_from_html(page(), title="x")

    assert pdf_from_html(page(), title="x") == first
    assert pdf_from_html(page("<p>ac un arall</p>"), title="x") != first


def test_the_same_words_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from tests.documents.pages import page\n"
        "from vef.documents.pdf import pdf_from_html\n"
        "print(hashlib.sha256(pdf_from_html(page(), title='x')).hexdigest())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    here = hashlib.sha256(pdf_from_html(page(), title="x")).hexdigest()
    assert other.stdout.strip().endswith(here)


def test_welsh_letters_are_drawn_by_our_own_fonts() -> None:
    pdf = opened(pdf_from_html(page("<p><b>ŵ ŷ Ŵ Ŷ</b></p>"), title="ŵ"))
    names = {str(font.BaseFont) for font in pdf.objects if _is_font(font)}

    assert names
    assert all("Atkinson" in name for name in names), names


def _is_font(thing: object) -> bool:
    return isinstance(thing, pikepdf.Dictionary) and "/BaseFont" in thing


def test_the_private_part_of_weasyprint_we_lean_on_is_the_one_we_know() -> None:
    assert weasyprint.__version__.startswith("70."), "read vef/documents/pdf.py before moving on"
    assert tags._build_box_tree.says_more


@pytest.mark.parametrize(
    "body",
    ["<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>"],
)
def test_a_picture_without_words_is_refused(body: str) -> None:
    with pytest.raises(PdfError, match="alt"):
        pdf_from_html(page(body), title="x")


def test_a_page_without_a_language_is_refused() -> None:
    with pytest.raises(PdfError, match="lang"):
        pdf_from_html(page().replace('lang="cy"', ""), title="x")


def test_an_endless_page_is_refused() -> None:
    with pytest.raises(PdfError):
        pdf_from_html(page("x" * 4_000_001), title="x")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_base_page_in_both_languages(language: str, tmp_path: Path) -> None:
    HostBody.objects.create(
        name_en="Example Office", name_cy="Swyddfa Enghreifftiol", short_name_en="Office",
        short_name_cy="Swyddfa",
    )  # fmt: skip
    context = {"version": "1.2", "twin_title": "Y llall / the other"}
    before = translation.get_language()
    made = render_pdf("pdf/base.html", context, language=language, title="Teitl ŵ", draft=True)

    assert translation.get_language() == before
    assert str(opened(made).Root.Lang) == language
    assert faults(made, tmp_path, validator.ValidationProfile.PDF_UA_1) == []
    said = text(made, tmp_path)
    assert "Mae'r ddogfen hon ar gael yn Gymraeg yn ogystal â Saesneg." in said
    assert "This document is available in Welsh as well as English." in said
    assert ("Swyddfa Enghreifftiol" if language == "cy" else "Example Office") in said
    assert "Y llall / the other" in said
    assert "1.2" in said


@pytest.mark.django_db
def test_the_fingerprint_follows_the_words(tmp_path: Path) -> None:
    one = text(render_pdf("pdf/base.html", {}, language="en", title="A"), tmp_path)
    two = text(render_pdf("pdf/base.html", {}, language="en", title="B"), tmp_path)
    pattern = re.compile(r"\b[0-9a-f]{16}\b")

    assert pattern.search(one)
    assert pattern.search(one)[0] != pattern.search(two)[0]


@pytest.mark.django_db
def test_typed_markup_stays_words(tmp_path: Path) -> None:
    title = '<img src="file:///etc/passwd" alt="x">'
    made = render_pdf("pdf/base.html", {}, language="en", title=title)

    assert "file:///etc/passwd" in text(made, tmp_path)


def text(content: bytes, tmp_path: Path) -> str:
    """Return the words of a PDF, as a reader that ignores tags would."""
    file = tmp_path / "words.pdf"
    file.write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True
    )
    return re.sub(r"\s+", " ", done.stdout)
