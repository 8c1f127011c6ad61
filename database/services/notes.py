"""Notes about people, each for few readers. Added and removed, never changed."""

from django.db import transaction

from database.models import Note, Person
from vef.accounts.models import User
from vef.audit.services import record


class NoteEmpty(ValueError):
    """A note says something."""


class ReasonMissing(ValueError):
    """A note is removed for a reason only."""


@transaction.atomic
def add_note(person: Person, *, text: str, actor: User, readers: str = Note.Readers.OFFICE) -> Note:
    """Write a note for these readers; whoever may not read it learns nothing of it.

    The audit log says that a note was added and for whom, not what it says. Raises NoteEmpty.
    """
    text = text.strip()
    if not text:
        raise NoteEmpty
    note = Note.objects.create(person=person, text=text, readers=readers, written_by=actor)
    record(actor, "note.added", note, data={"person": str(person.pk), "readers": str(readers)})
    return note


@transaction.atomic
def remove_note(note: Note, *, actor: User, reason: str) -> None:
    """Delete a note for good, such as one that is wrong. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    record(
        actor,
        "note.removed",
        note,
        reason=reason,
        data={"person": str(note.person_id), "readers": note.readers},
    )
    note.delete()
