"""Campaigns prepared and released, and the addresses of their pages, for the tests of both."""

from datetime import timedelta

from django.urls import reverse
from django.utils import translation

from database.campaign_emails import link_expiry
from database.models import AskStatus
from database.services import asks, campaigns
from tests.factories.database import contactable_person
from tests.factories.equality import CampaignAskFactory, CampaignFactory, question
from vef.common import clock
from vef.common.links import issue_link

YEAR = timedelta(days=365)


def prepare(actor, *, kind="equality", codes=("sex", "religion"), days=14, **fields):
    return campaigns.prepare_campaign(
        kind=kind,
        title="About you",
        reason_cy="Er mwyn gweld pwy sydd ar goll.",
        reason_en="To see who is missing.",
        closes_on=clock.today() + timedelta(days=days),
        questions=[question(code) for code in codes] if kind == "equality" else [],
        actor=actor,
        **fields,
    )


def released(*, kind="equality", status=AskStatus.ASKED, person=None, codes=("sex",), **fields):
    """Return an asking that went out, and the token of its link."""
    ask = CampaignAskFactory(
        campaign=CampaignFactory(kind=kind, status="released", **fields),
        person=person or contactable_person(),
        status=status,
    )
    ask.campaign.questions.set([question(code) for code in codes])
    token = issue_link(scope=asks.SCOPE, target_id=ask.pk, expires_at=link_expiry(ask.campaign))
    return ask, token


def page(token, language="en"):
    with translation.override(language):
        return reverse("database:ask", args=[token])


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"database:{name}", args=args)
