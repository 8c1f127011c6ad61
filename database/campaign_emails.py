"""The mail of a campaign: neutral outside and in, with one link. Decides nothing else."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from database.asking import reason_label
from database.emails import PersonKind
from database.models import Campaign, CampaignAsk
from database.services.asks import SCOPE, note_delivery, why_not
from database.services.campaigns import MAIL
from database.services.safe_contact import latest_safe_contact
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.links import issue_link
from vef.outbox.kinds import Verdict, Wording, register
from vef.outbox.models import Message
from vef.outbox.rendering import render_wording

TEMPLATE = "database/email/campaign_ask"


class CampaignAskKind(PersonKind):
    """Asks somebody on the database for more about themselves."""

    name: ClassVar[str] = MAIL[Campaign.Kind.EQUALITY]
    label = _("Questions about the person")

    def gate(self, message: Message) -> Verdict:
        if reason := why_not(_ask(message)):
            return Verdict(False, reason)
        return super().gate(message)

    def explain(self, code: str) -> str:
        return reason_label(code)

    def build(self, message: Message, language: str) -> Wording:
        ask = _ask(message)
        token = issue_link(scope=SCOPE, target_id=ask.pk, expires_at=link_expiry(ask.campaign))
        contact = latest_safe_contact(ask.person)
        plain = contact is None or contact.shares_mailbox
        context = _context(ask.campaign, token=token, plain=plain)
        return self.write(message, TEMPLATE, context, language=language)

    def changed(self, message: Message) -> None:
        note_delivery(message)


class RenewalAskKind(CampaignAskKind):
    """Asks somebody whether their consent still holds: also one that is out of date."""

    name: ClassVar[str] = MAIL[Campaign.Kind.RENEWAL]
    label = _("Renewal of consent")
    allow_out_of_date: ClassVar[bool] = True


class TermsToldKind(CampaignAskKind):
    """Tells somebody that the terms of reference have changed. There is nothing to answer."""

    name: ClassVar[str] = MAIL[Campaign.Kind.TERMS]
    label = _("News of our terms of reference")


def _ask(message: Message) -> CampaignAsk:
    asks = CampaignAsk.objects.select_related("campaign", "person")
    return asks.get(pk=message.context["ask"])


def link_expiry(campaign: Campaign) -> datetime:
    """The last moment of the campaign's last day."""
    return clock.end_of_day(campaign.closes_on)


def _context(campaign: Campaign, *, token: str, plain: bool = False) -> dict[str, object]:
    """Return what the mail says. PRIVACY: nothing of police, crime or victims, and nothing
    staff typed: why we ask stands on the page behind the link.

    ``plain`` leaves out all but the link, for mailboxes that others may read.
    """
    path = reverse("database:ask", args=[token])
    return {
        "closes_on": campaign.closes_on,
        "renews": campaign.kind == Campaign.Kind.RENEWAL,
        "only_tells": campaign.only_tells,
        "url": f"{settings.BASE_URL}{path}",
        "plain": plain,
    }


def preview_wording(campaign: Campaign, language: str, *, token: str) -> Wording:
    """Write the mail as a reader of this language will get it. Issues no link."""
    with in_language(language):
        context = _context(campaign, token=token)
        return render_wording(TEMPLATE, context, language=language)


def register_all() -> None:
    register(CampaignAskKind())
    register(RenewalAskKind())
    register(TermsToldKind())
