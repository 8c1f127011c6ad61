"""The one door through which a row changes its status."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models, transaction

from vef.audit.services import record
from vef.common.actors import Actor

Row = TypeVar("Row", bound=models.Model)
# For each status, the statuses that may follow it.
Steps = Mapping[str, frozenset[str] | set[str]]


class TransitionError(Exception):
    """A step the row's table of lawful steps does not hold."""

    def __init__(self, row: models.Model, frm: str, to: str) -> None:
        self.row, self.frm, self.to = row, frm, to
        super().__init__(f"{row._meta.label}: {frm} may not become {to}")


@transaction.atomic
def move(
    row: Row,
    to: str,
    *,
    actor: Actor,
    reason: str = "",
    data: dict[str, Any] | None = None,
    field: str = "status",
    **fields: Any,
) -> bool:
    """Move ``row`` to the status ``to``, and say whether anything changed.

    Locks the row and reads its status afresh, so that of two people who act at
    once the second sees what the first did. Returns quietly if the row is there
    already. Saves ``fields`` with the status and writes one audit entry, all in
    the caller's transaction. The lawful steps are the model's ``STEPS`` (or
    ``<FIELD>_STEPS`` for another field).

    Raises TransitionError for a step that is not lawful.
    """
    model = type(row)
    steps: Steps = getattr(model, "STEPS" if field == "status" else f"{field.upper()}_STEPS")
    current = model._base_manager.select_for_update().values_list(field, flat=True).get(pk=row.pk)
    to = str(to)
    if current == to:
        setattr(row, field, current)
        return False
    if to not in steps.get(current, frozenset()):
        raise TransitionError(row, current, to)
    setattr(row, field, to)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=[field, *fields])
    record(
        actor,
        f"{model._meta.model_name}.{to.replace('_', '-')}",
        row,
        reason=reason,
        data={"from": current, **(data or {})},
    )
    return True


def known_values(
    choices: type[models.TextChoices], *, name: str, field: str = "status"
) -> models.CheckConstraint:
    """Return the constraint that keeps a column to its known values."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": choices.values}), name=name)
