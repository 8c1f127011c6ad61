"""Every address, every kind of reader, both languages, against one table written by hand.

The table is in ``tests/access/table.py`` (pages) and ``records.py`` (the admin). A new
page fails here until somebody has said who may see it. The same walk shows that
looking never acts: GET and HEAD write nothing but the audit log and the session.
"""

import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation

from tests.access.addresses import Address, addresses
from tests.access.filling import arguments
from tests.access.records import RECORDS
from tests.access.table import PAGES
from tests.access.world import KINDS, World
from tests.roles import make_roles
from vef.accounts.models import User

TABLE = PAGES | RECORDS
WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What looking may leave behind: that somebody looked, and the reader's own session.
TRACES = {"audit_entry", "audit_seal", "django_session"}
METHODS = {"cy": "head", "en": "get"}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Hundreds of refusals are what this asks for; they need no log."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    return World()


def outcome(response: HttpResponse) -> str:
    """Say in one word what somebody got: a code, ``in`` for the sign-in page, ``go`` elsewhere."""
    if response.status_code in {301, 302}:
        match = resolve(response["Location"].partition("?")[0].partition("#")[0])
        return "in" if match.view_name in {"account_login", "admin:login"} else "go"
    return str(response.status_code)


@contextmanager
def writes() -> Iterator[set[str]]:
    """Collect the tables written to inside."""
    tables: set[str] = set()

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if (match := WRITES.match(sql)) and match[2] not in TRACES:
            tables.add(match[2])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield tables


class Reader:
    """One kind of reader's browser, fresh for every page."""

    def __init__(self, user: User | None) -> None:
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(
                user, backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        self.cookies = dict(self.client.cookies)

    def ask(self, method: str, path: str) -> tuple[str, set[str]]:
        """Return what came, and the tables that were written to."""
        # The session is in the cookie: what one page leaves in it must not open another.
        self.client.cookies.clear()
        self.client.cookies.update(self.cookies)
        with writes() as tables:
            response = getattr(self.client, method)(path)
        return outcome(response), tables


def all_paths(world: World) -> dict[tuple[str, str], str]:
    """Return every address by language and name. Makes the links they need, before the walk."""
    return {
        (language, name): path_of(address, language, world)
        for language in METHODS
        for name, address in sorted(addresses().items())
    }


def walk(
    world: World, kind: str, paths: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str, str, set[str]]]:
    """Yield name, language, outcome and tables written to, for every address."""
    reader = Reader(world.users[kind])
    for (language, name), path in paths.items():
        if language == "cy" and name.startswith("admin:") and kind != "officer":
            # The admin's doors don't know of languages; one reader's walk shows its pages.
            continue
        got, tables = reader.ask(METHODS[language], path)
        yield name, language, got, tables


def path_of(address: Address, language: str, world: World) -> str:
    with translation.override(language):
        return reverse(address.name, kwargs=arguments(address.name, set(address.wanted), world))


def count_rows() -> dict[str, int]:
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.db_table not in TRACES
    }


def test_the_walk_is_not_empty():
    assert len(addresses()) > 150


def test_every_address_is_in_the_table_and_nothing_else_is():
    known = set(addresses())
    missing = sorted(known - set(TABLE))
    gone = sorted(set(TABLE) - known)
    lines = "\n".join(f'    "{name}": "{" ".join(["?"] * len(KINDS))}",' for name in missing)
    assert not missing, f"say who may see these, in tests/access:\n{lines}"
    assert not gone, f"take these out of tests/access: {gone}"


def test_the_table_says_something_for_every_kind():
    for name, line in TABLE.items():
        assert len(line.split()) == len(KINDS), name


@pytest.mark.parametrize("kind", KINDS)
def test_who_sees_what(world: World, kind: str):
    column = KINDS.index(kind)
    paths = all_paths(world)
    before = count_rows()
    wrong, written = {}, []
    for name, language, got, tables in walk(world, kind, paths):
        expected = TABLE.get(name, "").split()[column : column + 1]
        if [got] != expected:
            wrong[f"{name} ({language})"] = (got, "".join(expected))
        if tables:
            written.append((name, language, sorted(tables)))
    lines = "\n".join(
        f"  {name}: got {got}, expected {want}" for name, (got, want) in wrong.items()
    )
    assert not wrong, f"for {kind}:\n{lines}"
    assert not written, f"looking wrote something: {written}"
    assert count_rows() == before


