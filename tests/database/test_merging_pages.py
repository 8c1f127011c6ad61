"""The pages on which two records are compared, and made one or kept apart."""

import pytest

from database.models import Merge
from tests.database.merging import merge
from tests.database.pages import url
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_pages_compare_masked_and_record_the_look(kit, officer, client_of, language):
    client = client_of(officer)
    listed = client.get(url("duplicate-list", language=language)).content.decode()
    path = url("duplicate-compare", *(row.pk for row in kit), language=language)
    compared = client.get(path).content.decode()
    for text in (listed, compared):
        assert "K… L…" in text
        for secret in ("Larkhamst", "kit@", "KIT@"):
            assert secret not in text
    assert Entry.objects.filter(action="person.viewed").count() == 2
    assert Entry.objects.filter(action="person.listed").count() == 1


def test_merging_on_the_page_needs_a_reason_and_a_tick(kit, officer, client_of):
    kept, gone = kit
    client, path = client_of(officer), url("duplicate-compare", kept.pk, gone.pk)
    refused = client.post(path, {"decision": str(kept.pk), "reason": "Rang us"})
    assert 'id="id_is_sure-error"' in refused.content.decode()
    assert "Rang us" in refused.content.decode()
    refused = client.post(path, {"decision": str(kept.pk), "is_sure": "on"})
    assert 'id="id_reason-error"' in refused.content.decode()
    assert not Merge.objects.exists()
    done = client.post(path, {"decision": str(kept.pk), "reason": "Rang us", "is_sure": "on"})
    assert done["Location"] == url("person-detail", kept.pk)
    assert Merge.objects.get().kept == kept
    # The old address leads on, and the comparison is gone.
    moved = client.get(url("person-detail", gone.pk))
    assert moved["Location"] == url("person-detail", kept.pk)
    assert client.get(path).status_code == 404


def test_the_newer_record_may_be_the_one_that_stays(kit, officer, client_of):
    older, newer = kit
    client_of(officer).post(
        url("duplicate-compare", older.pk, newer.pk),
        {"decision": str(newer.pk), "reason": "Rang us", "is_sure": "on"},
    )
    assert (Merge.objects.get().kept, Merge.objects.get().gone) == (newer, older)


@pytest.mark.parametrize(
    "name", ["consent-record", "contact-change", "person-edit", "own-code-make"]
)
def test_a_form_left_open_on_the_record_that_went_saves_nothing(kit, officer, client_of, name):
    kept, gone = kit
    merge(kept, gone, officer)
    office, page = client_of(officer), url(name, gone.pk)
    assert "was saved" not in office.get(page, follow=True).content.decode()
    said = {"purposes": ["database"], "decision": "withdrawn", "method": "phone", "language": "en"}
    answer = office.post(page, said, follow=True)
    assert answer.redirect_chain[-1][0] == url("person-detail", kept.pk)
    assert "Nothing was saved." in answer.content.decode()
    assert not gone.consents.filter(decision="withdrawn").exists()


def test_keeping_two_people_on_the_page(kit, officer, client_of):
    path = url("duplicate-compare", *(row.pk for row in kit))
    answer = client_of(officer).post(path, {"decision": "apart", "reason": "Two sisters"})
    assert answer["Location"] == url("duplicate-list")
    assert "No two records" in client_of(officer).get(answer["Location"]).content.decode()


def test_another_record_is_named_by_its_reference(kit, officer, client_of):
    kept, gone = kit
    client, path = client_of(officer), url("person-duplicate", kept.pk)
    for wrong in ("VP-9999", kept.reference, "Kit"):
        answer = client.post(path, {"reference": wrong})
        assert 'id="id_reference-error"' in answer.content.decode()
    answer = client.post(path, {"reference": gone.reference.lower()})
    assert answer["Location"] == url("duplicate-compare", kept.pk, gone.pk)


def test_changing_the_language_decides_nothing(kit, officer, client_of):
    path = url("duplicate-compare", *(row.pk for row in kit), language="cy")
    data = {"decision": str(kit[0].pk), "reason": "Rang us", "is_sure": "on", "_switch": "cy"}
    assert "Rang us" in client_of(officer).post(path, data).content.decode()
    assert not Merge.objects.exists()
