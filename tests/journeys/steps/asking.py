"""Steps 1 and 2: a partner asks; the office accepts one request and declines another."""

import re
from datetime import date

from tests.journeys.product import text_of
from tests.journeys.steps import deciding
from tests.journeys.thread import AARON, BETHAN, FFION, GETHIN, HUW, Thread
from tests.journeys.walker import Walker
from vef.demo.world.requests import TOPICS


def ask(thread: Thread) -> None:
    """A partner asks, unfinished at first."""
    with thread.reader(GETHIN) as gethin:
        gethin.see("Ask for a topic")
        assert gethin.says("2027"), "the closing date is in sight"
        thread.request = _write_request(
            thread, gethin, thread.topic.title_en, thread.topic.title_cy
        )
    with thread.reader(GETHIN) as gethin:
        gethin.go(f"partners/requests/{thread.request}/edit/promise/")
        gethin.fill(promises_feedback=True, feedback_by=date(2027, 3, 31))
        gethin.press()
        gethin.go(f"partners/requests/{thread.request}/check/")
        assert gethin.says(thread.topic.outputs), "what was typed before is still there"
        gethin.press()
    receipt = thread.product.mails.wait_for(GETHIN, count=len(thread.product.mails.to(GETHIN)) or 1)
    assert receipt


def _write_request(thread: Thread, partner: Walker, title_en: str, title_cy: str) -> str:
    partner.go("partners/requests/new/")
    partner.press()
    request = re.search(r"requests/([0-9a-f-]{36})", partner.page.url)
    assert request
    partner.go(f"partners/requests/{request[1]}/edit/topic/")
    partner.fill(
        written_in=thread.language,
        title_en=title_en,
        title_cy=title_cy,
        problem=thread.topic.problem,
        objectives=thread.topic.objectives,
        outputs=thread.topic.outputs,
    )
    partner.press_named("later")
    partner.go(f"partners/requests/{request[1]}/edit/why/")
    partner.fill(decision_to_inform=thread.topic.decision_to_inform)
    partner.press()
    return request[1]


def decide(thread: Thread) -> None:
    """One request is accepted, another declined."""
    with thread.reader(AARON) as aaron:
        case = next(t for t in TOPICS if t.reference == "TR-2026-06")
        other = _write_request(thread, aaron, case.title_en, case.title_cy)
        aaron.go(f"partners/requests/{other}/edit/promise/")
        aaron.fill(promises_feedback=True, feedback_by=date(2027, 3, 31))
        aaron.press()
        aaron.go(f"partners/requests/{other}/check/")
        aaron.see("This reads like a question about one person's case")
        aaron.fill(not_a_case_because=case.not_a_case_because)
        aaron.press()
    before = {who: len(thread.product.mails.to(who)) for who in (GETHIN, BETHAN, AARON)}
    with thread.reader(HUW) as huw:
        assert huw.page.url.endswith(f"/{thread.language}/office/")
        assert huw.says("TR-2026-14") or huw.says("TR-2026-16"), "it waits on the desk"
        for request in (thread.request, other):
            deciding.take_up(huw, request)
        deciding.assess(huw, thread.request)
    with thread.reader(FFION) as ffion:
        deciding.assess(ffion, thread.request)
        # One person's case is turned away by a manager alone, who says why.
        deciding.decide(ffion, other, "declined", alone_because=deciding.CASE)
    with thread.reader(HUW) as huw:
        deciding.decide(huw, thread.request, "accepted")
        huw.go(f"office/thread/{other}/")
        assert huw.says("Mr X")
        deciding.approve(huw, other)
    with thread.reader(GETHIN) as gethin:
        gethin.go(f"partners/requests/{thread.request}/")
        assert not gethin.says("Derbyniwyd"), "nothing is shown before the letter is sent"
        assert not gethin.says("Accepted")
    with thread.reader(FFION) as ffion:
        deciding.approve(ffion, thread.request)
    told = thread.product.mails.wait_for(BETHAN, count=before[BETHAN] + 1)[-1]
    assert "We have accepted your topic" in text_of(told), "Bethan reads English"
    told = thread.product.mails.wait_for(GETHIN, count=before[GETHIN] + 1)[-1]
    assert "Rydym wedi derbyn eich pwnc" in text_of(told), "Gethin reads Welsh"
    refused = text_of(thread.product.mails.wait_for(AARON, count=before[AARON] + 1)[-1])
    assert "one person's case" in refused
