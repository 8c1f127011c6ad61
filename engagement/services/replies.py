"""What somebody replied to an invitation. Always a person's own choice, never a click's."""

from django.db import transaction

from engagement import audiences
from engagement.models import Invitation, ReplyChoice
from vef.common import clock
from vef.common.actors import Actor
from vef.common.steps import move


class ReplyClosed(Exception):
    """The activity takes no replies any more."""


@transaction.atomic
def reply(invitation: Invitation, choice: str, *, actor: Actor) -> bool:
    """Note the reply; it may be changed until the activity closes.

    "Stop contacting me" withdraws the person at once, with all that is queued.
    Returns whether anything changed. Raises ReplyClosed, TransitionError.
    """
    if not invitation.activity.is_taking_answers:
        raise ReplyClosed(invitation.activity_id)
    if choice == ReplyChoice.STOP:
        # First, because rows are locked in one order: person, message, invitation.
        audiences.stop_contact(invitation.person_id)
    return move(invitation, choice, actor=actor, field="reply", replied_at=clock.now())
