"""With the public face's own role: nothing without a link, and with one only what it opens."""

import os
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from database.links import MINE_SCOPE, STOP_SCOPE
from database.models import CampaignAsk, Consent, JoinRequest, Person, ProposedChange
from database.services import by_link
from tests.database.test_mine_pages import page
from tests.database.whole import Whole
from tests.factories.feedback import ThemeFactory
from tests.roles import as_role, make_roles
from vef.common import clock, db_roles, db_rows, shown_key
from vef.common.actors import SYSTEM
from vef.common.links import LinkUnusable, _hash, _key, issue_link, open_link, revoke_links
from vef.common.models import Link
from vef.outbox.models import Message

pytestmark = [pytest.mark.services, pytest.mark.django_db]

PREFIX = f"vef_rowtest_{os.getpid()}_"
PUBLIC = f"{PREFIX}public"
# Nobody's rows are not held back.
HELD = [label for label, rows in db_rows.PUBLIC.items() if rows != db_rows.ALL]
MAY = {grant.table: grant.letters for grant in db_roles.grants("public")}
READ = [label for label in HELD if "S" in MAY[db_rows.tables()[label]]]


@pytest.fixture
def roles(settings, monkeypatch) -> None:
    # Made inside the test's transaction, so they go with it.
    make_roles(PREFIX, monkeypatch, settings, keep_passwords=True)


def whole(staff, *, seed: int) -> Whole:
    made = Whole(staff, seed=seed)
    made.answer.codings.create(theme=ThemeFactory(), coded_by=staff)
    return made


@pytest.fixture
def mair(roles, manager) -> Whole:
    return whole(manager, seed=1)


@pytest.fixture
def dana(roles, manager) -> Whole:
    return whole(manager, seed=2)


@pytest.fixture(autouse=True)
def _nothing_is_left_shown():
    yield
    shown_key.hide()


def link_to(scope: str, target_id) -> str:
    return issue_link(scope=scope, target_id=target_id, expires_at=clock.now() + timedelta(days=5))


@contextmanager
def opened(scope: str, target_id):
    """As the public role, with a link open."""
    token = link_to(scope, target_id)
    with as_role(PUBLIC):
        open_link(scope=scope, token=token)
        yield
        shown_key.hide()


def keys(label: str) -> set:
    """The keys of all rows of a table that whoever asks can see."""
    return set(apps.get_model(label)._base_manager.values_list("pk", flat=True))


def everything() -> dict[str, set]:
    return {label: keys(label) for label in READ}


def theirs(whole: Whole) -> dict[str, set]:
    """What a link of theirs may show, worked out apart from the policies."""
    person = whole.person
    found = {}
    for label in READ:
        model = apps.get_model(label)
        names = {field.name for field in model._meta.fields}
        if "person" in names:
            found[label] = set(
                model._base_manager.filter(person=person).values_list("pk", flat=True)
            )
    coded = apps.get_model("feedback.Coding").objects.filter(answer=whole.answer)
    mail = Message.objects.filter(recipient_kind="person", recipient_id=str(person.pk))
    found |= {
        "database.Person": {person.pk},
        "privacy.DataKey": {person.key_id},
        "engagement.InvitationBatch": {whole.invitation.batch_id},
        "engagement.Contribution": {whole.contribution.pk},
        "engagement.Answer": set(whole.contribution.answers.values_list("pk", flat=True)),
        "feedback.Coding": set(coded.values_list("pk", flat=True)),
        "outbox.Message": set(mail.values_list("pk", flat=True)),
        "common.Link": set(Link.objects.filter(target_id=person.pk).values_list("pk", flat=True)),
    }
    return found


# --- Reading ------------------------------------------------------------------------


def test_without_a_link_no_row_of_anybody_is_seen(mair, dana):
    before = everything()
    assert {label for label, rows in before.items() if not rows} <= {"audit.Entry"}
    assert len(before) >= 20
    with as_role(PUBLIC):
        seen = everything()
    # What waits for its seal is read by whoever seals; it holds ids and nobody's details.
    del seen["audit.Entry"]
    assert seen == {label: set() for label in seen}


