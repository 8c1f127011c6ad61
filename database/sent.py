"""Which messages went to somebody: those to their record, and those to their address."""

from django.db.models import Q, QuerySet

from database.models import Person
from vef.outbox.models import Message


def messages_to(person: Person) -> QuerySet[Message]:
    """Return every message to a person, whatever became of it.

    Whoever asks for the link to their own page types an address: that message knows a keyed
    hash of it and nothing else. People who share a mailbox share those.
    """
    theirs = Q(recipient_kind="person", recipient_id=str(person.pk))
    if person.email_index:
        theirs |= Q(recipient_kind="address", recipient_id=person.email_index)
    return Message.objects.filter(theirs)
