"""The rows a forum starts with.

They are rows, so that an office can word them its own way: a second run adds
what is missing and changes nothing that is there.
"""

from django.db import transaction

from database.seed import (
    assessment,
    definition_quotes,
    definitions,
    equality,
    fields,
    keeping,
    lists,
    processing,
    telling,
    wordings,
)

# Each has a ``seed()`` that adds what is missing and returns how many rows it added.
SEEDS = (
    lists,
    wordings,
    definitions,
    definition_quotes,
    fields,
    equality,
    processing,
    assessment,
    keeping,
    telling,
)


@transaction.atomic
def seed_reference_rows() -> int:
    """Add the rows that are missing; return how many."""
    return sum(part.seed() for part in SEEDS)
