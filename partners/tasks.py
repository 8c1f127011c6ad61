"""Windows turn with the date, and partners are told. Running this twice changes nothing."""

from celery import shared_task
from celery.schedules import crontab

from partners.services.notices import send_notices
from partners.services.windows import turn_windows


@shared_task(name="partners.turn_windows")
def turn_request_windows() -> int:
    """Open the window that is due, close the one that is over, and send what is due of notices."""
    return turn_windows() + send_notices()


# Every quarter of an hour: midnight in London is not midnight in UTC all year.
SCHEDULE = {
    "partners-turn-windows": {
        "task": "partners.turn_windows",
        "schedule": crontab(minute="*/15"),
    }
}
