"""How long things are kept: listed, agreed by a second person, and gone on their day."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from database.keeping import Rule, rules
from database.models import (
    LegalHold,
    Person,
    PersonStatus,
    RetentionRule,
    RetentionRun,
    SelfServiceCode,
)
from database.seed import keeping as seeded
from database.services import retention
from database.services.retention import (
    AHEAD,
    AlreadyListed,
    ListChanged,
    NothingDue,
    SamePerson,
    approve,
    cancel,
    clear_agreed,
    clear_by_itself,
    digest_of,
    items_of,
    list_due,
)
from engagement.models import Contribution, Exclusion
from tests.factories.database import ConsentFactory, PersonFactory, contactable_person
from tests.factories.engagement import (
    AnswerFactory,
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    open_survey,
)
from tests.factories.outbox import MessageFactory
from vef.audit.models import Entry
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import issue_link
from vef.common.models import Link
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def seeds(db, settings, tmp_path):
    settings.LEDGER_DIR = tmp_path / "ledger"
    seeded.seed()


def row(code: str) -> RetentionRule:
    return RetentionRule.objects.get(code=code)


# --- One of each sort, whose time runs from a moment --------------------------------------


def withdrawn(at):
    return PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=at)


def unconfirmed(at):
    return PersonFactory(status=PersonStatus.PENDING, created_at=at)


def lapsed(at):
    return contactable_person(consent_at=at)


def told(at):
    activity = open_survey()
    with clock.held_at(at):
        record(SYSTEM, "activity.outcome-told", activity)
    return activity


def named_answer(at):
    return ContributionFactory(invitation=InvitationFactory(batch=BatchFactory(activity=told(at))))


def left_out(at):
    batch = BatchFactory(activity=told(at))
    return Exclusion.objects.create(batch=batch, person=PersonFactory(), reason_code="paused")


def message(at):
    return MessageFactory(status="cancelled", settled_at=at)


def link(at):
    issue_link(scope="x", target_id=PersonFactory().pk, expires_at=at)
    return Link.objects.latest("created_at")


def code(at):
    return SelfServiceCode.objects.create(
        person=PersonFactory(), channel="sms", code_hash="x", expires_at=at
    )


def session(at):
    key = f"k{Session.objects.count()}"
    return Session.objects.create(session_key=key, session_data="x", expire_date=at)


MAKERS: dict[str, Callable[[Any], Any]] = {
    "withdrawn": withdrawn,
    "unconfirmed": unconfirmed,
    "lapsed": lapsed,
    "answers": named_answer,
    "left-out": left_out,
    "messages": message,
    "links": link,
    "codes": code,
    "sessions": session,
}


def number_of(rule: Rule) -> int:
    return rule.rows().count()


def listed(code: str, actor, **how) -> RetentionRun:
    return list_due(row(code), actor=actor, **how)


def agreed(run: RetentionRun, actor) -> None:
    approve(run, digest=run.digest, actor=actor)


# --- Every rule ----------------------------------------------------------------------------


def test_every_rule_has_its_row_and_every_row_its_rule():
    assert set(rules()) == set(RetentionRule.objects.values_list("code", flat=True)) == set(MAKERS)


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_time_travel_nothing_some_not_yet_and_then_none(code, protector, manager):
    rule, days = rules()[code], row(code).days
    now = clock.now()
    with clock.held_at(now):
        assert number_of(rule) == 0
        for _number in range(3):
            MAKERS[code](now)
        many = number_of(rule)
        assert many == 3
    almost = now + timedelta(days=days) - HOUR
    with clock.held_at(almost):
        clear_by_itself()
        if row(code).needs_approval:
            run = listed(code, protector)
            assert run.count == many
            agreed(run, manager)
            clear_agreed()
        assert number_of(rule) == many
    with clock.held_at(almost + 2 * HOUR):
        if row(code).needs_approval:
            clear_agreed()
        else:
            clear_by_itself()
        assert number_of(rule) == 0
        run = RetentionRun.objects.get()
        assert (run.status, run.gone, run.ids) == ("done", many, [])
        # A second run of anything changes nothing.
        assert clear_agreed() == clear_by_itself() == 0


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_a_list_says_what_goes_and_when(code, protector):
    at = clock.now() - timedelta(days=row(code).days) - DAY
    MAKERS[code](at)
    run = listed(code, protector)
    (item,) = items_of(run)
    assert item.label
    assert item.goes_at == at + timedelta(days=row(code).days)


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_a_list_asks_as_much_of_three_rows_as_of_one(code, protector):
    at = clock.now() - timedelta(days=1000)
    MAKERS[code](at)
    one = listed(code, protector)
    with CaptureQueriesContext(connection) as few:
        items_of(one)
    cancel(one, reason="x", actor=protector)
    MAKERS[code](at)
    MAKERS[code](at)
    three = listed(code, protector)
    with CaptureQueriesContext(connection) as more:
        assert len(items_of(three)) == 3
    assert len(more) == len(few)


# --- Who is not touched ---------------------------------------------------------------------


def old() -> Any:
    return clock.now() - timedelta(days=2000)


def test_people_come_under_the_rule_of_their_standing_only():
    erased = PersonFactory(status=PersonStatus.ERASED, withdrawn_at=old(), created_at=old())
    joining = unconfirmed(old())
    agreed_by_phone = unconfirmed(old())
    ConsentFactory(person=agreed_by_phone)
    renewed = lapsed(old())
    fresh = lapsed(clock.now() - DAY)
    found = {
        code: set(rules()[code].rows().values_list("pk", flat=True))
        for code in ("withdrawn", "unconfirmed", "lapsed")
    }
    assert erased.pk not in set().union(*found.values())
    assert found["unconfirmed"] == {joining.pk}
    assert {renewed.pk, fresh.pk} <= found["lapsed"]
    due = rules()["lapsed"].due(clock.now(), 913)
    assert set(due.values_list("pk", flat=True)) == {renewed.pk}


def test_a_message_in_doubt_waits_for_a_person_however_old():
    MessageFactory(status="unknown", settled_at=old())
    assert rules()["messages"].rows().count() == 0


def test_a_hold_keeps_and_is_counted(protector, manager):
    gone, kept = withdrawn(old()), withdrawn(old())
    LegalHold.objects.create(
        person=kept, reason="A complaint", set_by=manager, review_on=clock.today()
    )
    run = listed("withdrawn", protector)
    assert (run.count, run.held, run.ids) == (1, 1, [str(gone.pk)])
    agreed(run, manager)
    clear_agreed()
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.status, kept.status) == ("erased", "withdrawn")


def test_a_hold_set_after_the_list_was_agreed_keeps_too(protector, manager):
    person = withdrawn(old())
    run = listed("withdrawn", protector)
    agreed(run, manager)
    LegalHold.objects.create(
        person=person, reason="A complaint", set_by=manager, review_on=clock.today()
    )
    clear_agreed()
    person.refresh_from_db()
    run.refresh_from_db()
    assert person.status == "withdrawn"
    assert (run.status, run.gone) == ("done", 0)


@pytest.mark.parametrize("code", ["answers", "left-out"])
def test_a_hold_on_the_person_keeps_the_tie(code, protector, manager):
    row_ = MAKERS[code](old())
    person = row_.person if code == "left-out" else row_.invitation.person
    LegalHold.objects.create(person=person, reason="x", set_by=manager, review_on=clock.today())
    with pytest.raises(NothingDue):
        listed(code, protector)


def test_somebody_who_came_back_after_the_list_stays(protector, manager):
    person = withdrawn(clock.now() - timedelta(days=29))
    run = listed("withdrawn", protector)
    agreed(run, manager)
    Person.objects.filter(pk=person.pk).update(status=PersonStatus.ACTIVE, withdrawn_at=None)
    clear_agreed()
    run.refresh_from_db()
    person.refresh_from_db()
    assert (run.status, run.gone, person.status) == ("done", 0, "active")


def test_names_go_and_what_was_said_stays(protector, manager):
    contribution = named_answer(old())
    plain = AnswerFactory(contribution=contribution, codes=["yes"], text="Nobody is named here")
    redacted = AnswerFactory(
        contribution=contribution, codes=[], text="Ask Mair", redacted="Ask [name]"
    )
    unsent = ContributionFactory(
        invitation=InvitationFactory(batch=BatchFactory(activity=contribution.activity)),
        is_finished=False,
    )
    run = listed("answers", protector)
    assert run.count == 2
    agreed(run, manager)
    clear_agreed()
    contribution.refresh_from_db()
    assert (contribution.invitation, contribution.is_anonymous) == (None, True)
    plain.refresh_from_db()
    redacted.refresh_from_db()
    assert (plain.codes, plain.text) == (["yes"], "Nobody is named here")
    assert (redacted.text, redacted.redacted) == ("", "Ask [name]")
    assert not Contribution.objects.filter(pk=unsent.pk).exists()


# --- Listing and deciding --------------------------------------------------------------------


def test_what_falls_due_within_a_week_is_listed_and_goes_on_its_own_day(protector, manager):
    now = clock.now()
    today = withdrawn(now - timedelta(days=30))
    in_six_days = withdrawn(now - timedelta(days=24))
    withdrawn(now - timedelta(days=20))
    run = listed("withdrawn", protector)
    assert run.ids == [str(today.pk), str(in_six_days.pk)]
    agreed(run, manager)
    assert clear_agreed() == 1
    run.refresh_from_db()
    assert (run.status, run.gone, run.ids) == ("approved", 1, [str(in_six_days.pk)])
    with clock.held_at(now + timedelta(days=5, hours=23)):
        assert clear_agreed() == 0
    with clock.held_at(now + timedelta(days=6)):
        assert clear_agreed() == 1
    run.refresh_from_db()
    assert (run.status, run.gone, run.ids) == ("done", 2, [])


def test_the_digest_is_that_of_the_ids_in_order(protector):
    first, second = withdrawn(old()), withdrawn(old() + DAY)
    run = listed("withdrawn", protector)
    text = f"{first.pk}\n{second.pk}"
    assert run.digest == hashlib.sha256(text.encode()).hexdigest() == digest_of(run.ids)


def test_nothing_due_makes_no_list(protector):
    withdrawn(clock.now())
    with pytest.raises(NothingDue):
        listed("withdrawn", protector)
    assert not RetentionRun.objects.exists()


def test_one_list_at_a_time(protector, manager):
    withdrawn(old())
    run = listed("withdrawn", protector)
    with pytest.raises(AlreadyListed):
        listed("withdrawn", manager)
    cancel(run, reason="Not yet", actor=manager)
    assert listed("withdrawn", protector).count == 1


def test_whoever_listed_it_may_not_agree(protector, manager):
    withdrawn(old())
    run = listed("withdrawn", protector)
    with pytest.raises(SamePerson):
        agreed(run, protector)
    agreed(run, manager)
    assert run.approved_by == manager
    # Agreeing twice changes nothing.
    assert not approve(run, digest=run.digest, actor=manager)


def test_the_database_itself_refuses_the_same_person_twice(protector):
    withdrawn(old())
    run = listed("withdrawn", protector)
    with pytest.raises(IntegrityError), transaction.atomic():
        RetentionRun.objects.filter(pk=run.pk).update(approved_by=protector)


def test_only_the_list_that_was_read_over_is_agreed_to(protector, manager):
    withdrawn(old())
    run = listed("withdrawn", protector)
    with pytest.raises(ListChanged):
        approve(run, digest="0" * 64, actor=manager)
    RetentionRun.objects.filter(pk=run.pk).update(ids=[*run.ids, str(PersonFactory().pk)])
    with pytest.raises(ListChanged):
        approve(run, digest=run.digest, actor=manager)


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_what_is_over_takes_no_step(status, protector, manager):
    withdrawn(old())
    run = listed("withdrawn", protector)
    if status == "cancelled":
        cancel(run, reason="x", actor=manager)
    else:
        agreed(run, manager)
        clear_agreed()
        run.refresh_from_db()
    with pytest.raises(TransitionError):
        approve(run, digest=run.digest, actor=manager)
    if status == "done":
        with pytest.raises(TransitionError):
            cancel(run, reason="x", actor=manager)


def test_a_list_may_be_stopped_half_way(protector, manager):
    now = clock.now()
    withdrawn(now - timedelta(days=30))
    later = withdrawn(now - timedelta(days=25))
    run = listed("withdrawn", protector)
    agreed(run, manager)
    clear_agreed()
    cancel(run, reason="They want to come back", actor=manager)
    assert (run.status, run.gone, run.ids) == ("cancelled", 1, [])
    with clock.held_at(now + timedelta(days=9)):
        assert clear_agreed() == 0
    later.refresh_from_db()
    assert later.status == "withdrawn"


def test_a_rule_that_is_switched_off_clears_nothing_by_itself():
    code(old())
    RetentionRule.objects.update(is_active=False)
    assert clear_by_itself() == 0
    assert SelfServiceCode.objects.count() == 1


def test_rules_with_a_second_person_never_run_by_themselves():
    withdrawn(old())
    lapsed(old())
    clear_by_itself()
    assert not Person.objects.filter(status=PersonStatus.ERASED).exists()
    assert not RetentionRun.objects.exists()


def test_a_long_list_is_cut_and_the_rest_follows(protector, manager, monkeypatch):
    monkeypatch.setattr(retention, "MOST", 2)
    for _number in range(3):
        message(old())
    run = listed("messages", protector)
    assert run.count == 2
    agreed(run, manager)
    assert clear_agreed() == 2
    assert listed("messages", protector).count == 1


# --- Killed half-way ---------------------------------------------------------------------


def test_killed_between_two_batches_it_goes_on_where_it_stopped(protector, manager, monkeypatch):
    for _number in range(7):
        message(old())
    rule = rules()["messages"]
    monkeypatch.setattr(type(rule), "batch", 3)
    run = listed("messages", protector)
    agreed(run, manager)
    real, calls = rule.clear, []

    def die_at_the_second(ids, *, actor):
        calls.append(len(ids))
        gone = real(ids, actor=actor)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return gone

    monkeypatch.setattr(rule, "clear", die_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        clear_agreed()
    run.refresh_from_db()
    # The batch in hand was undone as a whole; what went before stays gone.
    assert (run.status, run.gone, len(run.ids)) == ("approved", 3, 4)
    assert rule.rows().count() == 4
    monkeypatch.setattr(rule, "clear", real)
    assert clear_agreed() == 4
    run.refresh_from_db()
    assert (run.status, run.gone, run.ids) == ("done", 7, [])


def test_out_of_time_it_leaves_the_rest_for_the_next(protector, manager):
    for _number in range(3):
        message(old())
    run = listed("messages", protector)
    agreed(run, manager)
    assert clear_agreed(seconds=-1) == 0
    assert clear_agreed() == 3


# --- What is left afterwards ----------------------------------------------------------------


def test_the_record_of_what_went_holds_counts_and_no_content(protector, manager):
    person = withdrawn(old())
    run = listed("withdrawn", protector)
    agreed(run, manager)
    clear_agreed()
    run.refresh_from_db()
    assert str(person.pk) not in str(vars(run))
    entries = {e.action: e for e in Entry.objects.filter(target_id=str(run.pk))}
    assert set(entries) == {
        "retentionrun.listed",
        "retentionrun.approved",
        "retentionrun.done",
    }
    assert entries["retentionrun.done"].data["gone"] == 1
    assert entries["retentionrun.done"].actor_id == str(manager.pk)


def test_how_each_rule_stands(protector, manager):
    now = clock.now()
    withdrawn(now - timedelta(days=31))
    withdrawn(now - timedelta(days=25))
    held = withdrawn(now - timedelta(days=31))
    LegalHold.objects.create(person=held, reason="x", set_by=manager, review_on=clock.today())
    (found,) = [one for one in retention.standing() if one.row.code == "withdrawn"]
    assert (found.now, found.soon, found.held, found.run) == (1, 1, 1, None)
    run = listed("withdrawn", protector)
    (found,) = [one for one in retention.standing() if one.row.code == "withdrawn"]
    assert found.run == run
    assert timedelta(days=7) == AHEAD


def test_seeding_twice_adds_nothing_and_keeps_the_offices_numbers():
    RetentionRule.objects.filter(code="withdrawn").update(days=14)
    assert seeded.seed() == 0
    assert row("withdrawn").days == 14
    for rule in RetentionRule.objects.all():
        assert all((rule.name_en, rule.name_cy, rule.reason_en, rule.reason_cy))


def test_the_worker_is_told_once_a_list_is_agreed(
    protector, manager, monkeypatch, django_capture_on_commit_callbacks
):
    rung = []
    monkeypatch.setattr(retention, "_ring", lambda: rung.append(True))
    withdrawn(old())
    run = listed("withdrawn", protector)
    with django_capture_on_commit_callbacks(execute=True):
        agreed(run, manager)
    assert rung == [True]
