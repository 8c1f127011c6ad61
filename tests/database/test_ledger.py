"""The ledger outside the database: what it holds, and that a restored copy heeds it."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from database import ledger
from database.ledger import Line, What, person_hash
from database.models import (
    Decision,
    Erasure,
    LegalHold,
    Person,
    PersonStatus,
    Purpose,
    Suppression,
)
from database.services import confirm_person, ledgers, record_consent, withdraw_person
from database.services.erasure import erase_person
from database.services.merging import merge_people
from tests.database.whole import Whole
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.outbox import MessageFactory
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.privacy import blind_index
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.LEDGER_DIR = tmp_path / "ledger"
    return settings.LEDGER_DIR


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something as if its transaction were committed at the end."""

    def do(act):
        with django_capture_on_commit_callbacks(execute=True):
            return act()

    return do


def erase(person):
    return erase_person(person, because="asked", actor=SYSTEM)


def withdraw(person):
    return withdraw_person(person, actor=SYSTEM, method="phone")


def written(folder) -> str:
    return "".join(path.read_text() for path in sorted(folder.glob("*")))


# --- What it holds ----------------------------------------------------------------


def test_an_erasure_is_written_down_once_it_is_committed(
    manager, folder, django_capture_on_commit_callbacks
):
    whole = Whole(manager)
    email = whole.person.email_index
    with django_capture_on_commit_callbacks(execute=True):
        erase(whole.person)
        assert not folder.exists()
    known = ledger.load()
    line = known.erased[person_hash(whole.person.pk)]
    assert (line.addresses["email"], line.how) == (email, "asked")
    assert known.is_withdrawn(person_hash(whole.person.pk))


def test_it_holds_nothing_that_can_be_read(manager, folder, committed):
    whole = Whole(manager)
    known = [*whole.words.known.values(), whole.address, whole.phone]
    known += [str(whole.person.pk), whole.person.pk.hex, whole.person.reference]
    committed(lambda: erase(whole.person))
    text = written(folder)
    assert len(text.splitlines()) == 4  # two records that were one person, each left and erased
    assert not [word for word in known if word in text]


def test_nobody_else_on_the_machine_may_read_it_and_each_month_has_its_file(folder):
    for month in (11, 12):
        at = clock.now().replace(month=month)
        ledger.write(Line(What.ERASED, person_hash("a"), at))
    assert sorted(path.name for path in folder.iterdir()) == ["2026-11.jsonl", "2026-12.jsonl"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_undone_is_not_written(folder, committed):
    person = PersonFactory()

    def erase_and_fail():
        with transaction.atomic():
            erase(person)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        committed(erase_and_fail)
    assert not folder.exists()
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE


def test_a_withdrawal_is_lifted_when_somebody_returns(committed):
    person = contactable_person()
    committed(lambda: withdraw(person))
    assert ledger.load().is_withdrawn(person_hash(person.pk))

    def come_back():
        record_consent(
            person,
            purpose=Purpose.DATABASE,
            decision=Decision.GIVEN,
            language="en",
            method="phone",
            actor=SYSTEM,
        )
        confirm_person(person, actor=SYSTEM)

    committed(come_back)
    known = ledger.load()
    assert not known.is_withdrawn(person_hash(person.pk))
    assert known.latest[person_hash(person.pk)].what == What.RETURNED


def test_confirming_somebody_new_is_no_return(folder, committed):
    person = contactable_person(status=PersonStatus.PENDING)
    committed(lambda: confirm_person(person, actor=SYSTEM))
    assert not folder.exists()


def test_many_writers_leave_whole_lines():
    def write(number: int) -> None:
        ledger.write(Line(What.WITHDRAWN, person_hash(number), clock.now(), how="x" * 900))

    at = clock.now()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))
    known = ledger.load()
    assert (len(known.latest), known.unreadable) == (200, 0)
    assert all(line.at >= at for line in known.latest.values())


def test_a_line_cut_short_by_a_crash_spoils_no_other(folder):
    ledger.write(Line(What.ERASED, person_hash("a"), clock.now()))
    (path,) = folder.iterdir()
    with path.open("a") as file:
        file.write('{"what": "erased", "per')
    ledger.write(Line(What.ERASED, person_hash("b"), clock.now()))
    known = ledger.load()
    assert set(known.erased) == {person_hash("a"), person_hash("b")}
    assert known.unreadable == 1


@pytest.mark.parametrize("line", ["[]", "{}", "null", '{"what": "x"}', "\ufffd", '"erased"'])
def test_lines_that_make_no_sense_are_counted(folder, line):
    folder.mkdir()
    (folder / "2026-11.jsonl").write_text(line + "\n")
    assert ledger.load().unreadable == 1


