"""The list of people: masked rows with what the gate says of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from database import gate
from database.masks import mask_name
from database.models import Person, PersonQuerySet
from vef.common import clock


@dataclass(frozen=True)
class PersonRow:
    """One line of the list; no contact detail in it."""

    person: Person
    masked_name: str
    verdict: gate.Verdict


def rows(people: Sequence[Person]) -> list[PersonRow]:
    """Return the rows of these people, in three queries however many they are."""
    verdicts = gate.check_many(Person.objects.filter(pk__in=[person.pk for person in people]))
    return [PersonRow(person, mask_name(person.name), verdicts[person.pk]) for person in people]


def narrowed(*, status: str, contact: str, everybody: bool = False) -> PersonQuerySet:
    """Return the people with this status and this answer of the gate for email.

    ``everybody`` also returns those who left.
    """
    people = Person.objects.with_keys().select_related("area").order_by("reference")
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
