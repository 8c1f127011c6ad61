from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from vef.privacy.register import as_markdown

BEGIN, END = "<!-- register -->\n", "<!-- /register -->\n"
DOCUMENT = Path(settings.BASE_DIR) / "docs" / "data-protection.md"


class Command(BaseCommand):
    help = "Print the register of what is held, or write it into docs/data-protection.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write it into the document")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["write"]:
            self.stdout.write(as_markdown())
            return
        text = DOCUMENT.read_text(encoding="utf-8")
        head, _begin, rest = text.partition(BEGIN)
        _old, _end, tail = rest.partition(END)
        DOCUMENT.write_text(f"{head}{BEGIN}\n{as_markdown()}\n{END}{tail}", encoding="utf-8")
