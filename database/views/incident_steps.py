"""The steps of an incident: their words, forms and services."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database.forms import rights as forms
from database.models import Incident
from database.services import incidents
from database.views.rights_steps import Offer, Step
from vef.accounts.models import User


def _change(row: Incident, clean: dict[str, Any], by: User) -> object:
    return incidents.change_incident(row, actor=by, **clean)


def _decide(row: Incident, clean: dict[str, Any], by: User) -> object:
    return incidents.decide_incident(
        row, is_notifiable=clean["decision"] == "yes", reason=clean["reason"], actor=by
    )


def _notified(row: Incident, clean: dict[str, Any], by: User) -> object:
    moment = forms.moment_of(clean["on"], clean["at"])
    return incidents.note_notified(row, at=moment, reason=clean["reason"], actor=by)


def _told(row: Incident, clean: dict[str, Any], by: User) -> object:
    moment = forms.moment_of(clean["on"], clean["at"])
    return incidents.note_people_told(row, at=moment, reason=clean["reason"], actor=by)


# In the order they are shown.
STEPS: dict[str, Step] = {
    "decide": Step(
        _("Decide whether the regulator must be told"),
        _("The reason is kept, whatever you decide. It can be decided anew until this is closed."),
        _("The decision is kept."),
        _decide,
        lambda row, user: row.notified_at is None,
        forms.DecideForm,
    ),
    "notified": Step(
        _("The regulator was told"),
        _("Write down when the Information Commissioner's Office was told."),
        _("Noted."),
        _notified,
        lambda row, user: bool(row.is_notifiable) and row.notified_at is None,
        forms.NotifiedForm,
    ),
    "told": Step(
        _("The people concerned were told"),
        _("They must hear of it without delay if it could harm them badly."),
        _("Noted."),
        _told,
        lambda row, user: row.people_told_at is None,
        forms.PeopleToldForm,
    ),
    "edit": Step(
        _("Write on"),
        _("What is known now, and what was done."),
        _("Saved."),
        _change,
        lambda row, user: True,
        forms.IncidentForm,
    ),
    "close": Step(
        _("Close it"),
        _("Only when it is decided and everybody who must be told has been told."),
        _("Closed."),
        lambda row, clean, by: incidents.close_incident(row, lessons=clean["lessons"], actor=by),
        lambda row, user: row.is_notifiable is False or row.notified_at is not None,
        forms.LessonsForm,
    ),
}


def steps_for(row: Incident, user: User) -> list[Offer]:
    """Return the steps this user may take with an incident now, in their order."""
    if row.closed_at:
        return []
    return [
        Offer(reverse("database:incident-step", args=[row.pk, name]), str(step.title), step.tone)
        for name, step in STEPS.items()
        if step.allowed(user) and step.offered(row, user)
    ]
