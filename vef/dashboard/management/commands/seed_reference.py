from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand

APPS = ("database", "partners", "engagement", "feedback")


class Command(BaseCommand):
    help = (
        "Add the lists a forum starts with, where they are missing. Changes nothing that is there."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for app in APPS:
            added = import_module(f"{app}.seed").seed_reference_rows()
            self.stdout.write(f"{app}: {added} rows added")
