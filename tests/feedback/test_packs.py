"""Results packs: every lawful step, every refused one, and what leaves the office."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from engagement.models import ActivityStatus, ContributionStatus
from feedback import figures
from feedback.errors import (
    ActivityStillOpen,
    NotReady,
    NotYours,
    OwnWork,
    PackFrozen,
    ReasonMissing,
)
from feedback.models import AnswerStatus, PackStatus, ResultsPack
from feedback.services import coding, findings, packs
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.feedback import (
    FindingFactory,
    ThemeFactory,
    activity_of,
    answered_a1,
    contribution,
    delivered_pack,
    pack_of,
    question,
)
from tests.factories.partners import OrganisationFactory
from vef.accounts.models import Role
from vef.common import clock
from vef.common.steps import TransitionError
from vef.common.workdays import add_working_days
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


def test_a_pack_waits_for_the_activity_to_close(officer):
    activity = activity_of(status=ActivityStatus.OPEN)
    with pytest.raises(ActivityStillOpen):
        packs.create_pack(activity=activity, actor=officer)


def test_starting_a_pack_twice_makes_one(officer):
    activity = activity_of()
    first = packs.create_pack(activity=activity, actor=officer)
    assert packs.create_pack(activity=activity, actor=UserFactory()) == first
    assert ResultsPack.objects.get().written_by == officer


def test_it_says_everything_that_is_missing(officer):
    activity = activity_of()
    contribution(activity, status=ContributionStatus.RECEIVED)
    pack = packs.create_pack(activity=activity, actor=officer)
    with pytest.raises(NotReady) as refused:
        packs.check_disclosure(pack, actor=officer)
    assert len(refused.value.reasons) == 2
    FindingFactory(activity=activity, number=1, checked=False)
    assert len(packs.missing_for_check(pack)) == 2
    pack.refresh_from_db()
    assert pack.status == PackStatus.DRAFT
    assert pack.figures == {}


def test_every_step_in_order_and_each_twice(officer, manager):
    organisation = OrganisationFactory()
    reader = partner_user(organisation)
    activity = activity_of(organisation, answer_within_days=20)
    answered_a1(activity)
    pack = pack_of(activity, author=officer)
    for _ in range(2):
        packs.check_disclosure(pack, actor=officer)
    assert pack.status == PackStatus.DISCLOSURE_CHECKED
    for _ in range(2):
        packs.approve_pack(pack, actor=manager)
    for _ in range(2):
        packs.deliver_pack(pack, actor=officer)
    pack.refresh_from_db()
    activity.refresh_from_db()
    assert pack.status == PackStatus.DELIVERED
    assert pack.answer_due_on == add_working_days(clock.today(), 20)
    assert activity.status == ActivityStatus.RESULTS_DELIVERED
    assert [answer.status for answer in pack.answers.all()] == [AnswerStatus.AWAITED] * 2
    assert {pack.document_cy.language, pack.document_en.language} == {"cy", "en"}
    told = Message.objects.filter(kind="feedback.results-delivered")
    expected = {str(reader.pk), str(activity.entry.request.author_id)}
    assert sorted(told.values_list("recipient_id", flat=True)) == sorted(expected)


def test_nothing_is_skipped(officer, manager):
    pack = pack_of(activity_of(), author=officer)
    with pytest.raises(TransitionError):
        packs.approve_pack(pack, actor=manager)
    with pytest.raises(TransitionError):
        packs.deliver_pack(pack, actor=officer)
    packs.check_disclosure(pack, actor=officer)
    with pytest.raises(TransitionError):
        packs.deliver_pack(pack, actor=officer)
    pack.refresh_from_db()
    assert (pack.delivered_at, pack.document_cy, pack.answers.count()) == (None, None, 0)


def test_nobody_approves_what_they_wrote_or_checked(manager):
    other = UserFactory(role=Role.MANAGER)
    pack = pack_of(activity_of(), author=manager)
    packs.check_disclosure(pack, actor=other)
    for author in (manager, other):
        with pytest.raises(OwnWork):
            packs.approve_pack(pack, actor=author)
    with pytest.raises(IntegrityError), transaction.atomic():
        ResultsPack.objects.filter(pk=pack.pk).update(approved_by=manager)


def test_taking_a_pack_back_needs_a_reason_and_forgets_the_figures(officer):
    activity = activity_of()
    answered_a1(activity)
    pack = pack_of(activity, author=officer)
    packs.check_disclosure(pack, actor=officer)
    with pytest.raises(ReasonMissing):
        packs.reopen_pack(pack, reason=" ", actor=officer)
    packs.reopen_pack(pack, reason="A finding was unclear.", actor=officer)
    pack.refresh_from_db()
    assert (pack.status, pack.figures, pack.checked_by) == (PackStatus.DRAFT, {}, None)


def test_a_delivered_pack_never_goes_back(officer):
    pack = delivered_pack(activity_of(), author=officer)
    with pytest.raises(TransitionError):
        packs.reopen_pack(pack, reason="No.", actor=officer)


def test_findings_and_answers_are_frozen_with_the_figures(officer):
    activity = activity_of()
    question(activity, 7, "text")
    said = contribution(activity, q7="They were kind.")
    pack = pack_of(activity, author=officer)
    finding = activity.findings.first()
    packs.check_disclosure(pack, actor=officer)
    with pytest.raises(PackFrozen):
        findings.update_finding(finding, actor=officer, text_en="Other words.")
    with pytest.raises(PackFrozen):
        findings.create_finding(activity=activity, actor=officer, text_en="One more.")
    with pytest.raises(PackFrozen):
        coding.exclude_contribution(said, reason="Late", actor=officer)


def test_small_numbers_do_not_leave(officer):
    activity = activity_of()
    answered_a1(activity)
    exact = figures.count(activity)
    # The control: there is something to leak.
    assert exact.questions[0].counts == {"video-1": 3, "video-2": 19, "none": 2, "unsure": 3}
    pack = pack_of(activity, author=officer)
    packs.check_disclosure(pack, actor=officer)
    pack.refresh_from_db()
    table = pack.figures["questions"][0]
    assert table["base"] == 25
    shown = {cell["label"]["en"]: (cell["shown"], cell["percent"]) for cell in table["cells"]}
    assert shown == {
        "video-1 en": (None, None),
        "video-2 en": (15, 60),
        "none en": (None, None),
        "unsure en": (None, None),
    }
    assert not _numbers(pack.figures) & {2, 3, 19, 27}


def _numbers(value):
    if isinstance(value, dict):
        return set().union(*(_numbers(item) for item in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(_numbers(item) for item in value)) if value else set()
    return {value} if isinstance(value, int) else set()


def test_fewer_than_ten_people_give_no_table_at_all(officer):
    activity = activity_of()
    answered_a1(activity, {"yes": 6, "no": 3})
    pack = pack_of(activity, author=officer)
    packs.check_disclosure(pack, actor=officer)
    assert pack.figures["taken_part"] is None
    assert pack.figures["questions"][0] | {"text": ""} == {
        "number": 4,
        "kind": "single",
        "indicator": "",
        "text": "",
        "base": None,
        "cells": [],
    }


def test_figures_are_frozen_once(officer):
    activity = activity_of()
    answered_a1(activity)
    pack = pack_of(activity, author=officer)
    packs.check_disclosure(pack, actor=officer)
    before = json.dumps(pack.figures)
    for _ in range(10):
        contribution(activity, q4=["video-1"])
    packs.check_disclosure(pack, actor=officer)
    pack.refresh_from_db()
    assert pack.figures == json.loads(before)


def test_a_theme_few_people_spoke_of_is_not_named(officer):
    activity = activity_of()
    question(activity, 7, "text")
    few, many = ThemeFactory(name_en="Rare", name_cy="Prin"), ThemeFactory(name_en="Common")
    for number in range(12):
        said = contribution(activity, status=ContributionStatus.CHECKED, q7=f"Words {number}.")
        answer = said.answers.get()
        answer.redacted = "Words."
        answer.save(update_fields=["redacted"])
        chosen = [many, few] if number < 3 else [many]
        coding.code_contribution(said, themes={answer.pk: chosen}, actor=officer)
    pack = pack_of(activity, author=officer)
    packs.check_disclosure(pack, actor=officer)
    assert dict(figures.count(activity).themes) == {few: 3, many: 12}
    assert [theme["shown"] for theme in pack.figures["themes"]] == [10]
    assert "Rare" not in json.dumps(pack.figures)


def test_an_excluded_contribution_is_not_counted(officer):
    activity = activity_of()
    answered_a1(activity)
    coding.exclude_contribution(
        activity.contributions.first(), reason="A test entry", actor=officer
    )
    assert figures.count(activity).taken_part == 26


def test_only_the_partner_itself_says_it_has_the_results(officer):
    organisation = OrganisationFactory()
    pack = delivered_pack(activity_of(organisation), author=officer)
    with pytest.raises(NotYours):
        packs.note_receipt(pack, actor=partner_user(OrganisationFactory()))
    reader = partner_user(organisation)
    packs.note_receipt(pack, actor=reader)
    first = pack.opened_at
    packs.note_receipt(pack, actor=reader)
    pack.refresh_from_db()
    assert pack.opened_at == first


def test_the_deadline_counts_working_days_over_christmas(officer, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 12, 18))
    pack = delivered_pack(activity_of(answer_within_days=5), author=officer)
    # 21, 22, 23, 24 December, then 29: 25 and 28 are bank holidays.
    assert pack.answer_due_on == date(2026, 12, 29)


def test_nobody_approves_a_pack_that_holds_a_finding_of_theirs(officer, manager):
    activity = activity_of()
    pack = pack_of(activity, author=officer)
    finding = activity.findings.first()
    findings.update_finding(finding, actor=manager, text_en="Mine.", text_cy="Fy ngeiriau.")
    for language in ("cy", "en"):
        findings.check_finding(finding, language=language, actor=officer)
    packs.check_disclosure(pack, actor=officer)
    with pytest.raises(OwnWork):
        packs.approve_pack(pack, actor=manager)
    packs.approve_pack(pack, actor=UserFactory(role=Role.MANAGER))
    assert pack.status == PackStatus.APPROVED
