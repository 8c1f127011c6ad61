"""Steps 9 and 10: "You said, we did", the board report, and the whole thread on one page."""

import re
from datetime import date

from tests.journeys.product import links_in
from tests.journeys.thread import FFION, HUW, TELLING, Thread


def tell(thread: Thread) -> None:
    """ "You said, we did"."""
    before = len(thread.product.mails.all)
    with thread.reader(HUW) as huw:
        huw.go(f"office/results/{thread.pack}/")
        huw.press("/outcome/")
        found = re.search(r"outcomes/([0-9a-f-]{36})", huw.page.url)
        assert found
        thread.outcome = found[1]
        huw.go(f"office/outcomes/{thread.outcome}/edit/")
        huw.fill(
            title_en=f"How calls are handled ({thread.language})",
            title_cy=f"Sut mae galwadau'n cael eu trin ({thread.language})",
            told_us_en="You wanted one clear next step.",
            told_us_cy="Roeddech chi eisiau un cam nesaf clir.",
            changed_en="A time is agreed on every call.",
            changed_cy="Cytunir ar amser ar bob galwad.",
            next_en="We look again in spring.",
            next_cy="Byddwn yn edrych eto yn y gwanwyn.",
        )
        huw.press()
        huw.go(f"office/outcomes/{thread.outcome}/")
        huw.press("/cy/")
        huw.press("/en/")
    with thread.reader(FFION) as ffion:
        ffion.go(f"office/outcomes/{thread.outcome}/")
        ffion.press("/approve/")
        ffion.press("/tell/")
    thread.product.mails.wait_until_quiet(at_least=before + 8)
    told = [
        mail
        for _, mail in thread.product.mails.all[before:]
        if any("/o/" in x for x in links_in(mail))
    ]
    assert len(told) >= 8
    assert not any(TELLING.search(str(mail)) for mail in told)
    with thread.reader() as person:
        link = next(x for x in links_in(told[0]) if "/o/" in x)
        person.open(re.sub(r"/(cy|en)/o/", f"/{thread.language}/o/", thread.product.here(link)))
        assert person.says(
            "Cytunir ar amser ar bob galwad."
            if thread.language == "cy"
            else "A time is agreed on every call."
        )
        person.go("news/")
        assert not person.says(f"({thread.language})"), "not public before it is published"
    with thread.reader(HUW) as huw:
        huw.go(f"office/outcomes/{thread.outcome}/")
        huw.press("/publish/")
        huw.go(f"office/outcomes/{thread.outcome}/")
        huw.press("/complete/")
    with thread.reader() as anybody:
        anybody.go("news/")
        assert anybody.says(f"({thread.language})")


def report(thread: Thread) -> None:
    """The board report, in both languages."""
    with thread.reader(HUW) as huw:
        huw.go("office/reports/add/")
        huw.page.locator("[name=timing]").first.check()
        huw.fill(
            title_en="Forum update",
            title_cy="Diweddariad y Fforwm",
            board_en="Criminal Justice Board",
            board_cy="Bwrdd Cyfiawnder Troseddol",
            lead_officer="Ffion Brynderi",
            purpose="monitoring",
            meeting_on=date(2026, 12, 10),
            period_from=date(2026, 10, 1),
            period_until=date(2026, 12, 31),
        )
        huw.press()
        found = re.search(r"reports/([0-9a-f-]{36})", huw.page.url)
        assert found
        report = found[1]
        huw.press("/freeze/")
        huw.go(f"office/reports/{report}/")
        huw.fill(signed_by="Ffion Brynderi", signed_on=date(2026, 11, 23))
        huw.press("/sign/")
    with thread.reader(FFION) as ffion:
        ffion.go(f"office/reports/{report}/")
        ffion.fill(interest_declared="None.", approved_on=date(2026, 11, 23))
        ffion.press("/approve/")
        ffion.go(f"office/reports/{report}/")
        ffion.press("/issue/")
        for language in ("cy", "en"):
            answer = ffion.context.request.get(
                f"{thread.product.base}/{thread.language}/office/reports/{report}/pdf/{language}/"
            )
            assert answer.status == 200
            assert answer.body().startswith(b"%PDF-")


def look_back(thread: Thread) -> None:
    """The whole thread on one page and in one PDF."""
    with thread.reader(HUW) as huw:
        huw.go(f"office/thread/{thread.request}/")
        for who in ("Gethin Llwyncelyn", "Huw Trefelin", "Ffion Brynderi", "Bethan Rhydlas"):
            assert huw.says(who)
        answer = huw.context.request.get(
            f"{thread.product.base}/{thread.language}/office/thread/{thread.request}/pdf/"
        )
        assert answer.body().startswith(b"%PDF-")
    assert "intact" in thread.product.manage("audit_verify")
