"""Background work on people. Tasks carry nothing: each asks what is due, and is harmless twice."""

import logging

from celery import shared_task
from celery.schedules import crontab

from database.services.access_packs import empty_old_packs
from database.services.confirming import purge_declined, purge_unconfirmed
from database.services.joining import take_in_waiting

log = logging.getLogger(__name__)


@shared_task(name="database.take_in_requests")
def take_in_requests() -> None:
    """Take in who asked to join, and forget what was declined."""
    take_in_waiting()
    purge_declined()


@shared_task(name="database.purge_unconfirmed")
def purge_requests() -> None:
    """Forget requests to join that nobody confirmed."""
    purge_unconfirmed()


@shared_task(name="database.empty_old_packs")
def empty_packs() -> None:
    """Empty copies of what is held whose time is up."""
    empty_old_packs()


def ring() -> None:
    """Tell a worker that somebody asked to join. Never fails: the sweep makes up for it."""
    try:
        take_in_requests.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker may be gone in any of its ways
        log.warning("nobody heard of a request to join: %s", type(error).__name__)


SCHEDULE = {
    "database.take_in_requests": {"task": "database.take_in_requests", "schedule": 60.0},
    # Once a day, and again an hour later should the first run have been lost.
    "database.purge_unconfirmed": {
        "task": "database.purge_unconfirmed",
        "schedule": crontab(minute="20", hour="3,4"),
    },
    "database.empty_old_packs": {
        "task": "database.empty_old_packs",
        "schedule": crontab(minute="35"),
    },
}
