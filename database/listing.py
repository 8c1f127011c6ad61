"""The list of people: masked rows with what the gate says of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Window

from database import gate
from database.masks import mask_name
from database.models import Person, PersonQuerySet, ProfileField
from vef.common import clock
from vef.common.welsh_order import in_order

PAGE = 50


@dataclass(frozen=True)
class PersonRow:
    """One line of the list; no contact detail in it."""

    person: Person
    masked_name: str
    verdict: gate.Verdict


def rows(people: Sequence[Person]) -> list[PersonRow]:
    """Return the rows of these people, in four queries however many they are."""
    verdicts = gate.check_many(Person.objects.filter(pk__in=[person.pk for person in people]))
    return [PersonRow(person, mask_name(person.name), verdicts[person.pk]) for person in people]


def page_of(people: PersonQuerySet, number: Any, *, by_name: bool = False) -> Page[Person]:
    """Return one page of people with their keys, in one query; the last for a number too high.

    ``by_name`` opens every name in memory and puts them in the order of the active
    language; those without a name come last.
    """
    if by_name:
        everybody = list(people.defer("email", "phone", "postal_address"))
        named = in_order((row for row in everybody if row.name), lambda row: row.name)
        nameless = [row for row in everybody if not row.name]
        return Paginator([*named, *nameless], PAGE).get_page(number)
    paginator = Paginator(people, PAGE)
    wanted = str(number or "1")
    # A number nobody has so many people for is no number.
    nth = int(wanted) if wanted.isdecimal() and len(wanted) < 7 else 1
    first = max(nth - 1, 0) * PAGE
    counted = people.annotate(of_all=Window(Count("pk")))
    shown = list(counted[first : first + PAGE])
    if not shown:
        return paginator.get_page(number)
    # Told by the rows themselves, so that nobody has to ask again.
    paginator.count = shown[0].of_all
    return Page(shown, first // PAGE + 1, paginator)


def narrowed(*, status: str, contact: str, everybody: bool = False) -> PersonQuerySet:
    """Return the people with this status and this answer of the gate for email.

    ``everybody`` also returns those who left.
    """
    people = Person.objects.with_keys().select_related("area").order_by("reference")
    # Comes with the rows, so that the list needs no query more.
    asked = ProfileField.objects.filter(code=ProfileField.Code.AREA, is_on=True)
    people = people.annotate(area_is_asked=Exists(asked))
    if everybody:
        return people
    people = people.filter(status=status) if status else people.with_us()
    if contact == "review-due":
        return people.review_due(clock.today())
    if contact:
        wanted = "" if contact == "yes" else contact
        verdicts = gate.check_many(people)
        return people.filter(
            pk__in=[pk for pk, found in verdicts.items() if found.reason == wanted]
        )
    return people
