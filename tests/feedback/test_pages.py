"""The pages: who may see them, what they show, and that looking changes nothing."""

from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.models import ContributionStatus
from feedback import desk
from feedback.models import (
    AnswerStatus,
    BoardAction,
    Finding,
    Outcome,
    OutcomeStatus,
    PackStatus,
    PartnerAnswer,
    Report,
    ResultsPack,
)
from feedback.outcome_links import outcome_link
from feedback.services import outcomes, packs
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.feedback import (
    BoardActionFactory,
    FindingFactory,
    ReportFactory,
    ThemeFactory,
    activity_of,
    answered_a1,
    contribution,
    delivered_pack,
    pack_of,
    question,
    ready_outcome,
)
from tests.factories.partners import AgreementFactory, OrganisationFactory
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db
RAW = "I live at 14 Example Terrace, ask Morwen Blackhurst."


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def reader(organisation):
    return partner_user(organisation)


@pytest.fixture
def activity(organisation):
    AgreementFactory(organisation=organisation)
    row = activity_of(organisation)
    answered_a1(row)
    question(row, 7, "text")
    contribution(row, status=ContributionStatus.RECEIVED, q7=RAW)
    return row


@pytest.fixture
def coded(activity):
    activity.contributions.update(status=ContributionStatus.CODED)
    return activity


def page(client: Client, name: str, *args) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200, (name, response.status_code)
    return response.content.decode()


def test_an_officer_walks_from_answers_to_delivery(activity, officer, manager, client_of, reader):
    theme = ThemeFactory()
    client, boss = client_of(officer), client_of(manager)
    assert "To be read" in page(client, "feedback:finding-list")
    said = activity.contributions.get(status=ContributionStatus.RECEIVED)
    answer = said.answers.get()
    assert "Example Terrace" in page(client, "feedback:coding-contribution", said.pk)
    client.post(
        reverse("feedback:coding-contribution", args=[said.pk]),
        {f"words_{answer.pk}": "Nobody came.", f"themes_{answer.pk}": [theme.pk]},
    )
    said.refresh_from_db()
    assert said.status == ContributionStatus.CODED
    add = reverse("feedback:finding-create", args=[activity.pk])
    words = {"kind": "improve", "text_cy": "Cyfeirnod.", "text_en": "A number."}
    assert client.post(add, words).status_code == 302
    finding = Finding.objects.get()
    for language in ("cy", "en"):
        client.post(reverse("feedback:finding-step", args=[finding.pk, language]))
    client.post(reverse("feedback:pack-create", args=[activity.pk]))
    pack = ResultsPack.objects.get()
    step = lambda name: reverse("feedback:pack-step", args=[pack.pk, name])  # noqa: E731
    client.post(step("check"))
    assert client.post(step("approve")).status_code == 403
    boss.post(step("approve"))
    assert "Deliver to the partner" in page(client, "feedback:pack-detail", pack.pk)
    client.post(step("deliver"))
    pack.refresh_from_db()
    assert pack.status == PackStatus.DELIVERED
    shown = page(client_of(reader), "feedback:results", pack.pk)
    assert "A number." in shown
    assert "Example Terrace" not in shown


def test_reading_own_words_is_recorded(activity, officer, client_of):
    said = activity.contributions.get(status=ContributionStatus.RECEIVED)
    page(client_of(officer), "feedback:coding-contribution", said.pk)
    entry = Entry.objects.get(action="contribution.viewed")
    assert (entry.actor_id, entry.target_id) == (str(officer.pk), str(said.pk))


def test_a_refused_form_keeps_everything(activity, officer, client_of):
    said = activity.contributions.get(status=ContributionStatus.RECEIVED)
    answer = said.answers.get()
    theme = ThemeFactory()
    response = client_of(officer).post(
        reverse("feedback:coding-contribution", args=[said.pk]),
        {f"words_{answer.pk}": "", f"themes_{answer.pk}": [theme.pk]},
    )
    text = response.content.decode()
    assert "There is a problem" in text
    assert "checked" in text


