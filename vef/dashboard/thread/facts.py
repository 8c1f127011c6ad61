"""Everything the thread tells, fetched in a fixed number of queries.

PRIVACY: for a partner nothing here touches a table of people (invitations and
their batches, contributions), not even to count, nor what is the board's own;
its database role could not do so either (vef/common/db_roles.py).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from engagement.models import (
    Activity,
    Contribution,
    ContributionStatus,
    Exclusion,
    Invitation,
    InvitationBatch,
    InvitationStatus,
    ReplyChoice,
)
from feedback.models import BoardAction, Finding, PartnerAnswer, Report
from partners.models import Assessment, Decision, TopicRequest
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.models import HostBody
from vef.privacy.floor import safe_count


class Reader(StrEnum):
    """For whom the thread is told; it decides which words and numbers may be in it."""

    OFFICE = "office"
    BOARD = "board"
    PARTNER = "partner"


@dataclass
class Counts:
    """How many people, of one activity. Only ever shown through ``Facts.number``."""

    invited: int = 0
    sent: int = 0
    not_sent: int = 0
    left_out: int = 0
    taking_part: int = 0
    not_this_time: int = 0
    named: int = 0
    anonymous: int = 0


@dataclass
class Facts:
    """One topic's rows, and how its reader may see them."""

    request: TopicRequest
    reader: Reader
    today: date
    office: str
    counts: dict[Any, Counts] = field(default_factory=dict)
    entries: dict[str, list[Entry]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    reports: list[Report] = field(default_factory=list)

    @property
    def for_partner(self) -> bool:
        return self.reader == Reader.PARTNER

    @property
    def status(self) -> str:
        """Return the request's status as this reader may know it.

        Partners sit on boards: a board knows no decision before the partner does.
        """
        told = self.reader != Reader.OFFICE
        return self.request.shown_status if told else self.request.status

    def who(self, user: User | None) -> str:
        """Name a user; to a partner, the office speaks with one voice."""
        if user is None:
            return ""
        if self.for_partner and not user.is_partner:
            return self.office
        return user.name

    def number(self, count: int) -> str:
        """Return a count as this reader may see it."""
        return str(count) if self.reader == Reader.OFFICE else str(safe_count(count))

    def entry(self, row: models.Model | None, *actions: str) -> Entry | None:
        """Return the latest audit entry of these actions on a row."""
        found = self.entries.get(str(row.pk), []) if row is not None else []
        return next((entry for entry in reversed(found) if entry.action in actions), None)

    def actor(self, entry: Entry | None) -> str:
        if entry is None:
            return ""
        if user := self.users.get(entry.actor_id):
            return self.who(user)
        # Translators: who did a step: no person, but the program at a set time.
        return _("the system, at the set time") if entry.actor_kind == "system" else self.office


def _base(queryset: models.QuerySet[TopicRequest], reader: Reader) -> models.QuerySet[TopicRequest]:
    activities = Activity.objects.select_related(
        "method",
        "partner_agreed_by",
        "office_agreed_by",
        "results_pack__written_by",
        "results_pack__checked_by",
        "results_pack__approved_by",
        "outcome__written_by",
        "outcome__approved_by",
    ).order_by("code")
    if reader != Reader.PARTNER:
        # PRIVACY: by what an audience was narrowed, and why, is the office's own.
        activities = activities.select_related(
            "narrowing__narrowed_by", "narrowing__characteristics_by", "narrowing__approved_by"
        )
    answers = PartnerAnswer.objects.select_related("finding", "answered_by")
    # PRIVACY: outside the office nobody knows of a decision before its partner does.
    decisions = Decision.objects.all() if reader == Reader.OFFICE else Decision.objects.told()
    decisions = decisions.select_related("decided_by", "deferred_to", "merged_into", "supersedes")
    found = queryset.select_related(
        "organisation", "window", "first_window", "author", "entry__programme"
    ).prefetch_related(
        models.Prefetch("decisions", decisions.order_by("decided_at")),
        "decisions__letters",
        "decisions__avenues",
        "decisions__scores__criterion",
        models.Prefetch("entry__activities", activities),
        models.Prefetch("entry__activities__findings", Finding.objects.order_by("number")),
        "entry__activities__findings__themes",
        models.Prefetch("entry__activities__results_pack__answers", answers),
        "entry__activities__results_pack__chasers",
    )
    if reader == Reader.PARTNER:
        return found
    batches = InvitationBatch.objects.select_related("prepared_by", "released_by")
    actions = BoardAction.objects.order_by("reference")
    assessments = (
        Assessment.objects.counted()
        .select_related("assessor")
        .prefetch_related("scores__criterion")
    )
    return found.prefetch_related(
        models.Prefetch("entry__activities__batches", batches.order_by("prepared_at")),
        models.Prefetch("entry__activities__boardaction_set", actions),
        models.Prefetch("assessments", assessments, to_attr="opened_assessments"),
    )


def activities_of(request: TopicRequest) -> list[Activity]:
    entry = getattr(request, "entry", None)
    return list(entry.activities.all()) if entry else []


def gather(request: TopicRequest, reader: Reader) -> Facts:
    """Fetch one topic with who and when from the audit log, and its counts."""
    whole = _base(TopicRequest.objects.filter(pk=request.pk), reader).get()
    facts = _facts([whole], reader)[0]
    facts.entries = _entries(whole, reader)
    facts.users = _users(facts.entries)
    if reader != Reader.PARTNER:
        facts.counts = _counts([activity.pk for activity in activities_of(whole)])
    return facts


def gather_many(queryset: models.QuerySet[TopicRequest], reader: Reader) -> list[Facts]:
    """Fetch many topics, without counts and audit entries."""
    return _facts(list(_base(queryset, reader)), reader)


def _facts(requests: Iterable[TopicRequest], reader: Reader) -> list[Facts]:
    today, office = clock.today(), HostBody.current().short_name
    reports = [] if reader == Reader.PARTNER else list(Report.objects.order_by("meeting_on"))
    return [
        Facts(request=request, reader=reader, today=today, office=office, reports=reports)
        for request in requests
    ]


def _entries(request: TopicRequest, reader: Reader) -> dict[str, list[Entry]]:
    """Return the audit entries of everything on this topic's thread, oldest first, by target."""
    rows: list[models.Model] = [request, request.window]
    if entry := getattr(request, "entry", None):
        rows += [entry, entry.programme]
    for activity in activities_of(request):
        rows.append(activity)
        if reader != Reader.PARTNER:
            rows += activity.batches.all()
        rows += [
            row
            for name in ("results_pack", "outcome")
            if (row := getattr(activity, name, None)) is not None
        ]
    found = defaultdict(list)
    for note in Entry.objects.filter(
        target_type__in={row._meta.label_lower for row in rows},
        target_id__in=[str(row.pk) for row in rows],
    ).order_by("id"):
        found[note.target_id].append(note)
    return dict(found)


def _users(entries: dict[str, list[Entry]]) -> dict[str, User]:
    ids = {
        entry.actor_id
        for found in entries.values()
        for entry in found
        if entry.actor_kind in {"staff", "partner", "board"}
    }
    return {str(user.pk): user for user in User.objects.filter(pk__in=ids)}


def _counts(activities: list[Any]) -> dict[Any, Counts]:
    """Count people per activity, in three queries."""
    found: dict[Any, Counts] = defaultdict(Counts)
    if not activities:
        return found
    number = models.Count("pk")
    invitations = Invitation.objects.filter(activity__in=activities).order_by()
    for activity, status, reply, n in invitations.values_list(
        "activity", "status", "reply"
    ).annotate(n=number):
        counts = found[activity]
        counts.invited += n
        counts.sent += n if status == InvitationStatus.SENT else 0
        counts.not_sent += n if status in NOT_SENT else 0
        counts.taking_part += n if reply == ReplyChoice.TAKING_PART else 0
        counts.not_this_time += n if reply == ReplyChoice.NOT_THIS_TIME else 0
    left_out = Exclusion.objects.filter(batch__activity__in=activities).order_by()
    for activity, n in left_out.values_list("batch__activity").annotate(n=number):
        found[activity].left_out += n
    answers = (
        Contribution.objects.filter(activity__in=activities, is_finished=True)
        .exclude(status=ContributionStatus.EXCLUDED)
        .order_by()
    )
    for activity, is_anonymous, n in answers.values_list("activity", "is_anonymous").annotate(
        n=number
    ):
        if is_anonymous:
            found[activity].anonymous += n
        else:
            found[activity].named += n
    return found


NOT_SENT = frozenset(
    {
        InvitationStatus.WITHHELD,
        InvitationStatus.FAILED,
        InvitationStatus.BOUNCED,
        InvitationStatus.CANCELLED,
    }
)
