"""The office's own rights in PostgreSQL are enough to merge, and to remove what was moved."""

import os
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from database.models import PersonStatus
from database.services import evidence, notes, supporters
from tests.database.merging import merge
from tests.factories.database import (
    ConsentFactory,
    EvidenceFactory,
    NoteFactory,
    SafeContactFactory,
    SupporterFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.services]


def test_the_offices_database_role_is_enough_to_merge_and_to_remove(kit, officer):
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    kept, gone = kit
    for row in kit:
        NoteFactory(person=row)
        SupporterFactory(person=row)
        EvidenceFactory(person=row).consents.set(row.consents.all())
        SafeContactFactory(person=row, version=9)
    ConsentFactory(person=gone)
    EvidenceFactory(person=gone).consents.set(gone.consents.all())
    prefix = f"vef_mergetest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    call_command("db_roles", prefix=prefix, keep_passwords=True, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {prefix}office")
    merge(kept, gone, officer)
    notes.remove_note(kept.notes.first(), actor=officer, reason="Wrong")
    evidence.remove_evidence(kept.evidence.first(), actor=officer, reason="Wrong")
    supporters.end_supporter(kept.supporters.first(), actor=officer)
    assert gone.status == PersonStatus.ERASED
