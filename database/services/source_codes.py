"""Codes in joining links that services, officers and events hand out."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from database.models import Person, PersonStatus, SourceCode
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock

# No vowels, so that a code never spells a word, and nothing that is easily misread.
LETTERS = "bcdfghjkmnpqrstvwxz23456789"
LENGTH = 6
TRIES = 10


class LabelTaken(ValueError):
    """Another code has this label; the numbers of both would be mixed up."""


@dataclass(frozen=True)
class CodeRow:
    """A code with how many asked to join by it, and how many of them are on the database."""

    code: SourceCode
    is_usable: bool
    waiting: int
    joined: int


def usable_code(code: str) -> SourceCode | None:
    """Return the code in use by this name; None for one that is unknown, off or over."""
    today = clock.today()
    in_use = SourceCode.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), is_active=True)
    return in_use.filter(code=code.lower()).first()


@transaction.atomic
def make_code(*, label: str, kind: str, ends_on: date | None = None, actor: User) -> SourceCode:
    """Make a new code. Raises LabelTaken."""
    label = " ".join(label.split())
    if SourceCode.objects.filter(label__iexact=label).exists():
        raise LabelTaken(label)
    for attempt in range(TRIES):
        word = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
        try:
            with transaction.atomic():
                made = SourceCode.objects.create(
                    code=word, label=label, kind=kind, ends_on=ends_on, made_by=actor
                )
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
        else:
            break
    record(actor, "sourcecode.made", made, data={"code": made.code, "kind": str(kind)})
    return made


@transaction.atomic
def switch_code(code: SourceCode, *, on: bool, actor: User) -> bool:
    """Take a code out of use, or put it back; say whether that changed anything."""
    changed = SourceCode.objects.filter(pk=code.pk).exclude(is_active=on).update(is_active=on)
    if changed:
        record(actor, f"sourcecode.switched-{'on' if on else 'off'}", code)
    return bool(changed)


def code_rows() -> list[CodeRow]:
    """Return every code with its numbers, in two queries however many there are.

    Counted by the label that went into the person's record, so for the office alone.
    """
    gone = [PersonStatus.WITHDRAWN, PersonStatus.ERASED]
    counted = {
        source: (waiting, joined)
        for source, waiting, joined in Person.objects.exclude(source="")
        .exclude(status__in=gone)
        .order_by()
        .values_list("source")
        .annotate(
            waiting=Count("pk", filter=Q(status=PersonStatus.PENDING)),
            joined=Count("pk", filter=~Q(status=PersonStatus.PENDING)),
        )
    }
    today = clock.today()
    return [
        CodeRow(
            code,
            code.is_active and (code.ends_on is None or code.ends_on >= today),
            *counted.get(code.label, (0, 0)),
        )
        for code in SourceCode.objects.order_by("-is_active", "label")
    ]
