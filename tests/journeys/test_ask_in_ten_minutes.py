"""A partner's user who has read no manual enters TR-2026-07: what it takes, counted."""

import os
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from partners.views.asking import count_words
from tests.journeys.product import Product
from tests.journeys.thread import Thread
from tests.journeys.walker import Walker
from vef.demo.world.requests import TOPICS

pytestmark = pytest.mark.browser

MALI = "mali.penrhosgadfan@example.org"
TOPIC = next(topic for topic in TOPICS if topic.reference == "TR-2026-07")
ANSWERS = {
    "en": {
        "title": TOPIC.title_en,
        "problem": TOPIC.problem,
        "objectives": TOPIC.objectives,
        "outputs": TOPIC.outputs,
        "decision_to_inform": TOPIC.decision_to_inform,
        "audience": "People who came to one of our courts and whose case has ended.",
        "officers": "The delivery manager will come and listen. The head of estates will act.",
    },
    "cy": {
        "title": TOPIC.title_cy,
        "problem": "Mae ystafelloedd aros a gwybodaeth yn wahanol rhwng ein pedwar llys.",
        "objectives": "Gwella'r ystafelloedd aros a'r wybodaeth a gaiff pobl ar y diwrnod.",
        "outputs": "Rhestr o newidiadau y gall pob llys eu gwneud.",
        "decision_to_inform": "Cynllun yr ystadau ar gyfer 2027.",
        "audience": "Pobl a ddaeth i un o'n llysoedd ac y mae eu hachos ar ben.",
        "officers": "Bydd y rheolwr cyflenwi'n dod. Bydd pennaeth yr ystadau'n gweithredu.",
    },
}
# A generous measure: reading a page, finding a button, going from box to box, and typing at
# forty words a minute what has been thought of before.
SECONDS_A_CLICK, SECONDS_A_BOX, SECONDS_A_WORD = 20, 5, 1.5


class Counted(Walker):
    """A reader whose every click and box is counted, and who types no address by hand."""

    clicks = boxes = words = 0

    def click(self, target: Locator) -> None:
        self.clicks += 1
        super().click(target)

    def fill(self, **values: Any) -> None:
        for value in values.values():
            self.boxes += 3 if hasattr(value, "year") else 1
            self.words += count_words(value) if isinstance(value, str) else 0
        super().fill(**values)


@pytest.mark.skipif(
    os.environ.get("DATABASE_URL", "").startswith("postgres"),
    reason="the same pages on every database",
)
@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("script", [True, False])
def test_a_request_is_entered_in_under_ten_minutes(
    product: Product, chromium: Browser, language: str, script: bool
) -> None:
    thread = Thread(product, chromium, language)
    with thread.reader(MALI):
        state = thread.states[MALI]
    answers = ANSWERS[language]
    mali = Counted.enter(chromium, product, language, script=script, state=state)
    try:
        mali.go("start/")
        mali.follow("/partners/requests/new/")
        mali.press()
        mali.follow("/edit/topic/")
        # The language is the one she reads in: nothing to choose.
        assert mali.page.locator(f"[name=written_in][value={language}]").is_checked()
        mali.see("What good looks like")
        mali.fill(
            **{f"title_{language}": answers["title"]},
            problem=answers["problem"],
            objectives=answers["objectives"],
            outputs=answers["outputs"],
        )
        mali.press()
        mali.fill(decision_to_inform=answers["decision_to_inform"])
        mali.press()
        mali.fill(audience=answers["audience"])
        mali.press()
        mali.fill(officers=answers["officers"])
        mali.press()
        mali.fill(promises_feedback=True, feedback_by=date(2027, 9, 30))
        mali.press()
        mali.see("Check your answers")
        for answer in answers.values():
            assert mali.says(answer)
        mali.press()
        mali.see("Your request has been submitted.")
    finally:
        mali.leave()
    # Nine clicks and a dozen boxes, the day of the promise in three of them.
    assert (mali.clicks, mali.boxes) == (9, 11)
    needed = (
        mali.clicks * SECONDS_A_CLICK + mali.boxes * SECONDS_A_BOX + mali.words * SECONDS_A_WORD
    )
    assert needed < 600, f"{needed:.0f} seconds"
    assert needed > 120, "a journey that takes no time measured nothing"
