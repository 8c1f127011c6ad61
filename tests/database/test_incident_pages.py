"""The pages of what went wrong with data, and of the hours that are left."""

from datetime import UTC, datetime

import pytest

from database.models import Incident
from tests.database.pages import text_of, url
from tests.factories.rights import IncidentFactory, WorkedRequestFactory
from vef.common import clock

pytestmark = pytest.mark.django_db


def moment(day: int, hour: str, month: int = 11) -> dict[str, str]:
    return {"on_day": str(day), "on_month": str(month), "on_year": "2026", "at": hour}


def test_an_incident_from_a_complaint_to_what_was_learned(desk):
    complaint = WorkedRequestFactory(kind="complaint", person=None)
    said = {"title": "A shared inbox", "happened": "Somebody else read it."}
    answer = desk.post(url("rights-incident-add", complaint.pk), said | moment(22, "15.20"))
    incident = Incident.objects.get()
    assert answer["Location"] == url("incident-detail", incident.pk)
    assert incident.request == complaint
    assert incident.known_at == datetime(2026, 11, 22, 15, 20, tzinfo=UTC)
    # 9:00 on 23 November: 54 hours and 20 minutes are left.
    assert "54 hours left" in text_of(desk.get(url("incident-list")))

    def take(step, **more):
        return desk.post(url("incident-step", incident.pk, step), more)

    assert "Decide first" in text_of(take("close", lessons="x"))
    take("edit", **said, measures="Neutral subjects.")
    take("decide", decision="yes", reason="A risk at home.")
    assert "Note first when the regulator was told." in text_of(take("close", lessons="x"))
    future = text_of(take("notified", **moment(23, "23:59")))
    assert 'href="#id_on_day"' in future
    take("notified", **moment(23, "8:30"))
    take("told", **moment(23, "8:40"), reason="By phone.")
    take("close", lessons="Ask about shared mailboxes first.")
    incident.refresh_from_db()
    assert incident.closed_at
    text = text_of(desk.get(url("incident-detail", incident.pk)))
    assert "Ask about shared mailboxes first." in text
    assert "What can be done now" not in text
    assert incident.reference in text_of(desk.get(url("rights-detail", complaint.pk)))


def test_a_late_notification_is_asked_why(desk):
    incident = IncidentFactory(
        known_at=datetime(2026, 11, 10, 9, tzinfo=UTC),
        is_notifiable=True,
        decision_reason="A risk.",
        decided_at=clock.now(),
    )
    page = text_of(desk.get(url("incident-list")))
    assert "</span> The 72 hours are over</strong>" in page
    answer = desk.post(url("incident-step", incident.pk, "notified"), moment(20, "9:00"))
    assert "It took more than 72 hours: say why." in text_of(answer)


@pytest.mark.parametrize("hour", ["25:00", "noon", ""])
def test_a_time_that_is_none_stays_and_is_named(desk, hour):
    said = {"title": "Seen", "happened": "Words"} | moment(22, hour)
    text = text_of(desk.post(url("incident-add"), said))
    assert 'href="#id_at"' in text
    assert 'value="Seen"' in text
    assert not Incident.objects.exists()


def test_what_to_do_is_on_the_page_in_both_languages(desk):
    incident = IncidentFactory()
    assert "When somebody else opened an invitation" in text_of(
        desk.get(url("incident-detail", incident.pk))
    )
    welsh = text_of(desk.get(url("incident-detail", incident.pk, language="cy")))
    assert 'lang="cy"' in welsh
