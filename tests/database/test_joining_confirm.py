"""Confirming a request to join, declining it, and forgetting what nobody confirmed."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

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
)
from database.services.confirming import (
    JoinOver,
    confirm_join,
    decline_join,
    purge_declined,
    purge_unconfirmed,
)
from database.services.joining import (
    CONFIRM_SCOPE,
    take_in,
)
from database.services.provisional import confirm_provisional
from tests.database.joining import LINK, left, sent, taken
from tests.factories.database import (
    AreaFactory,
    ConsentWordingFactory,
    ExperienceFactory,
    SafeContactFactory,
)
from tests.factories.joining import JoinRequestFactory, said
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import LinkUnusable, issue_link, open_link
from vef.outbox.models import Message, MessageStatus
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db


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


def test_a_yes_made_sure_of_on_the_page_of_consents_settles_the_request(officer):
    person, request = taken(said=said(reading="cy"))
    services.set_safe_contact(person, actor=SYSTEM, risk_flag=True)
    confirm_join(request, actor=LINK)
    confirm_provisional(person, method=ConsentMethod.PHONE, actor=officer)
    person.refresh_from_db()
    assert (person.status, person.reading) == (PersonStatus.ACTIVE, "cy")
    assert not JoinRequest.objects.filter(person=person).exists()


def test_with_a_part_of_it_refused_since_nobody_joins_by_that(officer):
    person, request = taken()
    services.set_safe_contact(person, actor=SYSTEM, risk_flag=True)
    confirm_join(request, actor=LINK)
    services.record_consent(
        person,
        purpose=Purpose.DATABASE,
        decision="refused",
        language="en",
        method=ConsentMethod.PHONE,
        actor=officer,
    )
    confirm_provisional(person, method=ConsentMethod.PHONE, actor=officer)
    person.refresh_from_db()
    assert person.status == PersonStatus.PENDING
    assert JoinRequest.objects.get(person=person).waits_for_staff


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
