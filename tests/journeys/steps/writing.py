"""A partner's user writes a request, page by page, in the language they read in."""

import re
from datetime import date

from tests.journeys.walker import Walker

# Its words in each language: a title, and the answers without which nothing is submitted.
Answers = dict[str, str]
SERVICE: dict[str, Answers] = {
    "en": {
        "title_en": "Calling back when we said we would",
        "problem": "People tell us that they wait for a call at a time we have promised.",
        "objectives": "To learn what a promised call should be like.",
        "outputs": "Comments on a draft of our new standard.",
        "decision_to_inform": "Our standard for calls in 2027.",
    },
    "cy": {
        "title_cy": "Ffonio'n ôl pan ddywedom y byddem",
        "problem": "Mae pobl yn dweud eu bod yn aros am alwad ar amser a addawyd.",
        "objectives": "Dysgu sut alwad y dylai galwad a addawyd fod.",
        "outputs": "Sylwadau ar ddrafft o'n safon newydd.",
        "decision_to_inform": "Ein safon ar gyfer galwadau yn 2027.",
    },
}
ONE_CASE: dict[str, Answers] = {
    "en": {
        **SERVICE["en"],
        "title_en": "Why was Mr X's burglary not investigated?",
        "objectives": "To find out whether the decision was right.",
    },
    "cy": {
        **SERVICE["cy"],
        "title_cy": "Pam na chafodd byrgleriaeth Mr X ei hymchwilio?",
        "objectives": "Dysgu a oedd y penderfyniad yn gywir.",
    },
}


def start(partner: Walker) -> str:
    """Begin a request in the open window, and return its id."""
    partner.go("partners/requests/new/")
    partner.see(
        "You do not have to finish in one go. What you write is kept, and your colleagues can "
        "add to it."
    )
    partner.press()
    return id_of(partner)


def id_of(partner: Walker) -> str:
    found = re.search(r"requests/([0-9a-f-]{36})/", partner.page.url)
    assert found
    return found[1]


def write(partner: Walker, answers: Answers, *, tick: str = "") -> None:
    """Go from the task list through all steps to the last page, answering what is needed."""
    first = {name: words for name, words in answers.items() if name != "decision_to_inform"}
    partner.follow("/edit/topic/")
    partner.fill(**first)
    partner.press()
    partner.fill(decision_to_inform=answers["decision_to_inform"])
    if tick:
        partner.page.get_by_label(tick).check()
    partner.press()
    for _optional in ("people", "resources"):
        partner.press()
    partner.fill(promises_feedback=True, feedback_by=date(2027, 9, 30))
    partner.press()
    partner.see("Check your answers")
    for answer in answers.values():
        assert partner.says(answer)


def title_of(answers: Answers) -> str:
    return next(words for name, words in answers.items() if name.startswith("title"))


def say(walker: Walker, words: str) -> None:
    """Write a comment, from a page that leads to the comments."""
    walker.follow("/comments/")
    walker.fill(text=words)
    walker.press()
    assert walker.says(words)


def reference(walker: Walker) -> str:
    """Return the reference that a request's page shows."""
    words = walker.page.locator("main .govuk-caption-l").first.inner_text().strip()
    assert re.fullmatch(r"TR-\d{4}-\d{2,}", words), words
    return words