def test_a_pack_step_is_refused_with_a_sentence(activity, officer, client_of):
    pack = packs.create_pack(activity=activity, actor=officer)
    response = client_of(officer).post(
        reverse("feedback:pack-step", args=[pack.pk, "check"]), follow=True
    )
    assert "There is no finding yet." in response.content.decode()
    assert (
        client_of(officer)
        .post(reverse("feedback:pack-step", args=[pack.pk, "nonsense"]))
        .status_code
        == 404
    )


def test_looking_never_acts(coded, officer, reader, client_of):
    pack = delivered_pack(coded, author=officer)
    client = client_of(reader)
    for _ in range(2):
        page(client, "feedback:results", pack.pk)
        client.get(reverse("feedback:results-receipt", args=[pack.pk]))
        client.head(reverse("feedback:results", args=[pack.pk]))
    pack.refresh_from_db()
    assert pack.opened_at is None
    client.post(reverse("feedback:results-receipt", args=[pack.pk]))
    pack.refresh_from_db()
    assert pack.opened_at is not None


def test_another_organisation_finds_nothing(coded, officer, client_of):
    pack = delivered_pack(coded, author=officer)
    client = client_of(partner_user(OrganisationFactory()))
    answer = pack.answers.first()
    for name, args in [
        ("feedback:results", [pack.pk]),
        ("feedback:results-pdf", [pack.pk, "en"]),
        ("feedback:answer-edit", [answer.pk]),
        ("feedback:answer-progress", [answer.pk]),
    ]:
        assert client.get(reverse(name, args=args)).status_code == 404, name
    assert client.post(reverse("feedback:results-receipt", args=[pack.pk])).status_code == 404
    assert "Non-emergency" not in page(client, "feedback:results-list")


def test_the_partner_sees_nothing_before_it_is_delivered(coded, officer, reader, client_of):
    pack = pack_of(coded, author=officer)
    packs.check_disclosure(pack, actor=officer)
    assert client_of(reader).get(reverse("feedback:results", args=[pack.pk])).status_code == 404


def test_small_numbers_stay_off_the_portal(coded, officer, reader, client_of):
    pack = delivered_pack(coded, author=officer)
    shown = page(client_of(reader), "feedback:results", pack.pk)
    inside = page(client_of(officer), "feedback:pack-detail", pack.pk)
    cell = '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'
    # The control: staff see the exact counts, so they are there to leak.
    for number in (3, 19, 2, 27):
        assert cell.format(number) in inside
        assert cell.format(number) not in shown
    assert cell.format(15) in shown
    assert shown.count("fewer than 10") == 3
    assert "60%" in shown


def test_a_partner_answers_and_what_it_typed_stays_on_error(coded, officer, reader, client_of):
    pack = delivered_pack(coded, author=officer)
    answer = pack.answers.first()
    client = client_of(reader)
    url = reverse("feedback:answer-edit", args=[answer.pk])
    typed = {"status": "accepted", "action": "A number on every call.", "owner": ""}
    text = client.post(url, typed).content.decode()
    assert "A number on every call." in text
    assert "Say who is responsible." in text
    assert "Give the date by which it will be done." in text
    whole = typed | {"owner": "GLl", "due_on_day": "29", "due_on_month": "1", "due_on_year": "2027"}
    assert client.post(url, whole).status_code == 302
    saved = PartnerAnswer.objects.get(pk=answer.pk)
    assert (saved.status, saved.due_on) == (AnswerStatus.ACCEPTED, date(2027, 1, 29))
    # Answered is answered: the form leads back.
    assert client.get(url).status_code == 302


