"""What a link may do: narrowing at once, widening held back where somebody is at risk."""

from datetime import date, timedelta

import pytest

from database import gate
from database.links import MINE_SCOPE, STOP_SCOPE, person_behind
from database.models import (
    ChangeKind,
    ChangeStatus,
    Channel,
    ConsentMethod,
    Decision,
    Person,
    PersonStatus,
    ProposedChange,
    Purpose,
    RightsRequest,
)
from database.services import by_link, changes, latest_safe_contact
from database.services.consents import record_consent
from database.services.people import confirm_person
from database.services.provisional import confirm_provisional
from database.services.stops import live_stops, stop_channel
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    PersonFactory,
    contactable_person,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import issue_link
from vef.common.steps import TransitionError
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wordings(db):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)


@pytest.fixture
def mair() -> Person:
    return contactable_person(email="mair@example.com", phone="01632 960201", reading="en")


@pytest.fixture
def dana() -> Person:
    """Somebody at risk."""
    return contactable_person(
        email="dana@example.com", phone="01632 960203", safe={"risk_flag": True}
    )


def link_to(person: Person, scope: str = MINE_SCOPE, days: int = 5) -> str:
    return issue_link(
        scope=scope, target_id=person.pk, expires_at=clock.now() + timedelta(days=days)
    )


def say(person, purpose, decision, actor, **more):
    record_consent(
        person,
        purpose=purpose,
        decision=decision,
        language="en",
        method=ConsentMethod.PHONE,
        actor=actor,
        **more,
    )


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- Contact details --------------------------------------------------------------


def test_a_new_phone_number_is_used_at_once_and_can_be_put_back(mair, manager):
    by_link.change_details(mair, language="cy", details={"phone": "01632 960299"})
    assert fresh(mair).phone == "01632 960299"
    change = ProposedChange.objects.get()
    assert (change.status, change.language) == (ChangeStatus.APPLIED, "cy")
    assert changes.put_back(change, actor=manager, reason="It was not her")
    assert fresh(mair).phone == "01632 960201"
    assert fresh(change).status == ChangeStatus.UNDONE
    with pytest.raises(TransitionError):
        changes.refuse_change(fresh(change), actor=manager)


def test_where_somebody_is_at_risk_new_details_wait_for_staff(dana, manager):
    by_link.change_details(dana, language="en", details={"phone": "01632 960299", "name": "D"})
    assert fresh(dana).phone == "01632 960203"
    change = ProposedChange.objects.get()
    assert change.status == ChangeStatus.STAFF
    changes.confirm_change(change, actor=manager, reason="Rang the number we hold")
    assert (fresh(dana).phone, fresh(dana).name) == ("01632 960299", "D")
    assert fresh(change).decided_by == manager


def test_forgetting_a_number_narrows_and_works_at_once_also_at_risk(dana):
    by_link.change_details(dana, language="en", details={"phone": ""})
    assert fresh(dana).phone == ""
    assert not ProposedChange.objects.exists()


def test_what_is_asked_again_takes_the_place_of_what_waits(dana):
    for number in ("01632 960291", "01632 960292"):
        by_link.change_details(dana, language="en", details={"phone": number})
    states = dict(ProposedChange.objects.values_list("status", "pk"))
    assert set(states) == {ChangeStatus.REPLACED, ChangeStatus.STAFF}
    waiting = ProposedChange.objects.get(status=ChangeStatus.STAFF)
    assert waiting.said == {"phone": "01632 960292"}


def test_a_new_email_address_waits_for_its_own_mailbox(mair):
    by_link.change_details(mair, language="en", details={"email": "new@example.com"})
    assert fresh(mair).email == "mair@example.com"
    change, message = ProposedChange.objects.get(), Message.objects.get()
    assert change.status == ChangeStatus.PROOF
    assert message.kind == "database.prove-address"
    assert "new@example.com" not in str(Message.objects.values())
    token = link_to(mair)
    assert changes.prove_address(change, actor=by_link.actor_of(mair))
    assert fresh(mair).email == "new@example.com"
    assert fresh(mair).email_state == "untried"
    # The old mailbox opens nothing any more, and staff look at the safe contact again.
    assert person_behind(MINE_SCOPE, token) is None
    assert latest_safe_contact(mair).review_on == clock.today()
    assert not changes.prove_address(fresh(change), actor=by_link.actor_of(mair))


