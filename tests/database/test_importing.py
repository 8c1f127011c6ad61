"""All rows or none, twice is once, and a run that was killed changed nothing."""

from datetime import timedelta

import pytest
import time_machine

from database.gate import check
from database.models import (
    Consent,
    ImportRun,
    ImportStatus,
    Person,
    PersonStatus,
    SafeContact,
    Safety,
)
from database.seed import seed_reference_rows
from database.services import importing
from database.services.erasure import erase_person
from database.sheets.columns import Column
from tests.factories.database import AreaFactory, PersonFactory
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db

SHEET = (
    "Enw,E-bost,Iaith,Sir\n"
    "Siân Ŵyn,sian@example.com,Cymraeg,ceredigion\n"
    "Huw Tŷ,huw@example.com,en,Ceredigion\n"
    "Nia,nia@example.com,,\n"
)
AGREED = {
    "purposes": ["database", "email"],
    "on": "2026-03-02",
    "method": "paper",
    "language": "cy",
    "safe_channels": ["email"],
}


@pytest.fixture(autouse=True)
def _lists():
    seed_reference_rows()
    AreaFactory()


def checked(officer, text: str = SHEET, agreed=AGREED) -> ImportRun:
    run = importing.upload(
        content=text.encode(), name="forum.csv", actor=officer, reason="The old list"
    )
    mapping = {int(place): column for place, column in run.mapping.items()}
    importing.choose_columns(run, mapping=mapping, agreed=agreed, actor=officer)
    importing.dry_run(run, actor=officer)
    return run


def brought_in(officer, text: str = SHEET, agreed=AGREED) -> ImportRun:
    run = checked(officer, text, agreed)
    importing.start(run, actor=officer)
    importing.run_waiting()
    run.refresh_from_db()
    return run


def test_the_columns_are_guessed_and_a_check_adds_nobody(officer):
    run = checked(officer)
    assert set(run.mapping.values()) == {
        Column.NAME,
        Column.EMAIL,
        Column.READING,
        Column.AREA,
    }
    assert run.status == ImportStatus.CHECKED
    assert run.counts == {"rows": 3, "new": 3}
    assert not Person.objects.exists()


def test_everybody_comes_in_sealed_agreed_and_reachable(officer):
    run = brought_in(officer)
    assert (run.status, run.done_rows) == (ImportStatus.DONE, 3)
    people = list(Person.objects.order_by("reference"))
    assert [(p.reference, p.name, p.email, p.reading) for p in people] == [
        ("VP-0001", "Siân Ŵyn", "sian@example.com", "cy"),
        ("VP-0002", "Huw Tŷ", "huw@example.com", "en"),
        ("VP-0003", "Nia", "nia@example.com", "unknown"),
    ]
    assert {person.status for person in people} == {PersonStatus.ACTIVE}
    assert DataKey.objects.count() == 3
    assert Consent.objects.filter(method="paper", language="cy").count() == 6
    assert set(SafeContact.objects.values_list("email", "phone")) == {(Safety.SAFE, Safety.UNKNOWN)}
    assert all(check(person.pk).allowed for person in people)
    assert Person.objects.with_email("SIAN@example.com").get() == people[0]


def test_the_file_is_gone_when_it_is_done_and_the_log_holds_no_name(officer):
    run = brought_in(officer)
    assert run.content == b""
    text = "".join(str(entry.data) for entry in Entry.objects.all())
    assert "sian" not in text.casefold()
    assert Entry.objects.get(action="importrun.done").data["people"] == 3


def test_the_sheet_lies_sealed_while_it_waits(officer):
    run = checked(officer)
    held = ImportRun.objects.values_list("content", "file_name").get(pk=run.pk)
    assert not any("sian" in str(token).casefold() for token in held)
    assert b"sian@example.com" in ImportRun.objects.get(pk=run.pk).content


