"""Asking somebody to become a user, and what happens when they do."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from vef.accounts.models import PARTNER_ROLES, Role, User, UserInvitation
from vef.accounts.signals import user_joined
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.common.links import LinkUnusable, open_link, revoke_links
from vef.outbox.services import enqueue

SCOPE = "user-invitation"
KEEPS_FOR = timedelta(days=7)


class HasAccount(Exception):
    """Somebody with this address can sign in already."""


class AlreadyInvited(Exception):
    """An invitation to this address is waiting; send that one again instead."""


class InvitationClosed(Exception):
    """The invitation was accepted, taken back or has run out."""


class OrganisationMismatch(Exception):
    """Partner users belong to an organisation, and nobody else does."""


@transaction.atomic
def invite_user(
    *,
    actor: User,
    email: str,
    name: str,
    role: str,
    language: str,
    for_organisation: UUID | str | None = None,
    approved: bool = True,
) -> UserInvitation:
    """Invite somebody to an account in one role; queues the mail with the link.

    ``for_organisation`` is the partner organisation's id, for partner roles only. One that
    is not ``approved`` (a partner's lead made it) sends nothing until the office approves.

    Raises HasAccount, AlreadyInvited, OrganisationMismatch.
    """
    email = email.strip().lower()
    if (role in PARTNER_ROLES) != bool(for_organisation):
        raise OrganisationMismatch(role)
    if User.objects.filter(email=email).exists():
        raise HasAccount
    if UserInvitation.objects.waiting().filter(email=email).exists():
        raise AlreadyInvited
    invitation = UserInvitation.objects.create(
        email=email,
        name=name,
        role=Role(role),
        language=language,
        for_organisation=for_organisation or None,
        invited_by=actor,
        expires_at=clock.now() + KEEPS_FOR,
        approved_at=clock.now() if approved else None,
        approved_by=actor if approved else None,
    )
    record(actor, "user-invitation.created", invitation, data={"role": role})
    if approved:
        _queue(invitation)
    return invitation


@transaction.atomic
def approve(invitation: UserInvitation, *, actor: User) -> bool:
    """Let an invitation that a partner's lead made go out; returns False if it did already.

    Raises InvitationClosed if it was taken back or refused, HasAccount if somebody with the
    address can sign in by now.
    """
    fresh = UserInvitation.objects.select_for_update().get(pk=invitation.pk)
    if fresh.withdrawn_at:
        raise InvitationClosed
    if fresh.approved_at:
        return False
    if User.objects.filter(email=fresh.email).exists():
        raise HasAccount
    fresh.approved_at, fresh.approved_by = clock.now(), actor
    fresh.expires_at = clock.now() + KEEPS_FOR
    fresh.save(update_fields=["approved_at", "approved_by", "expires_at"])
    record(actor, "user-invitation.approved", fresh)
    _queue(fresh)
    return True


@transaction.atomic
def refuse(invitation: UserInvitation, *, actor: User, reason: str) -> None:
    """Turn down an invitation that waits for the office; nothing is sent to the invited.

    Raises InvitationClosed if it was approved, taken back or refused.
    """
    fresh = UserInvitation.objects.to_approve().select_for_update().filter(pk=invitation.pk).first()
    if fresh is None:
        raise InvitationClosed
    fresh.withdrawn_at, fresh.refused_because = clock.now(), reason.strip()
    fresh.save(update_fields=["withdrawn_at", "refused_because"])
    record(actor, "user-invitation.refused", fresh, reason=reason.strip())


@transaction.atomic
def send_again(invitation: UserInvitation, *, actor: Actor) -> None:
    """Send a waiting invitation once more with a new link; links sent before stop working.

    Raises InvitationClosed if it was accepted or taken back, or waits for approval.
    """
    invitation = _waiting(invitation.pk)
    if invitation.approved_at is None:
        raise InvitationClosed
    invitation.sendings += 1
    invitation.expires_at = clock.now() + KEEPS_FOR
    invitation.save(update_fields=["sendings", "expires_at"])
    revoke_links(scope=SCOPE, target_id=invitation.pk)
    record(actor, "user-invitation.sent-again", invitation)
    _queue(invitation)


@transaction.atomic
def take_back(invitation: UserInvitation, *, actor: Actor) -> None:
    """Withdraw a waiting invitation; its link stops working at once.

    Raises InvitationClosed if it was accepted or taken back before.
    """
    invitation = _waiting(invitation.pk)
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    revoke_links(scope=SCOPE, target_id=invitation.pk)
    record(actor, "user-invitation.taken-back", invitation)


def open_invitation(token: str) -> UserInvitation:
    """Return the invitation a link opens. Changes nothing.

    Raises LinkUnusable for anything but a good link to an open invitation.
    """
    pk = open_link(scope=SCOPE, token=token)
    invitation = UserInvitation.objects.select_related("invited_by").filter(pk=pk).first()
    if invitation is None or not invitation.is_open:
        raise LinkUnusable
    return invitation


def lock_open(pk: UUID | str) -> UserInvitation:
    """Return the invitation locked, so that it is accepted once. Raises InvitationClosed."""
    invitation = UserInvitation.objects.select_for_update().filter(pk=pk).first()
    if invitation is None or not invitation.is_open:
        raise InvitationClosed
    return invitation


@transaction.atomic
def accept(invitation: UserInvitation, *, user: User) -> None:
    """Note that the invited is a user now; partners hear of it in the same transaction.

    Raises InvitationClosed.
    """
    invitation = lock_open(invitation.pk)
    invitation.accepted_at = clock.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    revoke_links(scope=SCOPE, target_id=invitation.pk)
    record(user, "user.joined", user, data={"invitation": str(invitation.pk), "role": user.role})
    user_joined.send(sender=User, user=user, for_organisation=invitation.for_organisation)


def _waiting(pk: UUID) -> UserInvitation:
    invitation = UserInvitation.objects.waiting().select_for_update().filter(pk=pk).first()
    if invitation is None:
        raise InvitationClosed
    return invitation


def _queue(invitation: UserInvitation) -> None:
    enqueue(
        kind="accounts.invitation",
        unique_key=f"{invitation.pk}:{invitation.sendings}",
        recipient_kind="address",
        recipient_id=invitation.pk,
        about=invitation,
        context={"sending": invitation.sendings},
    )
