"""Asking members for more: prepared by one, released by another, each person once."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from database.asking import audience, terms_in_force
from database.models import (
    AskStatus,
    Campaign,
    CampaignAsk,
    CampaignStatus,
    EqualityQuestion,
)
from database.services.equality import EqualityNotAsked, is_asked
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.bilingual import set_words
from vef.common.steps import move
from vef.outbox.services import enqueue

# The kinds of mail, by the kind of campaign.
MAIL = {
    Campaign.Kind.EQUALITY: "database.campaign-ask",
    Campaign.Kind.RENEWAL: "database.renewal-ask",
    Campaign.Kind.TERMS: "database.terms-told",
}
# Rows dealt with in one transaction; the rest follows in the background.
CHUNK = 500


class NobodyToAsk(Exception):
    """Everybody is left out, or asked already."""


class NoTerms(Exception):
    """No terms of reference are in force, so there is nothing to tell of."""


class NoQuestions(ValueError):
    """A campaign for equality answers needs questions to ask."""


class CampaignOver(Exception):
    """The campaign's last day is past, or it was closed."""


class SamePerson(Exception):
    """Whoever prepared a campaign may not release it."""


@transaction.atomic
def prepare_campaign(
    *,
    kind: str,
    title: str,
    reason_cy: str,
    reason_en: str,
    closes_on: date,
    actor: User,
    questions: Collection[EqualityQuestion] = (),
) -> Campaign:
    """Note everybody who would be asked; nothing is sent. Return the campaign.

    Who was asked the same before is left out, so that preparing twice asks nobody twice.
    ``reason_*`` is read by those who are asked; of new terms it says what changed. Raises
    CampaignOver for a day that is past, EqualityNotAsked, NoQuestions, NoTerms, and NobodyToAsk
    without leaving a campaign.
    """
    if closes_on < clock.today():
        raise CampaignOver
    if kind == Campaign.Kind.EQUALITY:
        if not is_asked():
            raise EqualityNotAsked
        if not questions:
            raise NoQuestions
    terms = terms_in_force() if kind == Campaign.Kind.TERMS else None
    if kind == Campaign.Kind.TERMS and terms is None:
        raise NoTerms
    # Two who prepare at once have one order: the second sees whom the first will ask.
    list(Campaign.objects.select_for_update().filter(kind=kind).order_by("pk").values_list("pk"))
    found = audience(kind, questions)
    if not found.eligible:
        raise NobodyToAsk
    campaign = Campaign(
        kind=kind,
        title=title,
        terms=terms,
        closes_on=closes_on,
        prepared_by=actor,
        prepared_at=clock.now(),
    )
    set_words(campaign, "reason", cy=reason_cy, en=reason_en)
    campaign.save(force_insert=True)
    campaign.questions.set(questions)
    CampaignAsk.objects.bulk_create(
        [CampaignAsk(campaign=campaign, person_id=pk) for pk in found.eligible], batch_size=1000
    )
    record(
        actor,
        "campaign.prepared",
        campaign,
        data={
            "kind": str(kind),
            "asked": len(found.eligible),
            "left_out": {group.reason: group.count for group in found.groups},
        },
    )
    return campaign


@transaction.atomic
def release_campaign(campaign: Campaign, *, actor: User) -> bool:
    """Let a prepared campaign go: its mail is queued, and leaves as the gate allows.

    The first ones are queued here, the rest in the background. Returns whether anything
    changed. Raises SamePerson, CampaignOver, TransitionError.
    """
    locked = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if str(locked.prepared_by_id) == actor.actor_id:
        raise SamePerson(campaign.pk)
    if locked.closes_on < clock.today():
        raise CampaignOver(campaign.pk)
    if not move(
        campaign, CampaignStatus.RELEASED, actor=actor, released_by=actor, released_at=clock.now()
    ):
        return False
    if queue_released(campaign.pk):
        transaction.on_commit(_ring, robust=True)
    return True


def _ring() -> None:
    from database.tasks import queue_campaigns

    queue_campaigns.apply_async(retry=False, ignore_result=True)


@transaction.atomic
def queue_released(campaign_id: UUID) -> bool:
    """Queue the next mails of a released campaign; say whether more are left.

    The release itself is in the audit log, under the name of whoever released it.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if campaign.status != CampaignStatus.RELEASED:
        return False
    waiting = campaign.asks.filter(status=AskStatus.PREPARED).order_by("pk")
    rows = list(waiting.values_list("pk", "person_id")[: CHUNK + 1])
    chunk = rows[:CHUNK]
    campaign.asks.filter(pk__in=[pk for pk, _person in chunk], status=AskStatus.PREPARED).update(
        status=AskStatus.QUEUED
    )
    for pk, person_id in chunk:
        enqueue(
            kind=MAIL[Campaign.Kind(campaign.kind)],
            unique_key=str(pk),
            recipient_kind="person",
            recipient_id=person_id,
            about=campaign,
            context={"ask": str(pk)},
        )
    return len(rows) > CHUNK


def queue_all_released() -> None:
    """Queue what is left of every released campaign, a chunk to a transaction."""
    unfinished = Campaign.objects.filter(
        status=CampaignStatus.RELEASED, asks__status=AskStatus.PREPARED
    )
    for pk in unfinished.order_by("released_at").values_list("pk", flat=True).distinct():
        while queue_released(pk):
            pass


def close_campaign(campaign: Campaign, *, actor: Actor, reason: str = "") -> bool:
    """End a campaign: links open nothing any more, and what has not left is withheld.

    Twice changes nothing.
    """
    return move(campaign, CampaignStatus.CLOSED, actor=actor, reason=reason)


def close_due(today: date) -> int:
    """Close every campaign whose last day is past; return how many."""
    over = Campaign.objects.filter(closes_on__lt=today).exclude(status=CampaignStatus.CLOSED)
    return sum(close_campaign(campaign, actor=SYSTEM) for campaign in over.order_by("pk"))


def tallies(campaigns: Iterable[Campaign]) -> dict[UUID, Counter[str]]:
    """Return how many people stand where, for each campaign, in one query."""
    found = {campaign.pk: Counter[str]() for campaign in campaigns}
    rows = CampaignAsk.objects.filter(campaign__in=list(found)).order_by()
    for pk, status in rows.values_list("campaign_id", "status"):
        found[pk][status] += 1
    return found
