"""On a person's page: what they asked about their data, holds, and a restriction."""

from dataclasses import dataclass
from typing import Any

from database.models import LegalHold, Person, PersonStatus, RightsRequest
from database.panels import Panel, register
from database.permissions import may_handle_rights, may_read_rights, requests_for

TEMPLATE = "database/components/rights_panel.html"


@dataclass(frozen=True)
class RightsPanel:
    """What the panel shows."""

    person: Person
    is_restricted: bool
    requests: list[RightsRequest]
    holds: list[LegalHold]
    handles: bool


def rights_panel(person: Person, user: Any) -> RightsPanel | None:
    """Return the panel's data in two queries; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    holds = person.holds.filter(lifted_at=None) if may_read_rights(user) else []
    return RightsPanel(
        person=person,
        is_restricted=person.is_restricted,
        requests=list(requests_for(user).filter(person=person).by_day()),
        holds=list(holds),
        handles=may_handle_rights(user),
    )


def register_panel() -> None:
    register(Panel(TEMPLATE, rights_panel))