def test_where_somebody_is_at_risk_nothing_goes_to_a_new_address_before_staff_made_sure(
    dana, manager
):
    by_link.change_details(dana, language="en", details={"email": "new@example.com"})
    assert not Message.objects.exists()
    change = ProposedChange.objects.get()
    changes.confirm_change(change, actor=manager, reason="Rang her")
    assert fresh(change).status == ChangeStatus.PROOF
    assert Message.objects.get().kind == "database.prove-address"
    assert fresh(dana).email == "dana@example.com"


def test_the_present_address_again_is_no_change_and_many_are_too_many(mair):
    by_link.change_details(mair, language="en", details={"email": "MAIR@example.com"})
    assert not ProposedChange.objects.exists()
    for number in range(5):
        by_link.change_details(mair, language="en", details={"email": f"n{number}@example.com"})
    assert ProposedChange.objects.count() == by_link.NEW_ADDRESSES_A_DAY


def test_what_was_typed_is_sealed_and_stays_out_of_the_log(mair):
    by_link.change_details(
        mair, language="en", details={"phone": "01632 960299", "name": "Mair Tŷ"}
    )
    assert "960299" not in str(ProposedChange.objects.values())
    written = str(list(Entry.objects.values()))
    assert "960299" not in written
    assert "Tŷ" not in written


# --- Language, ways, times -----------------------------------------------------------


def test_the_language_is_changed_at_once(dana):
    by_link.choose_language(dana, "both")
    assert fresh(dana).reading == "both"
    assert not ProposedChange.objects.exists()


def test_turning_a_way_off_works_at_once_also_at_risk(dana):
    by_link.choose_channels(dana, language="cy", use=[], leave=[Channel.EMAIL])
    assert latest_safe_contact(dana).email == "unsafe"
    event = dana.consents.get(purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN)
    assert (event.method, event.language) == (ConsentMethod.LINK, "cy")
    assert not gate.check(dana.pk).allowed


def test_turning_off_what_was_never_agreed_is_a_refusal(mair):
    by_link.choose_channels(mair, language="en", use=[], leave=[Channel.SMS])
    assert mair.consents.get(purpose=Purpose.SMS).decision == Decision.REFUSED


def test_another_way_is_agreed_and_safe_at_once(mair):
    by_link.choose_channels(mair, language="cy", use=[Channel.PHONE], leave=[])
    event = mair.consents.get(purpose=Purpose.PHONE)
    assert (event.decision, event.language, event.is_provisional) == ("given", "cy", False)
    assert gate.check(mair.pk, channel="phone").allowed


def test_another_way_is_provisional_at_risk_until_staff_made_sure(dana, manager):
    by_link.choose_channels(dana, language="cy", use=[Channel.PHONE], leave=[])
    assert dana.consents.get(purpose=Purpose.PHONE).is_provisional
    assert latest_safe_contact(dana).phone == "unknown"
    assert gate.check(dana.pk, channel="phone").reason == gate.GateReason.PROVISIONAL
    change = ProposedChange.objects.get()
    assert change.status == ChangeStatus.STAFF
    changes.confirm_change(change, actor=manager, reason="In person")
    assert gate.check(dana.pk, channel="phone").allowed
    confirmed = dana.consents.get(purpose=Purpose.PHONE, is_provisional=False)
    assert (confirmed.recorded_by, confirmed.language) == (manager, "cy")


def later(minutes=1):
    return clock.held_at(clock.now() + timedelta(minutes=minutes))


