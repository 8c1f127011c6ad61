"""Counting members, and groups of them, by what they answered. Exact: for few eyes only.

Everything is read in a constant number of queries, however many people and groups there are.
PRIVACY: opened answers never leave this module; what does is counts and marks.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from database.gate import AGREED
from database.gate.facts import agreements
from database.missing.floored import Tally
from database.missing.populations import MEMBERS, Population, populations
from database.missing.reference import AREA
from database.models import Area, EqualityAnswer, EqualityQuestion, Person, Purpose
from database.services.equality import PNS, codes_in
from vef.common.bilingual import LANGUAGES, words
from vef.privacy.bulk import open_column

# What somebody stands under who answered something no category is for.
REST = "other"
# Letters of a mark: enough that no two people share one.
MARK = 12


@dataclass(frozen=True)
class Category:
    """One line of a table: its key and its words, by language."""

    key: str
    label: Mapping[str, str]


@dataclass(frozen=True)
class Characteristic:
    """Something people are counted by, with every answer it can have."""

    name: str
    title: Mapping[str, str]
    categories: tuple[Category, ...]

    @property
    def keys(self) -> list[str]:
        return [category.key for category in self.categories]


@dataclass(frozen=True)
class Counted:
    """One group's exact counts by one characteristic, and the marks of what they were made of."""

    population: Population
    characteristic: Characteristic
    tally: Tally
    marks: frozenset[str]


class _Said(NamedTuple):
    """What one person stands under: a category's key, ``PNS``, or None; and its mark."""

    key: str | None
    mark: str


def count() -> list[Counted]:
    """Count every group by every characteristic, characteristics in the order of the questions."""
    members = _members()
    groups = {group.code: {pk for pk in group.people() if pk in members} for group in populations()}
    found = []
    for characteristic, said in _characteristics(members):
        for group in populations():
            found.append(_counted(group, characteristic, said, groups[group.code]))
    return found


def _counted(
    group: Population,
    characteristic: Characteristic,
    said: Mapping[UUID, _Said],
    people: Collection[UUID],
) -> Counted:
    numbers = Counter(said[pk].key for pk in people)
    tally = Tally(
        counts={key: numbers[key] for key in characteristic.keys},
        not_said=numbers[PNS],
        not_asked=numbers[None],
        # Nobody is offered "prefer not to say" where they live: it may be left out.
        can_decline=characteristic.name != AREA,
    )
    return Counted(group, characteristic, tally, frozenset(said[pk].mark for pk in people))


# --- What is read ------------------------------------------------------------------


class _Member(NamedTuple):
    key_id: UUID
    area_id: int | None


def _members() -> dict[UUID, _Member]:
    everybody = next(group for group in populations() if group.code == MEMBERS)
    ids = set(everybody.people())
    rows = Person.objects.order_by().exclude(key=None).values_list("pk", "key_id", "area_id")
    return {pk: _Member(key, area) for pk, key, area in rows if pk in ids}


def _mark(member: _Member, *parts: object) -> str:
    """Return a hash that changes with what somebody answered, and with nobody knows whom.

    PRIVACY: made from the id of the person's own key, which is random and goes when they are
    erased, and from the sealed answer, which says nothing without that key.
    """
    text = "|".join(str(part) for part in (member.key_id, *parts))
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]


def _characteristics(
    members: Mapping[UUID, _Member],
) -> Iterator[tuple[Characteristic, dict[UUID, _Said]]]:
    yield _by_area(members)
    questions = _questions()
    answers = _answers(members)
    for name, of_it in questions.items():
        characteristic = _characteristic(name, of_it)
        said = {}
        for pk, member in members.items():
            given = [answers[pk][row.pk] for row in of_it if row.pk in answers[pk]]
            key = _key(of_it, answers[pk], set(characteristic.keys))
            said[pk] = _Said(key, _mark(member, name, *(token for token, _codes in given)))
        yield characteristic, said


