"""What the office reads about a request: its trail, each act with who, when and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from partners.models import TopicRequest
from vef.accounts.models import User
from vef.audit.models import Entry

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
    "topicrequest.withdrawn": _("Withdrawn"),
    "attachment.added": _("File added"),
    "attachment.removed": _("File removed"),
    "topicrequest.details-kept": _("Said that noticed words are not about a person"),
    "topicrequest.commented": _("Comment"),
    "topicrequest.comments-settled": _("Comments need no answer"),
}
# PRIVACY: what colleagues of a partner say to each other in a draft is not the office's.
NOT_THE_OFFICES = frozenset({"topicrequest.discussed"})


@dataclass(frozen=True)
class Act:
    """One line of a trail."""

    at: datetime
    what: Any
    who: str
    why: str


def trail_of(topic: TopicRequest) -> list[Act]:
    """Return everything recorded about a request, the first first, in two queries."""
    entries = list(
        Entry.objects.filter(target_type=topic._meta.label_lower, target_id=str(topic.pk)).exclude(
            action__in=NOT_THE_OFFICES
        )
    )
    names = {
        str(key): name
        for key, name in User.objects.filter(
            pk__in={UUID(entry.actor_id) for entry in entries if entry.actor_id}
        ).values_list("pk", "name")
    }
    return [
        Act(
            at=entry.at,
            what=ACTS.get(entry.action, entry.action),
            who=names.get(entry.actor_id, ""),
            why=entry.reason,
        )
        for entry in entries
    ]
