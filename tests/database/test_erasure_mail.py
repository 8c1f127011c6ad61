"""Somebody is erased while a message to them is queued, waiting, in hand or in doubt."""

from datetime import timedelta

import pytest

from database.models import Person, PersonStatus
from database.services.erasure import erase_person
from engagement.models import Invitation
from engagement.services.invitations import prepare_batch, release_batch
from tests.factories.database import contactable_person
from tests.factories.engagement import open_survey
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.outbox import delivery, services, story
from vef.outbox.delivery import Deliverer, deliver_due, sweep
from vef.outbox.models import Message, Phase

pytestmark = pytest.mark.django_db


@pytest.fixture
def invited(officer, manager) -> tuple[Person, Person]:
    """Two people with a queued invitation each: one to be erased, and one as the control."""
    people = contactable_person(reading="cy"), contactable_person(reading="en")
    activity = open_survey()
    batch = prepare_batch(activity=activity, actor=officer)
    release_batch(batch, actor=manager)
    return people


def message_of(person: Person) -> Message:
    return Message.objects.get(recipient_id=str(person.pk))


def erase(person: Person) -> None:
    erase_person(person, because="asked", actor=SYSTEM)


def nothing_reached(mail_server, person: Person, address: str) -> None:
    """Nothing was taken for the address, and nothing is left that could be."""
    message = message_of(person)
    assert mail_server.to(address) == []
    assert message.secret == ""
    assert address not in str(vars(message))
    assert Person.objects.get(pk=person.pk).email == ""


def test_queued(invited, mail_server):
    gone, other = invited
    address = gone.email
    erase(gone)
    deliver_due()
    nothing_reached(mail_server, gone, address)
    assert message_of(gone).status == "cancelled"
    assert Invitation.objects.get(person=gone).status == "cancelled"
    assert len(mail_server.to(other.email)) == 1


def test_waiting_for_another_try(invited, mail_server):
    gone, other = invited
    address = gone.email
    Message.objects.update(not_before=clock.now() + timedelta(minutes=15), attempts=3)
    assert deliver_due() == {}
    erase(gone)
    with clock.held_at(clock.now() + timedelta(hours=1)):
        deliver_due()
    nothing_reached(mail_server, gone, address)
    assert message_of(gone).status == "cancelled"
    assert len(mail_server.to(other.email)) == 1


def test_in_a_workers_hand_before_the_final_dot(invited, mail_server, monkeypatch):
    gone, other = invited
    address = gone.email
    deliverer = Deliverer()
    claimed = story.claim(deliverer.name, limit=5, lease=delivery.LEASE)
    assert len(claimed) == 2
    offer = deliverer.line.offer

    def offer_then_erase(sender, to, content):
        # The server has the whole letter; only the dot is missing.
        offer(sender, to, content)
        if to == address:
            erase(gone)

    monkeypatch.setattr(deliverer.line, "offer", offer_then_erase)
    for message in claimed:
        deliverer.deliver(message)
    deliverer.line.close()
    nothing_reached(mail_server, gone, address)
    message = message_of(gone)
    assert (message.status, message.phase, message.dot_at) == ("cancelled", "pre", None)
    assert len(mail_server.to(other.email)) == 1


def test_in_the_hand_of_a_worker_that_was_killed(invited, mail_server):
    gone, _other = invited
    address = gone.email
    story.claim("killed", limit=5, lease=timedelta(seconds=-1))
    erase(gone)
    sweep(ringing=False)
    deliver_due()
    nothing_reached(mail_server, gone, address)
    assert message_of(gone).status == "cancelled"


def test_in_doubt_and_then_sent_again_by_a_colleague(invited, mail_server, manager):
    gone, _other = invited
    address = gone.email
    Message.objects.filter(recipient_id=str(gone.pk)).update(
        status="unknown", phase=Phase.DOT, dot_at=clock.now(), attempts=1
    )
    erase(gone)
    assert message_of(gone).status == "unknown"
    services.send_again(message_of(gone), actor=manager, reason="They may have missed it.")
    deliver_due()
    nothing_reached(mail_server, gone, address)
    message = message_of(gone)
    assert (message.status, message.reason_code) == ("withheld", "erased")


def test_a_letter_past_its_dot_changes_nothing_of_the_empty_record(invited, mail_server):
    gone, _other = invited
    message = message_of(gone)
    deliverer = Deliverer()
    claimed = story.claim(deliverer.name, limit=5, lease=delivery.LEASE)
    (row,) = [one for one in claimed if one.pk == message.pk]
    finish = deliverer.line.finish

    def erase_then_finish():
        erase(gone)
        return finish()

    deliverer.line.finish = erase_then_finish
    deliverer.deliver(row)
    deliverer.line.close()
    # It left before: the row says so, and the record stays empty.
    assert message_of(gone).status == "sent"
    person = Person.objects.get(pk=gone.pk)
    assert (person.status, person.email, person.email_state) == (
        PersonStatus.ERASED,
        "",
        "untried",
    )


def test_the_control_shows_that_each_would_have_left(invited, mail_server):
    assert deliver_due() == {"sent": 2}
    assert {mail["To"] for mail in mail_server.messages} == {one.email for one in invited}
