"""One run of the fault laboratory, in a process of its own.

Reads its plan as JSON from the command line, queues messages, forks workers that run
the real delivery loop, kills some with SIGKILL, lets everything come to rest, and
prints what the outbox then says. The mail server runs outside and keeps its own log.
"""

import json
import os
import random
import signal
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from vef.common import clock  # noqa: E402
from vef.common.actors import SYSTEM  # noqa: E402
from vef.outbox import delivery, doorbell, kinds, services  # noqa: E402
from vef.outbox.kinds import ALLOWED, Kind, Recipient, Verdict, Wording  # noqa: E402
from vef.outbox.models import Message, MessageStatus  # noqa: E402
from vef.outbox.smtp import InDoubt, Line  # noqa: E402

WORKERS = 3
# Short enough for a test; the order of things is what counts.
delivery.LEASE = timedelta(seconds=2.5)
delivery.next_try = lambda attempts: clock.now() + timedelta(seconds=0.05 + 0.1 * random.random())
doorbell.ring = delivery.ring = lambda: None


class LabKind(Kind):
    name = "lab.letter"
    label = "Letter"

    def recipient(self, message: Message) -> Recipient:
        return Recipient("reader@example.org", "en")

    def gate(self, message: Message) -> Verdict:
        return ALLOWED

    def build(self, message: Message, language: str) -> Wording:
        return Wording("Letter", "Words.", "<p>Words.</p>")


kinds.register(LabKind())


class MortalLine(Line):
    """Dies now and then at the two worst moments: just before the dot, just after the reply."""

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def finish(self) -> int:
        self.die()
        code = super().finish()
        self.die()
        return code

    def die(self) -> None:
        if random.random() < self.share:
            os.kill(os.getpid(), signal.SIGKILL)


class Careless(delivery.Deliverer):
    """The control: nothing is committed before the dot, and every error is tried again."""

    def _commit_dot(self, message, recipient):
        return

    def _finish(self, message):
        try:
            code = self.line.finish()
        except InDoubt:
            code = 400
        if code < 400:
            self._settle(message, MessageStatus.SENT, sent_at=clock.now())
        else:
            self._settle(message, MessageStatus.QUEUED, not_before=clock.now())


def work(plan: dict) -> None:
    """Run as a worker until killed, or until told to stop."""
    stop = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    random.seed(os.getpid())
    make = Careless if plan["control"] else delivery.Deliverer
    while not stop:
        try:
            deliverer = make(should_stop=lambda: bool(stop))
            deliverer.line = MortalLine(plan["suicides"])
            deliverer.run(seconds=5)
            delivery.sweep()
        except Exception as error:  # the database may be away; a worker goes on
            print(f"worker: {type(error).__name__} {error}", file=sys.stderr)
        time.sleep(0.05)


def fork(plan: dict) -> int:
    connections.close_all()  # a child must never inherit an open line
    child = os.fork()
    if child:
        return child
    try:
        work(plan)
    finally:
        os._exit(0)


def open_messages() -> list:
    found = Message.objects.filter(status__in=["queued", "sending"])
    pks = list(found.values_list("pk", flat=True))
    connections.close_all()
    return pks


def reap(workers: list[int], plan: dict) -> None:
    """Put a new worker in the place of each that died."""
    for place, worker in enumerate(workers):
        ended, _status = os.waitpid(worker, os.WNOHANG)
        if ended:
            workers[place] = fork(plan)


def withdraw_some(chance: random.Random, number: int) -> None:
    """Cancel some messages in the middle of everything, as a withdrawal does."""
    waiting = open_messages()
    chosen = chance.sample(waiting, min(number, len(waiting)))
    services.cancel_messages(
        Message.objects.filter(pk__in=chosen), actor=SYSTEM, reason="withdrawn"
    )
    connections.close_all()


def main() -> None:
    plan = json.loads(sys.argv[1])
    chance = random.Random(plan["seed"])
    for app in ("outbox", "common", "audit"):
        call_command("migrate", app, verbosity=0, skip_checks=True)
    for number in range(plan["messages"]):
        services.enqueue(
            kind=LabKind.name,
            unique_key=str(number),
            recipient_kind="address",
            recipient_id=str(number),
        )
    began = time.monotonic()
    workers = [fork(plan) for _ in range(WORKERS)]
    kills = 0
    while open_messages() and time.monotonic() - began < plan["patience"]:
        time.sleep(chance.uniform(0.3, 0.7))
        if kills < plan["kills"]:
            os.kill(chance.choice(workers), signal.SIGKILL)
            kills += 1
            if kills % 3 == 0:
                withdraw_some(chance, 2)
        reap(workers, plan)
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
        os.waitpid(worker, 0)
    rows = {str(pk): status for pk, status in Message.objects.values_list("pk", "status")}
    seconds = round(time.monotonic() - began, 1)
    print(json.dumps({"rows": rows, "kills": kills, "seconds": seconds}))


if __name__ == "__main__":
    main()
