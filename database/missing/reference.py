"""Published figures to compare with, as shares of everybody in the areas they cover.

Only the newest year of each characteristic is used; older ones stay loaded. A figure that
is not there is never made up: it is None, and the pages say so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from database.models import Certainty, ReferenceFigure, Unit

AREA, AGE, POPULATION = "area", "age", "population"
# Ages under which nobody is an adult: left out wherever a table has ages.
CHILDREN = frozenset({"0-15", "16-17"})
# The least sure of what a share was made from rules.
ORDER = (Certainty.VERIFIED, Certainty.COMPUTED, Certainty.MEMORY)


@dataclass(frozen=True)
class Share:
    """One category's share in per cent, and how sure it is."""

    percent: float
    certainty: str

    @property
    def certainty_label(self) -> str:
        return str(Certainty(self.certainty).label)


@dataclass(frozen=True)
class Reference:
    """The shares of one characteristic, and the year they are from."""

    year: int | None = None
    shares: Mapping[str, Share] = field(default_factory=dict)


def references() -> dict[str, Reference]:
    """Return the newest figures of each characteristic, in one query.

    Adds the characteristic ``area``: each area's share of all adults, where there are ages,
    or else of everybody. Its categories are the areas' official codes.
    """
    rows = _newest(ReferenceFigure.objects.order_by())
    weights = _weights(rows)
    found = {
        name: Reference(figures[0].year, _shares(name, figures, weights))
        for name, figures in rows.items()
        if name != POPULATION
    }
    if weights:
        year = (rows.get(AGE) or rows[POPULATION])[0].year
        found[AREA] = Reference(year, _as_shares(weights, Certainty.COMPUTED))
    return found


def _newest(figures: Iterable[ReferenceFigure]) -> dict[str, list[ReferenceFigure]]:
    by_year: dict[str, dict[int, list[ReferenceFigure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        by_year[figure.characteristic][figure.year].append(figure)
    return {name: years[max(years)] for name, years in by_year.items()}


def _weights(rows: Mapping[str, list[ReferenceFigure]]) -> dict[str, Decimal]:
    """How many adults each area has; everybody where there are no ages."""
    weights: dict[str, Decimal] = defaultdict(Decimal)
    for figure in rows.get(AGE, ()) or rows.get(POPULATION, ()):
        if figure.category not in CHILDREN:
            weights[figure.area_code] += figure.value
    return dict(weights)


def _shares(
    name: str, figures: list[ReferenceFigure], weights: Mapping[str, Decimal]
) -> dict[str, Share]:
    if figures[0].unit == Unit.PERCENT:
        return _weighted(figures, weights)
    counts: dict[str, Decimal] = defaultdict(Decimal)
    for figure in figures:
        if name != AGE or figure.category not in CHILDREN:
            counts[figure.category] += figure.value
    return _as_shares(counts, _least_sure(figures, is_computed=True))


def _as_shares(counts: Mapping[str, Decimal], certainty: str) -> dict[str, Share]:
    whole = sum(counts.values())
    if not whole:
        return {}
    return {key: Share(round(float(100 * n / whole), 1), certainty) for key, n in counts.items()}


def _weighted(figures: list[ReferenceFigure], weights: Mapping[str, Decimal]) -> dict[str, Share]:
    """Join the areas' percentages into one, each area by how many people it has.

    A category that some area lacks has no share at all: it would be a guess.
    """
    areas = {figure.area_code for figure in figures}
    by_category: dict[str, list[ReferenceFigure]] = defaultdict(list)
    for figure in figures:
        by_category[figure.category].append(figure)
    whole = sum(weights.get(area, Decimal()) for area in areas)
    if not whole and len(areas) > 1:
        return {}
    found = {}
    for category, of_it in by_category.items():
        if {figure.area_code for figure in of_it} != areas:
            continue
        if len(areas) == 1:
            percent = float(of_it[0].value)
        else:
            parts = (figure.value * weights.get(figure.area_code, Decimal()) for figure in of_it)
            percent = float(sum(parts, Decimal()) / whole)
        found[category] = Share(round(percent, 1), _least_sure(of_it, is_computed=len(areas) > 1))
    return found


def _least_sure(figures: list[ReferenceFigure], *, is_computed: bool) -> str:
    known = {figure.status for figure in figures}
    if is_computed:
        known.add(Certainty.COMPUTED)
    return max(known, key=lambda status: ORDER.index(Certainty(status)))
