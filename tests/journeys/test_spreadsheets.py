"""A messy sheet on its way in, and a list on its way out, once in each language.

The sheet is as offices have them: letters spoilt by other programs, a quotation left open,
a line break in a name, a formula, somebody twice, somebody who may never come back.
"""

import io
import time
from datetime import date

import pytest
from django.utils import translation
from openpyxl import load_workbook
from playwright.sync_api import Browser

from tests.journeys.product import Product
from tests.journeys.thread import FFION, HUW, Thread
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PHRASES = {
    "en": ("First name", "Surname", "Email", "Language", "Notes"),
    "cy": ("Enw cyntaf", "Cyfenw", "E-bost", "Dewis iaith", "Nodiadau"),
}
# Erased before, of the demonstration's people; one for each language.
ERASED = {"en": "member70@example.com", "cy": "member71@example.com"}
ERASE = """
from database.models import Person
from database.services.erasure import erase_person
from database.services.people import withdraw_person
from vef.common.actors import SYSTEM
person = Person.objects.with_email({address!r}).get()
withdraw_person(person, actor=SYSTEM, method="phone")
erase_person(person, because="asked", actor=SYSTEM)
"""
LINK = '=HYPERLINK(""http://example.net/"",""click"")'
# Known already: one of the demonstration's people, written in another way.
KNOWN = " Member02@EXAMPLE.com "


def lines(language: str, *, mended: bool) -> list[str]:
    """Return the sheet: seven rows, of which three are people to add."""
    of = f"@{language}.example.net"
    name = "Siân" if mended else '"Si\nân"'
    formula = "" if mended else f'"{LINK}"'
    return [
        ",".join(PHRASES[language]),
        f"Gŵenllian,Tŷ Mawr,gwenllian{of},cymraeg,",
        f"{name},Wŷn-Jones,sian{of},both,",
        f"  GŴENLLIAN ,Tŷ  Mawr, GWENLLIAN{of.upper()} ,Welsh,",
        f"{formula or 'Dŵynwen'},Llŷr,dwynwen{of},cy,",
        f"Tomos,Glanymor,{KNOWN},both,",
        f"Alŵyn,Nant-y-Pŷsgod,{ERASED[language]},en,",
    ]


def spoilt(text: str) -> bytes:
    """UTF-8 that a program took for CP1252 and saved once more."""
    raw = text.encode()
    shown = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in raw)
    return shown.encode()


def open_quotation(language: str) -> bytes:
    """CP1252, with a quotation that opens in the third row and never closes."""
    rows = [",".join(PHRASES[language]), "Siân,Môn,sian@example.net,en,", '"Mênna,Llên,,,']
    return "\r\n".join([*rows, *(f"Rhian{n},Tân,r{n}@example.net,en," for n in range(30))]).encode(
        "cp1252"
    )


