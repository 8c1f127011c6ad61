"""Fixtures that several files of the database's tests begin with."""

import pytest

from database.models import PersonStatus
from database.seed import keeping
from database.services.reference_figures import load_figures
from tests.database.missing import CENSUS
from tests.factories.database import AreaFactory, PersonFactory, contactable_person
from tests.factories.equality import asked
from vef.common.actors import SYSTEM


@pytest.fixture
def keeping_rules(db, settings, tmp_path):
    """Seed how long things are kept; what goes is written to a ledger of this test's own."""
    settings.LEDGER_DIR = tmp_path / "ledger"
    keeping.seed()


@pytest.fixture
def questions(db):
    """Let there be the questions people are asked about themselves."""
    asked()


@pytest.fixture
def census(db):
    """Load the census's figures, and return two of the areas they are of."""
    load_figures(CENSUS.read_bytes(), actor=SYSTEM)
    return [
        AreaFactory(code=code, name_en=en, name_cy=cy, reference_code=reference)
        for code, en, cy, reference in (
            ("ceredigion", "Ceredigion", "Ceredigion", "W06000008"),
            ("powys", "Powys", "Powys", "W06000023"),
        )
    ]


@pytest.fixture
def kit(db):
    """Two records of Kit: the first active, the second with the same mailbox."""
    first = contactable_person(name="Kit Larkhamstead", email="kit@example.com")
    second = PersonFactory(
        name="Kit Larkhamsted", email="KIT@Example.com", status=PersonStatus.PENDING
    )
    return first, second


@pytest.fixture
def desk(protector, client_of):
    """Return a client signed in as whoever sits at the data protection desk."""
    return client_of(protector)
