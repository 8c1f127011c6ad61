"""A record erased or merged between the look-up and the act: nothing is added to it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from database.links import MINE_SCOPE
from database.models import Consent, Person, Purpose
from database.services import (
    RecordClosed,
    by_link,
    change_contact,
    consents,
    record_consent,
    set_code_word,
    set_safe_contact,
    withdraw_person,
)
from database.services.erasure import erase_person
from database.services.families import add_to_family
from database.services.holds import set_hold, set_restriction
from database.services.merging import merge_people
from database.services.stops import stop_channel
from database.views import mine, people
from tests.factories.database import ConsentWordingFactory, contactable_person
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import issue_link

pytestmark = pytest.mark.django_db

Act = Callable[[Person, User], object]
CONSENT = {"purpose": Purpose.PHONE, "decision": "given", "language": "en", "method": "phone"}
ACTS: dict[str, Act] = {
    "consent": lambda person, user: record_consent(person, actor=user, **CONSENT),
    "contact": lambda person, user: change_contact(person, actor=user, email="x@example.org"),
    "safe contact": lambda person, user: set_safe_contact(person, actor=user, phone="safe"),
    "code word": lambda person, user: set_code_word(person, actor=user, word="morfil"),
    "hold": lambda person, user: set_hold(
        person, actor=user, reason="Court", review_on=clock.today() + timedelta(days=9)
    ),
    "restriction": lambda person, user: set_restriction(person, actor=user, reason="Asked"),
    "family": lambda person, user: add_to_family(person, actor=user),
    "stop": lambda person, user: stop_channel(
        person, channel="phone", actor=user, reason="asked", method="phone"
    ),
    "withdrawal": lambda person, user: withdraw_person(person, actor=user, method="phone"),
    "own page": lambda person, user: by_link.choose_language(person, "cy"),
}


@pytest.fixture(autouse=True)
def _wording(db: None) -> None:
    ConsentWordingFactory(purpose=Purpose.PHONE)


@pytest.fixture
def mair(db: None) -> Person:
    return contactable_person()


def erase(person: Person, manager: User) -> None:
    erase_person(Person.objects.get(pk=person.pk), because="asked", actor=SYSTEM)


def merge(person: Person, manager: User) -> None:
    gone = Person.objects.get(pk=person.pk)
    merge_people(kept=contactable_person(), gone=gone, reason="The same", actor=manager)


@pytest.mark.parametrize("close", [erase, merge])
@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_nothing_is_added_to_a_record_closed_meanwhile(
    act: Act, close: Act, mair: Person, manager: User
) -> None:
    close(mair, manager)
    before = Entry.objects.count()
    with pytest.raises(RecordClosed):
        act(mair, manager)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_open_record_takes_them_all(act: Act, mair: Person, manager: User) -> None:
    act(mair, manager)


def closing_first(act: Act, close: Act, manager: User) -> Act:
    """The act, with somebody else a moment quicker."""

    def slower(person: Person, *args: object, **kwargs: object) -> object:
        close(person, manager)
        return act(person, *args, **kwargs)

    return slower


@pytest.mark.parametrize(("close", "status"), [(erase, 404), (merge, 302)])
def test_the_office_page_loses_the_race_kindly(
    monkeypatch, client_of, mair: Person, officer: User, manager: User, close: Act, status: int
) -> None:
    slower = closing_first(people.change_contact, close, manager)
    monkeypatch.setattr(people, "change_contact", slower)
    with translation.override("en"):
        page = reverse("database:contact-change", args=[mair.pk])
    said = {"email": "new@example.org", "reason": "She rang"}
    client = client_of(officer)
    answer = client.post(page, said)
    assert answer.status_code == status
    if status == 302:
        told = client.get(answer.url, follow=True).content.decode()
        assert "Nothing was saved. Do it again on this record." in told


def test_the_persons_own_page_is_gone_once_they_are_erased(
    monkeypatch, client: Client, mair: Person, manager: User
) -> None:
    token = issue_link(
        scope=MINE_SCOPE, target_id=mair.pk, expires_at=clock.now() + timedelta(days=5)
    )
    slower = closing_first(by_link.choose_language, erase, manager)
    monkeypatch.setattr(mine.by_link, "choose_language", slower)
    with translation.override("en"):
        page = reverse("database:mine-language", args=[token])
    assert client.post(page, {"reading": "cy"}).status_code == 410


def test_without_the_check_words_would_stay_on_a_closed_record(
    monkeypatch, mair: Person, manager: User
) -> None:
    """The control: the service by itself lets them through."""
    monkeypatch.setattr(consents, "lock", lambda person: None)
    erase(mair, manager)
    before = Consent.objects.filter(person=mair).count()
    record_consent(mair, actor=manager, **CONSENT)
    assert Consent.objects.filter(person=mair).count() == before + 1
