"""Asking to join, and taking in who asked."""

from datetime import UTC, datetime, timedelta

import pytest

from database.models import (
    Channel,
    ConsentMethod,
    ContactStop,
    JoinRequest,
    Person,
    PersonStatus,
    Safety,
    StopReason,
    Suppression,
)
from database.services.joining import (
    KNOWN_KIND,
    ask_to_join,
    take_in,
    take_in_waiting,
)
from tests.database.joining import left, mails, taken
from tests.factories.database import (
    PersonFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.joining import JoinRequestFactory, SourceCodeFactory, said
from vef.common import clock
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


# --- Asking ---------------------------------------------------------------------------


def asked(nonce="one", email="robin@example.com"):
    ask_to_join(
        details={"name": "Robin", "email": email},
        said=said(),
        wordings=[],
        language="en",
        source=None,
        nonce=nonce,
    )


def test_the_same_form_sent_twice_asks_once_and_a_mended_one_again(db):
    asked()
    asked()
    assert JoinRequest.objects.count() == 1
    asked(email="robin.t@example.com")
    asked(nonce="two")
    assert JoinRequest.objects.count() == 3


def test_a_form_without_its_mark_is_taken_all_the_same(db):
    asked(nonce="")
    asked(nonce="")
    assert JoinRequest.objects.count() == 2


def test_asking_reads_nothing_and_writes_one_row(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        asked()
    row = JoinRequest.objects.get()
    assert row.email == "robin@example.com"
    assert "robin" not in str(JoinRequest.objects.values().get()).casefold()


# --- Taking in ------------------------------------------------------------------------


def test_somebody_new_is_pending_and_has_agreed_to_nothing_yet():
    code = SourceCodeFactory(label="Goleudy")
    person, request = taken(source=code, phone="07700 900111", said=said(reading="cy"))
    assert person.status == PersonStatus.PENDING
    assert (person.name, person.phone) == ("Robin Thornleighby", "07700 900111")
    assert (person.reading, person.source, person.is_old_enough) == ("cy", "Goleudy", True)
    assert not person.consents.exists()
    assert not person.safe_contacts.exists()
    # Sealed with the person's own key only, from now on.
    assert (request.name, request.email, request.phone) == ("", "", "")
    assert mails(person).get().context == {"request": str(request.pk)}


def test_taken_in_twice_changes_nothing():
    request = JoinRequestFactory()
    person = take_in(request)
    assert take_in(request) is None
    assert Person.objects.get() == person
    assert mails(person).count() == 1


def test_one_that_cannot_be_taken_in_does_not_stop_the_others(caplog):
    spoiled = JoinRequestFactory(choices="{")
    sound = JoinRequestFactory()
    assert take_in_waiting() == 1
    spoiled.refresh_from_db()
    sound.refresh_from_db()
    assert spoiled.person is None
    assert sound.person is not None
    assert str(spoiled.pk) in caplog.text
    assert "@" not in caplog.text


def test_a_member_is_told_in_their_own_mailbox_and_nothing_typed_is_used():
    member = contactable_person(email="Mair@example.com", name="Mair", reading="cy")
    take_in(JoinRequestFactory(email="mair@EXAMPLE.com", name="Stranger", phone="07700 900222"))
    member.refresh_from_db()
    assert (member.name, member.phone, member.reading) == ("Mair", "", "cy")
    assert Person.objects.count() == 1
    assert not JoinRequest.objects.exists()
    assert mails(member, KNOWN_KIND).count() == 1


@pytest.mark.parametrize(
    ("safe", "status"),
    [
        ({"risk_flag": True}, PersonStatus.ACTIVE),
        ({"do_not_contact": True}, PersonStatus.ACTIVE),
        ({"email": Safety.UNSAFE}, PersonStatus.ACTIVE),
        ({}, PersonStatus.PAUSED),
    ],
)
def test_a_member_a_machine_may_not_write_to_waits_for_staff(safe, status):
    more = {"paused_until": clock.today() + timedelta(days=9)} if status == "paused" else {}
    member = contactable_person(email="mair@example.com", safe=safe, status=status, **more)
    take_in(JoinRequestFactory(email="mair@example.com"))
    assert not Message.objects.exists()
    assert JoinRequest.objects.get(person=member).waits_for_staff


def test_somebody_who_left_is_asked_whether_they_come_back():
    gone = left(email="gruff@example.com")
    take_in(JoinRequestFactory(email="gruff@example.com"))
    gone.refresh_from_db()
    assert gone.status == PersonStatus.WITHDRAWN
    assert mails(gone).count() == 1


@pytest.mark.parametrize("safe", [{"risk_flag": True}, {"do_not_contact": True}, {"email": "ask"}])
def test_somebody_who_left_and_may_not_be_written_to_waits_for_staff(safe):
    gone = left(email="gruff@example.com")
    SafeContactFactory(person=gone, **safe)
    take_in(JoinRequestFactory(email="gruff@example.com"))
    assert JoinRequest.objects.get(person=gone).waits_for_staff
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("reason", "by_mail"),
    [(StopReason.ASKED, True), (StopReason.WRONG_PERSON, False), (StopReason.UNSAFE, False)],
)
def test_only_a_stop_of_their_own_is_theirs_to_take_back(reason, by_mail):
    gone = left(email="gruff@example.com")
    ContactStop.objects.create(
        person=gone,
        channel=Channel.EMAIL,
        address_index=gone.email_index,
        reason=reason,
        method=ConsentMethod.LINK,
    )
    take_in(JoinRequestFactory(email="gruff@example.com"))
    assert mails(gone).exists() == by_mail
    assert JoinRequest.objects.get(person=gone).waits_for_staff != by_mail


@pytest.mark.parametrize(
    ("reason", "by_mail"),
    [(Suppression.Reason.ERASED, True), (Suppression.Reason.STOPPED, False)],
)
def test_an_address_that_was_stopped_is_not_written_to(reason, by_mail):
    person = PersonFactory(email="x@example.com")
    index = person.email_index
    person.delete()
    Suppression.objects.create(channel=Channel.EMAIL, address_index=index, reason=reason)
    person, request = taken(email="x@example.com")
    assert mails(person).exists() == by_mail
    assert request.waits_for_staff != by_mail


@pytest.mark.parametrize(
    ("more", "safe"),
    [
        ({"email": "", "phone": "07700 900333"}, ["phone"]),
        ({"phone": "07700 900333"}, ["phone"]),
        ({"email": "", "postal_address": "1 Example Terrace"}, ["post"]),
    ],
)
def test_whoever_cannot_be_asked_by_mail_waits_for_staff(more, safe):
    person, request = taken(**more, said=said(safe=safe))
    assert request.waits_for_staff
    assert person.status == PersonStatus.PENDING
    assert not Message.objects.exists()


def test_people_without_an_email_address_are_not_taken_for_one_another():
    PersonFactory(email="", phone="07700 900444", status=PersonStatus.PENDING)
    taken(email="", phone="07700 900333", said=said(safe=["phone"]))
    assert Person.objects.count() == 2


def test_the_newest_request_of_somebody_not_confirmed_counts():
    person, first = taken(email="robin@example.com", phone="07700 900111")
    again = take_in(
        JoinRequestFactory(email="robin@example.com", name="Robin T", said=said(reading="cy"))
    )
    assert again == person
    second = JoinRequest.objects.get()
    assert second.pk != first.pk
    assert second.made_person
    person.refresh_from_db()
    assert (person.name, person.phone, person.reading) == ("Robin T", "", "cy")
    assert mails(person).count() == 2


def test_what_staff_wrote_down_is_not_replaced_before_it_is_confirmed():
    known = PersonFactory(status=PersonStatus.PENDING, name="Mair", email="mair@example.com")
    take_in(JoinRequestFactory(email="mair@example.com", name="Stranger"))
    known.refresh_from_db()
    assert known.name == "Mair"
    assert not JoinRequest.objects.get().made_person


def test_nobody_is_flooded_by_whoever_types_their_address():
    member = contactable_person(email="mair@example.com")
    person, _first = taken(email="robin@example.com")
    for _time in range(5):
        take_in(JoinRequestFactory(email="robin@example.com"))
    assert mails(person).count() == 3
    # The last one that was sent still works.
    assert JoinRequest.objects.filter(person=person, waits_for_staff=False).count() == 1
    for _time in range(3):
        take_in(JoinRequestFactory(email="mair@example.com"))
    assert mails(member, KNOWN_KIND).count() == 1


def test_the_mail_waits_for_the_times_they_gave():
    # It is Monday at nine.
    times = [{"day": 2, "from": "10:00", "to": "12:00"}]
    person, _request = taken(said=said(safe_times=times))
    message = mails(person).get()
    assert message.not_before == datetime(2026, 11, 24, 10, tzinfo=UTC)
