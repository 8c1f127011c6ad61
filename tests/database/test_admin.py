"""The records about people: masked, read-only where steps rule, every look recorded."""

import pytest
from django.urls import reverse
from django.utils import translation

from database.models import Person, PersonStatus
from tests.factories.database import SafeContactFactory, contactable_person
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def mair(db):
    person = contactable_person(
        name="Mair Penfynnon", email="mair@example.com", phone="07700 960001"
    )
    SafeContactFactory(person=person, version=2, risk_flag=True, note="Ring the side door")
    return person


def url(model: str, page: str, *args: object) -> str:
    with translation.override("en"):
        return reverse(f"admin:database_{model}_{page}", args=args)


def test_no_contact_detail_shows_on_any_record(officer, client_of, mair):
    client = client_of(officer)
    pages = [
        url("person", "changelist"),
        url("person", "change", mair.pk),
        url("person", "history", mair.pk),
        url("consent", "changelist"),
        url("consent", "change", mair.consents.first().pk),
        url("safecontact", "changelist"),
        url("safecontact", "change", mair.safe_contacts.first().pk),
    ]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        text = answer.content.decode()
        assert mair.reference in text, page
        for secret in ("Penfynnon", "mair@example.com", "960001", "side door", "risk_flag"):
            assert secret not in text, (page, secret)
    looks = Entry.objects.filter(action__in=["person.viewed", "person.listed"])
    assert looks.count() == len(pages)


def test_the_risk_flag_shows_to_a_manager(manager, client_of, mair):
    page = client_of(manager).get(url("safecontact", "change", mair.safe_contacts.first().pk))
    assert "risk_flag" in page.content.decode()


def test_a_status_cannot_be_typed(officer, client_of, mair):
    client_of(officer).post(
        url("person", "change", mair.pk),
        {"status": "erased", "reading": "cy", "email": "x@example.com"},
    )
    person = Person.objects.get()
    assert (person.status, person.reading) == (PersonStatus.ACTIVE, "cy")
    assert person.email == "mair@example.com"


def test_administrators_see_no_people_but_keep_the_lists(administrator, client_of, mair):
    client = client_of(administrator)
    assert client.get(url("person", "changelist")).status_code == 403
    assert client.get(url("person", "change", mair.pk)).status_code == 403
    assert client.get(url("consent", "changelist")).status_code == 403
    assert client.get(url("area", "changelist")).status_code == 200
    assert not Entry.objects.filter(action="person.viewed").exists()


def test_a_wording_somebody_agreed_to_is_not_changed(administrator, client_of, mair):
    wording = mair.consents.first().wording
    client = client_of(administrator)
    client.post(url("consentwording", "change", wording.pk), {"text_en": "Other words"})
    wording.refresh_from_db()
    assert wording.text_en == "I agree."
