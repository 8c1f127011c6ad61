from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from tests.factories.outbox import MessageFactory
from vef.common import clock
from vef.outbox import desk, services, views
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


def test_the_list_costs_the_same_for_one_and_for_three(plain_kind, officer, client_of):
    client = client_of(officer)
    MessageFactory()
    client.get("/en/office/messages/")
    with CaptureQueriesContext(connection) as one:
        client.get("/en/office/messages/")
    MessageFactory.create_batch(2, kind="test.unheard-of")
    with CaptureQueriesContext(connection) as three:
        client.get("/en/office/messages/")
    assert len(one) == len(three) > 0


def test_the_list_shows_what_was_asked_for(plain_kind, officer, client_of):
    doubt = MessageFactory(status="unknown", reason_code="no-reply")
    sent = MessageFactory(status="sent", sent_at=clock.now())
    page = client_of(officer).get("/en/office/messages/?show=unknown").content.decode()
    assert str(doubt.pk) in page
    assert str(sent.pk) not in page
    assert "did not say whether it took the message" in page
    everything = client_of(officer).get("/en/office/messages/?show=nonsense").content.decode()
    assert str(sent.pk) in everything


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_decision_on_the_page(plain_kind, officer, client_of, language):
    message = MessageFactory(status="unknown", phase="dot", dot_at=clock.now())
    client = client_of(officer)
    url = f"/{language}/office/messages/{message.pk}/"
    page = client.get(url)
    assert page.status_code == 200
    assert 'value="send-again"' in page.content.decode()
    refused = client.post(url, {"decision": "send-again", "reason": ""})
    assert refused.status_code == 200
    message.refresh_from_db()
    assert message.status == "unknown"
    done = client.post(url, {"decision": "send-again", "reason": "They had nothing."})
    assert (done.status_code, done["Location"]) == (302, url)
    message.refresh_from_db()
    assert message.status == "queued"


def test_a_decision_somebody_else_took_first_is_said_kindly(
    plain_kind, officer, client_of, monkeypatch
):
    message = MessageFactory(status="unknown")
    client = client_of(officer)
    url = f"/en/office/messages/{message.pk}/"
    original = services.send_again

    def late(row, **arguments):
        Message.objects.filter(pk=row.pk).update(status="bounced")
        return original(row, **arguments)

    monkeypatch.setitem(views.DECISIONS, "send-again", late)
    page = client.post(url, {"decision": "send-again", "reason": "x"})
    assert page.status_code == 200
    assert "Somebody else decided" in page.content.decode()


def test_the_story_is_told_in_order(plain_kind, officer, client_of, mail_server):
    message = MessageFactory()
    deliver_due()
    page = client_of(officer).get(f"/en/office/messages/{message.pk}/").content.decode()
    told = [page.index(words) for words in ("Put into", "Handed to", "· Sent")]
    assert told == sorted(told)


def test_only_those_who_do_the_offices_work_see_messages(
    plain_kind, client_of, protector, administrator, board_member, client
):
    message = MessageFactory()
    partner = UserFactory(role="partner")
    for url in ("/en/office/messages/", f"/en/office/messages/{message.pk}/"):
        assert client.get(url).status_code == 302
        assert client_of(protector).get(url).status_code == 403
        assert client_of(administrator).get(url).status_code == 403
        assert client_of(board_member).get(url).status_code == 404
        assert client_of(partner).get(url).status_code == 404


def test_the_desk_names_doubt_failure_and_delay(plain_kind, officer, protector):
    today = clock.today()
    assert desk.items(officer, today) == []
    MessageFactory.create_batch(2, status="unknown")
    MessageFactory(status="failed", settled_at=clock.now())
    MessageFactory(status="failed", settled_at=clock.now() - timedelta(days=15))
    MessageFactory(not_before=clock.now() - timedelta(minutes=16))
    items = desk.items(officer, today)
    assert [(item.count, item.group.value) for item in items] == [
        (2, "waiting"),
        (1, "waiting"),
        (1, "late"),
    ]
    assert desk.items(protector, today) == []


def test_the_admin_shows_messages_without_their_sealed_part(plain_kind, officer, client_of):
    message = MessageFactory(secret="one-time-code")
    client = client_of(officer)
    assert client.get("/en/admin/outbox/message/").status_code == 200
    page = client.get(f"/en/admin/outbox/message/{message.pk}/change/")
    assert page.status_code == 200
    assert "one-time-code" not in page.content.decode()
    assert client.post(f"/en/admin/outbox/message/{message.pk}/delete/").status_code == 403
