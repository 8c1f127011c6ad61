"""Whom a campaign would ask, whom not, and why. It is a preview: the gate is asked again.

Constant queries, however many people. Reads no name and no address.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from database import gate
from database.gate.facts import agreements
from database.models import (
    AskStatus,
    Campaign,
    CampaignAsk,
    CampaignStatus,
    EqualityAnswer,
    EqualityQuestion,
    Person,
    Purpose,
)
from vef.common import clock
from vef.documents.models import GovernanceDocument

ASKED_BEFORE, ANSWERED, SAID_NO, NOT_DUE = "asked-before", "answered", "said-no", "not-due"
JOINED_SINCE = "joined-since"
UNTOLD = frozenset({ASKED_BEFORE, ANSWERED, SAID_NO})
# Somebody whose consent ends within so many months is asked to renew it.
RENEW_MONTHS_BEFORE = 3
# What was tried and did not reach anybody asked nobody.
REACHED_NOBODY = (AskStatus.WITHHELD,)


@dataclass(frozen=True)
class LeftOut:
    """Somebody who would not be asked, and the code of the reason."""

    person_id: UUID
    reference: str
    reason: str


@dataclass(frozen=True)
class Group:
    """People left out for one reason; without their references where those would tell too much."""

    reason: str
    label: str
    count: int
    people: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Audience:
    """Everybody on the database, judged for one campaign at one moment."""

    eligible: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def groups(self) -> list[Group]:
        """Those left out, by reason; the largest group first.

        PRIVACY: who answered, refused or was asked is one number without names, since nobody
        is to see whether somebody gave equality answers.
        """
        by_reason: dict[str, list[LeftOut]] = {}
        for one in self.left_out:
            reason = ASKED_BEFORE if one.reason in UNTOLD else one.reason
            by_reason.setdefault(reason, []).append(one)
        groups = [
            Group(code, reason_label(code), len(of), () if code in UNTOLD else tuple(of))
            for code, of in by_reason.items()
        ]
        return sorted(groups, key=lambda group: (-group.count, group.label))


def reason_label(code: str) -> str:
    """Say in words for staff why somebody is not asked, or why a message was held back."""
    own = {
        ASKED_BEFORE: _("Asked before, or have told us already"),
        NOT_DUE: _("Their consent need not be renewed yet"),
        JOINED_SINCE: _("Have joined since, or were told of it before"),
        "campaign-over": _("The campaign is over"),
    }
    return own.get(code) or gate.reason_label(code)


def audience(kind: str, questions: Collection[EqualityQuestion] = ()) -> Audience:
    """Judge everybody for a campaign of this kind, and for these questions."""
    people = Person.objects.on_the_database().filter(merged_into=None)
    renews = kind == Campaign.Kind.RENEWAL
    verdicts = gate.check_many(people, allow_out_of_date=renews)
    if renews:
        own = _renewal_reasons(verdicts)
    elif kind == Campaign.Kind.TERMS:
        own = _terms_reasons()
    else:
        own = _equality_reasons(questions)
    eligible, left_out = [], []
    for pk, reference in people.order_by("reference").values_list("pk", "reference"):
        verdict = verdicts.get(pk)
        if verdict is None:
            continue
        may_go = verdict.allowed or verdict.only_waits
        reason = own.get(pk, "") if may_go else verdict.reason
        if reason:
            left_out.append(LeftOut(pk, reference, reason))
        else:
            eligible.append(pk)
    return Audience(tuple(eligible), tuple(left_out))


def _equality_reasons(questions: Iterable[EqualityQuestion]) -> dict[UUID, str]:
    """Say who is not asked equality questions, whatever the gate says."""
    codes = {question.code for question in questions}
    # Whoever answered one of them saw the others beside it, and left them empty.
    answered = EqualityAnswer.objects.filter(question__code__in=codes).order_by()
    asked = (
        asked_before(Campaign.Kind.EQUALITY)
        .filter(campaign__questions__code__in=codes)
        .values_list("person_id", flat=True)
    )
    said = agreements(Person.objects.order_by().values("pk"), [Purpose.EQUALITY])
    return {
        **{
            pk: SAID_NO
            for (pk, _purpose), agreement in said.items()
            if agreement.event is not None and agreement.event.decision not in gate.AGREED
        },
        **dict.fromkeys(asked, ASKED_BEFORE),
        **dict.fromkeys(answered.values_list("person_id", flat=True), ANSWERED),
    }


def terms_in_force() -> GovernanceDocument | None:
    return GovernanceDocument.in_force(GovernanceDocument.Kind.TERMS)


def _terms_reasons() -> dict[UUID, str]:
    """Say who need not be told of the terms in force: whoever was, and whoever joined by them."""
    terms = terms_in_force()
    if terms is None or terms.approved_on is None:
        return {}
    since = clock.start_of_day(terms.approved_on)
    told = asked_before(Campaign.Kind.TERMS).filter(campaign__terms=terms)
    said = agreements(Person.objects.order_by().values("pk"), [Purpose.DATABASE])
    joined = [
        pk for (pk, _purpose), found in said.items() if found.event and found.event.at >= since
    ]
    return dict.fromkeys([*told.values_list("person_id", flat=True), *joined], JOINED_SINCE)


def asked_before(kind: str) -> QuerySet[CampaignAsk]:
    """Return who was asked by a campaign of this kind, or is about to be."""
    return (
        CampaignAsk.objects.filter(campaign__kind=kind)
        .exclude(status__in=REACHED_NOBODY)
        # Prepared and never released: nobody was asked.
        .exclude(campaign__status=CampaignStatus.CLOSED, status=AskStatus.PREPARED)
        .order_by()
    )


def _renewal_reasons(people: Collection[UUID]) -> dict[UUID, str]:
    """Say who need not, or must not, be asked to renew their consent."""
    purposes = gate.CHANNEL_PURPOSES["email"]
    said = agreements(Person.objects.order_by().values("pk"), purposes)
    asked = dict(
        asked_before(Campaign.Kind.RENEWAL)
        .values("person_id")
        .annotate(last=Max("campaign__prepared_at"))
        .values_list("person_id", "last")
    )
    today = clock.today()
    reasons = {}
    for pk in people:
        given = [
            found.event.at
            for purpose in purposes
            if (found := said.get((pk, purpose))) and found.event is not None
        ]
        if not given or not is_due(min(given), today):
            reasons[pk] = NOT_DUE
        elif pk in asked and asked[pk] >= min(given):
            reasons[pk] = ASKED_BEFORE
    return reasons


def is_due(given_at: datetime, today: date) -> bool:
    """Whether consent given then ends within RENEW_MONTHS_BEFORE, or has ended."""
    months = max(settings.CONSENT_MONTHS - RENEW_MONTHS_BEFORE, 0)
    return given_at.astimezone(clock.LONDON).date() < gate.months_before(today, months)
