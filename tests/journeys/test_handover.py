"""Somebody leaves a partner and hands over; the last lead can't. Once in each language."""

from dataclasses import dataclass

import pytest

from tests.journeys.product import text_of
from tests.journeys.steps import writing
from tests.journeys.thread import Thread
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Cast:
    """The only lead of an organisation, and two colleagues made for the journey."""

    last_lead: str
    last_leads_name: str
    organisation: str
    leaver: str
    successor: str


CASTS = {
    "en": Cast(
        last_lead="rory.fennelwick@example.org",
        last_leads_name="Rory Fennelwick",
        organisation="pcc2",
        leaver="Jess Oldbarrow",
        successor="Ned Larkwell",
    ),
    "cy": Cast(
        last_lead="lowri.hafodlas@example.org",
        last_leads_name="Lowri Hafodlas",
        organisation="npw",
        leaver="Siân Gelliwen",
        successor="Dewi Tŷ'r Ardd",
    ),
}
# Two colleagues of one organisation, who can sign in as everybody in the demonstration can.
COLLEAGUES = """
from allauth.mfa.totp.internal.auth import TOTP
from partners.models import Membership, Organisation
from vef.accounts.models import User
from vef.demo.load.lists import PASSWORD, totp_secret
organisation = Organisation.objects.get(code={code!r})
for email, name in {people!r}:
    user = User.objects.create_user(
        email, PASSWORD, name=name, role="partner", language={language!r}
    )
    TOTP.activate(user, totp_secret(email))
    Membership.objects.create(user=user, organisation=organisation)
"""


def test_a_leaver_hands_over_and_the_last_lead_stays(thread: Thread) -> None:
    cast = CASTS[thread.language]
    leaver, successor = (f"{n}@{cast.organisation}.example.org" for n in ("leaver", "successor"))
    people = [(leaver, cast.leaver), (successor, cast.successor)]
    thread.product.manage(
        "shell",
        "-c",
        COLLEAGUES.format(code=cast.organisation, people=people, language=thread.language),
    )
    title = writing.title_of(writing.SERVICE[thread.language])
    with thread.reader(leaver) as leaving:
        thread.request = writing.start(leaving)
        leaving.follow("/edit/topic/")
        leaving.fill(**{f"title_{thread.language}": title})
        leaving.press_named("later")
        with thread.reader(cast.last_lead) as lead:
            last_lead_stays(lead, cast)
            see_out(lead, cast)
        leaving.go("partners/requests/")
        assert "/account/login/" in leaving.page.url, "the open window ended with it"
    told = thread.mail(successor, "A colleague's work is yours now")
    assert cast.leaver in text_of(told)
    with thread.reader(successor) as taking_over:
        taking_over.open(thread.link(told))
        assert cast.successor in taking_over.row(title).inner_text()
        taking_over.follow(f"/{thread.request}/edit/")
        taking_over.follow("/edit/topic/")
        kept = taking_over.page.locator(f"[name=title_{thread.language}]").input_value()
        assert kept == title
        taking_over.fill(problem=writing.SERVICE[thread.language]["problem"])
        taking_over.press()


def leave_page(lead: Walker, name: str) -> None:
    lead.go("partners/people/")
    lead.click(lead.row(name).locator("a[href$='/leave/']"))


def last_lead_stays(lead: Walker, cast: Cast) -> None:
    leave_page(lead, cast.last_leads_name)
    said = lead.press_refused()
    assert (
        lead.ours(
            "This is the last partner lead. Make somebody else a partner lead first, or name "
            "who takes over."
        )
        in said
    )
    lead.go("partners/people/")
    assert lead.row(cast.last_leads_name).locator("a[href$='/leave/']").count(), "still here"


def see_out(lead: Walker, cast: Cast) -> None:
    """A colleague leaves, and not without somebody for what is in their hands."""
    leave_page(lead, cast.leaver)
    lead.see("In their hands now:")
    assert lead.ours("Choose who takes over what is in their hands.") in lead.press_refused()
    lead.fill(successor=cast.successor)
    lead.press()
    lead.see("They can no longer sign in. Name: %(name)s", name=cast.leaver)
    row = lead.row(cast.leaver).inner_text()
    assert f"{lead.ours('Handed over to:')} {cast.successor}" in row
