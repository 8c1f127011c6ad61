"""Which places quote a definition of "victim" that is not in use any more, until they are read."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from database.models import DefinitionQuote, VictimDefinition
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock


class NoDefinition(Exception):
    """No definition is in use, so nothing can be read against it."""


@dataclass(frozen=True)
class Place:
    """A place, and whether it must be read because of the definition in use."""

    quote: DefinitionQuote
    is_due: bool


def definition_in_use() -> VictimDefinition | None:
    """Return what "victim" means today; None before anybody said."""
    used = VictimDefinition.objects.filter(in_use_from__lte=clock.today())
    return used.order_by("-in_use_from", "-version").first()


def _due(present: VictimDefinition) -> QuerySet[DefinitionQuote]:
    # Said by what is, so that a place nobody has read is among them.
    read = DefinitionQuote.objects.filter(checked_against=present).values("pk")
    return DefinitionQuote.objects.filter(is_active=True).exclude(pk__in=read)


def number_due() -> int:
    """Return how many places wait to be read, in at most two queries."""
    present = definition_in_use()
    return _due(present).count() if present else 0


def places(present: VictimDefinition | None) -> list[Place]:
    """Return every place, those to be read first; one query."""
    quotes = DefinitionQuote.objects.filter(is_active=True)
    rows = [
        Place(row, is_due=present is not None and row.checked_against_id != present.pk)
        for row in quotes.select_related("checked_against", "checked_by")
    ]
    return sorted(rows, key=lambda place: not place.is_due)


@transaction.atomic
def mark_read(quote: DefinitionQuote, *, note: str, actor: User) -> bool:
    """Note that a place was read and agrees with the definition in use; twice changes nothing.

    Raises NoDefinition.
    """
    present = definition_in_use()
    if present is None:
        raise NoDefinition
    row = DefinitionQuote.objects.select_for_update().get(pk=quote.pk)
    if row.checked_against_id == present.pk:
        return False
    row.checked_against, row.note = present, note.strip()
    row.checked_by, row.checked_at = actor, clock.now()
    row.save()
    record(
        actor,
        "definitionquote.read",
        row,
        reason=row.note,
        data={"code": row.code, "version": present.version},
    )
    return True
