from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from vef.audit.services import head, verify


class Command(BaseCommand):
    help = "Check the audit chain. Exit code 1 and the first bad numbers if it was tampered with."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", help="a head noted earlier, written NUMBER:DIGEST")

    def handle(self, *args: Any, **options: Any) -> None:
        anchor = None
        if options["anchor"]:
            number, _, digest = options["anchor"].partition(":")
            anchor = (int(number), digest)
        faults = verify(anchor=anchor)
        if faults:
            raise CommandError("\n".join(faults[:20]))
        number, digest = head()
        self.stdout.write(f"intact: {number} entries, head {number}:{digest}")