def test_of_two_words_of_one_moment_the_withdrawal_rules():
    at = clock.now()
    known = ledger.Ledger()
    known.add(Line(What.WITHDRAWN, "p", at))
    known.add(Line(What.RETURNED, "p", at))
    assert known.is_withdrawn("p")


def test_a_withdrawal_stands_although_the_disk_is_full(monkeypatch, committed, caplog):
    def full(line):
        raise OSError(28, "No space left on device", "/ledger/secret")

    monkeypatch.setattr(ledger, "write", full)
    person = contactable_person()
    assert committed(lambda: withdraw(person))
    assert "can't be written: OSError" in caplog.text
    assert "secret" not in caplog.text
    monkeypatch.undo()
    assert ledgers.catch_up() == 1
    assert ledger.load().is_withdrawn(person_hash(person.pk))


# --- Catching up --------------------------------------------------------------------


def test_what_was_missed_is_caught_up_with_and_once_is_enough():
    erased, gone, here = PersonFactory(), contactable_person(), contactable_person()
    erase(erased)
    withdraw(gone)
    assert ledgers.catch_up() == 2
    known = ledger.load()
    assert set(known.erased) == {person_hash(erased.pk)}
    assert known.is_withdrawn(person_hash(gone.pk))
    assert person_hash(here.pk) not in known.latest
    assert ledgers.catch_up() == 0


def test_on_a_restored_copy_it_says_nothing_that_would_undo_the_ledger():
    """Somebody the copy still holds as active stays withdrawn in the ledger."""
    person, returned = (
        contactable_person(),
        PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now() - timedelta(days=9)),
    )
    ledger.write(Line(What.WITHDRAWN, person_hash(person.pk), clock.now()))
    ledger.write(Line(What.RETURNED, person_hash(returned.pk), clock.now()))
    assert ledgers.catch_up() == 0
    assert ledger.load().is_withdrawn(person_hash(person.pk))


# --- Replaying ----------------------------------------------------------------------


def replay() -> dict[str, int]:
    return ledgers.replay()


def test_whoever_left_since_the_copy_was_made_leaves_again(committed, manager):
    """The ledger of five erased and ten withdrawn, against a copy that knows of none of it."""
    people = [contactable_person() for _ in range(20)]
    for person in people[:5]:
        addresses = {"email": person.email_index}
        ledger.write(Line(What.ERASED, person_hash(person.pk), clock.now(), addresses, "retention"))
    for person in people[5:15]:
        ledger.write(Line(What.WITHDRAWN, person_hash(person.pk), clock.now(), how="link"))
    waiting = MessageFactory(recipient_id=str(people[0].pk), secret="123")
    found = committed(replay)
    assert found == {
        "erased": 5, "withdrawn": 10, "suppressed": 0, "returned": 0, "unreadable": 0,
    }  # fmt: skip
    states = dict(Person.objects.values_list("pk", "status"))
    assert [states[person.pk] for person in people] == (
        ["erased"] * 5 + ["withdrawn"] * 10 + ["active"] * 5
    )
    assert DataKey.objects.count() == 15
    assert set(Erasure.objects.values_list("because", flat=True)) == {"retention"}
    event = people[7].consents.filter(purpose=Purpose.DATABASE).first()
    assert (event.decision, event.method) == (Decision.WITHDRAWN, "link")
    waiting.refresh_from_db()
    assert (waiting.status, waiting.secret) == ("cancelled", "")
    assert Suppression.objects.filter(reason="erased").count() == 5


def test_a_second_replay_finds_nothing_to_do(committed):
    person, other = contactable_person(), contactable_person()
    ledger.write(Line(What.ERASED, person_hash(person.pk), clock.now()))
    ledger.write(Line(What.WITHDRAWN, person_hash(other.pk), clock.now()))
    committed(replay)
    again = committed(replay)
    assert set(again.values()) == {0}


def test_somebody_who_joined_after_the_copy_and_was_erased_stays_suppressed():
    index = blind_index.email_index("gone@example.org")
    ledger.write(Line(What.ERASED, person_hash("unknown"), clock.now(), {"email": index}))
    assert replay()["suppressed"] == 1
    assert Suppression.objects.get().address_index == index


def test_somebody_who_came_back_is_left_for_a_person_to_decide():
    person = PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now())
    ledger.write(Line(What.WITHDRAWN, person_hash(person.pk), clock.now()))
    ledger.write(Line(What.RETURNED, person_hash(person.pk), clock.now() + timedelta(seconds=1)))
    assert replay()["returned"] == 1
    person.refresh_from_db()
    assert person.status == PersonStatus.WITHDRAWN


def test_a_hold_the_copy_still_knows_of_was_lifted_before_the_erasure(manager):
    person = contactable_person()
    LegalHold.objects.create(person=person, reason="x", set_by=manager, review_on=clock.today())
    ledger.write(Line(What.ERASED, person_hash(person.pk), clock.now()))
    assert replay()["erased"] == 1


