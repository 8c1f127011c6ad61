"""Make the four database roles and give each exactly what its face needs."""

from argparse import ArgumentParser
from typing import Any

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from vef.common import db_roles, db_rows

env = environ.Env()


class Command(BaseCommand):
    help = (
        "Create the PostgreSQL roles of the office, the portal, the public pages and the workers, "
        "and set their privileges and the rows they see anew. Run it as the owner of the tables "
        "after every migrate. "
        "Passwords come from VEF_OFFICE_DB_PASSWORD, VEF_PORTAL_DB_PASSWORD, "
        "VEF_PUBLIC_DB_PASSWORD and VEF_WORKER_DB_PASSWORD."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prefix", default="vef_", help="what role names begin with")
        parser.add_argument(
            "--keep-passwords",
            action="store_true",
            help="set no passwords: for roles that have one, or a server that asks for none",
        )
        parser.add_argument(
            "--remove",
            action="store_true",
            help="take the roles away, with all they may do in this database",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            self.stdout.write(
                "This database has no roles. On SQLite only the wall in the code stands between "
                "partners and people; use PostgreSQL for real people."
            )
            return
        if options["remove"]:
            self._remove(options["prefix"])
            return
        if missing := db_roles.unclassified():
            raise CommandError(f"Classify in vef/common/db_roles.py first: {', '.join(missing)}")
        if missing := db_rows.unwalled():
            raise CommandError(f"Say which rows in vef/common/db_rows.py: {', '.join(missing)}")
        passwords = {} if options["keep_passwords"] else self._passwords()
        with transaction.atomic(), connection.cursor() as cursor:
            # A table with a check still to come can't be altered: let them come now.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for statement in db_rows.functions().values():
                cursor.execute(statement)
            for role in db_roles.ROLES:
                name = f"{options['prefix']}{role}"
                self._make(cursor, name, passwords.get(role, ""))
                self._grant(cursor, name, role)
                self._keep_to_rows(cursor, name, role)
                self.stdout.write(f"{name}: {len(db_roles.grants(role))} tables")
            self._switch_rows(cursor)

    def _passwords(self) -> dict[str, str]:
        found = {
            role: env.str(f"VEF_{role.upper()}_DB_PASSWORD", default="") for role in db_roles.ROLES
        }
        if missing := [
            f"VEF_{role.upper()}_DB_PASSWORD" for role, word in found.items() if not word
        ]:
            raise CommandError(f"Set {', '.join(missing)}, or give --keep-passwords.")
        return found

    def _make(self, cursor: Any, name: str, password: str) -> None:
        quoted = connection.ops.quote_name(name)
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {quoted}")
        cursor.execute(
            f"ALTER ROLE {quoted} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION "
            "NOINHERIT NOBYPASSRLS"
        )
        if password:
            # Hashed here, so that the word itself reaches neither the server nor its log.
            hashed = connection.connection.pgconn.encrypt_password(
                password.encode(), name.encode(), b"scram-sha-256"
            )
            cursor.execute(f"ALTER ROLE {quoted} PASSWORD %s", [hashed.decode()])

    def _grant(self, cursor: Any, name: str, role: str) -> None:
        quote = connection.ops.quote_name
        quoted = quote(name)
        database = quote(connection.settings_dict["NAME"])
        cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        # Nothing comes by the back door that every role shares.
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {quoted}")
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        for grant in db_roles.grants(role):
            words = grant.words(quote)
            cursor.execute(f"GRANT {words} ON {quote(grant.table)} TO {quoted}")
            if "I" in grant.letters:
                self._grant_sequence(cursor, grant.table, quoted)

    def _grant_sequence(self, cursor: Any, table: str, quoted: str) -> None:
        cursor.execute(
            "SELECT s.oid::regclass::text FROM pg_class s JOIN pg_depend d ON d.objid = s.oid "
            "WHERE s.relkind = 'S' AND d.refobjid = %s::regclass",
            [table],
        )
        for (sequence,) in cursor.fetchall():
            cursor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {sequence} TO {quoted}")

    # --- Rows -----------------------------------------------------------------------

    def _keep_to_rows(self, cursor: Any, name: str, role: str) -> None:
        """Make the role's policies anew; one made by hand, for it or for everybody, goes."""
        quote = connection.ops.quote_name
        self._drop_policies(cursor, name)
        for policy in db_rows.policies(role):
            cursor.execute(
                f"CREATE POLICY {quote(f'{name}_{policy.name}')} ON {quote(policy.table)} "
                f"FOR {policy.word} TO {quote(name)}{policy.conditions}"
            )
        for signature in db_rows.functions():
            cursor.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC, {quote(name)}")
            if role == "public":
                cursor.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO {quote(name)}")

    def _drop_policies(self, cursor: Any, name: str) -> None:
        quote = connection.ops.quote_name
        cursor.execute(
            "SELECT policyname, tablename FROM pg_policies "
            "WHERE schemaname = 'public' AND roles && ARRAY[%s, 'public']::name[]",
            [name],
        )
        for policy, table in cursor.fetchall():
            cursor.execute(f"DROP POLICY {quote(policy)} ON {quote(table)}")

    def _switch_rows(self, cursor: Any) -> None:
        """Switch row-level security on where rows are told apart, and off where nobody is left."""
        quote = connection.ops.quote_name
        cursor.execute(
            "SELECT relname, relrowsecurity, EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid) "
            "FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
        )
        for table, is_on, is_used in cursor.fetchall():
            if is_on != is_used:
                word = "ENABLE" if is_used else "DISABLE"
                cursor.execute(f"ALTER TABLE {quote(table)} {word} ROW LEVEL SECURITY")

    def _remove(self, prefix: str) -> None:
        """Take the roles away. The functions go with the last policy that asks them."""
        quote = connection.ops.quote_name
        with transaction.atomic(), connection.cursor() as cursor:
            for role in db_roles.ROLES:
                name = f"{prefix}{role}"
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name])
                if cursor.fetchone():
                    self._drop_policies(cursor, name)
                    cursor.execute(f"DROP OWNED BY {quote(name)}")
                    cursor.execute(f"DROP ROLE {quote(name)}")
            self._switch_rows(cursor)
            cursor.execute("SELECT 1 FROM pg_policies WHERE schemaname = 'public'")
            if cursor.fetchone() is None:
                for signature in db_rows.functions():
                    cursor.execute(f"DROP FUNCTION IF EXISTS {signature}")
