"""Ringing the worker. A lost ring costs seconds: the sweep looks every minute anyway."""

import logging
import time

from django.db import connection, transaction

log = logging.getLogger(__name__)

# After a failure nobody waits at the door again for a while.
PATIENCE = 30.0
_silent_until = 0.0


def ring() -> None:
    """Tell a worker that something is due. Never fails, and hardly ever waits.

    While the broker is gone, one call in half a minute spends a second finding out.
    """
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    from vef.outbox.tasks import deliver_due

    try:
        deliver_due.apply_async(retry=False, ignore_result=True)
    except Exception as error:  # the broker may be gone in any of its ways
        _silent_until = time.monotonic() + PATIENCE
        log.warning("doorbell not heard: %s", type(error).__name__)


def warm() -> None:
    """Load what ringing needs, without connecting, so that no visitor's page waits for it."""
    from vef.celery import app

    app.finalize()
    app.connection_for_write()


def ring_on_commit() -> None:
    """Ring once when the transaction commits, however many messages it queued."""
    if not any(call[1] is ring for call in connection.run_on_commit):
        transaction.on_commit(ring, robust=True)