REFUSALS = {"in", "403", "404"}


@pytest.mark.parametrize("kind", KINDS)
def test_who_may_not_look_may_not_act_either(world: World, kind: str):
    column, reader = KINDS.index(kind), Reader(world.users[kind])
    let_in = []
    for name, address in addresses().items():
        expected = TABLE[name].split()[column]
        if name.startswith(("admin:", "demo:")) or expected not in REFUSALS:
            continue
        got, tables = reader.ask("post", path_of(address, "en", world))
        # 405: nobody at all may send anything here.
        if got not in {expected, "405"} or tables:
            let_in.append((name, got, sorted(tables)))
    assert not let_in


def test_another_organisation_finds_nothing_to_act_on(world: World):
    """Pages that only take a POST answer another organisation as if there were nothing."""
    own, other = Reader(world.users["lead"]), Reader(world.users["other"])
    tried = 0
    for name, address in addresses("vef.faces.portal").items():
        path = path_of(address, "en", world)
        if not path.startswith("/en/partners/") or "pk" not in address.wanted:
            continue
        tried += 1
        looked, _tables = own.ask("head", path)
        got, tables = other.ask("post", path)
        # A page that is only for reading takes nothing from anybody.
        assert got == "404" or (got == "405" and looked == "200"), (name, got)
        assert not tables, name
    assert tried > 8


@pytest.mark.parametrize("face", ["office", "portal", "public"])
def test_each_face_serves_only_what_the_table_knows(face: str):
    served = addresses(f"vef.faces.{face}")
    assert served
    assert set(served) <= set(TABLE)


# Pages of the people's side that show nobody: joining, and what a link opens.
FOR_EVERYBODY = (
    "database:who-",
    "database:join",
    "database:mine",
    "database:stop",
    "database:ask",
    "database:complaint",
)


@pytest.mark.parametrize("face", ["portal", "public"])
def test_no_face_but_the_office_serves_people_or_records(face: str):
    served = set(addresses(f"vef.faces.{face}"))
    if face == "public":
        served = {name for name in served if not name.startswith(FOR_EVERYBODY)}
    assert not [name for name in served if name.startswith(("database:", "admin:", "outbox:"))]


def assert_shut_out(role: str) -> None:
    """The control: taking on a role has an effect."""
    before = transaction.savepoint()
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        with pytest.raises(ProgrammingError):
            cursor.execute("SELECT 1 FROM database_person")
    transaction.savepoint_rollback(before)


FACE_READERS = {
    "portal": ("lead", "contributor"),
    "public": ("anonymous",),
    "office": ("officer", "protection", "administrator"),
}


@pytest.mark.services
@pytest.mark.parametrize("face", FACE_READERS)
def test_each_faces_database_role_is_enough_for_its_pages(
    world: World, face: str, settings: Any, monkeypatch: pytest.MonkeyPatch
):
    """The same pages answer the same when the database lets through only what the role may."""
    prefix = f"vef_accesstest_{os.getpid()}_"
    engine = settings.SESSION_ENGINE
    # Made inside the test's transaction, so they go with it.
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    if face != "public":
        settings.FACE, settings.SESSION_ENGINE = face, engine
    served, wrong = addresses(f"vef.faces.{face}"), {}
    paths = all_paths(world)
    assert_shut_out(f"{prefix}portal")
    for kind in FACE_READERS[face]:
        reader, column = Reader(world.users[kind]), KINDS.index(kind)
        for name in served:
            if name.startswith("demo:"):
                continue
            before = transaction.savepoint()
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {prefix}{face}")
            got, _tables = reader.ask("get", paths["en", name])
            # Takes back the role, and whatever a refusal left behind.
            transaction.savepoint_rollback(before)
            if got != (expected := TABLE[name].split()[column]):
                wrong[f"{name} as {kind}"] = (got, expected)
    assert not wrong
