"""Putting the steps together: the whole thread of one topic, and where many topics stand."""

from dataclasses import dataclass

from django.db import models

from engagement.models import Activity, ActivityStatus
from partners.models import TopicRequest
from vef.dashboard.thread import asking, closing, engaging
from vef.dashboard.thread.facts import Facts, Reader, activities_of, gather, gather_many
from vef.dashboard.thread.steps import KEYS, PARTNER_KEYS, State, Step, current, settle

PER_ACTIVITY = (
    engaging.plan,
    engaging.invitations,
    engaging.contributions,
    engaging.findings,
    closing.results,
    closing.answers,
    closing.told,
    closing.published,
    closing.board,
)


@dataclass(frozen=True)
class Topic:
    """A topic and where it stands."""

    request: TopicRequest
    steps: list[Step]
    step: Step

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do on its thread."""
        return self.step.state in {State.DONE, State.STOPPED}


def steps_for(
    request: TopicRequest, *, for_partner: bool = False, for_board: bool = False
) -> list[Step]:
    """Return every step of a topic's thread, in the reader's language.

    A partner reads no count of people and no colleague's name of the office; a board
    reads counts through the small-number floor. A topic that was not taken stops at
    its decision. The number of queries is the same however much happened.
    """
    reader = Reader.PARTNER if for_partner else Reader.BOARD if for_board else Reader.OFFICE
    return tell(gather(request, reader))


def topics(
    queryset: models.QuerySet[TopicRequest], *, reader: Reader = Reader.OFFICE
) -> list[Topic]:
    """Return where each topic stands, in a fixed number of queries."""
    found = []
    for facts in gather_many(queryset, reader):
        steps = tell(facts)
        found.append(Topic(request=facts.request, steps=steps, step=current(steps)))
    return found


def tell(facts: Facts) -> list[Step]:
    """Return the steps of one topic as its reader may see them."""
    steps = _tell(facts)
    for step in steps:
        step.total = len(_keys(facts))
    if facts.reader == Reader.BOARD:
        # The office's own pages are closed to a board.
        for step in steps:
            step.url = step.url if step.key == "published" else ""
    return steps


def _keys(facts: Facts) -> tuple[str, ...]:
    return PARTNER_KEYS if facts.for_partner else KEYS


def _tell(facts: Facts) -> list[Step]:
    opening = settle(asking.opening(facts))
    if opening[-1].state == State.STOPPED:
        return opening
    activities = activities_of(facts.request)
    if not activities:
        begun = opening[-1].state == State.DONE
        rest = [Step(key) for key in _keys(facts)[len(opening) :]]
        if not begun:
            for step in rest:
                step.state = State.NEXT
        return opening + settle(rest)
    steps = opening
    for activity in activities:
        own = settle(_of_activity(facts, activity))
        if len(activities) > 1:
            for step in own:
                step.group = str(activity)
        steps = steps + own
    return steps


def _of_activity(facts: Facts, activity: Activity) -> list[Step]:
    steps: list[Step] = []
    for build in PER_ACTIVITY:
        if facts.for_partner and build is closing.board:
            continue
        step = build(facts, activity)
        if activity.status == ActivityStatus.CANCELLED and step.state != State.DONE:
            return [*steps, engaging.cancelled(facts, activity, step)]
        steps.append(step)
    return steps
