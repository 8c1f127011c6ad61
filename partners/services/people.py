"""The people of a partner: inviting, roles, and leaving with everything handed over."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from partners.models import EDITABLE, Membership, Organisation, TopicRequest
from partners.signals import member_left
from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.services import invitations, users
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.outbox.services import enqueue


class LastLead(users.ChangeRefused):
    """An organisation at work keeps a lead, or nobody could sign off for it."""

    message = _(
        "This is the last partner lead. Make somebody else a partner lead first, "
        "or name who takes over."
    )


class NotAColleague(Exception):
    """Who takes over must be somebody else who can sign in for the same organisation."""


class SuccessorNeeded(Exception):
    """Something is in this person's hands. ``duties`` counts what, by name."""

    def __init__(self, duties: dict[str, int]) -> None:
        self.duties = duties
        super().__init__(", ".join(duties))


class CannotInvite(Exception):
    """Somebody with this address has an account, or an invitation elsewhere waits.

    PRIVACY: a partner isn't told which, so that nobody can try who works where.
    """


@transaction.atomic
def ask_to_invite(
    *, organisation: Organisation, actor: User, email: str, name: str, role: str, language: str
) -> UserInvitation:
    """Invite a colleague. Nothing is sent until the office approves.

    Raises CannotInvite.
    """
    try:
        return invitations.invite_user(
            actor=actor,
            email=email,
            name=name,
            role=role,
            language=language,
            for_organisation=organisation.pk,
            approved=False,
        )
    except (invitations.HasAccount, invitations.AlreadyInvited) as error:
        raise CannotInvite from error


@transaction.atomic
def approve_invitation(invitation: UserInvitation, *, actor: User) -> bool:
    """Let a lead's invitation go out, and tell the lead. Returns False if it did already.

    Raises InvitationClosed, HasAccount.
    """
    if not invitations.approve(invitation, actor=actor):
        return False
    _tell_inviter(invitation)
    return True


@transaction.atomic
def refuse_invitation(invitation: UserInvitation, *, actor: User, reason: str) -> None:
    """Turn a lead's invitation down, and tell the lead why. Raises InvitationClosed."""
    invitations.refuse(invitation, actor=actor, reason=reason)
    _tell_inviter(invitation)


def _tell_inviter(invitation: UserInvitation) -> None:
    enqueue(
        kind="partners.invitation-answered",
        unique_key=str(invitation.pk),
        recipient_kind="user",
        recipient_id=invitation.invited_by_id,
        about=invitation,
        context={"invitation": str(invitation.pk)},
    )


def lock_leads(organisation: Organisation) -> list[User]:
    """Return the leads who can sign in, locked in one order: of two who go at once, one waits."""
    return list(
        User.objects.select_for_update(of=("self",))
        .filter(membership__organisation=organisation, is_active=True, role=Role.PARTNER_LEAD)
        .order_by("pk")
    )


def keep_a_lead(user: User, *, role: str, is_active: bool) -> None:
    """Refuse to take the last lead away from an organisation at work. Raises LastLead."""
    if is_active and role == Role.PARTNER_LEAD:
        return
    membership = Membership.objects.filter(user=user).select_related("organisation").first()
    if membership is None or not membership.organisation.is_active:
        return
    if [lead.pk for lead in lock_leads(membership.organisation)] == [user.pk]:
        raise LastLead


@transaction.atomic
def change_role(user: User, *, role: str, actor: Actor) -> None:
    """Make a colleague a lead, or a lead a contributor. Raises LastLead, OtherHouse."""
    users.change_user(user, actor=actor, role=role, is_active=user.is_active)


def duties_of(user: User, organisation: Organisation) -> dict[str, int]:
    """Count what is in one person's hands: drafts and questions, and being the contact."""
    topics = TopicRequest.objects.filter(
        organisation=organisation, author=user, status__in=EDITABLE
    ).count()
    contact = int(organisation.update_contact_id == user.pk)
    counted = {"requests": topics, "contact": contact}
    return {name: count for name, count in counted.items() if count}


@transaction.atomic
def leave_organisation(
    user: User, *, actor: Actor, reason: str = "", successor: User | None = None
) -> None:
    """Take away a partner user's access; what was in their hands goes to a colleague.

    Drafts and requests asked for more information get the successor as author; the
    update contact and whatever names the leaver as responsible becomes the successor.
    A successor to the last lead becomes one. The successor is told by mail.
    Sends ``signals.member_left``. Doing it twice changes nothing.

    Raises NotAColleague, SuccessorNeeded if something is in their hands, LastLead.
    """
    membership = Membership.objects.select_related("organisation").get(user=user)
    organisation = membership.organisation
    leads = lock_leads(organisation)
    fresh = User.objects.select_for_update().get(pk=user.pk)
    if not fresh.is_active:
        return
    if successor is not None:
        if successor.pk == user.pk or not organisation.users().filter(pk=successor.pk).exists():
            raise NotAColleague
        successor = User.objects.select_for_update().get(pk=successor.pk)
        if [lead.pk for lead in leads] == [user.pk]:
            users.change_user(successor, actor=actor, role=Role.PARTNER_LEAD, is_active=True)
    elif duties := duties_of(user, organisation):
        raise SuccessorNeeded(duties)
    if successor is not None:
        _hand_over(fresh, successor, organisation, actor)
    users.change_user(user, actor=actor, role=fresh.role, is_active=False)
    membership.left_on, membership.handed_over_to = clock.today(), successor
    membership.save(update_fields=["left_on", "handed_over_to"])
    data = {"successor": str(successor.pk) if successor else ""}
    record(actor, "membership.left", user, reason=reason.strip(), data=data)
    if successor is not None:
        member_left.send(
            sender=Membership,
            user=user,
            successor=successor,
            organisation=organisation,
            actor=actor,
        )
        enqueue(
            kind="partners.handed-over",
            unique_key=f"{membership.pk}:{clock.now().isoformat()}",
            recipient_kind="user",
            recipient_id=successor.pk,
            about=membership,
            context={"user": str(user.pk)},
        )


def _hand_over(user: User, successor: User, organisation: Organisation, actor: Actor) -> None:
    rows = TopicRequest.objects.filter(
        organisation=organisation, author=user, status__in=EDITABLE
    ).select_for_update(of=("self",))
    for topic in rows.order_by("pk"):
        topic.author = successor
        topic.save(update_fields=["author"])
        data = {"from": str(user.pk), "to": str(successor.pk)}
        record(actor, "topicrequest.handed-over", topic, data=data)
    if organisation.update_contact_id == user.pk:
        organisation.update_contact = successor
        organisation.save(update_fields=["update_contact"])
        data = {"from": str(user.pk), "to": str(successor.pk)}
        record(actor, "organisation.contact-set", organisation, data=data)
