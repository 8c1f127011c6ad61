"""Erasing somebody: what identifies them goes, what was counted stays counted.

What is done to each table is written down in ``database.fates``. Their key is destroyed,
so that what it sealed opens no more in any copy of the database, as soon as no copy of
the table of keys holds it (docs/decisions/0009).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models, transaction

from database.fates import deleted_here
from database.models import (
    Channel,
    ConsentMethod,
    Erasure,
    ExportRequest,
    ExportStatus,
    LegalHold,
    Merge,
    Person,
    PersonStatus,
    RightsRequest,
    Suppression,
)
from database.services import ledgers
from database.services.consents import lock
from database.services.people import withdraw_person
from database.signals import contact_stopped, person_erased
from vef.common import clock
from vef.common.actors import Actor
from vef.common.links import revoke_links_to
from vef.common.steps import move
from vef.outbox.services import cancel, forget_secrets
from vef.privacy import blind_index
from vef.privacy.fields import EncryptedTextField
from vef.privacy.models import DataKey

# What stays of a record: which it was and when things happened. A column nobody thought
# of is emptied.
KEPT = {
    "id",
    "reference",
    "status",
    "withdrawn_at",
    "confirmed_at",
    "erased_at",
    "created_at",
    "merged_into",
}
BECAUSE = frozenset({"asked", "retention", "unconfirmed"})


class UnderHold(Exception):
    """A legal hold keeps the record until it is lifted."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(person.reference)


def is_under_hold(person: Person) -> bool:
    return LegalHold.objects.filter(person=person, lifted_at=None).exists()


@transaction.atomic
def erase_person(person: Person, *, because: str, actor: Actor, reason: str = "") -> dict[str, int]:
    """Erase somebody for good; return how many rows of each table went or were emptied.

    ``because`` is ``asked``, ``retention`` or ``unconfirmed``. Somebody active or paused is
    withdrawn first. Cancels what has not left yet, closes their links, suppresses their
    addresses, erases records merged into this one as well, and tells the apps above in
    the same transaction. Once it is committed a line goes to the ledger outside the
    database. Erasing twice changes nothing and returns an empty dict.

    Raises UnderHold, and ValueError for an unknown ``because``.
    """
    return _erase(person, because=because, actor=actor, reason=reason)


def erase_again(person: Person, *, because: str, actor: Actor) -> dict[str, int]:
    """Erase somebody whom a restored copy brought back, whatever hold the copy knows of.

    The hold was lifted before the erasure that the ledger tells of.
    """
    with transaction.atomic():
        return _erase(person, because=because, actor=actor, reason="", heeds_holds=False)


def _erase(
    person: Person, *, because: str, actor: Actor, reason: str, heeds_holds: bool = True
) -> dict[str, int]:
    if because not in BECAUSE:
        raise ValueError(because)
    lock(person, even_closed=True)
    row = Person.objects.get(pk=person.pk)
    if row.status == PersonStatus.ERASED:
        person.refresh_from_db()
        return {}
    if heeds_holds and is_under_hold(row):
        raise UnderHold(row)
    addresses = addresses_of(row)
    if row.key_id is None:
        row = _without_what_is_closed(row)
    _stop(row, because=because, actor=actor)
    counts: Counter[str] = Counter()
    _suppress(addresses)
    # The order in which rows are locked: the person, their messages, what hangs on those.
    counts["outbox.Message"] = cancel(
        actor=actor, reason="erased", recipient_kind="person", recipient_id=row.pk
    )
    forget_secrets(recipient_kind="person", recipient_id=row.pk)
    for _receiver, told in person_erased.send(sender=Person, person_id=row.pk, actor=actor):
        counts.update(told or {})
    _delete_rows(row, counts)
    counts["database.RightsRequest"] = _empty_requests(row)
    counts["database.ExportRequest"] = _expire_exports(row, actor)
    counts["common.Link"] += revoke_links_to([row.pk])
    _empty_person(row, because=because, actor=actor, reason=reason, counts=counts)
    for other in row.merged.all():
        if other.status == PersonStatus.ERASED:
            _forget_merged(other, because=because, actor=actor, counts=counts)
        else:
            _erase(other, because=because, actor=actor, reason=reason, heeds_holds=heeds_holds)
    ledgers.note_erased(row.pk, addresses=addresses, because=because)
    person.refresh_from_db()
    return dict(counts)


def _forget_merged(other: Person, *, because: str, actor: Actor, counts: Counter[str]) -> None:
    """Delete what was left with a record when it became one with another and was emptied.

    It is erased like any other: a copy from before the merge holds it alive, with addresses
    of its own, and only a line in the ledger erases it there.
    """
    for _receiver, told in person_erased.send(sender=Person, person_id=other.pk, actor=actor):
        counts.update(told or {})
    _delete_rows(other, counts)
    found = Merge.objects.filter(gone=other).values_list("addresses", flat=True).first()
    addresses: dict[str, str] = found or {}
    _suppress(addresses)
    Erasure.objects.get_or_create(
        person_id=other.pk, defaults={"because": because, "at": clock.now()}
    )
    ledgers.note_erased(other.pk, addresses=addresses, because=because)


