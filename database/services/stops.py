"""Stopping one way of contact: at one address first. Undone by lifting, never by editing."""

from datetime import date

from django.db import transaction

from database.models import Channel, ContactStop, Person, StopReason
from database.services.consents import lock
from database.signals import channel_stopped
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.outbox.models import Message
from vef.outbox.services import cancel_messages

# A message that proves a new address does not go to the one that was stopped.
GOES_ELSEWHERE = "database.prove-address"
INDEXES = {
    Channel.EMAIL: "email_index",
    Channel.SMS: "phone_index",
    Channel.PHONE: "phone_index",
}


@transaction.atomic
def stop_channel(
    person: Person,
    *,
    channel: str,
    method: str,
    actor: Actor,
    reason: str = StopReason.ASKED,
    address_only: bool = True,
    until: date | None = None,
) -> ContactStop:
    """Stop one channel at once; asking twice changes nothing. Return the stop that holds.

    By default at the present address or number only; with ``address_only`` false, or where
    there is no address to tell by, whatever the address is. ``method`` is a ConsentMethod.
    Cancels what is queued to the person by this channel, and tells the apps above in the
    same transaction.
    """
    lock(person)
    index = ""
    if address_only and (column := INDEXES.get(Channel(channel))):
        index = Person.objects.values_list(column, flat=True).get(pk=person.pk)
    known = person.stops.filter(channel=channel, address_index=index, lifted_at=None, until=until)
    if (held := known.first()) is not None:
        return held
    stop = ContactStop.objects.create(
        person=person,
        channel=channel,
        address_index=index,
        reason=reason,
        method=method,
        until=until,
        recorded_by=actor if isinstance(actor, User) else None,
        at=clock.now(),
    )
    record(
        actor,
        "contact.stopped",
        person,
        data={
            "stop": str(stop.pk),
            "channel": str(channel),
            "method": str(method),
            "reason": str(reason),
            "address_only": bool(index),
        },
    )
    cancel_channel(person, channel=channel, actor=actor)
    return stop


def cancel_channel(person: Person, *, channel: str, actor: Actor) -> None:
    """Take back what waits to go to a person by this channel; the caller holds the lock."""
    channel_stopped.send(sender=ContactStop, person_id=person.pk, channel=channel, actor=actor)
    if channel == Channel.EMAIL:
        waiting = Message.objects.filter(recipient_kind="person", recipient_id=str(person.pk))
        cancel_messages(waiting.exclude(kind=GOES_ELSEWHERE), actor=actor, reason="contact-stopped")


@transaction.atomic
def lift_stop(stop: ContactStop, *, actor: Actor, reason: str = "") -> bool:
    """Take a stop back; twice changes nothing. Say whether anything changed.

    What was cancelled stays cancelled.
    """
    lock(stop.person)
    stop.refresh_from_db(fields=["lifted_at"])
    if stop.lifted_at is not None:
        return False
    stop.lifted_at = clock.now()
    stop.lifted_by = actor if isinstance(actor, User) else None
    stop.save(update_fields=["lifted_at", "lifted_by"])
    record(
        actor,
        "contact.stop-lifted",
        stop.person,
        reason=reason,
        data={"stop": str(stop.pk), "channel": stop.channel},
    )
    return True


def live_stops(person: Person) -> list[ContactStop]:
    """Return the stops that hold today, newest first; the public face may ask this too."""
    today = clock.today()
    return [
        stop
        for stop in person.stops.filter(lifted_at=None)
        if stop.until is None or stop.until >= today
    ]
