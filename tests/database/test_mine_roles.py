"""The public face's own database role is enough for everything a link may do."""

import os
from datetime import date

import pytest
from django.test import Client

from database.links import MINE_SCOPE, PROOF_SCOPE, STOP_SCOPE, person_behind
from database.models import (
    ContactStop,
    Person,
    ProposedChange,
    Purpose,
    RightsRequest,
    SelfServiceCode,
)
from database.services import by_link, self_service, set_code_word
from database.services.consents import latest_events
from database.services.people import pause_person
from database.services.safe_contact import latest_safe_contact
from database.services.stops import stop_channel
from engagement.models import Invitation
from tests.database.test_mine_pages import page, token_of
from tests.factories.database import ConsentFactory, ConsentWordingFactory, contactable_person
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from tests.roles import as_role, make_roles
from vef.audit.models import Entry
from vef.audit.services import seal
from vef.common.actors import SYSTEM
from vef.outbox.models import Message
from vef.outbox.services import enqueue

pytestmark = [pytest.mark.services, pytest.mark.django_db]

POSTS = {
    "mine-details": {"phone": "01632 960299", "email": "new@example.com", "remove": []},
    "mine-language": {"reading": "both"},
    "mine-channels": {"phone": "yes", "email": "no"},
    "mine-times": {"when": "any"},
    "mine-pause": {"until_day": "1", "until_month": "1", "until_year": "2099"},
    "mine-leave": {"choice": "yes"},
    "mine-see": {"code_word": "heron"},
}


@pytest.fixture
def role(settings, monkeypatch) -> str:
    prefix = f"vef_minetest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)
    return f"{prefix}public"


@pytest.fixture
def mair(officer):
    person = contactable_person(email="mair@example.com", phone="01632 960201")
    ConsentFactory(person=person, purpose=Purpose.EQUALITY)
    set_code_word(person, word="heron", actor=officer)
    InvitationFactory(batch=BatchFactory(activity=open_survey()), person=person, status="prepared")
    return person


def posted(role: str, address: str, data: dict) -> int:
    """Send a form as the public face would, with no other right in the database."""
    with as_role(role):
        return Client().post(address, data).status_code


# What is different afterwards: the database must not quietly leave a row as it was.
DOES = {
    "mine-details": lambda person: (
        person.phone == "01632 960299"
        and Message.objects.filter(kind="database.prove-address").exists()
    ),
    "mine-language": lambda person: person.reading == "both",
    "mine-channels": lambda person: (
        latest_safe_contact(person).phone == "safe"
        and latest_safe_contact(person).email == "unsafe"
        and waiting(person) == 0
    ),
    "mine-times": lambda person: ProposedChange.objects.get(kind="times").status == "applied",
    "mine-pause": lambda person: person.status == "paused",
    "mine-leave": lambda person: (
        person.status == "withdrawn"
        and latest_events(person)["equality"].decision == "withdrawn"
        and Invitation.objects.get(person=person).status == "cancelled"
    ),
    "mine-see": lambda person: Entry.objects.filter(action="self-service.seen").exists(),
}


def waiting(person) -> int:
    return Message.objects.filter(recipient_id=str(person.pk), status="queued").count()


@pytest.mark.parametrize("name", POSTS)
def test_what_a_link_does(role, mair, name):
    enqueue(kind="test.plain", unique_key="one", recipient_kind="person", recipient_id=mair.pk)
    expected = 200 if name == "mine-see" else 302
    assert posted(role, page(name, token_of(mair)), POSTS[name]) == expected
    assert DOES[name](Person.objects.get(pk=mair.pk))


def test_one_way_to_be_reached_in_the_place_of_another(role, mair):
    sent = {"postal_address": "1 Heol Fawr", "remove": ["phone"]}
    assert posted(role, page("mine-details", token_of(mair)), sent) == 302
    person = Person.objects.get(pk=mair.pk)
    assert (person.postal_address, person.phone) == ("1 Heol Fawr", "")


def test_taking_the_address_away_by_which_one_came(role, mair):
    """The link closes with it; all else that was said is done before."""
    token = token_of(mair)
    with as_role(role):
        person = person_behind(MINE_SCOPE, token)
        details = {"phone": "01632 960299", "email": ""}
        by_link.change_details(person, language="en", details=details)
        assert person_behind(MINE_SCOPE, token) is None
    person = Person.objects.get(pk=mair.pk)
    assert (person.email, person.phone) == ("", "01632 960299")


def test_coming_back_and_ending_a_pause(role, mair):
    token = token_of(mair)
    for name, status in (("leave", "withdrawn"), ("back", "active"), ("resume", "active")):
        assert posted(role, page(f"mine-{name}", token), {"choice": "yes"}) == 302
        assert Person.objects.get(pk=mair.pk).status == status
    pause_person(mair, until=date(2099, 1, 1), actor=SYSTEM)
    assert posted(role, page("mine-resume", token), {"choice": "yes"}) == 302
    assert Person.objects.get(pk=mair.pk).status == "active"


@pytest.mark.parametrize("what", by_link.KINDS)
def test_requests(role, mair, what):
    address = page("mine-ask", token_of(mair), what=what)
    assert posted(role, address, {"sure": "on", "words": "Please."}) == 302
    assert RightsRequest.objects.get(person=mair).words == "Please."


def test_stopping_and_undoing_it(role, mair):
    token = token_of(mair, STOP_SCOPE)
    one_click = {"List-Unsubscribe": "One-Click"}
    assert posted(role, page("stop", token), one_click) == 200
    assert ContactStop.objects.filter(person=mair, lifted_at=None).count() == 1
    assert posted(role, page("stop", token), {"choice": "everything"}) == 302
    assert Person.objects.get(pk=mair.pk).status == "withdrawn"
    assert posted(role, page("stop-undo", token), {"choice": "yes"}) == 302
    assert Person.objects.get(pk=mair.pk).status == "active"
    assert not ContactStop.objects.filter(person=mair, lifted_at=None).exists()


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_proving_a_new_address(role, mair, choice):
    by_link.change_details(mair, language="en", details={"email": "new@example.com"})
    token = token_of(ProposedChange.objects.get(), PROOF_SCOPE)
    old = token_of(mair)
    assert posted(role, page("mine-prove", token), {"choice": choice}) == 302
    proved = choice == "yes"
    address = Person.objects.get(pk=mair.pk).email
    assert address == ("new@example.com" if proved else "mair@example.com")
    # Links that went to the old mailbox open nothing any more.
    assert posted(role, page("mine", old), {}) == (410 if proved else 405)


def test_a_one_time_code(role, mair, officer):
    code = self_service.send_code(mair, "person", actor=officer, reason="Here")
    assert posted(role, page("mine-see", token_of(mair)), {"code_word": code}) == 200
    assert SelfServiceCode.objects.get(person=mair).used_at


def test_too_many_wrong_tries_are_counted(role, mair):
    token = token_of(mair)
    for _try in range(5):
        assert posted(role, page("mine-see", token), {"code_word": "wrong"}) == 200
    seal(everything=True)
    assert posted(role, page("mine-see", token), {"code_word": "heron"}) == 429


def test_asking_for_the_link_with_a_stop_in_place(role, mair):
    stop_channel(mair, channel="email", method="link", actor=by_link.actor_of(mair))
    assert posted(role, "/en/m/", {"email": mair.email}) == 302
    assert Message.objects.filter(kind="database.my-page", recipient_kind="address").exists()
