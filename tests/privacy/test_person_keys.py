"""A key for each person: what it opens, what moving it about does, and what destroying it does."""

import os

import pytest
from django.core.management import call_command
from django.db import connection

from database.models import Note, Person, SafeContact
from tests.factories.accounts import UserFactory
from tests.factories.database import PersonFactory, SafeContactFactory
from vef.privacy import cipher, rotation
from vef.privacy.bulk import open_column
from vef.privacy.cipher import CannotOpen, KeyDestroyed
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db


def raw(table: str, column: str, pk) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [as_id(pk)])
        return cursor.fetchone()[0]


def write(table: str, column: str, pk, value) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, as_id(pk)])


def as_id(pk):
    return pk if connection.vendor == "postgresql" else pk.hex


def opens(person: Person, name: str = "name") -> str:
    return getattr(Person.objects.get(pk=person.pk), name)


@pytest.fixture
def two(db) -> tuple[Person, Person]:
    return PersonFactory(name="Mair Penfynnon"), PersonFactory(name="Tomos Glanymor")


# --- Many at once ----------------------------------------------------------------------


def test_a_column_opens_as_its_rows_do_each_by_itself(two, django_assert_num_queries):
    erased = PersonFactory(name="")
    with django_assert_num_queries(1):
        found = dict(open_column(Person.objects.all(), "name"))
    assert found == {row.pk: opens(row) for row in two}
    assert erased.pk not in found


def test_of_a_column_only_what_is_looked_for_comes(two):
    found = list(open_column(Person.objects.all(), "name", where=lambda name: "Glan" in name))
    assert found == [(two[1].pk, "Tomos Glanymor")]


def test_a_column_without_its_key_does_not_open(two):
    write("database_person", "key_id", two[0].pk, None)
    with pytest.raises(CannotOpen):
        list(open_column(Person.objects.all(), "name"))


# --- Cells that were moved ---------------------------------------------------------------


def test_names_of_two_people_changed_round_in_sql_do_not_open(two):
    one, other = two
    a, b = (raw("database_person", "name", row.pk) for row in two)
    write("database_person", "name", one.pk, b)
    write("database_person", "name", other.pk, a)
    for row in two:
        with pytest.raises(CannotOpen):
            opens(row)
        with pytest.raises(CannotOpen):
            list(open_column(Person.objects.filter(pk=row.pk), "name"))


def test_not_even_with_their_keys_changed_round_as_well(two):
    """Whoever swaps names, and keys to fit them, still moved them from their rows."""
    one, other = two
    names = [raw("database_person", "name", row.pk) for row in two]
    keys = [raw("database_person", "key_id", row.pk) for row in two]
    # A key belongs to one person only: through none at all.
    write("database_person", "key_id", one.pk, None)
    write("database_person", "key_id", other.pk, keys[0])
    write("database_person", "key_id", one.pk, keys[1])
    write("database_person", "name", one.pk, names[1])
    write("database_person", "name", other.pk, names[0])
    assert Person.objects.get(pk=one.pk).key_id == two[1].key_id
    for row in two:
        with pytest.raises(CannotOpen):
            opens(row)


def test_keys_alone_changed_round_open_nothing(two):
    one, other = two
    keys = [raw("database_person", "key_id", row.pk) for row in two]
    write("database_person", "key_id", one.pk, None)
    write("database_person", "key_id", other.pk, keys[0])
    write("database_person", "key_id", one.pk, keys[1])
    for row in two:
        with pytest.raises(CannotOpen):
            opens(row)


def test_wrapped_keys_changed_round_do_not_unwrap(two):
    keys = [row.key_id for row in two]
    wrapped = [raw("privacy_datakey", "wrapped", pk) for pk in keys]
    write("privacy_datakey", "wrapped", keys[0], wrapped[1])
    write("privacy_datakey", "wrapped", keys[1], wrapped[0])
    for row in two:
        with pytest.raises(CannotOpen):
            opens(row)


def test_a_value_moved_to_another_column_of_the_same_row_does_not_open(two):
    one, _other = two
    write("database_person", "phone", one.pk, raw("database_person", "name", one.pk))
    with pytest.raises(CannotOpen):
        opens(one, "phone")
    assert opens(one) == "Mair Penfynnon"


def test_a_note_moved_to_somebody_else_does_not_open(two):
    one, other = two
    note = Note.objects.create(person=one, text="Rings on Tuesdays", written_by=UserFactory())
    write("database_note", "person_id", note.pk, as_id(other.pk))
    with pytest.raises(CannotOpen):
        _ = Note.objects.get(pk=note.pk).text


# --- A key that is destroyed ------------------------------------------------------------------


def test_without_its_key_a_copy_made_earlier_opens_nothing(two):
    one, other = two
    contact = SafeContactFactory(person=one, note="After six")
    copy = {
        "name": raw("database_person", "name", one.pk),
        "note": raw("database_safecontact", "note", contact.pk),
    }
    Person.objects.filter(pk=one.pk).update(key=None)
    DataKey.objects.filter(pk=one.key_id).delete()
    # The copy is put back, row by row, into the very places it came from.
    write("database_person", "name", one.pk, copy["name"])
    write("database_safecontact", "note", contact.pk, copy["note"])
    for row, name in (
        (Person.objects.get(pk=one.pk), "name"),
        (SafeContact.objects.get(pk=contact.pk), "note"),
    ):
        with pytest.raises(CannotOpen):
            getattr(row, name)
    assert opens(other) == "Tomos Glanymor"


def test_nothing_can_be_sealed_for_somebody_without_a_key():
    row = PersonFactory(status="erased")
    assert row.key_id is None
    row.phone = "07700 900123"
    with pytest.raises(KeyDestroyed):
        row.save()


def test_another_key_put_in_its_place_opens_nothing(two):
    one, _other = two
    fresh = DataKey.make()
    fresh.save(force_insert=True)
    Person.objects.filter(pk=one.pk).update(key=fresh)
    with pytest.raises(CannotOpen):
        opens(one)


# --- Turning a master key over -----------------------------------------------------------------


def test_turning_over_wraps_the_keys_anew_and_leaves_the_values(two, settings):
    before = [raw("database_person", "name", row.pk) for row in two]
    wrapped = [raw("privacy_datakey", "wrapped", row.key_id) for row in two]
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: os.urandom(32)}
    assert rotation.left()["privacy.DataKey.wrapped"] == 2
    call_command("rotate_keys")
    assert rotation.left() == {}
    assert [raw("database_person", "name", row.pk) for row in two] == before
    after = [raw("privacy_datakey", "wrapped", row.key_id) for row in two]
    assert all(token.startswith("2.") for token in after)
    assert after != wrapped
    # The old key can go.
    settings.FIELD_KEYS = {2: settings.FIELD_KEYS[2]}
    assert [opens(row) for row in two] == ["Mair Penfynnon", "Tomos Glanymor"]


def test_what_a_master_key_sealed_before_people_had_keys_comes_under_their_own(two):
    one, _other = two
    place = f"database_person|{one.pk}|name"
    write("database_person", "name", one.pk, cipher.seal("Mair Penfynnon", place=place))
    assert opens(one) == "Mair Penfynnon"
    call_command("rotate_keys")
    assert raw("database_person", "name", one.pk).startswith("p.")
    assert opens(one) == "Mair Penfynnon"
