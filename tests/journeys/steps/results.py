"""Steps 7 and 8: answers become findings and a results pack; the partner answers each finding."""

import re
from datetime import date

from tests.journeys.thread import BETHAN, FFION, HUW, Thread


def find(thread: Thread) -> None:
    """Themes, findings, and the results pack."""
    with thread.reader(HUW) as huw:
        huw.go(f"office/activities/{thread.activity}/")
        huw.press("/close/")
        huw.go(f"office/activities/{thread.activity}/coding/")
        huw.press("/without-words/")
        for _ in range(2):
            huw.go(f"office/activities/{thread.activity}/coding/")
            huw.follow(r"/contributions/[0-9a-f-]{36}/coding/")
            for name in huw.page.eval_on_selector_all(
                "[name^='themes_']", "f => [...new Set(f.map(e => e.name))]"
            ):
                huw.page.locator(f"[name='{name}']").first.check()
            huw.press()
        huw.go(f"office/activities/{thread.activity}/findings/add/")
        huw.fill(
            kind="improve",
            text_en="People want one clear next step.",
            text_cy="Mae pobl eisiau un cam nesaf clir.",
            recommendation_en="Agree a time for the next call.",
            recommendation_cy="Cytuno ar amser ar gyfer yr alwad nesaf.",
        )
        huw.press()
        huw.go(f"office/activities/{thread.activity}/findings/")
        huw.press("/cy/")
        huw.press("/en/")
        huw.go(f"office/activities/{thread.activity}/findings/")
        huw.press("/results/")
        found = re.search(r"results/([0-9a-f-]{36})", huw.page.url)
        assert found
        thread.pack = found[1]
        huw.press("/check/")
    with thread.reader(FFION) as ffion:
        ffion.go(f"office/results/{thread.pack}/")
        ffion.press("/approve/")
        ffion.press("/deliver/")
    thread.product.mails.wait_for(BETHAN, count=1)


def answer(thread: Thread) -> None:
    """The partner answers."""
    with thread.reader(BETHAN) as bethan:
        bethan.go(f"partners/results/{thread.pack}/")
        bethan.press("/received/")
        table = bethan.page.locator("main").inner_text()
        assert re.search(r"\b10\b", table), "the base is shown, rounded"
        assert not re.search(r"\b1[123]\b(?! ?(?:Rhagfyr|December|Ionawr|January))", table), (
            "and not exact"
        )
        bethan.follow(r"/answers/[0-9a-f-]{36}/")
        bethan.fill(
            status="accepted",
            action="We agree a time for the next call.",
            owner="Head of the hub",
            due_on=date(2027, 3, 1),
        )
        bethan.press()
