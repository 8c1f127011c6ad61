"""Bringing in and sending out, as staff do it on the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from database.models import ExportRequest, ExportStatus, ImportRun, ImportStatus, Person
from database.seed import seed_reference_rows
from database.services import exporting, importing
from tests.database.pages import url
from tests.factories.database import contactable_person
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

SHEET = "Enw,E-bost\nSiân Ŵyn,sian@example.com\n"


@pytest.fixture
def office(client_of, officer):
    seed_reference_rows()
    return client_of(officer)


def file(text: str = SHEET) -> SimpleUploadedFile:
    return SimpleUploadedFile("forum.csv", text.encode(), content_type="text/csv")


AGREED = {
    "purposes": ["database", "email"],
    "on_day": "2",
    "on_month": "3",
    "on_year": "2026",
    "method": "paper",
    "language": "cy",
    "safe_channels": ["email"],
}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_sheet_from_upload_to_done(office, language):
    answer = office.post(
        url("import-add", language=language), {"file": file(), "reason": "The old list"}
    )
    run = ImportRun.objects.get()
    assert answer["Location"] == url("import-columns", run.pk, language=language)
    page = office.get(answer["Location"]).content.decode()
    assert "Siân Ŵyn" in page
    answer = office.post(
        url("import-columns", run.pk, language=language),
        {"column_0": "name", "column_1": "email", **AGREED},
    )
    assert answer["Location"] == url("import-detail", run.pk, language=language)
    assert not Person.objects.exists()
    office.post(url("import-step", run.pk, "start", language=language))
    importing.run_waiting()
    run.refresh_from_db()
    assert run.status == ImportStatus.DONE
    assert Person.objects.get().name == "Siân Ŵyn"
    assert office.get(url("import-list", language=language)).status_code == 200


def test_a_file_that_can_not_be_read_says_why_beside_it_and_keeps_the_reason(office):
    answer = office.post(
        url("import-add"), {"file": file('a,b\n"open,x\n'), "reason": "The old list"}
    )
    page = answer.content.decode()
    assert page.count("Row 2: A quotation mark opens and never closes") == 2
    assert "The old list" in page
    assert not ImportRun.objects.exists()
    answer = office.post(url("import-add"), {"file": file("a,,b\n"), "reason": "The old list"})
    page = answer.content.decode()
    assert page.count("The first row must hold a heading above each column.") == 2
    assert "The old list" in page


def test_what_is_missing_is_said_beside_each_field_and_nothing_typed_is_lost(office):
    office.post(url("import-add"), {"file": file(), "reason": "The old list"})
    run = ImportRun.objects.get()
    answer = office.post(
        url("import-columns", run.pk),
        {"column_0": "email", "column_1": "email", "purposes": ["email"]},
    )
    page = answer.content.decode()
    assert "Another column is chosen for this already." in page
    assert "Nobody is contacted who did not agree to be on the database." in page
    assert "Enter the day, or choose a column that holds it." in page
    run.refresh_from_db()
    assert run.status == ImportStatus.UPLOADED


def test_rows_to_mend_are_listed_with_their_place(office):
    office.post(
        url("import-add"), {"file": file(f"{SHEET}T? Gwyr,t@example.com\n"), "reason": "Old list"}
    )
    run = ImportRun.objects.get()
    office.post(url("import-columns", run.pk), {"column_0": "name", "column_1": "email", **AGREED})
    page = office.get(url("import-detail", run.pk)).content.decode()
    assert "A question mark stands where a letter was lost" in page
    assert "Bring them in" not in page


def test_looking_changes_nothing(office):
    office.post(url("import-add"), {"file": file(), "reason": "The old list"})
    run = ImportRun.objects.get()
    for name, args in [
        ("import-list", []),
        ("import-add", []),
        ("import-columns", [run.pk]),
        ("import-detail", [run.pk]),
    ]:
        office.get(url(name, *args))
        office.head(url(name, *args))
    assert office.get(url("import-step", run.pk, "start")).status_code == 405
    run.refresh_from_db()
    assert run.status == ImportStatus.UPLOADED


def test_a_preview_of_people_is_recorded(office):
    office.post(url("import-add"), {"file": file(), "reason": "The old list"})
    office.get(url("import-columns", ImportRun.objects.get().pk))
    assert Entry.objects.filter(action="import.previewed").count() == 1


def test_a_sheet_can_be_thrown_away(office):
    office.post(url("import-add"), {"file": file(), "reason": "The old list"})
    run = ImportRun.objects.get()
    office.post(url("import-step", run.pk, "cancel"))
    run.refresh_from_db()
    assert (run.status, run.content) == (ImportStatus.CANCELLED, b"")
    assert office.get(url("import-columns", run.pk)).status_code == 404


# --- Lists -------------------------------------------------------------------------------


def test_a_long_list_is_asked_for_approved_by_another_and_taken(office, client_of, manager):
    for _ in range(exporting.BULK + 1):
        contactable_person()
    office.post(
        url("export-add"),
        {"columns": ["name", "email"], "format": "xlsx", "reason": "For the printer"},
    )
    request = ExportRequest.objects.get()
    page = office.get(url("export-detail", request.pk)).content.decode()
    assert "Approve this list" not in page
    assert office.post(url("export-approve", request.pk)).status_code == 404
    second = client_of(manager)
    assert "Approve this list" in second.get(url("export-detail", request.pk)).content.decode()
    second.post(url("export-approve", request.pk))
    answer = office.post(url("export-take", request.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="list-2026-11-23.xlsx"'
    assert answer["Cache-Control"]
    assert answer.content.startswith(b"PK")


def test_a_list_is_refused_with_a_reason(office, client_of, manager):
    for _ in range(exporting.BULK + 1):
        contactable_person()
    office.post(url("export-add"), {"columns": ["name"], "format": "csv", "reason": "To print"})
    request = ExportRequest.objects.get()
    second = client_of(manager)
    assert second.post(url("export-refuse", request.pk), {"reason": ""}).status_code == 200
    second.post(url("export-refuse", request.pk), {"reason": "A letter will do."})
    request.refresh_from_db()
    assert request.status == ExportStatus.REFUSED


def test_another_officers_list_is_nobodys_business(office, client_of, officer):
    from tests.factories.accounts import UserFactory
    from vef.accounts.models import Role

    contactable_person()
    request = exporting.ask_for_list(reason="To print", columns=["name"], actor=officer)
    other = client_of(UserFactory(role=Role.OFFICER))
    assert other.get(url("export-detail", request.pk)).status_code == 404
    assert other.post(url("export-take", request.pk)).status_code == 404


def test_nobody_fits_is_said_and_the_form_kept(office):
    answer = office.post(
        url("export-add"), {"columns": ["name"], "format": "csv", "reason": "To print"}
    )
    page = answer.content.decode()
    assert "Nobody fits this choice." in page
    assert "To print" in page


@pytest.mark.parametrize(
    "narrowing", [{"contact": "case-open"}, {"contact": "provisional"}, {"status": "withdrawn"}]
)
def test_no_list_is_asked_for_by_what_it_would_tell_of_somebody(office, narrowing):
    said = {"columns": ["name"], "format": "csv", "reason": "To print", **narrowing}
    answer = office.post(url("export-add"), said)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(narrowing)
    assert not ExportRequest.objects.exists()
