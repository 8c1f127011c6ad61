"""What somebody was asked and said follows when two records of them become one.

An activity counts one answer of a person. Of two, the later finished one counts, as it
does when somebody changes what they sent: it is their last word. The earlier one is not
deleted, since nobody but they may take their words back: it is left out of figures and
themes with the reason, and stays to be read, and in their copy. Published figures are
frozen and stay as they are.
"""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from engagement.models import (
    Contribution,
    ContributionStatus,
    Invitation,
    InvitationStatus,
    ReplyChoice,
)
from engagement.services.invitations import cancel_invitation
from vef.audit.services import record
from vef.common.actors import Actor
from vef.common.links import repoint_links

# Such an invitation never left: another one to the same activity may stand beside it.
NEVER_LEFT = {InvitationStatus.CANCELLED, InvitationStatus.WITHHELD}
WAITING = {InvitationStatus.PREPARED, InvitationStatus.QUEUED, InvitationStatus.SENDING}


@transaction.atomic
def follow_merge(*, kept_id: UUID, gone_id: UUID, actor: Actor) -> dict[str, list[str]]:
    """Give one person's invitations and answers to another; return the ids, by table.

    Nobody is invited twice to one activity: of two invitations the one with a reply
    counts, the other's message is taken back if it waits, and its link opens the one
    that counts. Where both led to answers, both stay and the later counts. The caller
    holds the locks of both people and of their messages.
    """
    known = {
        invitation.activity_id: invitation
        for invitation in Invitation.objects.filter(person_id=kept_id).exclude(
            status__in=NEVER_LEFT
        )
    }
    moved: list[str] = []
    answers: list[str] = []
    for invitation in Invitation.objects.filter(person_id=gone_id):
        twin = known.get(invitation.activity_id)
        if twin is None or invitation.status in NEVER_LEFT:
            _give(invitation, kept_id)
        elif twin.status in WAITING and invitation.status not in WAITING:
            cancel_invitation(twin, actor=actor, reason="merged")
            repoint_links(old_id=twin.pk, new_id=invitation.pk)
            _give(invitation, kept_id)
        else:
            answers += _join(twin, invitation, actor=actor)
            continue
        moved.append(str(invitation.pk))
    found = {"engagement.Invitation": moved, "engagement.Contribution": answers}
    return {label: ids for label, ids in found.items() if ids}


def _give(invitation: Invitation, person_id: UUID) -> None:
    invitation.person_id = person_id
    invitation.save(update_fields=["person"])


def _join(twin: Invitation, invitation: Invitation, *, actor: Actor) -> list[str]:
    """Let the kept person's invitation take over what the other one has; return answers moved."""
    cancel_invitation(invitation, actor=actor, reason="merged")
    invitation.refresh_from_db()
    _take_reply(twin, invitation, actor=actor)
    repoint_links(old_id=invitation.pk, new_id=twin.pk)
    mine = Contribution.objects.filter(invitation=twin).first()
    theirs = Contribution.objects.filter(invitation=invitation).first()
    if theirs is None:
        return []
    if mine is None:
        _tie(theirs, twin)
        return [str(theirs.pk)]
    if _weight(theirs) <= _weight(mine):
        _leave_out(theirs, beside=mine, counts_by=twin, actor=actor)
        return []
    # What counts hangs on the invitation whose link still opens.
    _tie(theirs, None)
    _tie(mine, invitation)
    _tie(theirs, twin)
    _leave_out(mine, beside=theirs, counts_by=twin, actor=actor)
    return [str(theirs.pk)]


def _tie(contribution: Contribution, invitation: Invitation | None) -> None:
    contribution.invitation = invitation
    contribution.save(update_fields=["invitation"])


def _weight(contribution: Contribution) -> tuple[bool, bool, float]:
    """Order answers by which counts: not excluded before excluded, finished, then the later."""
    at = contribution.received_at
    return (
        contribution.status != ContributionStatus.EXCLUDED,
        contribution.is_finished,
        at.timestamp() if at else 0.0,
    )


def _leave_out(
    earlier: Contribution, *, beside: Contribution, counts_by: Invitation, actor: Actor
) -> None:
    """Leave out of the figures what would count somebody a second time."""
    both = Contribution.objects.counted().filter(pk__in=[earlier.pk, beside.pk])
    if both.count() < 2:
        return
    earlier.status = ContributionStatus.EXCLUDED
    earlier.excluded_because = _(
        "The same person answered twice, under two records. Their later answers count. "
        "These words are kept."
    )
    earlier.save(update_fields=["status", "excluded_because"])
    # PRIVACY: as when answers are sent, the log names the invitation and never the answers,
    # so that the tie can be cut later although the log can't.
    record(
        actor,
        "contribution.counted-once",
        counts_by,
        data={"activity": str(counts_by.activity_id)},
    )


def _take_reply(twin: Invitation, invitation: Invitation, *, actor: Actor) -> None:
    if invitation.reply == ReplyChoice.NONE or twin.reply != ReplyChoice.NONE:
        return
    data: dict[str, Any] = {"from": str(invitation.pk), "reply": invitation.reply}
    twin.reply, twin.replied_at = invitation.reply, invitation.replied_at
    twin.save(update_fields=["reply", "replied_at"])
    # Said once, so counted once.
    invitation.reply, invitation.replied_at = ReplyChoice.NONE, None
    invitation.save(update_fields=["reply", "replied_at"])
    record(actor, "invitation.reply-followed", twin, data=data)
