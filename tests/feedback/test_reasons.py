"""Reasons typed with a step: short enough, kept if they are not, and in either language."""

import pytest
from django.urls import reverse
from django.utils import translation

from engagement.models import ContributionStatus
from feedback.forms import ActionUpdateForm, AnswerForm
from feedback.models import BoardAction
from feedback.services import packs, reports
from tests.factories.feedback import (
    BoardActionFactory,
    ReportFactory,
    activity_of,
    contribution,
    delivered_pack,
    pack_of,
    question,
    ready_outcome,
)
from vef.audit.models import Entry
from vef.common.forms import LONGEST_REASON

pytestmark = pytest.mark.django_db
TOO_LONG = "Because " + "of this and that, " * 200


def a_pack(officer):
    pack = pack_of(activity_of(), author=officer)
    packs.check_disclosure(pack, actor=officer)
    return pack, "feedback:pack-step", [pack.pk, "reopen"], "reason"


def an_outcome(officer):
    activity = activity_of()
    delivered_pack(activity, author=officer)
    activity.refresh_from_db()
    outcome = ready_outcome(activity, author=officer)
    return outcome, "feedback:outcome-step", [outcome.pk, "reopen"], "reason"


def a_report(officer):
    report = ReportFactory(written_by=officer)
    reports.freeze_figures(report, actor=officer)
    return report, "feedback:report-step", [report.pk, "thaw"], "reason"


def a_contribution(officer):
    activity = activity_of()
    question(activity, 7, "text")
    row = contribution(activity, status=ContributionStatus.RECEIVED, q7="They were kind.")
    return row, "feedback:coding-exclude", [row.pk], "exclude-reason"


def an_action(officer):
    row = BoardActionFactory()
    return row, "feedback:action-step", [row.pk, "date"], "date-reason"


WITH_A_REASON = [a_pack, an_outcome, a_report, a_contribution, an_action]


@pytest.mark.parametrize("make", WITH_A_REASON)
def test_a_reason_too_long_is_kept_on_the_page_and_said_beside_it(make, officer, client_of):
    row, name, args, field = make(officer)
    before = Entry.objects.count()
    answer = client_of(officer).post(reverse(name, args=args), {field: TOO_LONG})
    words = answer.content.decode()
    assert answer.status_code == 200
    assert TOO_LONG.strip() in words
    assert "govuk-error-summary" in words
    assert f'href="#id_{field}"' in words
    assert str(LONGEST_REASON) in words
    status = row.status
    row.refresh_from_db()
    assert row.status == status
    done = {entry.action for entry in Entry.objects.order_by("id")[before:]}
    assert done <= {"contribution.viewed"}


@pytest.mark.parametrize("make", WITH_A_REASON)
def test_changing_the_language_keeps_the_reason_and_takes_no_step(make, officer, client_of):
    row, name, args, field = make(officer)
    with translation.override("cy"):
        url = reverse(name, args=args)
    answer = client_of(officer).post(url, {field: "A finding was", "_switch": "1"})
    words = answer.content.decode()
    assert (answer.status_code, url[:4]) == (200, "/cy/")
    assert ">\nA finding was</textarea>" in words
    assert 'id="main-form"' in words
    assert 'name="_switch"' in words
    assert "govuk-error-summary" not in words
    status = row.status
    row.refresh_from_db()
    assert row.status == status


@pytest.mark.parametrize("make", [a_pack, an_outcome, a_report])
def test_an_empty_reason_is_asked_for_on_the_page(make, officer, client_of):
    _row, name, args, _field = make(officer)
    words = client_of(officer).post(reverse(name, args=args), {"reason": " "}).content.decode()
    assert "Say why." in words
    assert '<details class="govuk-details" open>' in words


def test_leaving_out_keeps_the_reading_as_it_was(officer, client_of):
    row, name, args, field = a_contribution(officer)
    words = client_of(officer).post(reverse(name, args=args), {field: ""}).content.decode()
    assert f'action="{reverse("feedback:coding-contribution", args=[row.pk])}"' in words
    assert words.count("govuk-error-summary__title") == 1
    assert "They were kind." in words


def test_what_a_partner_or_a_board_reads_stays_short_enough(officer):
    answer = AnswerForm({"status": "accepted", "action": TOO_LONG, "reason": TOO_LONG})
    assert {"action", "reason"} <= set(answer.errors)
    update = ActionUpdateForm({"update_cy": TOO_LONG, "update_en": "x"}, instance=BoardAction())
    assert set(update.errors) == {"update_cy"}


def test_a_browser_is_not_told_to_cut_off_what_is_pasted():
    assert "maxlength" not in str(AnswerForm()["reason"])
