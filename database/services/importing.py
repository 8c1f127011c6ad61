"""Bringing in a spreadsheet: uploaded, columns chosen, checked, then all of it or nothing."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction

from database.models import (
    Consent,
    ConsentWording,
    Decision,
    ImportRun,
    ImportStatus,
    Person,
    PersonStatus,
    Purpose,
    SafeContact,
    Safety,
)
from database.services.consents import current_wording
from database.services.people import PREFIX, next_number
from database.sheets import XLSX, Sheet, open_sheet
from database.sheets.checking import Candidate, Checker, Report
from database.sheets.columns import guess
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.steps import move
from vef.privacy import blind_index
from vef.privacy.models import DataKey

LARGEST_FILE: Final = 20 * 1024 * 1024
PREVIEW_ROWS: Final = 20
CHUNK: Final = 1000
LEASE: Final = timedelta(minutes=15)
# How long what a file held is kept if nobody goes on with it.
KEEP_DAYS: Final = 7


class FileTooLarge(ValueError):
    """The file is larger than LARGEST_FILE bytes."""


class NotSound(Exception):
    """A sheet with faults, or with nobody new in it, is not brought in."""


class SheetChanged(Exception):
    """The check of this sheet gave another result than the run: nothing was brought in."""


def upload(*, content: bytes, name: str, actor: User, reason: str) -> ImportRun:
    """Keep a file, sealed, with a guess of what its columns hold.

    Raises FileTooLarge and SheetFault.
    """
    if len(content) > LARGEST_FILE:
        raise FileTooLarge
    sheet = open_sheet(content)
    if sheet.encoding != XLSX:
        # A quotation that never closes is said at once, beside the file, not two pages on.
        # Rows of an XLSX file take long to read and can't have one: they wait for the check.
        deque(sheet.rows(), maxlen=0)
    run = ImportRun.objects.create(
        file_name=name,
        content=content,  # type: ignore[misc]
        digest=digest_of(content),
        encoding=sheet.encoding,
        mapping={str(place): column for place, column in guess(sheet.headings).items()},
        reason=reason,
        started_by=actor,
        at=clock.now(),
    )
    record(actor, "import.uploaded", run, reason=reason, data={"encoding": sheet.encoding})
    return run


def digest_of(content: bytes) -> str:
    """Return the keyed hash by which the same file is known again."""
    return blind_index.index(content.hex(), purpose="import")


def earlier(run: ImportRun) -> ImportRun | None:
    """Return the run that brought this very file in before, if there was one."""
    same = ImportRun.objects.filter(digest=run.digest, status=ImportStatus.DONE)
    return same.exclude(pk=run.pk).order_by("at").first()


def sheet_of(run: ImportRun) -> Sheet:
    """Open the file that was kept. Raises SheetFault once its content is gone."""
    content: Any = run.content
    return open_sheet(content)


def preview(run: ImportRun) -> list[tuple[int, list[str]]]:
    """Return the first rows as they stand in the file. Raises SheetFault."""
    return list(islice(sheet_of(run).rows(), PREVIEW_ROWS))


@transaction.atomic
def choose_columns(
    run: ImportRun, *, mapping: Mapping[int, str], agreed: Mapping[str, Any], actor: User
) -> None:
    """Say what the columns hold and what the people agreed to; the check comes next.

    ``agreed`` holds ``purposes``, ``method``, ``language``, ``on`` (an ISO date, for rows
    without a date of their own) and ``safe_channels``. Raises TransitionError.
    """
    fields: dict[str, Any] = {
        "mapping": {str(place): str(column) for place, column in mapping.items() if column},
        "agreed": dict(agreed),
        "counts": {},
        "faults": [],
    }
    if not move(run, ImportStatus.MAPPED, actor=actor, **fields):
        ImportRun.objects.filter(pk=run.pk).update(**fields)
        for name, value in fields.items():
            setattr(run, name, value)


def dry_run(run: ImportRun, *, actor: User) -> Report:
    """Judge every row and keep what was found; brings nobody in. Raises SheetFault."""
    checker = _checker(run)
    for _row in checker.new_rows(sheet_of(run)):
        pass
    report = checker.report
    move(
        run,
        ImportStatus.CHECKED,
        actor=actor,
        counts=dict(report.counts),
        faults=[fault._asdict() for fault in report.faults],
    )
    return report


def _checker(run: ImportRun) -> Checker:
    return Checker({int(place): column for place, column in run.mapping.items()})


@transaction.atomic
def start(run: ImportRun, *, actor: User) -> bool:
    """Let a checked sheet be brought in by a worker. Raises NotSound, TransitionError."""
    if not _is_sound(run):
        raise NotSound
    moved = move(run, ImportStatus.RUNNING, actor=actor, lease_until=None)
    if moved:
        from database.tasks import ring_import

        transaction.on_commit(ring_import, robust=True)
    return moved


def _is_sound(run: ImportRun) -> bool:
    return not run.counts.get("faults") and run.counts.get("new", 0) > 0


@transaction.atomic
def cancel(run: ImportRun, *, actor: User) -> None:
    """Throw an unfinished import away, with what its file held. Raises TransitionError."""
    move(
        run, ImportStatus.CANCELLED, actor=actor, content=b"", file_name="", finished_at=clock.now()
    )


# --- The run itself -------------------------------------------------------------


def run_waiting() -> int:
    """Bring in what was started; return how many sheets. Harmless at any time, twice too."""
    done = 0
    while (run := _claim()) is not None:
        try:
            bring_in(run)
        except Exception as error:
            _failed(run, type(error).__name__)
        done += 1
    return done


def _claim() -> ImportRun | None:
    """Take the next sheet nobody works at; one whose worker died is taken again."""
    now = clock.now()
    with transaction.atomic():
        running = ImportRun.objects.filter(status=ImportStatus.RUNNING)
        free = running.filter(lease_until=None) | running.filter(lease_until__lt=now)
        run = free.select_for_update(**_skip_locked()).order_by("at").first()
        if run is not None:
            ImportRun.objects.filter(pk=run.pk).update(lease_until=now + LEASE)
    return run


def _skip_locked() -> dict[str, Any]:
    return {"skip_locked": True} if connection.features.has_select_for_update_skip_locked else {}


@transaction.atomic
def bring_in(run: ImportRun) -> int:
    """Add everybody new in one transaction; return how many.

    The sheet is judged again while it is read: whoever joined, left or was erased since
    the check is known. Raises SheetChanged, SheetFault; then nothing at all was added.
    """
    locked = ImportRun.objects.select_for_update().get(pk=run.pk)
    if locked.status != ImportStatus.RUNNING:
        return 0
    checker = _checker(locked)
    wordings = {purpose: current_wording(purpose) for purpose in locked.agreed["purposes"]}
    number, first, done = next_number(), "", 0
    rows = checker.new_rows(sheet_of(locked))
    while chunk := list(islice(rows, CHUNK)):
        people = _add(chunk, locked, number=number + done, wordings=wordings)
        first = first or people[0].reference
        done += len(chunk)
        cache.set(_progress_key(run.pk), done, 3600)
    if not checker.report.may_run:
        raise SheetChanged
    locked.counts = dict(checker.report.counts)
    move(
        locked,
        ImportStatus.DONE,
        actor=SYSTEM,
        counts=locked.counts,
        done_rows=done,
        content=b"",
        # A file's own name may name somebody.
        file_name="",
        lease_until=None,
        finished_at=clock.now(),
        data={"people": done, "first": first, "started_by": str(locked.started_by_id)},
    )
    return done


def _add(
    rows: list[Candidate],
    run: ImportRun,
    *,
    number: int,
    wordings: Mapping[str, ConsentWording],
) -> list[Person]:
    keys = [DataKey.make() for _row in rows]
    DataKey.objects.bulk_create(keys)
    now = clock.now()
    people = [
        Person(
            reference=f"{PREFIX}{number + place:04d}",
            # Nobody is active without having agreed; without that they wait to be confirmed.
            status=PersonStatus.ACTIVE if _agreed(row, run) else PersonStatus.PENDING,
            key=key,
            name=row.name,
            email=row.email,
            email_index=row.email_index,
            phone=row.phone,
            phone_index=row.phone_index,
            postal_address=row.postal_address,
            reading=row.reading,
            area_id=row.area_id,
            source=row.source,
            created_at=now,
            confirmed_at=now if _agreed(row, run) else None,
        )
        for place, (row, key) in enumerate(zip(rows, keys, strict=True))
    ]
    Person.objects.bulk_create(people)
    Consent.objects.bulk_create(_consents(zip(rows, people, strict=True), run, wordings))
    SafeContact.objects.bulk_create(_contacts(people, run))
    return people


def _agreed(row: Candidate, run: ImportRun) -> datetime | None:
    """Return from when the agreement counts: the row's own day, or the sheet's."""
    day = row.agreed_on or (
        datetime.fromisoformat(run.agreed["on"]).date() if run.agreed.get("on") else None
    )
    return clock.start_of_day(day) if day and run.agreed["purposes"] else None


def _consents(
    pairs: Iterable[tuple[Candidate, Person]],
    run: ImportRun,
    wordings: Mapping[str, ConsentWording],
) -> Iterator[Consent]:
    for row, person in pairs:
        at = _agreed(row, run)
        if at is None:
            continue
        for purpose, wording in wordings.items():
            yield Consent(
                person=person,
                purpose=purpose,
                decision=Decision.GIVEN,
                wording=wording,
                language=run.agreed["language"],
                method=run.agreed["method"],
                recorded_by_id=run.started_by_id,
                at=at,
            )


def _contacts(people: Iterable[Person], run: ImportRun) -> Iterator[SafeContact]:
    safe = dict.fromkeys(run.agreed.get("safe_channels", ()), Safety.SAFE)
    for person in people:
        yield SafeContact(
            person=person, version=1, recorded_by_id=run.started_by_id, at=clock.now(), **safe
        )


def progress(run: ImportRun) -> int:
    """Return how many people have been added so far; the whole number once it is done."""
    if run.status == ImportStatus.RUNNING:
        return int(cache.get(_progress_key(run.pk), 0))
    return run.done_rows


def _progress_key(pk: UUID) -> str:
    return f"import:{pk}"


@transaction.atomic
def _failed(run: ImportRun, code: str) -> None:
    if ImportRun.objects.filter(pk=run.pk, status=ImportStatus.RUNNING).exists():
        move(run, ImportStatus.FAILED, actor=SYSTEM, reason=code, lease_until=None)


def empty_old(actor: Actor = SYSTEM) -> int:
    """Throw away files nobody went on with for KEEP_DAYS; return how many."""
    old = ImportRun.objects.filter(
        at__lt=clock.now() - timedelta(days=KEEP_DAYS),
        status__in=[
            ImportStatus.UPLOADED,
            ImportStatus.MAPPED,
            ImportStatus.CHECKED,
            ImportStatus.FAILED,
        ],
    )
    for run in old:
        move(
            run,
            ImportStatus.CANCELLED,
            actor=actor,
            content=b"",
            file_name="",
            finished_at=clock.now(),
        )
    return len(old)


# The purposes a sheet may speak of, in the order they are asked.
PURPOSES: Final = (
    Purpose.DATABASE,
    Purpose.EMAIL,
    Purpose.PHONE,
    Purpose.SMS,
    Purpose.POST,
)
