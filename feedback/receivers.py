"""Answers to news from the partners' floor."""

from typing import Any

from django.dispatch import receiver

from feedback.duties import OPEN_ACTIONS
from feedback.models import BoardAction
from partners.models import Organisation
from partners.signals import organisation_closed
from vef.accounts.models import User
from vef.audit.services import record


@receiver(organisation_closed)
def hand_on_actions(
    sender: Any,
    *,
    organisation: Organisation,
    successor: Organisation | None,
    actor: User,
    **kwargs: Any,
) -> None:
    """Give the open actions of a closed organisation to its successor; done ones stay."""
    if successor is None:
        return
    rows = BoardAction.objects.filter(organisation=organisation, status__in=OPEN_ACTIONS)
    for action in rows.select_for_update(of=("self",)).order_by("pk"):
        action.organisation = successor
        action.save(update_fields=["organisation"])
        data = {"from": str(organisation.pk), "to": str(successor.pk)}
        record(actor, "boardaction.taken-over", action, data=data)
