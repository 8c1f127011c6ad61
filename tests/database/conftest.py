"""Fixtures that several files of the database's tests begin with."""

import pytest

from database.seed import keeping


@pytest.fixture
def keeping_rules(db, settings, tmp_path):
    """Seed how long things are kept; what goes is written to a ledger of this test's own."""
    settings.LEDGER_DIR = tmp_path / "ledger"
    keeping.seed()
