"""Stopping one way of contact: at one address, at once, and undone by lifting it."""

from datetime import timedelta

import pytest
from django.db import transaction

from database import gate
from database.models import Channel, ConsentMethod, Person, StopReason
from database.services import change_contact
from database.services.stops import lift_stop, live_stops, stop_channel
from database.signals import channel_stopped
from engagement.models import InvitationStatus
from engagement.services import invitations
from tests.factories.database import PersonFactory, SafeContactFactory, contactable_person
from tests.factories.engagement import open_survey
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import PersonByLink
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def mair() -> Person:
    return contactable_person(email="mair@example.com", phone="01632 960201")


def stopped(person: Person, channel: str = Channel.EMAIL, **more: object):
    return stop_channel(
        person,
        channel=channel,
        method=ConsentMethod.LINK,
        actor=PersonByLink(str(person.pk)),
        **more,
    )


def test_a_stop_holds_at_this_address_and_not_at_a_new_one(mair, officer):
    stop = stopped(mair)
    assert stop.address_index == mair.email_index
    assert gate.check(mair.pk).reason == gate.GateReason.STOPPED
    change_contact(mair, actor=officer, email="new@example.com")
    assert gate.check(mair.pk).allowed


def test_a_stop_of_any_address_holds_whatever_it_is(mair, officer):
    assert stopped(mair, address_only=False).address_index == ""
    change_contact(mair, actor=officer, email="new@example.com")
    assert gate.check(mair.pk).reason == gate.GateReason.STOPPED


def test_without_an_address_to_tell_by_it_holds_for_any():
    nobody = PersonFactory(email="", phone="01632 960202")
    assert stopped(nobody).address_index == ""


def test_other_channels_stay_open(mair):
    SafeContactFactory(person=mair, version=2, email="safe", phone="safe")
    stopped(mair, Channel.PHONE)
    assert gate.check(mair.pk).allowed
    assert gate.check(mair.pk, channel="phone").reason == gate.GateReason.STOPPED
    assert live_stops(mair)[0].address_index == mair.phone_index


def test_asking_twice_is_one_stop_and_logged_as_by_link(mair):
    assert stopped(mair) == stopped(mair)
    entry = Entry.objects.get(action="contact.stopped")
    assert (entry.actor_kind, entry.data["method"]) == ("person-by-link", "link")
    assert "mair" not in str(entry.data)


def test_lifting_needs_nothing_but_opens_at_once_and_only_once(mair, officer):
    stop = stopped(mair)
    assert lift_stop(stop, actor=officer, reason="Rang and asked")
    assert not lift_stop(stop, actor=officer, reason="Again")
    assert gate.check(mair.pk).allowed
    assert live_stops(mair) == []
    entry = Entry.objects.get(action="contact.stop-lifted")
    assert (entry.reason, entry.actor_id) == ("Rang and asked", str(officer.pk))
    # What was lifted may be stopped again: another stop.
    assert stopped(mair) != stop


def test_a_stop_with_an_end_ends_after_that_day(mair):
    stopped(mair, until=clock.today(), reason=StopReason.UNSAFE)
    assert gate.check(mair.pk).reason == gate.GateReason.STOPPED
    with clock.held_at(clock.now() + timedelta(days=1)):
        assert gate.check(mair.pk).allowed
        assert live_stops(mair) == []


def test_what_is_queued_is_cancelled_in_the_same_transaction(mair, officer, manager):
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    assert Message.objects.get().status == "queued"
    heard = []

    def hear(sender, person_id, channel, **news):
        heard.append((person_id, channel, transaction.get_connection().in_atomic_block))

    channel_stopped.connect(hear)
    try:
        stopped(mair)
    finally:
        channel_stopped.disconnect(hear)
    assert heard == [(mair.pk, "email", True)]
    assert Message.objects.get().status == "cancelled"
    assert batch.invitations.get().status == InvitationStatus.CANCELLED


def test_a_stop_while_it_is_being_sent_holds_the_dot(mair, officer, manager, mail_server):
    """The worker has the message in hand and the server has the text; the stop comes first."""
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    from vef.outbox.smtp import Line

    offered = Line.offer

    def stop_meanwhile(line, *words):
        offered(line, *words)
        stopped(mair)

    Line.offer = stop_meanwhile
    try:
        tally = deliver_due()
    finally:
        Line.offer = offered
    assert not tally["sent"]
    assert mail_server.messages == []
    assert Message.objects.get().status == "cancelled"
    assert batch.invitations.get().status == InvitationStatus.CANCELLED


def test_stopping_the_phone_leaves_mail_in_the_queue(mair, officer, manager):
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    invitations.release_batch(batch, actor=manager)
    stopped(mair, Channel.PHONE)
    assert Message.objects.get().status == "queued"
