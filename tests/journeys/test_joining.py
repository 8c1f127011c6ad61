"""Somebody joins by the public page, confirms by the mail, and is asked to nothing twice.

Without scripts, as on an old phone, in each language.
"""

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product, links_in, text_of
from tests.journeys.thread import HUW, TELLING
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

NAMES = {"cy": "Gwawr Blaenycwm", "en": "Robin Thornfield"}


def join(walker: Walker, address: str, name: str) -> None:
    walker.go("")
    walker.follow("/join/")
    assert not TELLING.search(walker.page.title())
    walker.fill(
        name=name,
        email=address,
        safe="email",
        shares_mailbox="no",
        reading=walker.language,
        agree=["database", "email"],
        is_old_enough=True,
    )
    walker.press()
    walker.see("Thank you")
    walker.see("If you are in danger, call 999.")


def neutral(mail: EmailMessage, name: str) -> None:
    """Nothing outside or inside the mail tells a stranger what it is about, or of whom."""
    whole = f"{mail['From']} {mail['Subject']} {text_of(mail)}"
    assert not TELLING.search(whole)
    assert name.split()[0] not in whole


@pytest.mark.parametrize("language", ["cy", "en"])
def test_join_confirm_and_join_again(product: Product, chromium: Browser, language: str) -> None:
    address, name = f"joins-{language}@example.net", NAMES[language]
    visitor = Walker.enter(chromium, product, language, script=False)
    try:
        join(visitor, address, name)
        (asking,) = product.mails.wait_for(address)
        neutral(asking, name)
        (link,) = links_in(asking)
        assert re.search(rf"/{language}/join/confirm/[\w-]+/$", link)
        # A scanner opens it first, and nothing comes of that.
        visitor.open(product.here(link))
        visitor.open(product.here(link))
        assert name not in visitor.page.content()
        assert address not in visitor.page.content()
        assert not visitor.page.locator("input:checked").count()
        visitor.fill(choice="yes")
        visitor.press()
        visitor.see("Thank you")
        gone = visitor.page.goto(product.here(link))
        assert gone is not None
        assert gone.status == 410
        # Joining again looks the same; only the mailbox hears that it was not needed.
        join(visitor, address, "Somebody Else")
        _first, known = product.mails.wait_for(address, count=2)
        neutral(known, name)
        (own,) = links_in(known)
        assert "/join/" not in own
    finally:
        visitor.leave()
    office = Walker.enter(chromium, product, language)
    try:
        office.sign_in(HUW)
        office.go("office/people/")
        office.fill(words=address)
        office.press()
        row = office.page.locator("table tbody tr")
        assert row.count() == 1
        office.follow(r"/people/[0-9a-f-]{36}/")
        office.see("Active")
        office.see("Be on the database")
        assert name not in office.page.content()
    finally:
        office.leave()
