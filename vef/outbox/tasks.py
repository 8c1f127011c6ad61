"""The outbox's work. Tasks carry nothing: they ask the table what is due."""

from celery import shared_task

from vef.outbox import delivery

SCHEDULE = {"outbox-sweep": {"task": "outbox.sweep", "schedule": 60.0}}


@shared_task(name="outbox.deliver_due")
def deliver_due() -> None:
    """Deliver what is due. Any number may run at once; each claims its own."""
    delivery.deliver_due()


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Settle what dead workers left, and ring for anything due."""
    delivery.sweep()
