"""What became of asking one person: delivered or not, given, declined, renewed.

A link proves a mailbox, not a person: nothing here tells what is held, and for somebody at
risk a yes is provisional until it is confirmed another way.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from database.gate import AGREED
from database.models import (
    AskStatus,
    Campaign,
    CampaignAsk,
    CampaignStatus,
    ConsentMethod,
    ConsentWording,
    Decision,
    Person,
    PersonStatus,
    Purpose,
)
from database.services.consents import latest_events, lock, record_consent
from database.services.equality import record_equality
from database.services.people import note_bounce, note_delivered, withdraw_person
from database.services.safe_contact import latest_safe_contact
from vef.common import clock
from vef.common.actors import PersonByLink
from vef.common.links import LinkUnusable, open_link
from vef.common.steps import move
from vef.outbox.models import Message, MessageStatus

SCOPE = "campaign-ask"
# Asked about one by one; the first is about everything else.
RENEWABLE = (
    Purpose.DATABASE,
    Purpose.EMAIL,
    Purpose.PHONE,
    Purpose.SMS,
    Purpose.POST,
    Purpose.EQUALITY,
    Purpose.QUOTED,
)


class AskClosed(Exception):
    """The campaign takes no answers any more."""


def ask_behind(token: str) -> CampaignAsk | None:
    """Return what a link asks for, or None if it opens nothing (any more). Changes nothing."""
    try:
        pk = open_link(scope=SCOPE, token=token)
    except LinkUnusable:
        return None
    ask = CampaignAsk.objects.select_related("campaign", "person__key").filter(pk=pk).first()
    return ask if ask is not None and is_open(ask) else None


def is_open(ask: CampaignAsk) -> bool:
    """Whether somebody may still answer: until the end of the campaign's last day."""
    return (
        ask.campaign.status == CampaignStatus.RELEASED
        and clock.today() <= ask.campaign.closes_on
        and ask.person.status in {PersonStatus.ACTIVE, PersonStatus.PAUSED}
        and ask.person.merged_into_id is None
        and ask.status != AskStatus.WITHHELD
    )


def actor_of(ask: CampaignAsk) -> PersonByLink:
    return PersonByLink(str(ask.person_id))


def _hold(ask: CampaignAsk) -> CampaignAsk:
    """Lock the person and read everything anew. Raises AskClosed."""
    lock(ask.person, even_closed=True)
    fresh = CampaignAsk.objects.select_related("campaign", "person__key").get(pk=ask.pk)
    if not is_open(fresh):
        raise AskClosed(ask.pk)
    return fresh


def _settle(ask: CampaignAsk, status: str) -> None:
    # Whoever answers was reached, however the mail server's answer is getting on.
    if ask.status == AskStatus.QUEUED:
        move(ask, AskStatus.ASKED, actor=actor_of(ask), asked_at=clock.now())
    move(ask, status, actor=actor_of(ask), replied_at=clock.now())


def _at_risk(person: Person) -> bool:
    contact = latest_safe_contact(person)
    return bool(contact and contact.risk_flag)


@transaction.atomic
def give_equality(ask: CampaignAsk, *, answers: Mapping[int, Sequence[str]], language: str) -> None:
    """Keep what somebody answered by link, with their agreement to its use.

    Raises AskClosed, NoWording, UnknownAnswer.
    """
    ask = _hold(ask)
    record_equality(
        ask.person,
        answers=answers,
        language=language,
        method=ConsentMethod.LINK,
        actor=actor_of(ask),
        agrees_now=True,
        is_provisional=_at_risk(ask.person),
    )
    _settle(ask, AskStatus.GAVE)


@transaction.atomic
def decline(ask: CampaignAsk) -> None:
    """Note that somebody would rather not. Nothing else changes. Raises AskClosed."""
    ask = _hold(ask)
    _settle(ask, AskStatus.DECLINED)


@transaction.atomic
def renew(
    ask: CampaignAsk,
    *,
    said: Mapping[str, bool],
    wordings: Mapping[str, ConsentWording],
    language: str,
) -> None:
    """Note what somebody still agrees to and what not, each with the wording that was shown.

    What is left out of ``said`` stays as it is. A no to being on the database takes
    somebody off it, at once. A yes by link counts only once confirmed for somebody at risk.
    Raises AskClosed.
    """
    ask = _hold(ask)
    person, actor = ask.person, actor_of(ask)
    if said.get(Purpose.DATABASE) is False:
        _settle(ask, AskStatus.DECLINED)
        withdraw_person(person, actor=actor, method=ConsentMethod.LINK, language=language)
        return
    known = latest_events(person)
    is_provisional = _at_risk(person)
    for purpose, yes in said.items():
        before = known.get(purpose)
        record_consent(
            person,
            purpose=purpose,
            decision=_decision(yes, agreed=before is not None and before.decision in AGREED),
            wording=wordings[purpose],
            language=language,
            method=ConsentMethod.LINK,
            actor=actor,
            is_provisional=is_provisional and yes,
        )
    _settle(ask, AskStatus.GAVE if any(said.values()) else AskStatus.DECLINED)


def _decision(yes: bool, *, agreed: bool) -> Decision:
    if yes:
        return Decision.RENEWED if agreed else Decision.GIVEN
    return Decision.WITHDRAWN if agreed else Decision.REFUSED


# --- Delivery ----------------------------------------------------------------------


def why_not(ask: CampaignAsk) -> str:
    """Say, as a code, why this person may not be asked now; empty if the gate decides."""
    campaign: Campaign = ask.campaign
    is_over = campaign.status != CampaignStatus.RELEASED or campaign.closes_on < clock.today()
    return "campaign-over" if is_over else ""


# In doubt counts as asked: it may have arrived, and nobody is asked twice.
FOLLOWS = {
    MessageStatus.SENT: AskStatus.ASKED,
    MessageStatus.UNKNOWN: AskStatus.ASKED,
    MessageStatus.WITHHELD: AskStatus.WITHHELD,
    MessageStatus.FAILED: AskStatus.WITHHELD,
    MessageStatus.BOUNCED: AskStatus.WITHHELD,
    MessageStatus.CANCELLED: AskStatus.WITHHELD,
}


def note_delivery(message: Message) -> None:
    """Let the asking follow its message, in the message's own transaction.

    Like the message's, these steps are told by rows and not by the audit log
    (docs/decisions/0003); one unlawful for the row changes nothing.
    """
    status = FOLLOWS.get(MessageStatus(message.status))
    if status is None:
        return
    before = [known for known, after in CampaignAsk.STEPS.items() if status in after]
    fields: dict[str, Any] = {"status": status}
    if status == AskStatus.ASKED:
        fields["asked_at"] = message.sent_at or clock.now()
    asks = CampaignAsk.objects.filter(pk=message.context["ask"], status__in=before)
    if not asks.update(**fields):
        return
    if message.status == MessageStatus.SENT:
        note_delivered(UUID(message.recipient_id))
    elif message.status == MessageStatus.BOUNCED:
        note_bounce(UUID(message.recipient_id))