def test_the_language_switch_keeps_a_half_written_answer(coded, officer, reader, client_of):
    pack = delivered_pack(coded, author=officer)
    answer = pack.answers.first()
    url = reverse("feedback:answer-edit", args=[answer.pk]).replace("/en/", "/cy/", 1)
    response = client_of(reader).post(url, {"action": "Rhif ar bob galwad", "_switch": "1"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "Rhif ar bob galwad" in text
    assert 'lang="cy"' in text
    assert "govuk-error-message" not in text
    assert PartnerAnswer.objects.get(pk=answer.pk).status == AnswerStatus.AWAITED


def test_outcome_pages_before_and_after_telling(coded, officer, manager, client_of):
    delivered_pack(coded, author=officer)
    coded.refresh_from_db()
    outcome = ready_outcome(coded, author=officer)
    visitor = Client()
    public = reverse("feedback:outcome-public", args=[outcome.slug])
    step = lambda name: reverse("feedback:outcome-step", args=[outcome.pk, name])  # noqa: E731
    client, boss = client_of(officer), client_of(manager)
    client.post(step("publish"))
    assert visitor.get(public).status_code == 404
    assert client.post(step("approve")).status_code == 403
    boss.post(step("approve"))
    client.post(step("publish"))
    assert visitor.get(public).status_code == 404
    assert client.post(step("tell")).status_code == 403
    boss.post(step("tell"))
    assert visitor.get(public).status_code == 404
    client.post(step("publish"))
    assert visitor.get(public).status_code == 200
    for language, words in [("cy", "cyfeirnod"), ("en", "reference number")]:
        address = public.replace("/en/", f"/{language}/", 1)
        assert words in visitor.get(address).content.decode()
    assert outcome.slug in visitor.get(reverse("feedback:outcome-list")).content.decode()
    client.post(step("complete"))
    coded.refresh_from_db()
    assert coded.status == "completed"


def test_a_told_link_opens_before_publication_and_a_bad_one_never(coded, officer, manager):
    delivered_pack(coded, author=officer)
    coded.refresh_from_db()
    outcome = ready_outcome(coded, author=officer)
    early = outcome_link(outcome)
    visitor = Client()
    path = early[early.index("/en/") :] if "/en/" in early else early
    assert visitor.get(path).status_code == 410
    outcomes.approve_outcome(outcome, actor=manager)
    outcomes.tell_outcome(outcome, actor=manager)
    response = visitor.get(path)
    assert response.status_code == 200
    title = response.content.decode().split("<title>")[1].split("</title>")[0]
    assert "calls" not in title.lower()
    assert Outcome.objects.get().status == OutcomeStatus.TOLD
    assert visitor.get(reverse("feedback:outcome-told", args=["x" * 27])).status_code == 410


def test_a_reason_is_kept_without_what_no_database_keeps(coded, officer, client_of):
    delivered_pack(coded, author=officer)
    coded.refresh_from_db()
    outcome = ready_outcome(coded, author=officer)
    step = reverse("feedback:outcome-step", args=[outcome.pk, "reopen"])
    client_of(officer).post(step, {"reason": "Wrong\0 words."})
    outcome.refresh_from_db()
    assert outcome.status == OutcomeStatus.DRAFT
    assert Entry.objects.filter(action="outcome.draft").get().reason == "Wrong words."


OFFICE_LISTS = [
    "feedback:finding-list",
    "feedback:outcome-desk",
    "feedback:action-list",
    "feedback:report-list",
]


@pytest.mark.parametrize("name", OFFICE_LISTS)
def test_the_office_reads_and_others_do_not(name, officer, protector, reader, client_of):
    for user in (officer, protector):
        assert client_of(user).get(reverse(name)).status_code == 200
    assert client_of(reader).get(reverse(name)).status_code == 404
    assert Client().get(reverse(name)).status_code == 302


def test_colleagues_without_the_right_may_look_but_not_act(coded, officer, protector, client_of):
    pack = pack_of(coded, author=officer)
    client = client_of(protector)
    assert "<button" in page(client_of(officer), "feedback:pack-detail", pack.pk)
    assert "Check for small numbers" not in page(client, "feedback:pack-detail", pack.pk)
    said = coded.contributions.first()
    for name, args in [
        ("feedback:pack-step", [pack.pk, "check"]),
        ("feedback:coding-exclude", [said.pk]),
        ("feedback:report-create", []),
        ("feedback:action-create", []),
    ]:
        assert client.post(reverse(name, args=args)).status_code == 403, name
    assert client.get(reverse("feedback:coding", args=[coded.pk])).status_code == 403


def _fill(number, officer):
    for _ in range(number):
        row = activity_of()
        FindingFactory(activity=row, number=1)
        packs.create_pack(activity=row, actor=officer)
        BoardActionFactory()
        ReportFactory(written_by=officer)


@pytest.mark.parametrize("name", OFFICE_LISTS)
def test_lists_cost_the_same_for_one_and_three(name, officer, client_of):
    client = client_of(officer)
    counts = []
    for more in (1, 2):
        _fill(more, officer)
        with CaptureQueriesContext(connection) as captured:
            page(client, name)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_coding_queue_costs_the_same_for_one_and_three(officer, client_of):
    row = activity_of()
    question(row, 7, "text")
    client, counts = client_of(officer), []
    for more in (1, 2):
        for _ in range(more):
            contribution(row, status=ContributionStatus.RECEIVED, q7="Words.")
        with CaptureQueriesContext(connection) as captured:
            page(client, "feedback:coding", row.pk)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_report_goes_from_start_to_issue(officer, manager, client_of):
    client, boss = client_of(officer), client_of(manager)
    typed = {
        "title_cy": "Diweddariad",
        "title_en": "Update",
        "board_cy": "Bwrdd",
        "board_en": "Board",
        "lead_officer": "ACC Example",
        "timing": "quarterly",
        "purpose": "monitoring",
    }
    for name, day in [
        ("meeting_on", (10, 12, 2026)),
        ("period_from", (1, 7, 2026)),
        ("period_until", (10, 12, 2026)),
    ]:
        typed |= {
            f"{name}_{part}": n for part, n in zip(("day", "month", "year"), day, strict=True)
        }
    add = reverse("feedback:report-create")
    refused = client.post(add, typed | {"title_cy": ""})
    assert "Write this in both languages." in refused.content.decode()
    client.post(add, typed)
    report = Report.objects.get()
    step = lambda name: reverse("feedback:report-step", args=[report.pk, name])  # noqa: E731
    assert "12. Annexes" in page(client, "feedback:report-detail", report.pk)
    client.post(
        reverse("feedback:report-section", args=[report.pk, 5]),
        {"text_cy": "Grant.", "text_en": "A grant."},
    )
    client.post(step("freeze"))
    day = {"signed_on_day": 1, "signed_on_month": 12, "signed_on_year": 2026}
    assert "Say who signed." in client.post(step("sign"), day).content.decode()
    sign = day | {"signed_by": "ACC Example"}
    text = client.post(step("sign"), sign, follow=True).content.decode()
    assert "Not checked in both languages: section 5." in text
    for language in ("cy", "en"):
        client.post(reverse("feedback:section-check", args=[report.pk, 5, language]))
    client.post(step("sign"), sign)
    approve = {
        "interest_declared": "None",
        "approved_on_day": 2,
        "approved_on_month": 12,
        "approved_on_year": 2026,
    }
    assert client.post(step("approve"), approve).status_code == 403
    boss.post(step("approve"), approve)
    client.post(step("issue"))
    report.refresh_from_db()
    assert report.status == "issued"
    pdf = client.get(reverse("feedback:report-pdf", args=[report.pk, "cy"]))
    assert pdf.content.startswith(b"%PDF")


def test_an_action_is_followed_on_its_page(officer, client_of):
    client = client_of(officer)
    day = lambda name, d, m, y: {f"{name}_day": d, f"{name}_month": m, f"{name}_year": y}  # noqa: E731
    client.post(
        reverse("feedback:action-create"),
        {"text_cy": "Gwnewch.", "text_en": "Do.", "owner": "AW"}
        | day("raised_on", 22, 10, 2026)
        | day("due_on", 29, 1, 2027),
    )
    action = BoardAction.objects.get()
    assert action.reference == "VEF-2026-001"
    step = lambda name: reverse("feedback:action-step", args=[action.pk, name])  # noqa: E731
    half = client.post(step("update"), {"update-update_en": "Half done."})
    assert "Write the update in both languages." in half.content.decode()
    assert "Half done." in half.content.decode()
    client.post(step("update"), {"update-update_en": "Half.", "update-update_cy": "Hanner."})
    client.post(step("date"), {"date-reason": "Illness"} | day("date-due_on", 1, 3, 2027))
    client.post(step("move"), {"move-status": "closed"})
    action.refresh_from_db()
    assert (action.status, action.revised_due_on) == ("closed", date(2027, 3, 1))


def test_a_partners_words_are_translated_by_the_office(coded, officer, reader, client_of):
    pack = delivered_pack(coded, author=officer)
    answer = pack.answers.first()
    client_of(reader).post(
        reverse("feedback:answer-edit", args=[answer.pk]),
        {"status": "not-accepted", "reason": "Shifts."},
    )
    url = reverse("feedback:answer-translate", args=[answer.pk])
    detail = reverse("feedback:pack-detail", args=[pack.pk])
    assert url in client_of(officer).get(detail).content.decode()
    # Whoever only reads is offered nothing that would be refused.
    watching = UserFactory(role=Role.DATA_PROTECTION)
    assert url not in client_of(watching).get(detail).content.decode()
    client_of(officer).post(url, {"reason": "Sifftiau."})
    answer.refresh_from_db()
    assert (answer.reason_en, answer.reason_cy) == ("Shifts.", "Sifftiau.")
    waiting = pack.answers.filter(status="awaited").first()
    url = reverse("feedback:answer-translate", args=[waiting.pk])
    assert client_of(officer).get(url).status_code == 404


def test_the_desk_says_what_waits(coded, officer, manager, reader):
    pack = pack_of(coded, author=officer)
    today = clock.today()
    assert "Results to check" in desk.items(officer, today)[0].text
    packs.check_disclosure(pack, actor=officer)
    assert "wait for a manager" in desk.items(officer, today)[0].text
    assert "Results to approve" in desk.items(manager, today)[0].text
    assert desk.partner_items(reader, today) == []
    packs.approve_pack(pack, actor=manager)
    packs.deliver_pack(pack, actor=officer)
    owed = desk.partner_items(reader, today)
    assert (len(owed), owed[0].due, owed[0].group) == (1, pack.answer_due_on, "waiting")
    late = date(2030, 1, 1)
    assert desk.partner_items(reader, late)[0].group == "late"
    assert {item.group for item in desk.items(officer, late) if "late" in item.text} == {"late"}
    assert desk.items(UserFactory(role=Role.ADMINISTRATOR), today) == []


@pytest.mark.parametrize(
    "model",
    ["theme", "finding", "resultspack", "partneranswer", "outcome", "boardaction", "report"],
)
def test_the_admin_opens_every_record(model, coded, officer, manager, client_of):
    delivered_pack(coded, author=officer)
    coded.refresh_from_db()
    ready_outcome(coded, author=officer)
    ThemeFactory()
    BoardActionFactory()
    ReportFactory()
    client = client_of(manager)
    assert client.get(reverse(f"admin:feedback_{model}_changelist")).status_code == 200
    row = apps.get_model("feedback", model).objects.first()
    change = reverse(f"admin:feedback_{model}_change", args=[row.pk])
    assert client.get(change).status_code == 200
