"""The register of what people ask: who sees what of it, in which words, and writing one down."""

from datetime import UTC, date, datetime, timedelta

import pytest

from database.models import RightsRequest
from tests.database.pages import text_of, url
from tests.factories.database import PersonFactory
from tests.factories.rights import RightsRequestFactory, WorkedRequestFactory
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db


# --- The register ------------------------------------------------------------------


def test_the_register_shows_the_soonest_first_and_late_in_a_word(desk):
    soon = WorkedRequestFactory(due_on=clock.today() + timedelta(days=3))
    late = WorkedRequestFactory(due_on=date(2026, 11, 2))
    later = WorkedRequestFactory(due_on=clock.today() + timedelta(days=30))
    done = WorkedRequestFactory(status="done", closed_at=clock.now())
    text = text_of(desk.get(url("rights-list")))
    places = [text.index(row.reference) for row in (late, soon, later)]
    assert places == sorted(places)
    assert done.reference not in text
    assert text.count("</span> Late</strong>") == 1
    assert "3 days left" in text


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ({"show": "late"}, {"late"}),
        ({"show": "closed"}, {"done"}),
        ({"show": "all"}, {"late", "open", "done", "waiting"}),
        ({"show": "open", "about": "erasure"}, {"open"}),
        ({"show": "nonsense"}, {"late", "open", "waiting"}),
    ],
)
def test_the_filters(desk, asked, seen):
    rows = {
        "late": WorkedRequestFactory(due_on=date(2026, 11, 2)),
        "open": WorkedRequestFactory(kind="erasure"),
        "done": WorkedRequestFactory(status="done", closed_at=clock.now()),
        # Its clock is stopped: it is past its day and not late.
        "waiting": WorkedRequestFactory(
            status="waiting",
            due_on=date(2026, 11, 2),
            pauses=[{"from": "2026-11-01", "to": None, "reason": "Which?"}],
        ),
    }
    text = text_of(desk.get(url("rights-list"), asked))
    assert {name for name, row in rows.items() if row.reference in text} == seen


def test_saturday_is_shown_and_monday_is_still_in_time(desk):
    request = WorkedRequestFactory(due_on=date(2026, 12, 5))
    text = text_of(desk.get(url("rights-detail", request.pk)))
    assert "5 December 2026" in text
    assert "7 December 2026" in text


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_the_same_for_one_and_three(desk, count, django_assert_num_queries):
    for _ in range(count):
        WorkedRequestFactory()
    desk.get(url("rights-list"))
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(url("rights-list"))


LIST_QUERIES = 6


# --- Who sees what -----------------------------------------------------------------


def test_an_officer_sees_what_they_wrote_down_and_nothing_else(officer, client_of):
    person = PersonFactory()
    own = RightsRequestFactory(recorded_by=officer, person=person)
    other = RightsRequestFactory(person=person)
    client = client_of(officer)
    text = text_of(client.get(url("rights-list")))
    assert own.reference in text
    assert other.reference not in text
    assert client.get(url("rights-detail", own.pk)).status_code == 200
    assert client.get(url("rights-detail", other.pk)).status_code == 404
    for step in ("take-up", "identity", "refuse", "approve-erasure"):
        answer = client.post(url("rights-step", own.pk, step), {"reason": "Mine"})
        assert answer.status_code == 403
    own.refresh_from_db()
    assert own.status == "received"
    assert "What can be done now" not in text_of(client.get(url("rights-detail", own.pk)))
    panel = text_of(client.get(url("person-detail", person.pk)))
    assert own.reference in panel
    assert other.reference not in panel
    assert "Set a legal hold" not in panel


def test_a_manager_reads_all_and_only_agrees_to_erasures(manager, client_of):
    client, request = client_of(manager), WorkedRequestFactory(kind="erasure")
    text = text_of(client.get(url("rights-detail", request.pk)))
    assert "Prepare the erasure" not in text
    assert client.get(url("rights-step", request.pk, "prepare-erasure")).status_code == 403
    assert client.get(url("rights-step", request.pk, "approve-erasure")).status_code == 200
    assert client.get(url("rights-pack", WorkedRequestFactory().pk)).status_code == 403


