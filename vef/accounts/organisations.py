"""The organisations an invitation may be for, offered by the app that knows them.

Accounts are ground floor and know no organisation. ``partners`` offers its own
from its AppConfig's ``ready()``: ``organisations.offer(lambda: [(id, name), …])``.
"""

from collections.abc import Callable, Iterable
from uuid import UUID

Offer = Callable[[], Iterable[tuple[UUID, str]]]

_offers: list[Offer] = []


def offer(choices: Offer) -> None:
    """Add a source of organisations; it is asked each time a form is shown."""
    _offers.append(choices)


def choices() -> list[tuple[str, str]]:
    """Return the organisations as choices of a form field, by name."""
    found = [(str(key), name) for ask in _offers for key, name in ask()]
    return sorted(found, key=lambda choice: choice[1].casefold())


def names() -> dict[str, str]:
    return dict(choices())
