"""Reminding partners of an answer they owe, on working days, each step once."""

from datetime import date
from uuid import UUID

from django.db import transaction

from feedback.models import Chaser, ChaserStep, PackStatus, ResultsPack
from partners.services.organisations import hears_of_results
from vef.accounts.models import Role, User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.workdays import add_working_days, is_working_day
from vef.outbox.services import enqueue

# Working days from the day the answer is due.
OFFSETS = {
    ChaserStep.BEFORE: -5,
    ChaserStep.DUE: 0,
    ChaserStep.AFTER_1: 1,
    ChaserStep.AFTER_5: 5,
    ChaserStep.AFTER_10: 10,
}


def step_day(due_on: date, step: str) -> date:
    """Return the working day on which a step falls."""
    offset = OFFSETS[ChaserStep(step)]
    if offset:
        return add_working_days(due_on, offset)
    return due_on if is_working_day(due_on) else add_working_days(due_on, 1)


def step_for(pack: ResultsPack, today: date) -> ChaserStep | None:
    """Return the latest step that has come, or None.

    Only the latest: after a break nobody gets all the missed ones at once. A step
    that fell on or before the day of delivery is left out.
    """
    if pack.answer_due_on is None or pack.delivered_at is None:
        return None
    delivered_on = pack.delivered_at.astimezone(clock.LONDON).date()
    come = [step for step in OFFSETS if delivered_on < step_day(pack.answer_due_on, step) <= today]
    return come[-1] if come else None


def chase_partners(*, today: date | None = None) -> int:
    """Make today's reminders; return how many packs were chased. Harmless at any time."""
    today = today or clock.today()
    if not is_working_day(today):
        return 0
    waiting = ResultsPack.objects.filter(status=PackStatus.DELIVERED).values_list("pk", flat=True)
    return sum(_chase(pk, today) for pk in waiting)


@transaction.atomic
def _chase(pk: UUID, today: date) -> bool:
    # The lock makes an answer and its reminder come one after the other.
    pack = ResultsPack.objects.select_for_update(of=("self",)).get(pk=pk)
    step = step_for(pack, today) if pack.status == PackStatus.DELIVERED else None
    if step is None:
        return False
    chaser, created = Chaser.objects.get_or_create(
        pack=pack, step=step, defaults={"made_on": today}
    )
    if not created:
        return False
    action = "resultspack.escalated" if chaser.is_escalation else "resultspack.chased"
    record(SYSTEM, action, pack, data={"step": str(step)})
    for user in readers(pack, chaser):
        enqueue(
            kind="feedback.chaser",
            unique_key=f"{pack.pk}:{step}:{user.pk}",
            recipient_kind="user",
            recipient_id=user.pk,
            about=pack,
            context={"pack": str(pack.pk), "step": str(step)},
        )
    return True


def readers(pack: ResultsPack, chaser: Chaser) -> list[User]:
    """Return who is reminded: who hears of results; the leads alone once it escalates."""
    users = hears_of_results(pack.organisation)
    leads = [user for user in users if user.role == Role.PARTNER_LEAD]
    return leads if chaser.is_escalation and leads else users
