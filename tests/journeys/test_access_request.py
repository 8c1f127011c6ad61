"""A request for a copy of one's own data, from writing it down to handing it over.

Once for somebody who reads English and is known by a code word, once for somebody who
reads Welsh and is rung back; the office works in the same language each time.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

HUW, SIONED = "huw.trefelin@example.org", "sioned.cwmbychan@example.org"
DESK = "office/data-protection/"
# Language, reference, name, and how the lead makes sure that it is them.
ASKING = [
    ("en", "VP-0003", "Dana Quarrendale", {"method": "code-word", "code_word": "Heron"}),
    ("cy", "VP-0001", "Mair Penfynnon", {"method": "call-back"}),
]


@contextmanager
def reader(browser: Browser, product: Product, language: str, email: str) -> Iterator[Walker]:
    walker = Walker.enter(browser, product, language)
    try:
        walker.sign_in(email)
        yield walker
    finally:
        walker.leave()


def write_down(huw: Walker, who: str) -> str:
    """Return the address of the request an officer wrote down."""
    huw.go("office/people/")
    huw.follow("/office/data-protection/")
    huw.follow("/requests/add/")
    huw.fill(kind="access", who=who, method="phone", language=huw.language, words="Popeth / all.")
    huw.press()
    found = re.search(r"requests/[0-9a-f-]{36}/", huw.page.url)
    assert found
    return f"{DESK}{found[0]}"


def step(sioned: Walker, request: str, name: str, **said: str) -> None:
    """Take one of the steps the request's own page offers."""
    sioned.go(request)
    sioned.follow(f"/{name}/")
    sioned.fill(**said)
    sioned.press()


def take(sioned: Walker) -> dict[str, bytes]:
    """Take the file, and return what is in it."""
    sioned.follow("/copy/take/")
    sioned.fill(way="post")
    with sioned.page.expect_download() as waiting:
        sioned.page.locator("#main-form button[type=submit]").click()
    download = waiting.value
    # PRIVACY: the file's name says nothing of what is in it or whose it is.
    assert download.suggested_filename == "copy.zip"
    with zipfile.ZipFile(io.BytesIO(download.path().read_bytes())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


@pytest.mark.parametrize(("language", "who", "name", "known_by"), ASKING)
def test_a_copy_from_asking_to_handing_over(
    product: Product,
    chromium: Browser,
    language: str,
    who: str,
    name: str,
    known_by: dict[str, str],
) -> None:
    with reader(chromium, product, language, HUW) as huw:
        request = write_down(huw, who)
        # Whoever wrote it down sees it and can do nothing with it.
        assert not huw.page.locator("a[href$='/take-up/']").count()
    with reader(chromium, product, language, SIONED) as sioned:
        sioned.go("office/")
        sioned.go(DESK)
        sioned.follow(f"/{request}")
        step(sioned, request, "take-up")
        assert not sioned.page.locator("form[action$='/gather/']").count(), "not before it is them"
        step(sioned, request, "acknowledge", method="phone")
        step(sioned, request, "identity", **known_by)
        sioned.press("/gather/")
        assert sioned.says(name)
        last = sioned.page.locator("a[href$='/hide/']").count() - 1
        sioned.follow(f"/copy/{last}/hide/")
        sioned.fill(reason="About somebody else.")
        sioned.press()
        assert sioned.says("About somebody else.")
        sioned.press("/make/")
        files = take(sioned)
        assert set(files) == {f"copy-{language}.pdf", f"copy-{language}.json"}
        said = json.loads(files[f"copy-{language}.json"])
        assert said["language"] == language
        assert name in files[f"copy-{language}.json"].decode()
        assert "About somebody else." not in files[f"copy-{language}.json"].decode()
        with pikepdf.open(io.BytesIO(files[f"copy-{language}.pdf"])) as pdf:
            assert str(pdf.Root.Lang) == language
            assert pdf.Root.MarkInfo.Marked
        sioned.go(f"{request}copy/")
        assert not sioned.page.locator("a[href$='/copy/take/']").count(), "it is taken once"
        step(sioned, request, "complete", reason="Posted in a plain envelope.")
        sioned.go(request)
        assert sioned.says("Posted in a plain envelope.")
        assert not sioned.page.locator("a[href$='/refuse/']").count(), "it is closed"
    assert not [mail for _to, mail in product.mails.all if list(mail.iter_attachments())]
