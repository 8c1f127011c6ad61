"""What a partner's people live through: joining, asking, being accepted or declined.

Once in each language. The office works in the same language each time; the mail and the
portal's words are those of the partner who reads them.
"""

import io
from dataclasses import dataclass

import pikepdf
import pytest

from partners.seed import AVENUES
from tests.journeys.product import PASSWORD, links_in, text_of
from tests.journeys.steps import deciding, writing
from tests.journeys.thread import FFION, HUW, Thread
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Cast:
    """Who plays a part in one language: leads of the demonstration who read it, and others."""

    inviting: str
    newcomer: str
    newcomers_name: str
    declined: str


CASTS = {
    "en": Cast(
        inviting="owen.saltmarshe@example.org",
        newcomer="robin.ashgrove@example.org",
        newcomers_name="Robin Ashgrove",
        declined="pat.underhillan@example.net",
    ),
    "cy": Cast(
        inviting="iestyn.maesllwyd@example.org",
        newcomer="non.brynsiriol@example.org",
        newcomers_name="Non Brynsiriol",
        declined="catrin.nantgwyn@example.org",
    ),
}
PRIORITY = {"en": "Victims are supported", "cy": "Mae dioddefwyr yn cael eu cefnogi"}
REVIEW = next(row for row in AVENUES if row[0] == "right-to-review")
COMPLAINT = next(row for row in AVENUES if row[0] == "force-complaint")
# The words of those who talk, in the language of the thread or any other: they are theirs.
ASIDE, ANSWER = "Is this for callers only? / I alwyr yn unig?", "Yes, callers. / Ie, galwyr."
QUESTION, REPLY = "How many calls a month? / Sawl galwad y mis?", "About sixty. / Tua thrigain."


@pytest.fixture
def cast(thread: Thread) -> Cast:
    return CASTS[thread.language]


# --- From an invitation to the planning record --------------------------------------------


def test_invited_asking_and_decided(thread: Thread, cast: Cast) -> None:
    invite(thread, cast)
    join(thread, cast)
    draft_and_talk(thread, cast)
    reference = submit_and_talk(thread, cast)
    decide_unseen(thread, cast, reference)
    hear(thread, cast, reference)
    take_record(thread, reference)


def invite(thread: Thread, cast: Cast) -> None:
    """A lead asks for an invitation; nothing goes out until the office has approved it."""
    with thread.reader(cast.inviting) as lead:
        lead.follow("/partners/people/")
        lead.follow("/people/invite/")
        lead.fill(
            name=cast.newcomers_name, email=cast.newcomer, role="partner", language=thread.language
        )
        lead.press()
        lead.see("Thank you. The invitation goes out once our office has approved it.")
        assert lead.ours("Waits for our office") in lead.row(cast.newcomer).inner_text()
    assert not thread.product.mails.to(cast.newcomer)
    with thread.reader(FFION) as ffion:
        ffion.go("office/partner-people/")
        ffion.click(ffion.row(cast.newcomer).locator("form[action$='/approve/'] button"))
        ffion.see("Invitation sent. Name: %(name)s", name=cast.newcomers_name)
    told = text_of(thread.mail(cast.inviting, "About the colleague you invited"))
    assert cast.newcomers_name in told


def join(thread: Thread, cast: Cast) -> None:
    """The mail's link leads to a password and to an authenticator app, and works once."""
    (asking,) = thread.product.mails.wait_for(cast.newcomer)
    (link,) = [link for link in links_in(asking) if "/invitation/" in link]
    assert f"/{thread.language}/account/" in link
    with thread.reader() as newcomer:
        newcomer.open(thread.product.here(link))
        newcomer.see("You are invited to an account")
        newcomer.press()
        newcomer.see("Set up your account")
        assert newcomer.page.locator(f"[name=language][value={thread.language}]").is_checked()
        newcomer.fill(password1=PASSWORD, password2=PASSWORD)
        newcomer.press()
        newcomer.see("Set up two-step verification")
        newcomer.follow("/totp/activate/")
        newcomer.see("Type the 6 digits the app shows.")
        secret = newcomer.page.locator("#authenticator_secret").inner_text().strip()
        newcomer.enter_code(cast.newcomer, secret)
        newcomer.see("Keep these recovery codes somewhere safe. Each one works once.")
        newcomer.follow("/start/")
        newcomer.see("Ask for a topic")
        thread.states[cast.newcomer] = newcomer.context.storage_state()
        gone = newcomer.page.goto(thread.product.here(link))
        assert gone is not None
        assert gone.status == 410


