"""Codes in joining links that services, officers and events hand out."""

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from database.models import Person, PersonStatus, SourceCode
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.privacy.floor import Count as SafeNumber
from vef.privacy.floor import safe_table

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


@dataclass(frozen=True)
class RouteLine:
    """How many joined by one kind of route, as it may be told outside the office."""

    label: str
    count: SafeNumber
    percent: int | None


@dataclass(frozen=True)
class Routes:
    """By which routes those on the database came; no lines where too few did."""

    base: SafeNumber
    lines: list[RouteLine]


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


# Whoever came without a code, or was written down by staff.
NO_CODE = "no-code"


def routes() -> Routes:
    """Return how many are on the database by each kind of route, in two queries.

    Small numbers are hidden and others rounded, so that these figures may be quoted.
    """
    kinds = dict(SourceCode.objects.values_list("label", "kind"))
    left = [PersonStatus.PENDING, PersonStatus.WITHDRAWN, PersonStatus.ERASED]
    sources = Person.objects.exclude(status__in=left).order_by().values_list("source")
    counts: Counter[str] = Counter()
    for source, number in sources.annotate(number=Count("pk")):
        counts[kinds.get(source, NO_CODE)] += number
    labels = {**dict(SourceCode.Kind.choices), NO_CODE: _("Without a code")}
    table = safe_table(counts, base=counts.total(), keys=list(labels))
    return Routes(
        table.base,
        [RouteLine(str(labels[cell.key]), cell.count, cell.percent) for cell in table.cells],
    )
