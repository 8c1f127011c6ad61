"""The gate: every reason it has, where each begins and ends, and its few queries."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from database import gate
from database.gate import GateReason
from database.models import Decision, EmailState, Person, PersonStatus, Purpose, Safety
from tests.factories.database import (
    CaseStageFactory,
    ConsentFactory,
    PersonFactory,
    SafeContactFactory,
    contactable_person,
)
from vef.common import clock

pytestmark = pytest.mark.django_db

# A Monday morning in winter, when London and UTC agree.
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def at(monkeypatch):
    """Set the clock: ``at(moment)``."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    set_clock(MONDAY)
    return set_clock


def reason(person: Person, **options: object) -> str:
    return gate.check(person.pk, **options).reason


def test_somebody_who_agreed_and_is_safe_by_email_may_be_contacted(at):
    verdict = gate.check(contactable_person().pk)
    assert verdict.allowed
    assert (verdict.reason, verdict.not_before, verdict.label) == ("", None, "")


def test_an_unknown_id_is_refused(at):
    assert gate.check("6f0d2b54-5f2c-4a2e-9a41-0f8a3a2f9a11").reason == GateReason.ERASED


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"status": PersonStatus.ERASED}, GateReason.ERASED),
        ({"status": PersonStatus.WITHDRAWN, "withdrawn_at": MONDAY}, GateReason.WITHDRAWN),
        ({"status": PersonStatus.PENDING}, GateReason.NOT_CONFIRMED),
        ({"email": ""}, GateReason.NO_ADDRESS),
        ({"email_state": EmailState.BOUNCED}, GateReason.BOUNCED),
    ],
)
def test_a_persons_own_state_refuses(at, fields, expected):
    person = contactable_person(**fields)
    verdict = gate.check(person.pk)
    assert not verdict.allowed
    assert verdict.reason == expected
    assert verdict.not_before is None


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2026, 11, 24), GateReason.PAUSED),
        (date(2026, 11, 23), GateReason.PAUSED),
        (date(2026, 11, 22), ""),
    ],
)
def test_a_pause_lasts_through_its_last_day(at, until, expected):
    person = contactable_person(status=PersonStatus.PAUSED, paused_until=until)
    assert reason(person) == expected


def test_a_pause_ends_at_midnight_in_london_not_in_greenwich(at):
    person = contactable_person(
        status=PersonStatus.PAUSED,
        paused_until=date(2026, 7, 1),
        consent_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    at(datetime(2026, 7, 1, 22, 59, tzinfo=UTC))
    assert reason(person) == GateReason.PAUSED
    at(datetime(2026, 7, 1, 23, 0, tzinfo=UTC))
    assert reason(person) == ""


@pytest.mark.parametrize(
    ("safe", "expected"),
    [
        ({"do_not_contact": True}, GateReason.DO_NOT_CONTACT),
        ({"do_not_contact_until": date(2026, 11, 23)}, GateReason.DO_NOT_CONTACT),
        (
            {"do_not_contact": True, "do_not_contact_until": date(2027, 1, 31)},
            GateReason.DO_NOT_CONTACT,
        ),
        ({"do_not_contact": True, "do_not_contact_until": date(2026, 11, 22)}, ""),
        ({"email": Safety.ASK}, GateReason.ASK_FIRST),
        ({"email": Safety.UNSAFE}, GateReason.NO_SAFE_CHANNEL),
        ({"email": Safety.UNKNOWN}, GateReason.NO_SAFE_CHANNEL),
    ],
)
def test_safe_contact_refuses(at, safe, expected):
    assert reason(contactable_person(safe=safe)) == expected


def test_without_any_safe_contact_no_channel_is_used(at):
    person = contactable_person()
    person.safe_contacts.all().delete()
    assert reason(person) == GateReason.NO_SAFE_CHANNEL


def test_the_latest_version_of_safe_contact_rules(at):
    person = contactable_person()
    SafeContactFactory(person=person, version=2, email=Safety.UNSAFE)
    assert reason(person) == GateReason.NO_SAFE_CHANNEL
    SafeContactFactory(person=person, version=3)
    assert reason(person) == ""


@pytest.mark.parametrize("purpose", [Purpose.DATABASE, Purpose.EMAIL])
def test_both_consents_are_needed_and_the_latest_event_of_each_decides(at, purpose):
    person = contactable_person()
    ConsentFactory(person=person, purpose=purpose, decision=Decision.WITHDRAWN, at=MONDAY)
    assert reason(person) == GateReason.NO_CONSENT
    later = MONDAY + timedelta(seconds=1)
    ConsentFactory(person=person, purpose=purpose, decision=Decision.RENEWED, at=later)
    assert reason(person) == ""
    ConsentFactory(
        person=person, purpose=purpose, decision=Decision.REFUSED, at=later + timedelta(seconds=1)
    )
    assert reason(person) == GateReason.NO_CONSENT


def test_an_older_event_written_down_later_does_not_decide(at):
    person = contactable_person()
    ConsentFactory(
        person=person,
        purpose=Purpose.EMAIL,
        decision=Decision.REFUSED,
        at=MONDAY - timedelta(days=400),
    )
    assert reason(person) == ""


def test_of_two_events_of_one_moment_the_refusal_rules(at):
    for order in ([Decision.GIVEN, Decision.REFUSED], [Decision.REFUSED, Decision.GIVEN]):
        person = contactable_person()
        for decision in order:
            ConsentFactory(person=person, purpose=Purpose.EMAIL, decision=decision, at=MONDAY)
        assert reason(person) == GateReason.NO_CONSENT


def test_a_missing_consent_refuses(at):
    person = PersonFactory(stage=CaseStageFactory())
    SafeContactFactory(person=person)
    ConsentFactory(person=person, purpose=Purpose.DATABASE)
    assert reason(person) == GateReason.NO_CONSENT


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (datetime(2024, 11, 23, 12, tzinfo=UTC), ""),
        (datetime(2024, 11, 22, 23, 59, tzinfo=UTC), GateReason.CONSENT_OUT_OF_DATE),
    ],
)
def test_consent_is_out_of_date_after_its_anniversary(at, settings, given, expected):
    settings.CONSENT_MONTHS = 24
    assert reason(contactable_person(consent_at=given)) == expected


