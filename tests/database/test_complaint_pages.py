"""Complaining on the public page: anybody may, and it says nothing of crime."""

import io
import os
from datetime import date

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from database.models import RightsRequest
from tests.database.pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["cy", "en"])
def test_anybody_may_complain(client, language):
    answer = client.post(
        url("complaint", language=language),
        {"words": "My flatmate saw it.", "name": "Sam", "reach": "sam@example.net"},
    )
    assert answer["Location"] == url("complaint-sent", language=language)
    request = RightsRequest.objects.get()
    assert (request.kind, request.person, request.recorded_by) == ("complaint", None, None)
    assert (request.language, request.method) == (language, "web")
    for part in ("My flatmate saw it.", "Sam", "sam@example.net"):
        assert part in request.words
    stored = RightsRequest.objects.values_list("words", flat=True).get()
    assert "Sam" not in stored
    assert request.due_on == date(2026, 12, 23)
    thanks = text_of(client.get(answer["Location"]))
    assert request.reference not in thanks
    assert "Sam" not in thanks


def test_only_the_words_are_needed(client):
    text = text_of(client.post(url("complaint"), {"words": " ", "name": "Sam"}))
    assert 'href="#id_words"' in text
    assert 'value="Sam"' in text
    client.post(url("complaint"), {"words": "It went wrong."})
    assert RightsRequest.objects.get().words == "It went wrong."


def test_the_page_says_nothing_of_crime(client):
    for language in ("cy", "en"):
        for name in ("complaint", "complaint-sent"):
            text = text_of(client.get(url(name, language=language))).casefold()
            for word in ("police", "crime", "victim", "heddlu", "trosedd", "dioddef"):
                assert word not in text.split("<footer")[0]
    assert not RightsRequest.objects.exists()


def test_a_machine_is_stopped(client):
    cache.clear()
    for _ in range(5):
        assert client.post(url("complaint"), {"words": "Again"}).status_code == 302
    assert client.post(url("complaint"), {"words": "Again"}).status_code == 429
    assert RightsRequest.objects.count() == 5


@pytest.mark.services
def test_the_public_pages_role_adds_a_complaint_and_can_read_none(client):
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    prefix = f"vef_rightstest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    call_command("db_roles", prefix=prefix, keep_passwords=True, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {prefix}public")
    answer = client.post(url("complaint"), {"words": "It went wrong."})
    assert answer.status_code == 302
    with pytest.raises(ProgrammingError), transaction.atomic():
        RightsRequest.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert RightsRequest.objects.get().words == "It went wrong."
