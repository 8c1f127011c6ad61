"""Taking in who asked to join, confirming it, and forgetting what nobody confirmed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from database import services
from database.models import (
    SUPPORTER,
    Channel,
    Consent,
    ConsentMethod,
    ContactStop,
    Decision,
    JoinRequest,
    LegalHold,
    Person,
    PersonStatus,
    Purpose,
    SafeContact,
    Safety,
    StopReason,
    Suppression,
)
from database.services.confirming import (
    JoinOver,
    confirm_join,
    decline_join,
    purge_declined,
    purge_unconfirmed,
)
from database.services.joining import (
    CONFIRM_KIND,
    CONFIRM_SCOPE,
    KNOWN_KIND,
    ask_to_join,
    take_in,
    take_in_waiting,
)
from tests.factories.database import (
    AreaFactory,
    ConsentWordingFactory,
    ExperienceFactory,
    PersonFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.joining import JoinRequestFactory, SourceCodeFactory, said
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM, PersonByLink
from vef.common.links import LinkUnusable, issue_link, open_link
from vef.common.models import Link
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message, MessageStatus
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db

LINK = PersonByLink("somebody")


def left(**more) -> Person:
    return PersonFactory(
        status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now() - timedelta(days=20), **more
    )


def mails(person: Person, kind: str = CONFIRM_KIND):
    return Message.objects.filter(kind=kind, recipient_id=str(person.pk))


def taken(**more) -> tuple[Person, JoinRequest]:
    person = take_in(JoinRequestFactory(**more))
    return person, JoinRequest.objects.get(person=person)


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


# --- The gate ---------------------------------------------------------------------------


def sent(person: Person) -> str:
    deliver_due()
    return mails(person).latest("created_at").status


def test_the_one_mail_before_consent_goes_to_what_they_typed(mail_server):
    person, _request = taken(email="robin@example.com")
    assert sent(person) == MessageStatus.SENT
    assert mail_server.recipients == [["robin@example.com"]]


@pytest.mark.parametrize("status", [PersonStatus.ACTIVE, PersonStatus.ERASED])
def test_no_such_mail_goes_once_somebody_is_not_pending_any_more(mail_server, status):
    person, _request = taken()
    fields = {"key": None} if status == PersonStatus.ERASED else {}
    Person.objects.filter(pk=person.pk).update(status=status, **fields)
    assert sent(person) == MessageStatus.WITHHELD
    assert not mail_server.messages


def test_no_such_mail_goes_for_a_request_that_was_replaced(mail_server):
    person, _first = taken(email="robin@example.com")
    take_in(JoinRequestFactory(email="robin@example.com"))
    deliver_due()
    assert sorted(mails(person).values_list("status", "reason_code")) == [
        (MessageStatus.SENT, ""),
        (MessageStatus.WITHHELD, "join-over"),
    ]


def test_a_stop_written_down_meanwhile_holds(mail_server):
    person, _request = taken()
    services.set_safe_contact(person, actor=SYSTEM, do_not_contact=True)
    assert sent(person) == MessageStatus.WITHHELD


def test_no_other_mail_reaches_somebody_pending(mail_server):
    from database import gate

    person, _request = taken()
    assert gate.check(person.pk).reason == "not-confirmed"
    assert gate.check(person.pk, is_asked_for=True).reason == "not-confirmed"


# --- Confirming -------------------------------------------------------------------------


def test_confirming_records_what_was_shown_and_makes_active():
    old = ConsentWordingFactory(purpose=Purpose.DATABASE)
    person, request = taken(language="cy")
    newer = ConsentWordingFactory(purpose=Purpose.DATABASE, version=2, text_en="Newer words")
    confirm_join(request, actor=LINK)
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    consent = person.consents.get(purpose=Purpose.DATABASE)
    assert consent.wording == old != newer
    assert (consent.language, consent.method) == ("cy", ConsentMethod.WEB)
    assert consent.decision == Decision.GIVEN
    assert not consent.is_provisional
    assert set(person.consents.values_list("purpose", flat=True)) == {"database", "email"}
    assert not JoinRequest.objects.exists()
    contact = person.safe_contacts.get()
    assert (contact.email, contact.phone) == (Safety.SAFE, Safety.UNKNOWN)
    assert contact.review_on == clock.today() + timedelta(days=365)


def test_confirming_writes_down_what_was_chosen():
    area, experience = AreaFactory(), ExperienceFactory()
    person, request = taken(
        phone="07700 900111",
        said=said(
            safe=["email", "sms"],
            safe_times=[{"day": 1, "from": "09:00", "to": "17:00"}],
            shares_mailbox=True,
            may_leave_voicemail=True,
            code_word_hash="hash",
            about={
                "area": area.code,
                "experiences": [experience.code, "gone"],
                "welsh-skills": [],
                "complaint": True,
                "stage": "gone",
            },
        ),
    )
    confirm_join(request, actor=LINK)
    person.refresh_from_db()
    contact = person.safe_contacts.get()
    assert (contact.sms, contact.post) == (Safety.SAFE, Safety.UNKNOWN)
    assert contact.shares_mailbox
    assert contact.may_leave_voicemail
    assert contact.code_word_hash == "hash"
    assert contact.safe_times == [{"day": 1, "from": "09:00", "to": "17:00"}]
    assert (person.area, person.welsh_skills, person.has_complaint) == (area, [], True)
    assert list(person.experiences.all()) == [experience]
    assert person.stage is None


def test_confirming_twice_is_over_the_second_time():
    _person, request = taken()
    confirm_join(request, actor=LINK)
    before = Consent.objects.count()
    with pytest.raises(JoinOver):
        confirm_join(request, actor=LINK)
    assert Consent.objects.count() == before


def test_nobody_confirms_what_was_not_taken_in():
    with pytest.raises(JoinOver):
        confirm_join(JoinRequestFactory(), actor=LINK)


def test_coming_back_keeps_what_was_known_to_be_unsafe_and_the_code_word():
    gone = left(email="gruff@example.com", name="Gruff", phone="01632 960444")
    SafeContactFactory(person=gone, phone=Safety.UNSAFE, code_word_hash="theirs")
    stop = ContactStop.objects.create(
        person=gone, channel=Channel.EMAIL, address_index=gone.email_index, method="link"
    )
    take_in(
        JoinRequestFactory(
            email="gruff@example.com",
            name="",
            phone="07700 900555",
            said=said(code_word_hash="new", reading="cy"),
        )
    )
    confirm_join(JoinRequest.objects.get(), actor=LINK)
    gone.refresh_from_db()
    stop.refresh_from_db()
    latest = gone.safe_contacts.order_by("-version").first()
    assert gone.status == PersonStatus.ACTIVE
    assert (gone.name, gone.phone, gone.reading) == ("Gruff", "07700 900555", "cy")
    assert (latest.phone, latest.code_word_hash) == (Safety.UNSAFE, "theirs")
    assert stop.lifted_at is not None


def test_by_link_somebody_at_risk_agrees_only_provisionally():
    person, request = taken()
    services.set_safe_contact(person, actor=SYSTEM, risk_flag=True)
    confirm_join(request, actor=LINK)
    person.refresh_from_db()
    request.refresh_from_db()
    assert person.status == PersonStatus.PENDING
    assert all(person.consents.values_list("is_provisional", flat=True))
    assert request.waits_for_staff


def test_staff_make_sure_another_way(officer):
    person, request = taken()
    services.set_safe_contact(person, actor=SYSTEM, risk_flag=True)
    confirm_join(request, actor=LINK)
    confirm_join(request, actor=officer, method=ConsentMethod.PHONE)
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    sure = person.consents.filter(is_provisional=False)
    assert set(sure.values_list("method", flat=True)) == {ConsentMethod.PHONE}
    assert sure.first().recorded_by == officer


def test_whoever_helped_is_kept_apart_once_both_agreed():
    helper = {
        "kind": "support-worker",
        "name": "Owen Saltmarshe",
        "organisation": "Goleudy",
        "email": "owen.saltmarshe@example.org",
        "phone": "",
    }
    shown = ConsentWordingFactory(purpose=SUPPORTER)
    person, request = taken(said=said(helper=helper))
    request.wordings = [*request.wordings, shown.pk]
    request.save()
    ConsentWordingFactory(purpose=SUPPORTER, version=2)
    assert not person.supporters.exists()
    confirm_join(request, actor=LINK)
    supporter = person.supporters.get()
    assert (supporter.name, supporter.organisation) == ("Owen Saltmarshe", "Goleudy")
    assert supporter.is_agreed
    assert (supporter.wording, supporter.consented_at) == (shown, request.at)
    assert not supporter.may_speak_for


# --- Declining and purging ---------------------------------------------------------------


def traces(person_id) -> int:
    return (
        Person.objects.filter(pk=person_id).count()
        + JoinRequest.objects.count()
        + Message.objects.filter(recipient_id=str(person_id)).count()
        + DataKey.objects.count()
    )


def test_declined_it_goes_at_once_with_all_that_came_of_it(mail_server):
    person, request = taken()
    decline_join(request, actor=LINK)
    assert sent(person) == MessageStatus.CANCELLED
    assert purge_declined() == {"requests": 1, "people": 1, "kept": 0}
    assert traces(person.pk) == 0


def test_unconfirmed_it_goes_after_the_days_and_not_before():
    person, request = taken()
    token = issue_link(
        scope=CONFIRM_SCOPE, target_id=request.pk, expires_at=clock.now() + timedelta(days=99)
    )
    day = timedelta(days=settings.UNCONFIRMED_DAYS)
    with time_machine.travel(request.at + day - timedelta(minutes=1)):
        assert purge_unconfirmed() == {"requests": 0, "people": 0, "kept": 0}
        assert not Entry.objects.filter(action="join.purged").exists()
    with time_machine.travel(request.at + day):
        assert purge_unconfirmed() == {"requests": 1, "people": 1, "kept": 0}
        assert purge_unconfirmed() == {"requests": 0, "people": 0, "kept": 0}
    assert traces(person.pk) == 0
    with pytest.raises(LinkUnusable):
        open_link(scope=CONFIRM_SCOPE, token=token)
    entry = Entry.objects.get(action="join.purged")
    assert entry.data == {"requests": 1, "people": 1, "kept": 0}
    assert not entry.target_id


def test_a_purge_takes_no_one_who_was_known_before_or_has_agreed(officer):
    gone = left(email="gruff@example.com")
    take_in(JoinRequestFactory(email="gruff@example.com"))
    agreed, _request = taken()
    services.record_consent(
        agreed,
        purpose=Purpose.DATABASE,
        decision=Decision.GIVEN,
        language="en",
        method=ConsentMethod.PHONE,
        actor=officer,
    )
    held, _request = taken()
    LegalHold.objects.create(person=held, reason="Court", set_by=officer, review_on=clock.today())
    waiting = JoinRequestFactory(choices="{")
    went = purge_unconfirmed(clock.now() + timedelta(days=settings.UNCONFIRMED_DAYS + 1))
    assert went == {"requests": 4, "people": 0, "kept": 2}
    assert set(Person.objects.all()) == {gone, agreed, held}
    assert not JoinRequest.objects.filter(pk=waiting.pk).exists()
    assert DataKey.objects.count() == 3


def test_a_confirmed_person_is_never_purged():
    person, request = taken()
    confirm_join(request, actor=LINK)
    assert purge_unconfirmed(clock.now() + timedelta(days=400))["requests"] == 0
    assert Person.objects.filter(pk=person.pk, status=PersonStatus.ACTIVE).exists()
    assert SafeContact.objects.filter(person=person).exists()


# --- The words -----------------------------------------------------------------------------

TELLING = ("police", "crime", "victim", "heddlu", "trosedd", "dioddefwr", "forum", "fforwm")


@pytest.mark.parametrize(
    ("reading", "welsh", "english"),
    [
        ("cy", True, False),
        ("en", False, True),
        ("both", True, True),
        ("unknown", True, True),
    ],
)
@pytest.mark.parametrize("kind", [CONFIRM_KIND, KNOWN_KIND])
def test_the_mails_are_in_their_language_and_tell_a_stranger_nothing(
    mail_server, kind, reading, welsh, english
):
    email = "robin@example.com"
    if kind == KNOWN_KIND:
        contactable_person(email=email, reading=reading)
    take_in(JoinRequestFactory(email=email, name="Robin", said=said(reading=reading)))
    deliver_due()
    (mail,) = mail_server.messages
    text = mail_server.text()
    assert ("Helô," in text) == welsh
    assert ("Hello," in text) == english
    assert ("/cy/join/confirm/" in text) == (welsh and kind == CONFIRM_KIND)
    whole = f"{mail['Subject']} {mail['From']} {text} {mail_server.html()}".casefold()
    for word in (*TELLING, "robin t", "dear robin"):
        assert word not in whole
    assert not Link.objects.filter(scope=CONFIRM_SCOPE).exists() or kind == CONFIRM_KIND


def test_a_member_who_shares_the_mailbox_gets_a_plain_page_only(mail_server):
    contactable_person(email="mair@example.com", safe={"shares_mailbox": True})
    take_in(JoinRequestFactory(email="mair@example.com"))
    deliver_due()
    assert "We do so already" not in mail_server.text()
    assert reverse("database:mine", args=["x"])[:-2] in mail_server.text()
