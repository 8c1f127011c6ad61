"""The wall in PostgreSQL: each face may do what it must, and nothing more."""

import os
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.utils import ProgrammingError
from django.test import override_settings
from django.urls import reverse

from database.models import Person
from database.seed import seed_reference_rows
from engagement.models import Anonymity, Contribution, MixBox
from engagement.services.activities import close_activity
from engagement.services.invitations import prepare_batch, release_batch
from feedback.services.chasers import chase_partners
from partners.services import give_late_code, late_window_of, submit_request
from partners.services.windows import turn_windows
from partners.tasks import turn_request_windows
from tests.factories.accounts import partner_user
from tests.factories.database import contactable_person
from tests.factories.engagement import open_survey
from tests.factories.partners import (
    ClosedWindowFactory,
    OrganisationFactory,
    RequestWindowFactory,
    TopicRequestFactory,
)
from tests.roles import make_roles
from vef.audit.models import Entry, Seal
from vef.audit.services import record, seal, verify
from vef.common import checks, clock, db_roles
from vef.common.actors import SYSTEM
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message
from vef.outbox.services import enqueue

# Roles belong to the whole server, so each process of a test run has its own.
PREFIX = f"vef_walltest_{os.getpid()}_"
PASSWORD = "not-a-secret-7f3"


def test_every_table_is_classified():
    assert db_roles.unclassified() == []


def test_nothing_is_classified_that_does_not_exist():
    known = {model._meta.label for model in db_roles.stored_models()}
    assert set(db_roles.TABLES) <= known


def test_an_unclassified_table_is_noticed(monkeypatch):
    fewer = {name: may for name, may in db_roles.TABLES.items() if name != "database.Person"}
    monkeypatch.setattr(db_roles, "TABLES", fewer)
    assert db_roles.unclassified() == ["database.Person"]


def test_the_portal_is_granted_nothing_about_people():
    people = {apps.get_model(label)._meta.db_table for label in db_roles.PEOPLE_TABLES}
    people |= {
        model._meta.db_table
        for model in apps.get_app_config("database").get_models(include_auto_created=True)
    }
    granted = {grant.table: grant.letters for grant in db_roles.grants("portal")}
    assert {granted[table] for table in people & set(granted)} == {"I"}
    assert people & set(granted) == {"outbox_message"}


@pytest.mark.parametrize("role", db_roles.ROLES)
def test_nobody_may_rewrite_the_audit_log_or_consent(role):
    granted = {grant.table: grant.letters for grant in db_roles.grants(role)}
    for table in ("audit_entry", "audit_seal"):
        assert granted[table] == "SI"
    assert set(granted.get("database_consent", "")) <= {"S", "I"}


def test_letters_are_known():
    for may in db_roles.TABLES.values():
        for letters in may:
            assert set(letters) <= set(db_roles.WORDS)