def test_what_was_confirmed_another_way_waits_for_nobody(dana, manager):
    by_link.choose_channels(dana, language="cy", use=[Channel.PHONE, Channel.SMS], leave=[])
    change = ProposedChange.objects.get()
    with later():
        say(dana, Purpose.PHONE, Decision.GIVEN, manager)
        assert fresh(change).status == ChangeStatus.STAFF, "one of two is not settled"
        confirm_provisional(dana, method=ConsentMethod.IN_PERSON, actor=manager)
    settled = fresh(change)
    assert (settled.status, settled.decided_by) == (ChangeStatus.OVERTAKEN, manager)
    entry = Entry.objects.get(action="proposedchange.overtaken")
    assert entry.reason == "consent was recorded another way"
    # Nobody asked whether it is safe, so it is not known to be.
    assert latest_safe_contact(dana).phone == "unknown"
    with pytest.raises(TransitionError):
        changes.confirm_change(settled, actor=manager, reason="Late")


def test_a_no_said_another_way_can_not_be_overruled_by_the_link(dana, manager):
    by_link.choose_channels(dana, language="en", use=[Channel.PHONE], leave=[])
    change = ProposedChange.objects.get()
    with later():
        say(dana, Purpose.PHONE, Decision.REFUSED, manager)
    assert fresh(change).status == ChangeStatus.OVERTAKEN
    with pytest.raises(TransitionError):
        changes.confirm_change(fresh(change), actor=manager, reason="She rang")


def test_leaving_settles_what_waited_and_so_does_turning_a_way_off_again(dana):
    by_link.choose_channels(dana, language="en", use=[Channel.PHONE], leave=[])
    with later():
        by_link.choose_channels(fresh(dana), language="en", use=[], leave=[Channel.PHONE])
    assert ProposedChange.objects.get().status == ChangeStatus.OVERTAKEN
    with later(2):
        by_link.choose_channels(fresh(dana), language="en", use=[Channel.SMS], leave=[])
    with later(3):
        by_link.leave(dana, token=link_to(dana), language="en")
    assert not ProposedChange.objects.filter(status=ChangeStatus.STAFF).exists()


def test_a_consent_of_before_settles_nothing(dana, manager):
    before = clock.now() - timedelta(days=3)
    by_link.choose_channels(dana, language="en", use=[Channel.PHONE], leave=[])
    say(dana, Purpose.PHONE, Decision.GIVEN, manager, at=before)
    assert ProposedChange.objects.get().status == ChangeStatus.STAFF


def test_what_does_not_ask_for_consent_still_waits(dana, manager):
    by_link.change_details(dana, language="en", details={"phone": "01632 960999"})
    with later():
        say(dana, Purpose.PHONE, Decision.GIVEN, manager)
    assert ProposedChange.objects.get().status == ChangeStatus.STAFF


def test_coming_back_confirmed_another_way_brings_back(dana, manager):
    by_link.leave(dana, token=link_to(dana), language="en")
    with later():
        by_link.come_back(fresh(dana), language="en")
    change = ProposedChange.objects.get(kind=ChangeKind.BACK)
    with later(2):
        confirm_provisional(fresh(dana), method=ConsentMethod.PHONE, actor=manager)
        assert gate.check(dana.pk).allowed
    assert fresh(dana).status == PersonStatus.ACTIVE
    assert fresh(change).status == ChangeStatus.OVERTAKEN


def test_coming_back_waits_on_while_somebody_is_not_back(dana, manager):
    by_link.leave(dana, token=link_to(dana), language="en")
    with later():
        by_link.come_back(fresh(dana), language="en")
    change = ProposedChange.objects.get(kind=ChangeKind.BACK)
    with later(2):
        for purpose in (Purpose.DATABASE, Purpose.EMAIL):
            say(dana, purpose, Decision.GIVEN, manager)
        assert fresh(change).status == ChangeStatus.STAFF
        confirm_person(fresh(dana), actor=manager)
    assert fresh(change).status == ChangeStatus.OVERTAKEN


