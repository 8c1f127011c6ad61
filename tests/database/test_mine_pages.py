"""The pages behind a link: blind, alike for everybody, acting only on a person's own choice."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from database.links import MINE_SCOPE, PROOF_SCOPE, STOP_SCOPE
from database.models import (
    ChangeStatus,
    Channel,
    PersonStatus,
    ProposedChange,
    Purpose,
    RightsRequest,
)
from database.services import by_link, latest_safe_contact, self_service, set_code_word
from database.services.stops import live_stops
from database.views.mine import DONE
from tests.factories.database import ConsentWordingFactory, contactable_person
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import issue_link, revoke_links
from vef.common.models import HostBody, Link
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr|dioddefwyr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
FORMS = (
    "details",
    "language",
    "channels",
    "times",
    "pause",
    "resume",
    "leave",
    "back",
    "see",
)


@pytest.fixture(autouse=True)
def _world(db):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)
    HostBody.objects.create(
        **{
            f"{name}_{language}": f"{name} {language}"
            for name in ("name", "short_name", "neutral_name")
            for language in ("cy", "en")
        },
        contact_name="Huw",
        contact_email="help@example.org",
        contact_phone="01632 960101",
    )


@pytest.fixture
def mair():
    return contactable_person(
        name="Mair Penfynnon", email="mair@example.com", phone="01632 960201", reading="cy"
    )


def token_of(person, scope=MINE_SCOPE):
    return issue_link(scope=scope, target_id=person.pk, expires_at=clock.now() + timedelta(days=5))


def page(name, token, language="en", **more):
    with translation.override(language):
        return reverse(f"database:{name}", kwargs={"token": token, **more})


def pages(token, language="en"):
    return [
        page("mine", token, language),
        *[page(f"mine-{name}", token, language) for name in FORMS],
        *[page("mine-ask", token, language, what=what) for what in by_link.KINDS],
        *[page("mine-done", token, language, what=what) for what in [*DONE, "left"]],
    ]


def stop_pages(token, language="en"):
    return [
        page("stop", token, language),
        page("stop-undo", token, language),
        *[
            page("stop-done", token, language, what=what)
            for what in ("address", "everything", "keep", "undone")
        ],
    ]


def plain(response, token: str) -> str:
    return CSRF.sub("", response.content.decode()).replace(token, "")


# --- Blind --------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_no_page_shows_anything_that_is_held(client, mair, language):
    ways = [pages(token_of(mair), language), stop_pages(token_of(mair, STOP_SCOPE), language)]
    for address in [*ways[0], *ways[1]]:
        response = client.get(address)
        text = response.content.decode()
        assert response.status_code == 200, address
        for held in (*mair.name.split(), mair.email, mair.phone, mair.reference, str(mair.pk)):
            assert held not in text, address
        assert not TELLING.search(TITLE.search(text)[1]), address
        assert not TELLING.search(address)
        assert "vef-exit__button" in text
        assert "no-store" in response["Cache-Control"]
        assert not any("session" in name for name in client.cookies)
        for ticked in re.findall(r"<input[^>]*\bchecked\b[^>]*>", text):
            # Only "leave it as it is" is chosen beforehand.
            assert 'value=""' in ticked


def test_every_page_is_the_same_for_everybody(officer):
    """Active or paused, at risk or not, with a code word or without: byte for byte alike."""
    people = [
        contactable_person(),
        contactable_person(reading="cy", phone="01632 960299", safe={"risk_flag": True}),
        contactable_person(status=PersonStatus.PAUSED, paused_until=clock.today()),
        contactable_person(status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now()),
        contactable_person(safe={"do_not_contact": True, "safe_times": []}),
    ]
    set_code_word(people[1], word="heron", actor=officer)
    seen = set()
    for person in people:
        token = token_of(person)
        seen.add(tuple(plain(Client().get(address), token) for address in pages(token)))
    assert len(seen) == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_never_acts(mair, method):
    by_link.change_details(mair, language="en", details={"email": "new@example.com"})
    proof = token_of(ProposedChange.objects.get(), PROOF_SCOPE)
    before = (Entry.objects.count(), Link.objects.count() + 2, Message.objects.count())
    addresses = [
        *pages(token_of(mair)),
        *stop_pages(token_of(mair, STOP_SCOPE)),
        page("mine-prove", proof),
        reverse("database:mine-find"),
        reverse("database:mine-found"),
        reverse("database:mine-proved", args=["yes"]),
        reverse("database:stopped"),
    ]
    for address in addresses * 2:
        assert getattr(Client(), method)(address).status_code == 200, address
    assert (Entry.objects.count(), Link.objects.count(), Message.objects.count()) == before
    mair.refresh_from_db()
    assert (mair.status, mair.email) == ("active", "mair@example.com")
    assert ProposedChange.objects.get().status == ChangeStatus.PROOF


def test_a_machine_that_sends_every_form_empty_changes_nothing(client, mair):
    before = Entry.objects.count()
    token, stop = token_of(mair), token_of(mair, STOP_SCOPE)
    addresses = [
        *[page(f"mine-{name}", token) for name in FORMS],
        *[page("mine-ask", token, what=what) for what in by_link.KINDS],
        page("stop", stop),
        page("stop-undo", stop),
        reverse("database:mine-find"),
    ]
    for address in addresses:
        response = client.post(address)
        assert response.status_code == 200, address
        assert response.context["form"].errors, address
    assert Entry.objects.count() == before


# --- Dead links ---------------------------------------------------------------


def _unknown(person, scope):
    return "A" * 27


def _expired(person, scope):
    token = token_of(person, scope)
    Link.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    return token


def _revoked(person, scope):
    token = token_of(person, scope)
    revoke_links(scope=scope, target_id=person.pk)
    return token


def _erased(person, scope):
    type(person).objects.filter(pk=person.pk).update(status="erased", key=None)
    return token_of(person, scope)


def _left_long_ago(person, scope):
    type(person).objects.filter(pk=person.pk).update(
        status="withdrawn", withdrawn_at=clock.now() - timedelta(days=31)
    )
    return token_of(person, scope)


def _other_scope(person, scope):
    return token_of(person, STOP_SCOPE if scope == MINE_SCOPE else MINE_SCOPE)


@pytest.mark.parametrize(
    "end", [_unknown, _expired, _revoked, _erased, _left_long_ago, _other_scope]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_links_that_open_nothing_are_all_alike(mair, end, method):
    for scope, addresses in ((MINE_SCOPE, pages), (STOP_SCOPE, stop_pages)):
        token, other = end(mair, scope), "B" * 27
        for address, control in zip(addresses(token), addresses(other), strict=True):
            response = getattr(Client(), method)(address)
            reference = getattr(Client(), method)(control)
            assert response.status_code == reference.status_code == 410, address
            assert plain(response, token) == plain(reference, other)


def test_unknown_words_in_the_address_are_no_page(client, mair):
    token = token_of(mair)
    assert client.get(page("mine-ask", token, what="money")).status_code == 404
    assert client.get(page("mine-done", token, what="rich")).status_code == 404
    stop = token_of(mair, STOP_SCOPE)
    assert client.get(page("stop-done", stop, what="rich")).status_code == 404


# --- Doing --------------------------------------------------------------------


def test_each_form_leads_on_and_does_what_it_says(client, mair):
    token = token_of(mair)

    def sends(name, data, what):
        response = client.post(page(f"mine-{name}", token), data)
        assert response.status_code == 302, response.context["form"].errors
        assert response["Location"] == page("mine-done", token, what=what)
        assert client.get(response["Location"]).status_code == 200
        mair.refresh_from_db()

    sends("details", {"phone": "01632 960299", "remove": ["postal_address"]}, "details")
    assert mair.phone == "01632 960299"
    sends("language", {"reading": "both"}, "saved")
    assert mair.reading == "both"
    sends("channels", {"phone": "yes", "sms": "no", "email": ""}, "channels")
    contact = latest_safe_contact(mair)
    assert (contact.email, contact.phone, contact.sms) == ("safe", "safe", "unsafe")
    sends("times", {"when": "only", "day_2": "10:00-12:00"}, "times")
    assert latest_safe_contact(mair).safe_times == [{"day": 2, "from": "10:00", "to": "12:00"}]
    sends("pause", {"until_day": "1", "until_month": "1", "until_year": "2099"}, "paused")
    assert mair.status == PersonStatus.PAUSED
    sends("resume", {"choice": "no"}, "kept")
    assert mair.status == PersonStatus.PAUSED
    sends("resume", {"choice": "yes"}, "resumed")
    assert mair.status == PersonStatus.ACTIVE
    sends("leave", {"choice": "no"}, "kept")
    sends("leave", {"choice": "yes"}, "left")
    assert mair.status == PersonStatus.WITHDRAWN
    sends("back", {"choice": "yes"}, "back")
    assert mair.status == PersonStatus.ACTIVE
    response = client.post(
        page("mine-ask", token, what="erase"), {"words": "Please.", "sure": "on"}
    )
    assert response["Location"] == page("mine-done", token, what="asked")
    assert RightsRequest.objects.get().kind == "erasure"


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("details", {"email": "nobody"}, "email"),
        ("details", {"phone": "01632 960299", "remove": ["phone"]}, "phone"),
        ("times", {"when": "only"}, "day_1"),
        ("times", {"when": "only", "day_1": "ten to twelve"}, "day_1"),
        ("pause", {"until_day": "1", "until_month": "1", "until_year": "2020"}, "until"),
        ("language", {"reading": "unknown"}, "reading"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field_and_kept(client, mair, name, data, field):
    response = client.post(page(f"mine-{name}", token_of(mair)), data)
    assert response.status_code == 200
    assert field in response.context["form"].errors
    text = response.content.decode()
    assert f'href="#id_{field}' in text
    for typed in data.values():
        if isinstance(typed, str) and typed not in {"only", "unknown"}:
            assert typed in text


def test_changing_the_language_half_way_keeps_what_was_typed_and_saves_nothing(client, mair):
    token = token_of(mair)
    data = {"phone": "01632 960299", "name": "Siân", "_switch": "1"}
    response = client.post(page("mine-details", token, "cy"), data)
    text = response.content.decode()
    assert "01632 960299" in text
    assert "Siân" in text
    assert not response.context["form"].errors
    assert not ProposedChange.objects.exists()


def test_for_somebody_at_risk_the_answer_is_the_same_and_the_change_waits(client):
    answers = set()
    for risk in (False, True):
        person = contactable_person(phone="01632 960201", safe={"risk_flag": risk})
        token = token_of(person)
        response = client.post(page("mine-details", token), {"phone": "01632 960299"}, follow=True)
        answers.add(plain(response, token))
    assert len(answers) == 1
    assert set(ProposedChange.objects.values_list("status", flat=True)) == {"applied", "staff"}


def test_the_pages_work_with_csrf_checks_and_without_a_session(mair):
    client = Client(enforce_csrf_checks=True)
    address = page("mine-leave", token_of(mair))
    text = client.get(address).content.decode()
    assert client.post(address, {"choice": "yes"}).status_code == 403
    csrf = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)[1]
    data = {"choice": "yes", "csrfmiddlewaretoken": csrf}
    assert client.post(address, data).status_code == 302
    assert not any("session" in name for name in client.cookies)


# --- Proving a new address ----------------------------------------------------


@pytest.mark.parametrize(("choice", "email"), [("yes", "new@example.com"), ("no", None)])
def test_the_new_mailbox_says_yes_or_no(client, mair, choice, email):
    by_link.change_details(mair, language="en", details={"email": "new@example.com"})
    address = page("mine-prove", token_of(ProposedChange.objects.get(), PROOF_SCOPE))
    text = client.get(address).content.decode()
    assert "new@example.com" not in text
    assert "mair@example.com" not in text
    assert client.post(address).status_code == 200
    response = client.post(address, {"choice": choice}, follow=True)
    assert response.status_code == 200
    mair.refresh_from_db()
    assert mair.email == (email or "mair@example.com")
    # Answered once; the link opens nothing more, like any dead link.
    assert client.get(address).status_code == 410


# --- Seeing -------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_with_the_code_word_what_is_held_is_shown_once(client, mair, officer, language):
    set_code_word(mair, word="heron", actor=officer)
    by_link.choose_channels(mair, language="cy", use=[], leave=[Channel.SMS])
    address = page("mine-see", token_of(mair), language)
    response = client.post(address, {"code_word": "Heron"})
    text = response.content.decode()
    assert response.status_code == 200
    for held in (mair.name, mair.email, mair.phone):
        assert held in text
    wording = mair.consents.first().wording
    assert getattr(wording, f"text_{language}") in text.replace("&#x27;", "'")
    assert "no-store" in response["Cache-Control"]
    assert not any("session" in name for name in client.cookies)
    # Nothing remembers the proof.
    assert mair.email not in client.get(address).content.decode()


def test_what_staff_know_of_risk_is_not_on_the_page(client, officer):
    person = contactable_person(
        safe={"risk_flag": True, "risk_kind": "stalking", "note": "Rings after six"}
    )
    set_code_word(person, word="heron", actor=officer)
    text = client.post(page("mine-see", token_of(person)), {"code_word": "heron"}).content.decode()
    assert person.email in text
    for kept in ("Rings after six", "stalking", "Stalking", "At risk", "at risk"):
        assert kept not in text


def test_a_wrong_word_is_answered_alike_with_and_without_a_code_word(officer):
    known, unknown = contactable_person(), contactable_person()
    set_code_word(known, word="heron", actor=officer)
    answers = set()
    for person in (known, unknown):
        token, client = token_of(person), Client()
        for _ in range(self_service.MOST_TRIES + 1):
            response = client.post(page("mine-see", token), {"code_word": "egret"})
            assert "egret" not in response.content.decode()
            answers.add((response.status_code, plain(response, token)))
    assert sorted(status for status, _text in answers) == [200, 429]


def test_after_too_many_tries_the_page_is_kind_and_the_rest_works(client, mair, officer):
    set_code_word(mair, word="heron", actor=officer)
    token = token_of(mair)
    for _ in range(self_service.MOST_TRIES):
        client.post(page("mine-see", token), {"code_word": "egret"})
    response = client.post(page("mine-see", token), {"code_word": "heron"})
    assert response.status_code == 429
    assert "You have done nothing wrong." in response.content.decode()
    assert mair.email not in response.content.decode()
    assert client.post(page("mine-language", token), {"reading": "en"}).status_code == 302


# --- Asking for the link ------------------------------------------------------


def test_asking_for_the_link_is_answered_alike_for_known_and_unknown(mair):
    answers, queries = set(), set()
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for address in (mair.email, "stranger@example.com"):
        client = Client(enforce_csrf_checks=True)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            response = client.post(reverse("database:mine-find"), {"email": address}, follow=True)
        queries.add(tuple(query["sql"].split(" ")[0] for query in seen))
        assert not client.cookies
        answers.add((response.status_code, response.content))
    assert len(answers) == len(queries) == 1
    assert Message.objects.count() == 2
    assert "stranger" not in str(list(Message.objects.values()))


def test_asking_again_within_the_hour_is_one_message_and_one_place_is_limited(client, mair):
    find = reverse("database:mine-find")
    for _ in range(3):
        assert client.post(find, {"email": mair.email}).status_code == 302
    assert Message.objects.count() == 1
    for number in range(20):
        response = client.post(find, {"email": f"n{number}@example.com"})
    assert response.status_code == 429
    assert Message.objects.count() < 21


# --- Stopping -----------------------------------------------------------------


def test_one_click_stops_this_address_without_cookie_or_page(mair):
    address = page("stop", token_of(mair, STOP_SCOPE))
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert response.content == b""
        assert not response.cookies
    (stop,) = live_stops(mair)
    assert (stop.channel, stop.address_index, stop.method) == ("email", mair.email_index, "link")
    mair.refresh_from_db()
    assert mair.status == "active"


@pytest.mark.parametrize(
    ("choice", "status", "stops"),
    [("keep", "active", 0), ("address", "active", 1), ("everything", "withdrawn", 0)],
)
def test_on_the_page_a_person_chooses_and_can_undo(client, mair, choice, status, stops):
    token = token_of(mair, STOP_SCOPE)
    response = client.post(page("stop", token), {"choice": choice})
    assert response["Location"] == page("stop-done", token, what=choice)
    text = client.get(response["Location"]).content.decode()
    assert (page("stop-undo", token) in text) == (choice != "keep")
    mair.refresh_from_db()
    assert (mair.status, len(live_stops(mair))) == (status, stops)
    undo = client.post(page("stop-undo", token), {"choice": "yes"})
    assert undo["Location"] == page("stop-done", token, what="undone")
    mair.refresh_from_db()
    assert (mair.status, live_stops(mair)) == ("active", [])


def test_saying_no_to_undoing_undoes_nothing(client, mair):
    token = token_of(mair, STOP_SCOPE)
    client.post(page("stop", token), {"choice": "address"})
    client.post(page("stop-undo", token), {"choice": "no"})
    assert len(live_stops(mair)) == 1


def test_the_page_about_stopping_everything_holds_nobody(client):
    assert client.get(reverse("database:stopped")).status_code == 200
