import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from vef.audit import services, tasks
from vef.audit.append_only import install_statements, remove_statements
from vef.audit.models import Entry, Seal
from vef.audit.services import head, record, seal, verify
from vef.common import clock
from vef.common.actors import SYSTEM

TABLES = ["audit_entry", "audit_seal"]


@contextmanager
def database_in_hand():
    """What somebody can do who owns the database: take the triggers away and write."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for statement in remove_statements(connection.vendor, table):
                cursor.execute(statement)
        yield cursor
        for table in TABLES:
            for statement in install_statements(connection.vendor, table):
                cursor.execute(statement)


@pytest.fixture
def ten(db) -> list[Entry]:
    entries = [record(SYSTEM, f"test.number-{n}", data={"n": n}) for n in range(1, 11)]
    assert seal() == 10
    return entries


def test_an_untouched_chain_is_intact_and_the_command_says_so(ten, capsys):
    assert verify() == []
    call_command("audit_verify")
    assert "intact: 10 entries" in capsys.readouterr().out
    number, digest = head()
    call_command("audit_verify", anchor=f"{number}:{digest}")


@pytest.mark.parametrize(
    "change",
    [
        "action = 'test.number-X'",
        "actor_id = 'somebody'",
        "reason = ' '",
        "target_id = '1'",
        "request_id = 'x'",
        "actor_kind = 'staff'",
    ],
)
def test_one_byte_altered_is_found(ten, change):
    with database_in_hand() as cursor:
        cursor.execute(f"UPDATE audit_entry SET {change} WHERE id = %s", [ten[3].pk])
    assert verify() == ["4: the entry was altered"]
    with pytest.raises(CommandError, match="4: the entry was altered"):
        call_command("audit_verify")


def test_data_and_time_altered_are_found(ten):
    with database_in_hand():
        Entry.objects.filter(pk=ten[0].pk).update(data={"n": 99})
        Entry.objects.filter(pk=ten[1].pk).update(at=ten[1].at + timedelta(microseconds=1))
    assert verify() == ["1: the entry was altered", "2: the entry was altered"]


def test_an_entry_cut_from_the_middle_is_found(ten):
    with database_in_hand() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = 5")
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [ten[4].pk])
    assert verify() == ["5: missing", "6: does not follow the seal before it"]


def test_a_cut_with_the_numbers_closed_up_is_found(ten):
    with database_in_hand() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number = 5")
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [ten[4].pk])
        for number in range(6, 11):
            cursor.execute("UPDATE audit_seal SET number = number - 1 WHERE number = %s", [number])
    assert verify() == ["5: does not follow the seal before it"]


def test_a_tail_cut_off_is_found_by_the_anchor_and_only_by_it(ten):
    number, digest = head()
    with database_in_hand() as cursor:
        cursor.execute("DELETE FROM audit_seal WHERE number > 7")
        cursor.execute("DELETE FROM audit_entry WHERE id > %s", [ten[6].pk])
    assert verify() == []
    assert verify(anchor=(number, digest)) == ["8: the chain ends before the anchor (10)"]


def test_two_entries_changed_round_are_found(ten):
    with database_in_hand():
        first, second = ten[3].pk, ten[4].pk
        fields = ("uid", "action", "data")
        a = Entry.objects.filter(pk=first).values(*fields).get()
        b = Entry.objects.filter(pk=second).values(*fields).get()
        spare = {**a, "uid": "00000000-0000-4000-8000-000000000000"}
        Entry.objects.filter(pk=first).update(**spare)
        Entry.objects.filter(pk=second).update(**a)
        Entry.objects.filter(pk=first).update(**b)
    assert verify() == ["4: the entry was altered", "5: the entry was altered"]


def test_an_entry_put_in_between_is_found(ten):
    with database_in_hand() as cursor:
        for number in range(10, 4, -1):
            cursor.execute("UPDATE audit_seal SET number = number + 1 WHERE number = %s", [number])
        entry = Entry.objects.create(at=clock.now(), actor_kind="system", action="test.forged")
        before = Seal.objects.get(number=4)
        Seal.objects.create(
            number=5,
            entry=entry,
            previous=before.digest,
            digest=services.chain(before.digest, entry),
        )
    assert verify() == ["6: does not follow the seal before it"]


def test_a_chain_written_anew_is_found_by_the_anchor(ten):
    anchor = head()
    with database_in_hand() as cursor:
        cursor.execute("DELETE FROM audit_seal")
        cursor.execute("UPDATE audit_entry SET reason = 'nicer' WHERE id = %s", [ten[2].pk])
    seal()
    assert verify() == []
    assert verify(anchor=anchor) == ["10: differs from the anchor"]


def test_an_old_entry_without_a_seal_is_found_and_a_new_one_is_given_time(ten):
    record(SYSTEM, "test.just-now")
    assert verify() == []
    Entry.objects.create(
        at=clock.now() - timedelta(hours=1), actor_kind="system", action="test.slipped-in"
    )
    assert verify() == ["1 entries were added without a seal"]


@pytest.mark.django_db(transaction=True)
def test_a_commit_seals_its_own_entries_once():
    with transaction.atomic():
        record(SYSTEM, "test.one")
        record(SYSTEM, "test.two")
        assert Seal.objects.count() == 0
    assert Seal.objects.count() == 2
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_an_act_undone_leaves_no_entry():
    with transaction.atomic():
        record(SYSTEM, "test.one")
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_an_entry_that_came_very_late_is_sealed_by_the_task(ten, monkeypatch):
    monkeypatch.setattr(services, "SEAL_WINDOW", 2)
    # Numbers are given out before the commit, so a long transaction's entry comes late.
    early = ten[0].pk - 1
    Entry.objects.create(id=early, at=clock.now(), actor_kind="system", action="test.late")
    assert seal() == 0
    tasks.seal()
    assert Seal.objects.get(number=11).entry_id == early
    assert verify() == []


@pytest.mark.parametrize("number", [1, 3])
def test_recording_costs_one_query_an_entry(db, number):
    with CaptureQueriesContext(connection) as queries:
        for _ in range(number):
            record(SYSTEM, "test.happened")
    assert len(queries) == number


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_many_writers_make_one_chain():
    """Twenty writers at once: every entry in one chain, no fork, no gap."""
    if connection.vendor != "postgresql":
        pytest.skip("concurrent writers need PostgreSQL")

    def write() -> None:
        try:
            for n in range(25):
                with transaction.atomic():
                    record(SYSTEM, "test.raced", data={"n": n})
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _ in range(20)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    seal(everything=True)
    assert Seal.objects.count() == Entry.objects.count() == 500
    assert head()[0] == 500
    assert verify() == []
