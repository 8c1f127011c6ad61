"""On a person's page: what came by their link, what they stopped, and their own page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from database.forms.steps import WEEK
from database.masks import mask_email, mask_name, mask_phone
from database.models import (
    ChangeKind,
    ChangeStatus,
    Channel,
    ContactStop,
    Person,
    ProposedChange,
)
from database.models.people import PersonStatus
from database.panels import Panel, register
from database.permissions import may_see_risk
from database.services.self_service import IN_PERSON, is_resting, may_carry_code
from database.services.stops import live_stops
from vef.common import clock

TEMPLATE = "database/components/own_link.html"
LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One change that came by link, in words."""

    change: ProposedChange
    says: list[str]


@dataclass(frozen=True)
class OwnLink:
    """What the panel shows."""

    person: Person
    stops: list[ContactStop]
    changes: list[Line]
    is_resting: bool
    ways_of_code: list[str]


def visible_changes(person: Person, user: Any) -> Any:
    """Return the changes by link that this colleague may know of.

    PRIVACY: one waits for staff only where somebody is at risk, which few may know.
    """
    changes = person.changes_by_link.select_related("person__key", "decided_by")
    return changes if may_see_risk(user) else changes.exclude(status=ChangeStatus.STAFF)


def in_words(change: ProposedChange) -> list[str]:
    """Say what a change is to be, with contact details masked."""
    return _WORDS[ChangeKind(change.kind)](change.said)


def _contact(said: dict[str, str]) -> list[str]:
    masked = {
        "name": lambda text: _("Name: %(name)s") % {"name": mask_name(text)},
        "email": lambda text: _("Email address: %(address)s") % {"address": mask_email(text)},
        "phone": lambda text: _("Phone number: %(number)s") % {"number": mask_phone(text)},
        "postal_address": lambda text: _("A new postal address"),
    }
    return [masked[name](text) for name, text in said.items()]


def _channels(said: dict[str, int]) -> list[str]:
    return [str(Channel(channel).label) for channel in said]


def _times(said: dict[str, Any]) -> list[str]:
    days = dict(WEEK)
    lines = [f"{days[slot['day']]}: {slot['from']}-{slot['to']}" for slot in said["slots"]]
    return lines or [_("Any time")]


def _pause(said: dict[str, str]) -> list[str]:
    if not said["until"]:
        return [_("At once")]
    return [date_format(date.fromisoformat(said["until"]), "DATE_FORMAT")]


def _nothing_more(said: dict[str, Any]) -> list[str]:
    return []


_WORDS: dict[ChangeKind, Callable[[Any], list[str]]] = {
    ChangeKind.EMAIL: _contact,
    ChangeKind.CONTACT: _contact,
    ChangeKind.CHANNELS: _channels,
    ChangeKind.TIMES: _times,
    ChangeKind.PAUSE: _pause,
    ChangeKind.LIFT: _nothing_more,
    ChangeKind.BACK: _nothing_more,
}


def own_link(person: Person, user: Any) -> OwnLink | None:
    """Return the panel's data; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    lately = visible_changes(person, user).filter(at__gt=clock.now() - LOOKED_BACK)
    return OwnLink(
        person=person,
        stops=live_stops(person),
        changes=[Line(change, in_words(change)) for change in lately],
        is_resting=is_resting(person),
        ways_of_code=[way for way in (Channel.PHONE, IN_PERSON) if may_carry_code(person, way)],
    )


def register_panel() -> None:
    register(Panel(TEMPLATE, own_link))
