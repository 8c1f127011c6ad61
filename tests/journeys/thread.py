"""One topic on its way through the product, and who walks with it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from playwright.sync_api import Browser

from tests.journeys.product import Product, links_in
from tests.journeys.walker import Walker, ours
from vef.demo.world.requests import TOPICS, Topic

GETHIN, BETHAN = "gethin.llwyncelyn@example.org", "bethan.rhydlas@example.org"
HUW, FFION = "huw.trefelin@example.org", "ffion.brynderi@example.org"
AARON = "aaron.wickersby@example.org"
# Words that must not stand in front of a person's door.
TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr|dioddefwyr", re.IGNORECASE)


@dataclass
class Thread:
    """One topic on its way; keeps the ids of what its steps made."""

    product: Product
    browser: Browser
    language: str
    topic: Topic = TOPICS[0]
    request: str = ""
    entry: str = ""
    activity: str = ""
    batch: str = ""
    pack: str = ""
    outcome: str = ""
    # How many mails there were before the invitations went.
    mails_before: int = 0
    states: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def reader(self, email: str = "", *, script: bool = True) -> Iterator[Walker]:
        """Open a window for this user, signed in, or for somebody without an account."""
        # Everybody signs in for real once; a code is good once in half a minute.
        state = self.states.get(email)
        walker = Walker.enter(self.browser, self.product, self.language, script=script, state=state)
        try:
            if state:
                walker.go("start/")
            # Whoever was away for long is asked to sign in anew.
            if email and (not state or "/account/login/" in walker.page.url):
                walker.sign_in(email)
                self.states[email] = walker.context.storage_state()
            yield walker
        finally:
            walker.leave()

    def mail(self, address: str, subject: str, **values: Any) -> EmailMessage:
        """Wait for the mail with this subject of ours, in the thread's language."""
        words = ours(subject, self.language, **values)
        return self.product.mails.wait_for_subject(address, words)

    def link(self, mail: EmailMessage) -> str:
        """Return where a mail leads, on this product's own port."""
        return self.product.here(links_in(mail)[0])
