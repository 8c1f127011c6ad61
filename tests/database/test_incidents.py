"""What went wrong with data: each step, each refusal, each step twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from database.models import Incident
from database.services import incidents
from database.services import rights_errors as errors
from tests.factories.rights import IncidentFactory, RightsRequestFactory
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db

KNOWN = datetime(2026, 11, 18, 15, 20, tzinfo=UTC)


def test_incidents_are_numbered_apart_from_requests(protector):
    complaint = RightsRequestFactory(kind="complaint", person=None, reference="DP-26-04")
    first = incidents.record_incident(
        known_at=KNOWN, actor=protector, request=complaint, title="Seen", happened="Words"
    )
    second = incidents.record_incident(known_at=KNOWN, actor=protector, title="x", happened="x")
    assert (first.reference, second.reference) == ("INC-26-01", "INC-26-02")
    assert complaint.incidents.get() == first
    assert first.recorded_by == protector


def test_nobody_knows_what_is_still_to_come(protector):
    later = clock.now() + timedelta(minutes=1)
    with pytest.raises(errors.InTheFuture):
        incidents.record_incident(known_at=later, actor=protector, title="x", happened="x")
    assert not Incident.objects.exists()


def test_writing_on_names_the_fields_and_not_their_words(protector):
    incident = IncidentFactory()
    said = {"measures": "Neutral subjects.", "title": incident.title}
    assert incidents.change_incident(incident, actor=protector, **said) == ["measures"]
    assert incidents.change_incident(incident, actor=protector, **said) == []
    entry = Entry.objects.get(action="incident.changed")
    assert entry.data == {"fields": ["measures"]}


def test_a_decision_has_its_reason_and_may_be_taken_anew(protector, manager):
    incident = IncidentFactory()
    decide = incidents.decide_incident
    assert decide(incident, is_notifiable=False, reason="No risk.", actor=protector)
    assert not decide(incident, is_notifiable=False, reason="No risk.", actor=manager)
    assert decide(incident, is_notifiable=True, reason="There is one.", actor=manager)
    incident.refresh_from_db()
    assert (incident.is_notifiable, incident.decided_by) == (True, manager)
    assert Entry.objects.filter(action="incident.decided").count() == 2


def test_the_database_wants_a_reason_and_a_time_for_a_decision():
    for more in ({"decision_reason": "No risk."}, {"decided_at": clock.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IncidentFactory(is_notifiable=False, **more)


def decided(**more):
    given = {"is_notifiable": True, "decision_reason": "A risk.", "decided_at": clock.now()}
    return IncidentFactory(known_at=KNOWN, **given, **more)


@pytest.mark.parametrize("notifiable", [None, False])
def test_only_what_has_to_be_notified_is(protector, notifiable):
    said = {} if notifiable is None else {"decision_reason": "x", "decided_at": clock.now()}
    incident = IncidentFactory(is_notifiable=notifiable, **said)
    with pytest.raises(errors.NotDecided):
        incidents.note_notified(incident, at=clock.now(), actor=protector)


def test_a_notification_in_time_needs_no_reason(protector):
    incident, in_time = decided(), KNOWN + timedelta(hours=72)
    assert incidents.note_notified(incident, at=in_time, actor=protector)
    assert not incidents.note_notified(incident, at=KNOWN, actor=protector)
    incident.refresh_from_db()
    assert incident.notified_at == in_time


def test_a_late_notification_says_why(protector):
    incident, late = decided(), KNOWN + timedelta(hours=72, minutes=1)
    with pytest.raises(errors.WhyLate):
        incidents.note_notified(incident, at=late, actor=protector)
    assert incidents.note_notified(incident, at=late, actor=protector, reason="Office closed.")
    incident.refresh_from_db()
    assert incident.delay_reason == "Office closed."


def test_nothing_was_done_later_than_now(protector):
    incident, later = decided(), clock.now() + timedelta(minutes=1)
    with pytest.raises(errors.InTheFuture):
        incidents.note_notified(incident, at=later, actor=protector, reason="x")
    with pytest.raises(errors.InTheFuture):
        incidents.note_people_told(incident, at=later, actor=protector, reason="x")


def test_people_are_told_once_and_how_is_kept(protector):
    incident = IncidentFactory()
    now = clock.now()
    assert incidents.note_people_told(incident, at=now, actor=protector, reason="By phone")
    assert not incidents.note_people_told(incident, at=now, actor=protector, reason="Again")
    assert Entry.objects.get(action="incident.people-told").reason == "By phone"


def test_an_incident_closes_when_all_is_done(protector):
    incident = IncidentFactory(known_at=KNOWN)
    with pytest.raises(errors.NotDecided):
        incidents.close_incident(incident, lessons="x", actor=protector)
    incidents.decide_incident(incident, is_notifiable=True, reason="A risk.", actor=protector)
    with pytest.raises(errors.NotNotified):
        incidents.close_incident(incident, lessons="x", actor=protector)
    incidents.note_notified(incident, at=KNOWN, actor=protector)
    assert incidents.close_incident(incident, lessons="Ask first.", actor=protector)
    assert not incidents.close_incident(incident, lessons="Again", actor=protector)
    incident.refresh_from_db()
    assert incident.lessons == "Ask first."


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: incidents.change_incident(row, actor=by, title="New"),
        lambda row, by: incidents.decide_incident(row, is_notifiable=True, reason="x", actor=by),
        lambda row, by: incidents.note_notified(row, at=KNOWN, actor=by),
        lambda row, by: incidents.note_people_told(row, at=KNOWN, actor=by, reason="x"),
    ],
)
def test_nothing_happens_to_what_is_closed(protector, act):
    incident = decided(closed_at=clock.now())
    with pytest.raises(errors.AlreadyClosed):
        act(incident, protector)
    assert not Entry.objects.exists()
