"""Background work of this app. Tasks hold no logic: they call a service."""

from celery import shared_task
from celery.schedules import crontab

from feedback.services import chasers


@shared_task(name="feedback.chase_partners")
def chase_partners() -> int:
    """Make today's reminders to partners; each step is made once, however often this runs."""
    return chasers.chase_partners()


# Hourly through the working day, so that a worker that was down at eight catches up.
SCHEDULE = {
    "feedback.chase-partners": {
        "task": "feedback.chase_partners",
        "schedule": crontab(minute="20", hour="8-16"),
    }
}
