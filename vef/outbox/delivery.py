"""Sending what is due: claim, gate, render, hand over, settle.

The states and their order are what the promises rest on:

* before the final dot a message can always be taken back or tried again;
* the dot is committed (``phase=dot``) before it is sent, in the transaction that
  asks the gate a last time under the person's lock, so that a withdrawal and the
  dot have one order;
* after the dot only the server's reply settles a message. Without one it is in
  doubt, and a person decides: a second letter can do harm.
"""

import logging
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction

from vef.common import clock
from vef.outbox import rendering, story
from vef.outbox.doorbell import ring
from vef.outbox.kinds import Kind, Recipient, Verdict, kind_of
from vef.outbox.models import Message, MessageStatus, Phase
from vef.outbox.smtp import InDoubt, Line, NotTaken

log = logging.getLogger(__name__)

LEASE: Final = timedelta(minutes=5)
HANDFUL: Final = 5
# How long to wait after the first, second … try, in minutes; then it has failed.
BACK_OFF: Final = (1, 5, 15, 60, 240, 480, 720)
MAX_ATTEMPTS: Final = len(BACK_OFF) + 1
# A message that can't be written will not be written better the eighth time.
MAX_WRITING_ATTEMPTS: Final = 3
# So many failures to reach the server in a row, and the run leaves the rest for later.
MAX_UNREACHABLE: Final = 3
# A run ends after this long, so that a worker that is told to stop is soon free.
RUN_SECONDS: Final = 20.0
SWEEP_BATCH: Final = 200


class Moved(Exception):
    """The message went to another state on its way, which has been written already."""


class Deliverer:
    """One worker's run through the outbox, over one line to the mail server."""

    def __init__(self, *, should_stop: Callable[[], bool] = lambda: False) -> None:
        self.name = uuid.uuid4().hex
        self.line = Line()
        self.tally: Counter[str] = Counter()
        # Whether time ran out while there may have been more to do.
        self.is_unfinished = False
        self._should_stop = should_stop
        self._unreachable = 0

    def run(self, *, seconds: float = RUN_SECONDS) -> Counter[str]:
        """Deliver until nothing is due, time is up or a stop is asked for; count the ends.

        The message in hand is always finished; others claimed go back to the queue.
        """
        ends_at = time.monotonic() + seconds
        try:
            while not self._is_over(ends_at):
                messages = story.claim(self.name, limit=HANDFUL, lease=LEASE)
                if not messages:
                    break
                with rendering.one_host():
                    while messages and not self._is_over(ends_at):
                        self.deliver(messages.pop(0))
                for message in messages:
                    self._release(message)
        finally:
            self.line.close()
        return self.tally

    def _is_over(self, ends_at: float) -> bool:
        if self._should_stop() or self._unreachable >= MAX_UNREACHABLE:
            return True
        self.is_unfinished = time.monotonic() >= ends_at
        return self.is_unfinished

    def deliver(self, message: Message) -> None:
        """Take one claimed message to its end, or back to the queue."""
        try:
            recipient, content = self._written(message)
            self._offer(message, recipient, content)
            self._commit_dot(message, recipient)
        except Moved:
            return
        except BaseException:
            # Whatever this is, the dot was not sent, and now it can't be.
            self.line.drop()
            raise
        self._finish(message)

    # --- before the dot ---------------------------------------------------

    def _written(self, message: Message) -> tuple[Recipient, bytes]:
        """Ask the gate, read the address, write the mail. Raises Moved."""
        try:
            kind = kind_of(message)
            recipient = self._admitted(message, kind)
            mail = rendering.compose(kind, message, recipient)
            return recipient, mail.as_bytes()
        except (Moved, DatabaseError):
            raise
        except rendering.BadAddress:
            self._settle(message, MessageStatus.FAILED, "bad-address")
        except Exception as error:
            log.error("message %s can't be written: %s", message.pk, story.where(error))
            self._postpone(message, "not-written", most=MAX_WRITING_ATTEMPTS)
        raise Moved

    def _admitted(self, message: Message, kind: Kind) -> Recipient:
        with transaction.atomic():
            verdict = kind.gate(message)
            recipient = kind.recipient(message) if verdict.allowed else None
        self._heed(message, verdict)
        if recipient is None or not recipient.address:
            self._settle(message, MessageStatus.WITHHELD, "no-address")
            raise Moved
        # PRIVACY: a copy of real data in a trial must never write to real people.
        if settings.MAIL_MODE != "live" and recipient.address.casefold() not in settings.MAIL_ALLOW:
            self._settle(message, MessageStatus.WITHHELD, "trial-mode")
            raise Moved
        return recipient

    def _heed(self, message: Message, verdict: Verdict) -> None:
        """Act on what the gate said. Raises Moved unless the message may go now."""
        if verdict.allowed:
            return
        if verdict.not_before is not None:
            self._settle(
                message,
                MessageStatus.QUEUED,
                verdict.reason,
                not_before=verdict.not_before,
                # Waiting for a better time is not a try.
                attempts=message.attempts - 1,
            )
        else:
            self._settle(message, MessageStatus.WITHHELD, verdict.reason)
        raise Moved

    def _offer(self, message: Message, recipient: Recipient, content: bytes) -> None:
        address = rendering.envelope_address(recipient.address)
        try:
            self.line.offer(settings.MAIL_FROM, address, content)
        except NotTaken as error:
            self._unreachable = self._unreachable + 1 if error.is_unreachable else 0
            code = f"refused-{error.code}" if error.code else f"no-answer-{error.step}"
            if error.is_lasting:
                self._settle(message, MessageStatus.FAILED, code)
            else:
                self._postpone(message, code)
            raise Moved from error
        self._unreachable = 0

    def _commit_dot(self, message: Message, recipient: Recipient) -> None:
        """Commit that the dot is about to go, if the gate is still open. Raises Moved."""
        refusal: Verdict | None = None
        is_ours = False
        kind = kind_of(message)
        # Durable: this commit must be on disk before the dot is on the line.
        with transaction.atomic(durable=True):
            verdict = kind.gate(message)
            if not verdict.allowed:
                refusal = verdict
            elif kind.recipient(message) != recipient:
                # The address or language changed meanwhile: write it anew.
                refusal = Verdict(allowed=False, reason="changed", not_before=clock.now())
            else:
                is_ours = self._write_dot(message, recipient)
        if is_ours:
            return
        self.line.drop()
        if refusal is not None:
            self._heed(message, refusal)
        self.tally["taken-back"] += 1
        raise Moved

    def _write_dot(self, message: Message, recipient: Recipient) -> bool:
        written = {
            "phase": Phase.DOT,
            "dot_at": clock.now(),
            "languages": "+".join(rendering.languages_for(recipient.reading)),
        }
        found = Message.objects.filter(
            pk=message.pk,
            status=MessageStatus.SENDING,
            phase=Phase.PRE,
            claimed_by=self.name,
        ).update(**written)
        for name, value in written.items():
            setattr(message, name, value)
        return bool(found)

    # --- after the dot ----------------------------------------------------

    def _finish(self, message: Message) -> None:
        """Send the dot; only the server's reply says how it ended."""
        try:
            code = self.line.finish()
        except InDoubt as error:
            log.warning("message %s is in doubt: %s", message.pk, error)
            self._settle(message, MessageStatus.UNKNOWN, "no-reply")
            return
        if code < 400:
            self._settle(message, MessageStatus.SENT, sent_at=clock.now())
        elif code < 500:
            self._postpone(message, f"refused-{code}")
        else:
            self._settle(message, MessageStatus.FAILED, f"refused-{code}")

    # --- settling ---------------------------------------------------------

    def _settle(self, message: Message, to: str, code: str = "", **fields: Any) -> None:
        """Write the end of this try. Insists for a while if the database is away."""
        if to == MessageStatus.QUEUED:
            fields = {"phase": Phase.PRE, "dot_at": None, **fields}
        if insist(lambda: self._changed(message, to, code, fields)):
            self.tally[str(to)] += 1
        else:
            self.tally["taken-back"] += 1

    @staticmethod
    def _changed(message: Message, to: str, code: str, fields: dict[str, Any]) -> bool:
        if story.change(message, to, code=code, **fields):
            return True
        # The lease ran out while the server thought: the sweep put it in doubt, and
        # unless somebody decided already, this reply settles the doubt.
        if message.phase == Phase.DOT and to != MessageStatus.UNKNOWN:
            message.status = MessageStatus.UNKNOWN
            return to in Message.STEPS[MessageStatus.UNKNOWN] and story.change(
                message, to, code=code, **fields
            )
        return False

    def _postpone(self, message: Message, code: str, *, most: int = MAX_ATTEMPTS) -> None:
        if message.attempts >= most:
            self._settle(message, MessageStatus.FAILED, code)
            return
        self._settle(message, MessageStatus.QUEUED, code, not_before=next_try(message.attempts))

    def _release(self, message: Message) -> None:
        self._settle(message, MessageStatus.QUEUED, attempts=message.attempts - 1)


