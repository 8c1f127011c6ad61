"""The wall inside the tables is whole: every table, every scope, every role has its say."""

import ast
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection

from vef.common import clock, db_roles, db_rows
from vef.common.links import _key, issue_link, open_link
from vef.common.models import Link

APPS = ("vef", "database", "engagement", "partners", "feedback")


def test_every_table_of_people_that_the_public_role_uses_has_a_policy():
    assert db_rows.unwalled() == []
    seen = {label for label in db_roles.PEOPLE_TABLES if "S" in db_roles.TABLES[label].public}
    assert len(seen) > 15
    assert seen <= set(db_rows.PUBLIC)
    policies = {(policy.table, policy.word) for policy in db_rows.policies("public")}
    for label in seen:
        table = apps.get_model(label)._meta.db_table
        assert {(table, "SELECT"), (table, "ALL")} & policies


def test_a_table_without_a_policy_is_noticed(monkeypatch):
    fewer = {label: rows for label, rows in db_rows.PUBLIC.items() if label != "database.Person"}
    monkeypatch.setattr(db_rows, "PUBLIC", fewer)
    assert db_rows.unwalled() == ["database.Person"]


def test_what_ties_a_person_to_a_list_has_a_policy():
    """Tables that join two others hold people too: what was done to whom."""
    person = apps.get_model("database.Person")
    for field in person._meta.local_many_to_many:
        assert field.remote_field.through._meta.label in db_rows.PUBLIC


def test_all_rows_only_where_they_are_nobodys():
    everything = {label for label, rows in db_rows.PUBLIC.items() if rows == db_rows.ALL}
    assert everything == {"engagement.MixBox", "engagement.SpentNonce"}


@pytest.mark.parametrize("role", db_roles.ROLES)
def test_whoever_may_use_a_table_has_a_policy_for_it(role):
    """Otherwise row-level security would show them nothing."""
    found: dict[str, set[str]] = {}
    for policy in db_rows.policies(role):
        assert policy.conditions
        found.setdefault(policy.table, set()).add(policy.word)
    letters = {grant.table: grant.letters for grant in db_roles.grants(role)}
    for table in db_rows.tables().values():
        may = {db_roles.WORDS[letter] for letter in letters.get(table, "")}
        assert found.get(table, set()) in (may, {"ALL"}), table


# --- Scopes -----------------------------------------------------------------------


def scopes_in_code() -> dict[str, str]:
    """Every scope of a link that the code names, and where.

    A scope is a constant whose name ends in SCOPE; ``issue_link`` is given no other.
    """
    found = {}
    for path in sorted(path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(scope))):
                    if name.endswith("SCOPE"):
                        found[scope] = str(path)
                case ast.Call(func=ast.Name(id="issue_link"), keywords=given):
                    (scope,) = [one.value for one in given if one.arg == "scope"]
                    assert isinstance(scope, ast.Name), path
                    assert scope.id == "scope" or scope.id.endswith("SCOPE"), path
    return found


def test_every_scope_is_known_to_the_database():
    assert set(scopes_in_code()) == set(db_rows.SCOPES)


def test_a_new_scope_is_noticed(monkeypatch):
    fewer = {scope: opens for scope, opens in db_rows.SCOPES.items() if scope != "outcome"}
    monkeypatch.setattr(db_rows, "SCOPES", fewer)
    assert Path(scopes_in_code()["outcome"]).name == "outcome_links.py"
    assert set(scopes_in_code()) != set(db_rows.SCOPES)


@pytest.mark.parametrize("scope", db_rows.SCOPES)
def test_what_a_scope_opens_exists_and_names_a_person(scope):
    opens = db_rows.SCOPES[scope]
    columns = {field.column: field for field in apps.get_model(opens.model)._meta.fields}
    if opens.person == "id":
        assert opens.model == "database.Person"
    elif opens.person:
        assert columns[opens.person].related_model is apps.get_model("database.Person")
    else:
        assert not any(
            field.related_model is apps.get_model("database.Person") for field in columns.values()
        )


# --- Links that were sent before ----------------------------------------------------


@pytest.mark.django_db
def test_links_sent_before_their_keys_were_hashed_go_on_working():
    target = uuid4()
    token = issue_link(
        scope="outcome", target_id=target, expires_at=clock.now() + timedelta(days=1)
    )
    Link.objects.update(token_hash=_key("outcome", token))
    migration = import_module("vef.common.migrations.0003_hash_the_keys_of_links")
    migration.hash_keys(apps, connection.schema_editor())
    assert open_link(scope="outcome", token=token) == target
    assert Link.objects.get().token_hash != _key("outcome", token)
