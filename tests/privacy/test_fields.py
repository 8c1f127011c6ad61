import os
import unicodedata

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.outbox import MessageFactory
from vef.outbox.models import Message
from vef.privacy import blind_index, cipher, rotation
from vef.privacy.cipher import CannotOpen, seal, unseal
from vef.privacy.fields import Sealed

SECRET = "Siân Ŵyn, Tŷ Gŵyr"


def column(message: Message) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT secret FROM outbox_message WHERE unique_key = %s", [message.unique_key]
        )
        return cursor.fetchone()[0]


def write(message: Message, token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_message SET secret = %s WHERE unique_key = %s",
            [token, message.unique_key],
        )


@pytest.fixture
def message(db) -> Message:
    return MessageFactory(secret=SECRET)


def test_the_column_holds_no_word_of_it_and_the_row_opens_it(message):
    token = column(message)
    assert token.startswith("1.")
    assert "Si" not in token[2:4]
    assert SECRET not in token
    assert Message.objects.get(pk=message.pk).secret == SECRET


def test_the_same_words_are_never_sealed_alike(db):
    first, second = (MessageFactory(secret=SECRET) for _ in range(2))
    assert column(first) != column(second)


def test_values_of_two_rows_changed_round_do_not_open(db):
    first, second = MessageFactory(secret="one"), MessageFactory(secret="two")
    a, b = column(first), column(second)
    write(first, b)
    write(second, a)
    for row in Message.objects.all():
        with pytest.raises(CannotOpen):
            _ = row.secret


@pytest.mark.parametrize("place", [0, 5, 20, -8])
def test_one_altered_character_does_not_open(message, place):
    token = column(message)
    body = list(token[2:])
    body[place] = "A" if body[place] != "A" else "B"
    write(message, "1." + "".join(body))
    with pytest.raises(CannotOpen):
        _ = Message.objects.get(pk=message.pk).secret


@pytest.mark.parametrize("token", ["plain text", "1.", "9.AAAA", "x.y", "1.AAAA", SECRET])
def test_what_was_not_sealed_here_does_not_open(message, token):
    write(message, token)
    with pytest.raises(CannotOpen):
        _ = Message.objects.get(pk=message.pk).secret


def test_a_wrong_key_never_yields_text(message, settings):
    settings.FIELD_KEYS = {1: os.urandom(32)}
    with pytest.raises(CannotOpen):
        _ = Message.objects.get(pk=message.pk).secret


def test_a_value_under_another_version_s_name_does_not_open(message, settings):
    settings.FIELD_KEYS = {1: settings.FIELD_KEYS[1], 2: settings.FIELD_KEYS[1]}
    write(message, "2" + column(message)[1:])
    with pytest.raises(CannotOpen):
        _ = Message.objects.get(pk=message.pk).secret


def test_no_way_round_saving_writes_plain_text(message):
    for act in (
        lambda: Message.objects.update(secret="plain"),
        lambda: Message.objects.filter(pk=message.pk).update(secret="plain"),
    ):
        with pytest.raises(TypeError, match="saving the row"), transaction.atomic():
            act()
    row = Message.objects.get(pk=message.pk)
    row.secret = "bulk"
    with pytest.raises(TypeError, match="saving the row"), transaction.atomic():
        Message.objects.bulk_update([row], ["secret"])
    assert Message.objects.get(pk=message.pk).secret == SECRET


def test_adding_many_seals_each(db):
    Message.objects.bulk_create(MessageFactory.build_batch(3, secret=SECRET))
    assert {row.secret for row in Message.objects.all()} == {SECRET}
    assert all(SECRET not in column(row) for row in Message.objects.all())


def test_values_show_the_sealed_token_and_searching_is_refused(message):
    (value,) = Message.objects.values_list("secret", flat=True)
    assert isinstance(value, Sealed)
    assert repr(value) == "<sealed>"
    for lookup in ("secret", "secret__contains", "secret__startswith", "secret__in"):
        with pytest.raises(TypeError, match="blind index"):
            Message.objects.filter(**{lookup: "x"})


def test_empty_stays_empty_and_needs_no_key(db):
    message = MessageFactory(secret="")
    assert column(message) == ""
    assert Message.objects.get(pk=message.pk).secret == ""


