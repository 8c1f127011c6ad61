"""Lists leave rarely: with a reason, not by one person alone, and not for long."""

import csv
import io
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import translation
from openpyxl import load_workbook

from database.models import ExportRequest, ExportStatus
from database.services import exporting
from database.services.holds import set_restriction
from tests.factories.database import AreaFactory, contactable_person
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db

ALL = list(exporting.COLUMNS)


def asked(officer, columns=("reference", "name", "email"), **fields) -> ExportRequest:
    return exporting.ask_for_list(
        reason="For the printer", columns=columns, actor=officer, **fields
    )


def cells(content: bytes) -> list[list[str | None]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


@pytest.fixture
def many():
    return [contactable_person(name=f"Siân Ŵyn {n}") for n in range(exporting.BULK + 1)]


def test_a_short_list_is_ready_at_once_with_every_letter_right(officer):
    person = contactable_person(name="Siân Ŵyn Tŷ", phone="01632 960101")
    request = asked(officer, ["name", "phone"])
    assert request.status == ExportStatus.READY
    head, line, *rest = cells(exporting.hand_over(request, actor=officer))
    assert head == ["Name", "Phone number"]
    assert line == ["Siân Ŵyn Tŷ", "01632 960101"]
    assert rest[-1][0] == str(request.pk)
    taken = Entry.objects.get(action="export.taken")
    assert taken.data["ids"] == [str(person.pk)]
    assert taken.reason == "For the printer"


def test_a_long_list_waits_for_a_second_person(officer, manager, many):
    request = asked(officer)
    assert (request.status, request.count) == (ExportStatus.ASKED, len(many))
    with pytest.raises(exporting.NotReady):
        exporting.hand_over(request, actor=officer)
    with pytest.raises(exporting.SamePerson):
        exporting.approve(request, actor=officer)
    exporting.approve(request, actor=manager)
    assert len(cells(exporting.hand_over(request, actor=officer))) == len(many) + 3
    with pytest.raises(TransitionError):
        exporting.approve(ExportRequest.objects.get(pk=request.pk), actor=manager)


def test_the_database_too_refuses_one_person_alone(officer, many):
    request = asked(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.filter(pk=request.pk).update(decided_by=officer)


def test_a_refused_list_is_never_made(officer, manager, many):
    request = asked(officer)
    exporting.refuse(request, actor=manager, reason="A letter will do.")
    assert request.status == ExportStatus.REFUSED
    with pytest.raises(TransitionError):
        exporting.approve(request, actor=manager)
    assert ExportRequest.objects.get(pk=request.pk).content == b""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("=cmd()", "'=cmd()"),
        ("+44 1632 960101", "'+44 1632 960101"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\tx", "x"),
        ("Line\r\nbreak", "Line  break"),
        ("Siân", "Siân"),
    ],
)
def test_no_cell_is_ever_a_formula(written, kept):
    assert exporting.harmless(written) == kept


@pytest.mark.parametrize("format", ["xlsx", "csv"])
def test_a_formula_in_a_name_leaves_as_text(officer, format):
    contactable_person(name='=HYPERLINK("http://example.com")')
    content = exporting.hand_over(asked(officer, ["name"], format=format), actor=officer)
    if format == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        assert sheet["A2"].data_type == "s"
        found = sheet["A2"].value
    else:
        assert content.startswith(b"\xef\xbb\xbf")
        found = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1][0]
    assert found.startswith("'=")


def test_a_protected_address_stays_out_of_every_list(officer):
    contactable_person(
        postal_address="1 Stryd Fawr", area=AreaFactory(), safe={"address_protected": True}
    )
    request = asked(officer, ["postal_address", "area"])
    assert cells(exporting.hand_over(request, actor=officer))[1] == ["Protected", "Protected"]


def test_a_restricted_record_stays_out_of_every_list(officer, manager, many):
    restricted, later = many[:2]
    set_restriction(restricted, reason="They asked for it", actor=manager)
    extra = contactable_person(name="Huw")
    request = asked(officer)
    set_restriction(later, reason="They asked for it", actor=manager)
    exporting.approve(request, actor=manager)
    references = {row[0] for row in cells(exporting.hand_over(request, actor=officer))}
    assert not references & {restricted.reference, later.reference}
    assert extra.reference in references
    taken = Entry.objects.get(action="export.taken")
    assert request.count == len(taken.data["ids"]) == len(many) - 1


def test_a_list_of_those_restricted_is_nobody(officer, manager):
    set_restriction(contactable_person(), reason="They asked for it", actor=manager)
    with pytest.raises(exporting.NobodyToList):
        asked(officer, contact="restricted")


def test_a_file_names_nobody_who_made_it(officer):
    contactable_person()
    book = load_workbook(io.BytesIO(exporting.hand_over(asked(officer), actor=officer)))
    properties = book.properties
    assert not properties.creator
    assert not properties.lastModifiedBy
    assert not properties.title


def test_equality_risk_and_case_may_not_leave(officer):
    contactable_person()
    assert not {"equality", "risk_flag", "stage", "experiences", "note"} & set(ALL)
    with pytest.raises(KeyError):
        asked(officer, ["name", "stage"])


def test_a_list_goes_when_its_time_is_up(officer):
    contactable_person()
    request = asked(officer)
    with time_machine.travel(clock.now() + timedelta(days=8)):
        with pytest.raises(exporting.NotReady):
            exporting.hand_over(request, actor=officer)
        assert exporting.expire() == 1
        assert exporting.expire() == 0
    request.refresh_from_db()
    assert (request.status, request.content, request.filters["ids"]) == (
        ExportStatus.EXPIRED,
        b"",
        [],
    )


def test_nobody_is_no_list(officer):
    with pytest.raises(exporting.NobodyToList):
        asked(officer)


def test_headings_are_in_the_readers_language(officer):
    contactable_person()
    with translation.override("cy"):
        request = asked(officer, ["email"])
    assert cells(exporting.hand_over(request, actor=officer))[0] == ["Cyfeiriad e-bost"]


@pytest.mark.parametrize("count", [1, 3])
def test_making_a_list_asks_the_same_for_one_and_three(
    officer, count, django_assert_max_num_queries
):
    for _ in range(count):
        contactable_person()
    with django_assert_max_num_queries(24):
        asked(officer, ALL)
