import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import UserFactory
from vef.audit.append_only import PREFIX
from vef.audit.models import Entry
from vef.audit.services import record
from vef.common.actors import SYSTEM, PersonByLink

pytestmark = pytest.mark.django_db
URL = "/en/office/audit/"


def test_the_data_protection_lead_reads_who_did_what_and_why(protector, officer, client_of):
    record(officer, "person.viewed", officer, reason="They rang.")
    record(SYSTEM, "activity.closed")
    person = PersonByLink(str(uuid.uuid4()))
    record(person, "invitation.taking-part")
    page = client_of(protector).get(URL).content.decode()
    for words in (officer.name, "person.viewed", "They rang.", "The system", "activity.closed"):
        assert words in page
    assert "Somebody with a link" in page
    assert page.index("invitation.taking-part") < page.index("person.viewed")


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_log_is_narrowed_by_action_actor_and_record(protector, officer, client_of, language):
    record(officer, "consent.given", protector)
    record(SYSTEM, "consent.withdrawn")
    record(SYSTEM, "activity.closed")
    client, url = client_of(protector), f"/{language}/office/audit/"

    def actions(**query: str) -> set[str]:
        found = client.get(url, query).context["entries"]
        return {entry.action for entry in found}

    assert actions(action="consent") == {"consent.given", "consent.withdrawn"}
    assert actions(actor=str(officer.pk)) == {"consent.given"}
    assert actions(target=str(protector.pk)) == {"consent.given"}
    assert actions(action="nothing") == set()


def test_the_log_costs_the_same_for_one_and_for_three(protector, client_of):
    client = client_of(protector)
    record(UserFactory(), "test.happened")
    client.get(URL)
    with CaptureQueriesContext(connection) as one:
        client.get(URL)
    record(UserFactory(), "test.happened")
    record(UserFactory(), "test.happened")
    with CaptureQueriesContext(connection) as three:
        client.get(URL)
    assert len(one) == len(three) > 0


def test_only_the_data_protection_lead_reads_the_log(
    officer, manager, administrator, board_member, client_of, client
):
    assert client.get(URL).status_code == 302
    for user in (officer, manager, administrator):
        assert client_of(user).get(URL).status_code == 403
        assert client_of(user).get("/en/admin/audit/entry/").status_code == 403
    for user in (board_member, UserFactory(role="partner-lead")):
        assert client_of(user).get(URL).status_code == 404


def test_the_admin_shows_entries_and_changes_none(protector, client_of):
    entry = record(SYSTEM, "test.happened", reason="because")
    client = client_of(protector)
    assert client.get("/en/admin/audit/entry/").status_code == 200
    url = f"/en/admin/audit/entry/{entry.pk}/"
    assert client.get(f"{url}change/").status_code == 200
    assert client.post(f"{url}change/", {"reason": "other"}).status_code == 403
    assert client.post(f"{url}delete/", {"post": "yes"}).status_code == 403
    assert Entry.objects.get().reason == "because"


def test_every_table_that_is_only_added_to_has_its_triggers():
    """A later migration that rebuilds such a table on SQLite would lose them without a word."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    for table in ("audit_entry", "audit_seal", "database_consent", "partners_decision"):
        assert {f"{PREFIX}{table}_update", f"{PREFIX}{table}_delete"} <= found
