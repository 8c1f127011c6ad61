"""The golden thread from a partner's request to the board report, once in each language.

Every step is done by its own reader on its own page, with a real database, a
real worker, and links read out of mails that a real mail server received.
"""

import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product
from tests.journeys.steps import asking, inviting, planning, results, telling
from tests.journeys.thread import Thread

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_whole_thread(product: Product, chromium: Browser, language: str) -> None:
    thread = Thread(product, chromium, language)
    asking.ask(thread)
    asking.decide(thread)
    planning.enter(thread)
    planning.plan(thread)
    planning.write_survey(thread)
    planning.agree(thread)
    inviting.invite(thread)
    inviting.reply(thread)
    results.find(thread)
    results.answer(thread)
    telling.tell(thread)
    telling.report(thread)
    telling.look_back(thread)
