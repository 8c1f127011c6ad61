"""All that the program keeps anywhere: the database as it lies, opened, and beside it."""

import os
import pickle
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models

from vef.privacy import cipher
from vef.privacy.fields import EncryptedTextField
from vef.privacy.rotation import sealed_columns


def dump() -> Iterator[bytes]:
    """Yield the database as a thief would find it: every row of every table, as it lies."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            for table in tables:
                quoted = connection.ops.quote_name(table)
                with cursor.cursor.copy(f"COPY {quoted} TO STDOUT (FORMAT csv)") as copy:
                    yield from (bytes(piece) for piece in copy)
        return
    for line in connection.connection.iterdump():
        yield line.encode()


def files_in_rows() -> Iterator[bytes]:
    """Yield the files that lie in rows, such as stored PDFs: packed, so the dump hides them."""
    for model in apps.get_models():
        for column in model._meta.concrete_fields:
            if isinstance(column, models.BinaryField):
                for value in model._base_manager.values_list(column.attname, flat=True):
                    yield bytes(value or b"")


def opened() -> Iterator[tuple[str, bytes]]:
    """Yield every sealed value that any key at hand still opens, with its column's name."""
    for model, field in sealed_columns():
        rows = model._base_manager.all()
        if field.owner:
            rows = rows.select_related(field.owner_lookup)
        for row in rows:
            if (value := _open(row, field)) is not None:
                yield f"{model._meta.label}.{field.name}", value


def _open(row: Any, field: EncryptedTextField) -> bytes | None:
    try:
        value = getattr(row, field.name)
    except cipher.CannotOpen:
        return None
    return value if isinstance(value, bytes) else str(value).encode()


def beside() -> Iterator[tuple[str, bytes]]:
    """Yield what lies outside the database: files, queue, cache, sessions, Redis."""
    for folder in {settings.VAR_DIR, settings.LEDGER_DIR, settings.MEDIA_ROOT or settings.VAR_DIR}:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                yield str(path), path.read_bytes()
    for session in Session.objects.all():
        yield "session", repr(session.get_decoded()).encode()
    for key, value in getattr(cache, "_cache", {}).items():
        yield key, value if isinstance(value, bytes) else pickle.dumps(value)
    if url := os.environ.get("REDIS_URL"):
        yield from _redis(url)


def _redis(url: str) -> Iterator[tuple[str, bytes]]:
    import redis

    line = redis.Redis.from_url(url)
    for key in line.scan_iter():
        yield key.decode(errors="replace"), line.dump(key) or b""
        if line.type(key) == b"list":
            for value in line.lrange(key, 0, -1):
                yield key.decode(errors="replace"), value
