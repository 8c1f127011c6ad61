"""Stating what the office can do in a month, and naming the painful theme of a request."""

from django.conf import settings
from django.db import transaction

from partners import promised
from partners.models import Outcome, RequestTheme, StatedCapacity, TopicRequest
from partners.services.triage import NotWaiting
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

TAKEN = frozenset({Outcome.ACCEPTED, Outcome.ACCEPTED_WITH_CHANGES})


class TooManyMessages(ValueError):
    """More messages in a month than anybody is sent at all."""


class UnknownTheme(ValueError):
    """The theme is not one of those on offer."""


@transaction.atomic
def state_capacity(
    *, activities: int, messages_each: int, reason: str, actor: User
) -> StatedCapacity:
    """Say how much can be done in a month, and why. What was said before is kept.

    Raises TooManyMessages above the limit of contact, ValueError for less than one or
    without a reason.
    """
    if activities < 1 or messages_each < 1 or not reason.strip():
        raise ValueError("capacity")
    if messages_each > settings.CONTACT_LOAD_MESSAGES:
        raise TooManyMessages(messages_each)
    row = StatedCapacity.objects.create(
        activities=activities,
        messages_each=messages_each,
        reason=reason.strip(),
        stated_by=actor,
    )
    record(
        actor,
        "capacity.stated",
        row,
        reason=row.reason,
        data={"activities": activities, "messages_each": messages_each},
    )
    return row


@transaction.atomic
def set_theme(topic: TopicRequest, *, theme: str, actor: User) -> bool:
    """Say which painful theme a request touches; empty for none. The partner does not see it.

    Returns whether anything changed. Raises NotWaiting once it is decided, UnknownTheme.
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not fresh.is_waiting:
        raise NotWaiting(fresh.pk)
    if theme and theme not in dict(promised.themes()):
        raise UnknownTheme(theme)
    row = promised.theme_of(fresh)
    before = row.theme if row else None
    if before == theme:
        return False
    row = row or RequestTheme(request=fresh)
    row.theme, row.set_by, row.set_at = theme, actor, clock.now()
    row.save()
    record(actor, "topicrequest.theme-chosen", fresh, data={"from": before or "", "theme": theme})
    return True


def note_clashes(topic: TopicRequest, *, decision: str, outcome: str, actor: Actor) -> None:
    """Keep with a request that was taken which clashes its page showed; none, nothing.

    Called inside the decision's transaction. PRIVACY: codes of activities, no number.
    """
    if outcome not in TAKEN:
        return
    clashes = promised.clashes_of(topic, clock.today())
    if clashes:
        record(
            actor,
            "topicrequest.clash-seen",
            topic,
            data={"decision": decision, "activities": [clash.code for clash in clashes]},
        )