def draft_and_talk(thread: Thread, cast: Cast) -> None:
    """A draft with a tick; what colleagues say about it goes to and fro among them."""
    with thread.reader(cast.newcomer) as newcomer:
        thread.request = writing.start(newcomer)
        writing.write(newcomer, writing.SERVICE[thread.language], tick=PRIORITY[thread.language])
        assert newcomer.says(PRIORITY[thread.language])
        newcomer.go(f"partners/requests/{thread.request}/edit/")
        writing.say(newcomer, ASIDE)
        newcomer.see(
            "Until the request is submitted, only your colleagues see what is said here. "
            "The office never will."
        )
    asked = thread.mail(cast.inviting, "A new comment on a request")
    assert ASIDE not in text_of(asked), "what it says stays behind the sign-in"
    with thread.reader(cast.inviting) as lead:
        lead.open(thread.link(asked))
        assert lead.says(ASIDE)
        lead.fill(text=ANSWER)
        lead.press()
    answered = thread.mail(cast.newcomer, "A new comment on a request")
    with thread.reader(cast.newcomer) as newcomer:
        newcomer.open(thread.link(answered))
        assert newcomer.says(ANSWER)


def submit_and_talk(thread: Thread, cast: Cast) -> str:
    """Submit; the office takes it up and asks, the partner answers. Returns the reference."""
    with thread.reader(cast.newcomer) as newcomer:
        newcomer.go(f"partners/requests/{thread.request}/check/")
        newcomer.press()
        newcomer.see("Your request has been submitted.")
        reference = writing.reference(newcomer)
    thread.mail(cast.newcomer, "We have your request: %(reference)s", reference=reference)
    with thread.reader(HUW) as huw:
        deciding.take_up(huw, thread.request)
        assert huw.says(PRIORITY[thread.language])
        assert not huw.says(ASIDE), "said among colleagues"
        writing.say(huw, QUESTION)
    asked = thread.mail(
        cast.newcomer, "A new comment on a request: %(reference)s", reference=reference
    )
    with thread.reader(cast.newcomer) as newcomer:
        newcomer.open(thread.link(asked))
        assert newcomer.says(QUESTION)
        newcomer.fill(text=REPLY)
        newcomer.press()
    # Huw reads English, whatever his screen is set to.
    told = thread.product.mails.wait_for_subject(HUW, f"A new comment on a request: {reference}")
    with thread.reader(HUW) as huw:
        huw.go(f"office/requests/{thread.request}/")
        assert huw.says(REPLY)
        assert REPLY not in text_of(told)
    return reference


def decide_unseen(thread: Thread, cast: Cast, reference: str) -> None:
    """Two assess and a manager decides; the partner sees nothing of it yet."""
    with thread.reader(HUW) as huw:
        deciding.assess(huw, thread.request)
    with thread.reader(FFION) as ffion:
        deciding.assess(ffion, thread.request)
        deciding.decide(ffion, thread.request, "accepted")
        ffion.go(f"office/requests/{thread.request}/")
        ffion.see("Accepted")
        ffion.follow(r"office/letters/[0-9a-f-]{36}/")
        ffion.see("Until it is sent, the partner sees the request as still under review.")
        assert not ffion.page.locator("form[action$='/approve/']").count(), "not the same person"
    with thread.reader(cast.newcomer) as newcomer:
        not_told(newcomer, thread, reference, "Accepted")


def not_told(partner: Walker, thread: Thread, reference: str, *words: str) -> None:
    """The portal says that it is under review, and nothing of these words of ours."""
    partner.go("partners/requests/")
    assert partner.ours("Under review") in partner.row(reference).inner_text()
    partner.go(f"partners/requests/{thread.request}/")
    partner.see("Under review")
    for each in ("Our answer", *words):
        assert not partner.says(partner.ours(each)), each


