"""Letting figures on who is missing leave the office: frozen, floored, in both languages."""

import hashlib
import json
from collections import defaultdict

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from database.missing import report
from database.missing.counting import Counted, count
from database.missing.floored import is_too_near
from database.missing.reference import Reference, references
from database.models import EqualityQuestion, FigureRelease, FigureStatus
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import in_language
from vef.common.steps import move
from vef.documents.models import RenderedDocument
from vef.documents.services import make_documents

KIND = "who-is-missing"


class NothingNew(Exception):
    """Too few people's answers changed: every table would be the one that is out already."""


class AlreadyWaiting(Exception):
    """Figures wait for a second person; others could tell about the few between the two."""


class SamePerson(Exception):
    """Whoever prepared figures may not sign or refuse them."""


class FiguresChanged(Exception):
    """The figures are not the ones that were read."""


def latest_release() -> FigureRelease | None:
    """Return the figures that two people signed last: the only ones that leave the office."""
    return FigureRelease.objects.out().select_related("made_by", "decided_by").first()


def latest_prepared() -> FigureRelease | None:
    """Return what was prepared last, whatever became of it; without its figures."""
    found = FigureRelease.objects.select_related("made_by", "decided_by")
    return found.defer("tables", "marks").first()


def counted_now() -> list[report.Data]:
    """Return exact figures of this moment. PRIVACY: for who may see equality figures only."""
    known = references()
    return [
        report.section_data(
            tables[0].characteristic,
            known.get(tables[0].characteristic.name, Reference()),
            [report.exact_table(counted) for counted in tables],
        )
        for tables in _by_characteristic(count())
    ]


@transaction.atomic
def prepare_release(*, actor: User) -> FigureRelease:
    """Freeze the figures as they may leave the office, for a second person to read and sign.

    A table that differs by fewer people than the floor from any that was made before would
    tell about those few: then the last figures of that group stay as they were, or there are
    none. Audited. Raises AlreadyWaiting, and NothingNew without a trace if no table changed
    enough.
    """
    # Of two people who prepare at once the second must see what the first froze.
    list(EqualityQuestion.objects.select_for_update().order_by("pk").values_list("pk"))
    if FigureRelease.objects.waiting().exists():
        raise AlreadyWaiting
    known, today = references(), clock.today().isoformat()
    # PRIVACY: figures that were refused were read too, so new ones keep clear of them.
    made = _marks(FigureRelease.objects.all())
    out, before = _marks(FigureRelease.objects.out()), _last_tables()
    fresh: dict[str, list[str]] = {}
    sections = []
    for tables in _by_characteristic(count()):
        characteristic = tables[0].characteristic
        drawn = []
        for counted in tables:
            marks = sorted(counted.marks)
            place = f"{characteristic.name}|{counted.population.code}"
            if is_too_near(marks, made[characteristic.name]):
                drawn.append(before.get(place) or report.near_table(counted, today))
                continue
            drawn.append(report.floored_table(counted, today))
            if marks not in out[characteristic.name]:
                out[characteristic.name].append(marks)
                made[characteristic.name].append(marks)
                fresh[place] = marks
        reference = known.get(characteristic.name, Reference())
        sections.append(report.section_data(characteristic, reference, drawn))
    if not fresh:
        raise NothingNew
    release = FigureRelease.objects.create(
        made_at=clock.now(),
        made_by=actor,
        tables=sections,
        marks=fresh,
        digest=digest_of(sections),
    )
    record(actor, "figures.prepared", release, data={"new": len(fresh), "digest": release.digest})
    return release


@transaction.atomic
def sign_release(release: FigureRelease, *, digest: str, actor: User) -> bool:
    """Let prepared figures leave the office, and make the PDFs of them.

    ``digest`` is that of the figures that were read. Signing twice changes nothing.
    Raises SamePerson, FiguresChanged, TransitionError, and PdfError.
    """
    locked = _locked(release, actor)
    if digest != digest_of(locked.tables):
        raise FiguresChanged(release.pk)
    moved = move(
        locked,
        FigureStatus.SIGNED,
        actor=actor,
        data={"digest": locked.digest},
        decided_by=actor,
        decided_at=clock.now(),
    )
    if moved:
        _make_pdfs(locked)
    release.refresh_from_db()
    return moved


@transaction.atomic
def refuse_release(release: FigureRelease, *, reason: str, actor: User) -> bool:
    """Keep prepared figures in the office, for good. Raises SamePerson, TransitionError."""
    moved = move(
        _locked(release, actor),
        FigureStatus.REFUSED,
        actor=actor,
        reason=reason,
        decided_by=actor,
        decided_at=clock.now(),
        refused_because=reason,
    )
    release.refresh_from_db()
    return moved


def _locked(release: FigureRelease, actor: User) -> FigureRelease:
    locked = FigureRelease.objects.select_for_update().get(pk=release.pk)
    if locked.made_by_id == actor.pk:
        raise SamePerson(release.pk)
    return locked


def digest_of(tables: list[report.Data]) -> str:
    """Return the SHA-256 of frozen figures, the same however the database keeps them."""
    plain = json.dumps(tables, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def _by_characteristic(found: list[Counted]) -> list[list[Counted]]:
    tables: dict[str, list[Counted]] = defaultdict(list)
    for counted in found:
        tables[counted.characteristic.name].append(counted)
    return list(tables.values())


def _marks(releases: QuerySet[FigureRelease]) -> dict[str, list[list[str]]]:
    """Return the marks of every table of these releases, by characteristic."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for kept in releases.values_list("marks", flat=True):
        for place, marks in kept.items():
            found[place.partition("|")[0]].append(marks)
    return found


def _last_tables() -> dict[str, report.Data]:
    last = latest_release()
    return {
        f"{section['name']}|{table['group']}": table
        for section in (last.tables if last else ())
        for table in section["tables"]
    }


# --- PDFs --------------------------------------------------------------------------


def title_in(language: str) -> str:
    with in_language(language):
        return str(_("Who is missing"))


def page_context(release: FigureRelease, language: str) -> dict[str, object]:
    """Return what a page or PDF of released figures shows, in one language."""
    with in_language(language):
        return {
            "release": release,
            "sections": report.sections(release.tables, language),
            "notes": report.notes(release.tables, language),
        }


def _make_pdfs(release: FigureRelease) -> None:
    make_documents(
        kind=KIND,
        about=release,
        template="database/pdf/missing.html",
        context_for=lambda language: page_context(release, language),
        title_for=title_in,
        file_name="figures",
    )


def documents_of(release: FigureRelease) -> list[RenderedDocument]:
    """Return the PDFs of released figures, Welsh first; without their bytes."""
    found = RenderedDocument.objects.filter(
        kind=KIND, about_type=FigureRelease._meta.label_lower, about_id=str(release.pk)
    )
    return list(found.defer("content").order_by("language"))
