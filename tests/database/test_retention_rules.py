"""How long things are kept: every rule, from nothing due to everything gone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from database.keeping import rules
from database.models import LegalHold, RetentionRule, RetentionRun
from database.seed import keeping as seeded
from database.services import retention
from database.services.retention import AHEAD, cancel, clear_agreed, clear_by_itself, items_of
from tests.database.keeping import DAY, MAKERS, agreed, listed, number_of, row, withdrawn
from vef.common import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping_rules")]

HOUR = timedelta(hours=1)


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
