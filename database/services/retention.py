"""Keeping to how long things are kept: list what would go, have it agreed, let it go.

What needs a second person is listed a week ahead, so that it can go on its day. Clearing
goes batch by batch, each a transaction of its own: killed half-way it goes on where it
stopped. Afterwards only counts are left.
"""

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from database.keeping import Item, Rule, rules
from database.models import RetentionRule, RetentionRun, RetentionStatus
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import move

log = logging.getLogger(__name__)

# A list for a second person holds what falls due so soon.
AHEAD = timedelta(days=7)
# A list nobody could read over is no list: the rest follows in the next one.
MOST = 2000
# A task works so long at a time; the next one goes on.
RUN_SECONDS = 60.0


class NothingDue(Exception):
    """Nothing's time is up, or everything that is due is kept by a hold."""


class AlreadyListed(Exception):
    """A list by this rule waits for agreement, or is being cleared."""


class SamePerson(Exception):
    """Whoever listed what goes may not agree to it."""


class ListChanged(Exception):
    """The list is not the one that was read over."""


@dataclass(frozen=True)
class Standing:
    """How one rule stands: what is due now and within a week, and what a hold keeps."""

    row: RetentionRule
    now: int
    soon: int
    held: int
    run: RetentionRun | None


def rule_of(row: RetentionRule) -> Rule:
    """Return what a rule's row applies to. Raises KeyError for a code nobody registered."""
    return rules()[row.code]


def applied() -> list[RetentionRule]:
    """Return the rules that are applied, in a stable order."""
    known = rules()
    found = RetentionRule.objects.filter(is_active=True, code__in=known).order_by("code")
    return list(found)


def standing() -> list[Standing]:
    """Say how every rule stands, in four questions to the database for each."""
    now = clock.now()
    open_runs = {run.rule_id: run for run in RetentionRun.objects.filter(status__in=OPEN)}
    found = []
    for row in applied():
        rule = rule_of(row)
        due = rule.free(now, row.days).count()
        soon = rule.free(now + AHEAD, row.days).count() - due
        held = rule.held(rule.due(now + AHEAD, row.days)).count()
        found.append(Standing(row, due, soon, held, open_runs.get(row.pk)))
    return found


OPEN = (RetentionStatus.LISTED, RetentionStatus.APPROVED)


def digest_of(ids: Sequence[str]) -> str:
    """Return the SHA-256 of a list: what was agreed to is what goes."""
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


# --- Listing -----------------------------------------------------------------------------


@transaction.atomic
def list_due(row: RetentionRule, *, actor: Actor, until: datetime | None = None) -> RetentionRun:
    """Write down what goes by this rule, for a second person to agree to.

    ``until`` is by default a week from now: what is listed early goes on its own day.
    Raises NothingDue and AlreadyListed.
    """
    locked = RetentionRule.objects.select_for_update().get(pk=row.pk)
    if RetentionRun.objects.filter(rule=locked, status__in=OPEN).exists():
        raise AlreadyListed(locked.code)
    rule = rule_of(locked)
    until = until or clock.now() + AHEAD
    due = rule.free(until, locked.days).order_by(rule.since, "pk")
    ids = [str(pk) for pk in due.values_list("pk", flat=True)[:MOST]]
    if not ids:
        raise NothingDue(locked.code)
    run = RetentionRun(
        rule=locked,
        ids=ids,
        count=len(ids),
        digest=digest_of(ids),
        held=rule.held(rule.due(until, locked.days)).count(),
        listed_by=actor if isinstance(actor, User) else None,
        listed_at=clock.now(),
    )
    run.save(force_insert=True)
    record(
        actor,
        "retentionrun.listed",
        run,
        data={"rule": locked.code, "count": run.count, "digest": run.digest},
    )
    return run


def items_of(run: RetentionRun) -> list[Item]:
    """Return what a list says, line by line; nothing once it is done."""
    return rule_of(run.rule).items(run.ids, run.rule.days) if run.ids else []


# --- Deciding ----------------------------------------------------------------------------


