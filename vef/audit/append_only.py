"""Tables that are only ever added to: the database itself refuses to change or delete rows.

A migration names its table::

    operations = [append_only_trigger("database_consent")]

The refusal holds for whatever comes: the program, the admin, a shell. On
PostgreSQL the owner of the table can still drop the trigger; the audit chain
is there to show what such a person did.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PREFIX = "append_only_"
FUNCTION = "append_only_refuse"

_POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def append_only_trigger(table: str, *, unless: str = "") -> migrations.RunPython:
    """Return the operation that makes ``table`` append-only, on SQLite and on PostgreSQL.

    ``unless`` is an SQL condition on OLD (and NEW, for updates only) under which an
    update is let through; deletes never are. Put it again after a migration that alters
    the table: SQLite makes such a table anew and forgets its triggers.
    """

    def install(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        for statement in [
            *remove_statements(vendor, table),
            *install_statements(vendor, table, unless=unless),
        ]:
            editor.execute(statement, params=None)

    def remove(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in remove_statements(editor.connection.vendor, table):
            editor.execute(statement, params=None)

    return migrations.RunPython(install, remove)


def install_statements(vendor: str, table: str, *, unless: str = "") -> list[str]:
    update_when = f"WHEN (NOT ({unless})) " if unless else ""
    if vendor == "postgresql":
        return [
            _POSTGRES_FUNCTION,
            (
                f"CREATE TRIGGER {PREFIX}{table}_update BEFORE UPDATE ON {table} "
                f"FOR EACH ROW {update_when}EXECUTE FUNCTION {FUNCTION}()"
            ),
            (
                f"CREATE TRIGGER {PREFIX}{table}_delete BEFORE DELETE ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()"
            ),
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    return [
        f"CREATE TRIGGER {PREFIX}{table}_update BEFORE UPDATE ON {table} {update_when}{refuse}",
        f"CREATE TRIGGER {PREFIX}{table}_delete BEFORE DELETE ON {table} {refuse}",
    ]


def remove_statements(vendor: str, table: str) -> list[str]:
    where = f" ON {table}" if vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {PREFIX}{table}_{act}{where}" for act in ("update", "delete")]
