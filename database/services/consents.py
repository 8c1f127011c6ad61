"""The history of a person's consent. Events are only ever added."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from database.gate import AGREED
from database.models import (
    ChangeKind,
    ChangeStatus,
    Consent,
    ConsentWording,
    Decision,
    Person,
    PersonStatus,
    ProposedChange,
    Purpose,
)
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import TransitionError, move


class NoWording(Exception):
    """No wording of this purpose is in use yet, so nobody can have agreed to it."""


class ConsentInTheFuture(ValueError):
    """Nobody agrees before the day comes."""


class RecordClosed(TransitionError):
    """The record was erased, or made one with another, since it was looked up."""

    def __init__(self, person: Person) -> None:
        super().__init__(person, PersonStatus.ERASED, "")


def lock(person: Person, *, even_closed: bool = False) -> None:
    """Hold the person's row until the transaction ends, as ``gate.check(lock=True)`` does.

    Raises RecordClosed for a record that was erased or merged meanwhile, unless the
    caller settles that itself (``even_closed``): nothing is ever added to one.
    """
    row = Person.objects.select_for_update().filter(pk=person.pk).values_list("status").first()
    if not even_closed and row in (None, (PersonStatus.ERASED,)):
        raise RecordClosed(person)


def current_wording(purpose: str) -> ConsentWording:
    """Return the newest wording in use. Raises NoWording."""
    in_use = ConsentWording.objects.filter(purpose=purpose, in_use_from__lte=clock.today())
    wording = in_use.order_by("-version").first()
    if wording is None:
        raise NoWording(purpose)
    return wording


@transaction.atomic
def record_consent(
    person: Person,
    *,
    purpose: str,
    decision: str,
    language: str,
    method: str,
    actor: Actor,
    wording: ConsentWording | None = None,
    evidence: str = "",
    at: datetime | None = None,
    is_provisional: bool = False,
) -> Consent:
    """Add one event to the history. The latest event of a purpose decides from then on.

    ``wording`` is what was shown, by default the one in use. ``at`` is when the
    person said it, which may be before it was written down. What came by link from
    somebody at risk is ``is_provisional``: it counts only once confirmed another way.

    Once somebody no longer agrees to the use of their equality answers, the answers are
    deleted in the same transaction. A change by link that waited for nothing but this
    consent is settled with it.

    Raises NoWording, ConsentInTheFuture and RecordClosed.
    """
    now = clock.now()
    if at and at > now:
        raise ConsentInTheFuture
    lock(person)
    event = Consent.objects.create(
        person=person,
        purpose=purpose,
        decision=decision,
        wording=wording or current_wording(purpose),
        language=language,
        method=method,
        evidence=evidence,
        is_provisional=is_provisional,
        recorded_by=actor if isinstance(actor, User) else None,
        at=at or now,
    )
    record(
        actor,
        f"consent.{decision}",
        person,
        data={
            "consent": str(event.pk),
            "purpose": str(purpose),
            "wording": event.wording_id,
            "language": language,
            "method": str(method),
        },
    )
    if purpose == Purpose.EQUALITY and decision not in AGREED:
        _forget_equality(person, actor)
    if not is_provisional:
        settle_overtaken(person, actor=actor)
    return event


# Changes by link that ask for consent; what else they widen is staff's to ask about.
ASK_CONSENT = (ChangeKind.CHANNELS, ChangeKind.BACK)
OVERTAKEN = "consent was recorded another way"


def settle_overtaken(person: Person, *, actor: Actor) -> int:
    """Settle changes by link whose every consent was given or refused another way since.

    The later word counts, so nobody has to decide about the earlier one, and nobody can let
    it go ahead any more after a no. Return how many were settled. The caller holds the lock.
    """
    waiting = list(person.changes_by_link.filter(status=ChangeStatus.STAFF, kind__in=ASK_CONSENT))
    return sum(
        move(
            change,
            ChangeStatus.OVERTAKEN,
            actor=actor,
            reason=OVERTAKEN,
            decided_at=clock.now(),
            decided_by=actor if isinstance(actor, User) else None,
        )
        for change in waiting
        if _is_overtaken(person, change)
    )


def _is_overtaken(person: Person, change: ProposedChange) -> bool:
    if not asked_by(change) <= decided_since(person, change.at):
        return False
    if change.kind != ChangeKind.BACK:
        return True
    # Whoever asked to come back, agreed another way and is not back yet is not forgotten.
    status = Person.objects.values_list("status", flat=True).get(pk=person.pk)
    return status != PersonStatus.WITHDRAWN or not has_agreed(person)


def asked_by(change: ProposedChange) -> set[str]:
    """Return the purposes to which a change by link agrees."""
    said = change.said
    return set(said["wordings"] if change.kind == ChangeKind.BACK else said)


def decided_since(person: Person, at: datetime) -> set[str]:
    """Return the purposes about which something was said for sure since then."""
    said = person.consents.filter(at__gte=at, is_provisional=False)
    return set(said.values_list("purpose", flat=True))


def _forget_equality(person: Person, actor: Actor) -> None:
    """Delete the equality answers of somebody whose latest word on their use is no yes."""
    if has_agreed(person, Purpose.EQUALITY):
        return
    number, _rows = person.equality_answers.all().delete()
    if number:
        record(actor, "equality.deleted", person, data={"answers": number})


@transaction.atomic
def record_consents(
    person: Person,
    *,
    purposes: Iterable[str],
    decision: str,
    language: str,
    method: str,
    actor: Actor,
    evidence: str = "",
    at: datetime | None = None,
) -> list[Consent]:
    """Add the same decision for several purposes, one event each."""
    return [
        record_consent(
            person,
            purpose=purpose,
            decision=decision,
            language=language,
            method=method,
            actor=actor,
            evidence=evidence,
            at=at,
        )
        for purpose in purposes
    ]


def latest_events(person: Person, *, provisional: bool = False) -> dict[str, Consent]:
    """Return the event that decides for each purpose somebody was asked about.

    A provisional yes decides nothing; ``provisional`` counts it like any other.
    """
    latest: dict[str, Consent] = {}
    for event in person.consents.select_related("wording").order_by("at"):
        if event.is_provisional and event.decision in AGREED and not provisional:
            continue
        known = latest.get(event.purpose)
        if known is None or event.at > known.at or event.decision not in AGREED:
            latest[event.purpose] = event
    return latest


def has_agreed(person: Person, purpose: str = Purpose.DATABASE) -> bool:
    """Whether the latest event of this purpose is an agreement, however old."""
    event = latest_events(person).get(purpose)
    return event is not None and event.decision in AGREED


def withdraw_all(person: Person, *, actor: Actor, method: str, language: str) -> list[Consent]:
    """Add a withdrawal for every purpose the person agreed to, provisionally too.

    The caller holds the lock.
    """
    return [
        record_consent(
            person,
            purpose=purpose,
            decision=Decision.WITHDRAWN,
            wording=event.wording,
            language=language,
            method=method,
            actor=actor,
        )
        for purpose, event in latest_events(person, provisional=True).items()
        if event.decision in AGREED
    ]