def hear(thread: Thread, cast: Cast, reference: str) -> None:
    """A second person sends the letter; the partner reads it in the mail and in the portal."""
    words = "We have accepted your topic. We will add it to the engagement programme."
    with thread.reader(HUW) as huw:
        deciding.approve(huw, thread.request)
    told = thread.mail(
        cast.newcomer, "Our decision on your request: %(reference)s", reference=reference
    )
    with thread.reader(cast.newcomer) as newcomer:
        assert newcomer.ours(words) in text_of(told)
        newcomer.open(thread.link(told))
        newcomer.see("Accepted")
        newcomer.see("Our answer")
        newcomer.see(words)


def take_record(thread: Thread, reference: str) -> None:
    """The planning record is a tagged PDF in the language of the button."""
    with thread.reader(HUW) as huw:
        huw.go(f"office/requests/{thread.request}/")
        with huw.page.expect_download() as waiting:
            huw.page.locator(f"form[action$='/record/{thread.language}/'] button").click()
        download = waiting.value
        content = download.path().read_bytes()
        title = huw.ours("Planning record %(reference)s", reference=reference)
    assert download.suggested_filename == f"record-{reference.lower()}-{thread.language}.pdf"
    assert content.startswith(b"%PDF-")
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == thread.language
        assert str(pdf.docinfo["/Title"]) == title
        assert pdf.Root.MarkInfo.Marked


# --- Declined -----------------------------------------------------------------------------


def test_one_persons_case_is_declined_with_where_else_to_turn(thread: Thread, cast: Cast) -> None:
    with thread.reader(cast.declined) as partner:
        thread.request = writing.start(partner)
        writing.write(partner, writing.ONE_CASE[thread.language])
        partner.see("This reads like a question about one person's case")
        assert partner.says(avenue(REVIEW, thread.language)[0])
        partner.fill(not_a_case_because="Others ask the same. / Mae eraill yn gofyn yr un peth.")
        partner.press()
        partner.see("Your request has been submitted.")
        reference = writing.reference(partner)
    name, words = avenue(REVIEW, thread.language)
    with thread.reader(HUW) as huw:
        deciding.take_up(huw, thread.request)
    with thread.reader(FFION) as ffion:
        decline(ffion, thread.request)
    with thread.reader(cast.declined) as partner:
        not_told(partner, thread, reference, "Declined")
        assert not partner.says(name)
    with thread.reader(HUW) as huw:
        deciding.approve(huw, thread.request)
    told = thread.mail(
        cast.declined, "Our decision on your request: %(reference)s", reference=reference
    )
    letter = text_of(told)
    assert name in letter
    assert words in letter
    assert avenue(COMPLAINT, thread.language)[0] not in letter, "only what was chosen"
    with thread.reader(cast.declined) as partner:
        partner.open(thread.link(told))
        partner.see("Declined")
        partner.see(
            "We cannot take this topic forward because it asks for a review of one person's case."
        )
        assert partner.says(name)
        assert partner.says(words)


def avenue(row: tuple[str, ...], language: str) -> tuple[str, str]:
    """Return what an avenue is called and what it does."""
    _code, english, words, welsh, welsh_words = row
    return (welsh, welsh_words) if language == "cy" else (english, words)


def decline(ffion: Walker, request: str) -> None:
    """A manager declines alone, names one other way, and reads it in both letters."""
    deciding.open_decision(ffion, request, "declined")
    for box in ffion.page.locator("[name=avenues]").all():
        box.uncheck()
    ffion.page.get_by_label(avenue(REVIEW, ffion.language)[0]).check()
    ffion.press_named("draft")
    for language in ("en", "cy"):
        letter = ffion.page.locator(f"[name=letter_{language}]").input_value()
        assert avenue(REVIEW, language)[0] in letter
        assert avenue(COMPLAINT, language)[0] not in letter
    deciding.record(ffion, alone_because=deciding.CASE)
