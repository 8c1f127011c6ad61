"""What waits on somebody's desk. Each app offers its own; the front pages gather them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DeskGroup(StrEnum):
    """Where on the desk something lies."""

    WAITING = "waiting"
    LATE = "late"
    COMING = "coming"


@dataclass(frozen=True, order=True)
class DeskItem:
    """One line on a front page: what it is, where to do it, and by when.

    ``text`` is a whole sentence in the reader's language. Apps offer
    ``desk.items(user, today)`` for the office and ``desk.partner_items(user,
    today)`` for the portal, in a constant number of queries.
    """

    due: date | None
    text: str
    url: str
    group: DeskGroup = DeskGroup.WAITING
    count: int = 1