def _questions() -> dict[str, list[EqualityQuestion]]:
    """Return the questions of each characteristic, every version: answers keep theirs."""
    rows = EqualityQuestion.objects.exclude(characteristic="").prefetch_related("options")
    found: dict[str, list[EqualityQuestion]] = defaultdict(list)
    for row in rows.order_by("order", "code", "-version"):
        found[row.characteristic].append(row)
    return found


class _Answer(NamedTuple):
    token: str
    codes: tuple[str, ...]


def _answers(members: Mapping[UUID, _Member]) -> dict[UUID, dict[int, _Answer]]:
    """Open the answers of everybody who agreed to their use, and surely did."""
    people = Person.objects.filter(equality_answers__isnull=False).order_by().values("pk")
    agreed = {
        pk
        for (pk, _purpose), said in agreements(people, [Purpose.EQUALITY]).items()
        if said.event is not None and said.event.decision in AGREED
    }
    rows = EqualityAnswer.objects.order_by()
    places = {
        pk: (person_id, question_id, token)
        for pk, person_id, question_id, token in rows.values_list(
            "pk", "person_id", "question_id", "answer"
        )
    }
    found: dict[UUID, dict[int, _Answer]] = defaultdict(dict)
    for pk, text in open_column(rows, "answer"):
        if pk not in places:
            continue
        person_id, question_id, token = places[pk]
        if person_id in agreed and person_id in members:
            found[person_id][question_id] = _Answer(str(token), codes_in(text))
    return found


# --- What it means -----------------------------------------------------------------


def _by_area(members: Mapping[UUID, _Member]) -> tuple[Characteristic, dict[UUID, _Said]]:
    """Count by the areas that have an official code; a neighbourhood counts to its area."""
    areas = {area.pk: area for area in Area.objects.all()}
    categories = tuple(
        Category(area.reference_code, _in_both(area, "name"))
        for area in areas.values()
        if area.reference_code
    )
    said = {}
    for pk, member in members.items():
        area = areas.get(member.area_id) if member.area_id else None
        while area is not None and not area.reference_code:
            area = areas.get(area.parent_id) if area.parent_id else None
        key = area.reference_code if area else REST if member.area_id else None
        said[pk] = _Said(key, _mark(member, AREA, member.area_id))
    if any(one.key == REST for one in said.values()):
        categories += (Category(REST, {}),)
    return Characteristic(AREA, {}, categories), said


def _in_both(row: object, name: str) -> dict[str, str]:
    return {language: words(row, name, language) for language in LANGUAGES}  # type: ignore[arg-type]


def _characteristic(name: str, questions: Sequence[EqualityQuestion]) -> Characteristic:
    """Gather the categories of a characteristic from the answers on offer, newest version first."""
    categories: dict[str, Category] = {}
    for question in questions:
        for option in question.options.all():
            if option.category and option.category not in categories:
                field = "group" if words(option, "group", "en") else "label"
                categories[option.category] = Category(option.category, _in_both(option, field))
    if any(question.takes_several for question in questions):
        categories[REST] = Category(REST, {})
    title = _in_both(questions[0], "text")
    return Characteristic(name, title, tuple(categories.values()))


def _key(
    questions: Iterable[EqualityQuestion], answers: Mapping[int, _Answer], known: set[str]
) -> str | None:
    """Say where somebody stands: the last question that tells decides.

    A question in two parts ("have you …; if so, does it …") is one characteristic: the
    second part refines the first.
    """
    key: str | None = None
    for question in questions:
        if question.pk not in answers:
            continue
        codes = answers[question.pk].codes
        if PNS in codes:
            key = PNS if key is None else key
            continue
        meant = {
            option.category
            for option in question.options.all()
            if option.code in codes and option.category in known
        }
        if meant:
            key = sorted(meant)[0]
        elif question.takes_several:
            key = REST
    return key
