"""Processes of the laboratory of keys: one makes people, one turns the keys over, one reads all.

What to do comes from the command line; each says what it found in a line of JSON.
"""

import json
import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from database.models import Person  # noqa: E402
from vef.privacy import rotation  # noqa: E402
from vef.privacy.models import DataKey  # noqa: E402

# Small, so that a process that dies has always something left to do.
rotation.BATCH = 20


def say(**found: Any) -> None:
    print(json.dumps(found), flush=True)


def make(number: int) -> None:
    call_command("migrate", verbosity=0, skip_checks=True)
    for each in range(number):
        Person(reference=f"VP-{each:04}", name=f"Ŵyn {each}", email=f"m{each}@example.com").save()
    say(made=Person.objects.count())


def turn_over(dies_in: int) -> None:
    """Seal everything anew; kill oneself between two rows of that batch, if it is given."""
    if dies_in:
        _die_within(dies_in)
    call_command("rotate_keys")
    say(left=rotation.left())


def _die_within(batch: int) -> None:
    rows, sealed = 0, rotation.EncryptedTextField.sealed

    def seal(self: Any, row: Any, text: str) -> Any:
        nonlocal rows
        rows += 1
        if rows == batch * rotation.BATCH - 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return sealed(self, row, text)

    rotation.EncryptedTextField.sealed = seal


def read() -> None:
    names = {person.reference: person.name for person in Person.objects.with_keys()}
    versions = sorted({row.__dict__["wrapped"].partition(".")[0] for row in DataKey.objects.all()})
    right = sum(name == f"Ŵyn {int(ref[3:])}" for ref, name in names.items())
    say(read=len(names), right=right, versions=versions, left=rotation.left())


def main() -> None:
    what, number = sys.argv[1], int(sys.argv[2])
    {"make": make, "turn": turn_over, "read": lambda _number: read()}[what](number)


if __name__ == "__main__":
    main()