def test_renewing_makes_consent_current_again(at):
    person = contactable_person(consent_at=datetime(2024, 6, 1, tzinfo=UTC))
    assert reason(person) == GateReason.CONSENT_OUT_OF_DATE
    for purpose in (Purpose.DATABASE, Purpose.EMAIL):
        ConsentFactory(person=person, purpose=purpose, decision=Decision.RENEWED, at=MONDAY)
    assert reason(person) == ""


def test_the_age_of_consent_follows_the_setting(at, settings):
    person = contactable_person(consent_at=datetime(2026, 8, 1, tzinfo=UTC))
    settings.CONSENT_MONTHS = 3
    assert reason(person) == GateReason.CONSENT_OUT_OF_DATE


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 11, 23), 24, date(2024, 11, 23)),
        (date(2028, 2, 29), 24, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
        (date(2026, 12, 1), 12, date(2025, 12, 1)),
    ],
)
def test_months_are_counted_on_the_calendar(day, months, expected):
    assert gate.months_before(day, months) == expected


@pytest.mark.parametrize(
    ("is_finalised", "complaint", "expected"),
    [
        (True, None, ""),
        (True, False, ""),
        (True, True, GateReason.COMPLAINT),
        (False, None, GateReason.LIVE_CASE),
        (None, None, GateReason.LIVE_CASE),
    ],
)
def test_activities_for_finished_cases_leave_others_out(at, is_finalised, complaint, expected):
    stage = CaseStageFactory(code="stage", is_finalised=is_finalised)
    person = contactable_person(stage=stage, has_complaint=complaint)
    assert reason(person, finalised_only=True) == expected
    assert reason(person) == ""


def test_somebody_whose_stage_nobody_knows_is_left_out_of_them(at):
    person = contactable_person(stage=None)
    assert reason(person, finalised_only=True) == GateReason.LIVE_CASE


# --- Times -------------------------------------------------------------------

TUESDAY_MORNING = [{"day": 2, "from": "10:00", "to": "12:00"}]


@pytest.mark.parametrize(
    ("now", "waits_until"),
    [
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), None),
        (datetime(2026, 11, 24, 11, 59, tzinfo=UTC), None),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)),
        (datetime(2026, 11, 24, 9, 59, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)),
        (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)),
        # In summer ten in London is nine in Greenwich.
        (datetime(2026, 6, 30, 9, 0, tzinfo=UTC), None),
        (datetime(2026, 6, 30, 11, 0, tzinfo=UTC), datetime(2026, 7, 7, 9, tzinfo=UTC)),
        # From before the clock goes back (25 October) to after.
        (datetime(2026, 10, 21, 9, 0, tzinfo=UTC), datetime(2026, 10, 27, 10, tzinfo=UTC)),
        # From before the clock goes forward (29 March) to after.
        (datetime(2026, 3, 25, 9, 0, tzinfo=UTC), datetime(2026, 3, 31, 9, tzinfo=UTC)),
    ],
)
def test_safe_times_are_clock_times_in_london(at, now, waits_until):
    person = contactable_person(
        consent_at=datetime(2026, 1, 1, tzinfo=UTC), safe={"safe_times": TUESDAY_MORNING}
    )
    at(now)
    verdict = gate.check(person.pk)
    assert verdict.allowed == (waits_until is None)
    assert verdict.not_before == waits_until
    assert verdict.only_waits == (waits_until is not None)
    assert verdict.reason == (GateReason.UNSAFE_TIME if waits_until else "")


def test_a_slot_that_the_clock_skips_is_no_slot(at):
    # 01:30 does not exist on 29 March 2026; the next Sunday has it.
    person = contactable_person(
        consent_at=datetime(2026, 1, 1, tzinfo=UTC),
        safe={"safe_times": [{"day": 7, "from": "01:15", "to": "01:45"}]},
    )
    at(datetime(2026, 3, 29, 0, 0, tzinfo=UTC))
    not_before = gate.check(person.pk).not_before
    assert not_before.astimezone(clock.LONDON).isoformat() == "2026-04-05T01:15:00+01:00"


