"""Evidence of consent: known by its content, cleaned, scanned, sealed, opened on record."""

import io
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from database import evidence_files
from database.evidence_files import check_file
from database.models import Consent, ConsentEvidence, Person, Purpose
from database.record_panels import evidence_of
from database.services import evidence
from tests.database.pages import url
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    EvidenceFactory,
    PersonFactory,
    contactable_person,
)
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 Mair Penfynnon signed"


def picture(kind: str, *, exif: bool = False, size: tuple[int, int] = (8, 4)) -> bytes:
    image = Image.new("RGB", size, "white")
    written = io.BytesIO()
    extra = {}
    if exif:
        data = Image.Exif()
        data[0x010E] = "Taken at 1 Stryd Fawr"
        # Turned by a quarter when it is shown.
        data[0x0112] = 6
        extra = {"exif": data}
    image.save(written, format=kind, **extra)
    return written.getvalue()


# --- The file ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(PDF, "application/pdf"), (picture("JPEG"), "image/jpeg"), (picture("PNG"), "image/png")],
)
def test_a_file_is_known_by_its_content_not_by_its_name(content, kind):
    found = check_file(content, "C:\\Users\\Huw\\harmless.txt")
    assert (found.media_type, found.name) == (kind, "harmless.txt")


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", evidence_files.Empty),
        (b"%PDF-" + b"x" * evidence_files.LARGEST, evidence_files.TooLarge),
        (b"<html><script>", evidence_files.UnknownKind),
        (b"GIF89a" + picture("PNG"), evidence_files.UnknownKind),
        (b"MZ\x90\x00 a program", evidence_files.UnknownKind),
        (picture("JPEG")[:60], evidence_files.Unreadable),
        (b"\x89PNG\r\n\x1a\n and no more", evidence_files.Unreadable),
    ],
)
def test_what_is_not_kept(content, error):
    with pytest.raises(error):
        check_file(content, "form.pdf")


def test_a_picture_too_large_to_draw_is_refused(monkeypatch):
    monkeypatch.setattr(evidence_files, "MOST_PIXELS", 16)
    with pytest.raises(evidence_files.TooLarge):
        check_file(picture("PNG", size=(5, 4)), "form.png")


def test_a_picture_forgets_where_and_when_it_was_taken_but_stands_upright():
    content = picture("JPEG", exif=True)
    assert b"Stryd Fawr" in content
    found = check_file(content, "form.jpg")
    assert b"Stryd Fawr" not in found.content
    with Image.open(io.BytesIO(found.content)) as drawn:
        assert not drawn.getexif()
        assert drawn.size == (4, 8)


# --- The scanner --------------------------------------------------------------------


def scanner(code: str) -> str:
    return f'{sys.executable} -c "import sys; data = sys.stdin.buffer.read(); {code}"'


def test_the_scanner_is_asked_with_the_file(settings):
    settings.SCANNER = scanner("sys.exit(b'Penfynnon' in data)")
    with pytest.raises(evidence_files.Suspicious):
        check_file(PDF, "form.pdf")
    assert check_file(b"%PDF-1.7 nobody", "form.pdf").media_type == "application/pdf"


@pytest.mark.parametrize("command", ["/nowhere/scanner", scanner("sys.exit(2)"), "'unclosed"])
def test_without_an_answer_of_the_scanner_nothing_is_kept(settings, command):
    settings.SCANNER = command
    with pytest.raises(evidence_files.NotScanned):
        check_file(PDF, "form.pdf")


# --- Keeping -----------------------------------------------------------------------


def test_a_file_is_sealed_in_the_row_and_tied_to_what_it_proves(officer):
    person = contactable_person()
    events = list(person.consents.all())
    found = check_file(PDF, "mair penfynnon.pdf")
    row = evidence.add_evidence(person, consents=events, file=found, actor=officer)
    stored = ConsentEvidence.objects.values_list("content", "file_name").get()
    assert not any("Penfynnon" in value or "mair" in value for value in stored)
    assert bytes(ConsentEvidence.objects.get().content) == PDF
    assert set(row.consents.all()) == set(events)
    entry = Entry.objects.get(action="evidence.added")
    assert "mair" not in str(entry.data)
    assert evidence.open_evidence(row, actor=officer) == PDF
    assert Entry.objects.get(action="person.viewed").data == {"what": "evidence"}


