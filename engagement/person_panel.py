"""On a person's page: what they were asked to, what they replied, and why they were left out."""

from dataclasses import dataclass
from typing import Any

from database.panels import Panel, register
from engagement.audiences import narrowed, reason_label
from engagement.models import Exclusion, Invitation

TEMPLATE = "engagement/components/person_panel.html"
# The latest of each; a person is asked a few times a year.
LATEST = 50


@dataclass(frozen=True)
class Asked:
    """One invitation, with why it did not go if it did not."""

    invitation: Invitation
    reason: str


@dataclass(frozen=True)
class LeftOut:
    """One activity somebody was not asked to, and why."""

    exclusion: Exclusion
    reason: str


@dataclass(frozen=True)
class Story:
    """What the panel shows, the latest first."""

    asked: list[Asked]
    left_out: list[LeftOut]


def story_of(person: Any, user: Any) -> Story:
    """Return the panel's data, in two queries.

    PRIVACY: of an audience chosen by equality answers, that somebody was asked tells what they
    answered, and that they were left out does so too.
    """
    hidden = narrowed.hidden_from(user)
    invitations = (
        Invitation.objects.filter(person=person)
        .exclude(activity__in=hidden)
        .select_related("activity", "batch")
        .order_by("-batch__prepared_at")[:LATEST]
    )
    exclusions = (
        Exclusion.objects.filter(person=person)
        .exclude(batch__activity__in=hidden)
        .select_related("batch__activity")
        .order_by("-batch__prepared_at")[:LATEST]
    )
    return Story(
        [Asked(row, reason_label(row.reason_code)) for row in invitations],
        [LeftOut(row, reason_label(row.reason_code)) for row in exclusions],
    )


def register_panel() -> None:
    register(Panel(TEMPLATE, story_of))
