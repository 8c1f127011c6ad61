"""The public page that says whom this is for: in use, before, and not yet."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from database.models import VictimDefinition
from database.seed import definitions

pytestmark = pytest.mark.django_db


def page(language: str) -> str:
    with translation.override(language):
        path = reverse("database:who-this-is-for")
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("language", "present", "before"),
    [
        ("en", "Victims and Prisoners Act 2024", "as the terms of reference quoted it"),
        ("cy", "Deddf Dioddefwyr a Charcharorion 2024", "fel yr oedd yn y cylch gorchwyl"),
    ],
)
def test_it_shows_the_definition_in_use_and_those_before(language, present, before):
    definitions.seed()
    text = page(language)
    assert 0 < text.index(present) < text.index(before)


def test_what_is_not_in_use_yet_is_not_shown():
    definitions.seed()
    VictimDefinition.objects.create(
        version=4,
        in_use_from=date(2027, 4, 1),
        text_en="A new meaning",
        text_cy="Ystyr newydd",
        source_en="A new Code",
        source_cy="Cod newydd",
    )
    assert "A new meaning" not in page("en")


def test_without_any_definition_the_page_still_says_whom_it_is_for():
    text = page("en")
    assert "supported somebody close to you" in text
    assert "What the law calls a victim" not in text


def test_the_age_is_the_offices_to_set(settings):
    settings.MINIMUM_AGE = 16
    assert "16 years old or older" in page("en")


def test_the_address_and_title_name_no_crime():
    text = page("en")
    title = text.partition("<title>")[2].partition("</title>")[0].casefold()
    assert not [word for word in ("victim", "crime", "police") if word in title]


@pytest.mark.parametrize("number", [1, 3])
def test_a_definition_in_use_is_not_edited(administrator, client_of, number):
    definitions.seed()
    row = VictimDefinition.objects.get(version=number)
    path = reverse("admin:database_victimdefinition_change", args=[row.pk])
    answer = client_of(administrator).post(path, {"text_en": "Other words"})
    assert answer.status_code == 403
    row.refresh_from_db()
    assert row.text_en != "Other words"
