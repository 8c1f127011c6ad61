"""Logs carry ids and route names. Tokens are masked before anything is written."""

import logging
import re

# A row's id is no secret, and a log without ids helps nobody.
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# A path segment long and mixed enough to be one of our tokens.
TOKEN = re.compile(
    rf"(?<=/)(?!{UUID}(?:[/?\s\"']|$))(?=[\w-]*[A-Z0-9_])[A-Za-z0-9_-]{{24,}}(?=[/?\s\"']|$)"
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def mask(text: str) -> str:
    """Replace link tokens and email addresses in a line meant for a log."""
    return ADDRESS.sub("[address]", TOKEN.sub("[token]", text))


class MaskTokens(logging.Filter):
    """Mask the finished message, so that no argument slips past."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask(record.getMessage())
        record.args = ()
        return True