def test_the_same_sheet_again_adds_nobody(officer):
    first = brought_in(officer)
    again = checked(officer)
    assert again.counts == {"rows": 3, "known": 3}
    assert importing.earlier(again) == first
    with pytest.raises(importing.NotSound):
        importing.start(again, actor=officer)
    assert Person.objects.count() == 3


def test_one_bad_row_and_nothing_comes_in(officer):
    run = checked(officer, f"{SHEET}T? Gwyr,bad@example.com,,\n")
    assert run.faults == [{"row": 5, "column": "name", "code": "lost-letter"}]
    with pytest.raises(importing.NotSound):
        importing.start(run, actor=officer)
    assert not Person.objects.exists()


def test_a_fault_in_the_last_chunk_undoes_the_first(officer, monkeypatch):
    monkeypatch.setattr(importing, "CHUNK", 2)
    run = checked(officer)
    importing.start(run, actor=officer)
    add, calls = importing._add, []

    def killed(rows, *args, **kwargs):
        calls.append(len(rows))
        if len(calls) == 2:
            raise SystemExit
        return add(rows, *args, **kwargs)

    monkeypatch.setattr(importing, "_add", killed)
    with pytest.raises(SystemExit):
        importing.run_waiting()
    assert not Person.objects.exists()
    assert not DataKey.objects.exists()
    # The worker is gone; when its time is up another takes the sheet and finishes it.
    monkeypatch.setattr(importing, "_add", add)
    assert importing.run_waiting() == 0
    ImportRun.objects.update(lease_until="2026-11-23T08:00Z")
    assert importing.run_waiting() == 1
    assert Person.objects.count() == 3


def test_an_error_leaves_nobody_and_may_be_tried_again(officer, monkeypatch):
    run = checked(officer)
    importing.start(run, actor=officer)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "_add", lambda *args, **kwargs: 1 / 0)
        importing.run_waiting()
    run.refresh_from_db()
    assert run.status == ImportStatus.FAILED
    assert not Person.objects.exists()
    importing.start(run, actor=officer)
    importing.run_waiting()
    assert Person.objects.count() == 3


def test_who_was_erased_between_check_and_run_stays_erased(officer):
    run = checked(officer)
    person = PersonFactory(email="nia@example.com")
    erase_person(person, because="asked", actor=officer)
    importing.start(run, actor=officer)
    importing.run_waiting()
    assert not Person.objects.with_email("nia@example.com").exists()
    assert Person.objects.exclude(status=PersonStatus.ERASED).count() == 2


def test_without_agreement_they_wait_and_nothing_may_be_sent(officer):
    brought_in(officer, agreed={**AGREED, "purposes": [], "on": "", "safe_channels": []})
    assert set(Person.objects.values_list("status", flat=True)) == {PersonStatus.PENDING}
    assert not Consent.objects.exists()
    assert not any(check(pk).allowed for pk in Person.objects.values_list("pk", flat=True))


def test_a_sheet_is_not_brought_in_before_it_was_checked(officer):
    run = importing.upload(
        content=SHEET.encode(), name="forum.csv", actor=officer, reason="The old list"
    )
    with pytest.raises(importing.NotSound):
        importing.start(run, actor=officer)
    run.counts = {"new": 1}
    with pytest.raises(TransitionError):
        importing.start(run, actor=officer)


def test_starting_twice_starts_once(officer):
    run = checked(officer)
    assert importing.start(run, actor=officer)
    assert not importing.start(run, actor=officer)
    importing.run_waiting()
    importing.run_waiting()
    assert Person.objects.count() == 3


def test_nothing_is_thrown_away_that_is_done(officer):
    run = brought_in(officer)
    with pytest.raises(TransitionError):
        importing.cancel(run, actor=officer)


def test_files_nobody_goes_on_with_are_emptied(officer):
    run = checked(officer)
    assert importing.empty_old() == 0
    with time_machine.travel(clock.now() + timedelta(days=8)):
        assert importing.empty_old() == 1
    run.refresh_from_db()
    assert (run.status, run.content) == (ImportStatus.CANCELLED, b"")
