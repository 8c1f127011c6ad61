"""Sending people the link to their own page."""

from database.models import Person
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.outbox.services import enqueue
from vef.privacy import blind_index

KIND = "database.my-page"


def send_own_link(person: Person, *, actor: Actor) -> None:
    """Queue the link to a person's own page; within the same minute once. The gate decides."""
    enqueue(
        kind=KIND,
        unique_key=f"{person.pk}:{clock.now():%Y%m%d%H%M}",
        recipient_kind="person",
        recipient_id=person.pk,
    )
    record(actor, "self-service.link-sent", person)


def ask_for_link(address: str) -> None:
    """Queue the link for whoever has this address; once an hour however often it is asked.

    Does the same for every address: whether somebody has it is found out later, by the
    worker. Keeps a keyed hash of the address and nothing else.
    """
    index = blind_index.email_index(address)
    enqueue(
        kind=KIND,
        unique_key=f"{index}:{clock.now():%Y%m%d%H}",
        recipient_kind="address",
        recipient_id=index,
    )
