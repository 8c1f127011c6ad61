"""Letting figures on who is missing leave the office: frozen, floored, in both languages."""

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from database.missing import report
from database.missing.counting import Counted, count
from database.missing.floored import is_too_near
from database.missing.reference import Reference, references
from database.models import EqualityQuestion, FigureRelease
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import in_language
from vef.documents.models import RenderedDocument
from vef.documents.services import make_documents

KIND = "who-is-missing"


class NothingNew(Exception):
    """Too few people's answers changed: every table would be the one that is out already."""


def latest_release() -> FigureRelease | None:
    """Return the figures that left the office last."""
    return FigureRelease.objects.select_related("made_by").defer("marks").first()


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
def make_release(*, actor: User) -> FigureRelease:
    """Freeze the figures as they may leave the office, and make the PDFs of them.

    A table that differs by fewer people than the floor from any that is out already would
    tell about those few: then the last figures of that group stay as they were, or there are
    none. Audited. Raises NothingNew without a trace if no table changed enough, and PdfError.
    """
    # Of two people who release at once the second must see what the first put out.
    list(EqualityQuestion.objects.select_for_update().order_by("pk").values_list("pk"))
    known, today = references(), clock.today().isoformat()
    out, before = _published(), _last_tables()
    fresh: dict[str, list[str]] = {}
    sections = []
    for tables in _by_characteristic(count()):
        characteristic = tables[0].characteristic
        drawn = []
        for counted in tables:
            marks = sorted(counted.marks)
            place = f"{characteristic.name}|{counted.population.code}"
            if is_too_near(marks, out[characteristic.name]):
                drawn.append(before.get(place) or report.near_table(counted, today))
                continue
            drawn.append(report.floored_table(counted, today))
            if marks not in out[characteristic.name]:
                out[characteristic.name].append(marks)
                fresh[place] = marks
        reference = known.get(characteristic.name, Reference())
        sections.append(report.section_data(characteristic, reference, drawn))
    if not fresh:
        raise NothingNew
    release = FigureRelease.objects.create(
        made_at=clock.now(), made_by=actor, tables=sections, marks=fresh
    )
    _make_pdfs(release)
    record(actor, "figures.released", release, data={"new": len(fresh)})
    return release


def _by_characteristic(found: list[Counted]) -> list[list[Counted]]:
    tables: dict[str, list[Counted]] = defaultdict(list)
    for counted in found:
        tables[counted.characteristic.name].append(counted)
    return list(tables.values())


def _published() -> dict[str, list[list[str]]]:
    """Return the marks of every table that is out, by characteristic."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for kept in FigureRelease.objects.values_list("marks", flat=True):
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