@pytest.mark.parametrize(("role", "status"), [("administrator", 403), ("board_member", 404)])
def test_nobody_else_finds_the_desk(request, client_of, role, status):
    client, row = client_of(request.getfixturevalue(role)), WorkedRequestFactory()
    for name, args in (("rights-list", ()), ("rights-detail", (row.pk,)), ("incident-list", ())):
        assert client.get(url(name, *args)).status_code == status


def test_every_look_at_a_request_is_recorded(desk, protector):
    request = WorkedRequestFactory()
    desk.get(url("rights-detail", request.pk))
    entry = Entry.objects.get(action="rightsrequest.viewed")
    assert (entry.actor_id, entry.target_id) == (str(protector.pk), str(request.pk))


def test_there_is_no_such_step(desk):
    assert desk.get(url("rights-step", WorkedRequestFactory().pk, "delete")).status_code == 404


# --- Writing one down --------------------------------------------------------------


SAID = {"kind": "access", "method": "phone", "language": "cy"}


def test_an_officer_writes_a_request_down(officer, client_of):
    person, client = PersonFactory(email="mair@example.com"), client_of(officer)
    day = {"received_on_day": "20", "received_on_month": "11", "received_on_year": "2026"}
    answer = client.post(
        url("rights-add"), SAID | day | {"who": " MAIR@example.com ", "words": "Popeth."}
    )
    request = RightsRequest.objects.get()
    assert answer["Location"] == url("rights-detail", request.pk)
    assert (request.person, request.language, request.words) == (person, "cy", "Popeth.")
    assert request.received_at == datetime(2026, 11, 20, tzinfo=UTC)
    assert request.due_on == date(2026, 12, 20)


def test_a_request_is_begun_on_the_page_of_whoever_asks(desk):
    person = PersonFactory()
    desk.post(url("person-rights-add", person.pk), SAID)
    assert RightsRequest.objects.get().person == person


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"who": ""}, "id_who"),
        ({"who": "VP-9999"}, "id_who"),
        ({"who": "nobody@example.com"}, "id_who"),
        ({"who": "VP-0001", "kind": ""}, "id_kind_0"),
        (
            {
                "who": "VP-0001",
                "received_on_day": "24",
                "received_on_month": "11",
                "received_on_year": "2026",
            },
            "id_received_on_day",
        ),
        (
            {
                "who": "VP-0001",
                "received_on_day": "24",
                "received_on_month": "5",
                "received_on_year": "2018",
            },
            "id_received_on_day",
        ),
    ],
)
def test_a_slip_keeps_what_was_typed_and_is_named_beside_its_field(desk, said, field):
    PersonFactory(reference="VP-0001")
    answer = desk.post(url("rights-add"), SAID | {"words": "All of it."} | said)
    text = text_of(answer)
    assert answer.status_code == 200
    assert f'href="#{field}"' in text
    assert "All of it." in text
    assert not RightsRequest.objects.exists()


def test_an_address_two_people_share_asks_for_the_reference(desk):
    for _ in range(2):
        PersonFactory(email="shared@example.com")
    text = text_of(desk.post(url("rights-add"), SAID | {"who": "shared@example.com"}))
    assert "Several people share this address." in text


def test_a_complaint_may_be_of_nobody(desk):
    desk.post(url("rights-add"), SAID | {"kind": "complaint", "who": ""})
    assert RightsRequest.objects.get().person is None


def test_changing_the_language_keeps_what_was_typed_and_writes_nothing_down(desk):
    answer = desk.post(
        url("rights-add", language="cy"), SAID | {"words": "All of it.", "_switch": "cy"}
    )
    assert "All of it." in text_of(answer)
    assert not RightsRequest.objects.exists()
