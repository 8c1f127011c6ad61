"""Clearing what was agreed: never unasked, on after it was killed, and what is left of it."""

import pytest

from database.keeping import rules
from database.models import Person, PersonStatus, RetentionRule, RetentionRun, SelfServiceCode
from database.services.retention import clear_agreed, clear_by_itself
from tests.database.keeping import agreed, code, lapsed, listed, message, old, withdrawn
from vef.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping_rules")]


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
