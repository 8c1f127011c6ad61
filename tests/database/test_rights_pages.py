"""The pages of the data protection desk: who sees what, in which words, and what a POST does."""

import io
import os
from datetime import UTC, date, datetime, timedelta

import page as validator
import pikepdf
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import translation

from database import desk_rights
from database.models import Incident, LegalHold, RightsRequest
from database.services import set_code_word
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.rights import (
    ImpactRiskFactory,
    IncidentFactory,
    LegalHoldFactory,
    ProcessingRecordFactory,
    RightsRequestFactory,
    WorkedRequestFactory,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup

pytestmark = pytest.mark.django_db


def url(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def desk(protector, client_of):
    return client_of(protector)


# --- The register -----------------------------------------------------------------


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


@pytest.mark.parametrize("count", [1, 3])
def test_the_other_lists_ask_the_same_for_one_and_three(desk, count, django_assert_num_queries):
    for number in range(count):
        IncidentFactory()
        LegalHoldFactory()
        ProcessingRecordFactory(code=f"use-{number}")
        ImpactRiskFactory(assessment__reference=f"DPIA-{number}")
    for name, queries in OTHER_QUERIES.items():
        desk.get(url(name))
        with django_assert_num_queries(queries):
            desk.get(url(name))


OTHER_QUERIES = {
    "incident-list": 6,
    "hold-list": 5,
    "processing-register": 5,
    "impact-register": 6,
}


# --- Who sees what -------------------------------------------------------------------


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


# --- Writing one down ----------------------------------------------------------------


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


# --- Steps ---------------------------------------------------------------------------------


def test_looking_at_a_step_takes_none(desk):
    request = WorkedRequestFactory(kind="complaint")
    for step in ("take-up", "acknowledge", "complete", "refuse", "take-back"):
        assert desk.get(url("rights-step", request.pk, step)).status_code == 200
    request.refresh_from_db()
    assert (request.status, request.acknowledged_at) == ("working", None)


def test_a_correction_from_beginning_to_end(desk, protector):
    person = PersonFactory()
    set_code_word(person, word="heron", actor=protector)
    request = RightsRequestFactory(kind="rectification", person=person)

    def take(step, **said):
        answer = desk.post(url("rights-step", request.pk, step), said)
        request.refresh_from_db()
        return answer

    take("take-up")
    assert request.handled_by == protector
    assert "Make sure first who asks." in text_of(take("complete", reason="Done"))
    wrong = text_of(take("identity", method="code-word", code_word="hero"))
    assert 'href="#id_code_word"' in wrong
    missing = text_of(take("identity", method="code-word"))
    assert "Enter the word they said." in missing
    no_number = text_of(take("identity", method="call-back"))
    assert "We hold no number that is safe to ring." in no_number
    take("identity", method="code-word", code_word="Heron")
    text = text_of(desk.get(url("rights-detail", request.pk)))
    assert url("contact-change", person.pk) in text
    assert url("person-edit", person.pk) in text
    assert 'href="#id_reason"' in text_of(take("complete", reason=" "))
    take("complete", reason="The name is put right.")
    assert request.status == "done"
    text = text_of(desk.get(url("rights-detail", request.pk)))
    assert "The name is put right." in text
    assert "What can be done now" not in text


def test_more_time_needs_that_they_were_told(desk):
    request = WorkedRequestFactory()
    said = {"months": "2", "reason": "Three systems."}
    answer = desk.post(url("rights-step", request.pk, "extend"), said)
    assert 'href="#id_is_told"' in text_of(answer)
    desk.post(url("rights-step", request.pk, "extend"), said | {"is_told": "on"})
    request.refresh_from_db()
    assert request.due_on == date(2027, 2, 23)


def test_an_erasure_takes_two_pages_of_two_people(desk, manager, client_of):
    request = WorkedRequestFactory(kind="erasure", person=contactable_person())
    desk.post(url("rights-step", request.pk, "prepare-erasure"), {"reason": "They asked."})
    own = text_of(desk.get(url("rights-detail", request.pk)))
    assert "Agree, and erase" not in own
    refused = desk.post(url("rights-step", request.pk, "approve-erasure"), {"reason": "Yes"})
    assert "You prepared it yourself." in text_of(refused)
    second = client_of(manager)
    assert "Agree, and erase" in text_of(second.get(url("rights-detail", request.pk)))
    second.post(url("rights-step", request.pk, "approve-erasure"), {"reason": "Agreed"})
    request.refresh_from_db()
    request.person.refresh_from_db()
    assert (request.status, request.person.status) == ("done", "erased")


def test_a_hold_is_said_where_it_stands_in_the_way(desk):
    request = WorkedRequestFactory(kind="erasure", person=contactable_person())
    LegalHoldFactory(person=request.person)
    answer = desk.post(url("rights-step", request.pk, "prepare-erasure"), {"reason": "They asked."})
    assert "A legal hold keeps this record." in text_of(answer)


def test_holds_are_set_kept_and_lifted_on_their_pages(desk):
    person = PersonFactory()
    day = {"review_on_day": "1", "review_on_month": "3", "review_on_year": "2027"}
    late = day | {"review_on_year": "2020"}
    answer = desk.post(url("person-hold", person.pk), {"reason": "A claim."} | late)
    assert 'href="#id_review_on_day"' in text_of(answer)
    desk.post(url("person-hold", person.pk), {"reason": "A claim."} | day)
    hold = LegalHold.objects.get()
    assert hold.review_on == date(2027, 3, 1)
    later = day | {"review_on_month": "6"}
    desk.post(url("hold-review", hold.pk), {"reason": "Still heard."} | later)
    hold.refresh_from_db()
    assert hold.review_on == date(2027, 6, 1)
    desk.post(url("hold-lift", hold.pk), {"reason": "It is over."})
    assert "It is over." in text_of(desk.get(url("hold-list")))
    again = desk.post(url("hold-lift", hold.pk), {"reason": "Again"})
    assert "This hold was lifted meanwhile." in text_of(again)


def test_a_restriction_shows_on_the_persons_page(desk):
    person = PersonFactory()
    desk.post(url("person-restrict", person.pk), {"reason": "They contest it."})
    text = text_of(desk.get(url("person-detail", person.pk)))
    assert "</span> Restricted</strong>" in text
    desk.post(url("person-restriction-lift", person.pk), {"reason": "It is right."})
    assert "</span> Restricted</strong>" not in text_of(desk.get(url("person-detail", person.pk)))


# --- Incidents ---------------------------------------------------------------------------


def moment(day: int, hour: str, month: int = 11) -> dict[str, str]:
    return {"on_day": str(day), "on_month": str(month), "on_year": "2026", "at": hour}


def test_an_incident_from_a_complaint_to_what_was_learned(desk):
    complaint = WorkedRequestFactory(kind="complaint", person=None)
    said = {"title": "A shared inbox", "happened": "Somebody else read it."}
    answer = desk.post(url("rights-incident-add", complaint.pk), said | moment(22, "15.20"))
    incident = Incident.objects.get()
    assert answer["Location"] == url("incident-detail", incident.pk)
    assert incident.request == complaint
    assert incident.known_at == datetime(2026, 11, 22, 15, 20, tzinfo=UTC)
    # 9:00 on 23 November: 54 hours and 20 minutes are left.
    assert "54 hours left" in text_of(desk.get(url("incident-list")))

    def take(step, **more):
        return desk.post(url("incident-step", incident.pk, step), more)

    assert "Decide first" in text_of(take("close", lessons="x"))
    take("edit", **said, measures="Neutral subjects.")
    take("decide", decision="yes", reason="A risk at home.")
    assert "Note first when the regulator was told." in text_of(take("close", lessons="x"))
    future = text_of(take("notified", **moment(23, "23:59")))
    assert 'href="#id_on_day"' in future
    take("notified", **moment(23, "8:30"))
    take("told", **moment(23, "8:40"), reason="By phone.")
    take("close", lessons="Ask about shared mailboxes first.")
    incident.refresh_from_db()
    assert incident.closed_at
    text = text_of(desk.get(url("incident-detail", incident.pk)))
    assert "Ask about shared mailboxes first." in text
    assert "What can be done now" not in text
    assert incident.reference in text_of(desk.get(url("rights-detail", complaint.pk)))


def test_a_late_notification_is_asked_why(desk):
    incident = IncidentFactory(
        known_at=datetime(2026, 11, 10, 9, tzinfo=UTC),
        is_notifiable=True,
        decision_reason="A risk.",
        decided_at=clock.now(),
    )
    page = text_of(desk.get(url("incident-list")))
    assert "</span> The 72 hours are over</strong>" in page
    answer = desk.post(url("incident-step", incident.pk, "notified"), moment(20, "9:00"))
    assert "It took more than 72 hours: say why." in text_of(answer)


@pytest.mark.parametrize("hour", ["25:00", "noon", ""])
def test_a_time_that_is_none_stays_and_is_named(desk, hour):
    said = {"title": "Seen", "happened": "Words"} | moment(22, hour)
    text = text_of(desk.post(url("incident-add"), said))
    assert 'href="#id_at"' in text
    assert 'value="Seen"' in text
    assert not Incident.objects.exists()


def test_what_to_do_is_on_the_page_in_both_languages(desk):
    incident = IncidentFactory()
    assert "When somebody else opened an invitation" in text_of(
        desk.get(url("incident-detail", incident.pk))
    )
    welsh = text_of(desk.get(url("incident-detail", incident.pk, language="cy")))
    assert 'lang="cy"' in welsh


# --- The registers as PDFs ---------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("name", ["processing-pdf", "impact-pdf"])
def test_the_registers_are_tagged_pdfs_in_each_language(desk, tmp_path, name, language):
    ProcessingRecordFactory(special_condition_en="Consent", special_condition_cy="Cydsyniad")
    ImpactRiskFactory(assessment__is_advice_followed=True, assessment__advice_en="Ask first.")
    answer = desk.get(url(name, language))
    assert answer["Content-Type"] == "application/pdf"
    file = tmp_path / "made.pdf"
    file.write_bytes(answer.content)
    report = validator.validate_pdf(str(file), profile=validator.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [str(failure) for failure in report.failures]
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_the_registers_read_in_the_readers_language(desk):
    ProcessingRecordFactory()
    ImpactRiskFactory()
    for language, words in (
        ("cy", ("Gwahodd pobl.", "Gwelir llythyr.")),
        ("en", ("To invite", "A letter is seen.")),
    ):
        assert words[0] in text_of(desk.get(url("processing-register", language=language)))
        assert words[1] in text_of(desk.get(url("impact-register", language=language)))


# --- The public page ------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_anybody_may_complain(client, language):
    answer = client.post(
        url("complaint", language=language),
        {"words": "My flatmate saw it.", "name": "Sam", "reach": "sam@example.net"},
    )
    assert answer["Location"] == url("complaint-sent", language=language)
    request = RightsRequest.objects.get()
    assert (request.kind, request.person, request.recorded_by) == ("complaint", None, None)
    assert (request.language, request.method) == (language, "web")
    for part in ("My flatmate saw it.", "Sam", "sam@example.net"):
        assert part in request.words
    stored = RightsRequest.objects.values_list("words", flat=True).get()
    assert "Sam" not in stored
    assert request.due_on == date(2026, 12, 23)
    thanks = text_of(client.get(answer["Location"]))
    assert request.reference not in thanks
    assert "Sam" not in thanks


def test_only_the_words_are_needed(client):
    text = text_of(client.post(url("complaint"), {"words": " ", "name": "Sam"}))
    assert 'href="#id_words"' in text
    assert 'value="Sam"' in text
    client.post(url("complaint"), {"words": "It went wrong."})
    assert RightsRequest.objects.get().words == "It went wrong."


def test_the_page_says_nothing_of_crime(client):
    for language in ("cy", "en"):
        for name in ("complaint", "complaint-sent"):
            text = text_of(client.get(url(name, language=language))).casefold()
            for word in ("police", "crime", "victim", "heddlu", "trosedd", "dioddef"):
                assert word not in text.split("<footer")[0]
    assert not RightsRequest.objects.exists()


def test_a_machine_is_stopped(client):
    cache.clear()
    for _ in range(5):
        assert client.post(url("complaint"), {"words": "Again"}).status_code == 302
    assert client.post(url("complaint"), {"words": "Again"}).status_code == 429
    assert RightsRequest.objects.count() == 5


@pytest.mark.services
def test_the_public_pages_role_adds_a_complaint_and_can_read_none(client):
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    prefix = f"vef_rightstest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    call_command("db_roles", prefix=prefix, keep_passwords=True, stdout=io.StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {prefix}public")
    answer = client.post(url("complaint"), {"words": "It went wrong."})
    assert answer.status_code == 302
    with pytest.raises(ProgrammingError), transaction.atomic():
        RightsRequest.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert RightsRequest.objects.get().words == "It went wrong."


# --- The desk -----------------------------------------------------------------------------------


def test_an_empty_desk_says_nothing(protector, officer, administrator):
    for user in (protector, officer, administrator):
        assert desk_rights.items(user, clock.today()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_names_what_is_near_late_and_running(
    protector, manager, count, django_assert_num_queries
):
    today = clock.today()
    for _ in range(count):
        WorkedRequestFactory(due_on=today + timedelta(days=7))
        WorkedRequestFactory(due_on=today + timedelta(days=8))
        WorkedRequestFactory(due_on=date(2026, 11, 2))
        WorkedRequestFactory(due_on=date(2026, 11, 2), status="waiting")
        IncidentFactory(known_at=clock.now() - timedelta(hours=70))
        IncidentFactory(known_at=clock.now() - timedelta(hours=73))
        IncidentFactory(is_notifiable=False, decision_reason="x", decided_at=clock.now())
        LegalHoldFactory(review_on=today)
        WorkedRequestFactory(
            kind="erasure", prepared_by=manager, prepared_at=clock.now(), recorded_by=manager
        )
    with django_assert_num_queries(3):
        lines = desk_rights.items(protector, today)
    groups = [line.group for line in lines]
    assert groups.count(DeskGroup.COMING) == count
    assert groups.count(DeskGroup.LATE) == 2 * count
    # Incidents with hours left, erasures that wait for this user, and the holds in one line.
    assert groups.count(DeskGroup.WAITING) == 2 * count + 1
    assert sum("waits for a second person" in line.text for line in lines) == count
    assert not any(
        "waits for a second person" in line.text for line in desk_rights.items(manager, today)
    )