def choose_file(walker: Walker, name: str, content: bytes) -> None:
    walker.page.locator("[name=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )


def count_of(walker: Walker, words: str) -> str:
    """Return the number beside these words of ours in the list of what the check found."""
    walker.see(words)
    with translation.override(walker.language):
        name = translation.gettext(words)
    row = walker.page.locator(".govuk-summary-list__row").filter(has_text=name)
    return row.locator("dd").inner_text().strip()


def upload(huw: Walker, content: bytes) -> None:
    huw.go("office/people/")
    huw.follow("/people/imports/")
    huw.follow("/add/")
    choose_file(huw, "rhestr.csv", content)
    huw.fill(reason="List of the advice line, agreed by phone.")
    huw.press()


def check_rows(huw: Walker) -> None:
    huw.fill(
        purposes=["database", "email"],
        method="phone",
        language=huw.language,
        safe_channels=["email"],
    )
    huw.fill(on=date(2026, 11, 2))
    huw.press()


def name_of(huw: Walker, address: str) -> str:
    """Look a person up by their address, and return what their details say."""
    find(huw, address)
    assert huw.page.locator("table tbody tr").count() == 1
    huw.follow(r"/people/[0-9a-f-]{36}/")
    huw.follow("/contact/")
    huw.fill(reason="To check the spelling.")
    huw.press()
    return huw.page.locator("main").inner_text()


def find(huw: Walker, address: str) -> None:
    huw.go("office/people/")
    huw.fill(words=address)
    huw.press()


def take_a_list(thread: Thread) -> None:
    """Ask for a list of everybody, let a second person agree, and open what leaves."""
    with thread.reader(HUW) as huw:
        huw.go("office/people/")
        huw.follow("/people/exports/")
        huw.follow("/add/")
        assert not huw.page.locator("[name=columns]:checked").count(), "as few as will do"
        huw.fill(columns=["reference", "name", "reading"], reason="For the phone round of winter.")
        huw.press()
        address = huw.page.url
        huw.see("A manager or the data protection lead who did not ask for it must say yes first.")
        assert not huw.page.locator("form[action$='/approve/'], form[action$='/take/']").count()
    with thread.reader(FFION) as ffion:
        ffion.go("office/people/")
        ffion.follow("/people/exports/")
        ffion.open(address)
        assert ffion.says("For the phone round of winter.")
        ffion.press("/approve/")
        ffion.see("The list is ready.")
    with thread.reader(HUW) as huw:
        huw.open(address)
        with huw.page.expect_download() as waiting:
            huw.page.locator("form[action$='/take/'] button").click()
        download = waiting.value
        # PRIVACY: the file's name says nothing of what is in it.
        assert download.suggested_filename.startswith("list-20")
        content = download.path().read_bytes()
    book = load_workbook(io.BytesIO(content))
    rows = list(book.active.iter_rows(values_only=True))
    assert not book.properties.creator
    assert len(rows[0]) == 3
    names = {row[1] for row in rows[1:]}
    assert "Mair Penfynnon" in names
    assert {"Gŵenllian Tŷ Mawr", "Siân Wŷn-Jones", "Dŵynwen Llŷr"} <= names, "whole letters"
    assert not {name for name in names if name and name.startswith("=")}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_messy_sheet_comes_in_and_a_list_leaves(
    product: Product, chromium: Browser, language: str
) -> None:
    product.manage("shell", "-c", ERASE.format(address=ERASED[language]))
    thread = Thread(product, chromium, language)
    of = f"@{language}.example.net"
    with thread.reader(HUW, script=language == "en") as huw:
        huw.go("office/people/")
        huw.follow("/people/imports/")
        huw.follow("/add/")
        # At once, with the row, and what was typed beside it is kept.
        choose_file(huw, "rhestr.csv", open_quotation(language))
        huw.fill(reason="List of the advice line, agreed by phone.")
        said = huw.press_refused()
        assert "3" in said
        huw.see(
            "A quotation mark opens and never closes, so that one row would swallow all that "
            "follow."
        )
        assert huw.page.locator("[name=reason]").input_value().startswith("List of")
        # Letters spoilt by two programs are right again on the preview.
        upload(huw, spoilt("\r\n".join(lines(language, mended=False))))
        assert huw.says("Gŵenllian")
        assert huw.says("Tŷ Mawr")
        assert huw.page.locator("main a[href*='example.net']").count() == 0, "a formula is text"
        chosen = [huw.page.locator(f"[name=column_{place}]").input_value() for place in range(5)]
        assert chosen == ["first-name", "last-name", "email", "reading", ""]
        check_rows(huw)
        huw.see("All rows or none: mend these in the sheet and bring it in again.")
        huw.see("A line break stands in this cell.")
        huw.see("It begins like a formula.")
        rows = huw.page.locator("main table tbody th").all_inner_texts()
        assert [row.strip() for row in rows] == ["3", "5"]
        assert not huw.page.locator("form[action$='/start/']").count(), "all rows or none"
        # Mended.
        upload(huw, spoilt("\r\n".join(lines(language, mended=True))))
        check_rows(huw)
        for words, number in (
            ("Rows", "6"),
            ("New people", "3"),
            ("On the database already, left as they are", "1"),
            ("More than once in the sheet, taken once", "1"),
            ("Never brought back: left, erased or stopped us", "1"),
            ("Cells to mend", "0"),
        ):
            assert count_of(huw, words) == number, words
        huw.press("/do/start/")
        done = time.monotonic() + 60
        while (
            huw.page.locator("form, .vef-tag").count()
            and not huw.page.locator(".vef-tag--done").count()
        ):
            assert time.monotonic() < done, huw.page.locator("main").inner_text()
            time.sleep(0.5)
            huw.open(huw.page.url)
        assert huw.says("3")
        for address, name in (
            (f"gwenllian{of}", "Gŵenllian Tŷ Mawr"),
            (f"sian{of}", "Siân Wŷn-Jones"),
            (f"dwynwen{of}", "Dŵynwen Llŷr"),
        ):
            assert name in name_of(huw, address)
        find(huw, ERASED[language])
        assert not huw.page.locator("table tbody tr").count(), "nobody erased came back"
        find(huw, KNOWN.strip())
        assert huw.page.locator("table tbody tr").count() == 1
    take_a_list(thread)
