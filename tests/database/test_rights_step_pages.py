"""Each step of a request, of a hold and of a restriction, on its own page."""

from datetime import date

import pytest

from database.models import LegalHold
from database.services import set_code_word
from tests.database.pages import text_of, url
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.rights import LegalHoldFactory, RightsRequestFactory, WorkedRequestFactory

pytestmark = pytest.mark.django_db


def test_looking_at_a_step_takes_none(desk):
    request = WorkedRequestFactory(kind="complaint")
    for step in ("take-up", "acknowledge", "complete", "refuse", "take-back"):
        assert desk.get(url("rights-step", request.pk, step)).status_code == 200
    request.refresh_from_db()
    assert (request.status, request.acknowledged_at) == ("working", None)


def test_a_correction_from_beginning_to_end(desk, protector):
    person = PersonFactory()
    set_code_word(person, word="heron", actor=protector)
    request = RightsRequestFactory(kind="rectification", person=person)

    def take(step, **said):
        answer = desk.post(url("rights-step", request.pk, step), said)
        request.refresh_from_db()
        return answer

    take("take-up")
    assert request.handled_by == protector
    assert "Make sure first who asks." in text_of(take("complete", reason="Done"))
    wrong = text_of(take("identity", method="code-word", code_word="hero"))
    assert 'href="#id_code_word"' in wrong
    missing = text_of(take("identity", method="code-word"))
    assert "Enter the word they said." in missing
    no_number = text_of(take("identity", method="call-back"))
    assert "We hold no number that is safe to ring." in no_number
    take("identity", method="code-word", code_word="Heron")
    text = text_of(desk.get(url("rights-detail", request.pk)))
    assert url("contact-change", person.pk) in text
    assert url("person-edit", person.pk) in text
    assert 'href="#id_reason"' in text_of(take("complete", reason=" "))
    take("complete", reason="The name is put right.")
    assert request.status == "done"
    text = text_of(desk.get(url("rights-detail", request.pk)))
    assert "The name is put right." in text
    assert "What can be done now" not in text


def test_more_time_needs_that_they_were_told(desk):
    request = WorkedRequestFactory()
    said = {"months": "2", "reason": "Three systems."}
    answer = desk.post(url("rights-step", request.pk, "extend"), said)
    assert 'href="#id_is_told"' in text_of(answer)
    desk.post(url("rights-step", request.pk, "extend"), said | {"is_told": "on"})
    request.refresh_from_db()
    assert request.due_on == date(2027, 2, 23)


def test_an_erasure_takes_two_pages_of_two_people(desk, manager, client_of):
    request = WorkedRequestFactory(kind="erasure", person=contactable_person())
    desk.post(url("rights-step", request.pk, "prepare-erasure"), {"reason": "They asked."})
    own = text_of(desk.get(url("rights-detail", request.pk)))
    assert "Agree, and erase" not in own
    refused = desk.post(url("rights-step", request.pk, "approve-erasure"), {"reason": "Yes"})
    assert "You prepared it yourself." in text_of(refused)
    second = client_of(manager)
    assert "Agree, and erase" in text_of(second.get(url("rights-detail", request.pk)))
    second.post(url("rights-step", request.pk, "approve-erasure"), {"reason": "Agreed"})
    request.refresh_from_db()
    request.person.refresh_from_db()
    assert (request.status, request.person.status) == ("done", "erased")


def test_a_hold_is_said_where_it_stands_in_the_way(desk):
    request = WorkedRequestFactory(kind="erasure", person=contactable_person())
    LegalHoldFactory(person=request.person)
    answer = desk.post(url("rights-step", request.pk, "prepare-erasure"), {"reason": "They asked."})
    assert "A legal hold keeps this record." in text_of(answer)


def test_holds_are_set_kept_and_lifted_on_their_pages(desk):
    person = PersonFactory()
    day = {"review_on_day": "1", "review_on_month": "3", "review_on_year": "2027"}
    late = day | {"review_on_year": "2020"}
    answer = desk.post(url("person-hold", person.pk), {"reason": "A claim."} | late)
    assert 'href="#id_review_on_day"' in text_of(answer)
    desk.post(url("person-hold", person.pk), {"reason": "A claim."} | day)
    hold = LegalHold.objects.get()
    assert hold.review_on == date(2027, 3, 1)
    later = day | {"review_on_month": "6"}
    desk.post(url("hold-review", hold.pk), {"reason": "Still heard."} | later)
    hold.refresh_from_db()
    assert hold.review_on == date(2027, 6, 1)
    desk.post(url("hold-lift", hold.pk), {"reason": "It is over."})
    assert "It is over." in text_of(desk.get(url("hold-list")))
    again = desk.post(url("hold-lift", hold.pk), {"reason": "Again"})
    assert "This hold was lifted meanwhile." in text_of(again)


def test_a_restriction_shows_on_the_persons_page(desk):
    person = PersonFactory()
    desk.post(url("person-restrict", person.pk), {"reason": "They contest it."})
    text = text_of(desk.get(url("person-detail", person.pk)))
    assert "</span> Restricted</strong>" in text
    desk.post(url("person-restriction-lift", person.pk), {"reason": "It is right."})
    assert "</span> Restricted</strong>" not in text_of(desk.get(url("person-detail", person.pk)))