def test_a_refused_change_leaves_everything(dana, manager):
    by_link.choose_channels(dana, language="en", use=[Channel.PHONE], leave=[])
    changes.refuse_change(ProposedChange.objects.get(), actor=manager, reason="It was not her")
    assert gate.check(dana.pk, channel="phone").reason == gate.GateReason.PROVISIONAL
    assert latest_safe_contact(dana).phone == "unknown"


MONDAY = {"day": 1, "from": "10:00", "to": "12:00"}


def test_fewer_times_count_at_once_and_more_wait_at_risk(dana, manager):
    by_link.choose_times(dana, language="en", slots=[MONDAY])
    assert latest_safe_contact(dana).safe_times == [MONDAY]
    shorter = {"day": 1, "from": "10:30", "to": "11:00"}
    by_link.choose_times(dana, language="en", slots=[shorter])
    assert latest_safe_contact(dana).safe_times == [shorter]
    by_link.choose_times(dana, language="en", slots=[])
    assert latest_safe_contact(dana).safe_times == [shorter]
    waiting = ProposedChange.objects.get(status=ChangeStatus.STAFF)
    changes.confirm_change(waiting, actor=manager, reason="Rang her")
    assert latest_safe_contact(dana).safe_times == []


# --- Pausing ---------------------------------------------------------------------------


def test_pausing_and_ending_a_pause(mair):
    until = clock.today() + timedelta(days=30)
    by_link.pause(mair, until=until, language="en")
    assert (fresh(mair).status, fresh(mair).paused_until) == (PersonStatus.PAUSED, until)
    by_link.resume(mair, language="en")
    assert fresh(mair).status == PersonStatus.ACTIVE


def test_at_risk_a_pause_begins_and_grows_at_once_and_ends_only_after_a_check(dana, manager):
    soon, later = clock.today() + timedelta(days=5), clock.today() + timedelta(days=50)
    by_link.pause(dana, until=soon, language="en")
    by_link.pause(dana, until=later, language="en")
    assert fresh(dana).paused_until == later
    by_link.pause(dana, until=soon, language="en")
    by_link.resume(dana, language="en")
    assert fresh(dana).paused_until == later
    change = ProposedChange.objects.get(status=ChangeStatus.STAFF)
    changes.confirm_change(change, actor=manager, reason="Rang her")
    assert fresh(dana).status == PersonStatus.ACTIVE


@pytest.mark.parametrize("status", [PersonStatus.PENDING, PersonStatus.WITHDRAWN])
def test_whoever_is_not_active_is_left_as_they_are(status):
    person = PersonFactory(status=status, withdrawn_at=clock.now())
    by_link.pause(person, until=date(2999, 1, 1), language="en")
    by_link.resume(person, language="en")
    assert fresh(person).status == status


# --- Leaving and coming back --------------------------------------------------------------


def test_leaving_works_at_once_and_the_link_lives_on_for_coming_back(mair):
    token = link_to(mair, days=2)
    by_link.leave(mair, token=token, language="cy")
    assert fresh(mair).status == PersonStatus.WITHDRAWN
    events = mair.consents.filter(decision=Decision.WITHDRAWN)
    assert {event.method for event in events} == {ConsentMethod.LINK}
    assert not Message.objects.exists(), "nobody is told by mail"
    with clock.held_at(clock.now() + timedelta(days=29)):
        assert person_behind(MINE_SCOPE, token) == mair
        by_link.come_back(fresh(mair), language="cy")
        assert fresh(mair).status == PersonStatus.ACTIVE
        assert gate.check(mair.pk).allowed
    renewed = mair.consents.filter(at__gt=clock.now())
    assert {event.purpose for event in renewed} == {Purpose.DATABASE, Purpose.EMAIL}


def test_after_a_while_nobody_comes_back_by_link(mair):
    token = link_to(mair, days=300)
    by_link.leave(mair, token=token, language="en")
    with clock.held_at(clock.now() + timedelta(days=30)):
        assert person_behind(MINE_SCOPE, token) is None


