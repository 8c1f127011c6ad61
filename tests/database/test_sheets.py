"""Messy spreadsheets: their letters, their quotation marks, and what each row is told."""

import csv
import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from database.models import ContactStop, PersonStatus, Suppression
from database.sheets import SheetFault, open_sheet
from database.sheets.checking import Checker
from database.sheets.columns import Column, guess
from database.sheets.decoding import UnknownLetters, decode
from tests.factories.database import AreaFactory, PersonFactory
from vef.privacy import blind_index

WELSH = "Enw,E-bost\nSiân Ŵyn,sian@example.com\nTŷ Gŵyr,ty@example.com\n"


def mangled(text: str) -> bytes:
    """UTF-8 that a program took for CP1252 and saved as UTF-8."""
    letters = []
    for byte in text.encode():
        try:
            letters.append(bytes([byte]).decode("cp1252"))
        except UnicodeDecodeError:
            letters.append(bytes([byte]).decode("latin-1"))
    return "".join(letters).encode()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (WELSH.encode(), "utf-8"),
        (WELSH.encode("utf-8-sig"), "utf-8-bom"),
        (WELSH.encode("utf-16"), "utf-16"),
        (WELSH.encode("utf-16-le"), "utf-16-le"),
        (WELSH.encode("utf-16-be"), "utf-16-be"),
        (WELSH.encode("iso8859-14"), "iso-8859-14"),
        (mangled(WELSH), "utf-8-twice"),
    ],
)
def test_welsh_letters_are_right_whatever_they_were_written_in(content, encoding):
    assert decode(content) == (WELSH, encoding)


def test_windows_letters_and_quotes():
    assert decode("Siân Môn, ‘cartref’".encode("cp1252")) == ("Siân Môn, ‘cartref’", "cp1252")


@pytest.mark.parametrize("text", ["Ángel Núñez", "café", "Ålesund", "José – Mañana", "Siân Ŵyn"])
def test_what_is_right_is_left_alone(text):
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    "content",
    [b"name\x00\n", b"\x81 x", "Ŷ".encode("iso8859-14") + b"\x91x\x92"],
)
def test_letters_that_could_be_two_things_are_refused(content):
    with pytest.raises(UnknownLetters):
        decode(content)


def sheet_of(text: str):
    return open_sheet(text.encode())


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"PK\x03\x04 not a zip", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old-excel"),
        (b"name,,email\nx,y,z\n", "no-headings"),
        (b"Name,name\nx,y\n", "same-heading-twice"),
        (b"name\x00,email\n", "letters"),
        ((",".join(f"c{n}" for n in range(101)) + "\n").encode(), "too-many-columns"),
    ],
)
def test_a_file_that_can_not_be_used_says_why(content, code):
    with pytest.raises(SheetFault) as refused:
        open_sheet(content)
    assert refused.value.code == code


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"GIF89a"])
def test_a_file_of_another_kind_is_told_as_what_it_is(head):
    with pytest.raises(SheetFault, match="another-kind"):
        open_sheet(head + b"name,email\nMair,mair@example.org\n")


def test_a_cell_without_end_is_told_as_such():
    sheet = open_sheet(b"name,notes\nMair," + b"x" * 140_000 + b"\n")
    with pytest.raises(SheetFault) as refused:
        list(sheet.rows())
    assert (refused.value.code, refused.value.row) == ("cell-endless", 2)