def test_a_slot_the_clock_cuts_short_begins_when_its_time_exists(at):
    person = contactable_person(
        consent_at=datetime(2026, 1, 1, tzinfo=UTC),
        safe={"safe_times": [{"day": 7, "from": "01:30", "to": "03:00"}]},
    )
    at(datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
    assert gate.check(person.pk).not_before == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    at(datetime(2026, 3, 29, 1, 59, tzinfo=UTC))
    assert gate.check(person.pk).allowed
    at(datetime(2026, 3, 29, 2, 0, tzinfo=UTC))
    assert not gate.check(person.pk).allowed


def test_the_earliest_of_several_slots_is_next(at):
    slots = [
        {"day": 5, "from": "09:00", "to": "10:00"},
        {"day": 3, "from": "18:00", "to": "19:00"},
        {"day": 3, "from": "13:00", "to": "14:00"},
    ]
    person = contactable_person(safe={"safe_times": slots})
    assert gate.check(person.pk).not_before == datetime(2026, 11, 25, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    "slots",
    [
        [{"day": 9, "from": "10:00", "to": "12:00"}],
        [{"day": 1, "from": "12:00", "to": "10:00"}],
        [{"day": 1}],
        ["Monday"],
    ],
)
def test_times_nobody_can_read_are_never_safe(at, slots):
    verdict = gate.check(contactable_person(safe={"safe_times": slots}).pk)
    assert (verdict.allowed, verdict.not_before) == (False, None)
    assert verdict.reason == GateReason.UNSAFE_TIME


def test_somebody_who_may_not_be_contacted_is_not_made_to_wait(at):
    person = contactable_person(safe={"safe_times": TUESDAY_MORNING, "do_not_contact": True})
    verdict = gate.check(person.pk)
    assert verdict.reason == GateReason.DO_NOT_CONTACT
    assert not verdict.only_waits


def test_a_letter_has_no_time_of_day(at):
    person = contactable_person(
        postal_address="1 Example Street",
        safe={"safe_times": TUESDAY_MORNING, "post": Safety.SAFE, "email": Safety.UNSAFE},
    )
    ConsentFactory(person=person, purpose=Purpose.POST)
    assert reason(person, channel="post") == ""
    assert reason(person) == GateReason.NO_SAFE_CHANNEL


def test_each_channel_asks_for_its_own_consent(at):
    person = contactable_person(phone="07700 900001", safe={"phone": Safety.SAFE})
    assert reason(person, channel="phone") == GateReason.NO_CONSENT
    ConsentFactory(person=person, purpose=Purpose.PHONE)
    assert reason(person, channel="phone") == ""
    assert reason(person, channel="sms") == GateReason.NO_CONSENT


# --- Many at once ---------------------------------------------------------------


def test_the_gate_says_who_is_at_risk_and_who_shares_a_mailbox(at):
    person = contactable_person(safe={"risk_flag": True, "shares_mailbox": True})
    verdict = gate.check(person.pk)
    assert verdict.allowed
    assert verdict.risk_flag
    assert verdict.shares_mailbox


def test_many_are_judged_as_each_alone(at):
    people = [
        contactable_person(),
        contactable_person(email=""),
        contactable_person(safe={"do_not_contact": True}),
        contactable_person(safe={"safe_times": TUESDAY_MORNING}),
        PersonFactory(),
    ]
    together = gate.check_many(Person.objects.all())
    assert together == {person.pk: gate.check(person.pk) for person in people}


@pytest.mark.parametrize("count", [1, 3, 40])
def test_many_people_cost_four_queries(at, count, django_assert_num_queries):
    for _ in range(count):
        contactable_person()
    with django_assert_num_queries(4):
        verdicts = gate.check_many(Person.objects.all())
    assert len(verdicts) == count
    assert all(verdict.allowed for verdict in verdicts.values())


def test_a_part_of_the_people_can_be_asked_about(at):
    people = [contactable_person() for _ in range(3)]
    some = Person.objects.filter(pk__in=[people[0].pk, people[2].pk])
    assert set(gate.check_many(some)) == {people[0].pk, people[2].pk}


def test_the_gate_never_opens_a_sealed_value(at, monkeypatch):
    person = contactable_person()

    def refuse(*args: object, **kwargs: object) -> str:
        raise AssertionError("opened")

    monkeypatch.setattr("vef.privacy.cipher.unseal", refuse)
    assert gate.check(person.pk).allowed


def test_asking_with_a_lock_answers_the_same(at):
    person = contactable_person()
    assert gate.check(person.pk, lock=True) == gate.check(person.pk)


def test_every_reason_has_words_in_both_languages(at):
    for code in GateReason:
        verdict = gate.Verdict(False, code)
        with translation.override("en"):
            assert verdict.label
            assert verdict.label != code.value
