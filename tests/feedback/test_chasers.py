"""Reminders: on working days, each once, only the latest after a break."""

from datetime import UTC, date, datetime, timedelta

import pytest

from feedback.models import Chaser, PackStatus, ResultsPack
from feedback.services import chasers
from tests.factories.accounts import partner_user
from tests.factories.feedback import activity_of, pack_of
from tests.factories.partners import OrganisationFactory
from vef.accounts.models import Role
from vef.common import clock
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db
# The Wednesday between Christmas and New Year.
DUE = date(2026, 12, 30)


@pytest.fixture
def organisation():
    return OrganisationFactory()


@pytest.fixture
def pack(organisation, officer):
    """A delivered pack, without the seconds that its PDFs take."""
    row = pack_of(activity_of(organisation), author=officer)
    ResultsPack.objects.filter(pk=row.pk).update(
        status=PackStatus.DELIVERED,
        delivered_at=datetime(2026, 12, 1, 10, tzinfo=UTC),
        answer_due_on=DUE,
    )
    row.refresh_from_db()
    return row


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_steps_fall_on_working_days_around_christmas(pack):
    made = {}
    for day in days(date(2026, 12, 1), date(2027, 1, 31)):
        if chasers.chase_partners(today=day):
            made[Chaser.objects.latest("pk").step] = day
    assert made == {
        # 21, 22, 23, 24, 29: Christmas Day and Boxing Day's substitute are left out.
        "before-5": date(2026, 12, 21),
        "due": DUE,
        "after-1": date(2026, 12, 31),
        "after-5": date(2027, 1, 7),
        "after-10": date(2027, 1, 14),
    }


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2027, 1, 2), date(2027, 1, 3)])
def test_nobody_is_reminded_on_a_day_off(pack, day):
    assert chasers.chase_partners(today=day) == 0
    assert not Message.objects.filter(kind="feedback.chaser").exists()
    # The control: the working day after does remind.
    assert chasers.chase_partners(today=date(2027, 1, 4)) == 1


def test_each_step_is_made_once_however_often_it_is_asked(pack, organisation):
    partner_user(organisation)
    for _ in range(3):
        chasers.chase_partners(today=DUE)
    assert Chaser.objects.count() == 1
    users = organisation.memberships.count()
    assert Message.objects.filter(kind="feedback.chaser").count() == users


def test_after_a_break_only_the_latest_step_is_made(pack):
    assert chasers.chase_partners(today=date(2027, 1, 11)) == 1
    assert chasers.chase_partners(today=date(2027, 1, 11)) == 0
    assert list(Chaser.objects.values_list("step", flat=True)) == ["after-5"]


def test_an_answered_pack_is_left_in_peace(pack):
    ResultsPack.objects.filter(pk=pack.pk).update(status=PackStatus.ANSWERED)
    assert chasers.chase_partners(today=date(2027, 1, 11)) == 0


def test_a_step_before_the_delivery_is_left_out(pack):
    ResultsPack.objects.filter(pk=pack.pk).update(
        delivered_at=datetime(2026, 12, 22, 10, tzinfo=UTC)
    )
    assert chasers.chase_partners(today=date(2026, 12, 23)) == 0


def test_five_days_late_it_goes_to_the_leads(pack, organisation):
    partner_user(organisation, role=Role.PARTNER)
    leads = set(
        organisation.memberships.filter(user__role=Role.PARTNER_LEAD).values_list(
            "user_id", flat=True
        )
    )
    chasers.chase_partners(today=date(2027, 1, 7))
    told = Message.objects.filter(kind="feedback.chaser").values_list("recipient_id", flat=True)
    assert {str(pk) for pk in leads} == set(told)
    assert Chaser.objects.get().is_escalation


def test_the_task_makes_what_is_due(pack, monkeypatch):
    from feedback.tasks import chase_partners

    monkeypatch.setattr(clock, "today", lambda: DUE)
    assert chase_partners() == 1
    assert chase_partners() == 0
