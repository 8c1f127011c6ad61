"""Sealing everything anew under the newest key, so that an old one can be thrown away.

What belongs to a person is sealed with that person's own key, which the master keys wrap:
turning a master key over wraps the people's keys anew and leaves their values as they are.
Add a key with a higher number to VEF_FIELD_KEYS, restart, run ``manage.py rotate_keys``
until it reports nothing left, then remove the old key. It may be killed at any time and
started again: each row is sealed anew by itself, and only if it still is what was read.
"""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.db import models
from django.db.models.functions import Cast

from vef.privacy import cipher
from vef.privacy.fields import EncryptedTextField, Sealed

BATCH = 500

# What is sealed outside of model fields: name, and a function that seals up to so many
# anew and returns how many it did. Other apps add theirs in their ready().
_others: dict[str, Callable[[int], int]] = {}


def also(name: str, reseal: Callable[[int], int]) -> None:
    """Register sealed values that don't lie in an EncryptedTextField."""
    _others[name] = reseal


def sealed_columns() -> list[tuple[type[models.Model], EncryptedTextField]]:
    """Return every encrypted column of every model of the project."""
    return [
        (model, field)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedTextField)
    ]


def stale(model: type[models.Model], field: EncryptedTextField) -> models.QuerySet:
    """Return the rows whose value is sealed with an older key, or not yet with the person's own."""
    newest = cipher.newest_head(owned=bool(field.owner))
    return (
        model._base_manager.annotate(sealed_value=Cast(field.attname, models.TextField()))
        .exclude(sealed_value="")
        .exclude(sealed_value=None)
        .exclude(sealed_value__startswith=newest)
        .order_by("pk")
    )


def rotate() -> Iterator[tuple[str, int]]:
    """Seal everything anew, batch by batch; yield each column's name and how many it was.

    Raises CannotOpen for a value that no key opens: nothing is ever written over it.
    """
    for model, field in sealed_columns():
        name = f"{model._meta.label}.{field.attname}"
        while number := _batch(model, field):
            yield name, number
    for name, reseal in _others.items():
        while number := reseal(BATCH):
            yield name, number


def _batch(model: type[models.Model], field: EncryptedTextField) -> int:
    rows = stale(model, field)
    if field.owner:
        rows = rows.select_related(field.owner_lookup)
    found = list(rows[:BATCH])
    done = 0
    for row in found:
        plain = field.opened(row, Sealed(row.sealed_value))
        anew = field.sealed(row, field.to_text(plain))
        # Only what was read is written over: an edit in between wins, sealed anew anyway.
        done += (
            model._base_manager.annotate(sealed_value=Cast(field.attname, models.TextField()))
            .filter(pk=row.pk, sealed_value=row.sealed_value)
            .update(**{field.attname: anew})
        )
    # A batch that only met edits must not end the run while others wait.
    return done or len(found)


def left() -> dict[str, int]:
    """Return how many values of each column an older key still seals; none if empty."""
    counts = {
        f"{model._meta.label}.{field.attname}": stale(model, field).count()
        for model, field in sealed_columns()
    }
    return {name: number for name, number in counts.items() if number}
