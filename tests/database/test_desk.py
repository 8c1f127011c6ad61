"""What the desk says about people."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from database import desk
from database.models import PersonStatus
from tests.factories.database import PersonFactory, contactable_person
from vef.common import clock

pytestmark = pytest.mark.django_db


def test_an_empty_desk(officer):
    assert desk.items(officer, clock.today()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_each_kind_is_one_line_with_its_number(officer, count, django_assert_num_queries):
    today = clock.today()
    for _ in range(count):
        contactable_person(consent_at=datetime(2020, 1, 1, tzinfo=UTC))
        contactable_person(email_state="bounced")
        contactable_person(safe={"review_on": today})
        contactable_person(safe={"review_on": today + timedelta(days=1)})
        PersonFactory(status=PersonStatus.PENDING)
    with translation.override("en"), django_assert_num_queries(17):
        items = desk.items(officer, today)
    assert [item.count for item in items] == [count] * 5
    assert str(count) in items[0].text


def test_nobody_else_learns_of_it(administrator, board_member):
    contactable_person(email_state="bounced")
    assert desk.items(administrator, clock.today()) == []
    assert desk.items(board_member, clock.today()) == []
