"""Steps 4 to 6: invitations are prepared and released; people choose and answer."""

import re
from email.message import EmailMessage

from tests.journeys.product import links_in, text_of
from tests.journeys.thread import FFION, HUW, TELLING, Thread
from tests.journeys.walker import Walker


def invite(thread: Thread) -> None:
    """Invitations: prepared by one, released by another."""
    thread.mails_before = len(thread.product.mails.all)
    with thread.reader(HUW) as huw:
        huw.go(f"office/activities/{thread.activity}/invite/")
        left_out = huw.page.content()
        for reference in ("VP-0007",):
            assert reference in left_out, "the live case is left out, by reference"
        assert "Saltholme" not in left_out
        huw.press()
        found = re.search(r"batches/([0-9a-f-]{36})", huw.page.url)
        assert found
        thread.batch = found[1]
        assert not huw.page.locator("form[action$='/release/']").count(), "not the same person"
    with thread.reader(FFION) as ffion:
        ffion.go(f"office/batches/{thread.batch}/")
        ffion.press("/release/")
    thread.product.mails.wait_until_quiet(at_least=thread.mails_before + 20)


def reply(thread: Thread) -> None:
    """People choose, and answer; one by name in two languages, one anonymously."""
    fresh = thread.product.mails.all[thread.mails_before :]
    invited = {to: mail for to, mail in fresh if any("/i/" in link for link in links_in(mail))}
    for number, mail in list(invited.items()):
        assert not TELLING.search(str(mail)), number
    for absent in (
        "member08",
        "member07",
        "member10",
        "member12",
        "member18",
        "member06",
        "member11",
    ):
        assert f"{absent}@example.com" not in invited
    assert len([to for to, _ in fresh if to == "member02@example.com"]) == 1
    welsh, english, both = (invited[f"member{n:02}@example.com"] for n in (1, 9, 5))
    assert "/cy/i/" in text_of(welsh)
    assert "/en/i/" not in text_of(welsh)
    assert "/en/i/" in text_of(english)
    assert "/cy/i/" not in text_of(english)
    words = text_of(both)
    assert 0 <= words.index("/cy/i/") < words.index("/en/i/"), "Welsh first"

    _scanner_visits(thread, links_in(english)[0])
    _answer_in_two_languages(thread, english)
    _answer_anonymously(thread, welsh)
    others = [to for to in invited if to not in {"member01@example.com", "member09@example.com"}]
    _says_no(thread, invited[others[0]])
    _stops(thread, invited[others[1]])
    for address in others[2:13]:
        _answer_quickly(thread, invited[address])


def _link(thread: Thread, mail: EmailMessage) -> str:
    links = [link for link in links_in(mail) if "/i/" in link and not link.endswith("/stop/")]
    return re.sub(r"/(cy|en)/i/", f"/{thread.language}/i/", thread.product.here(links[0]))


def _scanner_visits(thread: Thread, link: str) -> None:
    with thread.reader() as scanner:
        link = re.sub(r"/(cy|en)/i/", f"/{thread.language}/i/", thread.product.here(link))
        for _ in range(3):
            scanner.open(link)
        assert not TELLING.search(scanner.page.title())


def _start_survey(thread: Thread, person: Walker, mail: EmailMessage) -> None:
    person.open(_link(thread, mail))
    assert not person.page.locator("[name=choice]:checked").count(), "nothing is preselected"
    person.fill(choice="taking-part")
    person.press()


def _names(person: Walker) -> list[str]:
    return person.page.eval_on_selector_all(
        "#main-form [name^='q']", "fields => [...new Set(fields.map(f => f.name))]"
    )


def _fill_survey(person: Walker, text: str) -> list[str]:
    names = _names(person)
    for name in names:
        field = person.page.locator(f"[name='{name}']").first
        if field.get_attribute("type") in {"radio", "checkbox"}:
            field.check()
        else:
            field.fill(text)
    return names


def _answer_in_two_languages(thread: Thread, mail: EmailMessage) -> None:
    with thread.reader(script=False) as person:
        _start_survey(thread, person, mail)
        person.follow("/questions/")
        words = "Rhowch ddyddiad ar gyfer yr alwad nesaf – ŵ ŷ."
        names = _fill_survey(person, words)
        assert len(names) == 8
        other = "en" if thread.language == "cy" else "cy"
        person.language = other
        person.press_named("_switch")
        assert person.page.locator(f"[name='{names[-1]}']").input_value() == words
        assert person.page.locator(f"[name='{names[0]}']").first.is_checked()
        person.language = thread.language
        person.press_named("_switch")
        assert person.page.locator(f"[name='{names[-1]}']").input_value() == words
        person.press()
        person.see("Thank you")
        person.open(_link(thread, mail).rstrip("/") + "/questions/")
        assert words not in person.page.content(), "the link shows nothing that was said"


def _answer_anonymously(thread: Thread, mail: EmailMessage) -> None:
    with thread.reader() as person:
        _start_survey(thread, person, mail)
        person.follow(r"/s/[0-9a-z-]+/")
        assert not person.context.cookies() or all(
            "session" not in cookie["name"] for cookie in person.context.cookies()
        )
        _fill_survey(person, "Diolch am ofyn.")
        person.press()
        person.see("Thank you")


def _says_no(thread: Thread, mail: EmailMessage) -> None:
    with thread.reader() as person:
        person.open(_link(thread, mail))
        person.fill(choice="not-this-time")
        person.press()
        person.see("Not this time, then. That is fine, and it changes nothing for you.")


def _stops(thread: Thread, mail: EmailMessage) -> None:
    with thread.reader() as person:
        person.open(_link(thread, mail))
        person.fill(choice="stop")
        person.press()
        person.see("We will not write to you again")


def _answer_quickly(thread: Thread, mail: EmailMessage) -> None:
    with thread.reader(script=False) as person:
        _start_survey(thread, person, mail)
        person.follow("/questions/")
        for name in _names(person)[:4]:
            person.page.locator(f"[name='{name}']").first.check()
        person.press()
