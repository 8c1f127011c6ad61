"""Making both languages at once, keeping them, handing them out; putting documents in force."""

import hashlib
import io

import pikepdf
import pytest

from tests.factories.accounts import UserFactory, partner_user
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common.bilingual import check_language
from vef.common.steps import TransitionError
from vef.documents.errors import LanguagesNotChecked, PdfError
from vef.documents.models import GovernanceDocument, GovernanceStatus, RenderedDocument
from vef.documents.services import approve_governance_document, make_documents
from vef.documents.views import blocks, pdf_response

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> GovernanceDocument:
    return document()


def document(**fields: object) -> GovernanceDocument:
    return GovernanceDocument.objects.create(
        **{
            "kind": "privacy",
            "version": "1",
            "title_en": "Privacy notice",
            "title_cy": "Hysbysiad preifatrwydd",
            "text_en": "## Why\n\nBecause.\n\n- one\n- two",
            "text_cy": "## Pam\n\nOherwydd.\n\n- un\n- dau",
            "author": "An author",
            **fields,
        }
    )


def checked(row: GovernanceDocument, by: object) -> GovernanceDocument:
    for language in ("cy", "en"):
        check_language(row, language, actor=by)
    return row


def make(row: GovernanceDocument, **changes: object) -> dict[str, RenderedDocument]:
    return make_documents(
        **{
            "kind": "test",
            "about": row,
            "template": "pdf/base.html",
            "context_for": lambda language: {"version": language},
            "title_for": lambda language: {"cy": "Teitl ŵ", "en": "Title"}[language],
            "file_name": "Report 2026/27",
            **changes,
        }
    )


def test_makes_both_languages_with_their_digests(row: GovernanceDocument) -> None:
    made = make(row)

    assert set(made) == {"cy", "en"}
    for language, kept in made.items():
        content = bytes(kept.content)
        assert kept.digest == hashlib.sha256(content).hexdigest()
        assert kept.file_name == f"report-202627-{language}"
        assert (kept.about_type, kept.about_id) == ("documents.governancedocument", str(row.pk))
        assert str(pikepdf.open(io.BytesIO(content)).Root.Lang) == language


def test_the_same_words_keep_the_same_documents_and_others_leave_them(
    row: GovernanceDocument,
) -> None:
    first, again = make(row), make(row)
    other = make(row, context_for=lambda language: {"version": "2"})

    assert {kept.pk for kept in first.values()} == {kept.pk for kept in again.values()}
    assert RenderedDocument.objects.count() == 4
    assert other["cy"].digest != first["cy"].digest
    assert RenderedDocument.objects.filter(pk=first["cy"].pk, digest=first["cy"].digest).exists()


def test_one_language_alone_is_never_kept(row: GovernanceDocument) -> None:
    def context(language: str) -> dict[str, str]:
        if language == "en":
            raise PdfError("no")
        return {}

    with pytest.raises(PdfError):
        make(row, context_for=context)

    assert not RenderedDocument.objects.exists()


def test_a_file_is_handed_out_to_be_saved_under_a_neutral_name(row: GovernanceDocument) -> None:
    kept = make(row)["cy"]
    kept.file_name = 'x"; filename=evil.exe\r\nSet-Cookie: a=b'
    response = pdf_response(kept)

    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == (
        'attachment; filename="x-filenameevilexe-set-cookie-ab.pdf"; '
        "filename*=UTF-8''x-filenameevilexe-set-cookie-ab.pdf"
    )
    assert response.content == bytes(kept.content)


def test_only_the_office_downloads_any_document(
    row: GovernanceDocument, officer, client_of
) -> None:
    from partners.models import Organisation

    kept = make(row)["en"]
    address = f"/en/office/documents/{kept.pk}/"
    partner = partner_user(Organisation.objects.create(code="x", name_en="X", kind="police"))

    assert client_of(officer).get(address).content == bytes(kept.content)
    assert client_of(partner).get(address).status_code == 404
    assert client_of(UserFactory(role=Role.BOARD)).get(address).status_code == 404


def test_an_unchecked_document_is_not_put_in_force(row: GovernanceDocument, manager) -> None:
    check_language(row, "en", actor=manager)

    with pytest.raises(LanguagesNotChecked):
        approve_governance_document(row, actor=manager)


def test_a_new_version_sets_the_old_one_aside(row: GovernanceDocument, manager) -> None:
    approve_governance_document(checked(row, manager), actor=manager)
    newer = checked(document(version="2"), manager)

    assert approve_governance_document(newer, actor=manager) is True
    assert approve_governance_document(newer, actor=manager) is False
    row.refresh_from_db()
    newer.refresh_from_db()
    assert (row.status, newer.status) == (GovernanceStatus.REPLACED, GovernanceStatus.APPROVED)
    assert newer.approved_on is not None
    assert Entry.objects.filter(action="governancedocument.replaced").count() == 1


def test_what_was_set_aside_does_not_come_back(row: GovernanceDocument, manager) -> None:
    approve_governance_document(checked(row, manager), actor=manager)
    approve_governance_document(checked(document(version="2"), manager), actor=manager)

    with pytest.raises(TransitionError):
        approve_governance_document(row, actor=manager)
    assert GovernanceDocument.objects.get(status=GovernanceStatus.APPROVED).version == "2"


def test_reads_headings_paragraphs_and_lists() -> None:
    found = blocks("## A\nwords\nmore\n\n- one\n- two\r\n\r\nlast")

    assert [(b.kind, b.text, b.items) for b in found] == [
        ("heading", "A", []),
        ("paragraph", "words more", []),
        ("list", "", ["one", "two"]),
        ("paragraph", "last", []),
    ]


def test_the_public_reads_what_is_in_force_in_both_languages(client, row, manager) -> None:
    assert client.get("/cy/documents/privacy/").status_code == 404
    approve_governance_document(checked(row, manager), actor=manager)

    assert "Hysbysiad preifatrwydd" in client.get("/cy/documents/privacy/").content.decode()
    assert "Privacy notice" in client.get("/en/documents/privacy/").content.decode()


def test_the_old_version_stays_readable_and_a_draft_never_is(client, row, manager) -> None:
    approve_governance_document(checked(row, manager), actor=manager)
    approve_governance_document(checked(document(version="2"), manager), actor=manager)
    document(version="3")

    assert client.get("/en/documents/privacy/1/").status_code == 200
    assert client.get("/en/documents/privacy/3/").status_code == 404
    assert "/en/documents/privacy/1/" in client.get("/en/documents/privacy/").content.decode()


def test_the_dpia_is_not_public(client, manager) -> None:
    approve_governance_document(checked(document(kind="dpia"), manager), actor=manager)

    assert client.get("/en/documents/dpia/").status_code == 404
