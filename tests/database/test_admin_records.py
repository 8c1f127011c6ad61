"""The records beside people: masked, read-only, every look recorded; notes for their readers."""

import pytest
from django.urls import reverse

from database.services import merging
from tests.factories.database import (
    EvidenceFactory,
    NoteFactory,
    PersonFactory,
    SupporterFactory,
    contactable_person,
)
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

SECRETS = ("Saltmarshe", "owen@example.org", "960123", "mair penfynnon.pdf", "Rings on Tuesdays")


def url(model: str, page: str, *args: object) -> str:
    return reverse(f"admin:database_{model}_{page}", args=args)


@pytest.fixture
def rows(officer):
    person = contactable_person()
    supporter = SupporterFactory(
        person=person, name="Owen Saltmarshe", email="owen@example.org", phone="01632 960123"
    )
    evidence = EvidenceFactory(person=person, file_name="mair penfynnon.pdf", added_by=officer)
    note = NoteFactory(person=person, text="Rings on Tuesdays")
    merge = merging.merge_people(
        kept=person, gone=PersonFactory(), reason="One person", actor=officer
    )
    return {"supporter": supporter, "consentevidence": evidence, "note": note, "merge": merge}


@pytest.mark.parametrize("model", ["supporter", "consentevidence", "note", "merge"])
def test_no_detail_shows_and_every_look_is_recorded(officer, client_of, rows, model):
    client = client_of(officer)
    before = Entry.objects.filter(action__in=["person.viewed", "person.listed"]).count()
    pages = [url(model, "changelist"), url(model, "change", rows[model].pk)]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        for secret in SECRETS:
            assert secret not in answer.content.decode(), (page, secret)
    looks = Entry.objects.filter(action__in=["person.viewed", "person.listed"])
    assert looks.count() - before == len(pages)


def test_notes_for_others_are_not_in_the_records_either(officer, protector, client_of):
    note = NoteFactory(readers="protection")
    shown = client_of(officer).get(url("note", "changelist")).content.decode()
    assert str(note.pk) not in shown
    assert client_of(officer).get(url("note", "change", note.pk)).status_code == 302
    assert client_of(protector).get(url("note", "change", note.pk)).status_code == 200


def test_nothing_is_written_from_the_records(officer, client_of, rows):
    answer = client_of(officer).post(
        url("supporter", "change", rows["supporter"].pk), {"may_speak_for": "on"}
    )
    assert answer.status_code == 403
    rows["supporter"].refresh_from_db()
    assert not rows["supporter"].may_speak_for
