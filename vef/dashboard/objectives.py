"""What was done for each objective of a board, priority of a plan, duty or strategy."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from partners.models import RegisterEntry, RegisterKind, RequestStatus, TopicRequest
from vef.common import clock
from vef.dashboard.thread import Reader, State, Step, Topic, topics

# The steps of a thread that leave something to point at.
EVIDENCE = frozenset({"findings", "results", "answers", "told", "published", "board"})
# In this order they are offered; an objective is what boards ask about first.
KINDS = (
    RegisterKind.OBJECTIVE,
    RegisterKind.PRIORITY,
    RegisterKind.STRATEGY,
    RegisterKind.DUTY,
    RegisterKind.SCRUTINY,
    RegisterKind.BOARD,
)


@dataclass(frozen=True)
class Against:
    """A topic that was taken on, and what has come of it so far."""

    topic: Topic
    evidence: list[Step]


@dataclass(frozen=True)
class Objective:
    """One entry of the registers with everything done against it; ``taken`` may be empty."""

    entry: RegisterEntry
    name: str
    taken: list[Against]


def objectives(kind: str, *, today: date | None = None) -> list[Objective]:
    """Return the entries of a kind that hold, and those that ended with something done.

    A fixed number of queries. Told as boards may read it: small counts are hidden, and
    what was not taken on is not in it.
    """
    today = today or clock.today()
    entries = list(RegisterEntry.objects.of_kind(kind).select_related("part_of"))
    joined: dict[Any, list[Any]] = defaultdict(list)
    through = TopicRequest.register_entries.through.objects
    for entry_id, request_id in through.filter(registerentry__in=entries).values_list(
        "registerentry_id", "topicrequest_id"
    ):
        joined[request_id].append(entry_id)
    taken = TopicRequest.objects.filter(pk__in=joined, status=RequestStatus.ACCEPTED)
    done: dict[Any, list[Against]] = defaultdict(list)
    for topic in topics(taken.order_by("reference"), reader=Reader.BOARD):
        shown = [step for step in topic.steps if _is_evidence(step)]
        for entry_id in joined[topic.request.pk]:
            done[entry_id].append(Against(topic, shown))
    return [
        Objective(entry, entry.name_on(today), done[entry.pk])
        for entry in entries
        if entry.is_current(today) or done[entry.pk]
    ]


def _is_evidence(step: Step) -> bool:
    return step.key in EVIDENCE and step.state == State.DONE
