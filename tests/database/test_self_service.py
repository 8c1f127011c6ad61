"""Seeing what is held: a word or a code, few tries, answered alike."""

from datetime import timedelta

import pytest

from database.models import Person, SelfServiceCode
from database.services import by_link, self_service, set_code_word
from database.services.self_service import ChannelNotSafe, LockedOut
from database.services.stops import stop_channel
from tests.factories.database import PersonFactory, SafeContactFactory, contactable_person
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana(officer) -> Person:
    person = contactable_person(phone="01632 960203", safe={"phone": "safe"})
    set_code_word(person, word="heron", actor=officer)
    return person


def tried(person: Person, word: str) -> bool:
    return self_service.prove(person, word, actor=by_link.actor_of(person))


def test_the_code_word_opens_however_it_is_typed_and_is_not_used_up(dana):
    assert tried(dana, "  HERON ")
    assert tried(dana, "heron")
    assert not tried(dana, "egret")
    seen = Entry.objects.filter(action="self-service.seen")
    assert [entry.data for entry in seen] == [{"how": "code-word"}] * 2
    assert "heron" not in str(list(Entry.objects.values())).casefold()


def test_without_a_word_nothing_opens_and_nothing_is_told():
    nobody = PersonFactory()
    for word in ("", " ", "heron", "000000"):
        assert not tried(nobody, word or "x")


def test_after_five_wrong_tries_even_the_right_word_rests_for_a_day(dana):
    for _ in range(self_service.MOST_TRIES):
        assert not tried(dana, "egret")
    for word in ("heron", "egret"):
        with pytest.raises(LockedOut):
            tried(dana, word)
    assert self_service.is_resting(dana)
    with clock.held_at(clock.now() + timedelta(hours=24, seconds=1)):
        assert tried(dana, "heron")


def test_one_person_resting_leaves_others(dana, officer):
    other = contactable_person()
    set_code_word(other, word="wren", actor=officer)
    for _ in range(self_service.MOST_TRIES):
        tried(dana, "egret")
    assert tried(other, "wren")


def test_a_code_is_told_once_kept_as_a_hash_and_used_once(dana, officer):
    code = self_service.send_code(dana, "phone", actor=officer, reason="Rang the number we hold")
    row = SelfServiceCode.objects.get()
    assert len(code) == 6
    assert code not in row.code_hash.split("$")
    assert code not in str(list(Entry.objects.values_list("action", "reason", "data")))
    assert row.expires_at == row.made_at + timedelta(minutes=15)
    assert tried(dana, f" {code[:3]} {code[3:]} ")
    assert not tried(dana, code)
    entry = Entry.objects.get(action="self-service.code-made")
    assert (entry.reason, entry.actor_id) == ("Rang the number we hold", str(officer.pk))


def test_a_code_ends_after_its_time_and_after_its_tries(dana, officer):
    code = self_service.send_code(dana, "phone", actor=officer, reason="Rang")
    with clock.held_at(clock.now() + timedelta(minutes=15, seconds=1)):
        assert not self_service.check_code(dana, code)
    code = self_service.send_code(dana, "person", actor=officer, reason="Here")
    assert SelfServiceCode.objects.count() == 1
    for _ in range(self_service.CODE_TRIES):
        assert not self_service.check_code(dana, "wrong")
    assert not self_service.check_code(dana, code)


def test_a_code_of_one_person_opens_nothing_of_another(dana, officer):
    code = self_service.send_code(dana, "phone", actor=officer, reason="Rang")
    assert not self_service.check_code(contactable_person(), code)
    assert self_service.check_code(dana, code)


def test_a_code_goes_only_by_a_way_known_to_be_safe(dana, officer):
    unsure = contactable_person(phone="01632 960299", safe={"phone": "ask"})
    without = contactable_person(safe={"phone": "safe"})
    for person, channel in ((unsure, "phone"), (without, "phone"), (dana, "email"), (dana, "sms")):
        with pytest.raises(ChannelNotSafe):
            self_service.send_code(person, channel, actor=officer, reason="Asked")
    assert self_service.may_carry_code(unsure, "person")


def test_a_number_that_came_by_a_link_is_not_another_way(dana):
    assert self_service.may_carry_code(dana, "phone")
    by_link.change_details(dana, language="en", details={"phone": "01632 960299"})
    dana.refresh_from_db()
    assert not self_service.may_carry_code(dana, "phone")
    with clock.held_at(clock.now() + timedelta(days=91)):
        assert self_service.may_carry_code(dana, "phone")


def test_a_stopped_number_carries_no_code(dana, officer):
    stop_channel(dana, channel="phone", method="phone", actor=officer)
    assert not self_service.may_carry_code(dana, "phone")


def test_a_hash_is_checked_whether_there_is_one_or_not(dana, monkeypatch):
    """The time a try takes tells nothing: two hashes are checked for everybody."""
    checked = []
    check = self_service.check_password
    monkeypatch.setattr(self_service, "check_password", lambda *a: checked.append(1) or check(*a))
    counts = []
    for person in (dana, PersonFactory(), SafeContactFactory().person):
        checked.clear()
        tried(person, "egret")
        counts.append(len(checked))
    assert counts == [2, 2, 2]
