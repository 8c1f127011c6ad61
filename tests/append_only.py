"""Emptying append-only tables between tests on SQLite, where a flush is a DELETE.

The triggers are taken away for the flush alone, in the same script, and put back as
they were. Nothing of this is part of the program. (PostgreSQL truncates, which row
triggers don't see.)
"""

from django.db.backends.sqlite3.base import DatabaseOperations

from vef.audit.append_only import PREFIX

_flush = DatabaseOperations.sql_flush


def flush_without_triggers(self, style, tables, **options):
    statements = _flush(self, style, tables, **options)
    with self.connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
        triggers = cursor.fetchall()
    return [
        *(f'DROP TRIGGER "{name}"' for name, _sql in triggers),
        *statements,
        *(sql for _name, sql in triggers),
    ]


def install() -> None:
    DatabaseOperations.sql_flush = flush_without_triggers
