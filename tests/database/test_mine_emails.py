"""The mail with the link, and the one to a new address: neutral, through the gate."""

import re
from datetime import timedelta

import pytest

from database import gate
from database.models import ProposedChange, Purpose
from database.services import by_link, changes, pause_person
from database.services.own_link import ask_for_link, send_own_link
from database.services.stops import stop_channel
from tests.factories.database import ConsentWordingFactory, contactable_person
from tests.factories.engagement import open_survey
from vef.common import clock
from vef.common.models import HostBody
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
MINE = re.compile(r"https?://[^\s\"<]+/(cy|en)/m/[\w-]{20,}/")


@pytest.fixture(autouse=True)
def _world(db):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)
    HostBody.objects.create(
        name_en="Office of the Police and Crime Commissioner",
        name_cy="Swyddfa Comisiynydd yr Heddlu a Throseddu",
        short_name_en="OPCC",
        short_name_cy="SCHTh",
        neutral_name_en="Engagement Team",
        neutral_name_cy="Tîm Ymgysylltu",
        contact_email="team@example.org",
    )


def reason() -> str:
    deliver_due()
    message = Message.objects.latest("created_at")
    return message.reason_code or message.status


@pytest.mark.parametrize(
    ("reading", "languages"),
    [("cy", ["cy"]), ("en", ["en"]), ("both", ["cy", "en"]), ("unknown", ["cy", "en"])],
)
def test_staff_send_the_link_in_the_readers_language(officer, mail_server, reading, languages):
    person = contactable_person(reading=reading, name="Mair Penfynnon")
    send_own_link(person, actor=officer)
    assert reason() == "sent"
    (mail,) = mail_server.messages
    everything = f"{mail['Subject']} {mail['From']} {mail_server.text()} {mail_server.html()}"
    assert not TELLING.search(everything)
    assert "Penfynnon" not in everything
    assert MINE.findall(mail_server.text()) == languages
    assert set(MINE.findall(mail_server.html())) == set(languages)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<https?://[^>]+/i/[\w-]+/stop/>", mail["List-Unsubscribe"].strip())


def test_the_link_in_the_mail_opens_the_page(officer, mail_server, client):
    person = contactable_person(reading="en")
    send_own_link(person, actor=officer)
    deliver_due()
    link = MINE.search(mail_server.text())[0]
    assert client.get(re.sub(r"^https?://[^/]+", "", link)).status_code == 200


def test_whoever_types_a_known_address_gets_the_link_there_and_a_stranger_nothing(mail_server):
    person = contactable_person(email="mair@example.com")
    ask_for_link("MAIR@example.com")
    ask_for_link("stranger@example.com")
    deliver_due()
    assert [mail["To"] for mail in mail_server.messages] == [person.email]
    reasons = set(Message.objects.values_list("status", "reason_code"))
    assert reasons == {("sent", ""), ("withheld", "nobody-there")}


def test_several_who_share_an_address_each_get_their_own_link(mail_server):
    for name in ("Mair Penfynnon", "Tomos Glanymor"):
        contactable_person(email="home@example.com", name=name, reading="en")
    ask_for_link("home@example.com")
    deliver_due()
    (mail,) = mail_server.messages
    assert len(MINE.findall(mail_server.text())) == 2
    assert "M… P…" in mail_server.text()
    assert "Penfynnon" not in mail_server.text()
    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("person", "why"),
    [
        ({"status": "withdrawn", "withdrawn_at": "2026-11-20T10:00Z"}, "withdrawn"),
        ({"status": "paused", "paused_until": "2099-01-01"}, "paused"),
        ({"safe": {"email": "unsafe"}}, "no-safe-channel"),
        ({"safe": {"do_not_contact": True}}, "do-not-contact"),
        ({"safe": {"risk_flag": True}}, "by-hand-only"),
    ],
)
def test_the_gate_rules_for_whoever_asks(mail_server, person, why):
    contactable_person(email="mair@example.com", **person)
    ask_for_link("mair@example.com")
    assert reason() == why
    assert mail_server.messages == []


def test_staff_may_send_it_to_somebody_at_risk(officer, mail_server):
    person = contactable_person(safe={"risk_flag": True})
    send_own_link(person, actor=officer)
    assert reason() == "sent"


def test_a_consent_grown_old_does_not_shut_somebody_out_of_their_page(officer, mail_server):
    person = contactable_person(consent_at=clock.now() - timedelta(days=900))
    assert gate.check(person.pk).reason == gate.GateReason.CONSENT_OUT_OF_DATE
    send_own_link(person, actor=officer)
    assert reason() == "sent"