@transaction.atomic
def approve(run: RetentionRun, *, digest: str, actor: User) -> bool:
    """Agree that a list goes; each thing goes on its day, in the background.

    ``digest`` is that of the list that was read over. Agreeing twice changes nothing.
    Raises SamePerson, ListChanged, TransitionError.
    """
    locked = RetentionRun.objects.select_for_update().get(pk=run.pk)
    if locked.listed_by_id == actor.pk:
        raise SamePerson(run.pk)
    if locked.status == RetentionStatus.LISTED and digest != digest_of(locked.ids):
        raise ListChanged(run.pk)
    moved = move(
        locked,
        RetentionStatus.APPROVED,
        actor=actor,
        data={"digest": locked.digest},
        approved_by=actor,
        approved_at=clock.now(),
    )
    if moved:
        transaction.on_commit(_ring, robust=True)
    run.refresh_from_db()
    return moved


def _ring() -> None:
    from database.tasks import clear_agreed

    try:
        clear_agreed.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker may be gone in any of its ways
        log.warning("nobody heard of a list to clear: %s", type(error).__name__)


@transaction.atomic
def cancel(run: RetentionRun, *, reason: str, actor: User) -> bool:
    """Let a list go no further; what is still there stays. Raises TransitionError."""
    moved = move(run, RetentionStatus.CANCELLED, actor=actor, reason=reason, ids=[])
    run.refresh_from_db()
    return moved


# --- Clearing ----------------------------------------------------------------------------


def clear_agreed(*, seconds: float = RUN_SECONDS) -> int:
    """Let go what was agreed to and is due; return how many. Any number may run at once."""
    ends_at = time.monotonic() + seconds
    gone = 0
    runs = RetentionRun.objects.filter(status=RetentionStatus.APPROVED).order_by("approved_at")
    for run_id in list(runs.values_list("pk", flat=True)):
        gone += work_off(run_id, ends_at=ends_at)
    return gone


def clear_by_itself(*, seconds: float = RUN_SECONDS) -> int:
    """Let go what needs no second person and is due now; return how many."""
    for row in applied():
        if row.needs_approval:
            continue
        try:
            _list_and_agree(row)
        except (NothingDue, AlreadyListed):
            continue
    return clear_agreed(seconds=seconds)


@transaction.atomic
def _list_and_agree(row: RetentionRule) -> None:
    run = list_due(row, actor=SYSTEM, until=clock.now())
    move(run, RetentionStatus.APPROVED, actor=SYSTEM, approved_at=clock.now())


def work_off(run_id: UUID, *, ends_at: float | None = None) -> int:
    """Let go what is due of one list, until done or out of time; return how many went."""
    gone, left = 0, None
    while left is None or left > 0:
        if ends_at is not None and time.monotonic() >= ends_at:
            break
        went, looked_at, more = _batch(run_id, left)
        if looked_at == 0:
            break
        gone += went
        left = more if left is None else left - looked_at
    return gone


@transaction.atomic
def _batch(run_id: UUID, left: int | None) -> tuple[int, int, int]:
    """Deal with the next ids of a list; say how many went, were looked at, and are left.

    Locked, so that two workers never hold the same list. What is due later goes to the
    end, to be looked at again another day.
    """
    run = (
        RetentionRun.objects.select_for_update(skip_locked=True)
        .filter(pk=run_id, status=RetentionStatus.APPROVED)
        .first()
    )
    if run is None:
        return 0, 0, 0
    rule, row = rule_of(run.rule), run.rule
    size = min(rule.batch, len(run.ids) if left is None else left)
    ids, rest = run.ids[:size], run.ids[size:]
    due = _still(rule, clock.now(), row.days, ids)
    later = [pk for pk in _still(rule, run.listed_at + AHEAD, row.days, ids) if pk not in due]
    went = rule.clear(due, actor=run.approved_by or SYSTEM) if due else 0
    run.ids, run.gone = rest + later, run.gone + went
    run.save(update_fields=["ids", "gone"])
    if not run.ids:
        _finish(run)
    return went, len(ids), len(rest)


def _still(rule: Rule, until: datetime, days: int, ids: Sequence[str]) -> list[str]:
    """Return those of the ids that may go by then: somebody may have come back meanwhile."""
    found = rule.free(until, days).filter(pk__in=list(ids)).values_list("pk", flat=True)
    known = {str(pk) for pk in found}
    return [pk for pk in ids if pk in known]


def _finish(run: RetentionRun) -> None:
    actor = run.approved_by or SYSTEM
    move(run, RetentionStatus.DONE, actor=actor, data={"gone": run.gone}, done_at=clock.now())
