"""A person's own page from the mail's link to leaving and coming back, once in each language."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product, links_in
from tests.journeys.thread import HUW, TELLING, Thread
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

# Of the demonstration's people: who agreed a code word, and two who may be written to.
DANA, WORD = "member03@example.com", "heron"
READERS = {"en": "member09@example.com", "cy": "member01@example.com"}
NEW_NUMBER = "07700 900177"


def link_in(mails: list, language: str) -> str:
    """Return the newest link to somebody's own page, in this language."""
    links = [link for mail in mails for link in links_in(mail) if "/m/" in link]
    assert links, "no mail has the link"
    return re.sub(r"/(cy|en)/m/", f"/{language}/m/", links[-1])


def asked_for(thread: Thread, address: str) -> str:
    """Ask for the link as anybody would, and return it from the mail."""
    mails = thread.product.mails
    before = len(mails.to(address))
    with thread.reader(script=False) as anybody:
        anybody.go("m/")
        anybody.fill(email=address)
        anybody.press()
        anybody.see("Thank you")
    found = mails.wait_for(address, count=before + 1)
    assert not TELLING.search(str(found[-1]))
    return thread.product.here(link_in(found, thread.language))


def back_to_menu(person: Walker, link: str, page: str) -> None:
    person.open(link)
    person.follow(f"/{page}/")


@pytest.mark.parametrize("language", ["en", "cy"])
def test_change_pause_leave_and_come_back(
    product: Product, chromium: Browser, language: str
) -> None:
    thread = Thread(product, chromium, language)
    link = asked_for(thread, READERS[language])
    with thread.reader(script=language == "en") as person:
        person.open(link)
        assert not TELLING.search(person.page.title())
        assert READERS[language] not in person.page.content()
        back_to_menu(person, link, "details")
        person.fill(phone=NEW_NUMBER)
        person.press()
        person.see("We have what you entered.")
        back_to_menu(person, link, "ways")
        person.fill(sms="no")
        person.press()
        person.see("Ways that you turned off are turned off from now on.")
        back_to_menu(person, link, "pause")
        person.fill(until=date(2027, 1, 31))
        person.press()
        person.see("We send you nothing until it is over.")
        back_to_menu(person, link, "resume")
        person.fill(choice="yes")
        person.press()
        for what in ("copy", "correct", "erase"):
            back_to_menu(person, link, f"ask/{what}")
            assert not person.page.locator("[name=sure]").is_checked(), "nothing is preselected"
            person.fill(sure=True, words="Ŷ, ŵ.")
            person.press()
            person.see("We have your request")
        back_to_menu(person, link, "leave")
        assert not person.page.locator("[name=choice]:checked").count(), "nothing is preselected"
        person.fill(choice="yes")
        person.press()
        person.see("We will not write to you again")
        person.follow("/back/")
        person.fill(choice="yes")
        person.press()
        person.see("If you had left, you are back with us.")
        assert not [one for one in person.context.cookies() if "session" in one["name"]]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_seeing_what_is_held_needs_the_code_word(
    product: Product, chromium: Browser, language: str, tmp_path: Path
) -> None:
    thread = Thread(product, chromium, language)
    link = product.here(link_in(product.mails.wait_for(DANA), language))
    with thread.reader(script=language == "cy") as dana:
        dana.page.set_viewport_size({"width": 360, "height": 740})
        dana.open(link)
        assert dana.page.evaluate("document.documentElement.scrollWidth") <= 360
        picture = dana.page.screenshot(path=tmp_path / "my-page.png", full_page=True)
        assert picture.startswith(b"\x89PNG")
        dana.follow("/see/")
        dana.fill(code_word=WORD)
        dana.press()
        dana.see("What we have about you")
        assert dana.says("Dana Quarrendale")
        assert dana.says(DANA)
        assert dana.page.evaluate("document.documentElement.scrollWidth") <= 360
        # The proof is kept nowhere: the same address asks again.
        dana.open(dana.page.url)
        assert not dana.says("Dana Quarrendale")


def test_a_code_read_out_by_staff_opens_it_once(product: Product, chromium: Browser) -> None:
    thread = Thread(product, chromium, "en")
    link = product.here(link_in(product.mails.wait_for(DANA), "en"))
    with thread.reader(HUW) as huw:
        huw.go("office/people/")
        huw.fill(words=DANA)
        huw.press()
        huw.follow(r"/people/[0-9a-f-]{36}/")
        huw.follow("/code/")
        huw.fill(channel="person", reason="She is here and showed her letter.")
        huw.press()
        code = huw.page.locator(".govuk-panel__title").inner_text()
    with thread.reader(script=False) as dana:
        for is_known in (True, False):
            dana.open(f"{link}see/")
            dana.fill(code_word=code)
            dana.page.locator("main form button[type=submit]").click()
            dana.page.wait_for_load_state()
            assert dana.says("Dana Quarrendale") is is_known
