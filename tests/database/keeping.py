"""Rows of each sort that is kept for a time only, and lists of those that are to go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session

from database.keeping import Rule
from database.models import PersonStatus, RetentionRule, RetentionRun, SelfServiceCode
from database.services.retention import approve, list_due
from engagement.models import Exclusion
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.engagement import (
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    open_survey,
)
from tests.factories.outbox import MessageFactory
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import issue_link
from vef.common.models import Link

DAY = timedelta(days=1)


def row(code: str) -> RetentionRule:
    return RetentionRule.objects.get(code=code)


def withdrawn(at):
    return PersonFactory(status=PersonStatus.WITHDRAWN, withdrawn_at=at)


def unconfirmed(at):
    return PersonFactory(status=PersonStatus.PENDING, created_at=at)


def lapsed(at):
    return contactable_person(consent_at=at)


def told(at):
    activity = open_survey()
    with clock.held_at(at):
        record(SYSTEM, "activity.outcome-told", activity)
    return activity


def named_answer(at):
    return ContributionFactory(invitation=InvitationFactory(batch=BatchFactory(activity=told(at))))


def left_out(at):
    batch = BatchFactory(activity=told(at))
    return Exclusion.objects.create(batch=batch, person=PersonFactory(), reason_code="paused")


def message(at):
    return MessageFactory(status="cancelled", settled_at=at)


def link(at):
    issue_link(scope="x", target_id=PersonFactory().pk, expires_at=at)
    return Link.objects.latest("created_at")


def code(at):
    return SelfServiceCode.objects.create(
        person=PersonFactory(), channel="sms", code_hash="x", expires_at=at
    )


def session(at):
    key = f"k{Session.objects.count()}"
    return Session.objects.create(session_key=key, session_data="x", expire_date=at)


MAKERS: dict[str, Callable[[Any], Any]] = {
    "withdrawn": withdrawn,
    "unconfirmed": unconfirmed,
    "lapsed": lapsed,
    "answers": named_answer,
    "left-out": left_out,
    "messages": message,
    "links": link,
    "codes": code,
    "sessions": session,
}


def number_of(rule: Rule) -> int:
    return rule.rows().count()


def listed(code: str, actor, **how) -> RetentionRun:
    return list_due(row(code), actor=actor, **how)


def agreed(run: RetentionRun, actor) -> None:
    approve(run, digest=run.digest, actor=actor)


def old() -> Any:
    return clock.now() - timedelta(days=2000)
