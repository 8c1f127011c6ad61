"""Lists of what is to go: made by one person, agreed to by a second, or stopped."""

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from database.models import RetentionRun
from database.services import retention
from database.services.retention import (
    AlreadyListed,
    ListChanged,
    NothingDue,
    SamePerson,
    approve,
    cancel,
    clear_agreed,
    digest_of,
)
from tests.database.keeping import DAY, agreed, listed, message, old, withdrawn
from tests.factories.database import PersonFactory
from vef.common import clock
from vef.common.steps import TransitionError

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping_rules")]


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


def test_a_long_list_is_cut_and_the_rest_follows(protector, manager, monkeypatch):
    monkeypatch.setattr(retention, "MOST", 2)
    for _number in range(3):
        message(old())
    run = listed("messages", protector)
    assert run.count == 2
    agreed(run, manager)
    assert clear_agreed() == 2
    assert listed("messages", protector).count == 1


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
