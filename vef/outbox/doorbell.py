"""Ringing the worker. A lost ring costs seconds: the sweep looks every minute anyway."""

import logging

log = logging.getLogger(__name__)


def ring() -> None:
    """Tell a worker that something is due. Never waits for the broker, never fails."""
    from vef.outbox.tasks import deliver_due

    try:
        deliver_due.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker may be gone in any of its ways
        log.warning("doorbell not heard: %s", type(error).__name__)
