"""Records that may be of one person are found, and those kept apart are not."""

import pytest

from database import duplicates
from database.models import KeptApart
from database.services import merging
from tests.factories.database import AreaFactory, PersonFactory
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db


def test_an_address_in_capitals_a_number_and_a_name_in_one_area_are_found(kit):
    area = AreaFactory()
    phones = [PersonFactory(phone=number) for number in ("07700 900123", "+44 7700 900123")]
    names = [PersonFactory(name=name, area=area) for name in ("Siân Llŷr", "sian  LLYR")]
    PersonFactory(name="Sian Llyr")
    found = {
        frozenset((pair.first, pair.second)): set(pair.likenesses)
        for pair in duplicates.likely_duplicates()
    }
    assert found == {
        frozenset(kit): {"email"},
        frozenset(phones): {"phone"},
        frozenset(names): {"name"},
    }
    assert duplicates.count_by_address() == 2


def test_a_switchboard_number_makes_nobody_a_duplicate():
    for _ in range(duplicates.LARGEST_GROUP + 1):
        PersonFactory(phone="01632 960000")
    assert duplicates.likely_duplicates() == []


@pytest.mark.parametrize("count", [1, 3])
def test_finding_costs_the_same_for_one_pair_and_three(count, django_assert_num_queries):
    for number in range(count):
        for _ in range(2):
            PersonFactory(email=f"twin{number}@example.com", area=AreaFactory())
    with django_assert_num_queries(6):
        assert len(duplicates.likely_duplicates()) == count


def test_two_people_kept_apart_are_not_found_again(kit, officer):
    assert merging.keep_apart(*kit, reason="Two sisters", actor=officer)
    assert not merging.keep_apart(*kit[::-1], reason="Two sisters", actor=officer)
    assert duplicates.likely_duplicates() == []
    assert duplicates.count_by_address() == 0
    assert KeptApart.objects.count() == 1
    assert Entry.objects.filter(action="person.kept-apart").count() == 2
