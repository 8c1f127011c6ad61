"""Logs carry ids and route names. Tokens are masked before anything is written."""

import logging
import re

# A path segment long and mixed enough to be one of our tokens.
TOKEN = re.compile(r"(?<=/)(?=[\w-]*[A-Z0-9_])[A-Za-z0-9_-]{24,}(?=[/?\s\"']|$)")
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