def test_the_control_without_row_security_sees_them(mair, dana):
    before = everything()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in db_rows.tables().values():
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    with as_role(PUBLIC):
        assert everything() == before


@pytest.mark.parametrize("scope", [MINE_SCOPE, STOP_SCOPE])
def test_with_a_link_to_a_page_only_that_persons_rows_are_seen(mair, dana, scope):
    with opened(scope, mair.person.pk):
        seen = everything()
    expected = theirs(mair)
    # A link to a page opens no request to join, and nothing that was said.
    for label in (
        "database.JoinRequest",
        "engagement.Contribution",
        "engagement.Answer",
        "feedback.Coding",
    ):
        assert expected[label]
        expected[label] = set()
    del seen["audit.Entry"]
    assert seen == expected


def test_what_was_said_is_seen_behind_its_very_invitation_only(mair, dana):
    with opened("invitation", mair.invitation.pk):
        assert keys("engagement.Contribution") == {mair.contribution.pk}
        for label in ("engagement.Answer", "feedback.Coding"):
            assert keys(label) == theirs(mair)[label] != set()
        assert keys("database.Person") == {mair.person.pk}


def test_each_scope_opens_its_own_row_and_its_person(mair, dana):
    person = mair.person
    targets = {
        "person-mine": person,
        "person-stop": person,
        "person-address": ProposedChange.objects.get(person=person),
        "campaign-ask": CampaignAsk.objects.get(person=person),
        "join-confirm": JoinRequest.objects.get(person=person),
        "invitation": mair.invitation,
    }
    others = {"outcome", "user-invitation"}
    assert set(targets) | others == set(db_rows.SCOPES)
    for scope, row in targets.items():
        with opened(scope, row.pk):
            assert keys("database.Person") == {person.pk}, scope
            assert type(row)._base_manager.filter(pk=row.pk).exists(), scope
    for scope in others:
        with opened(scope, person.pk):
            assert keys("database.Person") == keys("database.JoinRequest") == set()
            assert keys("outbox.Message") == keys("database.Consent") == set()


def test_audit_entries_that_are_sealed_are_seen_only_of_that_person(mair, dana):
    from vef.audit.models import Entry
    from vef.audit.services import record, seal

    for whole in (mair, dana):
        record(SYSTEM, "wall.tested", whole.person)
    seal(everything=True)
    with as_role(PUBLIC):
        assert not Entry.objects.exists()
    with opened(MINE_SCOPE, mair.person.pk):
        assert set(Entry.objects.values_list("target_id", flat=True)) == {str(mair.person.pk)}


# --- What opens nothing ---------------------------------------------------------------


def people_seen_with(key: str) -> set:
    with as_role(PUBLIC):
        shown_key.show(key)
        seen = keys("database.Person") | keys("common.Link") | keys("database.Consent")
        shown_key.hide()
    return seen


def test_nothing_but_the_key_of_a_link_that_works_opens_anything(mair):
    token = link_to(MINE_SCOPE, mair.person.pk)
    key = _key(MINE_SCOPE, token)
    assert mair.person.pk in people_seen_with(key)
    for made_up in ("", "x", token, _hash(key), str(mair.person.pk), _key(STOP_SCOPE, token)):
        assert people_seen_with(made_up) == set()
    Link.objects.filter(token_hash=_hash(key)).update(expires_at=clock.now() - timedelta(minutes=1))
    assert people_seen_with(key) == set()


def test_a_revoked_link_opens_nothing_any_more(mair):
    token = link_to(MINE_SCOPE, mair.person.pk)
    revoke_links(scope=MINE_SCOPE, target_id=mair.person.pk)
    assert people_seen_with(_key(MINE_SCOPE, token)) == set()
    with as_role(PUBLIC):
        with pytest.raises(LinkUnusable):
            open_link(scope=MINE_SCOPE, token=token)
        assert not is_shown()


def test_a_scope_that_nobody_wrote_down_opens_nothing(mair):
    token = link_to("made-up", mair.person.pk)
    assert mair.person.pk not in people_seen_with(_key("made-up", token))


