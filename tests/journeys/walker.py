"""Somebody at a browser, in one language, finding their way by what a page offers."""

import re
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.totp.internal import auth as totp
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.journeys.product import PASSWORD, Product, totp_secret


def ours(text: str, language: str, **values: Any) -> str:
    """Return words of ours in a language, and make sure that there are any in Welsh."""
    with translation.override(language):
        words = translation.gettext(text)
    if language == "cy":
        assert words != text, f"no Welsh for {text!r}"
    return words % values if values else words


@dataclass
class Walker:
    """A reader with a browser window of their own."""

    product: Product
    language: str
    context: BrowserContext
    page: Page

    @classmethod
    def enter(
        cls,
        browser: Browser,
        product: Product,
        language: str,
        *,
        script: bool = True,
        state: Any = None,
    ) -> "Walker":
        """Open a window; with ``state`` it is one that was signed in before."""
        context = browser.new_context(
            viewport={"width": 1280, "height": 900},
            java_script_enabled=script,
            storage_state=state,
        )
        context.set_default_timeout(15_000)
        return cls(product, language, context, context.new_page())

    def leave(self) -> None:
        self.context.close()

    # --- Going somewhere --------------------------------------------------------

    def go(self, path: str) -> None:
        """Open an address of the product, in the reader's language."""
        self.open(f"{self.product.base}/{self.language}/{path}")

    def open(self, link: str) -> None:
        answer = self.page.goto(link)
        assert answer is not None
        assert answer.status < 400, f"{link} answered {answer.status}"
        self.check()

    def follow(self, ending: str) -> None:
        """Click the link whose address ends so (a pattern)."""
        for link in self.page.locator("a[href]").all():
            href = urlsplit(link.get_attribute("href") or "").path
            if re.search(f"{ending}$", href) and link.is_visible():
                self.click(link)
                return
        raise AssertionError(f"no link to {ending} on {self.page.url}")

    def press(self, ending: str = "") -> None:
        """Press the button that sends a form; ``ending`` is that of the form's address."""
        self.click(self._button(ending))

    def press_refused(self) -> str:
        """Send the page's form, expect it back, and return what its summary says."""
        with self.page.expect_navigation():
            self._button("").click()
        assert self.page.locator("html").get_attribute("lang") == self.language
        summary = self.page.locator(".govuk-error-summary")
        assert summary.locator("a[href^='#id_']").count(), "the summary leads to the field"
        return summary.inner_text()

    def _button(self, ending: str) -> Locator:
        forms = [
            form
            for form in self.page.locator("main form").all()
            if re.search(f"{ending}$", urlsplit(form.get_attribute("action") or "").path)
        ]
        assert forms, f"no form to {ending!r} on {self.page.url}"
        form = next((one for one in forms if one.get_attribute("id") == "main-form"), forms[0])
        for button in form.locator("button[type=submit]").all():
            if button.get_attribute("name") not in {"later", "save", "draft", "_switch"}:
                return button
        raise AssertionError(f"no button in the form to {ending!r} on {self.page.url}")

    def press_named(self, name: str) -> None:
        self.click(self.page.locator(f"button[name={name}]").first)

    def click(self, target: Locator) -> None:
        """Click and wait until the next page is there."""
        with self.page.expect_navigation():
            target.click()
        self.check()

    def check(self) -> None:
        """Every page is in the reader's language and free of faults."""
        assert self.page.locator("html").get_attribute("lang") == self.language, self.page.url
        if self.page.locator(".govuk-error-summary").count():
            summary = self.page.locator(".govuk-error-summary").inner_text()
            raise AssertionError(f"{self.page.url}: {summary}")

    # --- Filling in --------------------------------------------------------------

    def fill(self, **values: Any) -> None:
        """Fill in fields by name: text, dates (a date), choices (by value), ticks (True)."""
        for name, value in values.items():
            field = self.page.locator(f"[name='{name}']")
            if hasattr(value, "year"):
                for part, number in (
                    ("day", value.day),
                    ("month", value.month),
                    ("year", value.year),
                ):
                    self.page.locator(f"[name='{name}_{part}']").fill(str(number))
            elif field.first.get_attribute("type") in {"radio", "checkbox"}:
                for one in value if isinstance(value, list) else [value]:
                    chosen = (
                        field
                        if one is True
                        else self.page.locator(f"[name='{name}'][value='{one}']")
                    )
                    chosen.first.check()
            elif field.first.evaluate("e => e.tagName") == "SELECT":
                field.first.select_option(value)
            else:
                field.first.fill(str(value))

    def fill_all(self, pattern: str, value: Any) -> int:
        """Fill in every field whose name begins so; return how many."""
        names = self.page.eval_on_selector_all(
            f"[name^='{pattern}']", "fields => [...new Set(fields.map(f => f.name))]"
        )
        for name in names:
            self.fill(**{name: value})
        return len(names)

    # --- Reading -------------------------------------------------------------------

    def says(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def ours(self, text: str, **values: Any) -> str:
        """Return words of ours in the reader's language."""
        return ours(text, self.language, **values)

    def see(self, text: str, **values: Any) -> None:
        """Make sure the page says these words of ours, in the reader's language."""
        words = self.ours(text, **values)
        assert self.says(words), (
            f"{words!r} is not on {self.page.url}:\n{self.page.locator('main').inner_text()}"
        )

    def row(self, text: str) -> Locator:
        """Return the line of a table or list that says this; there is one."""
        found = self.page.locator("main tbody tr, main .vef-list li").filter(has_text=text)
        assert found.count() == 1, f"{found.count()} lines with {text!r} on {self.page.url}"
        return found

    def last_part(self, number: int = -2) -> str:
        return urlsplit(self.page.url).path.split("/")[number]

    # --- Signing in ------------------------------------------------------------------

    def sign_in(self, email: str) -> None:
        """Sign in for real: password, then the code of an authenticator app."""
        self.go("account/login/")
        self.fill(login=email, password=PASSWORD)
        self.press()
        self.enter_code(email, totp_secret(email))
        assert "/account/" not in self.page.url, self.page.url

    def enter_code(self, email: str, secret: str) -> None:
        """Type what an authenticator app with this secret shows."""
        # A code is good once and for half a minute: wait for one that is fresh.
        while True:
            counter, second = divmod(int(time.time()), 30)
            if counter > _used_codes.get(email, 0) and second < 22:
                break
            time.sleep(0.5)
        _used_codes[email] = counter
        self.fill(code=totp.format_hotp_value(totp.hotp_value(secret, counter)))
        self.press()


_used_codes: dict[str, int] = {}
