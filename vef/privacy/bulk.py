"""Opening one encrypted column of many rows: as few steps as can be, no row objects."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from vef.privacy import cipher
from vef.privacy.fields import EncryptedTextField
from vef.privacy.models import DataKey


def open_column(rows: models.QuerySet, name: str) -> Iterator[tuple[Any, str]]:
    """Yield each row's primary key with its opened value, empty ones left out; one query.

    For a column with an ``owner``, whose key comes along in the same query. Raises
    CannotOpen at the first value that does not open.
    """
    model = rows.model
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField) or not field.owner:
        raise TypeError(f"{name} is not sealed with people's own keys")
    way = field.owner_lookup
    table, column = model._meta.db_table, field.column
    key_table = DataKey._meta.db_table
    found = rows.order_by().values_list("pk", name, f"{way}__pk", f"{way}__wrapped")
    for pk, token, key_pk, wrapped in found.iterator(chunk_size=2000):
        if not token:
            continue
        own = None
        if wrapped:
            own = DataKey.unwrap(cipher.unseal(wrapped, place=f"{key_table}|{key_pk}|wrapped"))
        yield pk, cipher.unseal(token, place=f"{table}|{pk}|{column}", own=own)
