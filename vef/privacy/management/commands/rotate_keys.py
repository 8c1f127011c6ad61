from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vef.privacy import cipher, rotation


class Command(BaseCommand):
    help = (
        "Seal every encrypted value anew under the newest key of VEF_FIELD_KEYS. May be killed "
        "and started again. The old key can go when this reports that nothing is left."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done: Counter[str] = Counter()
        try:
            for name, number in rotation.rotate():
                done[name] += number
        except cipher.CannotOpen as error:
            raise CommandError(f"A value can't be opened with any key: {error}") from error
        for name, number in sorted(done.items()):
            self.stdout.write(f"{name}: {number}")
        if remaining := rotation.left():
            raise CommandError(f"Still under an older key: {remaining}. Run this again.")
        self.stdout.write(f"Nothing is left under a key older than {cipher.current_version()}.")
