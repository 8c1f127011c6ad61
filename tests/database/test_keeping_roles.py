"""The office's and the worker's own rights in PostgreSQL are enough to erase and to clear."""

import os
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from database.models import Person, PersonStatus, RetentionRun
from database.seed import keeping as seeded
from database.services import ledgers
from database.services.erasure import erase_person
from database.services.gathering import gather
from database.services.retention import approve, clear_agreed, clear_by_itself, list_due, standing
from tests.database.keeping import MAKERS, row
from tests.database.whole import Whole
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.services]

PREFIX = f"vef_keepingtest_{os.getpid()}_"


@pytest.fixture
def as_role(settings, tmp_path):
    """Take on the role of one process until the test is over; skipped on SQLite."""
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    settings.LEDGER_DIR = tmp_path / "ledger"
    # Made inside the test's transaction, so they go with it.
    call_command("db_roles", prefix=PREFIX, keep_passwords=True, stdout=StringIO())

    def take(role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {PREFIX}{role}")

    return take


@pytest.mark.parametrize("role", ["office", "worker"])
def test_erasing_somebody_of_whom_everything_is_held(as_role, manager, role):
    whole = Whole(manager)
    as_role(role)
    counts = erase_person(whole.person, because="asked", actor=manager)
    assert counts["privacy.DataKey"] == 1
    assert Person.objects.get(pk=whole.person.pk).status == PersonStatus.ERASED


def test_gathering_is_the_offices(as_role, manager):
    whole = Whole(manager)
    as_role("office")
    assert len(gather(whole.person)) > 35


@pytest.mark.parametrize("code", sorted(MAKERS))
def test_listing_in_the_office_and_clearing_by_the_worker(as_role, protector, manager, code):
    seeded.seed()
    MAKERS[code](clock.now() - timedelta(days=2000))
    as_role("office")
    assert standing()
    if row(code).needs_approval:
        run = list_due(row(code), actor=protector)
        approve(run, digest=run.digest, actor=manager)
    as_role("worker")
    assert (clear_agreed() if row(code).needs_approval else clear_by_itself()) == 1
    assert RetentionRun.objects.get().status == "done"


def test_the_ledger_is_caught_up_with_by_the_worker(as_role):
    person = MAKERS["withdrawn"](clock.now())
    as_role("worker")
    assert ledgers.catch_up() == 1
    erase_person(person, because="retention", actor=SYSTEM)
