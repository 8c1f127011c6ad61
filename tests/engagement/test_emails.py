import re

import pytest
from django.utils.translation import gettext

from engagement.models import Anonymity
from engagement.services import invitations
from tests.factories.database import contactable_person
from tests.factories.engagement import open_survey
from vef.common.bilingual import in_language
from vef.common.models import HostBody
from vef.outbox.delivery import deliver_due

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
LINK = re.compile(r"https?://[^\s\"<]+/i/[\w-]+/")


@pytest.fixture
def host():
    return HostBody.objects.create(
        name_en="Office of the Police and Crime Commissioner",
        name_cy="Swyddfa Comisiynydd yr Heddlu a Throseddu",
        short_name_en="OPCC",
        short_name_cy="SCHTh",
        neutral_name_en="Engagement Team",
        neutral_name_cy="Tîm Ymgysylltu",
        contact_email="team@example.org",
    )


@pytest.fixture
def sent(officer, manager, mail_server, host):
    """Send an invitation to somebody; return their mail."""

    def send(**person):
        contactable_person(**person)
        activity = open_survey(
            anonymity=Anonymity.NAMED,
            title_en="How the police handle calls about crime",
            title_cy="Sut mae'r heddlu'n trin galwadau am droseddau",
        )
        batch = invitations.prepare_batch(activity=activity, actor=officer)
        invitations.release_batch(batch, actor=manager)
        deliver_due()
        return mail_server.messages[-1]

    return send


@pytest.mark.parametrize(
    ("reading", "languages", "sender"),
    [
        ("cy", ["cy"], "Tîm Ymgysylltu"),
        ("en", ["en"], "Engagement Team"),
        ("both", ["cy", "en"], "Tîm Ymgysylltu / Engagement Team"),
        ("unknown", ["cy", "en"], "Tîm Ymgysylltu / Engagement Team"),
    ],
)
def test_the_invitation_is_in_the_readers_language_and_neutral_outside_and_in(
    sent, mail_server, reading, languages, sender
):
    mail = sent(reading=reading)
    assert mail["From"].addresses[0].display_name == sender
    text, html = mail_server.text(), mail_server.html()
    assert not TELLING.search(f"{mail['Subject']} {mail['From']} {text} {html}")
    subjects = []
    for language in languages:
        with in_language(language):
            subjects.append(gettext("Your invitation"))
    assert mail["Subject"] == " / ".join(dict.fromkeys(subjects))
    links = LINK.findall(text)
    assert [re.search(r"/(cy|en)/i/", link)[1] for link in links] == languages
    assert set(links) <= set(LINK.findall(html))


def test_no_name_and_no_topic_is_in_it(sent, mail_server):
    sent(reading="both", name="Mair Penfynnon")
    everything = mail_server.text() + mail_server.html()
    for telling in ("Mair", "Penfynnon", "handle calls", "galwadau am"):
        assert telling not in everything


def test_a_shared_mailbox_gets_even_less(sent, mail_server):
    sent(reading="en", safe={"shares_mailbox": True})
    assert "There is a page for you to read" in mail_server.text()
    assert "share your views" not in mail_server.text()
    assert LINK.search(mail_server.text())


def test_one_click_stop_is_in_the_headers(sent, client):
    person = contactable_person(reading="cy")
    mail = sent(reading="en")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^>]+/stop/>", mail["List-Unsubscribe"].strip())
    assert person.status == "active"


def test_the_address_is_read_at_the_moment_of_sending(officer, manager, mail_server, host):
    person = contactable_person(email="old@example.com", reading="en")
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    person.email = "new@example.com"
    person.save()
    deliver_due()
    assert [mail["To"] for mail in mail_server.messages] == ["new@example.com"]


def test_a_mixed_batch_gives_each_reader_the_own_language(officer, manager, mail_server, host):
    readings = {}
    for number, reading in enumerate(["cy", "en", "both", "unknown"] * 3):
        person = contactable_person(reading=reading, email=f"reader{number}@example.com")
        readings[person.email] = reading
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    deliver_due()
    assert len(mail_server.messages) == 12
    for mail in mail_server.messages:
        expected = {"cy": "cy", "en": "en"}.get(readings[mail["To"]], "cy, en")
        assert mail["Content-Language"] == expected
