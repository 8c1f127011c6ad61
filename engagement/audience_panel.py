"""What pages of the office tell of a narrowed audience: as much as their reader may know."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from engagement.audiences import NOT_IN_AUDIENCE, Audience, narrowed
from engagement.audiences.narrowed import Criterion, CriterionKind
from engagement.audiences.outing import Found
from engagement.forms.audience import words_in
from engagement.models import Activity, Narrowing
from engagement.services import narrowing as services


@dataclass(frozen=True)
class Line:
    """One kind of criterion, and what was chosen of it."""

    kind: str
    values: str


@dataclass
class Panel:
    """A narrowed audience, for one reader."""

    row: Narrowing | None
    lines: list[Line] = field(default_factory=list)
    # PRIVACY: empty for whoever may not know which.
    characteristics: list[str] = field(default_factory=list)
    knows_characteristics: bool = False
    is_frozen: bool = False
    # Telling words the reader may know, and how many there are besides.
    telling: list[Found] = field(default_factory=list)
    more_telling: int = 0

    @property
    def has_characteristics(self) -> bool:
        return self.row is not None and self.row.has_characteristics

    @property
    def is_narrowed(self) -> bool:
        return bool(self.lines) or self.has_characteristics


def panel_of(activity: Activity, user: Any) -> Panel:
    """Return what this reader may know of an activity's audience; a few queries."""
    row = narrowed.narrowing_of(activity)
    knows = narrowed.may_read_characteristics(user)
    panel = Panel(row, knows_characteristics=knows, is_frozen=services.is_frozen(activity))
    criteria = narrowed.criteria_of(row)
    if not criteria:
        return panel
    panel.lines = lines_of(criteria)
    if knows and panel.has_characteristics:
        panel.characteristics = _characteristics(criteria)
    for found in services.telling_words(activity):
        if found.criterion.kind != CriterionKind.ANSWER or knows:
            panel.telling.append(found)
        else:
            panel.more_telling += 1
    return panel


def _characteristics(criteria: Collection[Criterion]) -> list[str]:
    """Say each question with the answers chosen: many answers are a yes."""
    found = []
    for question, rows in narrowed.offered_answers():
        if chosen := [words_in(one.label) for one in rows if one.criterion in criteria]:
            found.append(f"{question.text} {', '.join(chosen)}")
    return found


def lines_of(criteria: Iterable[Criterion]) -> list[Line]:
    """Say by what an audience is narrowed, without characteristics."""
    plain = [one for one in criteria if one.kind != CriterionKind.ANSWER]
    labels = narrowed.labels(plain)
    return [
        Line(
            kind=str(CriterionKind(kind).label),
            values="; ".join(words_in(labels[one]) for one in plain if one.kind == kind),
        )
        for kind in dict.fromkeys(one.kind for one in plain)
    ]


@dataclass(frozen=True)
class ShownGroup:
    """People left out for one reason, as a reader may see them."""

    label: str
    count: str
    people: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Preview:
    """How many would be asked and how many not, as a reader may see it."""

    number: str
    waiting: str
    left_out: str
    in_cy: str
    in_en: str
    in_both: str
    groups: list[ShownGroup]
    is_anybody: bool
    is_too_few: bool
    by_characteristic: bool


def preview_for(audience: Audience, user: Any, *, names_people: bool = True) -> Preview:
    """Return a preview for one reader. PRIVACY: floored for whoever may not see people."""

    def shown(number: int) -> str:
        return narrowed.shown(number, user, by_characteristic=audience.by_characteristic)

    readings = audience.readings
    return Preview(
        number=shown(len(audience.eligible)),
        waiting=shown(len(audience.waiting)),
        left_out=shown(len(audience.left_out)),
        in_cy=shown(readings["cy"]),
        in_en=shown(readings["en"]),
        in_both=shown(readings["both"] + readings["unknown"]),
        groups=[
            ShownGroup(
                group.label,
                shown(group.count),
                group.people if names_people and _may_name(user, group.reason, audience) else (),
            )
            for group in audience.groups
        ],
        is_anybody=bool(audience.eligible),
        is_too_few=narrowed.is_too_few(len(audience.eligible)),
        by_characteristic=audience.by_characteristic,
    )


def _may_name(user: Any, reason: str, audience: Audience) -> bool:
    """Whether who was left out for a reason may be read.

    Nobody, not even somebody with the right to figures, reads who gave which equality answer.
    """
    if audience.by_characteristic and reason == NOT_IN_AUDIENCE:
        return False
    return narrowed.sees_counts(user, by_characteristic=False)
