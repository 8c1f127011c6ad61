"""The way to writing down equality answers, on a person's page. Shows nothing that is held."""

from typing import Any

from database.models import Person, PersonStatus
from database.panels import Panel, register
from database.services.equality import is_asked

TEMPLATE = "database/components/equality.html"


def _data(person: Person, user: Any) -> bool:
    """Whether there is something to write down: PRIVACY: never whether anything is held."""
    return person.status in {PersonStatus.ACTIVE, PersonStatus.PAUSED} and is_asked()


def register_panel() -> None:
    register(Panel(TEMPLATE, _data))
