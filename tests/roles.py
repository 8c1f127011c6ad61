"""The database roles of production, in a test's own database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from vef.common import clock, db_rows


def make_roles(prefix: str, monkeypatch: pytest.MonkeyPatch, settings: Any, **options: Any) -> None:
    """Make the roles as ``manage.py db_roles`` does, and be the public face from now on.

    Skips the test on SQLite. The tests' day is not the server's: expiry is judged by the
    server's clock, put forward as far.
    """
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    settings.FACE = "public"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        there = datetime.fromtimestamp(float(cursor.fetchone()[0]), tz=UTC)
    seconds = (clock.now() - there).total_seconds()
    monkeypatch.setattr(db_rows, "NOW", f"clock_timestamp() + interval '{seconds} seconds'")
    call_command("db_roles", prefix=prefix, stdout=StringIO(), **options)


@contextmanager
def as_role(name: str) -> Iterator[None]:
    """Do what is inside with no other right in the database, in the test's transaction."""
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {name}")
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
    except BaseException:
        transaction.savepoint_rollback(before)
        raise
