"""The clocks of the data protection desk, on the days when counting goes wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest

from database import rights_clock as rc
from vef.common.clock import LONDON


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 11, 2), date(2026, 12, 2)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        # No such day in the next month: its last one.
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        # A short month does not shorten the next one.
        (date(2027, 2, 28), date(2027, 3, 28)),
        # Clocks go forward on 28 March 2027 and back on 25 October 2026: days are days.
        (date(2027, 3, 27), date(2027, 4, 27)),
        (date(2026, 10, 24), date(2026, 11, 24)),
    ],
)
def test_a_month_ends_on_the_day_of_the_same_number(start, due):
    assert rc.month_due(start) == due


@pytest.mark.parametrize(
    ("more", "due"), [(0, date(2027, 1, 30)), (1, date(2027, 2, 28)), (2, date(2027, 3, 30))]
)
def test_an_extension_counts_from_the_first_day_and_not_from_the_shorter_month(more, due):
    assert rc.month_due(date(2026, 12, 30), months_more=more) == due


@pytest.mark.parametrize("more", [-1, 3])
def test_no_extension_goes_beyond_two_months(more):
    with pytest.raises(rc.TooLong):
        rc.month_due(date(2026, 11, 2), months_more=more)
    with pytest.raises(rc.TooLong):
        rc.erasure_due(date(2026, 11, 2), months_more=more)


def pause(start: str, end: str | None) -> dict[str, str | None]:
    return {"from": start, "to": end, "reason": "Which dates?"}


def test_days_waited_are_added():
    waited = [pause("2026-11-09", "2026-11-12")]
    assert rc.paused_days(waited) == 3
    assert rc.month_due(date(2026, 11, 2), pauses=waited) == date(2026, 12, 5)


@pytest.mark.parametrize(
    ("pauses", "days"),
    [
        ([], 0),
        # Asked and answered on one day.
        ([pause("2026-11-09", "2026-11-09")], 0),
        # Still waiting: nothing is known yet.
        ([pause("2026-11-09", None)], 0),
        ([pause("2026-10-20", "2026-10-30"), pause("2026-11-09", "2026-11-12")], 13),
        # Across the night with 25 hours, and across a new year.
        ([pause("2026-10-24", "2026-10-26")], 2),
        ([pause("2026-12-30", "2027-01-04")], 5),
    ],
)
def test_pauses_are_counted_in_days(pauses, days):
    assert rc.paused_days(pauses) == days


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 10, 30), date(2026, 11, 29)),
        # A month of 31 days is longer than what was promised.
        (date(2026, 12, 5), date(2027, 1, 4)),
        # February is shorter than 30 days.
        (date(2027, 1, 30), date(2027, 2, 28)),
    ],
)
def test_an_erasure_is_promised_within_30_days(start, due):
    assert rc.erasure_due(start) == due


def test_a_prolonged_erasure_is_counted_in_months():
    assert rc.erasure_due(date(2026, 10, 30), months_more=1) == date(2026, 12, 30)


def test_a_complaint_is_acknowledged_within_30_days():
    assert rc.complaint_due(date(2026, 11, 18)) == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("due", "last"),
    [
        (date(2026, 12, 2), date(2026, 12, 2)),
        # Saturday and Sunday.
        (date(2026, 12, 5), date(2026, 12, 7)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        # Christmas 2026 is a Friday; Boxing Day's holiday is the Monday.
        (date(2026, 12, 25), date(2026, 12, 29)),
        # Easter 2027: Good Friday 26 March to Easter Monday 29 March.
        (date(2027, 3, 26), date(2027, 3, 30)),
    ],
)
def test_what_is_due_when_nobody_works_is_in_time_on_the_next_working_day(due, last):
    assert rc.last_day(due) == last
    assert not rc.is_late(due, last)
    assert rc.is_late(due, last + timedelta(days=1))


def test_what_has_no_day_is_never_late():
    assert not rc.is_late(None, date(2099, 1, 1))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Half past midnight in London is still the day before in UTC, in summer.
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_a_day_is_a_day_in_london(moment, day):
    assert rc.day_of(moment) == day


def test_72_hours_are_real_hours_when_clocks_go_back():
    known = datetime(2026, 10, 23, 15, 20, tzinfo=LONDON)
    # Three calendar days later at the same time would be 73 hours.
    assert rc.notify_by(known).astimezone(LONDON) == datetime(2026, 10, 26, 14, 20, tzinfo=LONDON)
    assert rc.hours_left(known, known) == 72
    assert rc.hours_left(known, datetime(2026, 10, 26, 14, 0, tzinfo=LONDON)) == 0


def test_72_hours_are_real_hours_when_clocks_go_forward():
    known = datetime(2027, 3, 26, 15, 20, tzinfo=LONDON)
    assert rc.notify_by(known).astimezone(LONDON) == datetime(2027, 3, 29, 16, 20, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("later", "left"),
    [
        (timedelta(0), 72),
        (timedelta(minutes=1), 71),
        (timedelta(hours=71, minutes=59), 0),
        (timedelta(hours=72), 0),
        (timedelta(hours=72, minutes=1), -1),
    ],
)
def test_hours_left_are_never_flattering(later, left):
    known = datetime(2026, 11, 18, 15, 20, tzinfo=UTC)
    assert rc.hours_left(known, known + later) == left
