"""Choosing people by what is known of them: for an audience that is narrowed, and for nothing else.

Criteria go in, ids come out, in a constant number of queries however many people there are.
Of one kind any will do; of several kinds each must hold.
PRIVACY: equality answers are opened in memory, of those only who agreed to their use, and
never leave this module. Nothing is recorded of who matched.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from database.gate import AGREED
from database.gate.facts import agreements
from database.models import (
    Area,
    CaseStage,
    CriterionKind,
    EqualityAnswer,
    EqualityQuestion,
    Experience,
    Person,
    ProfileField,
    Purpose,
    Relationship,
)
from database.models.lists import Setting
from database.services import equality, profile
from database.services.equality import codes_in
from vef.common.bilingual import LANGUAGES, Reading, in_language, words
from vef.privacy.bulk import open_column

# Which optional question each kind rests on: what is not asked is not used either.
ASKED_AS = {
    CriterionKind.AREA: ProfileField.Code.AREA,
    CriterionKind.SETTING: ProfileField.Code.AREA,
    CriterionKind.HOTSPOT: ProfileField.Code.AREA,
    CriterionKind.EXPERIENCE: ProfileField.Code.EXPERIENCES,
    CriterionKind.RELATIONSHIP: ProfileField.Code.RELATIONSHIP,
    CriterionKind.STAGE: ProfileField.Code.STAGE,
}
PLACES = frozenset({CriterionKind.AREA, CriterionKind.SETTING, CriterionKind.HOTSPOT})
# Answers that say nothing to narrow by.
NOTHING_SAID = ("pns", "other")
HOTSPOT = "yes"


class Criterion(NamedTuple):
    """One thing that must hold: its kind, and the code of a row of that kind."""

    kind: str
    code: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}"


@dataclass(frozen=True)
class Offered:
    """A criterion on offer, with its words by language; ``depth`` is how deep an area lies."""

    criterion: Criterion
    label: Mapping[str, str]
    depth: int = 0


def by_kind(criteria: Iterable[Criterion]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, code in criteria:
        found[kind].add(code)
    return dict(found)


# --- Who matches ---------------------------------------------------------------------


class _Known(NamedTuple):
    """What is known of one person, by kind; what nobody asks about is not read."""

    area: int | None
    relationship: str | None
    stage: str | None
    reading: str


def matching(criteria: Iterable[Criterion], *, person_id: UUID | None = None) -> set[UUID]:
    """Return the ids of those for whom all of it holds; of one person only, if named.

    Without criteria that is everybody. Whoever withdrew their agreement to the use of
    equality answers matches none of those, and nobody does once they are not asked any more.
    """
    people = Person.objects.all()
    if person_id is not None:
        people = people.filter(pk=person_id)
    return matching_each([list(criteria)], people)[0]


def matching_each(
    choices: Sequence[Sequence[Criterion]], people: QuerySet[Person]
) -> list[set[UUID]]:
    """Return who of these people matches each choice of criteria, in the same few queries."""
    wanted = [by_kind(criteria) for criteria in choices]
    kinds = {kind for each in wanted for kind in each}
    rows = people.order_by().values_list(
        "pk", "area_id", "relationship__code", "stage__code", "reading"
    )
    known = {pk: _Known(area, *codes) for pk, area, *codes in rows}
    tree = Tree() if kinds & PLACES else None
    lived = _lived(people) if CriterionKind.EXPERIENCE in kinds else {}
    found = []
    for each in wanted:
        answers = each.pop(CriterionKind.ANSWER, set())
        tests = [_test(kind, codes, tree, lived) for kind, codes in each.items()]
        fits = {pk for pk, one in known.items() if all(test(pk, one) for test in tests)}
        found.append(fits & _who_answered(answers, people) if answers else fits)
    return found


Test = Callable[[UUID, _Known], bool]


def _test(
    kind: str, codes: Collection[str], tree: "Tree | None", lived: Mapping[UUID, set[str]]
) -> Test:
    if tree is not None and kind in PLACES:
        meant = tree.meant(kind, codes)
        return lambda _pk, one: one.area in meant
    if kind == CriterionKind.EXPERIENCE:
        return lambda pk, _one: not lived.get(pk, set()).isdisjoint(codes)
    return lambda _pk, one: getattr(one, kind) in codes


def _lived(people: QuerySet[Person]) -> dict[UUID, set[str]]:
    """Return the experiences of each of these people."""
    rows = Person.experiences.through.objects.filter(person__in=people.order_by().values("pk"))
    found: dict[UUID, set[str]] = defaultdict(set)
    for pk, code in rows.values_list("person_id", "experience__code"):
        found[pk].add(code)
    return found


class Tree:
    """The areas as they lie in one another, in one query."""

    def __init__(self) -> None:
        self.areas = {area.pk: area for area in Area.objects.all()}

    def chain(self, area: Area) -> list[Area]:
        """Return the area and what lies around it, from the inside out."""
        found: list[Area] = []
        here: Area | None = area
        while here is not None and here not in found:
            found.append(here)
            here = self.areas.get(here.parent_id) if here.parent_id else None
        return found

    def setting(self, area: Area) -> str:
        return next((one.setting for one in self.chain(area) if one.setting), "")

    def meant(self, kind: str, codes: Collection[str]) -> set[int]:
        """Return the areas meant: a county with all that lies in it; hotspots with theirs."""
        holds: Callable[[Area], bool] = {
            CriterionKind.AREA: lambda area: any(one.code in codes for one in self.chain(area)),
            CriterionKind.SETTING: lambda area: self.setting(area) in codes,
            CriterionKind.HOTSPOT: lambda area: any(one.is_hotspot for one in self.chain(area)),
        }[CriterionKind(kind)]
        return {pk for pk, area in self.areas.items() if holds(area)}


def _who_answered(codes: Collection[str], people: QuerySet[Person]) -> set[UUID]:
    """Open the answers to the questions asked about; of one question any answer will do."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        question, _colon, answer = code.partition(":")
        wanted[question].add(answer)
    if not equality.is_asked():
        return set()
    questions = dict(
        EqualityQuestion.objects.filter(code__in=list(wanted), is_active=True).values_list(
            "pk", "code"
        )
    )
    rows = EqualityAnswer.objects.filter(
        question__in=list(questions), person__in=people.order_by().values("pk")
    ).order_by()
    agreed = _agreed(Person.objects.filter(pk__in=rows.values("person_id")).order_by().values("pk"))
    places = {
        pk: (person, questions[question])
        for pk, person, question in rows.values_list("pk", "person_id", "question_id")
        if person in agreed
    }
    given: dict[UUID, set[str]] = defaultdict(set)
    for pk, text in open_column(rows, "answer"):
        if pk in places:
            person, question = places[pk]
            if wanted[question] & set(codes_in(text)):
                given[person].add(question)
    return {person for person, said in given.items() if said == set(wanted)}


