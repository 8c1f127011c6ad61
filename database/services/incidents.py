"""What went wrong with personal data: written down, decided within 72 hours, learned from."""

from datetime import datetime
from typing import Any

from django.db import transaction

from database import rights_clock
from database.models import Incident, RightsRequest
from database.services.rights import save_with_number
from database.services.rights_errors import (
    AlreadyClosed,
    InTheFuture,
    NotDecided,
    NotNotified,
    WhyLate,
)
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock

# What an incident says about itself; may be written on until it is closed.
SAYS = ("title", "happened", "affected", "people_affected", "consequences", "measures")


def _fresh(incident: Incident) -> Incident:
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.closed_at:
        raise AlreadyClosed
    return row


@transaction.atomic
def record_incident(
    *,
    known_at: datetime,
    actor: User,
    request: RightsRequest | None = None,
    **says: Any,
) -> Incident:
    """Write down what went wrong. The 72 hours run from when we knew, not from now.

    ``request`` is the complaint it came from. Raises InTheFuture.
    """
    if known_at > clock.now():
        raise InTheFuture
    incident = Incident(
        known_at=known_at,
        recorded_by=actor,
        recorded_at=clock.now(),
        request=request,
        **{name: says[name] for name in SAYS if name in says},
    )
    save_with_number(incident, "INC")
    record(actor, "incident.recorded", incident)
    return incident


@transaction.atomic
def change_incident(incident: Incident, *, actor: User, **says: Any) -> list[str]:
    """Write on what is known; return the names of what changed. Raises AlreadyClosed."""
    row = _fresh(incident)
    changed = [name for name in SAYS if name in says and getattr(row, name) != says[name]]
    for name in changed:
        setattr(row, name, says[name])
    if changed:
        row.save(update_fields=changed)
        record(actor, "incident.changed", row, data={"fields": changed})
    return changed


@transaction.atomic
def decide_incident(incident: Incident, *, is_notifiable: bool, reason: str, actor: User) -> bool:
    """Decide whether the regulator must be told, and why. May be decided anew until closed.

    The same decision twice changes nothing. Raises AlreadyClosed.
    """
    row = _fresh(incident)
    if row.is_notifiable == is_notifiable and row.decision_reason == reason:
        return False
    row.is_notifiable, row.decision_reason = is_notifiable, reason
    row.decided_at, row.decided_by = clock.now(), actor
    row.save(update_fields=["is_notifiable", "decision_reason", "decided_at", "decided_by"])
    record(actor, "incident.decided", row, reason=reason, data={"is_notifiable": is_notifiable})
    return True


@transaction.atomic
def note_notified(incident: Incident, *, at: datetime, actor: User, reason: str = "") -> bool:
    """Note when the regulator was told. ``reason`` says why it took more than 72 hours.

    Twice changes nothing. Raises AlreadyClosed, NotDecided, InTheFuture and WhyLate.
    """
    row = _fresh(incident)
    if not row.is_notifiable:
        raise NotDecided
    if row.notified_at:
        return False
    _no_later_than_now(at)
    if at > rights_clock.notify_by(row.known_at) and not reason:
        raise WhyLate
    row.notified_at, row.delay_reason = at, reason
    row.save(update_fields=["notified_at", "delay_reason"])
    record(actor, "incident.notified", row, reason=reason)
    return True


@transaction.atomic
def note_people_told(incident: Incident, *, at: datetime, actor: User, reason: str) -> bool:
    """Note when the people concerned were told, and how (``reason``).

    Twice changes nothing. Raises AlreadyClosed and InTheFuture.
    """
    row = _fresh(incident)
    if row.people_told_at:
        return False
    _no_later_than_now(at)
    row.people_told_at = at
    row.save(update_fields=["people_told_at"])
    record(actor, "incident.people-told", row, reason=reason)
    return True


def _no_later_than_now(at: datetime) -> None:
    if at > clock.now():
        raise InTheFuture


@transaction.atomic
def close_incident(incident: Incident, *, lessons: str, actor: User) -> bool:
    """Close an incident with what was learned; closing twice changes nothing.

    Raises NotDecided, and NotNotified while the regulator still has to be told.
    """
    row = Incident.objects.select_for_update().get(pk=incident.pk)
    if row.closed_at:
        return False
    if row.is_notifiable is None:
        raise NotDecided
    if row.is_notifiable and row.notified_at is None:
        raise NotNotified
    row.lessons, row.closed_at = lessons, clock.now()
    row.save(update_fields=["lessons", "closed_at"])
    record(actor, "incident.closed", row)
    return True
