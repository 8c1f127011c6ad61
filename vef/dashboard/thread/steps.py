"""What one step of the thread is, and how steps in a row become done, now and next."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class State(StrEnum):
    DONE = "done"
    NOW = "now"
    NEXT = "next"
    LATE = "late"
    STOPPED = "stopped"

    @property
    def word(self) -> Words:
        return STATE_WORDS[self]


STATE_WORDS: dict[str, Words] = {
    State.DONE: _("Done"),
    State.NOW: _("Now"),
    State.NEXT: _("Next"),
    State.LATE: _("Late"),
    State.STOPPED: _("Stopped here"),
}

# How the tags of pages (vef.common.templatetags) call these states.
TONES = {
    State.DONE: "done",
    State.NOW: "open",
    State.NEXT: "coming",
    State.LATE: "late",
    State.STOPPED: "deferred",
}

# The thread of product.md in order: the words everybody learns.
LABELS: dict[str, Words] = {
    "window": _("Request window"),
    "request": _("Topic request"),
    "decision": _("Decision"),
    "programme": _("Place in the programme"),
    "plan": _("Plan agreed with the partner"),
    "invitations": _("Invitations"),
    "contributions": _("Replies and contributions"),
    "findings": _("Themes and findings"),
    "results": _("Results delivered to the partner"),
    "answers": _("The partner's answers"),
    "told": _("Outcome told to those who took part"),
    "published": _("Outcome published"),
    "board": _("Board report and actions"),
}
KEYS = tuple(LABELS)
# What boards read and ask for is between them and the office.
PARTNER_KEYS = tuple(key for key in KEYS if key != "board")


@dataclass
class Step:
    """One step: what, where it stands, who did it, when, and why."""

    key: str
    state: State | None = None
    at: datetime | date | None = None
    due: date | None = None
    who: str = ""
    # What came out, where that is more than "done".
    result: str = ""
    why: str = ""
    url: str = ""
    details: list[str] = field(default_factory=list)
    # How many steps the whole thread has for its reader.
    total: int = 0
    # Which activity it belongs to, where a topic has several.
    group: str = ""

    @property
    def label(self) -> Words:
        return LABELS[self.key]

    @property
    def number(self) -> int:
        return KEYS.index(self.key) + 1

    @property
    def has_time(self) -> bool:
        return isinstance(self.at, datetime)

    @property
    def is_here(self) -> bool:
        """Whether the topic stands at this step now."""
        return self.state in {State.NOW, State.LATE}

    @property
    def tone(self) -> str:
        """Return the state's name among those the tags of pages know."""
        return TONES[self.state or State.NEXT]

    @property
    def word(self) -> Words:
        return (self.state or State.NEXT).word


def settle(steps: Iterable[Step]) -> list[Step]:
    """Say of steps in a row which is now and which come next; nothing follows a stop."""
    settled: list[Step] = []
    reached = False
    for step in steps:
        if step.state is None:
            step.state = State.NEXT if reached else State.NOW
        reached = reached or step.state in {State.NOW, State.LATE}
        settled.append(step)
        if step.state == State.STOPPED:
            break
    return settled


def current(steps: list[Step]) -> Step:
    """Return where a topic stands: what is late, or else what is now, or where it ended."""
    for wanted in (State.LATE, State.NOW, State.STOPPED):
        for step in steps:
            if step.state == wanted:
                return step
    return steps[-1]


def address(name: str, *args: Any) -> str:
    """Return a page's address, or nothing where this face of the program has no such page."""
    try:
        return reverse(name, args=[str(arg) for arg in args])
    except NoReverseMatch:
        return ""
