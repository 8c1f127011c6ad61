"""Who is offered "approve": never whoever wrote or checked any of it; the page says who may."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback import desk
from feedback.permissions import approvable, approvers
from feedback.services import findings, outcomes, packs, reports
from tests.factories.accounts import UserFactory
from tests.factories.feedback import (
    ReportFactory,
    activity_of,
    delivered_pack,
    pack_of,
    ready_outcome,
)
from vef.accounts.models import Role, User
from vef.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def another():
    return UserFactory(role=Role.MANAGER, name="Ceridwen Maesglas")


def outcome_written_last_by(user, *, author):
    activity = activity_of()
    delivered_pack(activity, author=author)
    activity.refresh_from_db()
    outcome = ready_outcome(activity, author=author)
    outcomes.reopen_outcome(outcome, reason="Wrong words.", actor=author)
    outcomes.update_outcome(outcome, actor=user, told_us_en="Mine.", told_us_cy="Fy ngeiriau.")
    for language in ("cy", "en"):
        outcomes.check_outcome_language(outcome, language=language, actor=author)
    return outcome


def pack_checked_by(user, *, author):
    pack = pack_of(activity_of(), author=author)
    packs.check_disclosure(pack, actor=user)
    return pack


def report_with_a_section_by(user, *, author):
    report = ReportFactory(written_by=author)
    section = report.sections.get(number=5)
    reports.write_section(section, actor=user, text_en="A grant.", text_cy="Grant.")
    for language in ("cy", "en"):
        reports.check_section(section, language=language, actor=author)
    reports.freeze_figures(report, actor=author)
    reports.sign_report(report, signed_by="A", signed_on=clock.today(), actor=author)
    return report


KINDS = [
    ("feedback:outcome-detail", "feedback:outcome-step", outcome_written_last_by),
    ("feedback:pack-detail", "feedback:pack-step", pack_checked_by),
    ("feedback:report-detail", "feedback:report-step", report_with_a_section_by),
]


@pytest.mark.parametrize(("name", "step", "make"), KINDS)
def test_approve_is_offered_to_others_only_and_the_page_says_to_whom(
    name, step, make, officer, manager, another, client_of
):
    row = make(manager, author=officer)
    approve = reverse(step, args=[row.pk, "approve"])
    own = client_of(manager).get(reverse(name, args=[row.pk])).content.decode()
    assert approve not in own
    assert "Who may do so now:" in own
    assert another.name in own
    assert approve in client_of(another).get(reverse(name, args=[row.pk])).content.decode()
    assert (approvable([row], manager), approvable([row], another)) == (set(), {row.pk})
    assert another in approvers(row)
    assert manager not in approvers(row)


@pytest.mark.parametrize(("name", "step", "make"), KINDS)
def test_an_office_with_one_manager_is_told_how_to_go_on(
    name, step, make, officer, manager, client_of
):
    row = make(manager, author=officer)
    User.objects.filter(role=Role.MANAGER).exclude(pk=manager.pk).update(is_active=False)
    assert approvers(row) == []
    page = client_of(manager).get(reverse(name, args=[row.pk])).content.decode()
    assert "Nobody may do so now, because every manager wrote or checked some of it." in page


def test_a_finding_written_last_by_the_manager_keeps_them_from_approving(officer, manager):
    pack = pack_of(activity_of(), author=officer)
    finding = pack.activity.findings.first()
    findings.update_finding(finding, actor=manager, text_en="Mine.", text_cy="Fy ngeiriau.")
    for language in ("cy", "en"):
        findings.check_finding(finding, language=language, actor=officer)
    packs.check_disclosure(pack, actor=officer)
    assert manager.pk not in {user.pk for user in approvers(pack)}
    assert approvable([pack], manager) == set()


def test_the_desk_asks_once_for_all_that_waits(officer, manager):
    counts = []
    for made in (1, 2):
        for _ in range(made):
            for _name, _step, make in KINDS:
                make(manager, author=officer)
        with CaptureQueriesContext(connection) as queries:
            texts = [item.text for item in desk.items(manager, clock.today())]
        counts.append(len(queries))
        assert not [text for text in texts if "to approve" in text]
    assert counts[0] == counts[1]
