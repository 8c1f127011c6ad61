"""What apps above add to a person's page, without this app knowing them.

An upper app registers a panel in its ``ready()``: a template, and a function that
returns the template's ``data`` for one person and one reader.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from database.models import Person


@dataclass(frozen=True)
class Panel:
    template: str
    data_for: Callable[[Person, Any], Any]


@dataclass(frozen=True)
class DrawnPanel:
    template: str
    data: Any


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    if panel not in _panels:
        _panels.append(panel)


def panels_for(person: Person, user: Any) -> list[DrawnPanel]:
    return [DrawnPanel(panel.template, panel.data_for(person, user)) for panel in _panels]