def test_a_file_proves_something_of_this_person(officer):
    person, other = PersonFactory(), ConsentFactory()
    with pytest.raises(evidence.NothingProved):
        evidence.add_evidence(
            person, consents=[other], file=check_file(PDF, "x.pdf"), actor=officer
        )
    assert not ConsentEvidence.objects.exists()


# --- Pages --------------------------------------------------------------------------


def upload(content: bytes, name: str = "Mair Penfynnon.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_file_comes_with_the_consent_it_proves(officer, client_of, language):
    ConsentWordingFactory(purpose=Purpose.DATABASE)
    person, client = PersonFactory(), client_of(officer)
    path = url("consent-record", person.pk, language=language)
    said = {"purposes": ["database"], "decision": "given", "method": "paper", "language": "cy"}
    refused = client.post(path, {**said, "file": upload(b"MZ a program")})
    assert 'id="id_file-error"' in refused.content.decode()
    assert not Consent.objects.exists()
    assert client.post(path, {**said, "file": upload(PDF)}).status_code == 302
    row = ConsentEvidence.objects.get()
    assert list(row.consents.all()) == list(person.consents.all())
    page = client.get(url("person-detail", person.pk, language=language)).content.decode()
    assert "Penfynnon.pdf" not in page
    assert url("evidence-file", person.pk, row.pk, language=language) in page


def test_a_file_is_added_afterwards_and_saved_under_a_name_that_says_nothing(officer, client_of):
    person, client = contactable_person(), client_of(officer)
    event = person.consents.first()
    path = url("evidence-add", person.pk)
    refused = client.post(path, {"file": upload(PDF)})
    assert 'id="id_consents-error"' in refused.content.decode()
    refused = client.post(path, {"consents": [str(event.pk)]})
    assert 'id="id_file-error"' in refused.content.decode()
    client.post(path, {"consents": [str(event.pk)], "file": upload(PDF)})
    row = ConsentEvidence.objects.get()
    answer = client.get(url("evidence-file", person.pk, row.pk))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="document.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(action="person.viewed", data={"what": "evidence"}).count() == 1


def test_another_persons_event_or_file_is_not_taken(officer, client_of):
    person, other, client = contactable_person(), contactable_person(), client_of(officer)
    event = other.consents.first()
    answer = client.post(
        url("evidence-add", person.pk), {"consents": [str(event.pk)], "file": upload(PDF)}
    )
    assert 'id="id_consents-error"' in answer.content.decode()
    row = EvidenceFactory(person=other)
    for name in ("evidence-file", "evidence-remove"):
        assert client.get(url(name, person.pk, row.pk)).status_code == 404


def test_a_file_is_removed_for_a_reason_and_the_history_stays(officer, client_of):
    person, client = contactable_person(), client_of(officer)
    row = EvidenceFactory(person=person)
    row.consents.set(person.consents.all())
    path = url("evidence-remove", person.pk, row.pk)
    assert 'id="id_reason-error"' in client.post(path, {"reason": ""}).content.decode()
    client.post(path, {"reason": "Somebody else's form"})
    assert not ConsentEvidence.objects.exists()
    assert person.consents.count() == 2
    assert Entry.objects.get(action="evidence.removed").reason == "Somebody else's form"


def test_nothing_is_added_to_somebody_erased(officer, client_of):
    gone = PersonFactory(status="erased")
    assert client_of(officer).get(url("evidence-add", gone.pk)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_three_queries(officer, count, django_assert_num_queries):
    person = contactable_person()
    for _ in range(count):
        EvidenceFactory(person=person).consents.set(person.consents.all())
    person = Person.objects.with_keys().get(pk=person.pk)
    with django_assert_num_queries(3):
        found = evidence_of(person, officer)
        assert [[str(event.pk) for event in row.consents.all()] for row in found.files]
