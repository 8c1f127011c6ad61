"""Step 3: a programme entry and an activity, agreed by both sides, complete in both languages."""

import re
from datetime import date

from tests.journeys.thread import BETHAN, HUW, Thread
from tests.journeys.walker import Walker
from vef.demo.world.surveys import A1, Spec

OPENS, CLOSES = date(2026, 11, 23), date(2026, 12, 11)


def enter(thread: Thread) -> None:
    """A programme entry and an activity, complete in both languages."""
    with thread.reader(HUW) as huw:
        huw.go(f"office/programme/add/{thread.request}/")
        huw.fill(
            title_en="Non-emergency calls",
            title_cy="Galwadau difrys",
            objective_en="Would the new way give a better service?",
            objective_cy="A fyddai'r ffordd newydd yn rhoi gwell gwasanaeth?",
            results_due_on=date(2027, 1, 8),
            answer_due_on=date(2027, 2, 12),
        )
        huw.press()
        found = re.search(r"entries/([0-9a-f-]{36})", huw.page.url)
        assert found
        thread.entry = found[1]
        huw.press("/check/cy/")
        huw.press("/check/en/")


def plan(thread: Thread) -> None:
    with thread.reader(HUW) as huw:
        huw.go(f"office/entries/{thread.entry}/activity/")
        huw.page.locator("[name=method]").first.check()
        huw.fill(
            title_en="How calls are handled",
            title_cy="Sut mae galwadau'n cael eu trin",
            what_it_involves_en="Two short videos, then 8 questions.",
            what_it_involves_cy="Dau fideo byr, yna 8 cwestiwn.",
            what_happens_next_en="We bring all answers together and tell you what comes of it.",
            minutes=10,
            eligibility="finalised-only",
            anonymity="choice",
            opens_on=OPENS,
            closes_on=CLOSES,
            answer_within_days=20,
            dpia_reference="DPIA-2026-01",
            rules_version="1",
        )
        huw.press()
        found = re.search(r"activities/([0-9a-f-]{36})", huw.page.url)
        assert found
        thread.activity = found[1]


def write_survey(thread: Thread) -> None:
    with thread.reader(HUW) as huw:
        for spec in A1:
            _add_question(thread, huw, spec)


def _add_question(thread: Thread, huw: Walker, spec: Spec) -> None:
    kind, en, cy, choices, most = spec
    huw.go(f"office/activities/{thread.activity}/questions/new/")
    huw.fill(kind=kind, text_en=en, text_cy=cy)
    if most:
        huw.fill(max_choices=most)
    question = ""
    for start in range(0, max(len(choices), 1), 4):
        if question:
            huw.go(f"office/questions/{question}/")
        for offset, (_code, label_en, label_cy) in enumerate(choices[start : start + 4]):
            huw.fill(
                **{
                    f"choices-{start + offset}-label_en": label_en,
                    f"choices-{start + offset}-label_cy": label_cy,
                }
            )
        huw.press()
        if start + 4 < len(choices):
            huw.go(f"office/activities/{thread.activity}/")
            links = [
                a.get_attribute("href") or ""
                for a in huw.page.locator("a[href*='/questions/']").all()
            ]
            question = [
                m[1] for h in links if (m := re.search(r"/questions/([0-9a-f-]{36})/$", h))
            ][-1]


def agree(thread: Thread) -> None:
    with thread.reader(HUW) as huw:
        huw.go(f"office/activities/{thread.activity}/")
        huw.press("/check/en/")
        huw.press("/plan/")
        huw.press("/agree/")
    with thread.reader(BETHAN) as bethan:
        bethan.go(f"partners/activities/{thread.activity}/")
        bethan.press()
    with thread.reader(HUW) as huw:
        _open_is_refused_without_welsh(thread, huw)


def _open_is_refused_without_welsh(thread: Thread, huw: Walker) -> None:
    huw.go(f"office/activities/{thread.activity}/")
    huw.press("/open/")
    huw.see("Some of the activity's own words are missing in Welsh.")
    # With its Welsh it is a changed plan: both sides look at it again.
    huw.go(f"office/activities/{thread.activity}/edit/")
    huw.fill(what_happens_next_cy="Byddwn yn dweud wrthych beth a ddaw o'r atebion.")
    huw.press()
    huw.press("/check/cy/")
    huw.press("/check/en/")
    huw.press("/agree/")
    with thread.reader(BETHAN) as bethan:
        bethan.go(f"partners/activities/{thread.activity}/")
        bethan.press()
    huw.go(f"office/activities/{thread.activity}/")
    huw.press("/open/")
