"""What waits on the desk because of campaigns: one to release, and consent that grows old."""

from django.urls import reverse
from django.utils.translation import ngettext

from database.asking import audience, terms_in_force
from database.models import Campaign, CampaignStatus
from vef.accounts.models import User
from vef.accounts.permissions import may_approve, may_do_office_work
from vef.common.desk import DeskGroup, DeskItem


def campaign_items(user: User) -> list[DeskItem]:
    """Return at most three lines, in a handful of queries whatever the number of people."""
    if not may_do_office_work(user):
        return []
    return [*_to_release(user), *_to_renew(), *_to_tell()]


def _to_release(user: User) -> list[DeskItem]:
    """Campaigns that wait for a manager other than the one who prepared them."""
    if not may_approve(user):
        return []
    drafts = Campaign.objects.filter(status=CampaignStatus.DRAFT).exclude(prepared_by_id=user.pk)
    number = drafts.count()
    if not number:
        return []
    sentence = ngettext(
        "%(count)s campaign waits to be released.",
        "%(count)s campaigns wait to be released.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=reverse("database:campaign-list"),
            count=number,
        )
    ]


def _to_tell() -> list[DeskItem]:
    """People who were not told yet that the terms of reference have changed."""
    number = len(audience(Campaign.Kind.TERMS).eligible) if terms_in_force() else 0
    if not number:
        return []
    sentence = ngettext(
        "%(count)s person has not been told of the terms of reference in force.",
        "%(count)s people have not been told of the terms of reference in force.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=f"{reverse('database:campaign-create')}?kind={Campaign.Kind.TERMS}",
            group=DeskGroup.COMING,
            count=number,
        )
    ]


def _to_renew() -> list[DeskItem]:
    """People whose consent grows old and who were not asked yet whether it still holds."""
    number = len(audience(Campaign.Kind.RENEWAL).eligible)
    if not number:
        return []
    sentence = ngettext(
        "The consent of %(count)s person grows old. Ask whether it still holds.",
        "The consent of %(count)s people grows old. Ask whether it still holds.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=f"{reverse('database:campaign-create')}?kind={Campaign.Kind.RENEWAL}",
            group=DeskGroup.COMING,
            count=number,
        )
    ]
