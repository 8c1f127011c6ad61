"""Actions boards asked for: their dates are revised with a reason, never quietly."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from feedback.errors import Locked, NotReady, ReasonMissing
from feedback.models import ActionStatus, BoardAction
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import LANGUAGES
from vef.common.steps import move

ENDED = frozenset({ActionStatus.CLOSED, ActionStatus.SUPERSEDED})


@transaction.atomic
def create_action(*, actor: User, raised_on: date, **fields: Any) -> BoardAction:
    """Add an action with the next free reference of its year (VEF-2026-012).

    Raises NotReady unless the words exist in both languages.
    """
    if not all((fields.get(f"text_{language}") or "").strip() for language in LANGUAGES):
        raise NotReady([_("Write the action in both languages.")])
    action = BoardAction.objects.create(
        reference=_next_reference(raised_on.year), raised_on=raised_on, **fields
    )
    record(actor, "boardaction.created", action)
    return action


def _next_reference(year: int) -> str:
    prefix = f"VEF-{year}-"
    last = (
        BoardAction.objects.select_for_update()
        .filter(reference__startswith=prefix)
        .order_by("-reference")
        .values_list("reference", flat=True)
        .first()
    )
    return f"{prefix}{int(last.rpartition('-')[2]) + 1 if last else 1:03d}"


@transaction.atomic
def update_action(action: BoardAction, *, actor: User, **updates: str) -> None:
    """Note the latest news of an action, in both languages, dated today.

    An open action is in progress from then on. Raises Locked, NotReady.
    """
    _lock(action)
    _not_ended(action)
    words = {f"update_{language}": updates.get(f"update_{language}", "") for language in LANGUAGES}
    if not all(text.strip() for text in words.values()):
        raise NotReady([_("Write the update in both languages.")])
    for name, text in words.items():
        setattr(action, name, text.strip())
    action.updated_on = clock.today()
    action.save(update_fields=[*words, "updated_on"])
    record(actor, "boardaction.updated", action)
    if action.status == ActionStatus.OPEN:
        move(action, ActionStatus.IN_PROGRESS, actor=actor)


@transaction.atomic
def revise_date(action: BoardAction, *, due_on: date, reason: str, actor: User) -> None:
    """Give an action a new date and say why; the first date stays visible.

    Raises Locked, ReasonMissing.
    """
    _lock(action)
    _not_ended(action)
    if not reason.strip():
        raise ReasonMissing
    before = action.revised_due_on or action.due_on
    action.revised_due_on, action.revised_because = due_on, reason.strip()
    action.save(update_fields=["revised_due_on", "revised_because"])
    record(
        actor,
        "boardaction.date-revised",
        action,
        reason=reason.strip(),
        data={"from": before.isoformat(), "to": due_on.isoformat()},
    )


@transaction.atomic
def move_action(action: BoardAction, *, to: str, actor: User, reason: str = "") -> None:
    """Take an action a step on. Superseding needs a reason; closing notes the day.

    Raises ReasonMissing, TransitionError.
    """
    if to == ActionStatus.SUPERSEDED and not reason.strip():
        raise ReasonMissing
    fields: dict[str, Any] = {"closed_on": clock.today()} if to in ENDED else {}
    move(action, to, actor=actor, reason=reason.strip(), **fields)


def _not_ended(action: BoardAction) -> None:
    if action.status in ENDED:
        raise Locked


def _lock(action: BoardAction) -> None:
    action.refresh_from_db(from_queryset=BoardAction.objects.select_for_update(of=("self",)))