def _agreed(people: QuerySet) -> set[UUID]:
    """Return who agreed to the use of their equality answers, and surely did."""
    return {
        pk
        for (pk, _purpose), said in agreements(people, [Purpose.EQUALITY]).items()
        if said.event is not None and said.event.decision in AGREED and not said.is_provisional
    }


# --- What is on offer ------------------------------------------------------------------


def offered() -> dict[str, list[Offered]]:
    """Return what an audience may be narrowed by, by kind: of what is asked at present only."""
    asked = set(profile.asked())
    found: dict[str, list[Offered]] = {}
    for kind in CriterionKind:
        if kind == CriterionKind.ANSWER or (kind in ASKED_AS and ASKED_AS[kind] not in asked):
            continue
        if rows := _OFFERS[kind]():
            found[kind] = rows
    return found


def offered_answers() -> list[tuple[EqualityQuestion, list[Offered]]]:
    """Return the equality questions asked at present, each with the answers to narrow by."""
    if not equality.is_asked():
        return []
    return [
        (
            question,
            [
                Offered(
                    Criterion(CriterionKind.ANSWER, f"{question.code}:{option.code}"),
                    in_both(option, "label"),
                )
                for option in question.options.all()
            ],
        )
        for question in equality.questions_in_use()
    ]


def in_both(row: object, name: str) -> dict[str, str]:
    return {language: words(row, name, language) for language in LANGUAGES}  # type: ignore[arg-type]


