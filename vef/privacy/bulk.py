"""Opening one encrypted column of many rows: as few steps as can be, no row objects."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connections, models
from django.db.models.functions import Cast

from vef.privacy import cipher
from vef.privacy.fields import EncryptedTextField
from vef.privacy.models import DataKey

CHUNK = 2000


def open_column(
    rows: models.QuerySet, name: str, *, where: Callable[[str], bool] | None = None
) -> Iterator[tuple[Any, str]]:
    """Yield each row's primary key with its opened value, empty ones left out; one query.

    With ``where`` only those whose value answers it. For a column with an ``owner``,
    whose key comes along in the same query. Raises CannotOpen at the first value that
    does not open.
    """
    model = rows.model
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField) or not field.owner:
        raise TypeError(f"{name} is not sealed with people's own keys")
    opened = cipher.unseal_owned(
        _as_stored(rows, name, field.owner_lookup),
        place=f"{model._meta.db_table}|%s|{field.column}",
        key_place=f"{DataKey._meta.db_table}|%s|wrapped",
    )
    to_python = model._meta.pk.to_python
    for pk, text in opened:
        if where is None or where(text):
            yield to_python(pk), text


def _as_stored(
    rows: models.QuerySet, name: str, way: str
) -> Iterator[tuple[str, str, str, str | None]]:
    """Yield ids as the places of sealed values write them, and the values as they are kept.

    Django would make an object of each id, which costs more than opening the value.
    """
    found = rows.order_by().values_list(
        Cast("pk", models.TextField()),
        name,
        Cast(f"{way}__pk", models.TextField()),
        f"{way}__wrapped",
    )
    connection = connections[rows.db]
    sql, params = found.query.get_compiler(rows.db).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            if connection.features.has_native_uuid_field:
                yield from chunk
            else:
                for pk, token, key_pk, wrapped in chunk:
                    yield _dashed(pk), token, _dashed(key_pk), wrapped


def _dashed(digits: str | None) -> str:
    """Return a UUID kept as bare digits the way Python writes it; other ids as they are."""
    if digits is None or len(digits) != 32:
        return str(digits)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
