"""The key of the link that is open, shown to PostgreSQL on this connection and hidden again.

A session variable holds it, and the public role's policies ask by it what they may show
(``common.db_rows``). Connections are kept from one request to the next: the key must not be.
"""

from django.db import DatabaseError, connection

from vef.common.db_rows import VARIABLE

_IS_SHOWN = "vef_link_is_shown"


def show(key: str) -> None:
    """Show the key of a link until ``hide``; only PostgreSQL has anybody who looks."""
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        setattr(connection, _IS_SHOWN, True)
        _set(key)


def hide() -> None:
    """Hide what was shown; costs nothing where nothing was.

    If the database does not take it, the connection ends, and what it knew with it.
    """
    if not getattr(connection, _IS_SHOWN, False):
        return
    try:
        if connection.connection is not None:
            _set("")
    except DatabaseError:
        connection.close()
    setattr(connection, _IS_SHOWN, False)


def _set(key: str) -> None:
    # Not Django's cursor: it puts values into the words of a statement, which everybody
    # of the same role can read in pg_stat_activity while it is the latest.
    import psycopg

    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(f"SELECT set_config('{VARIABLE}', %s, false)", [key])
