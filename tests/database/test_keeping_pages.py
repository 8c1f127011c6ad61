"""The room where what is due to go is listed, agreed to and let go."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from database import desk
from database.models import LegalHold, PersonStatus, RetentionRule, RetentionRun
from database.services.retention import clear_agreed, list_due
from tests.database.pages import text_of, url
from tests.factories.accounts import UserFactory
from tests.factories.database import PersonFactory
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping_rules")]


def withdrawn(days: int = 40):
    return PersonFactory(
        status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now() - timedelta(days=days)
    )


def rule() -> RetentionRule:
    return RetentionRule.objects.get(code="withdrawn")


@pytest.fixture
def lead(protector, client_of):
    return client_of(protector)


@pytest.fixture
def second(manager, client_of):
    return client_of(manager)


def test_from_an_empty_room_to_what_went(lead, second):
    assert "Nothing is due" in text_of(lead.get(url("keeping")))
    person = withdrawn()
    assert "List what goes" in text_of(lead.get(url("keeping")))
    listed = lead.post(url("keeping-list", rule().pk), follow=True)
    run = RetentionRun.objects.get()
    assert run.digest in text_of(listed)
    assert person.reference in text_of(listed)
    assert "Agree: let it go" not in text_of(listed)
    page = second.get(url("keeping-run", run.pk))
    assert "Agree: let it go" in text_of(page)
    agreed = second.post(url("keeping-run", run.pk), {"digest": run.digest}, follow=True)
    assert "Everything on the list goes on its own day." in text_of(agreed)
    clear_agreed()
    person.refresh_from_db()
    assert person.status == PersonStatus.ERASED
    gone = text_of(second.get(url("keeping-run", run.pk)))
    assert "Of what went only the number is kept." in gone
    assert person.reference not in gone
    assert "1 of 1 went" in text_of(lead.get(url("keeping")))


@pytest.mark.parametrize("language", ["cy", "en"])
def test_both_languages(lead, protector, language):
    withdrawn()
    run = list_due(rule(), actor=protector)
    for page in (url("keeping", language=language), url("keeping-run", run.pk, language=language)):
        text = text_of(lead.get(page))
        name = rule().name_cy if language == "cy" else rule().name_en
        assert name.replace("'", "&#x27;") in text


def test_looking_at_a_list_of_people_is_recorded_and_changes_nothing(second, manager, protector):
    person = withdrawn()
    run = list_due(rule(), actor=protector)
    second.get(url("keeping-run", run.pk))
    entry = Entry.objects.get(action="person.listed")
    assert entry.data == {"ids": [str(person.pk)], "where": "keeping"}
    run.refresh_from_db()
    assert run.status == "listed"


def test_whoever_listed_it_does_not_agree_even_by_hand(lead, protector):
    withdrawn()
    run = list_due(rule(), actor=protector)
    answer = lead.post(url("keeping-run", run.pk), {"digest": run.digest})
    assert "You made this list yourself. Somebody else must agree to it." in text_of(answer)
    run.refresh_from_db()
    assert run.status == "listed"


def test_another_data_protection_lead_may_agree(protector, client_of):
    withdrawn()
    run = list_due(rule(), actor=protector)
    other = client_of(UserFactory(role=Role.DATA_PROTECTION))
    other.post(url("keeping-run", run.pk), {"digest": run.digest})
    run.refresh_from_db()
    assert run.status == "approved"


def test_a_list_that_is_not_the_one_read_is_refused_in_words(second, protector):
    withdrawn()
    run = list_due(rule(), actor=protector)
    answer = second.post(url("keeping-run", run.pk), {"digest": "0" * 64})
    assert "This is not the list you read." in text_of(answer)


def test_changing_the_language_agrees_to_nothing(second, protector):
    withdrawn()
    run = list_due(rule(), actor=protector)
    second.post(url("keeping-run", run.pk, language="cy"), {"digest": run.digest, "_switch": "cy"})
    run.refresh_from_db()
    assert run.status == "listed"


def test_stopping_asks_why_and_keeps_what_was_typed(second, protector):
    withdrawn()
    run = list_due(rule(), actor=protector)
    empty = second.post(url("keeping-run-stop", run.pk), {"reason": " "})
    assert "Say why." in text_of(empty)
    long = "x" * 2001
    assert long in text_of(second.post(url("keeping-run-stop", run.pk), {"reason": long}))
    second.post(url("keeping-run-stop", run.pk), {"reason": "They want to come back."})
    run.refresh_from_db()
    assert (run.status, run.ids) == ("cancelled", [])
    again = second.post(url("keeping-run-stop", run.pk), {"reason": "Twice."}, follow=True)
    assert again.status_code == 200
    done = text_of(second.post(url("keeping-run", run.pk), {"digest": run.digest}))
    assert "This is not possible any more." in done


def test_listing_twice_and_listing_nothing_are_said(lead, protector):
    nothing = lead.post(url("keeping-list", rule().pk), follow=True)
    assert "Nothing is due by this rule within a week." in text_of(nothing)
    withdrawn()
    list_due(rule(), actor=protector)
    twice = lead.post(url("keeping-list", rule().pk), follow=True)
    assert "There is a list by this rule already." in text_of(twice)


def test_a_manager_does_not_list(second):
    withdrawn()
    assert second.post(url("keeping-list", rule().pk)).status_code == 403
    assert "The data protection lead lists it" in text_of(second.get(url("keeping")))
    assert not RetentionRun.objects.exists()


def test_what_a_hold_keeps_is_counted_on_the_page(lead, protector):
    LegalHold.objects.create(
        person=withdrawn(), reason="x", set_by=protector, review_on=clock.today()
    )
    withdrawn()
    run = list_due(rule(), actor=protector)
    assert run.held == 1
    text = text_of(lead.get(url("keeping-run", run.pk)))
    assert "Kept by a hold" in text


@pytest.mark.parametrize("name", ["keeping", "keeping-run"])
def test_one_row_and_three_ask_as_much(second, protector, name):
    withdrawn()
    run = list_due(rule(), actor=protector)
    args = [run.pk] if name == "keeping-run" else []
    second.get(url(name, *args))
    with CaptureQueriesContext(connection) as one:
        second.get(url(name, *args))
    RetentionRun.objects.filter(pk=run.pk).update(status="cancelled")
    withdrawn()
    withdrawn()
    more = list_due(rule(), actor=protector)
    args = [more.pk] if name == "keeping-run" else []
    with CaptureQueriesContext(connection) as three:
        second.get(url(name, *args))
    assert len(three) == len(one)


def test_the_desk_says_what_waits_and_for_whom(protector, manager, officer):
    def said(user) -> list[str]:
        with translation.override("en"):
            return [i.text for i in desk.items(user, clock.today()) if "keeping" in i.url]

    assert said(protector) == []
    withdrawn(days=25)
    assert said(protector) == ["The record of 1 person who withdrew is due to go. List it."]
    assert said(manager) == said(officer) == []
    list_due(rule(), actor=protector)
    assert said(protector) == []
    assert said(manager) == ["1 list of what goes waits for a second person."]
    assert said(officer) == []
