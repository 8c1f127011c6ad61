"""What people ask about their data: each step, each refusal, and each step twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from database import services
from database.models import (
    AccessPack,
    Decision,
    PersonStatus,
    RightsRequest,
    RightsStatus,
)
from database.rights_clock import TooLong
from database.services import holds, rights, rights_outcomes
from database.services import rights_errors as errors
from database.services.erasure import UnderHold
from tests.factories.database import PersonFactory, SafeContactFactory, contactable_person
from tests.factories.rights import (
    AccessPackFactory,
    LegalHoldFactory,
    RightsRequestFactory,
    WorkedRequestFactory,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import PUBLIC, SYSTEM, PersonByLink
from vef.common.steps import TransitionError, move

pytestmark = pytest.mark.django_db

Kind = RightsRequest.Kind
OPEN = {RightsStatus.RECEIVED, RightsStatus.WORKING, RightsStatus.WAITING}


def receive(actor, kind=Kind.ACCESS, person=None, **more):
    if person is None and kind != Kind.COMPLAINT:
        person = PersonFactory()
    said = {"method": "phone", "language": "en", **more}
    return rights.receive_request(kind=kind, person=person, actor=actor, **said)


def at(year: int, month: int, day: int, hour: int = 10):
    return clock.held_at(datetime(year, month, day, hour, tzinfo=UTC))


# --- Coming in ---------------------------------------------------------------


def test_requests_are_numbered_within_their_year(protector):
    first, second = receive(protector), receive(SYSTEM)
    assert (first.reference, second.reference) == ("DP-26-01", "DP-26-02")
    with at(2027, 1, 4):
        assert receive(protector).reference == "DP-27-01"
    for number in range(3, 101):
        RightsRequestFactory(reference=f"DP-26-{number:02d}")
    assert receive(protector).reference == "DP-26-101"


def test_who_wrote_it_down_is_kept_and_the_log_holds_no_words(officer):
    request = receive(officer, words="Everything about Mair Penfynnon, please.")
    assert request.recorded_by == officer
    entry = Entry.objects.get(action="rightsrequest.received")
    assert entry.data == {"kind": "access"}
    assert "Mair" not in f"{entry.data}{entry.reason}"


def test_what_they_asked_is_sealed_in_the_column(protector):
    receive(protector, words="Mair Penfynnon")
    stored = RightsRequest.objects.values_list("words", flat=True).get()
    assert "Mair" not in stored
    assert RightsRequest.objects.get().words == "Mair Penfynnon"


def test_only_a_complaint_may_be_of_nobody(protector):
    with pytest.raises(errors.NobodyToAsk):
        rights.receive_request(
            kind=Kind.ACCESS, person=None, method="phone", language="en", actor=protector
        )
    assert receive(protector, Kind.COMPLAINT).person is None


def test_nothing_comes_in_before_its_day(protector):
    with pytest.raises(errors.ReceivedInTheFuture):
        receive(protector, received_at=clock.now() + timedelta(minutes=1))


def test_what_comes_from_a_page_gets_a_number_nobody_counted(django_assert_num_queries):
    person = PersonFactory()
    request = receive(PersonByLink(str(person.pk)), person=person)
    assert len(request.reference) == 12
    assert request.reference[6].isalpha()
    assert request.recorded_by is None
    # The numbers of the office go on as if it were not there.
    assert receive(SYSTEM).reference == "DP-26-01"
    assert receive(PUBLIC, Kind.COMPLAINT, method="web").reference != request.reference


def test_a_page_that_made_sure_who_asks_says_so():
    person = PersonFactory()
    request = receive(PersonByLink(str(person.pk)), person=person, identity_method="one-time-code")
    assert request.is_identity_settled
    assert request.identity_method == "one-time-code"


# --- Making sure who asks -------------------------------------------------------


@pytest.mark.parametrize("kind", Kind.values)
def test_who_asks_must_be_known_where_harm_could_come_of_it(protector, kind):
    request = receive(protector, kind)
    needed = kind in {"access", "rectification", "erasure"}
    assert request.is_identity_settled is not needed


def test_the_code_word_confirms_however_it_is_typed(protector):
    person = PersonFactory()
    services.set_code_word(person, word="Glas y dorlan", actor=protector)
    request = receive(protector, person=person)
    assert rights.confirm_identity(
        request, method="code-word", word="  GLAS Y  DORLAN", actor=protector
    )
    request.refresh_from_db()
    assert request.identity_method == "code-word"
    # Again changes nothing, by whatever way.
    assert not rights.confirm_identity(request, method="in-person", actor=protector)
    request.refresh_from_db()
    assert request.identity_method == "code-word"
    assert Entry.objects.filter(action="rightsrequest.identity-confirmed").count() == 1


def test_a_wrong_word_is_noted_and_after_five_the_way_is_closed(protector):
    person = PersonFactory(phone="01632 960201")
    services.set_code_word(person, word="heron", actor=protector)
    request = receive(protector, person=person)
    for _ in range(5):
        with pytest.raises(errors.WrongCodeWord):
            rights.confirm_identity(request, method="code-word", word="hero", actor=protector)
    with pytest.raises(errors.TooManyTries):
        rights.confirm_identity(request, method="code-word", word="heron", actor=protector)
    entry = Entry.objects.filter(action="rightsrequest.identity-failed").first()
    assert "hero" not in f"{entry.data}{entry.reason}"
    # Another request of the same person does not open it; another way, or a day, does.
    other = receive(protector, person=person)
    with pytest.raises(errors.TooManyTries):
        rights.confirm_identity(other, method="code-word", word="heron", actor=protector)
    assert rights.confirm_identity(other, method="call-back", actor=protector)
    with clock.held_at(clock.now() + timedelta(days=1, minutes=1)):
        assert rights.confirm_identity(request, method="code-word", word="heron", actor=protector)


def test_without_a_code_word_no_word_is_right(protector):
    request = receive(protector)
    with pytest.raises(errors.WrongCodeWord):
        rights.confirm_identity(request, method="code-word", word="", actor=protector)


@pytest.mark.parametrize(
    ("phone", "safety", "rings"),
    [
        ("01632 960201", None, True),
        ("01632 960201", "safe", True),
        ("01632 960201", "unknown", True),
        ("01632 960201", "unsafe", False),
        ("", "safe", False),
    ],
)
def test_we_ring_back_only_a_number_that_is_not_unsafe(protector, phone, safety, rings):
    person = PersonFactory(phone=phone)
    if safety:
        SafeContactFactory(person=person, phone=safety)
    request = receive(protector, person=person)
    if rings:
        assert rights.confirm_identity(request, method="call-back", actor=protector)
    else:
        with pytest.raises(errors.NoSafeNumber):
            rights.confirm_identity(request, method="call-back", actor=protector)


@pytest.mark.parametrize("method", ["code-word", "in-person"])
def test_there_is_nobody_to_confirm_on_a_complaint_of_nobody(protector, method):
    request = receive(protector, Kind.COMPLAINT)
    with pytest.raises(errors.NobodyToAsk):
        rights.confirm_identity(request, method=method, actor=protector)


# --- The clock ------------------------------------------------------------------


def test_the_month_begins_when_we_know_who_asks(protector):
    with at(2026, 10, 28):
        request = receive(protector)
        assert request.due_on == date(2026, 11, 28)
        rights.take_up(request, actor=protector)
    with at(2026, 11, 2):
        rights.confirm_identity(request, method="in-person", actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 2)
    with at(2026, 11, 9):
        rights.ask_clarification(request, reason="Which dates are meant?", actor=protector)
        request.refresh_from_db()
        assert request.is_clock_stopped
        assert not rights.ask_clarification(request, reason="Again", actor=protector)
    with at(2026, 11, 12):
        assert rights.note_clarified(request, actor=protector)
        assert not rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 5)
    assert request.pauses == [
        {"from": "2026-11-09", "to": "2026-11-12", "reason": "Which dates are meant?"}
    ]


def test_a_second_pause_adds_to_the_first(protector):
    request = WorkedRequestFactory(
        identity_confirmed_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        pauses=[{"from": "2026-11-09", "to": "2026-11-12", "reason": "Dates"}],
    )
    with at(2026, 11, 20):
        rights.ask_clarification(request, reason="Which survey?", actor=protector)
    with at(2026, 11, 22):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 7)


def test_waiting_stops_no_other_clock(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
        rights.ask_clarification(request, reason="How is it spelled?", actor=protector)
        request.refresh_from_db()
        assert not request.is_clock_stopped
    with at(2026, 11, 12):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 2)


def test_the_clock_of_a_complaint_follows_what_they_were_told(protector):
    with at(2026, 11, 18):
        request = receive(protector, Kind.COMPLAINT)
        assert request.due_on == date(2026, 12, 18)
        with pytest.raises(errors.NotAcknowledged):
            rights.note_news(request, reason="We look into it.", actor=protector)
    with at(2026, 11, 20):
        assert rights.acknowledge(request, method="phone", actor=protector)
        assert not rights.acknowledge(request, method="phone", actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 20)
    with at(2026, 12, 15):
        rights.note_news(
            request, reason="Told by phone that we still look into it.", actor=protector
        )
    request.refresh_from_db()
    assert request.due_on == date(2027, 1, 14)
    assert Entry.objects.filter(action="rightsrequest.told-how-it-stands").count() == 1


def test_only_a_complaint_has_news(protector):
    with pytest.raises(errors.WrongKind):
        rights.note_news(WorkedRequestFactory(), reason="Soon", actor=protector)


def test_acknowledging_anything_else_leaves_its_day(protector):
    request = WorkedRequestFactory()
    before = request.due_on
    rights.acknowledge(request, method="post", actor=protector)
    request.refresh_from_db()
    assert request.acknowledged_at
    assert request.due_on == before


def test_an_extension_is_told_within_the_first_month(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory()
    with at(2026, 12, 2):
        assert rights.extend(
            request, months=1, reason="Three systems to search.", actor=protector
        ) == date(2027, 1, 2)
        # Two instead of one, as long as they hear in time.
        assert rights.extend(
            request, months=2, reason="Four systems to search.", actor=protector
        ) == date(2027, 2, 2)
    request.refresh_from_db()
    assert request.extension_reason == "Four systems to search."
    with at(2026, 12, 3), pytest.raises(errors.TooLateToExtend):
        rights.extend(request, months=2, reason="Later", actor=protector)


def test_an_extension_and_a_pause_add_up(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory()
        rights.extend(request, months=1, reason="Three systems.", actor=protector)
        rights.ask_clarification(request, reason="Which dates?", actor=protector)
    with at(2026, 11, 5):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2027, 1, 5)


@pytest.mark.parametrize("months", [0, 3])
def test_an_extension_is_of_one_or_two_months(protector, months):
    with pytest.raises(TooLong):
        rights.extend(WorkedRequestFactory(), months=months, reason="More", actor=protector)


def test_a_complaint_is_not_extended(protector):
    with pytest.raises(errors.WrongKind):
        rights.extend(receive(protector, Kind.COMPLAINT), months=1, reason="More", actor=protector)


# --- The table of steps ------------------------------------------------------------


STEPS = {
    RightsStatus.RECEIVED: {"working", "waiting", "refused", "withdrawn"},
    RightsStatus.WORKING: {"waiting", "done", "refused", "withdrawn"},
    RightsStatus.WAITING: {"working", "refused", "withdrawn"},
    RightsStatus.DONE: set(),
    RightsStatus.REFUSED: set(),
    RightsStatus.WITHDRAWN: set(),
}


@pytest.mark.parametrize("to", RightsStatus.values)
@pytest.mark.parametrize("frm", RightsStatus.values)
def test_every_step_of_the_table_and_no_other(protector, frm, to):
    closed = None if frm in OPEN else clock.now()
    request = RightsRequestFactory(status=frm, closed_at=closed)
    fields = {"closed_at": clock.now()} if to not in OPEN else {}
    if frm == to:
        assert not move(request, to, actor=protector, **fields)
    elif to in STEPS[frm]:
        assert move(request, to, actor=protector, **fields)
        assert RightsRequest.objects.get().status == to
    else:
        with pytest.raises(TransitionError):
            move(request, to, actor=protector, **fields)
        assert RightsRequest.objects.get().status == frm


def test_the_database_wants_a_time_for_what_is_closed():
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsRequestFactory(status="done")


# --- Nothing leaves before we know who asks ------------------------------------------


def unsettled(kind):
    return RightsRequestFactory(kind=kind, status="working")


@pytest.mark.parametrize("kind", ["access", "rectification", "erasure"])
def test_nothing_is_done_before_we_know_who_asks(protector, kind):
    request = unsettled(kind)
    for act in (
        lambda: rights_outcomes.complete(request, outcome="Done", actor=protector),
        lambda: rights.ask_clarification(request, reason="Which?", actor=protector),
        lambda: rights.extend(request, months=1, reason="More", actor=protector),
        lambda: rights_outcomes.prepare_erasure(request, reason="Asked", actor=protector),
    ):
        with pytest.raises(errors.IdentityNotConfirmed):
            act()
    request.refresh_from_db()
    assert request.status == RightsStatus.WORKING


def test_what_is_of_nobody_we_know_may_always_be_refused_or_taken_back(protector):
    assert rights_outcomes.refuse(unsettled(Kind.ACCESS), reason="Not them.", actor=protector)
    assert rights_outcomes.take_back(unsettled(Kind.ACCESS), reason="No need.", actor=protector)


# --- How it ends ---------------------------------------------------------------------


def test_a_correction_ends_with_what_was_done(protector):
    request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
    assert rights_outcomes.complete(request, outcome="The name is put right.", actor=protector)
    request.refresh_from_db()
    assert (request.status, request.outcome) == ("done", "The name is put right.")
    assert request.closed_at
    entry = Entry.objects.get(action="rightsrequest.done")
    assert entry.reason == "The name is put right."


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: rights_outcomes.complete(row, outcome="x", actor=by),
        lambda row, by: rights_outcomes.refuse(row, reason="x", actor=by),
        lambda row, by: rights_outcomes.take_back(row, reason="x", actor=by),
        lambda row, by: rights.acknowledge(row, method="phone", actor=by),
        lambda row, by: rights.extend(row, months=1, reason="x", actor=by),
        lambda row, by: rights.ask_clarification(row, reason="x", actor=by),
        lambda row, by: rights.note_clarified(row, actor=by),
        lambda row, by: rights.confirm_identity(row, method="in-person", actor=by),
    ],
)
def test_nothing_happens_to_what_is_closed(protector, act):
    request = WorkedRequestFactory(status="refused", closed_at=clock.now(), outcome="No")
    with pytest.raises(errors.AlreadyClosed):
        act(request, protector)
    request.refresh_from_db()
    assert (request.status, request.outcome) == ("refused", "No")


def test_a_closed_request_is_not_taken_up(protector):
    request = WorkedRequestFactory(status="done", closed_at=clock.now())
    with pytest.raises(TransitionError):
        rights.take_up(request, actor=protector)


def test_a_request_for_a_copy_is_done_when_the_copy_left(protector):
    request = WorkedRequestFactory()
    with pytest.raises(errors.NotHandedOver):
        rights_outcomes.complete(request, outcome="Sent", actor=protector)
    pack = AccessPackFactory(request=request)
    with pytest.raises(errors.NotHandedOver):
        rights_outcomes.complete(request, outcome="Sent", actor=protector)
    AccessPack.objects.filter(pk=pack.pk).update(handed_over_at=clock.now())
    assert rights_outcomes.complete(request, outcome="Sent", actor=protector)


@pytest.mark.parametrize("kind", ["restriction", "objection", "erasure"])
def test_what_has_a_step_of_its_own_does_not_end_with_a_note(protector, kind):
    with pytest.raises(errors.WrongKind):
        rights_outcomes.complete(WorkedRequestFactory(kind=kind), outcome="x", actor=protector)


def test_hearing_the_outcome_is_hearing_that_we_have_it(protector):
    request = RightsRequestFactory(kind=Kind.COMPLAINT, person=None, status="working")
    rights_outcomes.complete(request, outcome="We say sorry.", actor=protector)
    request.refresh_from_db()
    assert request.acknowledged_at


def test_a_restriction_is_set_and_lifted_with_a_reason(protector):
    request = RightsRequestFactory(kind=Kind.RESTRICTION, status="working")
    assert rights_outcomes.restrict(request, reason="They contest the address.", actor=protector)
    person = request.person
    person.refresh_from_db()
    assert person.is_restricted
    assert not holds.set_restriction(person, reason="Again", actor=protector)
    assert holds.lift_restriction(person, reason="It is right now.", actor=protector)
    assert not holds.lift_restriction(person, reason="Again", actor=protector)
    person.refresh_from_db()
    assert not person.is_restricted
    said = Entry.objects.filter(action__startswith="person.restrict").values_list(
        "action", "reason"
    )
    assert list(said.order_by("id")) == [
        ("person.restricted", "They contest the address."),
        ("person.restriction-lifted", "It is right now."),
    ]


@pytest.mark.parametrize("act", ["restrict", "decide_objection", "prepare_erasure"])
def test_each_kind_has_its_own_end(protector, act):
    request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
    more = {"is_upheld": True} if act == "decide_objection" else {}
    with pytest.raises(errors.WrongKind):
        getattr(rights_outcomes, act)(request, reason="x", actor=protector, **more)


def test_an_objection_that_is_upheld_stops_all_contact(protector):
    person = contactable_person()
    request = RightsRequestFactory(kind=Kind.OBJECTION, status="working", person=person)
    rights_outcomes.decide_objection(
        request, is_upheld=True, reason="Their right.", actor=protector
    )
    person.refresh_from_db()
    request.refresh_from_db()
    assert (request.status, person.status) == ("done", PersonStatus.WITHDRAWN)
    taken_back = person.consents.filter(decision=Decision.WITHDRAWN).first()
    assert taken_back.method == request.method


def test_an_objection_that_is_not_upheld_changes_nothing_else(protector):
    person = contactable_person()
    request = RightsRequestFactory(kind=Kind.OBJECTION, status="working", person=person)
    rights_outcomes.decide_objection(
        request, is_upheld=False, reason="A claim needs it.", actor=protector
    )
    person.refresh_from_db()
    request.refresh_from_db()
    assert (request.status, person.status) == ("refused", PersonStatus.ACTIVE)


def test_an_objection_waits_until_somebody_works_on_it(protector):
    request = RightsRequestFactory(kind=Kind.OBJECTION, person=contactable_person())
    with pytest.raises(TransitionError):
        rights_outcomes.decide_objection(request, is_upheld=True, reason="Yes", actor=protector)
    request.person.refresh_from_db()
    assert request.person.status == PersonStatus.ACTIVE


# --- Erasure takes two ------------------------------------------------------------------


@pytest.fixture
def erasure(protector):
    return WorkedRequestFactory(
        kind=Kind.ERASURE,
        person=contactable_person(),
        words="Take Mair Penfynnon off your list.",
        recorded_by=protector,
    )


def test_an_erasure_is_prepared_by_one_and_agreed_by_another(protector, manager, erasure):
    with pytest.raises(errors.NotPrepared):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    assert rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    assert not rights_outcomes.prepare_erasure(erasure, reason="Again", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN, "contact stops at once"
    with pytest.raises(errors.SamePerson):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=protector)
    erasure.refresh_from_db()
    assert erasure.status == RightsStatus.WORKING
    assert rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.refresh_from_db()
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.ERASED
    assert (erasure.status, erasure.words) == ("done", "")
    assert (erasure.prepared_by, erasure.approved_by) == (protector, manager)
    with pytest.raises(errors.AlreadyClosed):
        rights_outcomes.approve_erasure(erasure, reason="Again", actor=manager)


def test_the_database_itself_wants_two(protector, erasure):
    for prepared in (None, protector):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=erasure.pk).update(
                prepared_by=prepared, approved_by=protector
            )


def test_an_erasure_can_be_sent_back(protector, manager, erasure):
    assert not rights_outcomes.send_back_erasure(erasure, reason="Wait", actor=manager)
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    assert rights_outcomes.send_back_erasure(erasure, reason="A claim is near.", actor=manager)
    with pytest.raises(errors.NotPrepared):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)


def test_a_hold_stands_in_the_way_of_preparing_and_of_agreeing(protector, manager, erasure):
    hold = LegalHoldFactory(person=erasure.person)
    with pytest.raises(UnderHold):
        rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.ACTIVE
    holds.lift_hold(hold, reason="The claim is over.", actor=protector)
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    LegalHoldFactory(person=erasure.person)
    with pytest.raises(UnderHold):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN


@pytest.mark.parametrize("status", ["received", "waiting"])
def test_an_erasure_is_prepared_by_whoever_works_on_it(protector, erasure, status):
    RightsRequest.objects.filter(pk=erasure.pk).update(status=status)
    with pytest.raises(errors.NotBeingWorkedOn):
        rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)


def test_a_prepared_erasure_that_waits_again_is_not_agreed(protector, manager, erasure):
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    rights.ask_clarification(erasure, reason="All of it?", actor=protector)
    with pytest.raises(TransitionError):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN


# --- Holds --------------------------------------------------------------------------------


def test_a_hold_has_a_day_to_look_at_it_again(protector):
    person, today = PersonFactory(), clock.today()
    with pytest.raises(errors.ReviewInThePast):
        holds.set_hold(person, reason="A claim.", review_on=today, actor=protector)
    hold = holds.set_hold(
        person, reason="A claim.", review_on=today + timedelta(days=1), actor=protector
    )
    with pytest.raises(errors.ReviewInThePast):
        holds.review_hold(hold, review_on=today, reason="Still", actor=protector)
    later = today + timedelta(days=60)
    assert holds.review_hold(hold, review_on=later, reason="Still heard.", actor=protector)
    hold.refresh_from_db()
    assert hold.review_on == later


def test_a_hold_is_lifted_once_and_for_all(protector, manager):
    hold = LegalHoldFactory()
    assert holds.lift_hold(hold, reason="It is over.", actor=protector)
    assert not holds.lift_hold(hold, reason="Again", actor=manager)
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_because) == (protector, "It is over.")
    later = clock.today() + timedelta(days=60)
    assert not holds.review_hold(hold, review_on=later, reason="Still", actor=protector)
