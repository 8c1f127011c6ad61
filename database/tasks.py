"""Background work on people. Tasks carry nothing: each asks what is due, and is harmless twice."""

import logging
from typing import Any

from celery import shared_task
from celery.schedules import crontab

from database.services import campaigns
from database.services.access_packs import empty_old_packs
from database.services.confirming import purge_declined, purge_unconfirmed
from database.services.exporting import expire
from database.services.importing import empty_old, run_waiting
from database.services.joining import take_in_waiting
from database.services.ledgers import catch_up
from database.services.retention import clear_agreed as clear_what_was_agreed
from database.services.retention import clear_by_itself
from vef.common import clock

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


@shared_task(name="database.bring_in_sheets", time_limit=3600, soft_time_limit=3500)
def bring_in_sheets() -> None:
    """Bring in the spreadsheets somebody started."""
    run_waiting()


@shared_task(name="database.empty_exchange")
def empty_exchange() -> None:
    """Throw away files nobody went on with, and lists whose time is up."""
    empty_old()
    expire()


def ring_import() -> None:
    """Tell a worker that a spreadsheet waits. Never fails: the sweep makes up for it."""
    _ring(bring_in_sheets)


@shared_task(name="database.clear_agreed")
def clear_agreed() -> None:
    """Let go what two people agreed on and is due."""
    clear_what_was_agreed()


@shared_task(name="database.clear_by_itself")
def clear_what_needs_nobody() -> None:
    """Let go what is due by rules that need no second person."""
    clear_by_itself()


@shared_task(name="database.catch_up_ledger")
def catch_up_ledger() -> None:
    """Write down who left, should a crash or a full disk have kept it from the ledger."""
    catch_up()


def ring() -> None:
    """Tell a worker that somebody asked to join. Never fails: the sweep makes up for it."""
    _ring(take_in_requests)


def _ring(task: Any) -> None:
    try:
        task.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker may be gone in any of its ways
        log.warning("nobody heard the bell for %s: %s", task.name, type(error).__name__)


@shared_task(name="database.queue_campaigns")
def queue_campaigns() -> None:
    """Queue what is left of released campaigns."""
    campaigns.queue_all_released()


@shared_task(name="database.close_campaigns")
def close_campaigns() -> None:
    """Close campaigns whose last day is past."""
    campaigns.close_due(clock.today())


SCHEDULE = {
    "database.queue_campaigns": {"task": "database.queue_campaigns", "schedule": 300.0},
    "database.close_campaigns": {
        "task": "database.close_campaigns",
        "schedule": crontab(minute="5"),
    },
    "database.bring_in_sheets": {"task": "database.bring_in_sheets", "schedule": 60.0},
    "database.empty_exchange": {
        "task": "database.empty_exchange",
        "schedule": crontab(minute="45"),
    },
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
    "database.clear_agreed": {"task": "database.clear_agreed", "schedule": 600.0},
    "database.clear_by_itself": {
        "task": "database.clear_by_itself",
        "schedule": crontab(minute="50", hour="2,3"),
    },
    "database.catch_up_ledger": {
        "task": "database.catch_up_ledger",
        "schedule": crontab(minute="45"),
    },
}