def _without_what_is_closed(person: Person) -> Person:
    """Empty what no key opens any more, so that the row can be saved at all."""
    sealed = [
        column.name
        for column in Person._meta.concrete_fields
        if isinstance(column, EncryptedTextField)
    ]
    Person.objects.filter(pk=person.pk).update(**dict.fromkeys(sealed, ""))
    return Person.objects.get(pk=person.pk)


def _stop(person: Person, *, because: str, actor: Actor) -> None:
    """Withdraw somebody who is still with us, so that what waits is cancelled with it."""
    if person.status not in {PersonStatus.ACTIVE, PersonStatus.PAUSED}:
        return
    if because == "asked":
        withdraw_person(person, actor=actor, method=_how_they_asked(person))
        return
    # Their time was up: they took nothing back, so their history of consent says nothing.
    move(person, PersonStatus.WITHDRAWN, actor=actor, withdrawn_at=clock.now())
    contact_stopped.send(sender=Person, person_id=person.pk, actor=actor)


def _how_they_asked(person: Person) -> str:
    asked = RightsRequest.objects.filter(person=person, kind=RightsRequest.Kind.ERASURE)
    found = asked.order_by("-received_at").values_list("method", flat=True).first()
    return found or ConsentMethod.IN_PERSON


def addresses_of(person: Person) -> dict[str, str]:
    """Return the blind index of each address, by channel."""
    # Without its key, as in a restored copy, no address opens; their indexes are there still.
    address = person.postal_address if person.key_id else ""
    post = " ".join(address.casefold().split())
    found = {
        Channel.EMAIL: person.email_index,
        Channel.PHONE: person.phone_index,
        Channel.POST: blind_index.index(post, purpose="post"),
    }
    return {str(channel): index for channel, index in found.items() if index}


def _suppress(addresses: dict[str, str]) -> None:
    Suppression.objects.bulk_create(
        [
            Suppression(channel=channel, address_index=index, reason=Suppression.Reason.ERASED)
            for channel, index in addresses.items()
        ],
        ignore_conflicts=True,
    )


def suppress_again(addresses: dict[str, str]) -> int:
    """Put back the suppressed addresses a restored copy does not know; return how many."""
    before = Suppression.objects.count()
    _suppress(addresses)
    return Suppression.objects.count() - before


def _delete_rows(person: Person, counts: Counter[str]) -> None:
    for label, ways in deleted_here().items():
        is_theirs = models.Q(*((way, person.pk) for way in ways), _connector=models.Q.OR)
        rows = apps.get_model(label)._base_manager.filter(is_theirs)
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            counts["common.Link"] += revoke_links_to(ids)
            rows.filter(pk__in=ids).delete()
            counts[label] += len(ids)


def _empty_requests(person: Person) -> int:
    return RightsRequest.objects.filter(person=person).update(words="")


def _expire_exports(person: Person, actor: Actor) -> int:
    """A list made with somebody in it is not handed out once they are erased."""
    lists = ExportRequest.objects.filter(
        status=ExportStatus.READY, filters__ids__icontains=str(person.pk)
    )
    return sum(
        move(
            one,
            ExportStatus.EXPIRED,
            actor=actor,
            reason="somebody in it was erased",
            content=b"",
            filters={**one.filters, "ids": []},
        )
        for one in lists
    )


def _blank(column: models.Field) -> Any:
    """What a column holds that says nothing."""
    if column.null:
        return None
    return column.get_default() if column.has_default() else ""


def blank_columns() -> dict[str, Any]:
    """Return what every column of an empty record holds, besides what stays of it."""
    return {column.name: _blank(column) for column in _to_empty()}


def _to_empty() -> Iterable[models.Field]:
    return (column for column in Person._meta.concrete_fields if column.name not in KEPT)


def _empty_person(
    person: Person, *, because: str, actor: Actor, reason: str, counts: Counter[str]
) -> None:
    key_id = person.key_id
    for joined in Person._meta.local_many_to_many:
        getattr(person, joined.name).clear()
    now = clock.now()
    # Empty columns are written by name; the blind indexes follow their addresses.
    move(
        person,
        PersonStatus.ERASED,
        actor=actor,
        reason=reason,
        data={"because": because, "counts": dict(+counts)},
        erased_at=now,
        **blank_columns(),
    )
    if key_id is not None:
        DataKey.objects.filter(pk=key_id).delete()
    counts["privacy.DataKey"] = 1 if key_id else 0
    Erasure.objects.create(person_id=person.pk, because=because, at=now, counts=dict(+counts))


def holds_on(person_ids: Iterable[Any]) -> set[Any]:
    """Return those of these people whose record a hold keeps."""
    open_holds = LegalHold.objects.filter(person__in=list(person_ids), lifted_at=None)
    return set(open_holds.values_list("person_id", flat=True))
