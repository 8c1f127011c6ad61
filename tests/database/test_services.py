"""What may be done with people: lawful steps, refused ones, and the same step twice."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from database import contact, gate, services
from database.models import (
    Consent,
    ConsentMethod,
    Decision,
    EmailState,
    Person,
    PersonStatus,
    Purpose,
    Relationship,
    Safety,
)
from database.safetimes import UnreadableTimes
from database.signals import contact_stopped
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    ExperienceFactory,
    PersonFactory,
    RelationshipFactory,
    contactable_person,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM, PersonByLink
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def wordings(db):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)


def actions(target: Person) -> list[str]:
    return list(Entry.objects.filter(target_id=str(target.pk)).values_list("action", flat=True))


# --- Registering ---------------------------------------------------------------


def test_registering_adds_somebody_pending_without_any_consent(officer):
    burglary = ExperienceFactory()
    person = services.register_person(
        actor=officer, name="Mair Penfynnon", email=" Mair@Example.com ", experiences=[burglary]
    )
    stored = Person.objects.get(pk=person.pk)
    assert stored.status == PersonStatus.PENDING
    assert stored.email == "Mair@Example.com"
    assert list(stored.experiences.all()) == [burglary]
    assert not stored.consents.exists()
    assert gate.check(stored.pk).reason == gate.GateReason.NOT_CONFIRMED
    assert actions(person) == ["person.registered"]


def test_references_are_counted_up_and_never_used_twice(officer):
    first = services.register_person(actor=officer, email="one@example.com")
    PersonFactory(reference="VP-9999")
    second = services.register_person(actor=officer, email="two@example.com")
    third = services.register_person(actor=officer, email="three@example.com")
    assert (first.reference, second.reference, third.reference) == (
        "VP-0001",
        "VP-10000",
        "VP-10001",
    )


def test_a_reference_taken_meanwhile_is_skipped(officer, monkeypatch):
    PersonFactory(reference="VP-0001")
    given = iter([1, 2])
    monkeypatch.setattr("database.services.people.next_number", lambda: next(given))
    person = services.register_person(actor=officer, email="one@example.com")
    assert person.reference == "VP-0002"


def test_nobody_is_added_without_a_way_to_reach_them(officer):
    with pytest.raises(services.NoAddressGiven):
        services.register_person(actor=officer, name="Mair")
    assert not Person.objects.exists()


def test_the_same_address_written_otherwise_is_noticed(officer):
    known = services.register_person(actor=officer, email="kit@example.com")
    with pytest.raises(services.AlreadyOnDatabase) as caught:
        services.register_person(actor=officer, email="KIT@EXAMPLE.COM")
    assert caught.value.person == known
    other = services.register_person(actor=officer, email="KIT@EXAMPLE.COM", shares_address=True)
    assert other.reference != known.reference


def test_personal_data_stay_out_of_the_audit(officer, wordings):
    person = services.register_person(
        actor=officer, name="Mair Penfynnon", email="mair@example.com", phone="07700 900001"
    )
    services.record_consent(
        person,
        purpose=Purpose.EMAIL,
        decision=Decision.GIVEN,
        language="cy",
        method=ConsentMethod.PHONE,
        actor=officer,
        evidence="Call note about Mair",
    )
    services.set_safe_contact(person, actor=officer, email=Safety.SAFE, note="Ask for Mair")
    services.change_contact(person, actor=officer, email="other@example.com")
    written = str(list(Entry.objects.values()))
    assert Entry.objects.count() >= 4
    for leaked in ("Penfynnon", "Mair", "mair@", "other@", "07700"):
        assert leaked not in written


# --- Consent -------------------------------------------------------------------


def test_consent_keeps_wording_language_method_and_recorder(officer, wordings):
    newer = ConsentWordingFactory(purpose=Purpose.EMAIL, version=2)
    ConsentWordingFactory(purpose=Purpose.EMAIL, version=3, in_use_from=date(2999, 1, 1))
    person = PersonFactory()
    event = services.record_consent(
        person,
        purpose=Purpose.EMAIL,
        decision=Decision.GIVEN,
        language="cy",
        method=ConsentMethod.PAPER,
        actor=officer,
        evidence="Form 12",
    )
    event.refresh_from_db()
    assert event.wording == newer
    assert (event.language, event.method, event.evidence) == ("cy", "paper", "Form 12")
    assert event.recorded_by == officer
    assert actions(person) == ["consent.given"]


def test_consent_by_link_names_no_member_of_staff(wordings):
    person = PersonFactory()
    event = services.record_consent(
        person,
        purpose=Purpose.EMAIL,
        decision=Decision.RENEWED,
        language="en",
        method=ConsentMethod.LINK,
        actor=PersonByLink(str(person.pk)),
    )
    assert event.recorded_by is None


def test_without_a_wording_nobody_can_have_agreed(officer):
    with pytest.raises(services.NoWording):
        services.record_consent(
            PersonFactory(),
            purpose=Purpose.EMAIL,
            decision=Decision.GIVEN,
            language="en",
            method=ConsentMethod.WEB,
            actor=officer,
        )


def test_consent_is_never_given_tomorrow(officer, wordings):
    with pytest.raises(services.ConsentInTheFuture):
        services.record_consent(
            PersonFactory(),
            purpose=Purpose.EMAIL,
            decision=Decision.GIVEN,
            language="en",
            method=ConsentMethod.WEB,
            actor=officer,
            at=clock.now() + timedelta(days=1),
        )
    assert not Consent.objects.exists()


@pytest.mark.parametrize(
    "rewrite",
    [lambda rows: rows.update(decision=Decision.REFUSED), lambda rows: rows.delete()],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_rewrite_consent(rewrite):
    event = ConsentFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        rewrite(Consent.objects.filter(pk=event.pk))
    event.refresh_from_db()
    assert event.decision == Decision.GIVEN


# --- Confirming ------------------------------------------------------------------


def test_confirming_needs_consent_to_be_on_the_database(officer):
    person = PersonFactory(status=PersonStatus.PENDING)
    with pytest.raises(services.ConsentMissing):
        services.confirm_person(person, actor=officer)
    ConsentFactory(person=person)
    assert services.confirm_person(person, actor=officer)
    assert not services.confirm_person(person, actor=officer)
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    assert actions(person) == ["person.active"]


def test_somebody_paused_or_erased_is_not_confirmed(officer):
    paused = PersonFactory(status=PersonStatus.PAUSED, paused_until=date(2999, 1, 1))
    erased = PersonFactory(status=PersonStatus.ERASED)
    for person in (paused, erased):
        ConsentFactory(person=person)
        with pytest.raises(TransitionError):
            services.confirm_person(person, actor=officer)


# --- Withdrawing -----------------------------------------------------------------


def withdraw(person: Person, actor: object) -> bool:
    return services.withdraw_person(
        person, actor=actor, method=ConsentMethod.LINK, reason="Asked by link", language="cy"
    )


def test_withdrawing_works_at_once_and_twice_changes_nothing():
    person = contactable_person()
    actor = PersonByLink(str(person.pk))
    assert gate.check(person.pk).allowed
    assert withdraw(person, actor)
    assert gate.check(person.pk).reason == gate.GateReason.WITHDRAWN
    assert not withdraw(person, actor)
    person.refresh_from_db()
    assert person.withdrawn_at is not None
    events = person.consents.filter(decision=Decision.WITHDRAWN)
    assert {event.purpose for event in events} == {Purpose.DATABASE, Purpose.EMAIL}
    assert {event.language for event in events} == {"cy"}
    assert actions(person).count("person.withdrawn") == 1


def test_withdrawing_tells_the_apps_above_inside_the_transaction():
    person = contactable_person()
    heard = []

    def hear(sender: object, person_id: object, **news: object) -> None:
        heard.append((person_id, transaction.get_connection().in_atomic_block))
        raise RuntimeError("the apps above could not follow")

    contact_stopped.connect(hear)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            withdraw(person, SYSTEM)
    finally:
        contact_stopped.disconnect(hear)
    assert heard == [(person.pk, True)]
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    assert not person.consents.filter(decision=Decision.WITHDRAWN).exists()


def test_a_refused_consent_is_not_withdrawn_again():
    person = contactable_person()
    ConsentFactory(person=person, purpose=Purpose.PHONE, decision=Decision.REFUSED)
    withdraw(person, SYSTEM)
    assert not person.consents.filter(purpose=Purpose.PHONE, decision=Decision.WITHDRAWN).exists()


@pytest.mark.parametrize("status", [PersonStatus.PENDING, PersonStatus.PAUSED])
def test_somebody_pending_or_paused_may_withdraw(status):
    person = PersonFactory(status=status, paused_until=date(2999, 1, 1))
    assert withdraw(person, SYSTEM)


def test_nobody_erased_withdraws():
    with pytest.raises(TransitionError):
        withdraw(PersonFactory(status=PersonStatus.ERASED), SYSTEM)


def test_somebody_who_withdrew_comes_back_only_by_agreeing_again(officer, wordings):
    person = contactable_person()
    withdraw(person, SYSTEM)
    with pytest.raises(services.ConsentMissing):
        services.confirm_person(person, actor=officer)
    services.record_consents(
        person,
        purposes=[Purpose.DATABASE, Purpose.EMAIL],
        decision=Decision.RENEWED,
        language="en",
        method=ConsentMethod.PHONE,
        actor=officer,
    )
    assert services.confirm_person(person, actor=officer)
    person.refresh_from_db()
    assert person.withdrawn_at is None
    assert gate.check(person.pk).allowed


# --- Pausing -------------------------------------------------------------------


def test_pausing_and_resuming(officer):
    person = contactable_person()
    services.pause_person(person, until=clock.today() + timedelta(days=7), actor=officer)
    assert gate.check(person.pk).reason == gate.GateReason.PAUSED
    later = clock.today() + timedelta(days=30)
    services.pause_person(person, until=later, actor=officer, reason="Moved house")
    person.refresh_from_db()
    assert person.paused_until == later
    assert services.resume_person(person, actor=officer)
    assert not services.resume_person(person, actor=officer)
    person.refresh_from_db()
    assert (person.status, person.paused_until) == (PersonStatus.ACTIVE, None)
    assert actions(person) == ["person.paused", "person.pause-changed", "person.active"]


def test_a_pause_does_not_end_before_it_begins(officer):
    with pytest.raises(services.PauseInThePast):
        services.pause_person(
            contactable_person(), until=clock.today() - timedelta(days=1), actor=officer
        )


@pytest.mark.parametrize("status", [PersonStatus.PENDING, PersonStatus.WITHDRAWN])
def test_only_somebody_active_pauses_or_resumes(officer, status):
    person = PersonFactory(status=status, withdrawn_at=clock.now())
    with pytest.raises(TransitionError):
        services.pause_person(person, until=clock.today(), actor=officer)
    with pytest.raises(TransitionError):
        services.resume_person(person, actor=officer)


# --- Safe contact ------------------------------------------------------------------


def test_a_new_version_keeps_what_is_not_named(officer):
    person = PersonFactory()
    first = services.set_safe_contact(
        person, actor=officer, email=Safety.SAFE, note="Rings only after six"
    )
    second = services.set_safe_contact(person, actor=officer, phone=Safety.ASK)
    assert (first.version, second.version) == (1, 2)
    second.refresh_from_db()
    assert (second.email, second.phone, second.note) == ("safe", "ask", "Rings only after six")
    assert services.latest_safe_contact(person) == second
    first.refresh_from_db()
    assert first.phone == Safety.UNKNOWN


def test_saying_the_same_again_is_no_new_version(officer):
    person = PersonFactory()
    services.set_safe_contact(person, actor=officer, email=Safety.SAFE)
    with pytest.raises(services.NothingChanged):
        services.set_safe_contact(person, actor=officer, email=Safety.SAFE)
    assert person.safe_contacts.count() == 1


def test_times_that_make_no_sense_are_refused(officer):
    person = PersonFactory()
    with pytest.raises(UnreadableTimes):
        services.set_safe_contact(
            person, actor=officer, safe_times=[{"day": 1, "from": "12:00", "to": "10:00"}]
        )
    assert not person.safe_contacts.exists()


def test_the_code_word_is_kept_as_a_hash_and_forgives_capitals(officer):
    person = PersonFactory()
    assert not services.check_code_word(person, "Melyn y Môr")
    version = services.set_code_word(person, word="Melyn y Môr", actor=officer)
    assert "elyn" not in version.code_word_hash
    assert services.check_code_word(person, "  melyn Y MÔR ")
    assert not services.check_code_word(person, "glas y môr")
    assert not services.check_code_word(person, "")
    services.set_safe_contact(person, actor=officer, email=Safety.SAFE)
    assert services.check_code_word(person, "melyn y môr")
    services.set_code_word(person, word="", actor=officer)
    assert not services.check_code_word(person, "melyn y môr")


# --- Addresses -----------------------------------------------------------------------


def test_a_bounce_stops_email_until_the_address_is_corrected(officer):
    person = contactable_person()
    services.note_bounce(person.pk)
    services.note_bounce(person.pk)
    assert gate.check(person.pk).reason == gate.GateReason.BOUNCED
    assert actions(person) == ["person.email-bounced"]
    services.change_contact(person, actor=officer, email="new@example.com")
    assert gate.check(person.pk).allowed
    assert Person.objects.with_email("NEW@example.com").get() == person


def test_a_delivery_is_noted_once_and_never_clears_a_bounce():
    person = contactable_person()
    services.note_delivered(person.pk)
    person.refresh_from_db()
    assert person.email_state == EmailState.WORKS
    services.note_bounce(person.pk)
    services.note_delivered(person.pk)
    person.refresh_from_db()
    assert person.email_state == EmailState.BOUNCED


def test_changing_contact_details_records_which_and_nothing_else(officer):
    person = contactable_person(phone="07700 900001")
    changed = services.change_contact(
        person, actor=officer, phone="07700 900002", email=person.email, reason="Rang us"
    )
    assert changed == ["phone"]
    entry = Entry.objects.get(action="person.contact-changed")
    assert entry.data == {"fields": ["phone"]}
    assert services.change_contact(person, actor=officer, phone="07700 900002") == []


def test_the_last_way_to_reach_somebody_is_not_taken_away(officer):
    person = contactable_person()
    with pytest.raises(services.NoAddressGiven):
        services.change_contact(person, actor=officer, email="")
    person.refresh_from_db()
    assert person.email


def test_reach_reads_the_address_now(officer):
    person = contactable_person(name="Mair", reading="cy", email="old@example.com")
    services.change_contact(person, actor=officer, email="new@example.com")
    assert contact.reach(person.pk) == ("new@example.com", "cy", "Mair")
    nobody = "6f0d2b54-5f2c-4a2e-9a41-0f8a3a2f9a11"
    assert contact.reach(nobody) == ("", "unknown", "")


# --- Relationship ----------------------------------------------------------------------


def test_a_relationship_is_given_as_a_row_or_by_its_code_or_not_at_all(officer):
    direct = RelationshipFactory()
    given = {"one": direct, "two": "direct", "three": "", "four": None}
    found = {
        name: services.register_person(
            actor=officer, email=f"{name}@example.com", relationship=value
        ).relationship
        for name, value in given.items()
    }
    assert found == {"one": direct, "two": direct, "three": None, "four": None}
    with pytest.raises(Relationship.DoesNotExist):
        services.register_person(actor=officer, email="x@example.com", relationship="cousin")
    assert Person.objects.count() == 4
