"""The day by which people hear from us: what starts it, stops it, and puts it off."""

from datetime import UTC, date, datetime

import pytest

from database.rights_clock import TooLong
from database.services import rights
from database.services import rights_errors as errors
from tests.database.requesting import Kind, at, receive
from tests.factories.rights import WorkedRequestFactory
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_the_month_begins_when_we_know_who_asks(protector):
    with at(2026, 10, 28):
        request = receive(protector)
        assert request.due_on == date(2026, 11, 28)
        rights.take_up(request, actor=protector)
    with at(2026, 11, 2):
        rights.confirm_identity(request, method="in-person", actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 2)
    with at(2026, 11, 9):
        rights.ask_clarification(request, reason="Which dates are meant?", actor=protector)
        request.refresh_from_db()
        assert request.is_clock_stopped
        assert not rights.ask_clarification(request, reason="Again", actor=protector)
    with at(2026, 11, 12):
        assert rights.note_clarified(request, actor=protector)
        assert not rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 5)
    assert request.pauses == [
        {"from": "2026-11-09", "to": "2026-11-12", "reason": "Which dates are meant?"}
    ]


def test_a_second_pause_adds_to_the_first(protector):
    request = WorkedRequestFactory(
        identity_confirmed_at=datetime(2026, 11, 2, 10, tzinfo=UTC),
        pauses=[{"from": "2026-11-09", "to": "2026-11-12", "reason": "Dates"}],
    )
    with at(2026, 11, 20):
        rights.ask_clarification(request, reason="Which survey?", actor=protector)
    with at(2026, 11, 22):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 7)


def test_waiting_stops_no_other_clock(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
        rights.ask_clarification(request, reason="How is it spelled?", actor=protector)
        request.refresh_from_db()
        assert not request.is_clock_stopped
    with at(2026, 11, 12):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 2)


def test_the_clock_of_a_complaint_follows_what_they_were_told(protector):
    with at(2026, 11, 18):
        request = receive(protector, Kind.COMPLAINT)
        assert request.due_on == date(2026, 12, 18)
        with pytest.raises(errors.NotAcknowledged):
            rights.note_news(request, reason="We look into it.", actor=protector)
    with at(2026, 11, 20):
        assert rights.acknowledge(request, method="phone", actor=protector)
        assert not rights.acknowledge(request, method="phone", actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2026, 12, 20)
    with at(2026, 12, 15):
        rights.note_news(
            request, reason="Told by phone that we still look into it.", actor=protector
        )
    request.refresh_from_db()
    assert request.due_on == date(2027, 1, 14)
    assert Entry.objects.filter(action="rightsrequest.told-how-it-stands").count() == 1


def test_only_a_complaint_has_news(protector):
    with pytest.raises(errors.WrongKind):
        rights.note_news(WorkedRequestFactory(), reason="Soon", actor=protector)


def test_acknowledging_anything_else_leaves_its_day(protector):
    request = WorkedRequestFactory()
    before = request.due_on
    rights.acknowledge(request, method="post", actor=protector)
    request.refresh_from_db()
    assert request.acknowledged_at
    assert request.due_on == before


def test_an_extension_is_told_within_the_first_month(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory()
    with at(2026, 12, 2):
        assert rights.extend(
            request, months=1, reason="Three systems to search.", actor=protector
        ) == date(2027, 1, 2)
        # Two instead of one, as long as they hear in time.
        assert rights.extend(
            request, months=2, reason="Four systems to search.", actor=protector
        ) == date(2027, 2, 2)
    request.refresh_from_db()
    assert request.extension_reason == "Four systems to search."
    with at(2026, 12, 3), pytest.raises(errors.TooLateToExtend):
        rights.extend(request, months=2, reason="Later", actor=protector)


def test_an_extension_and_a_pause_add_up(protector):
    with at(2026, 11, 2):
        request = WorkedRequestFactory()
        rights.extend(request, months=1, reason="Three systems.", actor=protector)
        rights.ask_clarification(request, reason="Which dates?", actor=protector)
    with at(2026, 11, 5):
        rights.note_clarified(request, actor=protector)
    request.refresh_from_db()
    assert request.due_on == date(2027, 1, 5)


@pytest.mark.parametrize("months", [0, 3])
def test_an_extension_is_of_one_or_two_months(protector, months):
    with pytest.raises(TooLong):
        rights.extend(WorkedRequestFactory(), months=months, reason="More", actor=protector)


def test_a_complaint_is_not_extended(protector):
    with pytest.raises(errors.WrongKind):
        rights.extend(receive(protector, Kind.COMPLAINT), months=1, reason="More", actor=protector)
