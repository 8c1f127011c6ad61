"""What only a browser can show: the way out, the focus, and the checks of axe."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from vef.common.models import HostBody

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ELSEWHERE = "https://www.bbc.co.uk/weather"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
def host(transactional_db: None) -> HostBody:
    words = {
        "name": "Office",
        "short_name": "Office",
        "commissioner_title": "Head",
        "neutral_name": "Engagement Team",
        "address": "PO Box 99",
    }
    return HostBody.objects.create(
        **{f"{name}_{lang}": word for name, word in words.items() for lang in ("cy", "en")},
        contact_name="Huw Trefelin",
        contact_email="help@example.org",
        contact_phone="01632 960101",
        exit_url=ELSEWHERE,
    )


def open_page(chromium: Browser, **options: object) -> Iterator[Page]:
    context = chromium.new_context(**options)
    context.route(
        f"{ELSEWHERE}**",
        lambda route: route.fulfill(body="<h1>Rain</h1>", content_type="text/html"),
    )
    page = context.new_page()
    yield page
    context.close()


@pytest.fixture
def page(chromium: Browser, host: HostBody) -> Iterator[Page]:
    yield from open_page(chromium)


@pytest.fixture
def plain_page(chromium: Browser, host: HostBody) -> Iterator[Page]:
    yield from open_page(chromium, java_script_enabled=False)


def test_way_out_is_first_and_works_without_scripts(plain_page: Page, live_server) -> None:
    plain_page.goto(f"{live_server.url}/cy/privacy/")
    plain_page.keyboard.press("Tab")
    plain_page.keyboard.press("Enter")
    plain_page.wait_for_url(ELSEWHERE)


def test_shift_three_times_leaves_and_back_does_not_return(page: Page, live_server) -> None:
    came_from = []
    page.on(
        "request",
        lambda request: (
            came_from.append(request.headers.get("referer")) if request.url == ELSEWHERE else None
        ),
    )
    page.goto(f"{live_server.url}/en/cookies/")
    page.goto(f"{live_server.url}/en/privacy/")
    page.keyboard.press("Shift")
    assert page.locator("[data-vef-exit-status]").text_content()
    page.keyboard.press("Shift")
    page.keyboard.press("Shift")
    page.wait_for_url(ELSEWHERE)
    assert came_from == [None]
    page.go_back()
    assert page.url.endswith("/en/cookies/")


def test_capital_letters_do_not_leave(page: Page, live_server, try_pages: list) -> None:
    page.goto(f"{live_server.url}/en/i/gone/")
    for letter in "ABCDE":
        page.keyboard.press(f"Shift+{letter}")
    page.keyboard.press("Shift")
    page.wait_for_timeout(200)
    assert page.url.endswith("/en/i/gone/")


def test_summary_takes_the_focus_and_leads_to_the_control(
    page: Page, live_server, try_pages: list
) -> None:
    page.goto(f"{live_server.url}/en/try/")
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector("[data-vef-error-summary]:focus")
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_title"


def test_switch_keeps_what_was_typed_in_a_browser(page: Page, live_server, try_pages) -> None:
    page.goto(f"{live_server.url}/en/try/")
    page.fill("#id_note", "ŵ ŷ")
    page.check("#id_colour_1")
    page.get_by_role("button", name="Cymraeg").click()
    page.wait_for_url("**/cy/try/")
    assert page.input_value("#id_note") == "ŵ ŷ"
    assert page.is_checked("#id_colour_1")
    assert try_pages == []


def test_pressing_twice_sends_once(page: Page, live_server, try_pages: list) -> None:
    page.goto(f"{live_server.url}/en/try/")
    page.fill("#id_title", "Short")
    page.check("#id_colour_0")
    page.get_by_role("button", name="Send").dblclick()
    page.wait_for_url("**/en/")
    assert len(try_pages) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/cy/",
        "/cy/privacy/",
        "/en/accessibility/",
        "/cy/cookies/",
        "/en/leave/help/",
        "/nowhere",
        "/cy/i/gone/",
        "/en/try/",
    ],
)
def test_axe_finds_nothing_and_nothing_overflows(
    page: Page, live_server, try_pages: list, address: str, size: dict[str, int], scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(live_server.url + address)
    if address == "/en/try/":
        page.get_by_role("button", name="Send").click()
        page.wait_for_selector(".govuk-error-summary")
    assert not [line for line in said if "Content Security" in line or "Refused" in line]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
    page.evaluate(AXE)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    assert len(found["passes"]) > 10
    assert [(each["id"], each["nodes"][0]["target"]) for each in found["violations"]] == []
