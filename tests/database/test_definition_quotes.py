"""When "victim" gets a new meaning, every place that quotes it waits until somebody read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from database import desk_definition
from database.models import DefinitionQuote, VictimDefinition
from database.seed import definition_quotes as seed
from database.seed import definitions
from database.services.definition_quotes import (
    NoDefinition,
    definition_in_use,
    mark_read,
    number_due,
    places,
)
from tests.factories.database import DefinitionQuoteFactory, VictimDefinitionFactory
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def seeded(db):
    definitions.seed()
    seed.seed()


def newer(days: int = 0) -> VictimDefinition:
    return VictimDefinitionFactory(version=9, in_use_from=clock.today() + timedelta(days=days))


def at(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


def test_what_comes_with_the_program_is_written_for_the_newest(seeded):
    present = definition_in_use()
    due = {place.quote.code for place in places(present) if place.is_due}
    assert due == {"terms-of-reference", "privacy-notice", "leaflets"}
    assert number_due() == 3
    assert seed.seed() == 0
    for row in DefinitionQuote.objects.all():
        assert row.name_cy.strip()
        assert row.name_en.strip()


def test_a_new_definition_flags_every_place_from_its_own_day(seeded):
    later = newer(days=1)
    assert number_due() == 3
    VictimDefinition.objects.filter(pk=later.pk).update(in_use_from=clock.today())
    assert number_due() == len(seed.PLACES)


def test_a_place_that_was_read_is_flagged_no_more(manager):
    quote = DefinitionQuoteFactory(checked_against=VictimDefinitionFactory(version=1))
    newer()
    assert number_due() == 1
    assert mark_read(quote, note="Now names children", actor=manager)
    assert not mark_read(quote, note="", actor=manager)
    assert number_due() == 0
    quote.refresh_from_db()
    assert (quote.checked_against.version, quote.checked_by) == (9, manager)
    entry = Entry.objects.get(action="definitionquote.read")
    assert entry.data == {"code": quote.code, "version": 9}
    assert entry.reason == "Now names children"


def test_without_a_definition_nothing_is_due_and_nothing_is_read(manager):
    quote = DefinitionQuoteFactory()
    assert number_due() == 0
    with pytest.raises(NoDefinition):
        mark_read(quote, note="", actor=manager)


def test_the_desk_says_so_until_somebody_read_them(manager, officer):
    assert desk_definition.items(manager, clock.today()) == []
    quote = DefinitionQuoteFactory()
    newer()
    (item,) = desk_definition.items(manager, clock.today())
    assert item.count == 1
    assert item.url == reverse("database:definition-places")
    assert desk_definition.items(officer, clock.today()) == []
    mark_read(quote, note="", actor=manager)
    assert desk_definition.items(manager, clock.today()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_many(manager, count, django_assert_num_queries):
    newer()
    for _ in range(count):
        DefinitionQuoteFactory(checked_by=manager)
    with django_assert_num_queries(2):
        rows = places(definition_in_use())
        assert [str(row.quote.checked_by) for row in rows] == [str(manager)] * count


@pytest.mark.parametrize(
    ("language", "words"), [("cy", "Yn dyfynnu fersiwn hŷn"), ("en", "Quotes an older version")]
)
def test_the_pages_show_it_and_take_that_it_was_read(
    seeded, manager, officer, client_of, language, words
):
    newer()
    page = at("definition-places", language=language)
    assert words in client_of(manager).get(page).content.decode()
    check = at("definition-check", "joining-page", language=language)
    assert check in client_of(manager).get(page).content.decode()
    assert check not in client_of(officer).get(page).content.decode()
    client = client_of(manager)
    refused = client.post(check, {"note": "Kept <words>"})
    assert "Kept &lt;words&gt;" in refused.content.decode()
    assert client.post(check, {"is_read": "on", "note": ""}).status_code == 302
    assert not next(
        place.is_due for place in places(definition_in_use()) if place.quote.code == "joining-page"
    )
    assert client.get(at("definition-check", "nowhere")).status_code == 404
