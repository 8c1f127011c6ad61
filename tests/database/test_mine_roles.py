"""The public face's own database role is enough for everything a link may do."""

import os

import pytest
from django.test import Client

from database.links import PROOF_SCOPE, STOP_SCOPE
from database.models import ProposedChange, Purpose
from database.services import by_link, self_service, set_code_word
from database.services.stops import stop_channel
from tests.database.test_mine_pages import page, token_of
from tests.factories.database import ConsentFactory, ConsentWordingFactory, contactable_person
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from tests.roles import as_role, make_roles

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
    InvitationFactory(batch=BatchFactory(activity=open_survey()), person=person)
    return person


def posted(role: str, address: str, data: dict) -> int:
    """Send a form as the public face would, with no other right in the database."""
    with as_role(role):
        return Client().post(address, data).status_code


@pytest.mark.parametrize("name", POSTS)
def test_what_a_link_does(role, mair, name):
    expected = 200 if name == "mine-see" else 302
    assert posted(role, page(name, token_of(mair)), POSTS[name]) == expected


def test_coming_back_and_ending_a_pause(role, mair):
    token = token_of(mair)
    for name in ("mine-leave", "mine-back", "mine-resume"):
        assert posted(role, page(name, token), {"choice": "yes"}) == 302


@pytest.mark.parametrize("what", by_link.KINDS)
def test_requests(role, mair, what):
    address = page("mine-ask", token_of(mair), what=what)
    assert posted(role, address, {"sure": "on", "words": "Please."}) == 302


def test_stopping_and_undoing_it(role, mair):
    token = token_of(mair, STOP_SCOPE)
    one_click = {"List-Unsubscribe": "One-Click"}
    assert posted(role, page("stop", token), one_click) == 200
    assert posted(role, page("stop", token), {"choice": "everything"}) == 302
    assert posted(role, page("stop-undo", token), {"choice": "yes"}) == 302


@pytest.mark.parametrize("choice", ["yes", "no"])
def test_proving_a_new_address(role, mair, choice):
    by_link.change_details(mair, language="en", details={"email": "new@example.com"})
    token = token_of(ProposedChange.objects.get(), PROOF_SCOPE)
    assert posted(role, page("mine-prove", token), {"choice": choice}) == 302


def test_a_one_time_code(role, mair, officer):
    code = self_service.send_code(mair, "person", actor=officer, reason="Here")
    assert posted(role, page("mine-see", token_of(mair)), {"code_word": code}) == 200


def test_asking_for_the_link_with_a_stop_in_place(role, mair):
    stop_channel(mair, channel="email", method="link", actor=by_link.actor_of(mair))
    assert posted(role, "/en/m/", {"email": mair.email}) == 302
