"""What the office reads about a request: its trail, each act with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from partners.models import Decision, DecisionLetter, RequestStatus, TopicRequest
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.documents.attachments import attachments_of_each
from vef.documents.models import Attachment

ACTS = {
    "topicrequest.started": _("Draft started"),
    "topicrequest.carried-over": _("Draft moved to the open window"),
    "topicrequest.submitted": _("Submitted"),
    "topicrequest.under-review": _("Review started"),
    "topicrequest.interest-declared": _("Interest declared"),
    "topicrequest.placed": _("Given a place in our order"),
    "topicrequest.theme-chosen": _("Painful theme chosen"),
    "topicrequest.clash-seen": _("Taken although a clash was shown"),
    "topicrequest.assessed": _("Two assessments are in"),
    "topicrequest.more-information": _("More information asked"),
    "topicrequest.accepted": _("Accepted"),
    "topicrequest.declined": _("Declined"),
    "topicrequest.deferred": _("Deferred to a later window"),
    "topicrequest.merged": _("Merged into another request"),
    "topicrequest.superseded": _("The decision no longer stands"),
    "topicrequest.withdrawn": _("Withdrawn"),
    "decisionletter.written": _("Letter waits for a second person"),
    "decisionletter.returned": _("Letter sent back to be changed"),
    "decisionletter.sent": _("Letter approved and sent"),
    "decisionletter.set-aside": _("Letter set aside, never sent"),
    "attachment.added": _("File added"),
    "attachment.removed": _("File removed"),
    "topicrequest.details-kept": _("Said that noticed words are not about a person"),
    "topicrequest.commented": _("Comment"),
    "topicrequest.comments-settled": _("Comments need no answer"),
    "topicrequest.record-taken": _("Planning record taken as a PDF"),
}
# Handed in again and come back by itself are one step of the request's life.
CAME_BACK = _("Came back in a later window")
# Taking the record is no part of what it tells: the same trail makes the same file.
RECORD_TAKEN = "topicrequest.record-taken"
# PRIVACY: what colleagues of a partner say to each other in a draft is not the office's.
NOT_THE_OFFICES = frozenset({"topicrequest.discussed"})


@dataclass(frozen=True)
class Act:
    """One line of a trail."""

    at: datetime
    what: Any
    who: str
    why: str


@dataclass(frozen=True)
class Decided:
    """One decision with the files the office keeps beside it."""

    decision: Decision
    files: list[Attachment]


def decisions_of(topic: TopicRequest) -> list[Decided]:
    """Return what was decided about a request, the first first, in a few queries."""
    letters = DecisionLetter.objects.select_related("written_by", "approved_by", "returned_by")
    rows = list(
        topic.decisions.select_related(
            "decided_by", "supersedes", "superseded_by", "deferred_to", "merged_into"
        ).prefetch_related("avenues", "scores__criterion", Prefetch("letters", letters))
    )
    files = attachments_of_each(rows)
    return [Decided(row, files[str(row.pk)]) for row in rows]


def _what(entry: Entry) -> Any:
    if entry.data.get("from") == RequestStatus.DEFERRED and "first_window" in entry.data:
        return CAME_BACK
    return ACTS.get(entry.action, entry.action)


def trail_of(topic: TopicRequest, *, without: str = "") -> list[Act]:
    """Return everything recorded about a request and its letters, in three queries.

    ``without`` names one kind of act to pass over.
    """
    letters = DecisionLetter.objects.filter(decision__request=topic).order_by()
    about = Q(target_type=topic._meta.label_lower, target_id=str(topic.pk)) | Q(
        target_type=DecisionLetter._meta.label_lower,
        target_id__in=[str(pk) for pk in letters.values_list("pk", flat=True)],
    )
    unwanted = NOT_THE_OFFICES | {without}
    entries = list(Entry.objects.filter(about).exclude(action__in=unwanted).order_by("id"))
    names = {
        str(key): name
        for key, name in User.objects.filter(
            pk__in={UUID(entry.actor_id) for entry in entries if entry.actor_id}
        ).values_list("pk", "name")
    }
    return [
        Act(
            at=entry.at,
            what=_what(entry),
            who=names.get(entry.actor_id, ""),
            why=entry.reason,
        )
        for entry in entries
    ]