def next_try(attempts: int) -> Any:
    """Return when to try again after so many tries, spread out by a fifth either way."""
    minutes = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    spread = random.uniform(0.8, 1.2)  # noqa: S311  (spreading load, not a secret)
    return clock.now() + timedelta(minutes=minutes * spread)


def insist(act: Callable[[], bool]) -> bool:
    """Do something that must be written, again if the database was away or in the way."""
    for pause in (0.1, 0.5, 2.0, None):
        try:
            return act()
        except OperationalError:
            if pause is None or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
    raise AssertionError("unreachable")


def deliver_due(*, should_stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Deliver what is due now; ring again if time ran out before the queue did."""
    deliverer = Deliverer(should_stop=should_stop)
    tally = deliverer.run()
    if deliverer.is_unfinished:
        ring()
    return tally


def sweep(*, ringing: bool = True) -> Counter[str]:
    """Settle what workers left behind, and ring for what is due. Harmless at any time.

    A message left before its dot goes back to the queue; one left after it is in
    doubt, for a person.
    """
    tally: Counter[str] = Counter()
    while batch := _sweep_batch(tally):
        if batch < SWEEP_BATCH:
            break
    old = clock.now() - timedelta(days=1)
    Message.objects.in_doubt().with_secret().filter(settled_at__lt=old).update(secret="")
    if ringing and Message.objects.due().exists():
        ring()
    return tally


@transaction.atomic
def _sweep_batch(tally: Counter[str]) -> int:
    messages = story.lapsed(SWEEP_BATCH)
    for message in messages:
        if message.phase == Phase.DOT:
            to, code = MessageStatus.UNKNOWN, "worker-gone"
        elif message.attempts >= MAX_ATTEMPTS:
            to, code = MessageStatus.FAILED, "worker-gone"
        else:
            to, code = MessageStatus.QUEUED, "worker-gone"
        story.change(message, to, code=code)
        tally[str(to)] += 1
    return len(messages)
