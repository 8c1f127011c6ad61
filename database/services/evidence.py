"""Files that prove what somebody agreed to: kept sealed in the row, opened on record."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from database.evidence_files import Checked
from database.models import Consent, ConsentEvidence, Person
from vef.accounts.models import User
from vef.audit.services import record, record_view


class NothingProved(ValueError):
    """A file proves at least one event of this person's history."""


class ReasonMissing(ValueError):
    """A file is removed for a reason only."""


@transaction.atomic
def add_evidence(
    person: Person, *, consents: Iterable[Consent], file: Checked, actor: User
) -> ConsentEvidence:
    """Keep a checked file as evidence of these events. Raises NothingProved."""
    events = [event for event in consents if event.person_id == person.pk]
    if not events:
        raise NothingProved
    row = ConsentEvidence.objects.create(
        person=person,
        file_name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        content=file.content,  # type: ignore[misc]
        added_by=actor,
    )
    row.consents.set(events)
    record(
        actor,
        "evidence.added",
        person,
        data={
            "evidence": str(row.pk),
            "consents": [str(event.pk) for event in events],
            "media_type": row.media_type,
            "size": row.size,
        },
    )
    return row


def open_evidence(evidence: ConsentEvidence, *, actor: User) -> bytes:
    """Return the file; that it was opened is recorded first. Raises CannotOpen."""
    record_view(actor, [evidence.person], what="evidence")
    content: Any = evidence.content
    return bytes(content)


@transaction.atomic
def remove_evidence(evidence: ConsentEvidence, *, actor: User, reason: str) -> None:
    """Delete a file for good, such as one of somebody else. Raises ReasonMissing.

    The events it was to prove stay as they are.
    """
    if not reason.strip():
        raise ReasonMissing
    record(
        actor,
        "evidence.removed",
        evidence.person,
        reason=reason,
        data={"evidence": str(evidence.pk)},
    )
    evidence.delete()
