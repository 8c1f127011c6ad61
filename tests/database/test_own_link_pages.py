"""The office's side of people's own links: stops, codes, and changes that wait."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from database import desk
from database.models import ChangeStatus, ProposedChange, Purpose, SelfServiceCode
from database.services import by_link, self_service
from database.services.stops import live_stops, stop_channel
from tests.factories.database import ConsentWordingFactory, contactable_person
from vef.audit.models import Entry
from vef.common import clock
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wordings(db):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)


@pytest.fixture
def office(client_of, officer):
    translation.activate("en")
    return client_of(officer)


@pytest.fixture
def dana():
    return contactable_person(
        email="dana@example.com",
        phone="01632 960203",
        safe={"risk_flag": True, "phone": "safe"},
    )


@pytest.fixture
def mair():
    return contactable_person(email="mair@example.com", phone="01632 960201")


def url(name, person, **more):
    return reverse(f"database:{name}", kwargs={"pk": person.pk, **more})


def said(response) -> str:
    return response.content.decode()


# --- Stops -----------------------------------------------------------------------


def test_a_stop_is_listed_and_lifted_with_a_reason(office, mair):
    stop = stop_channel(mair, channel="email", method="link", actor=by_link.actor_of(mair))
    lift = url("contact-stop-lift", mair, stop_pk=stop.pk)
    text = said(office.get(url("person-detail", mair)))
    assert lift in text
    assert "The person, by link" in text
    assert office.get(lift).status_code == 200
    assert office.post(lift, {"reason": ""}).status_code == 200
    assert live_stops(mair) == [stop]
    assert office.post(lift, {"reason": "Rang and asked"})["Location"] == url("person-detail", mair)
    assert live_stops(mair) == []
    assert Entry.objects.get(action="contact.stop-lifted").reason == "Rang and asked"


def test_staff_stop_a_way_for_this_address_or_for_any(office, mair, officer):
    data = {"channel": "email", "where": "any", "reason": "unsafe", "method": "phone"}
    assert office.post(url("contact-stop-add", mair), {}).status_code == 200
    office.post(url("contact-stop-add", mair), data)
    (stop,) = live_stops(mair)
    assert (stop.address_index, stop.reason, stop.recorded_by) == ("", "unsafe", officer)


def test_a_stop_of_somebody_else_is_not_found(office, mair, dana):
    stop = stop_channel(dana, channel="email", method="link", actor=by_link.actor_of(dana))
    address = url("contact-stop-lift", mair, stop_pk=stop.pk)
    assert office.get(address).status_code == 404
    assert office.post(address, {"reason": "Because"}).status_code == 404
    assert live_stops(dana) == [stop]


# --- The link and the code ----------------------------------------------------------


def test_sending_the_link_says_first_what_stands_in_the_way(office, mair):
    assert "Not now" not in said(office.get(url("own-link-send", mair)))
    by_link.pause(mair, until=clock.today(), language="en")
    assert "Not now: Paused" in said(office.get(url("own-link-send", mair)))
    assert not Message.objects.exists()
    office.post(url("own-link-send", mair))
    assert Message.objects.get().kind == "database.my-page"
    assert Entry.objects.filter(action="self-service.link-sent").count() == 1


def test_a_code_is_shown_once_and_opens_the_page_once(office, dana):
    address = url("own-code-make", dana)
    office.get(address)
    assert not SelfServiceCode.objects.exists()
    assert office.post(address, {"channel": "phone"}).status_code == 200
    assert not SelfServiceCode.objects.exists()
    shown = said(office.post(address, {"channel": "phone", "reason": "Rang the safe number"}))
    code = re.search(r"(\d{3}) (\d{3})</p>", shown)
    assert self_service.check_code(dana, "".join(code.groups()))
    assert code[0] not in said(office.get(address))
    entry = Entry.objects.get(action="self-service.code-made")
    assert (entry.reason, entry.data) == ("Rang the safe number", {"channel": "phone"})


def test_a_way_that_is_not_known_to_be_safe_is_not_offered(office, mair):
    text = said(office.get(url("own-code-make", mair)))
    assert 'value="phone"' not in text
    assert 'value="person"' in text
    office.post(url("own-code-make", mair), {"channel": "phone", "reason": "Rang them"})
    assert not SelfServiceCode.objects.exists()


def test_too_many_wrong_words_are_told_to_staff(office, mair):
    for _ in range(self_service.MOST_TRIES):
        self_service.prove(mair, "egret", actor=by_link.actor_of(mair))
    assert "wrong too many times" in said(office.get(url("person-detail", mair)))


# --- Changes by link ---------------------------------------------------------------------


def test_a_change_is_listed_masked_and_can_be_put_back(office, mair):
    by_link.change_details(mair, language="en", details={"phone": "01632 960299"})
    change = ProposedChange.objects.get()
    text = said(office.get(url("person-detail", mair)))
    back = url("change-decide", mair, change_pk=change.pk, step="put-back")
    assert back in text
    assert "960299" not in text
    assert "…99" in text
    office.post(back, {"reason": "She did not do it"})
    mair.refresh_from_db()
    assert mair.phone == "01632 960201"
    # Settled: the same page says so and does nothing more.
    assert "settled already" in said(office.get(back))
    assert office.post(back, {"reason": "Again"}).status_code == 200


@pytest.mark.parametrize(
    ("step", "status", "phone"),
    [
        ("confirm", ChangeStatus.APPLIED, "01632 960299"),
        ("refuse", ChangeStatus.REFUSED, "01632 960203"),
    ],
)
def test_who_may_know_of_risk_decides_what_waits(client_of, manager, dana, step, status, phone):
    translation.activate("en")
    by_link.change_details(dana, language="en", details={"phone": "01632 960299"})
    change = ProposedChange.objects.get()
    client = client_of(manager)
    address = url("change-decide", dana, change_pk=change.pk, step=step)
    assert address in said(client.get(url("person-detail", dana)))
    assert address in said(client.get(reverse("database:change-list")))
    assert client.post(address, {"reason": ""}).status_code == 200
    client.post(address, {"reason": "Rang the number we held"})
    change.refresh_from_db()
    dana.refresh_from_db()
    assert (change.status, change.decided_by, dana.phone) == (status, manager, phone)


def test_an_officer_does_not_learn_of_risk_by_what_waits(office, officer, dana):
    by_link.change_details(dana, language="en", details={"phone": "01632 960299"})
    change = ProposedChange.objects.get()
    assert "by-link" not in said(office.get(url("person-detail", dana)))
    assert office.get(reverse("database:change-list")).status_code == 403
    for step in ("confirm", "refuse"):
        address = url("change-decide", dana, change_pk=change.pk, step=step)
        assert office.get(address).status_code == 404
        assert office.post(address, {"reason": "Rang"}).status_code == 404
    assert not any("by link" in item.text for item in desk.items(officer, clock.today()))
    change.refresh_from_db()
    assert change.status == ChangeStatus.STAFF


def test_what_waits_is_on_the_desk_of_who_may_know(manager, dana):
    by_link.change_details(dana, language="en", details={"phone": "01632 960299"})
    with translation.override("en"):
        (item,) = [i for i in desk.items(manager, clock.today()) if "by link" in i.text]
    assert item.url.endswith("/office/people/by-link/")


def test_an_unknown_step_is_no_page(office, mair):
    by_link.change_details(mair, language="en", details={"phone": "01632 960299"})
    change = ProposedChange.objects.get()
    assert office.get(url("change-decide", mair, change_pk=change.pk, step="x")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_three(
    client_of, manager, count, django_assert_num_queries
):
    for number in range(count):
        person = contactable_person(safe={"risk_flag": True})
        by_link.change_details(person, language="en", details={"phone": f"01632 96029{number}"})
    client = client_of(manager)
    address = reverse("database:change-list")
    client.get(address)
    with django_assert_num_queries(LIST_QUERIES):
        client.get(address)


LIST_QUERIES = 6
