import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from vef.outbox import delivery


class Command(BaseCommand):
    help = (
        "Deliver what is due without a broker. Runs until SIGTERM, which lets it finish the "
        "message in hand; --once ends when nothing is due."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between looks")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            delivery.sweep(ringing=False)
            tally = delivery.Deliverer(should_stop=stop.is_set).run()
            if tally:
                self.stdout.write(", ".join(f"{end}: {tally[end]}" for end in sorted(tally)))
            elif options["once"]:
                break
            else:
                stop.wait(options["every"])
