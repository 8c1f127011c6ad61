"""What the data protection desk puts before whoever sits at it."""

from datetime import date, timedelta

import pytest

from database import desk_rights
from tests.factories.rights import IncidentFactory, LegalHoldFactory, WorkedRequestFactory
from vef.common import clock
from vef.common.desk import DeskGroup

pytestmark = pytest.mark.django_db


def test_an_empty_desk_says_nothing(protector, officer, administrator):
    for user in (protector, officer, administrator):
        assert desk_rights.items(user, clock.today()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_names_what_is_near_late_and_running(
    protector, manager, count, django_assert_num_queries
):
    today = clock.today()
    for _ in range(count):
        WorkedRequestFactory(due_on=today + timedelta(days=7))
        WorkedRequestFactory(due_on=today + timedelta(days=8))
        WorkedRequestFactory(due_on=date(2026, 11, 2))
        WorkedRequestFactory(due_on=date(2026, 11, 2), status="waiting")
        IncidentFactory(known_at=clock.now() - timedelta(hours=70))
        IncidentFactory(known_at=clock.now() - timedelta(hours=73))
        IncidentFactory(is_notifiable=False, decision_reason="x", decided_at=clock.now())
        LegalHoldFactory(review_on=today)
        WorkedRequestFactory(
            kind="erasure", prepared_by=manager, prepared_at=clock.now(), recorded_by=manager
        )
    with django_assert_num_queries(3):
        lines = desk_rights.items(protector, today)
    groups = [line.group for line in lines]
    assert groups.count(DeskGroup.COMING) == count
    assert groups.count(DeskGroup.LATE) == 2 * count
    # Incidents with hours left, erasures that wait for this user, and the holds in one line.
    assert groups.count(DeskGroup.WAITING) == 2 * count + 1
    assert sum("waits for a second person" in line.text for line in lines) == count
    assert not any(
        "waits for a second person" in line.text for line in desk_rights.items(manager, today)
    )
