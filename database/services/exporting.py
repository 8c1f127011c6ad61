"""Lists of people that leave the system: rarely, with a reason, and not by one person alone."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from database.listing import narrowed
from database.models import ExportRequest, ExportStatus, Person, SafeContact
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import TransitionError, move

# More people than this in one list need a second person's yes.
BULK: Final = 10
KEEP_DAYS: Final = 7
# What a spreadsheet would compute.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\x00")
LINE_BREAKS: Final = str.maketrans({"\r": " ", "\n": " ", "\x00": ""})


class NobodyToList(Exception):
    """The filters leave nobody."""


class SamePerson(Exception):
    """Whoever asked for a list can't approve it."""


class NotReady(Exception):
    """The list is not there: not approved yet, or its time is up."""


# What may leave: never equality answers, risk, notes, or anything about a case.
COLUMNS: dict[str, tuple[object, Callable[[Person], str]]] = {
    "reference": (gettext_lazy("Reference"), lambda person: person.reference),
    "name": (gettext_lazy("Name"), lambda person: person.name),
    "email": (gettext_lazy("Email address"), lambda person: person.email),
    "phone": (gettext_lazy("Phone number"), lambda person: person.phone),
    "postal_address": (gettext_lazy("Postal address"), lambda person: person.postal_address),
    "reading": (
        gettext_lazy("Language wished for"),
        lambda person: str(person.get_reading_display()),
    ),
    "area": (gettext_lazy("Area"), lambda person: str(person.area or "")),
    "status": (gettext_lazy("Status"), lambda person: str(person.get_status_display())),
}


@transaction.atomic
def ask_for_list(
    *,
    reason: str,
    columns: Sequence[str],
    status: str = "",
    contact: str = "",
    format: str = "xlsx",
    actor: User,
) -> ExportRequest:
    """Ask for a list. A short one is made at once, a long one waits for a second person.

    Who is in it is settled now, by ids; whose record is restricted stays out. Raises
    NobodyToList, and KeyError for a column that may not leave.
    """
    chosen = [name for name in COLUMNS if name in columns]
    if unknown := set(columns) - set(COLUMNS):
        raise KeyError(", ".join(sorted(unknown)))
    people = narrowed(status=status, contact=contact).filter(is_restricted=False)
    ids = [str(pk) for pk in people.values_list("pk", flat=True)]
    if not ids:
        raise NobodyToList
    request = ExportRequest.objects.create(
        reason=reason,
        columns=chosen,
        filters={"status": status, "contact": contact, "ids": ids},
        format=format,
        count=len(ids),
        asked_by=actor,
        asked_at=clock.now(),
        expires_at=clock.now() + timedelta(days=KEEP_DAYS),
    )
    record(
        actor,
        "export.asked",
        request,
        reason=reason,
        data={"columns": chosen, "count": len(ids), "status": status, "contact": contact},
    )
    if len(ids) <= BULK:
        move(request, ExportStatus.APPROVED, actor=SYSTEM, data={"because": "short"})
        _make(request)
    return request


@transaction.atomic
def approve(request: ExportRequest, *, actor: User) -> None:
    """Agree that a long list may leave; it is made at once.

    Raises SamePerson, TransitionError.
    """
    _decide(request, ExportStatus.APPROVED, actor=actor)
    _make(request)


@transaction.atomic
def refuse(request: ExportRequest, *, actor: User, reason: str) -> None:
    """Say no to a list. Raises SamePerson, TransitionError."""
    _decide(request, ExportStatus.REFUSED, actor=actor, reason=reason)


def _decide(request: ExportRequest, to: str, *, actor: User, reason: str = "") -> None:
    if request.asked_by_id == actor.pk:
        raise SamePerson(request.pk)
    moved = move(request, to, actor=actor, reason=reason, decided_by=actor, decided_at=clock.now())
    if not moved:
        raise TransitionError(request, to, to)