WRITTEN = st.text(alphabet=st.characters(exclude_categories=["Cs"]))


@given(WRITTEN, WRITTEN.filter(lambda place: place != "a|1|name"))
def test_whatever_is_sealed_opens_at_its_place_and_nowhere_else(text, place):
    token = seal(text, place="a|1|name")
    assert unseal(token, place="a|1|name") == text
    with pytest.raises(CannotOpen):
        unseal(token, place=place)


# --- rotation --------------------------------------------------------------------


@pytest.fixture
def second_key(settings):
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: os.urandom(32)}
    return settings.FIELD_KEYS


def test_every_value_comes_under_the_newest_key_and_the_old_one_can_go(
    db, settings, capsys, monkeypatch
):
    rows = [MessageFactory(secret=f"{SECRET} {n}") for n in range(5)]
    empty = MessageFactory(secret="")
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: os.urandom(32)}
    assert rotation.left() == {"outbox.Message.secret": 5}
    # Both keys are read meanwhile.
    assert Message.objects.get(pk=rows[0].pk).secret == f"{SECRET} 0"
    monkeypatch.setattr(rotation, "BATCH", 2)
    call_command("rotate_keys")
    assert "outbox.Message.secret: 5" in capsys.readouterr().out
    assert rotation.left() == {}
    settings.FIELD_KEYS = {2: settings.FIELD_KEYS[2]}
    for number, row in enumerate(rows):
        assert Message.objects.get(pk=row.pk).secret == f"{SECRET} {number}"
    assert column(empty) == ""
    call_command("rotate_keys")


def test_a_run_that_was_killed_is_finished_by_the_next(db, settings, monkeypatch):
    for number in range(5):
        MessageFactory(secret=str(number))
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: os.urandom(32)}
    monkeypatch.setattr(rotation, "BATCH", 2)
    run = rotation.rotate()
    next(run)
    run.close()
    assert rotation.left() == {"outbox.Message.secret": 3}
    call_command("rotate_keys")
    assert rotation.left() == {}


def test_what_no_key_opens_is_named_and_left_as_it_is(message, second_key):
    write(message, "1.AAAA")
    with pytest.raises(CommandError, match="can't be opened"):
        call_command("rotate_keys")
    assert column(message) == "1.AAAA"


def test_saving_a_row_brings_it_under_the_newest_key(message, second_key):
    row = Message.objects.get(pk=message.pk)
    row.save()
    assert column(row).startswith("2.")
    assert cipher.current_version() == 2


def test_every_encrypted_column_of_the_project_is_turned_over():
    names = {f"{model._meta.label}.{field.name}" for model, field in rotation.sealed_columns()}
    assert {"outbox.Message.secret", "database.SafeContact.note"} <= names


def test_sealed_values_elsewhere_can_join(db, monkeypatch):
    waiting = [3, 2, 0]
    monkeypatch.setattr(rotation, "_others", {})
    rotation.also("elsewhere", lambda number: waiting.pop(0))
    assert list(rotation.rotate()) == [("elsewhere", 3), ("elsewhere", 2)]


# --- the blind index ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ŵyn@X.org", "ŵyn@x.org"),
        (unicodedata.normalize("NFD", "ŵyn@x.org"), unicodedata.normalize("NFC", "ŵyn@x.org")),
        (" a@x.org ", "a@x.org"),
        ("ａ@x.org", "a@x.org"),
        ("a@tŷ.cymru", "a@xn--t-foa.cymru"),
    ],
)
def test_one_address_written_two_ways_has_one_index(one, other):
    assert blind_index.email_index(one) == blind_index.email_index(other) != ""


def test_a_number_written_two_ways_has_one_index():
    assert blind_index.phone_index("+44 1994 496 000") == blind_index.phone_index("01994-496000")


def test_two_keys_and_two_purposes_have_no_index_in_common(settings):
    address = "a@x.org"
    indexes = {blind_index.email_index(address), blind_index.index(address, purpose="phone")}
    settings.INDEX_KEY = os.urandom(32)
    indexes.add(blind_index.email_index(address))
    assert len(indexes) == 3
    assert blind_index.email_index("") == ""
