from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vef.demo.load import NotADemo, load


class Command(BaseCommand):
    help = "Load the demonstration's world. Does nothing if it is there already."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load(self.stdout.write)
        except NotADemo as error:
            raise CommandError(
                "The demonstration is off, or this database holds people who are not of it."
            ) from error
        self.stdout.write("The world is ready." if loaded else "The world is there already.")
