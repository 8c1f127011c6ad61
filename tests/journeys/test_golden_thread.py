"""The golden thread from a partner's request to the board report, once in each language.

Every step is done by its own reader on its own page, with a real database, a
real worker, and links read out of mails that a real mail server received.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product, links_in, text_of
from tests.journeys.walker import Walker
from vef.demo.world.requests import TOPICS
from vef.demo.world.surveys import A1

pytestmark = pytest.mark.browser

GETHIN, BETHAN = "gethin.llwyncelyn@example.org", "bethan.rhydlas@example.org"
HUW, FFION = "huw.trefelin@example.org", "ffion.brynderi@example.org"
AARON = "aaron.wickersby@example.org"
# Words that must not stand in front of a person's door.
TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr|dioddefwyr", re.IGNORECASE)
OPENS, CLOSES = date(2026, 11, 23), date(2026, 12, 11)


@pytest.fixture(params=["en", "cy"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_whole_thread(product: Product, chromium: Browser, language: str) -> None:
    thread = Thread(product, chromium, language)
    thread.ask()
    thread.decide()
    thread.enter()
    thread.plan()
    thread.write_survey()
    thread.agree()
    thread.invite()
    thread.reply()
    thread.find()
    thread.answer()
    thread.tell()
    thread.report()
    thread.look_back()


class Thread:
    """One topic on its way; keeps the addresses of what was made."""

    def __init__(self, product: Product, browser: Browser, language: str) -> None:
        self.product, self.browser, self.language = product, browser, language
        self.mails_before = 0
        self.states: dict[str, Any] = {}
        self.topic = TOPICS[0]

    @contextmanager
    def reader(self, email: str = "", *, script: bool = True) -> Iterator[Walker]:
        # Everybody signs in for real once; a code is good once in half a minute.
        state = self.states.get(email)
        walker = Walker.enter(self.browser, self.product, self.language, script=script, state=state)
        try:
            if state:
                walker.go("start/")
            elif email:
                walker.sign_in(email)
                self.states[email] = walker.context.storage_state()
            yield walker
        finally:
            walker.leave()

    # 1. A partner asks, unfinished at first.
    def ask(self) -> None:
        with self.reader(GETHIN) as gethin:
            gethin.see("Ask for a topic")
            assert gethin.says("2027"), "the closing date is in sight"
            self.request = self._write_request(gethin, self.topic.title_en, self.topic.title_cy)
        with self.reader(GETHIN) as gethin:
            gethin.go(f"partners/requests/{self.request}/edit/promise/")
            gethin.fill(promises_feedback=True, feedback_by=date(2027, 3, 31))
            gethin.press()
            gethin.go(f"partners/requests/{self.request}/check/")
            assert gethin.says(self.topic.outputs), "what was typed before is still there"
            gethin.press()
        receipt = self.product.mails.wait_for(GETHIN, count=len(self.product.mails.to(GETHIN)) or 1)
        assert receipt

    def _write_request(self, partner: Walker, title_en: str, title_cy: str) -> str:
        partner.go("partners/requests/new/")
        partner.press()
        request = re.search(r"requests/([0-9a-f-]{36})", partner.page.url)
        assert request
        partner.go(f"partners/requests/{request[1]}/edit/topic/")
        partner.fill(
            written_in=self.language,
            title_en=title_en,
            title_cy=title_cy,
            problem=self.topic.problem,
            objectives=self.topic.objectives,
            outputs=self.topic.outputs,
        )
        partner.press_named("later")
        partner.go(f"partners/requests/{request[1]}/edit/why/")
        partner.fill(decision_to_inform=self.topic.decision_to_inform)
        partner.press()
        return request[1]

    # 2. One request is accepted, another declined.
    def decide(self) -> None:
        with self.reader(AARON) as aaron:
            case = next(t for t in TOPICS if t.reference == "TR-2026-06")
            other = self._write_request(aaron, case.title_en, case.title_cy)
            aaron.go(f"partners/requests/{other}/edit/promise/")
            aaron.fill(promises_feedback=True, feedback_by=date(2027, 3, 31))
            aaron.press()
            aaron.go(f"partners/requests/{other}/check/")
            aaron.see("This reads like a question about one person's case")
            aaron.fill(not_a_case_because=case.not_a_case_because)
            aaron.press()
        before = {who: len(self.product.mails.to(who)) for who in (GETHIN, BETHAN, AARON)}
        with self.reader(HUW) as huw:
            assert huw.page.url.endswith(f"/{self.language}/office/")
            assert huw.says("TR-2026-13") or huw.says("TR-2026-15"), "it waits on the desk"
            self._decide(huw, self.request, "accepted")
            self._decide(huw, other, "declined")
            huw.go(f"office/thread/{other}/")
            assert huw.says("Mr X")
        told = self.product.mails.wait_for(BETHAN, count=before[BETHAN] + 1)[-1]
        assert "We have accepted your topic" in text_of(told), "Bethan reads English"
        told = self.product.mails.wait_for(GETHIN, count=before[GETHIN] + 1)[-1]
        assert "Rydym wedi derbyn eich pwnc" in text_of(told), "Gethin reads Welsh"
        refused = text_of(self.product.mails.wait_for(AARON, count=before[AARON] + 1)[-1])
        assert "one person's case" in refused

    def _decide(self, officer: Walker, request: str, outcome: str) -> None:
        officer.go(f"office/requests/{request}/")
        officer.press("/start/")
        officer.go(f"office/requests/{request}/decide/?outcome={outcome}")
        if outcome == "declined":
            assert officer.page.locator("[name=reason_code]:checked").count(), "the guard named it"
        officer.fill_all("score_", "2")
        officer.fill_all("note_", "Weighed with care.")
        officer.fill(reason="It stands on its own feet.", interest="no")
        officer.press()

    # 3. A programme entry and an activity, complete in both languages.
    def enter(self) -> None:
        with self.reader(HUW) as huw:
            huw.go(f"office/programme/add/{self.request}/")
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
            self.entry = found[1]
            huw.press("/check/cy/")
            huw.press("/check/en/")

    def plan(self) -> None:
        with self.reader(HUW) as huw:
            huw.go(f"office/entries/{self.entry}/activity/")
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
            self.activity = found[1]

    def write_survey(self) -> None:
        with self.reader(HUW) as huw:
            for kind, en, cy, choices, most in A1:
                self._add_question(huw, kind, en, cy, choices, most)

    def agree(self) -> None:
        with self.reader(HUW) as huw:
            huw.go(f"office/activities/{self.activity}/")
            huw.press("/check/en/")
            huw.press("/plan/")
            huw.press("/agree/")
        with self.reader(BETHAN) as bethan:
            bethan.go(f"partners/activities/{self.activity}/")
            bethan.press()
        with self.reader(HUW) as huw:
            self._open_is_refused_without_welsh(huw)

    def _add_question(self, huw, kind, en, cy, choices, most) -> None:
        huw.go(f"office/activities/{self.activity}/questions/new/")
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
                huw.go(f"office/activities/{self.activity}/")
                links = [
                    a.get_attribute("href") or ""
                    for a in huw.page.locator("a[href*='/questions/']").all()
                ]
                question = [
                    m[1] for h in links if (m := re.search(r"/questions/([0-9a-f-]{36})/$", h))
                ][-1]

    def _open_is_refused_without_welsh(self, huw: Walker) -> None:
        huw.go(f"office/activities/{self.activity}/")
        huw.press("/open/")
        huw.see("Some of the activity's own words are missing in Welsh.")
        # With its Welsh it is a changed plan: both sides look at it again.
        huw.go(f"office/activities/{self.activity}/edit/")
        huw.fill(what_happens_next_cy="Byddwn yn dweud wrthych beth a ddaw o'r atebion.")
        huw.press()
        huw.press("/check/cy/")
        huw.press("/check/en/")
        huw.press("/agree/")
        with self.reader(BETHAN) as bethan:
            bethan.go(f"partners/activities/{self.activity}/")
            bethan.press()
        huw.go(f"office/activities/{self.activity}/")
        huw.press("/open/")

    # 4. Invitations: prepared by one, released by another.
    def invite(self) -> None:
        self.mails_before = len(self.product.mails.all)
        with self.reader(HUW) as huw:
            huw.go(f"office/activities/{self.activity}/invite/")
            left_out = huw.page.content()
            for reference in ("VP-0007",):
                assert reference in left_out, "the live case is left out, by reference"
            assert "Saltholme" not in left_out
            huw.press()
            found = re.search(r"batches/([0-9a-f-]{36})", huw.page.url)
            assert found
            self.batch = found[1]
            assert not huw.page.locator("form[action$='/release/']").count(), "not the same person"
        with self.reader(FFION) as ffion:
            ffion.go(f"office/batches/{self.batch}/")
            ffion.press("/release/")
        self.product.mails.wait_until_quiet(at_least=self.mails_before + 20)

    # 5. and 6. People choose, and answer; one by name in two languages, one anonymously.
    def reply(self) -> None:
        fresh = self.product.mails.all[self.mails_before :]
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

        self._scanner_visits(links_in(english)[0])
        self._answer_in_two_languages(english)
        self._answer_anonymously(welsh)
        others = [
            to for to in invited if to not in {"member01@example.com", "member09@example.com"}
        ]
        self._says_no(invited[others[0]])
        self._stops(invited[others[1]])
        for address in others[2:13]:
            self._answer_quickly(invited[address])

    def _link(self, mail) -> str:
        links = [link for link in links_in(mail) if "/i/" in link and not link.endswith("/stop/")]
        return re.sub(r"/(cy|en)/i/", f"/{self.language}/i/", self.product.here(links[0]))

    def _scanner_visits(self, link: str) -> None:
        with self.reader() as scanner:
            link = re.sub(r"/(cy|en)/i/", f"/{self.language}/i/", self.product.here(link))
            for _ in range(3):
                scanner.open(link)
            assert not TELLING.search(scanner.page.title())

    def _start_survey(self, person: Walker, mail) -> None:
        person.open(self._link(mail))
        assert not person.page.locator("[name=choice]:checked").count(), "nothing is preselected"
        person.fill(choice="taking-part")
        person.press()

    def _names(self, person: Walker) -> list[str]:
        return person.page.eval_on_selector_all(
            "#main-form [name^='q']", "fields => [...new Set(fields.map(f => f.name))]"
        )

    def _fill_survey(self, person: Walker, text: str) -> list[str]:
        names = self._names(person)
        for name in names:
            field = person.page.locator(f"[name='{name}']").first
            if field.get_attribute("type") in {"radio", "checkbox"}:
                field.check()
            else:
                field.fill(text)
        return names

    def _answer_in_two_languages(self, mail) -> None:
        with self.reader(script=False) as person:
            self._start_survey(person, mail)
            person.follow("/questions/")
            words = "Rhowch ddyddiad ar gyfer yr alwad nesaf – ŵ ŷ."
            names = self._fill_survey(person, words)
            assert len(names) == 8
            other = "en" if self.language == "cy" else "cy"
            person.language = other
            person.press_named("_switch")
            assert person.page.locator(f"[name='{names[-1]}']").input_value() == words
            assert person.page.locator(f"[name='{names[0]}']").first.is_checked()
            person.language = self.language
            person.press_named("_switch")
            assert person.page.locator(f"[name='{names[-1]}']").input_value() == words
            person.press()
            person.see("Thank you")
            person.open(self._link(mail).rstrip("/") + "/questions/")
            assert words not in person.page.content(), "the link shows nothing that was said"

    def _answer_anonymously(self, mail) -> None:
        with self.reader() as person:
            self._start_survey(person, mail)
            person.follow(r"/s/[0-9a-z-]+/")
            assert not person.context.cookies() or all(
                "session" not in cookie["name"] for cookie in person.context.cookies()
            )
            self._fill_survey(person, "Diolch am ofyn.")
            person.press()
            person.see("Thank you")

    def _says_no(self, mail) -> None:
        with self.reader() as person:
            person.open(self._link(mail))
            person.fill(choice="not-this-time")
            person.press()
            person.see("Not this time, then. That is fine, and it changes nothing for you.")

    def _stops(self, mail) -> None:
        with self.reader() as person:
            person.open(self._link(mail))
            person.fill(choice="stop")
            person.press()
            person.see("We will not write to you again")

    def _answer_quickly(self, mail) -> None:
        with self.reader(script=False) as person:
            self._start_survey(person, mail)
            person.follow("/questions/")
            for name in self._names(person)[:4]:
                person.page.locator(f"[name='{name}']").first.check()
            person.press()

    # 7. Themes, findings, and the results pack.
    def find(self) -> None:
        with self.reader(HUW) as huw:
            huw.go(f"office/activities/{self.activity}/")
            huw.press("/close/")
            huw.go(f"office/activities/{self.activity}/coding/")
            huw.press("/without-words/")
            for _ in range(2):
                huw.go(f"office/activities/{self.activity}/coding/")
                huw.follow(r"/contributions/[0-9a-f-]{36}/coding/")
                for name in huw.page.eval_on_selector_all(
                    "[name^='themes_']", "f => [...new Set(f.map(e => e.name))]"
                ):
                    huw.page.locator(f"[name='{name}']").first.check()
                huw.press()
            huw.go(f"office/activities/{self.activity}/findings/add/")
            huw.fill(
                kind="improve",
                text_en="People want one clear next step.",
                text_cy="Mae pobl eisiau un cam nesaf clir.",
                recommendation_en="Agree a time for the next call.",
                recommendation_cy="Cytuno ar amser ar gyfer yr alwad nesaf.",
            )
            huw.press()
            huw.go(f"office/activities/{self.activity}/findings/")
            huw.press("/cy/")
            huw.press("/en/")
            huw.go(f"office/activities/{self.activity}/findings/")
            huw.press("/results/")
            found = re.search(r"results/([0-9a-f-]{36})", huw.page.url)
            assert found
            self.pack = found[1]
            huw.press("/check/")
        with self.reader(FFION) as ffion:
            ffion.go(f"office/results/{self.pack}/")
            ffion.press("/approve/")
            ffion.press("/deliver/")
        self.product.mails.wait_for(BETHAN, count=1)

    # 8. The partner answers.
    def answer(self) -> None:
        with self.reader(BETHAN) as bethan:
            bethan.go(f"partners/results/{self.pack}/")
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

    # 9. "You said, we did".
    def tell(self) -> None:
        before = len(self.product.mails.all)
        with self.reader(HUW) as huw:
            huw.go(f"office/results/{self.pack}/")
            huw.press("/outcome/")
            found = re.search(r"outcomes/([0-9a-f-]{36})", huw.page.url)
            assert found
            self.outcome = found[1]
            huw.go(f"office/outcomes/{self.outcome}/edit/")
            huw.fill(
                title_en=f"How calls are handled ({self.language})",
                title_cy=f"Sut mae galwadau'n cael eu trin ({self.language})",
                told_us_en="You wanted one clear next step.",
                told_us_cy="Roeddech chi eisiau un cam nesaf clir.",
                changed_en="A time is agreed on every call.",
                changed_cy="Cytunir ar amser ar bob galwad.",
                next_en="We look again in spring.",
                next_cy="Byddwn yn edrych eto yn y gwanwyn.",
            )
            huw.press()
            huw.go(f"office/outcomes/{self.outcome}/")
            huw.press("/cy/")
            huw.press("/en/")
        with self.reader(FFION) as ffion:
            ffion.go(f"office/outcomes/{self.outcome}/")
            ffion.press("/approve/")
            ffion.press("/tell/")
        self.product.mails.wait_until_quiet(at_least=before + 8)
        told = [
            mail
            for _, mail in self.product.mails.all[before:]
            if any("/o/" in x for x in links_in(mail))
        ]
        assert len(told) >= 8
        assert not any(TELLING.search(str(mail)) for mail in told)
        with self.reader() as person:
            link = next(x for x in links_in(told[0]) if "/o/" in x)
            person.open(re.sub(r"/(cy|en)/o/", f"/{self.language}/o/", self.product.here(link)))
            assert person.says(
                "Cytunir ar amser ar bob galwad."
                if self.language == "cy"
                else "A time is agreed on every call."
            )
            person.go("news/")
            assert not person.says(f"({self.language})"), "not public before it is published"
        with self.reader(HUW) as huw:
            huw.go(f"office/outcomes/{self.outcome}/")
            huw.press("/publish/")
            huw.go(f"office/outcomes/{self.outcome}/")
            huw.press("/complete/")
        with self.reader() as anybody:
            anybody.go("news/")
            assert anybody.says(f"({self.language})")

    # 10. The board report, in both languages.
    def report(self) -> None:
        with self.reader(HUW) as huw:
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
        with self.reader(FFION) as ffion:
            ffion.go(f"office/reports/{report}/")
            ffion.fill(interest_declared="None.", approved_on=date(2026, 11, 23))
            ffion.press("/approve/")
            ffion.go(f"office/reports/{report}/")
            ffion.press("/issue/")
            for language in ("cy", "en"):
                answer = ffion.context.request.get(
                    f"{self.product.base}/{self.language}/office/reports/{report}/pdf/{language}/"
                )
                assert answer.status == 200
                assert answer.body().startswith(b"%PDF-")

    # The whole thread on one page and in one PDF.
    def look_back(self) -> None:
        with self.reader(HUW) as huw:
            huw.go(f"office/thread/{self.request}/")
            for who in ("Gethin Llwyncelyn", "Huw Trefelin", "Ffion Brynderi", "Bethan Rhydlas"):
                assert huw.says(who)
            answer = huw.context.request.get(
                f"{self.product.base}/{self.language}/office/thread/{self.request}/pdf/"
            )
            assert answer.body().startswith(b"%PDF-")
        assert "intact" in self.product.manage("audit_verify")
