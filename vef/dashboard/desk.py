"""What waits, what is late and what is coming, gathered from every app's own desk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from typing import Any

from vef.common.desk import DeskGroup, DeskItem

# In the order of the thread; the people and the post come last.
DESKS = (
    "partners.desk",
    "engagement.desk",
    "feedback.desk",
    "database.desk",
    "database.desk_joining",
    "database.desk_rights",
    "database.desk_definition",
    "vef.outbox.desk",
    "vef.documents.desk",
)


@dataclass
class Desk:
    """The three groups of a front page, each with its soonest line first."""

    waiting: list[DeskItem] = field(default_factory=list)
    late: list[DeskItem] = field(default_factory=list)
    coming: list[DeskItem] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterable[DeskItem]) -> "Desk":
        desk = cls()
        groups = {
            DeskGroup.WAITING: desk.waiting,
            DeskGroup.LATE: desk.late,
            DeskGroup.COMING: desk.coming,
        }
        for item in sorted(items, key=lambda item: (item.due or date.max, item.text)):
            groups[item.group].append(item)
        return desk

    @property
    def is_clear(self) -> bool:
        return not (self.waiting or self.late)


def office_desk(user: Any, today: date) -> Desk:
    return Desk.of(_gather("items", user, today))


def partner_desk(user: Any, today: date) -> Desk:
    return Desk.of(_gather("partner_items", user, today))


def _gather(name: str, user: Any, today: date) -> list[DeskItem]:
    found: list[DeskItem] = []
    for module in DESKS:
        offer = getattr(_desk_module(module), name, None)
        if offer is not None:
            found += offer(user, today)
    return found


def _desk_module(name: str) -> Any:
    """Import an app's desk, if it has one; a fault inside a desk is a fault."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None
