"""The front pages: each reader's own, complete, and the same few queries for many rows."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners.models import RequestStatus
from tests.dashboard import rows
from tests.factories.accounts import UserFactory
from tests.factories.partners import (
    OpenWindowFactory,
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
    partner_user,
)
from vef.accounts.models import Role
from vef.common import db_roles
from vef.common.desk import DeskGroup, DeskItem
from vef.dashboard.desk import Desk
from vef.documents.models import RenderedDocument

pytestmark = pytest.mark.django_db


def page(client: Client, name: str, *args: object, language: str = "en") -> object:
    with translation.override(language):
        address = reverse(f"dashboard:{name}", args=args)
    return client.get(address)


def read(response: object) -> str:
    return response.content.decode()


# --- Where signing in leads --------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.OFFICER, "/en/office/"),
        (Role.MANAGER, "/en/office/"),
        (Role.DATA_PROTECTION, "/en/office/"),
        (Role.ADMINISTRATOR, "/en/office/"),
        (Role.BOARD, "/en/office/board/"),
    ],
)
def test_each_role_lands_on_its_own_page(client_of, role: Role, address: str) -> None:
    client = client_of(UserFactory(role=role))
    response = page(client, "start")

    assert response["Location"] == address
    assert client.get(address).status_code == 200


def test_a_partner_lands_in_the_portal(client_of) -> None:
    client = client_of(partner_user(OrganisationFactory()))

    assert page(client, "start", language="cy")["Location"] == "/cy/partners/"
    assert client.get("/cy/partners/").status_code == 200


def test_in_another_house_the_way_home_is_a_full_address(client_of, officer, settings) -> None:
    settings.ROOT_URLCONF = "vef.faces.portal"
    settings.OFFICE_BASE_URL = "https://office.example.org"

    assert (
        client_of(officer).get("/en/start/")["Location"] == "https://office.example.org/en/office/"
    )


def test_nobody_gets_in_without_signing_in(client) -> None:
    for name in ("start", "desk", "portal-home", "board"):
        assert page(client, name).status_code == 302


# --- Who may see which page -----------------------------------------------------------


def test_houses_are_closed_to_one_another(client_of, officer, board_member) -> None:
    request = rows.whole_thread()
    partner = client_of(request.author)
    office = client_of(officer)
    board = client_of(board_member)

    for name, args in (("desk", ()), ("thread", (request.pk,)), ("thread-pdf", (request.pk,))):
        assert page(partner, name, *args).status_code == 404
        assert page(board, name, *args).status_code == 404
    for name, args in (("portal-home", ()), ("portal-thread", (request.pk,))):
        assert page(office, name, *args).status_code == 404
        assert page(board, name, *args).status_code == 404
    for name, args in (("board", ()), ("board-thread", (request.pk,))):
        assert page(partner, name, *args).status_code == 404
        assert page(office, name, *args).status_code == 200
        assert page(board, name, *args).status_code == 200


def test_another_organisations_topic_does_not_exist(client_of) -> None:
    theirs = rows.whole_thread()
    client = client_of(partner_user(OrganisationFactory()))

    assert page(client, "portal-thread", theirs.pk).status_code == 404
    assert page(client, "portal-thread-pdf", theirs.pk).status_code == 404
    assert theirs.title_en not in read(page(client, "portal-home"))


def test_a_draft_does_not_exist_for_the_office(client_of, officer) -> None:
    draft = TopicRequestFactory()

    assert page(client_of(officer), "thread", draft.pk).status_code == 404
    assert page(client_of(officer), "board-thread", draft.pk).status_code == 404


# --- The desk --------------------------------------------------------------------------


def test_lays_lines_in_their_groups_soonest_first() -> None:
    lines = [
        DeskItem(due=None, text="b", url="/"),
        DeskItem(due=date(2026, 12, 1), text="a", url="/"),
        DeskItem(due=date(2026, 11, 1), text="c", url="/", group=DeskGroup.LATE),
        DeskItem(due=date(2026, 12, 9), text="d", url="/", group=DeskGroup.COMING),
    ]
    desk = Desk.of(lines)

    assert [item.text for item in desk.waiting] == ["a", "b"]
    assert [item.text for item in desk.late] == ["c"]
    assert [item.text for item in desk.coming] == ["d"]
    assert not desk.is_clear
    assert Desk.of([]).is_clear


def test_the_desk_shows_what_waits_and_where_topics_stand(client_of, officer) -> None:
    waiting = SubmittedRequestFactory(title_en="Waiting at court")
    SubmittedRequestFactory(title_en="Bins", status=RequestStatus.WITHDRAWN)
    shown = read(page(client_of(officer), "desk"))

    assert reverse_en("partners:request-review", waiting.pk) in shown
    assert reverse_en("dashboard:thread", waiting.pk) in shown
    assert "Bins" not in shown


def reverse_en(name: str, *args: object) -> str:
    with translation.override("en"):
        return reverse(name, args=args)


def test_an_empty_desk_is_kind(client_of, officer) -> None:
    shown = read(page(client_of(officer), "desk"))

    assert "Nothing waits for you. Enjoy the quiet." in shown
    assert "Nothing is late." in shown


def test_starts_are_only_offered_to_those_who_may(client_of, officer, administrator) -> None:
    assert reverse_en("partners:window-list") in read(page(client_of(officer), "desk"))
    main = read(page(client_of(administrator), "desk")).split("<main")[1]
    assert reverse_en("partners:window-list") not in main
    assert reverse_en("database:person-list") not in main


def count(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert page(client, name, *args).status_code == 200
    return len(queries)


def some_work() -> None:
    SubmittedRequestFactory()
    request = rows.accepted()
    activity = rows.activity_for(request, "results-delivered")
    rows.delivered(activity, due=-3)
    rows.action_for(activity)


@pytest.mark.parametrize("name", ["desk", "board"])
def test_the_offices_pages_take_the_same_queries_for_three_as_for_one(
    client_of, manager, name: str
) -> None:
    client = client_of(manager)
    some_work()
    page(client, name)
    one = count(client, name)
    some_work()
    some_work()

    assert count(client, name) == one


def test_the_portals_page_takes_the_same_queries_for_three_as_for_one(client_of) -> None:
    organisation = OrganisationFactory()
    user = partner_user(organisation)
    client = client_of(user)

    def mine() -> None:
        TopicRequestFactory(organisation=organisation, author=user)
        rows.delivered(
            rows.activity_for(
                rows.accepted(organisation=organisation, author=user), "results-delivered"
            ),
            due=-2,
        )

    mine()
    page(client, "portal-home")
    one = count(client, "portal-home")
    mine()
    mine()

    assert count(client, "portal-home") == one


# --- The portal --------------------------------------------------------------------------


def test_an_open_window_is_shown_with_its_last_day_and_a_button(client_of) -> None:
    OpenWindowFactory(name_en="Winter 2026/27", closes_on=rows.days(3))
    shown = read(page(client_of(partner_user(OrganisationFactory())), "portal-home"))

    assert "Winter 2026/27" in shown
    assert "3 days left." in shown
    assert f'action="{reverse_en("partners:request-start")}"' in shown


def test_the_last_day_still_counts(client_of) -> None:
    OpenWindowFactory(closes_on=rows.days(0))
    shown = read(page(client_of(partner_user(OrganisationFactory())), "portal-home"))

    assert "It closes today." in shown
    assert reverse_en("partners:request-start") in shown


def test_without_a_window_the_next_one_is_named_and_there_is_no_button(client_of) -> None:
    RequestWindowFactory(name_en="Spring 2027", opens_on=rows.days(90), closes_on=rows.days(120))
    main = read(page(client_of(partner_user(OrganisationFactory())), "portal-home")).split("<main")[
        1
    ]

    assert "Spring 2027" in main
    assert 'method="post"' not in main.split("</main")[0]


def test_a_partner_sees_its_topics_and_results_and_no_number_of_people(client_of) -> None:
    request = rows.whole_thread()
    shown = read(page(client_of(request.author), "portal-home"))

    assert request.title_en in shown
    assert reverse_en("feedback:results", request.entry.activities.get().results_pack.pk) in shown
    assert "Ffion" not in shown


@pytest.mark.parametrize("name", ["portal-home", "portal-thread", "portal-thread-pdf"])
def test_the_portals_pages_read_only_tables_its_database_role_may_read(
    client_of, host_body, name: str
) -> None:
    request = rows.whole_thread()
    client = client_of(request.author)
    args = () if name == "portal-home" else (request.pk,)
    with CaptureQueriesContext(connection) as queries:
        assert page(client, name, *args).status_code == 200
    asked = {
        table for query in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])
    }
    allowed = {grant.table for grant in db_roles.grants("portal") if "S" in grant.letters}

    assert "feedback_partneranswer" in asked
    assert asked <= allowed, asked - allowed


# --- The thread's page and PDF -------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_thread_is_an_ordered_list_with_words_for_states(
    client_of, officer, language: str
) -> None:
    request = rows.accepted(title_en="Calls", title_cy="Galwadau")
    shown = read(page(client_of(officer), "thread", request.pk, language=language))

    assert ("Galwadau" if language == "cy" else "Calls") in shown
    assert f'<html lang="{language}"' in shown
    assert '<ol class="vef-thread">' in shown
    assert shown.count('aria-current="step"') == 1


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_threads_times_are_written_as_html_wants_them(
    client_of, officer, language: str
) -> None:
    request = rows.whole_thread()
    shown = read(page(client_of(officer), "thread", request.pk, language=language))
    times = re.findall(r'datetime="([^"]*)"', shown)
    assert times
    for written in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d{4})?", written), written


def test_looking_changes_nothing(client_of, officer) -> None:
    request = rows.whole_thread()
    client = client_of(officer)
    from vef.audit.models import Entry

    before = Entry.objects.count(), RenderedDocument.objects.count()
    for name in ("thread", "thread-pdf", "board-thread"):
        page(client, name, request.pk)

    assert (Entry.objects.count(), RenderedDocument.objects.count()) == before
    assert client.post(reverse_en("dashboard:thread-pdf", request.pk)).status_code == 405


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_threads_pdf_is_in_the_pages_language_and_valid(
    client_of, officer, host_body, tmp_path, language: str
) -> None:
    import io

    import page as validator
    import pikepdf

    request = rows.whole_thread()
    response = page(client_of(officer), "thread-pdf", request.pk, language=language)
    file = tmp_path / "thread.pdf"
    file.write_bytes(response.content)
    profile = validator.ValidationProfile.PDF_UA_1
    report = validator.validate_pdf(str(file), profile=profile)

    assert str(pikepdf.open(io.BytesIO(response.content)).Root.Lang) == language
    assert report.is_compliant, report.failures
    assert (
        f'filename="thread-{request.reference.lower()}-{language}.pdf"'
        in (response["Content-Disposition"])
    )


def test_small_numbers_never_travel_in_a_pdf(client_of, officer, host_body, tmp_path) -> None:
    from tests.documents.test_pdf import text

    request = rows.whole_thread()
    office = text(page(client_of(officer), "thread-pdf", request.pk).content, tmp_path)
    partner = text(
        page(client_of(request.author), "portal-thread-pdf", request.pk).content, tmp_path
    )

    assert "Contributions: fewer than 10" in office
    assert "Contributions: 3" not in office
    assert "Invited" not in partner
    assert "Ffion" not in partner


# --- The board ------------------------------------------------------------------------------


def test_the_board_sees_late_partners_actions_and_issued_reports(client_of, board_member) -> None:
    activity = rows.activity_for(rows.accepted(), "results-delivered")
    rows.delivered(activity, due=-7)
    rows.action_for(activity, text_en="Train the call handlers.")
    rows.report_over(activity, title_en="Issued report")
    rows.report_over(activity, status="draft", title_en="Unfinished report")
    shown = read(page(client_of(board_member), "board"))

    assert activity.entry.request.organisation.name in shown
    assert "Train the call handlers." in shown
    assert "Red" in shown
    assert "Issued report" in shown
    assert "Unfinished report" not in shown


def test_the_board_takes_an_issued_report_in_each_language_and_no_other(
    client_of, board_member
) -> None:
    activity = rows.activity_for(rows.accepted(), "closed")
    kept = RenderedDocument.objects.create(
        kind="report", about_type="x", about_id="x", language="cy", title="x",
        file_name="report-cy", content=b"%PDF-", digest="0" * 64,
    )  # fmt: skip
    issued = rows.report_over(activity, document_cy=kept)
    draft = rows.report_over(activity, status="draft", document_cy=kept)
    client = client_of(board_member)

    assert page(client, "board-report", issued.pk, "cy").content == b"%PDF-"
    assert page(client, "board-report", issued.pk, "en").status_code == 404
    assert page(client, "board-report", issued.pk, "fr").status_code == 404
    assert page(client, "board-report", draft.pk, "cy").status_code == 404


def test_nothing_on_the_boards_page_can_be_changed(client_of, board_member) -> None:
    rows.whole_thread()
    main = read(page(client_of(board_member), "board")).split("<main")[1].split("</main")[0]

    assert "<form" not in main
    assert client_of(board_member).post(reverse_en("dashboard:board")).status_code == 405
