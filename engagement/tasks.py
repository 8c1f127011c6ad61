"""Background work: each task asks what is due, and is harmless twice."""

from celery import shared_task
from celery.schedules import crontab

from engagement.services.activities import close_due
from engagement.services.invitations import queue_all_released


@shared_task(name="engagement.queue_released_batches")
def queue_released_batches() -> None:
    """Queue what is left of released batches."""
    queue_all_released()


@shared_task(name="engagement.close_due_activities")
def close_due_activities() -> None:
    """Close activities whose last day is over."""
    close_due()


SCHEDULE = {
    "engagement.queue_released_batches": {
        "task": "engagement.queue_released_batches",
        "schedule": 60.0,
    },
    "engagement.close_due_activities": {
        "task": "engagement.close_due_activities",
        "schedule": crontab(minute="7"),
    },
}