def test_a_copy_restored_with_the_newest_keys_erases_whom_no_key_opens(manager, committed):
    """The table of keys is backed up apart: whoever was erased since has no key in it."""
    whole = Whole(manager)
    email, key_id = whole.person.email_index, whole.person.key_id
    Person.objects.filter(pk=whole.person.pk).update(key=None)
    DataKey.objects.filter(pk=key_id).delete()
    ledger.write(Line(What.ERASED, person_hash(whole.person.pk), clock.now(), how="asked"))
    assert committed(replay)["erased"] == 1
    row = Person.objects.get(pk=whole.person.pk)
    assert (row.status, row.name, row.email_index) == (PersonStatus.ERASED, "", "")
    assert Suppression.objects.filter(channel="email", address_index=email).exists()


@contextmanager
def undone_by_a_restore():
    """Whatever is done inside is not in the database afterwards, as in a copy from before."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


def merged(manager):
    kept, gone = contactable_person(), contactable_person(email="second@example.org")
    return kept, gone, lambda: merge_people(kept=kept, gone=gone, reason="One", actor=manager)


def test_a_copy_from_before_a_merge_brings_back_neither_record(manager, committed):
    kept, gone, merge = merged(manager)
    with undone_by_a_restore():
        committed(merge)
        committed(lambda: erase(kept))
    assert Person.objects.get(pk=gone.pk).status == PersonStatus.ACTIVE, "the copy is from before"
    found = committed(replay)
    assert found["erased"] == 2
    for person in (kept, gone):
        row = Person.objects.get(pk=person.pk)
        assert (row.status, row.email, row.email_index) == (PersonStatus.ERASED, "", "")
    assert set(committed(replay).values()) == {0}


def test_the_address_of_a_merged_record_is_suppressed_with_the_person(manager, committed):
    kept, gone, merge = merged(manager)
    index = gone.email_index
    committed(merge)
    assert not Suppression.objects.filter(address_index=index).exists(), "they are still with us"
    committed(lambda: erase(kept))
    assert Suppression.objects.filter(address_index=index).exists()
    line = ledger.load().erased[person_hash(gone.pk)]
    assert line.addresses["email"] == index
    assert set(Erasure.objects.values_list("person_id", flat=True)) == {kept.pk, gone.pk}


@pytest.mark.parametrize("first", ["merge", "withdraw"])
def test_whoever_left_leaves_in_a_copy_from_before_the_merge_too(manager, committed, first):
    kept, gone, merge = merged(manager)
    with undone_by_a_restore():
        if first == "merge":
            committed(merge)
            committed(lambda: withdraw(kept))
        else:
            committed(lambda: withdraw(kept))
            committed(merge)
    committed(replay)
    states = dict(Person.objects.values_list("pk", "status"))
    assert states == {kept.pk: PersonStatus.WITHDRAWN, gone.pk: PersonStatus.WITHDRAWN}


def test_what_a_full_disk_kept_out_about_merged_records_is_caught_up_with(
    manager, committed, monkeypatch
):
    kept, gone, merge = merged(manager)
    committed(merge)
    with monkeypatch.context() as patch:
        patch.setattr(ledgers, "_write", lambda line: False)
        committed(lambda: withdraw(kept))
    assert ledgers.catch_up() == 2
    assert ledger.load().is_withdrawn(person_hash(gone.pk))
    with monkeypatch.context() as patch:
        patch.setattr(ledgers, "_write", lambda line: False)
        committed(lambda: erase(kept))
    assert ledgers.catch_up() == 2
    assert set(ledger.load().erased) == {person_hash(kept.pk), person_hash(gone.pk)}
    assert ledgers.catch_up() == 0


def test_another_index_key_knows_nobody(settings):
    person = contactable_person()
    ledger.write(Line(What.ERASED, person_hash(person.pk), clock.now()))
    settings.INDEX_KEY = os.urandom(32)
    assert replay()["erased"] == 0
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE


def test_the_command_says_what_it_did():
    person = contactable_person()
    ledger.write(Line(What.ERASED, person_hash(person.pk), clock.now()))
    said = StringIO()
    call_command("replay_ledger", stdout=said)
    assert "erased again: 1" in said.getvalue()
    assert "withdrawn again: 0" in said.getvalue()


def test_the_command_warns_of_an_empty_ledger():
    said = StringIO()
    call_command("replay_ledger", stdout=said)
    assert "holds nothing" in said.getvalue()


def test_a_line_is_plain_json(folder):
    ledger.write(Line(What.WITHDRAWN, person_hash("a"), clock.now(), how="phone"))
    (path,) = folder.iterdir()
    assert json.loads(path.read_text()) == {
        "what": "withdrawn",
        "person": person_hash("a"),
        "at": json.loads(path.read_text())["at"],
        "how": "phone",
    }