def test_sqlite_says_what_it_lacks(db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    said = StringIO()
    call_command("db_roles", stdout=said)
    assert "wall in the code" in said.getvalue()
    with override_settings(DEMO=False, TESTING=False):
        (warning,) = checks.database_wall()
    assert warning.id == "vef.W001"


# --- With real roles --------------------------------------------------------------


@pytest.fixture
def roles(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[None]:
    """The four roles in this database; taken away afterwards."""
    for role in db_roles.ROLES:
        monkeypatch.setenv(f"VEF_{role.upper()}_DB_PASSWORD", PASSWORD)
    make_roles(PREFIX, monkeypatch, settings)
    yield
    call_command("db_roles", prefix=PREFIX, remove=True)


class As:
    """Everything inside talks to the database with the role's own credentials."""

    def __init__(self, role: str) -> None:
        self.role = role

    def __enter__(self) -> None:
        self.before = connections["default"]
        mine = self.before.copy()
        mine.settings_dict = {
            **self.before.settings_dict,
            "USER": f"{PREFIX}{self.role}",
            "PASSWORD": PASSWORD,
        }
        connections["default"] = mine

    def __exit__(self, *args: object) -> None:
        connections["default"].close()
        connections["default"] = self.before


def people_models() -> list[type]:
    own = list(apps.get_app_config("database").get_models(include_auto_created=True))
    others = [apps.get_model(label) for label in db_roles.PEOPLE_TABLES]
    return sorted({*own, *others}, key=lambda model: model._meta.label)


@pytest.mark.services
def test_the_portals_own_credentials_are_refused_on_every_table_of_people(roles):
    models = people_models()
    assert len(models) >= 15
    with As("portal"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (f"{PREFIX}portal",)
        for model in models:
            table = connection.ops.quote_name(model._meta.db_table)
            key = connection.ops.quote_name(model._meta.pk.column)
            statements = [
                f"SELECT 1 FROM {table}",
                f"UPDATE {table} SET {key} = {key}",
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
            ]
            for statement in statements:
                with pytest.raises(ProgrammingError, match="permission denied") as refused:
                    run(statement)
                assert type(refused.value.__cause__).__name__ == "InsufficientPrivilege"


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.services
def test_the_owner_is_not_refused(roles):
    """The control: the same statements work for who may."""
    for model in people_models():
        run(f"SELECT 1 FROM {connection.ops.quote_name(model._meta.db_table)}")


@pytest.mark.services
def test_the_portal_can_do_its_work(roles):
    from partners.models import Organisation, RequestWindow
    from partners.services import start_request

    organisation = Organisation.objects.create(
        code="dpp", name_en="Police", name_cy="Heddlu", kind="police"
    )
    user = partner_user(organisation)
    RequestWindow.objects.create(
        name_en="Winter",
        name_cy="Gaeaf",
        opens_on="2020-01-01",
        closes_on="2099-01-01",
        status="open",
    )
    with As("portal"):
        request = start_request(organisation=organisation, actor=user)
        record(user, "wall.tested", request)
        enqueue(
            kind="test",
            unique_key="one",
            recipient_kind="user",
            recipient_id=user.pk,
            about=request,
        )
        enqueue(
            kind="test",
            unique_key="one",
            recipient_kind="user",
            recipient_id=user.pk,
            about=request,
        )
    assert Message.objects.filter(unique_key="test:one").count() == 1
    assert Entry.objects.filter(action="wall.tested").exists()
    assert Seal.objects.count() == Entry.objects.count()
    assert verify() == []


@pytest.mark.services
def test_a_window_is_told_by_the_worker_and_a_late_code_is_used_by_the_portal(
    roles, mail_server, officer
):
    organisation = OrganisationFactory()
    lead = partner_user(organisation, language="en")
    RequestWindowFactory()
    with As("worker"):
        assert turn_request_windows() == 1
        deliver_due()
    assert "ask for a topic" in mail_server.to(lead.email)[0]["Subject"]
    closed = ClosedWindowFactory()
    code = give_late_code(
        organisation=organisation,
        window=closed,
        expires_on=clock.today(),
        reason="Their board met the day after.",
        actor=officer,
    )
    draft = TopicRequestFactory(window=closed, organisation=organisation, author=lead)
    with As("portal"):
        assert late_window_of(organisation) == closed
        assert submit_request(draft, actor=lead, late_code=code)
    with As("portal"), pytest.raises(ProgrammingError):
        run("UPDATE partners_latecode SET expires_at = now()")
    with As("portal"), pytest.raises(ProgrammingError):
        run("SELECT 1 FROM partners_nudge")


@pytest.mark.services
@pytest.mark.parametrize("role", db_roles.ROLES)
def test_no_role_may_rewrite_the_audit_log(roles, role):
    with As(role):
        for statement in (
            "UPDATE audit_entry SET action = 'x'",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_seal",
            "CREATE TABLE mine (id int)",
            "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        ):
            with pytest.raises(ProgrammingError):
                run(statement)


@pytest.mark.services
def test_a_privilege_given_by_hand_is_taken_back(roles):
    run(f"GRANT SELECT ON database_person TO {PREFIX}portal")
    with As("portal"):
        run("SELECT 1 FROM database_person")
    call_command("db_roles", prefix=PREFIX, stdout=StringIO())
    with As("portal"), pytest.raises(ProgrammingError):
        run("SELECT 1 FROM database_person")


@pytest.mark.services
def test_a_missing_password_stops_the_command(roles, monkeypatch):
    monkeypatch.delenv("VEF_PORTAL_DB_PASSWORD")
    with pytest.raises(CommandError, match="VEF_PORTAL_DB_PASSWORD"):
        call_command("db_roles", prefix=PREFIX, stdout=StringIO())


@pytest.mark.services
def test_the_workers_role_sends_and_the_public_one_takes_the_answers(
    roles, mail_server, client, officer, manager
):
    """From the released batch to the answers and the stop, each step by its own role."""
    activity = open_survey(anonymity=Anonymity.CHOICE)
    seed_reference_rows()
    person = contactable_person(email="somebody@example.com")
    batch = prepare_batch(activity=activity, actor=officer)
    release_batch(batch, actor=manager)
    with As("worker"):
        deliver_due()
        seal(everything=True)
        chase_partners()
        turn_windows()
    assert mail_server.to("somebody@example.com")
    path = re.search(r"http\S+?(/en/i/\S+/)", mail_server.text())[1]
    question = activity.questions.get(kind="text")
    with As("public"):
        assert not Person.objects.exists()
        assert client.get(path).status_code == 200
        # The same connection, kept for the next request.
        assert not Person.objects.exists()
        assert client.post(path, {"choice": "taking-part"}).status_code == 302
        answered = client.post(
            f"{path}questions/", {"nonce": "one", f"q{question.number}": "They were kind."}
        )
        assert answered.status_code == 302, answered.content
        shared = reverse("engagement:shared-survey", args=[activity.shared_slug])
        answered = client.post(shared, {"nonce": "two", f"q{question.number}": "They were quick."})
        assert answered.status_code == 302
        assert client.post(path, {"choice": "stop"}).status_code == 302
    person.refresh_from_db()
    assert person.status == "withdrawn"
    assert Contribution.objects.get(invitation__person=person).answers.get().text
    assert MixBox.objects.count() == 1
    with As("worker"):
        close_activity(activity, actor=SYSTEM)
    assert verify() == []
