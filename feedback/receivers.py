"""Answers to news from the partners' floor."""

from typing import Any

from django.dispatch import receiver

from feedback.duties import OPEN_ACTIONS, OPEN_ANSWERS
from feedback.models import BoardAction, PartnerAnswer
from partners.models import Organisation
from partners.signals import member_left, organisation_closed
from vef.accounts.models import User
from vef.audit.services import record
from vef.common.actors import Actor


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


@receiver(member_left)
def hand_over_promises(
    sender: Any,
    *,
    user: User,
    successor: User,
    organisation: Organisation,
    actor: Actor,
    **kwargs: Any,
) -> None:
    """Where open answers and actions name who left as responsible, name who carries on."""
    answers = PartnerAnswer.objects.filter(
        pack__activity__entry__request__organisation=organisation,
        status__in=OPEN_ANSWERS,
        owner=user.name,
    )
    actions = BoardAction.objects.filter(
        organisation=organisation, status__in=OPEN_ACTIONS, owner=user.name
    )
    data = {"from": str(user.pk), "to": str(successor.pk)}
    named: list[PartnerAnswer | BoardAction] = [*answers.order_by("pk"), *actions.order_by("pk")]
    for row in named:
        row.owner = successor.name
        row.save(update_fields=["owner"])
        record(actor, f"{row._meta.model_name}.handed-over", row, data=data)
