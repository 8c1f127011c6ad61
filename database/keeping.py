"""Rules of keeping: for each sort of record, what is due to go, and how it goes.

The numbers are rows (``RetentionRule``); here is what they apply to. Each app registers
its own rules in its ``ready()``. ``database.services.retention`` lists, asks for a second
person and clears.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.contrib.sessions.models import Session
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from database.gate import AGREED
from database.models import Consent, LegalHold, Person, PersonStatus, Purpose, SelfServiceCode
from database.services.erasure import UnderHold, erase_person
from vef.common.actors import Actor
from vef.common.models import Link
from vef.outbox.models import Message, MessageStatus


@dataclass(frozen=True)
class Item:
    """One thing on a list of what goes: what it is, when it goes, and where to see it."""

    label: str
    goes_at: datetime | None = None
    url: str = ""


class Rule:
    """One sort of record that is kept for so long. Subclass, and ``register`` an instance."""

    # The code of the RetentionRule row.
    code: ClassVar[str]
    model: ClassVar[type[models.Model]]
    # The column from which the time runs.
    since: ClassVar[str]
    # So many go in one transaction.
    batch: ClassVar[int] = 500

    def rows(self) -> models.QuerySet:
        """Return the rows the rule is about, whatever their age."""
        raise NotImplementedError

    def due(self, until: datetime, days: int) -> models.QuerySet:
        """Return the rows whose time is up by ``until``, those under a hold among them."""
        return self.rows().filter(**{f"{self.since}__lte": until - timedelta(days=days)})

    def held(self, rows: models.QuerySet) -> models.QuerySet:
        """Return those of the rows that a legal hold keeps."""
        return rows.none()

    def free(self, until: datetime, days: int) -> models.QuerySet:
        """Return the rows that may go by ``until``."""
        due = self.due(until, days)
        return due.exclude(pk__in=self.held(due).values("pk"))

    def clear(self, ids: Sequence[Any], *, actor: Actor) -> int:
        """Let these rows go and return how many went; called in a transaction.

        Harmless for rows that went already.
        """
        gone, by_table = self.model._base_manager.filter(pk__in=list(ids)).delete()
        return by_table.get(self.model._meta.label, gone)

    def items(self, ids: Sequence[str], days: int) -> list[Item]:
        """Return what a list of what goes says of these rows, in the active language."""
        rows = self.rows().filter(pk__in=list(ids)).order_by(self.since, "pk")
        return [self.item(row, days) for row in rows]

    def item(self, row: Any, days: int) -> Item:
        return Item(self.label(row), self.goes_at(row, days))

    def goes_at(self, row: Any, days: int) -> datetime | None:
        since = getattr(row, self.since)
        return since + timedelta(days=days) if since else None

    def label(self, row: Any) -> str:
        return str(row)


_rules: dict[str, Rule] = {}


def register(rule: Rule) -> None:
    _rules[rule.code] = rule


def rules() -> dict[str, Rule]:
    return dict(_rules)


# --- People ---------------------------------------------------------------------------


def people_under_hold() -> models.QuerySet:
    return LegalHold.objects.filter(lifted_at=None).values("person_id")


class PeopleRule(Rule):
    """People whose time is up are erased, each as if they had asked."""

    model = Person
    batch = 25
    because: ClassVar[str] = "retention"

    def held(self, rows: models.QuerySet) -> models.QuerySet:
        return rows.filter(pk__in=people_under_hold())

    def clear(self, ids: Sequence[Any], *, actor: Actor) -> int:
        return sum(self._erase(person, actor) for person in Person.objects.filter(pk__in=list(ids)))

    def _erase(self, person: Person, actor: Actor) -> bool:
        try:
            return bool(erase_person(person, because=self.because, actor=actor))
        except UnderHold:
            # Somebody set a hold since the list was made.
            return False

    def item(self, row: Person, days: int) -> Item:
        url = reverse("database:person-detail", args=[row.pk])
        return Item(row.reference, self.goes_at(row, days), url)


class WithdrawnPeople(PeopleRule):
    code = "withdrawn"
    since = "withdrawn_at"

    def rows(self) -> models.QuerySet:
        return Person.objects.filter(status=PersonStatus.WITHDRAWN)


class UnconfirmedPeople(PeopleRule):
    """People staff added who were never confirmed and agreed to nothing.

    Whoever asked to join by the page is purged with their request
    (``services.confirming``).
    """

    code = "unconfirmed"
    since = "created_at"
    because = "unconfirmed"

    def rows(self) -> models.QuerySet:
        pending = Person.objects.filter(status=PersonStatus.PENDING, join_request__isnull=True)
        agreed = Consent.objects.filter(decision__in=AGREED).values("person_id")
        return pending.exclude(pk__in=agreed)


class LapsedPeople(PeopleRule):
    """People who did not renew their agreement to be on the database for so long."""

    code = "lapsed"
    since = "agreed_at"

    def rows(self) -> models.QuerySet:
        agreed = Consent.objects.filter(
            person=models.OuterRef("pk"), purpose=Purpose.DATABASE, decision__in=AGREED
        ).order_by("-at")
        with_us = Person.objects.filter(status__in=[PersonStatus.ACTIVE, PersonStatus.PAUSED])
        # Whoever agreed to nothing is kept for as long after they were added.
        return with_us.annotate(
            agreed_at=Coalesce(models.Subquery(agreed.values("at")[:1]), "created_at")
        )


# --- What is about no one, or leads to nobody ----------------------------------------------


class OldMessages(Rule):
    """Messages that came to an end. Those in doubt wait for a person, however old."""

    code = "messages"
    model = Message
    since = "settled_at"

    def rows(self) -> models.QuerySet:
        return Message.objects.exclude(
            status__in=[MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.UNKNOWN]
        )

    def label(self, row: Message) -> str:
        from vef.outbox.words import kind_label

        return kind_label(row.kind)


class OldLinks(Rule):
    """Links that expired: they opened nothing any more."""

    code = "links"
    model = Link
    since = "expires_at"

    def rows(self) -> models.QuerySet:
        return Link.objects.all()

    def label(self, row: Link) -> str:
        return _("A link that has expired")


class OldCodes(Rule):
    """One-time codes that nobody can use any more."""

    code = "codes"
    model = SelfServiceCode
    since = "expires_at"

    def rows(self) -> models.QuerySet:
        return SelfServiceCode.objects.all()

    def label(self, row: SelfServiceCode) -> str:
        return _("A one-time code that has expired")


class OldSessions(Rule):
    """Sessions that ended."""

    code = "sessions"
    model = Session
    since = "expire_date"

    def rows(self) -> models.QuerySet:
        return Session.objects.all()

    def label(self, row: Session) -> str:
        return _("A session that has ended")


def register_all() -> None:
    """Called once the app is ready."""
    for rule in (
        WithdrawnPeople(),
        UnconfirmedPeople(),
        LapsedPeople(),
        OldMessages(),
        OldLinks(),
        OldCodes(),
        OldSessions(),
    ):
        register(rule)
