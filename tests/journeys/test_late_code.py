"""A partner was late: the office gives a code, which lets one request in. Once in each language."""

import re

import pytest

from tests.journeys.steps import writing
from tests.journeys.thread import HUW, Thread
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

# A lead who reads this language, and what their organisation is called in it.
LATE = {
    "en": ("dana.hollowmere@example.org", "Probation Service Wales"),
    "cy": ("nerys.tircoed@example.org", "Cyngor Sir Gâr"),
}
AUTUMN = {"en": "Autumn 2026", "cy": "Yr hydref 2026"}
WRONG_CODE = "ABCD-EFGH-JKMN"


def test_a_late_code_lets_one_request_in(thread: Thread) -> None:
    partner, _organisation = LATE[thread.language]
    reason = "Their committee met the day after. / Cyfarfu eu pwyllgor y diwrnod wedyn."
    with thread.reader(HUW) as huw:
        code = give_code(huw, reason)
        codes = huw.page.url.removesuffix("new/")
    with thread.reader(partner) as late:
        late.go("partners/requests/new/")
        late.press("/requests/late/")
        thread.request = writing.id_of(late)
        writing.write(late, writing.SERVICE[thread.language])
        late.see("The request window has closed. Your draft is kept.")
        late.follow("/late/")
        late.fill(late_code=WRONG_CODE)
        assert (
            late.ours(
                "This code can't be used here. Check it, or ask us for another one. "
                "Your draft is kept."
            )
            in late.press_refused()
        )
        late.go(f"partners/requests/{thread.request}/check/")
        for answer in writing.SERVICE[thread.language].values():
            assert late.says(answer), "a wrong code costs nothing"
        late.follow("/late/")
        # As it was read out on the phone.
        late.fill(late_code=code.lower().replace("-", " "))
        late.press()
        late.see("Your request has been submitted.")
        assert late.says(reason)
        reference = writing.reference(late)
    thread.mail(partner, "We have your request: %(reference)s", reference=reference)
    with thread.reader(HUW) as huw:
        huw.go("office/requests/")
        row = huw.row(reference).inner_text()
        assert huw.ours("Late") in row
        assert AUTUMN[thread.language] in row
        huw.open(codes)
        row = huw.row(reference).inner_text()
        assert huw.ours("Used") in row
        assert reason in row


def give_code(huw: Walker, reason: str) -> str:
    """Give a late code for the window of autumn; it is shown this once."""
    huw.go("office/windows/")
    huw.click(huw.row(AUTUMN[huw.language]).locator("a[href$='/late-codes/']"))
    huw.follow("/late-codes/new/")
    huw.fill(organisation=LATE[huw.language][1], reason=reason)
    huw.press()
    huw.see(
        "Tell it to the partner now, by phone or in person. It is not shown again. They enter "
        "it on the last page of their draft in this window: %(window)s.",
        window=AUTUMN[huw.language],
    )
    code = huw.page.locator(".vef-deadline strong").inner_text().strip()
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", code)
    assert code != WRONG_CODE
    return code