def _spoken(label: object) -> dict[str, str]:
    """Return a translatable label in each language."""
    found = {}
    for language in LANGUAGES:
        with in_language(language):
            found[language] = str(label)
    return found


def _area_offers() -> list[Offered]:
    tree = Tree()
    order = sorted(
        tree.areas.values(),
        key=lambda area: [(one.order, one.code) for one in reversed(tree.chain(area))],
    )
    return [
        Offered(
            Criterion(CriterionKind.AREA, area.code),
            in_both(area, "name"),
            depth=len(tree.chain(area)) - 1,
        )
        for area in order
    ]


def _setting_offers() -> list[Offered]:
    used = set(Area.objects.exclude(setting="").order_by().values_list("setting", flat=True))
    return [
        Offered(Criterion(CriterionKind.SETTING, setting.value), _spoken(setting.label))
        for setting in Setting
        if setting in used
    ]


def _hotspot_offers() -> list[Offered]:
    if not Area.objects.filter(is_hotspot=True).exists():
        return []
    label = _spoken(_("Those who live in a hotspot"))
    return [Offered(Criterion(CriterionKind.HOTSPOT, HOTSPOT), label)]


def _row_offers(kind: str, rows: QuerySet) -> list[Offered]:
    return [
        Offered(Criterion(kind, row.code), in_both(row, "name"))
        for row in rows.exclude(code__in=NOTHING_SAID)
    ]


def _reading_offers() -> list[Offered]:
    return [
        Offered(Criterion(CriterionKind.READING, reading.value), _spoken(reading.label))
        for reading in (Reading.CY, Reading.EN, Reading.BOTH)
    ]


_OFFERS = {
    CriterionKind.AREA: _area_offers,
    CriterionKind.SETTING: _setting_offers,
    CriterionKind.HOTSPOT: _hotspot_offers,
    CriterionKind.EXPERIENCE: lambda: _row_offers(
        CriterionKind.EXPERIENCE, Experience.objects.filter(is_active=True)
    ),
    CriterionKind.RELATIONSHIP: lambda: _row_offers(
        CriterionKind.RELATIONSHIP, Relationship.objects.filter(is_active=True)
    ),
    CriterionKind.STAGE: lambda: _row_offers(CriterionKind.STAGE, CaseStage.objects.all()),
    CriterionKind.READING: _reading_offers,
}


def labels(criteria: Iterable[Criterion]) -> dict[Criterion, Mapping[str, str]]:
    """Return the words of criteria that were chosen, offered still or not; a few queries."""
    wanted = by_kind(criteria)
    found: dict[Criterion, Mapping[str, str]] = {}
    models = {
        CriterionKind.AREA: Area,
        CriterionKind.EXPERIENCE: Experience,
        CriterionKind.RELATIONSHIP: Relationship,
        CriterionKind.STAGE: CaseStage,
    }
    for kind, codes in wanted.items():
        if model := models.get(CriterionKind(kind)):
            for row in model.objects.filter(code__in=codes):  # type: ignore[attr-defined]
                found[Criterion(kind, row.code)] = in_both(row, "name")
        elif kind == CriterionKind.ANSWER:
            found |= {
                one.criterion: one.label
                for question, options in offered_answers()
                for one in options
                if one.criterion.code in codes
            }
        else:
            found |= {one.criterion: one.label for one in _OFFERS[CriterionKind(kind)]()}
    return {one: found.get(one, {}) for kind in wanted for one in _of(kind, wanted)}


def _of(kind: str, wanted: Mapping[str, set[str]]) -> list[Criterion]:
    return [Criterion(kind, code) for code in sorted(wanted[kind])]
