"""Windows open and close by the date in London, once, and tell every partner once."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError

from partners import services
from partners.models import Organisation, RequestWindow, WindowStatus
from partners.tasks import SCHEDULE, turn_request_windows
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import OpenWindowFactory, OrganisationFactory, RequestWindowFactory
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common.actors import SYSTEM
from vef.common.steps import TransitionError
from vef.outbox.models import Message


def opened_mails() -> list[str]:
    return sorted(
        Message.objects.filter(kind="partners.window-opened").values_list("recipient_id", flat=True)
    )


def test_opening_tells_each_partner_user_once(lead: User, contributor: User, officer: User) -> None:
    other = partner_user(OrganisationFactory())
    partner_user(OrganisationFactory(), is_active=False)
    partner_user(OrganisationFactory(is_active=False))
    partner_user(OrganisationFactory(kind=Organisation.Kind.HOST))
    UserFactory(role="partner")
    window = RequestWindowFactory()

    assert services.open_window(window, actor=officer) is True
    assert services.open_window(window, actor=officer) is False

    assert window.status == WindowStatus.OPEN
    assert opened_mails() == sorted(str(user.pk) for user in (lead, contributor, other))
    entry = Entry.objects.get(action="requestwindow.open")
    assert entry.actor_id == str(officer.pk)


def test_two_windows_are_never_open_at_once(officer: User, window: RequestWindow) -> None:
    second = RequestWindowFactory()
    with pytest.raises(services.AnotherWindowOpen):
        services.open_window(second, actor=officer)
    second.refresh_from_db()
    assert second.status == WindowStatus.PLANNED
    assert opened_mails() == []
    # The database holds to it whatever code does.
    with pytest.raises(IntegrityError):
        RequestWindow.objects.filter(pk=second.pk).update(status=WindowStatus.OPEN)


@pytest.mark.parametrize("moment", ["2026-11-15 23:59", "2027-01-16 00:01"])
def test_a_window_opens_only_on_its_own_days(at: Any, officer: User, moment: str) -> None:
    window = RequestWindowFactory(opens_on=date(2026, 11, 16), closes_on=date(2027, 1, 15))
    at(moment)
    with pytest.raises(services.WindowNotDue):
        services.open_window(window, actor=officer)


def test_a_closed_window_stays_closed(officer: User, window: RequestWindow) -> None:
    assert services.close_window(window, actor=officer, reason="Enough requests have come.") is True
    assert services.close_window(window, actor=officer) is False
    with pytest.raises(TransitionError):
        services.open_window(window, actor=officer)
    assert Entry.objects.get(action="requestwindow.closed").reason == "Enough requests have come."


def test_a_planned_window_cannot_be_closed(officer: User) -> None:
    with pytest.raises(TransitionError):
        services.close_window(RequestWindowFactory(), actor=officer)


def test_windows_turn_with_the_date_in_london(at: Any, lead: User) -> None:
    autumn = OpenWindowFactory(opens_on=date(2026, 9, 7), closes_on=date(2026, 10, 16))
    winter = RequestWindowFactory(opens_on=date(2026, 10, 17), closes_on=date(2027, 1, 15))

    def states() -> tuple[str, str]:
        autumn.refresh_from_db()
        winter.refresh_from_db()
        return autumn.status, winter.status

    # 23:59 in London is 22:59 in UTC while summer time lasts.
    at("2026-10-16 23:59")
    assert services.turn_windows() == 0
    assert states() == ("open", "planned")
    at("2026-10-17 00:00")
    assert services.turn_windows() == 2
    assert states() == ("closed", "open")
    assert services.turn_windows() == 0
    # They are told in the morning (test_notices).
    assert opened_mails() == []
    assert set(
        Entry.objects.filter(target_type="partners.requestwindow").values_list(
            "actor_kind", flat=True
        )
    ) == {SYSTEM.actor_kind}


def test_a_due_window_waits_for_the_open_one(db: None, at: Any) -> None:
    OpenWindowFactory(opens_on=date(2026, 9, 7), closes_on=date(2026, 12, 1))
    RequestWindowFactory(opens_on=date(2026, 11, 1), closes_on=date(2027, 1, 15))
    at("2026-11-23 09:00")
    assert services.turn_windows() == 0


def test_the_task_is_scheduled_by_its_name(db: None) -> None:
    (entry,) = SCHEDULE.values()
    assert entry["task"] == turn_request_windows.name
    assert turn_request_windows() == 0
