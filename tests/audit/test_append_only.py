import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from vef.audit.models import Entry, Seal
from vef.audit.services import record, seal
from vef.common.actors import SYSTEM

TABLES = ["audit_entry", "audit_seal"]


@pytest.fixture
def sealed_entry(db):
    entry = record(SYSTEM, "test.happened")
    seal()
    return entry


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_what_was_recorded(sealed_entry, table, statement):
    column = {"audit_entry": "action", "audit_seal": "digest"}[table]
    before = list(Entry.objects.values()), list(Seal.objects.values())
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, column, column))
    assert (list(Entry.objects.values()), list(Seal.objects.values())) == before


def test_the_orm_meets_the_same_wall(sealed_entry):
    for act in (
        lambda: Entry.objects.update(reason="other"),
        lambda: Seal.objects.all().delete(),
        lambda: sealed_entry.save(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_a_flush_between_tests_leaves_the_triggers_standing():
    record(SYSTEM, "test.happened")
    call_command("flush", interactive=False, verbosity=0)
    assert not Entry.objects.exists()
    record(SYSTEM, "test.happened")
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.update(reason="other")
    assert Entry.objects.get().reason == ""
