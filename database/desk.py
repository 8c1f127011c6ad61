"""What waits on the office's desk because of people's consent and safe contact."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from database import gate
from database.campaign_desk import campaign_items
from database.duplicates import count_by_address
from database.gate import GateReason
from database.keeping_desk import keeping_items
from database.missing_desk import missing_items
from database.models import ChangeStatus, Person, PersonStatus, ProposedChange
from database.permissions import may_see_risk
from vef.accounts.permissions import may_see_people
from vef.common.desk import DeskGroup, DeskItem


def items(user: Any, today: date) -> list[DeskItem]:
    """Return at most one line for each kind of thing to look at, in sixteen queries."""
    if not may_see_people(user):
        return []
    found = [
        *_by_link(user),
        *_duplicates(),
        *campaign_items(user),
        *missing_items(user),
        *keeping_items(user, today),
    ]
    people = Person.objects.filter(status=PersonStatus.ACTIVE)
    reasons = Counter(verdict.reason for verdict in gate.check_many(people).values())
    if number := reasons[GateReason.CONSENT_OUT_OF_DATE]:
        found.append(
            _item(
                ngettext(
                    "The consent of %(count)s person is out of date.",
                    "The consent of %(count)s people is out of date.",
                    number,
                ),
                number,
                f"contact={GateReason.CONSENT_OUT_OF_DATE}",
                DeskGroup.LATE,
            )
        )
    if number := reasons[GateReason.BOUNCED]:
        found.append(
            _item(
                ngettext(
                    "The email address of %(count)s person does not work.",
                    "The email addresses of %(count)s people do not work.",
                    number,
                ),
                number,
                f"contact={GateReason.BOUNCED}",
            )
        )
    if number := reasons[GateReason.FAMILY_UNHEARD]:
        found.append(
            _item(
                ngettext(
                    "%(count)s person left it to a spokesperson of their family who can't be "
                    "reached: ask the family.",
                    "%(count)s people left it to a spokesperson of their family who can't be "
                    "reached: ask the families.",
                    number,
                ),
                number,
                f"contact={GateReason.FAMILY_UNHEARD}",
            )
        )
    if number := Person.objects.review_due(today).count():
        found.append(
            _item(
                ngettext(
                    "The safe contact of %(count)s person is due for review.",
                    "The safe contact of %(count)s people is due for review.",
                    number,
                ),
                number,
                "contact=review-due",
            )
        )
    if number := Person.objects.filter(status=PersonStatus.PENDING).count():
        found.append(
            _item(
                ngettext(
                    "%(count)s person is not confirmed yet.",
                    "%(count)s people are not confirmed yet.",
                    number,
                ),
                number,
                f"status={PersonStatus.PENDING}",
            )
        )
    return found


def _duplicates() -> list[DeskItem]:
    """Records that share an address or a number and may be one person."""
    number = count_by_address()
    if not number:
        return []
    sentence = ngettext(
        "%(count)s pair of records may be one person.",
        "%(count)s pairs of records may be one person.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=reverse("database:duplicate-list"),
            group=DeskGroup.WAITING,
            count=number,
        )
    ]


def _by_link(user: Any) -> list[DeskItem]:
    """Changes by link that wait for staff; they tell of risk, which few may know."""
    if not may_see_risk(user):
        return []
    number = ProposedChange.objects.filter(status=ChangeStatus.STAFF).count()
    if not number:
        return []
    sentence = ngettext(
        "%(count)s change by link waits until you are sure who it came from.",
        "%(count)s changes by link wait until you are sure who they came from.",
        number,
    )
    return [
        DeskItem(
            due=None,
            text=sentence % {"count": number},
            url=reverse("database:change-list"),
            count=number,
        )
    ]


def _item(sentence: str, number: int, query: str, group: DeskGroup = DeskGroup.WAITING) -> DeskItem:
    return DeskItem(
        due=None,
        text=sentence % {"count": number},
        url=f"{reverse('database:person-list')}?{query}",
        group=group,
        count=number,
    )