def test_a_quotation_that_never_closes_swallows_nothing():
    sheet = sheet_of('name,email\n"Mair,mair@example.com\nHuw,huw@example.com\n')
    with pytest.raises(SheetFault) as refused:
        list(sheet.rows())
    assert (refused.value.code, refused.value.row) == ("quote", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,email\nMair,m@example.com,more\n", "too-many-cells"),
        (f"name,email\n{'x' * 5001},m@example.com\n", "cell-too-long"),
    ],
)
def test_a_row_out_of_shape_stops_the_file(text, code):
    with pytest.raises(SheetFault) as refused:
        list(sheet_of(text).rows())
    assert (refused.value.code, refused.value.row) == (code, 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_are_read_with_their_numbers_and_empty_ones_left_out(delimiter):
    text = f"name{delimiter}email\n\nMair{delimiter}m@example.com\n{delimiter}\nHuw\n"
    assert list(sheet_of(text).rows()) == [(3, ["Mair", "m@example.com"]), (5, ["Huw", ""])]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_an_excel_file_is_read_as_somebody_would_have_typed_it():
    content = workbook(
        [["Enw", "Ffôn", "Dyddiad"], ["Siân Ŵyn", 7700900123, date(2025, 3, 27)], [None] * 3]
    )
    sheet = open_sheet(content)
    assert (sheet.headings, sheet.encoding) == (("Enw", "Ffôn", "Dyddiad"), "xlsx")
    assert list(sheet.rows()) == [(2, ["Siân Ŵyn", "7700900123", "2025-03-27"])]


def test_a_file_that_grows_when_unpacked_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(SheetFault, match="too-large-inside"):
        open_sheet(kept.getvalue())


def test_headings_in_both_languages_are_recognised():
    headings = ("Cyfenw", "First name", "Cyfeiriad e-bost", "Rhif ffôn", "Sir", "Ci")
    assert guess(headings) == {
        0: Column.LAST_NAME,
        1: Column.FIRST_NAME,
        2: Column.EMAIL,
        3: Column.PHONE,
        4: Column.AREA,
    }


# --- Rows ------------------------------------------------------------------------------

MAPPING = {
    0: Column.NAME,
    1: Column.EMAIL,
    2: Column.PHONE,
    3: Column.READING,
    4: Column.AREA,
    5: Column.AGREED_ON,
}
HEAD = ["name", "email", "phone", "language", "area", "agreed"]


def check(*rows: list[str]) -> tuple[list, Checker]:
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows([HEAD, *[row + [""] * (6 - len(row)) for row in rows]])
    checker = Checker(MAPPING)
    return list(checker.new_rows(open_sheet(kept.getvalue().encode()))), checker


@pytest.mark.django_db
def test_a_good_row_comes_out_in_normal_form():
    area = AreaFactory()
    nfd = "Sia\u0302n  W\u0302yn "
    [row], checker = check(
        [nfd, "Sian@Example.com", "01632 960101", "Cymraeg", "ceredigion", "27/3/2025"]
    )
    assert (row.name, row.email, row.reading, row.area_id) == (
        "Siân Ŵyn",
        "Sian@Example.com",
        "cy",
        area.pk,
    )
    assert row.agreed_on == date(2025, 3, 27)
    assert row.email_index == blind_index.email_index("sian@example.com")
    assert checker.report.may_run


FAULTS = [
    (["Mair\nBcc: x", "m@example.com"], "name", "newline"),
    (["Mair\x07", "m@example.com"], "name", "control"),
    (["Mair\u202e", "m@example.com"], "name", "hidden"),
    (["=cmd()", "m@example.com"], "name", "formula"),
    (["T? Gwyr", "m@example.com"], "name", "lost-letter"),
    (["Mair G?yr", "m@example.com"], "name", "lost-letter"),
    (["Mair \ufffdx", "m@example.com"], "name", "lost-letter"),
    (["x" * 201, "m@example.com"], "name", "too-long"),
    (["Mair", "=cmd|x@x.test"], "email", "formula"),
    (["Mair", "not an address"], "email", "not-an-email"),
    (["Mair", "", "7700900123"], "phone", "lost-nought"),
    (["Mair", "", "ask her"], "phone", "not-a-phone"),
    (["Mair", "m@example.com", "", "klingon"], "reading", "not-a-language"),
    (["Mair", "m@example.com", "", "", "Atlantis"], "area", "not-an-area"),
    (["Mair", "m@example.com", "", "", "", "31/2/2025"], "agreed-on", "not-a-date"),
    (["Mair", "m@example.com", "", "", "", "1/1/2031"], "agreed-on", "in-the-future"),
    (["Mair", ""], "email", "no-contact"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("row", "column", "code"), FAULTS)
def test_what_is_wrong_with_a_row_is_said_with_its_place(row, column, code):
    found, checker = check(["Huw", "huw@example.com"], row)
    assert [candidate.name for candidate in found] == ["Huw"]
    assert [tuple(fault) for fault in checker.report.faults] == [(3, column, code)]
    assert not checker.report.may_run


@pytest.mark.django_db
def test_a_real_question_mark_is_no_lost_letter():
    found, _checker = check(["Mair", "m@example.com", "+44 1632 960101"])
    assert found


@pytest.mark.django_db
def test_the_same_person_written_otherwise_is_taken_once():
    rows = [
        ["Siân", "sian@example.com"],
        ["Sian", " SIAN@EXAMPLE.COM "],
        ["S. Ŵyn", "sian@EXAMPLE.com"],
        ["Siân", "", "+44 1632 960101"],
        ["Siân", "", "01632-960101"],
    ]
    found, checker = check(*rows)
    assert len(found) == 2
    assert checker.report.counts["twice"] == 3


@pytest.mark.django_db
def test_whoever_is_known_left_or_was_erased_is_never_brought_back():
    PersonFactory(email="known@example.com")
    PersonFactory(
        email="left@example.com", status=PersonStatus.WITHDRAWN, withdrawn_at="2026-01-01T00:00Z"
    )
    Suppression.objects.create(
        channel="email",
        address_index=blind_index.email_index("gone@example.com"),
        reason=Suppression.Reason.ERASED,
    )
    ContactStop.objects.create(
        person=PersonFactory(email="new@example.com"),
        channel="email",
        method="link",
        address_index=blind_index.email_index("old@example.com"),
    )
    found, checker = check(
        ["A", "KNOWN@example.com"],
        ["B", "left@example.com"],
        ["C", "Gone@Example.com"],
        ["D", "old@example.com"],
    )
    assert found == []
    assert checker.report.counts["known"] == 2
    assert checker.report.counts["suppressed"] == 2
    assert not checker.report.may_run


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3, 300])
def test_checking_asks_the_same_however_many_rows(count, django_assert_num_queries):
    rows = [[f"P{n}", f"p{n}@example.com"] for n in range(count)]
    with django_assert_num_queries(4):
        found, _checker = check(*rows)
    assert len(found) == count