# --- Writing --------------------------------------------------------------------------


def refused(statement: str, values: list) -> str:
    """Try a statement, undo it, and say why it was refused; empty if it was not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("with_link", [True, False])
def test_no_row_of_anybody_else_is_changed_or_deleted(mair, dana, with_link):
    mine = theirs(mair) if with_link else {}
    before = everything()
    role = opened("invitation", mair.invitation.pk) if with_link else as_role(PUBLIC)
    touched = {}
    with role, connection.cursor() as cursor:
        # What hangs on another row comes after it in the list, and is deleted before it.
        for label in reversed(READ):
            table = db_rows.tables()[label]
            key = apps.get_model(label)._meta.pk.column
            if "U" in MAY[table]:
                column = "revoked_at" if label == "common.Link" else key
                cursor.execute(f"UPDATE {table} SET {column} = {column} RETURNING {key}")
                touched[label, "U"] = {row[0] for row in cursor.fetchall()}
            if "D" in MAY[table]:
                cursor.execute(f"DELETE FROM {table} RETURNING {key}")
                touched[label, "D"] = {row[0] for row in cursor.fetchall()}
    assert len(touched) >= 15
    for (label, _letter), rows in touched.items():
        known = mine.get(label, set()) if label != "common.Link" else rows
        assert rows <= known, label
        assert with_link or not rows, label
    gone = {label: rows - keys(label) for label, rows in before.items()}
    for label, rows in gone.items():
        assert rows <= mine.get(label, set()), label


def test_a_row_cannot_be_turned_to_somebody_else(mair, dana):
    other = dana.person.pk
    with opened("invitation", mair.invitation.pk):
        for table in ("engagement_invitation", "database_contactstop", "database_supporter"):
            said = refused(f"UPDATE {table} SET person_id = %s", [other])
            assert "row-level security" in said, table
        for column, value in (("target_id", other), ("token_hash", "x"), ("scope", MINE_SCOPE)):
            said = refused(f"UPDATE common_link SET {column} = %s", [value])
            assert "permission denied" in said
        # Its own links it may let run longer, or close.
        assert not refused("UPDATE common_link SET expires_at = now()", [])


def test_nothing_is_added_in_anybody_elses_name(mair, dana):
    with opened(MINE_SCOPE, mair.person.pk):
        for model, fields in (
            (Consent, {"wording_id": mair.consent.wording_id, "at": clock.now()}),
            (JoinRequest, {"language": "en", "choices": ""}),
            (apps.get_model("database.SafeContact"), {"version": 99, "at": clock.now()}),
            (apps.get_model("database.ContactStop"), {"channel": "sms", "method": "link"}),
        ):
            row = model(person_id=dana.person.pk, **fields)
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)
        answer = apps.get_model("engagement.Answer")(
            contribution_id=dana.contribution.pk, question_id=dana.answer.question_id
        )
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            answer.save(force_insert=True)


# --- One request after another ----------------------------------------------------------


def is_shown() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(current_setting('{db_rows.VARIABLE}', true), '')")
        return bool(cursor.fetchone()[0])


def test_after_the_request_nothing_is_seen_any_more(mair, monkeypatch):
    seen_within = []
    monkeypatch.setattr(
        by_link, "choose_language", lambda person, reading: seen_within.append(is_shown())
    )
    address = page("mine-language", link_to(MINE_SCOPE, mair.person.pk))
    with as_role(PUBLIC):
        assert Client().get(address).status_code == 200
        assert keys("database.Person") == set()
        assert Client().post(address, {"reading": "cy"}).status_code == 302
        assert not is_shown()
        assert keys("database.Person") == set()
    assert seen_within == [True]


def test_after_a_page_that_fell_over_nothing_is_seen(mair, monkeypatch):
    def falls(*args, **kwargs):
        assert is_shown()
        raise RuntimeError("fell over")

    monkeypatch.setattr(by_link, "choose_language", falls)
    address = page("mine-language", link_to(MINE_SCOPE, mair.person.pk))
    with as_role(PUBLIC):
        answer = Client(raise_request_exception=False).post(address, {"reading": "cy"})
        assert answer.status_code == 500
        assert not is_shown()
        assert keys("database.Person") == set()


def test_what_was_left_shown_is_hidden_before_the_next_request(mair):
    with as_role(PUBLIC):
        shown_key.show("left over")
        assert Client().get("/healthz").status_code == 200
        assert not is_shown()


def test_a_link_that_opens_nothing_shows_nothing(mair):
    with as_role(PUBLIC):
        assert Client().get(page("mine", "no-such-token")).status_code == 410
        assert not is_shown()


def test_the_other_faces_show_nothing(mair, settings):
    settings.FACE = "office"
    open_link(scope=MINE_SCOPE, token=link_to(MINE_SCOPE, mair.person.pk))
    assert not is_shown()


def test_the_key_is_not_in_any_statement_that_others_can_read(mair):
    """Neither the key nor the token: whoever may use the role sees its latest statements."""
    token = link_to(MINE_SCOPE, mair.person.pk)
    open_link(scope=MINE_SCOPE, token=token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    shown_key.show(_key(MINE_SCOPE, token))
    watcher = connection.copy()
    try:
        with watcher.cursor() as cursor:
            cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [pid])
            (statement,) = cursor.fetchone()
    finally:
        watcher.close()
    assert "set_config" in statement
    assert _key(MINE_SCOPE, token) not in statement
    assert token not in statement


# --- The other roles --------------------------------------------------------------------


@pytest.mark.parametrize("role", ["office", "worker"])
def test_the_other_roles_see_what_they_saw(mair, dana, role):
    granted = {grant.table: grant.letters for grant in db_roles.grants(role)}
    labels = [label for label, table in db_rows.tables().items() if "S" in granted.get(table, "")]
    before = {label: keys(label) for label in labels}
    with as_role(f"{PREFIX}{role}"):
        assert {label: keys(label) for label in labels} == before
    assert len(labels) >= 20


def test_the_portal_sees_the_links_of_its_own_users_only(mair):
    invitation = uuid4()
    token = link_to("user-invitation", invitation)
    link_to(MINE_SCOPE, mair.person.pk)
    with as_role(f"{PREFIX}portal"):
        assert open_link(scope="user-invitation", token=token) == invitation
        assert Link.objects.count() == 1
        assert revoke_links(scope="user-invitation", target_id=invitation) == 1
        assert "permission denied" in refused("UPDATE common_link SET target_id = id", [])


def rules() -> tuple[int, int, int]:
    """How many policies, tables with row-level security and functions there are."""
    counts = []
    with connection.cursor() as cursor:
        for statement in (
            "SELECT count(*) FROM pg_policies",
            "SELECT count(*) FROM pg_class WHERE relrowsecurity",
            "SELECT count(*) FROM pg_proc WHERE proname IN ('vef_link', 'vef_is_anonymous')",
        ):
            cursor.execute(statement)
            counts.append(cursor.fetchone()[0])
    return tuple(counts)


def test_the_roles_can_be_made_again_and_taken_away(roles):
    first = rules()
    assert first[1:] == (len(db_rows.tables()), 2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE POLICY by_hand ON database_person FOR SELECT USING (true)")
        cursor.execute(f"CREATE POLICY too ON database_note TO {PREFIX}office USING (true)")
        cursor.execute("ALTER TABLE database_person DISABLE ROW LEVEL SECURITY")
    call_command("db_roles", prefix=PREFIX, keep_passwords=True)
    assert rules() == first
    call_command("db_roles", prefix=PREFIX, remove=True)
    assert rules() == (0, 0, 0)
    call_command("db_roles", prefix=PREFIX, remove=True)


def test_nobody_but_the_public_role_may_ask_the_functions(mair):
    for role in ("office", "portal", "worker"):
        with as_role(f"{PREFIX}{role}"):
            assert "permission denied" in refused("SELECT vef_link('database.Person')", [])


def test_a_person_who_is_not_there_is_not_made_up(roles):
    with opened(MINE_SCOPE, uuid4()):
        assert not Person.objects.exists()
