"""Files handed in: known by content, whole, harmless as far as can be told, scanned."""

import io
import sys
import time
import zipfile

import pytest
from PIL import Image

from tests.documents.files import DOCX, EVERY_KIND, PDF, XLSX, clamd, office, picture
from vef.documents import scanning, sniffing
from vef.documents.sniffing import check_file

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(("name", "content", "kind"), EVERY_KIND)
def test_every_kind_that_is_kept(name: str, content: bytes, kind: str) -> None:
    found = check_file(content, name)
    assert (found.kind, found.scanned) == (kind, False)
    if kind not in ("png", "jpg"):
        assert found.content == content


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("empty.txt", b"", sniffing.Empty),
        ("blank.txt", b" \r\n ", sniffing.Empty),
        ("long.txt", b"x" * (sniffing.LARGEST + 1), sniffing.TooLarge),
        # Disguised: what it says and what it is are two things.
        ("plan.pdf", HTML, sniffing.UnknownKind),
        ("notes.txt", HTML, sniffing.UnknownKind),
        ("notes.txt", b"Hello <script>alert(1)</script>", sniffing.UnknownKind),
        ("notes.txt", b"\xef\xbb\xbf  <svg onload=alert(1)>", sniffing.UnknownKind),
        ("notes.txt", b"{\\rtf1 hello}", sniffing.UnknownKind),
        ("notes.txt", b"#!/bin/sh\nrm -rf ~", sniffing.UnknownKind),
        ("notes.txt", b"MZ\x90\x00 a program", sniffing.UnknownKind),
        ("notes.txt", b"caf\xe9", sniffing.UnknownKind),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, sniffing.UnknownKind),
        ("moving.gif", b"GIF89a" + picture("PNG"), sniffing.UnknownKind),
        ("plan.pdf", b"just words", sniffing.Disguised),
        ("run.bat", b"del everything", sniffing.Disguised),
        ("table.csv", b"a,b\n=HYPERLINK(1),2", sniffing.Disguised),
        ("plan.pdf", DOCX, sniffing.Disguised),
        ("letter.docx", XLSX, sniffing.Disguised),
        ("letter.docx", PDF, sniffing.Disguised),
        ("picture.png", picture("JPEG"), sniffing.Disguised),
        ("plan.pdf.exe", PDF, sniffing.Disguised),
        ("plan", PDF, sniffing.Disguised),
        # Not whole.
        ("plan.pdf", b"%PDF-1.7 and no more", sniffing.Unreadable),
        ("plan.pdf", PDF + HTML, sniffing.Unreadable),
        ("plan.pdf", PDF.replace(b"trailer<<", b"trailer<</Encrypt 2 0 R"), sniffing.Unreadable),
        ("hall.jpg", picture("JPEG")[:60], sniffing.Unreadable),
        ("map.png", b"\x89PNG\r\n\x1a\n and no more", sniffing.Unreadable),
        ("letter.docx", DOCX[:-40], sniffing.UnknownKind),
        ("letter.docx", b"PK\x03\x04 and no more", sniffing.UnknownKind),
        # Archives that are no office file.
        ("letter.docx", office("other/part.xml"), sniffing.UnknownKind),
        ("both.docx", office("xl/workbook.xml", word__document=b"", **{"word__document.xml": b""}),
         sniffing.UnknownKind),
        # What acts.
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog/JavaScript(a)"), sniffing.Active),
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog/J#61vaScript(a)"), sniffing.Active),
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog/Launch(a)"), sniffing.Active),
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog/EmbeddedFiles 3 0 R"), sniffing.Active),
        ("letter.docx", office(**{"word__vbaProject.bin": b"x"}), sniffing.Active),
        ("letter.docx", office(**{"word__embeddings__a.docx": b"x"}), sniffing.Active),
        ("letter.docx", office(**{"word__activeX__a.xml": b"x"}), sniffing.Active),
        ("letter.docx", office(**{"..__..__etc": b"x"}), sniffing.Active),
        ("letter.docx", office(types=b"<Types>macroEnabled</Types>"), sniffing.Active),
        ("letter.docx", office(**{"word__a.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>"}),
         sniffing.Active),
        ("letter.docx", office(**{"word__a.xml": "<!DOCTYPE a>".encode("utf-16")}),
         sniffing.Active),
        ("letter.docx", office(**{"word___rels__settings.xml.rels": (
            b'<Relationship Type="x/attachedTemplate" Target="http://example.org/t.dotm"/>')}),
         sniffing.Active),
        # The same bytes, two kinds.
        ("letter.docx", DOCX + HTML, sniffing.Active),
        ("plan.pdf", PDF.replace(b"trailer", DOCX + b"trailer"), sniffing.Active),
    ],
)  # fmt: skip
def test_what_is_not_kept(name: str, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_file(content, name)


def test_something_before_an_archive_is_no_archive() -> None:
    with pytest.raises(sniffing.UnknownKind):
        check_file(b"\x00\x01" + DOCX, "letter.docx")
    # Even where it begins as an archive does.
    before = office("word/document.xml")
    with pytest.raises(sniffing.Unfit):
        check_file(before[:40] + DOCX, "letter.docx")


def test_ordinary_office_files_are_not_taken_for_dangerous_ones() -> None:
    printer = office("xl/workbook.xml", **{"xl__printerSettings__printerSettings1.bin": b"x"})
    assert check_file(printer, "figures.xlsx").kind == "xlsx"
    link = b'<Relationship Type="x/hyperlink" Target="https://example.org/" TargetMode="External"/>'
    linked = office(**{"word___rels__document.xml.rels": link})
    assert check_file(linked, "letter.docx").kind == "docx"


def bomb(*, says: int | None = None) -> bytes:
    """Return an office file whose one part unpacks to more than is let through."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("word/document.xml", "x")
        with packed.open("word/media/a.xml", "w", force_zip64=False) as part:
            for _piece in range(sniffing.LARGEST_UNPACKED // (1 << 20) + 1):
                part.write(b"\0" * (1 << 20))
    content = written.getvalue()
    if says is not None:
        # The directory lies about the size; what comes out is counted anyhow.
        at = content.rindex(b"PK\x01\x02")
        content = content[: at + 24] + says.to_bytes(4, "little") + content[at + 28 :]
    return content


@pytest.mark.parametrize("says", [None, 10])
def test_a_zip_bomb_does_not_go_off(says: int | None) -> None:
    content = bomb(says=says)
    assert len(content) < sniffing.LARGEST
    started = time.monotonic()
    with pytest.raises((sniffing.TooLarge, sniffing.Unreadable)):
        check_file(content, "letter.docx")
    assert time.monotonic() - started < 10


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "MOST_PARTS", 3)
    with pytest.raises(sniffing.TooLarge):
        check_file(office(**{f"word__{number}.xml": b"" for number in range(3)}), "letter.docx")


def test_a_picture_too_large_to_draw_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sniffing, "MOST_PIXELS", 16)
    with pytest.raises(sniffing.TooLarge):
        check_file(picture("PNG", size=(5, 4)), "map.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_without_what_was_written_into_it(kind: str) -> None:
    content = picture(kind, told="Taken at 1 Stryd Fawr") + HTML
    found = check_file(content, f"hall.{kind.lower()}")
    assert b"Stryd Fawr" not in found.content
    assert b"script" not in found.content
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert drawn.size == (8, 4)


# --- The scanner ------------------------------------------------------------------------


def test_a_clean_file_is_kept_and_the_scanner_had_all_of_it(settings) -> None:
    content = ("A line of a long text.\n" * 9000).encode()
    with clamd(b"stream: OK\0") as server:
        settings.SCANNER = server.address
        assert check_file(content, "notes.txt").scanned is True
    assert server.sent == content


def test_what_the_scanner_finds_is_not_kept(settings) -> None:
    with clamd(b"stream: Eicar-Signature FOUND\0") as server:
        settings.SCANNER = server.address
        with pytest.raises(sniffing.Suspicious):
            check_file(PDF, "plan.pdf")


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: ", b"OK\0", b"x" * 9000, b"\0"],
)
def test_anything_but_a_plain_yes_is_no_answer(settings, answer: bytes) -> None:
    with clamd(answer) as server:
        settings.SCANNER = server.address
        with pytest.raises(sniffing.NotScanned):
            check_file(PDF, "plan.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "clamd://127.0.0.1:1",
        "clamd:///nowhere/clamd.sock",
        "clamd://127.0.0.1:notanumber",
        "clamd://",
        "/nowhere/scanner",
        f'{sys.executable} -c "import sys; sys.exit(2)"',
    ],
)
def test_a_scanner_that_is_down_closes_the_door(settings, address: str) -> None:
    settings.SCANNER = address
    with pytest.raises(sniffing.NotScanned):
        check_file(PDF, "plan.pdf")


def test_a_scanner_that_hangs_is_not_waited_for(settings, monkeypatch) -> None:
    monkeypatch.setattr(scanning, "SECONDS", 0.2)
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SCANNER = "clamd://{}:{}".format(*silent.getsockname())
        with pytest.raises(sniffing.NotScanned):
            check_file(PDF, "plan.pdf")
