"""The board report: twelve numbered sections in both languages, frozen, signed, issued."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from engagement.models import ActivityStatus
from feedback.errors import Locked, NotReady, OwnWork, ReasonMissing
from feedback.models import (
    AnswerStatus,
    PackStatus,
    PartnerAnswer,
    Rag,
    Report,
    ReportStatus,
    ResultsPack,
)
from feedback.reports import compose
from feedback.services import packs, reports
from tests.factories.accounts import UserFactory
from tests.factories.feedback import (
    BoardActionFactory,
    ReportFactory,
    activity_of,
    answered_a1,
    pack_of,
)
from vef.accounts.models import Role
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _demo_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def delivered(activity, author, *, due: date) -> ResultsPack:
    """Deliver without making the PDFs."""
    pack = pack_of(activity, author=author)
    packs.check_disclosure(pack, actor=author)
    ResultsPack.objects.filter(pk=pack.pk).update(
        status=PackStatus.DELIVERED,
        delivered_at=datetime(2026, 10, 1, tzinfo=UTC),
        answer_due_on=due,
    )
    for finding in activity.findings.all():
        PartnerAnswer.objects.create(pack=pack, finding=finding)
    type(activity).objects.filter(pk=activity.pk).update(status=ActivityStatus.RESULTS_DELIVERED)
    pack.refresh_from_db()
    return pack


def words(report, language) -> str:
    parts = []
    for section in compose(report, language):
        for block in section.blocks:
            parts += [block.heading, *block.paragraphs, *block.items]
            if block.table:
                parts += [cell.text for row in block.table.rows for cell in row]
    return "\n".join(parts)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_twelve_sections_all_numbered_and_none_empty(language):
    sections = compose(ReportFactory(), language)
    assert [section.number for section in sections] == list(range(1, 13))
    for section in sections:
        assert section.title
        numbers = [block.number for block in section.blocks]
        assert numbers == [f"{section.number}.{n}" for n in range(1, len(numbers) + 1)]
        assert all(block.paragraphs or block.items or block.table for block in section.blocks)
        assert section.blocks, section.number


def test_the_author_comes_before_what_is_computed_and_replaces_the_standing_words(officer):
    report = ReportFactory()
    section = report.sections.get(number=5)
    reports.write_section(section, actor=officer, text_en="One.\n\nTwo.", text_cy="Un.\n\nDau.")
    report.refresh_from_db()
    fifth = {s.number: s for s in compose(report, "cy")}[5]
    assert [(b.number, b.paragraphs) for b in fifth.blocks] == [("5.1", ["Un."]), ("5.2", ["Dau."])]
    sixth = {s.number: s for s in compose(report, "en")}[6]
    assert "no personnel considerations" in sixth.blocks[0].paragraphs[0]


def test_small_numbers_do_not_reach_the_board(officer):
    activity = activity_of(opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 20))
    answered_a1(activity, {"yes": 6, "no": 3})
    delivered(activity, officer, due=date(2026, 12, 30))
    text = words(ReportFactory(), "en")
    assert "People who took part: fewer than 10." in text
    assert "9" not in text.split("People who took part:")[1].split("\n")[0]
    assert "Too few people took part" in text
    # The control: the number is there to leak.
    assert activity.contributions.counted().count() == 9


def test_an_activity_is_shown_in_each_language_with_findings_and_answers(officer):
    activity = activity_of(opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 20))
    answered_a1(activity)
    pack = delivered(activity, officer, due=date(2026, 12, 30))
    answer = pack.answers.first()
    answer.status, answer.owner, answer.due_on = AnswerStatus.ACCEPTED, "GLl", date(2027, 1, 29)
    answer.action_en, answer.written_in = "A number on every call.", "en"
    answer.save()
    english, welsh = words(ReportFactory(), "en"), words(ReportFactory(), "cy")
    assert "People who took part: 25." in english
    assert "People want a reference number" in english
    assert "Mae pobl eisiau cyfeirnod" in welsh
    assert "Galwadau difrys" in welsh
    # Not translated yet: the partner's own words, marked as English.
    report = ReportFactory()
    cells = [
        cell
        for block in compose(report, "cy")[2].blocks
        if block.table
        for row in block.table.rows
        for cell in row
    ]
    assert ("A number on every call.", "en") in {(cell.text, cell.lang) for cell in cells}


def test_late_partners_are_listed_with_their_working_days_and_are_a_risk(officer):
    activity = activity_of(opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 20))
    pack = delivered(activity, officer, due=date(2026, 10, 30))
    sections = {s.number: s for s in compose(ReportFactory(), "en")}
    late = sections[3].blocks[-1]
    row = [cell.text for cell in late.table.rows[0]]
    # From 30 October to 23 November 2026 there are 16 working days.
    assert row[1:5] == [
        pack.organisation.name,
        "Answer to the results",
        "30 October 2026",
        "16",
    ]
    assert "Partner late with its answer" in sections[9].blocks[0].paragraphs[0]


def test_a_partner_in_time_is_not_late(officer):
    activity = activity_of(opens_on=date(2026, 9, 1), closes_on=date(2026, 9, 20))
    delivered(activity, officer, due=TODAY)
    sections = {s.number: s for s in compose(ReportFactory(), "en")}
    assert sections[3].blocks[-1].paragraphs == ["No partner is late."]
    assert "Partner late" not in str(sections[9].blocks)


def test_risk_says_so_when_there_is_none():
    ninth = compose(ReportFactory(), "en")[8]
    assert ninth.blocks[0].paragraphs == [
        "The records show no risk: no partner is late, and no action is red."
    ]


# The demo world's tracker (domain/demo-world.md §10) on 23 November 2026.
TRACKER = [
    ("001", date(2026, 3, 31), None, "closed", Rag.BLUE),
    ("003", date(2026, 9, 30), None, "awaiting-evidence", Rag.BLUE),
    ("004", date(2026, 12, 18), None, "in-progress", Rag.GREEN),
    ("005", date(2026, 12, 4), None, "in-progress", Rag.AMBER),
    ("006", date(2026, 10, 30), date(2026, 11, 27), "in-progress", Rag.AMBER),
    ("007", date(2026, 10, 30), None, "open", Rag.RED),
    ("008", date(2027, 1, 29), None, "open", Rag.GREEN),
    ("009", date(2026, 11, 20), None, "closed", Rag.BLUE),
    ("010", date(2027, 2, 26), None, "open", Rag.GREEN),
    ("011", date(2026, 12, 11), None, "open", Rag.GREEN),
    ("019", date(2026, 11, 13), date(2026, 11, 30), "in-progress", Rag.AMBER),
]


@pytest.mark.parametrize(("reference", "due", "revised", "status", "expected"), TRACKER)
def test_colours_of_the_tracker_are_computed(reference, due, revised, status, expected):
    action = BoardActionFactory(due_on=due, revised_due_on=revised, status=status)
    assert action.rag(TODAY) == expected
    annex = compose(ReportFactory(), "en")[11].blocks[0]
    assert annex.table.rows[0][-1].rag == expected
    # Never by colour alone.
    assert annex.table.rows[0][-1].text == str(expected.label)


def test_edges_of_the_colours():
    action = BoardActionFactory(due_on=TODAY)
    assert action.rag(TODAY) == Rag.RED
    action.due_on = date(2026, 12, 7)
    assert action.rag(TODAY) == Rag.AMBER
    action.due_on = date(2026, 12, 8)
    assert action.rag(TODAY) == Rag.GREEN


def test_every_step_in_order(officer, manager, monkeypatch):
    report = ReportFactory(written_by=officer)
    for _ in range(2):
        reports.freeze_figures(report, actor=officer)
    reports.sign_report(report, signed_by="ACC Example", signed_on=TODAY, actor=officer)
    reports.approve_report(report, interest_declared="None", approved_on=TODAY, actor=manager)
    for _ in range(2):
        reports.issue_report(report, actor=officer)
    report.refresh_from_db()
    assert report.status == ReportStatus.ISSUED
    assert (report.document_cy.language, report.document_en.language) == ("cy", "en")
    assert len(report.document_cy.digest) == 64
    before = report.document_en.digest
    with pytest.raises(TransitionError):
        reports.thaw_report(report, reason="No.", actor=officer)
    with pytest.raises(Locked):
        reports.write_section(report.sections.first(), actor=officer, text_en="x")
    assert Report.objects.get(pk=report.pk).document_en.digest == before


def test_nothing_is_skipped(officer, manager):
    report = ReportFactory(written_by=officer)
    with pytest.raises(TransitionError):
        reports.sign_report(report, signed_by="A", signed_on=TODAY, actor=officer)
    with pytest.raises(TransitionError):
        reports.issue_report(report, actor=officer)
    reports.freeze_figures(report, actor=officer)
    with pytest.raises(TransitionError):
        reports.approve_report(report, interest_declared="None", approved_on=TODAY, actor=manager)


def test_frozen_figures_stay_when_the_world_goes_on(officer):
    report = ReportFactory(written_by=officer)
    reports.freeze_figures(report, actor=officer)
    before = words(report, "en")
    BoardActionFactory(due_on=date(2026, 1, 1))
    assert words(report, "en") == before
    with pytest.raises(ReasonMissing):
        reports.thaw_report(report, reason="", actor=officer)
    reports.thaw_report(report, reason="An action was missing.", actor=officer)
    assert words(report, "en") != before


def test_a_section_in_one_language_only_stops_the_signature(officer):
    report = ReportFactory(written_by=officer)
    section = report.sections.get(number=5)
    reports.write_section(section, actor=officer, text_en="A grant.", text_cy="")
    reports.freeze_figures(report, actor=officer)
    with pytest.raises(NotReady) as refused:
        reports.sign_report(report, signed_by="A", signed_on=TODAY, actor=officer)
    assert len(refused.value.reasons) == 1
    reports.write_section(section, actor=officer, text_en="A grant.", text_cy="Grant.")
    for language in ("cy", "en"):
        reports.check_section(section, language=language, actor=officer)
    reports.sign_report(report, signed_by="A", signed_on=TODAY, actor=officer)


def test_the_author_does_not_approve_and_interest_is_declared(manager):
    report = ReportFactory(written_by=manager)
    reports.freeze_figures(report, actor=manager)
    reports.sign_report(report, signed_by="A", signed_on=TODAY, actor=manager)
    with pytest.raises(OwnWork):
        reports.approve_report(report, interest_declared="None", approved_on=TODAY, actor=manager)
    with pytest.raises(NotReady):
        reports.approve_report(
            report,
            interest_declared=" ",
            approved_on=TODAY,
            actor=UserFactory(role=Role.MANAGER),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=report.pk).update(approved_by=manager)


def test_the_same_report_reads_the_same_whatever_language_asks(officer):
    report = ReportFactory(written_by=officer)
    with in_language("cy"):
        one = words(report, "en")
    with in_language("en"):
        assert words(report, "en") == one


def test_nobody_approves_a_report_with_a_section_they_wrote(officer, manager):
    report = ReportFactory(written_by=officer)
    ours, theirs = report.sections.get(number=5), report.sections.get(number=6)
    reports.write_section(ours, actor=manager, text_en="A grant.", text_cy="Grant.")
    reports.write_section(theirs, actor=officer, text_en="A room.", text_cy="Ystafell.")
    for section in (ours, theirs):
        for language in ("cy", "en"):
            reports.check_section(section, language=language, actor=officer)
    reports.freeze_figures(report, actor=officer)
    reports.sign_report(report, signed_by="A", signed_on=TODAY, actor=officer)
    given = {"interest_declared": "None", "approved_on": TODAY}
    with pytest.raises(OwnWork):
        reports.approve_report(report, actor=manager, **given)
    reports.approve_report(report, actor=UserFactory(role=Role.MANAGER), **given)
