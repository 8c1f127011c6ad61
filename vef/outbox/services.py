"""Putting messages into the outbox. Sending them is ``vef.outbox.delivery``'s work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from vef.common import clock
from vef.outbox.doorbell import ring
from vef.outbox.models import Message


def enqueue(
    *,
    kind: str,
    unique_key: str,
    recipient_kind: str,
    recipient_id: UUID | str,
    about: models.Model | None = None,
    context: dict[str, Any] | None = None,
    secret: str = "",
    not_before: datetime | None = None,
) -> None:
    """Put one message into the outbox, in the caller's transaction; a second time does nothing.

    ``unique_key`` says what may happen only once. ``context`` holds ids for the
    template, never a name, an address or a text. Rings the worker on commit.
    """
    message = Message(
        kind=kind,
        unique_key=f"{kind}:{unique_key}",
        recipient_kind=recipient_kind,
        recipient_id=str(recipient_id),
        about_type=about._meta.label_lower if about is not None else "",
        about_id=str(about.pk) if about is not None else "",
        context=context or {},
        secret=secret,
        not_before=not_before or clock.now(),
    )
    # Adding without looking: the portal's database role may add messages but not read them.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    transaction.on_commit(ring, robust=True)
