from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from database.services import ledgers

WORDS = {
    "erased": "erased again",
    "withdrawn": "withdrawn again",
    "suppressed": "addresses suppressed again",
    "returned": "came back since this copy was made; look at each before writing to them",
    "unreadable": "lines that can't be read",
}


class Command(BaseCommand):
    help = (
        "After restoring an older copy of the database: erase and withdraw again whoever left "
        "since, as the ledger in VEF_LEDGER_DIR says. May be killed and run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(settings.LEDGER_DIR.glob("*.jsonl")):
            self.stdout.write(f"{settings.LEDGER_DIR} holds nothing. Is it the right folder?")
        try:
            counts = ledgers.replay()
        except OSError as error:
            raise CommandError(f"The ledger can't be read: {error}") from error
        for name, words in WORDS.items():
            self.stdout.write(f"{words}: {counts[name]}")
