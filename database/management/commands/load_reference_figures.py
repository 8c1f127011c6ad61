"""Load published figures to compare membership with, such as a census."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from database.services.reference_figures import COLUMNS, FaultyFile, load_figures
from vef.common.actors import SYSTEM


class Command(BaseCommand):
    help = (
        "Load published figures from a CSV file with the columns "
        f"{', '.join(COLUMNS)}. All of it or nothing; twice changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            raw = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        try:
            loaded = load_figures(raw, actor=SYSTEM)
        except FaultyFile as faulty:
            lines = "\n".join(f"line {fault.line}: {fault.words}" for fault in faulty.faults)
            raise CommandError(f"Nothing was loaded.\n{lines}") from faulty
        self.stdout.write(
            f"{loaded.added} figures added, {loaded.corrected} corrected, "
            f"{loaded.same} there already."
        )
