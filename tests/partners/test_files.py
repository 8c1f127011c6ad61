"""Files beside a request: kept, handed out to those who may have them, deleted for good."""

import html
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import Organisation, RequestStatus, RequestWindow, TopicRequest
from tests.documents.files import DOCX, PDF, clamd, picture
from tests.factories.accounts import partner_user
from tests.factories.documents import AttachmentFactory
from tests.factories.partners import OrganisationFactory, TopicRequestFactory
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.documents.attachments import MOST, TooMany, attach, attachments_of
from vef.documents.models import Attachment
from vef.documents.sniffing import Checked, FileKind, check_file

SignIn = Callable[[User], Client]


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(organisation=police, author=lead, window=window)


def hand_in(
    client: Client, topic: TopicRequest, content: bytes, name: str, title: str = "A plan"
) -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(url("request-files", topic.pk), {"title": title, "file": file})


def stored() -> list[Path]:
    folder = Path(project.STORAGES["default"]["OPTIONS"]["location"]) / "attachments"
    return [path for path in folder.rglob("*") if path.is_file()]


def path_of(row: Attachment) -> Path:
    return Path(row.file.path)


def test_handed_in_by_one_and_read_by_both_faces(
    draft: TopicRequest, lead: User, contributor: User, officer: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    answer = hand_in(client, draft, PDF, "Mrs Jones 1984.pdf", "Our <leaflet>")
    assert answer.url == url("request-files", draft.pk)
    row = Attachment.objects.get()
    assert (row.title, row.kind, row.size) == ("Our <leaflet>", "pdf", len(PDF))
    assert row.is_scanned is False
    assert "Jones" not in str(Attachment.objects.values()) + str(Entry.objects.values())
    assert path_of(row).read_bytes() == PDF
    # Outside of everything a web server hands out by itself, readable by the program alone.
    assert str(project.STATIC_ROOT) not in str(path_of(row))
    assert path_of(row).suffix == ""
    assert path_of(row).stat().st_mode & 0o077 == 0
    for name in ("request-files", "request-edit", "request-check", "request-detail"):
        page = client_of(contributor).get(url(name, draft.pk))
        assert page.status_code == 200
        assert "Our &lt;leaflet&gt;" in body(page) or name == "request-edit"
    # A draft is not the office's yet.
    office = client_of(officer)
    assert office.get(url("request-file-office", draft.pk, row.pk)).status_code == 404
    services.submit_request(draft, actor=lead)
    assert "Our &lt;leaflet&gt;" in body(office.get(url("request-review", draft.pk)))
    for reader, name in ((office, "request-file-office"), (client, "request-file")):
        file = reader.get(url(name, draft.pk, row.pk))
        assert file.content == PDF
        assert file["Content-Type"] == "application/pdf"
        name = f"document-{row.pk.hex[:8]}.pdf"
        assert file["Content-Disposition"] == f'attachment; filename="{name}"'
        assert file["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in file["Cache-Control"]
        assert "sandbox" in file["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("plan.pdf", b"<html><script>alert(1)</script>", "Choose a PDF, Word, Excel"),
        ("plan.pdf", DOCX, "The name of the file says another kind"),
        ("plan.pdf", b"", "The file is empty."),
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog/JS(x)"), "holds a macro"),
        ("plan.pdf", PDF[:40], "The file is not whole"),
        ("plan.pdf", b"%PDF-" + b"x" * 9_000_000, "It may have up to 8 MB."),
    ],
)
def test_what_is_not_kept_is_said_beside_the_box(
    draft: TopicRequest,
    lead: User,
    client_of: SignIn,
    name: str,
    content: bytes,
    words: str,
) -> None:
    before = stored()
    page = hand_in(client_of(lead), draft, content, name, "Typed before")
    assert page.status_code == 200
    assert words in html.unescape(body(page))
    assert "There is a problem" in body(page)
    assert 'value="Typed before"' in body(page)
    assert not Attachment.objects.exists()
    assert stored() == before


def test_nothing_chosen_and_nothing_typed(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    page = body(client_of(lead).post(url("request-files", draft.pk), {}))
    assert "Choose a file." in page
    assert "Say what it is." in page


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"stream: Eicar FOUND\0", "The virus scanner refused this file. Do not open it."),
        (
            b"",
            "The virus scanner gives no answer, so the file is not kept. Try again later.",
        ),
    ],
)
def test_the_scanner_has_the_last_word(
    draft: TopicRequest,
    lead: User,
    client_of: SignIn,
    settings: Any,
    answer: bytes,
    words: str,
    language: str,
) -> None:
    with translation.override(language):
        address = reverse("partners:request-files", args=[draft.pk])
        words = translation.gettext(words)
    with clamd(answer) as server:
        settings.SCANNER = server.address
        file = SimpleUploadedFile("plan.pdf", PDF)
        page = client_of(lead).post(address, {"title": "A plan", "file": file})
    assert words in html.unescape(body(page))
    assert not Attachment.objects.exists()


