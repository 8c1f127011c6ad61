"""What the gate learned besides consent: stops, restriction, doubt by link, and limits."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from database import gate
from database.gate import GateReason
from database.models import (
    ConsentMethod,
    ContactStop,
    Decision,
    Person,
    PersonStatus,
    Purpose,
    Safety,
)
from tests.factories.database import ConsentFactory, PersonFactory, contactable_person
from tests.factories.outbox import MessageFactory
from vef.common import clock
from vef.outbox import kinds
from vef.outbox.models import MessageStatus, Phase
from vef.privacy import blind_index

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class _Counted(kinds.Kind):
    name = "counted"
    label = "Counted"


class _AskedFor(kinds.Kind):
    name = "asked-for"
    label = "Asked for"
    counts_as_contact = False


@pytest.fixture(autouse=True)
def _kinds(settings):
    settings.CONTACT_LOAD_MESSAGES, settings.CONTACT_LOAD_DAYS = 2, 28
    settings.THEME_REST_DAYS = 90
    kinds.register(_Counted())
    kinds.register(_AskedFor())
    yield
    kinds.forget("counted")
    kinds.forget("asked-for")


@pytest.fixture
def person():
    return contactable_person(email="mair@example.com", phone="01632 960101")


def stop(person: Person, **fields: object) -> ContactStop:
    return ContactStop.objects.create(
        person=person, **{"channel": "email", "method": ConsentMethod.LINK} | fields
    )


def sent(person: Person, days_ago: float, **fields: object):
    at = clock.now() - timedelta(days=days_ago)
    defaults = {"status": MessageStatus.SENT, "sent_at": at, "kind": "counted"}
    return MessageFactory(
        recipient_kind="person", recipient_id=str(person.pk), dot_at=at, **defaults | fields
    )


# --- Stops ----------------------------------------------------------------------


def test_a_stop_of_the_channel_holds_whatever_the_address(person):
    stop(person)
    assert gate.check(person.pk).reason == GateReason.STOPPED


def test_a_stop_of_one_address_holds_for_that_address_only(person):
    stop(person, address_index=blind_index.email_index("MAIR@example.com"))
    assert gate.check(person.pk).reason == GateReason.STOPPED
    person.email = "elsewhere@example.com"
    person.save()
    assert gate.check(person.pk).allowed


def test_a_stop_of_another_channel_or_person_does_not_hold(person):
    stop(person, channel="sms")
    stop(contactable_person())
    assert gate.check(person.pk).allowed


def test_a_lifted_stop_does_not_hold(person):
    stop(person, lifted_at=clock.now())
    assert gate.check(person.pk).allowed


@pytest.mark.parametrize(
    ("until", "holds"), [(date(2026, 11, 23), True), (date(2026, 11, 22), False)]
)
def test_a_stop_with_an_end_holds_through_its_last_day(person, until, holds):
    stop(person, until=until)
    assert (gate.check(person.pk).reason == GateReason.STOPPED) is holds


def test_a_phone_number_is_stopped_by_its_own_index(person):
    ConsentFactory(person=person, purpose=Purpose.PHONE)
    person.safe_contacts.update(phone=Safety.SAFE)
    stop(person, channel="phone", address_index=blind_index.phone_index("+44 1632 960101"))
    assert gate.check(person.pk, channel="phone").reason == GateReason.STOPPED
    assert gate.check(person.pk).allowed


# --- Restriction -------------------------------------------------------------------


def test_restricted_data_is_used_for_nothing(person):
    person.is_restricted = True
    person.save()
    assert gate.check(person.pk).reason == GateReason.RESTRICTED
    # Not even for what they asked for themselves.
    assert gate.check(person.pk, is_asked_for=True).reason == GateReason.RESTRICTED


def test_who_has_left_is_told_apart_from_who_is_restricted(person):
    Person.objects.filter(pk=person.pk).update(
        status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now(), is_restricted=True
    )
    assert gate.check(person.pk).reason == GateReason.WITHDRAWN


# --- Consent by link of somebody at risk ---------------------------------------------


def test_a_yes_by_link_in_doubt_allows_nothing_by_itself():
    person = PersonFactory()
    for purpose in (Purpose.DATABASE, Purpose.EMAIL):
        ConsentFactory(person=person, purpose=purpose, is_provisional=True)
    assert gate.check(person.pk).reason == GateReason.PROVISIONAL


def test_what_was_agreed_before_the_doubt_still_holds(person):
    ConsentFactory(
        person=person, purpose=Purpose.EMAIL, decision=Decision.RENEWED, is_provisional=True
    )
    assert gate.check(person.pk).allowed


def test_confirming_another_way_settles_the_doubt(person):
    ConsentFactory(person=person, purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN)
    ConsentFactory(
        person=person,
        purpose=Purpose.EMAIL,
        is_provisional=True,
        at=clock.now() + timedelta(minutes=1),
    )
    assert gate.check(person.pk).reason == GateReason.PROVISIONAL
    ConsentFactory(
        person=person,
        purpose=Purpose.EMAIL,
        method=ConsentMethod.PHONE,
        at=clock.now() + timedelta(minutes=2),
    )
    assert gate.check(person.pk).allowed


def test_a_no_by_link_is_never_in_doubt(person):
    ConsentFactory(
        person=person, purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN, is_provisional=True
    )
    assert gate.check(person.pk).reason == GateReason.NO_CONSENT


# --- Enough is enough ------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_after_so_many_messages_the_next_waits_until_one_is_long_ago(person):
    sent(person, 20)
    assert gate.check(person.pk).allowed
    sent(person, 3)
    verdict = gate.check(person.pk)
    assert (verdict.reason, verdict.only_waits) == (GateReason.CONTACT_LOAD, True)
    assert verdict.not_before == NOW - timedelta(days=20) + timedelta(days=28)
    with time_machine.travel(verdict.not_before, tick=False):
        assert gate.check(person.pk).allowed


@time_machine.travel(NOW, tick=False)
def test_only_what_may_have_gone_to_this_person_counts(person):
    sent(person, 29)
    sent(person, 1, kind="asked-for")
    sent(person, 1, status=MessageStatus.WITHHELD, sent_at=None)
    sent(contactable_person(), 1)
    sent(person, 1)
    assert gate.check(person.pk).allowed


@pytest.mark.parametrize(
    "fields",
    [
        {"status": MessageStatus.UNKNOWN, "sent_at": None},
        {"status": MessageStatus.BOUNCED},
        {
            "status": MessageStatus.SENDING,
            "phase": Phase.DOT,
            "sent_at": None,
            "lease_until": NOW + timedelta(minutes=5),
        },
    ],
)
def test_what_may_have_arrived_counts_too(person, fields):
    sent(person, 2)
    sent(person, 0, **fields)
    assert gate.check(person.pk).reason == GateReason.CONTACT_LOAD


def test_what_somebody_asked_for_is_never_held_back_by_a_limit(person):
    sent(person, 1)
    sent(person, 2)
    assert gate.check(person.pk, is_asked_for=True).allowed


def test_the_later_of_two_reasons_to_wait_rules(person):
    sent(person, 1)
    sent(person, 2)
    person.safe_contacts.update(safe_times=[{"day": 1, "from": "08:00", "to": "08:30"}])
    with time_machine.travel(NOW, tick=False):
        verdict = gate.check(person.pk)
    assert verdict.reason == GateReason.CONTACT_LOAD
    assert verdict.not_before > NOW + timedelta(days=8)


def test_a_limit_of_nothing_means_nothing_is_sent(person, settings):
    settings.CONTACT_LOAD_MESSAGES = 0
    verdict = gate.check(person.pk)
    assert (verdict.reason, verdict.not_before) == (GateReason.CONTACT_LOAD, None)


# --- Painful themes ----------------------------------------------------------------------


def test_nobody_is_asked_twice_about_the_same_pain_in_a_while(person):
    sent(person, 80, context={"theme": 7})
    assert gate.check(person.pk, theme=7).reason == GateReason.THEME_REST
    assert gate.check(person.pk, theme=8).allowed
    assert gate.check(person.pk).allowed


def test_a_theme_may_be_asked_about_again_later(person):
    sent(person, 91, context={"theme": 7})
    assert gate.check(person.pk, theme=7).allowed


# --- Asking whether a consent still holds ---------------------------------------------------


def test_only_the_question_itself_may_go_on_an_old_consent():
    person = contactable_person(consent_at=NOW - timedelta(days=800))
    assert gate.check(person.pk).reason == GateReason.CONSENT_OUT_OF_DATE
    assert gate.check(person.pk, allow_out_of_date=True).allowed
    ConsentFactory(person=person, purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN)
    assert gate.check(person.pk, allow_out_of_date=True).reason == GateReason.NO_CONSENT


def test_many_are_judged_as_each_alone_with_stops_and_loads():
    people = [contactable_person() for _ in range(4)]
    stop(people[0])
    sent(people[1], 1)
    sent(people[1], 2)
    together = gate.check_many(Person.objects.all())
    assert {pk: verdict.reason for pk, verdict in together.items()} == {
        one.pk: gate.check(one.pk).reason for one in people
    }
    assert together[people[1].pk].reason == GateReason.CONTACT_LOAD