def test_no_address_is_written_to_more_than_three_times_a_day(mail_server):
    contactable_person(email="mair@example.com")
    for hour in range(5):
        with clock.held_at(clock.now() + timedelta(hours=hour)):
            ask_for_link("mair@example.com")
            deliver_due()
    assert len(mail_server.messages) == 3
    assert Message.objects.filter(reason_code="asked-often").count() == 2


def test_asking_for_the_link_uses_up_no_other_message(mail_server, officer, settings):
    settings.CONTACT_LOAD_MESSAGES = 1
    person = contactable_person(email="mair@example.com")
    ask_for_link("mair@example.com")
    send_own_link(person, actor=officer)
    deliver_due()
    assert len(mail_server.messages) == 2
    assert gate.check(person.pk).allowed


# --- The foot of other mail ---------------------------------------------------------------


def test_every_mail_to_a_person_ends_with_the_link_to_their_page(officer, manager, mail_server):
    from engagement.services import invitations

    contactable_person(reading="both")
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    deliver_due()
    assert MINE.findall(mail_server.text()) == ["cy", "en"]
    assert set(MINE.findall(mail_server.html())) == {"cy", "en"}


# --- A new address ---------------------------------------------------------------------------


def newly(person, address="new@example.com"):
    by_link.change_details(person, language="en", details={"email": address})


@pytest.mark.parametrize("reading", ["cy", "en", "unknown"])
def test_the_new_mailbox_is_asked_neutrally_and_the_old_one_hears_nothing(mail_server, reading):
    person = contactable_person(email="mair@example.com", name="Mair P", reading=reading)
    newly(person)
    assert reason() == "sent"
    (mail,) = mail_server.messages
    assert mail["To"] == "new@example.com"
    everything = f"{mail['Subject']} {mail['From']} {mail_server.text()} {mail_server.html()}"
    assert not TELLING.search(everything)
    assert "Mair" not in everything
    assert "mair@example.com" not in everything
    assert not MINE.search(everything)
    assert "/m/address/" in mail_server.text()


def test_the_link_to_a_new_address_proves_it(mail_server, client):
    person = contactable_person(email="mair@example.com", reading="en")
    newly(person)
    deliver_due()
    link = re.search(r"https?://[^/]+(/en/m/address/[\w-]+/confirm/)", mail_server.text())[1]
    assert client.get(link).status_code == 200
    client.post(link, {"choice": "yes"})
    person.refresh_from_db()
    assert person.email == "new@example.com"
    deliver_due()
    assert len(mail_server.messages) == 1


@pytest.mark.parametrize("state", ["bounced", "untried"])
def test_an_old_address_that_does_not_work_does_not_stand_in_the_way(mail_server, state):
    person = contactable_person(email_state=state)
    newly(person)
    assert reason() == "sent"


def test_a_stop_of_the_old_address_does_not_stand_in_the_way_of_a_new_one(mail_server):
    person = contactable_person()
    actor = by_link.actor_of(person)
    stop_channel(person, channel="email", method="link", actor=actor)
    newly(person)
    assert reason() == "sent"


def test_stopping_the_old_address_does_not_cancel_the_proof_of_the_new_one(mail_server):
    person = contactable_person()
    newly(person)
    stop_channel(person, channel="email", method="link", actor=by_link.actor_of(person))
    assert reason() == "sent"


def test_an_address_somebody_stopped_is_not_written_to_for_anybody(mail_server):
    other = contactable_person(email="new@example.com")
    stop_channel(
        other, channel="email", method="link", actor=by_link.actor_of(other), reason="wrong-person"
    )
    newly(contactable_person())
    assert reason() == "stopped"
    assert mail_server.messages == []


def test_a_stop_of_any_address_holds_for_a_new_one_too(mail_server):
    person = contactable_person()
    actor = by_link.actor_of(person)
    stop_channel(person, channel="email", method="link", actor=actor, address_only=False)
    newly(person)
    assert reason() == "stopped"


def test_nothing_goes_during_a_pause_or_after_leaving_or_once_it_is_settled(mail_server, officer):
    paused = contactable_person()
    newly(paused)
    pause_person(paused, until=clock.today(), actor=officer)
    assert reason() == "paused"
    settled = contactable_person()
    newly(settled)
    changes.refuse_change(
        ProposedChange.objects.get(person=settled), actor=officer, reason="Not her"
    )
    assert reason() == "change-over"
    assert mail_server.messages == []