def test_coming_back_brings_only_what_counted_before(mair):
    by_link.choose_channels(mair, language="en", use=[], leave=[Channel.SMS])
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        by_link.leave(mair, token=link_to(mair), language="en")
    with clock.held_at(clock.now() + timedelta(minutes=2)):
        by_link.come_back(fresh(mair), language="en")
    assert not mair.consents.filter(purpose=Purpose.SMS, decision=Decision.RENEWED).exists()
    assert gate.check(mair.pk).allowed


def test_at_risk_coming_back_waits_for_staff(dana, manager):
    by_link.leave(dana, token=link_to(dana), language="en")
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        by_link.come_back(fresh(dana), language="en")
        assert fresh(dana).status == PersonStatus.WITHDRAWN
        assert dana.consents.filter(is_provisional=True).count() == 2
    with clock.held_at(clock.now() + timedelta(minutes=2)):
        change = ProposedChange.objects.get(kind=ChangeKind.BACK)
        changes.confirm_change(change, actor=manager, reason="She rang")
        assert fresh(dana).status == PersonStatus.ACTIVE
        assert gate.check(dana.pk).allowed


def test_coming_back_renews_no_consent_whose_words_the_page_does_not_show(mair):
    ConsentFactory(person=mair, purpose=Purpose.QUOTED, at=clock.now() - timedelta(days=9))
    by_link.leave(mair, token=link_to(mair), language="en")
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        by_link.come_back(fresh(mair), language="en")
    latest = mair.consents.filter(purpose=Purpose.QUOTED).order_by("at").last()
    assert latest.decision == Decision.WITHDRAWN


@pytest.mark.parametrize(("undo", "version"), [(by_link.come_back, 2), (by_link.undo_stop, 1)])
def test_coming_back_agrees_to_the_words_of_now_and_undoing_a_stop_to_the_same(mair, undo, version):
    by_link.leave(mair, token=link_to(mair), language="en")
    ConsentWordingFactory(purpose=Purpose.EMAIL, version=2)
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        undo(fresh(mair), language="en")
    latest = mair.consents.filter(purpose=Purpose.EMAIL).order_by("at").last()
    assert (latest.decision, latest.wording.version) == (Decision.RENEWED, version)


def test_whoever_has_not_left_does_not_come_back(mair):
    by_link.come_back(mair, language="en")
    assert not ProposedChange.objects.exists()


def test_undoing_a_stop_lifts_what_came_by_link_and_nothing_else(mair, officer):
    by_staff = stop_channel(
        mair, channel="email", method="phone", actor=officer, address_only=False
    )
    stop_channel(mair, channel="email", method="link", actor=by_link.actor_of(mair))
    by_link.undo_stop(mair, language="en")
    assert live_stops(mair) == [by_staff]


def test_at_risk_undoing_a_stop_waits_for_staff(dana, manager):
    stop_channel(dana, channel="email", method="link", actor=by_link.actor_of(dana))
    by_link.undo_stop(dana, language="en")
    assert len(live_stops(dana)) == 1
    changes.confirm_change(ProposedChange.objects.get(), actor=manager, reason="She rang")
    assert live_stops(dana) == []


def test_stopping_everything_by_the_stop_link_is_undone_by_it(mair):
    token = link_to(mair, STOP_SCOPE)
    by_link.leave_by_stop(mair, token=token, language="en")
    assert fresh(mair).status == PersonStatus.WITHDRAWN
    assert person_behind(STOP_SCOPE, token) == mair
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        by_link.undo_stop(fresh(mair), language="en")
    assert fresh(mair).status == PersonStatus.ACTIVE


# --- Rights ---------------------------------------------------------------------------------


@pytest.mark.parametrize("what", by_link.KINDS)
def test_a_request_reaches_the_desk_once_and_sends_nothing(mair, what):
    for _ in range(2):
        by_link.ask(mair, what, words="Send it to me@example.org", language="cy")
    request = RightsRequest.objects.get()
    assert (request.kind, request.person, request.method, request.language) == (
        by_link.KINDS[what],
        mair,
        "link",
        "cy",
    )
    assert request.identity_confirmed_at is None
    assert not Message.objects.filter(recipient_kind="address").exists()
