"""Everything sent or held back on a person's page: in words, without an address or a text."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from database.record_panels import LATEST, history_of
from database.services.gathering import message_lines
from database.services.own_link import ask_for_link
from tests.factories.database import PersonFactory
from tests.factories.outbox import MessageFactory
from vef.common import clock

pytestmark = pytest.mark.django_db


def message(person, **fields):
    return MessageFactory(
        kind="engagement.invitation", recipient_id=str(person.pk), context={}, **fields
    )


def test_messages_stand_latest_first_with_their_reason_in_words():
    person, now = PersonFactory(), clock.now()
    message(person, status="sent", sent_at=now, created_at=now - timedelta(days=2))
    message(person, status="withheld", reason_code="do-not-contact", settled_at=now)
    message(PersonFactory())
    with translation.override("en"):
        lines = history_of(person, AnonymousUser()).lines
    assert [(line.message.status, line.kind, line.reason) for line in lines] == [
        ("withheld", "Invitation", "Do not contact"),
        ("sent", "Invitation", ""),
    ]


def test_the_link_they_asked_for_by_their_address_stands_there_too():
    person = PersonFactory(email="Mair@example.com")
    for address in ("mair@example.com", "huw@example.com"):
        ask_for_link(address)
    lines = history_of(person, AnonymousUser()).lines
    assert [line.message.recipient_id for line in lines] == [person.email_index]
    assert len(list(message_lines(person))) == 1


def test_nobody_without_an_address_is_shown_somebody_elses():
    MessageFactory(recipient_kind="address", recipient_id="", context={})
    assert history_of(PersonFactory(email="", phone="01632 960001"), AnonymousUser()).lines == []


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_page_tells_it_in_the_readers_language(officer, client_of, language):
    person = PersonFactory(email="mair@example.com")
    message(person, status="withheld", reason_code="paused", settled_at=clock.now())
    with translation.override(language):
        path = reverse("database:person-detail", args=[person.pk])
    text = client_of(officer).get(path).content.decode().partition('id="sent"')[2]
    assert ("Paused" in text.partition("</section>")[0]) == (language == "en")
    assert "mair@example.com" not in text


def test_only_the_latest_are_shown():
    person = PersonFactory()
    for _ in range(LATEST + 1):
        message(person)
    found = history_of(person, AnonymousUser())
    assert (len(found.lines), found.has_more) == (LATEST, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_two_queries(count, django_assert_num_queries):
    person = PersonFactory()
    for _ in range(count):
        message(person)
    with django_assert_num_queries(2):
        assert len(history_of(person, AnonymousUser()).lines) == count
