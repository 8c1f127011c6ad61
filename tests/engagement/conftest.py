"""A town in a county, and a survey that may be narrowed to it, for the tests of audiences."""

import pytest

from tests.factories.database import AreaFactory, ask_everything
from tests.factories.engagement import open_survey


@pytest.fixture
def town(officer):
    ask_everything(officer)
    county = AreaFactory(code="county", name_en="Westshire", name_cy="Gorllwin")
    return AreaFactory(code="town", name_en="Penfynnon", name_cy="Penfynnon", parent=county)


@pytest.fixture
def activity(town):
    return open_survey()
