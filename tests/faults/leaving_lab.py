"""People leave while their invitations are being sent: one run, in a process of its own.

Reads its plan as JSON from the command line, invites everybody, forks workers that run the
real delivery loop, withdraws people at random moments meanwhile, and prints when each
withdrawal was answered and what the outbox says of each message.
"""

import json
import os
import random
import signal
import sys
import time
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections, transaction  # noqa: E402

from database.models import Person  # noqa: E402
from database.services import withdraw_person  # noqa: E402
from engagement.services.invitations import (  # noqa: E402
    prepare_batch,
    queue_all_released,
    release_batch,
)
from tests.factories.accounts import UserFactory  # noqa: E402
from tests.factories.database import contactable_person  # noqa: E402
from tests.factories.engagement import open_survey  # noqa: E402
from vef.accounts.models import Role  # noqa: E402
from vef.common import clock  # noqa: E402
from vef.common.actors import PersonByLink  # noqa: E402
from vef.outbox import delivery, doorbell  # noqa: E402
from vef.outbox.models import Message, Phase  # noqa: E402

WORKERS = 2
doorbell.ring = delivery.ring = lambda: None


class AskedOnce(delivery.Deliverer):
    """The control: whoever was allowed when the batch was made is written to, come what may."""

    def _admitted(self, message: Message, kind: Any) -> Any:
        return kind.recipient(message)

    def _commit_dot(self, message: Message, recipient: Any) -> None:
        Message.objects.filter(pk=message.pk).update(phase=Phase.DOT, dot_at=clock.now())
        message.phase = Phase.DOT


def invite(number: int) -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    officer, manager = UserFactory(role=Role.OFFICER), UserFactory(role=Role.MANAGER)
    with transaction.atomic():
        for _each in range(number):
            contactable_person()
        activity = open_survey()
        batch = prepare_batch(activity=activity, actor=officer)
        release_batch(batch, actor=manager)
    queue_all_released()


def work(plan: dict[str, Any]) -> None:
    stop: list[bool] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
    make = AskedOnce if plan["control"] else delivery.Deliverer
    if plan["control"]:
        # One big batch, allowed as a whole when it is made.
        delivery.HANDFUL = plan["messages"]
    while not stop:
        try:
            make(should_stop=lambda: bool(stop)).run(seconds=10)
        except Exception as error:  # the database may be in the way; a worker goes on
            print(f"worker: {type(error).__name__} {error}", file=sys.stderr)
        time.sleep(0.02)


def fork(plan: dict[str, Any]) -> int:
    connections.close_all()  # a child must never inherit an open line
    child = os.fork()
    if child:
        return child
    try:
        work(plan)
    finally:
        os._exit(0)


def open_people() -> list[str]:
    found = Message.objects.filter(status__in=["queued", "sending"])
    return list(found.values_list("recipient_id", flat=True))


def leave(person_id: str) -> tuple[float, float]:
    """Withdraw somebody by their link; return when it began and when it was answered."""
    began = time.time()
    person = Person.objects.get(pk=person_id)
    withdraw_person(person, actor=PersonByLink(person_id), method="link", language="en")
    return began, time.time()


def main() -> None:
    plan = json.loads(sys.argv[1])
    chance = random.Random(plan["seed"])
    invite(plan["messages"])
    everybody = [str(pk) for pk in Person.objects.values_list("pk", flat=True)]
    workers = [fork(plan) for _ in range(WORKERS)]
    began = time.monotonic()
    answered: dict[str, tuple[float, float]] = {}
    while (waiting := open_people()) and time.monotonic() - began < plan["patience"]:
        # They leave from the first letter to the last, whether theirs has gone or not.
        share = 1 - len(waiting) / plan["messages"]
        if len(answered) < plan["leaving"] * max(share, 0.02):
            some = waiting if chance.random() < 0.8 else everybody
            chosen = chance.choice([one for one in some if one not in answered] or everybody)
            answered.setdefault(chosen, leave(chosen))
        else:
            time.sleep(chance.uniform(0, 0.03))
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
        os.waitpid(worker, 0)
    rows = {
        row["recipient_id"]: {
            "id": str(row["pk"]),
            "status": row["status"],
            "dot_at": row["dot_at"].timestamp() if row["dot_at"] else None,
        }
        for row in Message.objects.values("pk", "recipient_id", "status", "dot_at")
    }
    left = {
        str(pk): at.timestamp()
        for pk, at in Person.objects.exclude(withdrawn_at=None).values_list("pk", "withdrawn_at")
    }
    print(json.dumps({"answered": answered, "rows": rows, "withdrawn_at": left}))


if __name__ == "__main__":
    main()