def _make(request: ExportRequest) -> None:
    people = list(
        # PRIVACY: what is restricted, be it only since the list was asked for, is used for nothing.
        Person.objects.filter(pk__in=request.filters["ids"], is_restricted=False)
        .with_keys()
        .select_related("area")
        .order_by("reference")
    )
    protected = _protected(people)
    heads = [str(COLUMNS[name][0]) for name in request.columns]
    lines = [
        [_cell(person, name, protected=person.pk in protected) for name in request.columns]
        for person in people
    ]
    writer = _xlsx if request.format == "xlsx" else _csv
    move(
        request,
        ExportStatus.READY,
        actor=SYSTEM,
        content=writer(request, heads, lines),
        count=len(people),
        filters={**request.filters, "ids": [str(person.pk) for person in people]},
    )


def _protected(people: Sequence[Person]) -> set[object]:
    """Return who must never be found by a list: their address stays out of it."""
    latest: dict[object, bool] = {}
    rows = SafeContact.objects.filter(person__in=people).order_by("version")
    for pk, is_protected in rows.values_list("person_id", "address_protected"):
        latest[pk] = is_protected
    return {pk for pk, is_protected in latest.items() if is_protected}


def _cell(person: Person, name: str, *, protected: bool) -> str:
    # PRIVACY: a protected address is never printed, exported or listed.
    if protected and name in {"postal_address", "area"}:
        return _("Protected")
    return harmless(COLUMNS[name][1](person))


def harmless(text: str) -> str:
    """Return a text no spreadsheet takes for a formula, on one line."""
    text = text.translate(LINE_BREAKS).strip()
    return f"'{text}" if text.startswith(FORMULA) else text


def _mark(request: ExportRequest) -> str:
    """The list's own number, so that a copy found anywhere tells which list it was."""
    return str(request.pk)


def _xlsx(request: ExportRequest, heads: list[str], lines: list[list[str]]) -> bytes:
    book = Workbook(write_only=True)
    # PRIVACY: a file tells nobody who made it, or what for.
    book.properties.creator = ""
    book.properties.lastModifiedBy = ""
    book.properties.identifier = _mark(request)
    sheet = book.create_sheet(_("List"))
    for line in [heads, *lines, [], [_mark(request)]]:
        cells = [WriteOnlyCell(sheet, value=text) for text in line]
        for cell in cells:
            # Text whatever it looks like: numbers keep their nought.
            cell.data_type = "s"
        sheet.append(cells)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _csv(request: ExportRequest, heads: list[str], lines: list[list[str]]) -> bytes:
    kept = io.StringIO(newline="")
    csv.writer(kept, quoting=csv.QUOTE_ALL).writerows([heads, *lines, [_mark(request)]])
    # With the mark that makes Excel read ŵ and ŷ.
    return kept.getvalue().encode("utf-8-sig")


@transaction.atomic
def hand_over(request: ExportRequest, *, actor: User) -> bytes:
    """Return the file to somebody who takes it; recorded with everybody in it.

    Only whoever asked and whoever approved may. Raises NotReady.
    """
    found = ExportRequest.objects.select_for_update().get(pk=request.pk)
    if found.status != ExportStatus.READY or (found.expires_at or clock.now()) <= clock.now():
        raise NotReady
    record(
        actor,
        "export.taken",
        found,
        reason=found.reason,
        data={"columns": found.columns, "ids": found.filters["ids"]},
    )
    content: Any = found.content
    return bytes(content)


def expire(actor: Actor = SYSTEM) -> int:
    """Empty every list whose time is up; return how many."""
    old = ExportRequest.objects.filter(
        expires_at__lte=clock.now(),
        status__in=[ExportStatus.ASKED, ExportStatus.APPROVED, ExportStatus.READY],
    )
    for request in old:
        filters = {**request.filters, "ids": []}
        move(request, ExportStatus.EXPIRED, actor=actor, content=b"", filters=filters)
    return len(old)