def test_a_file_says_whether_a_scanner_looked_at_it(
    draft: TopicRequest, lead: User, client_of: SignIn, settings: Any
) -> None:
    client = client_of(lead)
    hand_in(client, draft, PDF, "plan.pdf")
    unseen = "No virus scanner has looked at it."
    assert unseen in body(client.get(url("request-files", draft.pk)))
    Attachment.objects.all().delete()
    with clamd(b"stream: OK\0") as server:
        settings.SCANNER = server.address
        hand_in(client, draft, PDF, "plan.pdf")
    assert Attachment.objects.get().is_scanned
    assert unseen not in body(client.get(url("request-files", draft.pk)))


def test_another_organisation_finds_nothing_and_another_request_has_not_got_it(
    draft: TopicRequest, lead: User, officer: User, client_of: SignIn
) -> None:
    row = AttachmentFactory(about=draft)
    other = TopicRequestFactory(organisation=draft.organisation, author=lead)
    stranger = client_of(partner_user(OrganisationFactory()))
    theirs = TopicRequestFactory(organisation=OrganisationFactory())
    client = client_of(lead)
    for reader, topic in ((stranger, draft), (client, other), (client, theirs)):
        assert reader.get(url("request-file", topic.pk, row.pk)).status_code == 404
        reader.post(url("request-file-remove", topic.pk, row.pk))
    assert stranger.get(url("request-files", draft.pk)).status_code == 404
    assert hand_in(stranger, draft, PDF, "plan.pdf").status_code == 404
    assert client.get(url("request-file", draft.pk, uuid.uuid4())).status_code == 404
    assert Attachment.objects.count() == 1


def test_removing_deletes_it_for_good(
    draft: TopicRequest,
    lead: User,
    client_of: SignIn,
    django_capture_on_commit_callbacks: Any,
) -> None:
    client = client_of(lead)
    hand_in(client, draft, PDF, "plan.pdf")
    row = Attachment.objects.get()
    path = path_of(row)
    address = url("request-file-remove", draft.pk, row.pk)
    assert client.get(address).status_code == 405
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    assert not path.exists()
    assert not Attachment.objects.exists()
    assert client.post(address).status_code == 302
    assert Entry.objects.filter(action="attachment.removed").count() == 1


def test_with_the_office_files_are_neither_added_nor_removed(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    row = AttachmentFactory(about=draft)
    services.submit_request(draft, actor=lead)
    file = check_file(PDF, "plan.pdf")
    with pytest.raises(services.NotEditable):
        services.add_attachment(draft, actor=lead, file=file, title="Late")
    with pytest.raises(services.NotEditable):
        services.remove_attachment(draft, actor=lead, pk=row.pk)
    client = client_of(lead)
    assert hand_in(client, draft, PDF, "plan.pdf").url == url("request-detail", draft.pk)
    client.post(url("request-file-remove", draft.pk, row.pk))
    assert Attachment.objects.count() == 1


def test_a_draft_taken_back_takes_its_files_along_and_a_submitted_one_keeps_them(
    draft: TopicRequest, lead: User, django_capture_on_commit_callbacks: Any
) -> None:
    paths = [path_of(AttachmentFactory(about=draft)) for _number in range(2)]
    other = TopicRequestFactory(organisation=draft.organisation, author=lead)
    kept = AttachmentFactory(about=other)
    services.submit_request(other, actor=lead)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_request(other, actor=lead)
        services.withdraw_request(draft, actor=lead)
    assert draft.status == RequestStatus.WITHDRAWN
    assert [path.exists() for path in paths] == [False, False]
    assert list(Attachment.objects.all()) == [kept]
    assert path_of(kept).exists()


def test_there_are_never_more_than_a_few(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    for _number in range(MOST):
        AttachmentFactory(about=draft)
    before = len(stored())
    with pytest.raises(TooMany):
        attach(draft, file=Checked(PDF, FileKind.PDF, False), title="One more", actor=lead)
    client = client_of(lead)
    assert "Keep this file" not in body(client.get(url("request-files", draft.pk)))
    assert "There are ten files already" in body(hand_in(client, draft, PDF, "plan.pdf"))
    assert len(stored()) == before


def test_what_fails_leaves_nothing_in_the_storage(
    draft: TopicRequest, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("vef.documents.attachments.record", fail)
    with pytest.raises(RuntimeError):
        attach(draft, file=Checked(PDF, FileKind.PDF, False), title="A plan", actor=lead)
    assert stored() == before
    assert not attachments_of(draft).exists()


def test_a_file_the_storage_has_lost_is_not_there(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    row = AttachmentFactory(about=draft)
    path_of(row).unlink()
    assert client_of(lead).get(url("request-file", draft.pk, row.pk)).status_code == 404


def test_a_picture_leaves_its_place_behind(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    content = picture("JPEG", told="Taken at 1 Stryd Fawr")
    hand_in(client_of(lead), draft, content, "hall.jpg")
    assert b"Stryd Fawr" not in path_of(Attachment.objects.get()).read_bytes()


def test_the_pages_cost_the_same_for_one_and_for_many(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)

    def cost() -> list[int]:
        found = []
        for name in ("request-files", "request-edit", "request-check", "request-detail"):
            client.get(url(name, draft.pk))
            with CaptureQueriesContext(connection) as queries:
                client.get(url(name, draft.pk))
            found.append(len(queries))
        return found

    AttachmentFactory(about=draft)
    one = cost()
    for _more in range(4):
        AttachmentFactory(about=draft)
    assert cost() == one
