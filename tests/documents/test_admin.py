"""Governance documents and kept PDFs among the office's records."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.documents.test_services import checked, document, make
from tests.factories.accounts import UserFactory
from vef.accounts.models import Role
from vef.documents.models import GovernanceStatus
from vef.documents.services import approve_governance_document

pytestmark = pytest.mark.django_db


def address(name: str, *args: object) -> str:
    with translation.override("en"):
        return reverse(f"admin:documents_{name}", args=args)


def act(client: Client, action: str, *rows: object) -> str:
    response = client.post(
        address("governancedocument_changelist"),
        {"action": action, "_selected_action": [str(row.pk) for row in rows]},
        follow=True,
    )
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("language", ["cy", "en"])
def test_lists_and_records_open_in_both_languages(client_of, manager, language: str) -> None:
    row = document()
    kept = make(row)["cy"]
    client = client_of(manager)

    for name, args in (
        ("governancedocument_changelist", ()),
        ("governancedocument_change", (row.pk,)),
        ("rendereddocument_changelist", ()),
        ("rendereddocument_change", (kept.pk,)),
    ):
        page = client.get(address(name, *args).replace("/en/", f"/{language}/"))
        assert page.status_code == 200
        assert kept.content.hex() not in page.content.decode()


def test_both_languages_are_checked_and_then_it_is_put_in_force(client_of, manager) -> None:
    row, client = document(), client_of(manager)

    assert "Check both languages first" in act(client, "approve", row)
    act(client, "welsh_checked", row)
    act(client, "english_checked", row)
    assert "1 document is now in force." in act(client, "approve", row)
    row.refresh_from_db()
    assert row.status == GovernanceStatus.APPROVED


def test_missing_words_are_said(client_of, manager) -> None:
    row = document(text_cy="")

    assert "Words are missing in this document" in act(client_of(manager), "welsh_checked", row)


def test_a_version_in_force_is_not_edited(client_of, manager) -> None:
    row = checked(document(), manager)
    approve_governance_document(row, actor=manager)
    client = client_of(manager)
    client.post(address("governancedocument_change", row.pk), {"title_en": "Other"})
    row.refresh_from_db()

    assert row.title_en == "Privacy notice"
    assert (
        'name="title_en"'
        not in client.get(address("governancedocument_change", row.pk)).content.decode()
    )


def test_an_officer_reads_and_does_not_put_in_force(client_of, officer) -> None:
    row = document()
    client = client_of(officer)
    page = client.get(address("governancedocument_changelist")).content.decode()

    assert "Privacy notice" in page
    assert 'value="approve"' not in page
    assert client.get(address("governancedocument_add")).status_code == 403
    act(client, "approve", row)
    row.refresh_from_db()
    assert row.status == GovernanceStatus.DRAFT


def test_nothing_of_this_is_deleted(client_of) -> None:
    client = client_of(UserFactory(role=Role.ADMINISTRATOR))
    row = document()
    kept = make(row)["en"]

    assert client.post(address("governancedocument_delete", row.pk)).status_code == 403
    assert client.post(address("rendereddocument_delete", kept.pk)).status_code == 403
    assert client.post(address("rendereddocument_change", kept.pk), {}).status_code == 403
