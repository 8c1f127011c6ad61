"""The page behind the link that confirms: shows nobody, acts on a choice only."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from database.models import (
    ConsentWording,
    JoinRequest,
    Person,
    PersonStatus,
    Purpose,
)
from database.seed import seed_reference_rows
from database.services.joining import CONFIRM_SCOPE, take_in, take_in_waiting
from tests.database.joining_pages import TELLING, TITLE, at, filled
from tests.database.pages import text_of
from tests.factories.joining import JoinRequestFactory, said
from vef.common import clock
from vef.common.links import issue_link, revoke_links

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words(db):
    seed_reference_rows()


@pytest.fixture
def visitor() -> Client:
    """Somebody whose browser sends form tokens back only if it was given any."""
    return Client(enforce_csrf_checks=True)


def waiting(**more) -> tuple[JoinRequest, str]:
    request = JoinRequestFactory(**more)
    take_in(request)
    request.refresh_from_db()
    return request, issue_link(
        scope=CONFIRM_SCOPE, target_id=request.pk, expires_at=clock.now() + timedelta(days=7)
    )


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_link_shows_what_was_agreed_to_and_nobody(client, language):
    request, token = waiting(phone="07700 900111", language=language)
    response = client.get(at("join-confirm", language, token=token))
    text = text_of(response)
    assert response.status_code == 200
    assert not TELLING.search(TITLE.search(text)[1])
    wording = ConsentWording.objects.get(purpose=Purpose.EMAIL)
    assert getattr(wording, f"text_{language}") in text.replace("&#x27;", "'")
    assert ConsentWording.objects.get(purpose=Purpose.POST).text_en not in text
    for private in ("Robin", "robin", "900111", str(request.person_id), request.person.reference):
        assert private not in text
    assert " checked" not in text


def test_a_shared_mailbox_sees_no_wording(client):
    _request, token = waiting(said=said(shares_mailbox=True))
    text = text_of(client.get(at("join-confirm", token=token)))
    assert not any(wording.text_en in text for wording in ConsentWording.objects.all())
    assert not TELLING.search(text.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_never_acts(client, method):
    request, token = waiting()
    pages = [
        at(),
        at("join-helping"),
        at("join-sent"),
        at("join-done", what="yes"),
        at("join-confirm", token=token),
        at("join-by-code", code="unknown"),
    ]
    for page in pages * 3:
        assert getattr(client, method)(page).status_code == 200
    assert request.person.status == PersonStatus.PENDING
    assert not request.person.consents.exists()
    assert JoinRequest.objects.count() == 1


def test_a_choice_confirms_and_no_choice_does_not(client):
    request, token = waiting()
    page = at("join-confirm", token=token)
    assert "Choose one of the answers." in text_of(client.post(page, {}))
    assert not request.person.consents.exists()
    response = client.post(page, {"choice": "yes"})
    assert response["Location"] == at("join-done", what="yes")
    assert Person.objects.get(pk=request.person_id).status == PersonStatus.ACTIVE


def test_no_leads_to_nothing_more(client):
    request, token = waiting()
    response = client.post(at("join-confirm", token=token), {"choice": "no"})
    assert response["Location"] == at("join-done", what="no")
    request.refresh_from_db()
    assert request.declined_at is not None


def test_links_that_open_nothing_look_alike(client):
    _used, token = waiting()
    client.post(at("join-confirm", token=token), {"choice": "yes"})
    _declined, no = waiting()
    client.post(at("join-confirm", token=no), {"choice": "no"})
    revoked, closed = waiting()
    revoke_links(scope=CONFIRM_SCOPE, target_id=revoked.pk)
    over = issue_link(scope=CONFIRM_SCOPE, target_id=revoked.pk, expires_at=clock.now())
    other = issue_link(
        scope="person-stop",
        target_id=revoked.pk,
        expires_at=clock.now() + timedelta(days=1),
    )
    pages = {}
    for word in (token, no, closed, over, other, "nothing-at-all", token[:-1] + "-"):
        for method in ("get", "post"):
            response = getattr(client, method)(at("join-confirm", token=word), {"choice": "yes"})
            assert response.status_code == 410
            text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text_of(response))
            pages.setdefault(method, set()).add(text.replace(word, "?"))
    assert all(len(found) == 1 for found in pages.values())


def test_what_is_done_afterwards_is_the_same_for_everybody(client):
    assert client.get(at("join-done", what="maybe")).status_code == 404
    for language in ("cy", "en"):
        for what in ("yes", "no"):
            assert client.get(at("join-done", language, what=what)).status_code == 200


def test_from_the_page_to_the_database(client, visitor, mail_server):
    from vef.outbox.delivery import deliver_due

    visitor.post(at(language="cy"), filled(reading="cy"))
    assert take_in_waiting() == 1
    deliver_due()
    link = re.search(r"/cy/join/confirm/\S+", mail_server.text())[0]
    assert client.post(link, {"choice": "yes"}).status_code == 302
    person = Person.objects.get()
    assert person.status == PersonStatus.ACTIVE
    assert set(person.consents.values_list("purpose", "language")) == {
        ("database", "cy"),
        ("email", "cy"),
    }
