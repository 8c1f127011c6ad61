"""The rows a forum starts with."""

import pytest

from database import services
from database.models import CaseStage, ConsentWording, Experience, Purpose, Relationship
from database.seed import seed_reference_rows

pytestmark = pytest.mark.django_db


def test_seeding_twice_adds_nothing_and_changes_nothing():
    assert seed_reference_rows() > 0
    Experience.objects.filter(code="asb").update(name_en="Our own words")
    assert seed_reference_rows() == 0
    assert Experience.objects.get(code="asb").name_en == "Our own words"


def test_every_row_has_words_in_both_languages():
    seed_reference_rows()
    lists = (Experience, CaseStage, Relationship)
    for row in [row for model in lists for row in model.objects.all()]:
        assert row.name_en.strip(), row.code
        assert row.name_cy.strip(), row.code
    for wording in ConsentWording.objects.all():
        assert wording.text_en.strip()
        assert wording.text_cy.strip()


def test_every_purpose_has_a_wording_in_use():
    seed_reference_rows()
    for purpose in Purpose:
        assert services.current_wording(purpose).version == 1
