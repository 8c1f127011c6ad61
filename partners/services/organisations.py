"""An organisation's contact, and what happens when it closes and another takes over."""

from datetime import date

from django.db import transaction

from partners import duties
from partners.models import Organisation
from partners.services.agreements import end_agreement
from partners.services.loose_ends import settle_loose_ends
from partners.signals import organisation_closed
from vef.accounts.models import PARTNER_ROLES, Role, User, UserInvitation
from vef.accounts.services import invitations, users
from vef.audit.services import record
from vef.common import clock
from vef.outbox.services import enqueue


class NotAMember(Exception):
    """Only somebody who can sign in for the organisation can be its contact."""


class SuccessorMissing(Exception):
    """Something is still open. ``duties`` says what, in sentences."""

    def __init__(self, open_duties: list[str]) -> None:
        self.duties = open_duties
        super().__init__("; ".join(open_duties))


class SuccessorUnfit(Exception):
    """The successor must be another partner that is at work and has people."""


class AlreadyClosed(Exception):
    """The organisation closed before."""


def hears_of_results(organisation: Organisation) -> list[User]:
    """Return who is told of results and answers: the update contact and the leads, leads first.

    Without a contact who can sign in, everybody of the organisation hears.
    """
    people = [
        membership.user
        for membership in organisation.memberships.filter(user__is_active=True)
        .select_related("user")
        .order_by("-user__role", "user__name")
    ]
    contact = organisation.update_contact_id
    if contact not in {user.pk for user in people}:
        return people
    return [user for user in people if user.pk == contact or user.role == Role.PARTNER_LEAD]


@transaction.atomic
def set_update_contact(
    organisation: Organisation, *, contact: User | None, actor: User
) -> Organisation:
    """Name who hears of results for the organisation, or nobody in particular.

    Raises NotAMember.
    """
    if contact is not None and not organisation.users().filter(pk=contact.pk).exists():
        raise NotAMember
    if organisation.update_contact_id == (contact.pk if contact else None):
        return organisation
    before = str(organisation.update_contact_id or "")
    organisation.update_contact = contact
    organisation.save(update_fields=["update_contact"])
    after = str(contact.pk) if contact else ""
    record(actor, "organisation.contact-set", organisation, data={"from": before, "to": after})
    return organisation


@transaction.atomic
def close_organisation(
    organisation: Organisation,
    *,
    actor: User,
    reason: str,
    closed_on: date | None = None,
    successor: Organisation | None = None,
    people_move: bool = True,
) -> Organisation:
    """Close an organisation; what is open goes to its successor, and nothing is lost.

    Every request that goes on moves, and with it plans, results, answers, comments and
    reminders; ``asked_as`` keeps who asked. Late codes go along or end, words that were not
    sent are set aside, and comments on what stays wait no more. Its people move to the
    successor, or (without ``people_move``) lose access at once; waiting invitations are
    taken back and its agreements end.
    Sends ``signals.organisation_closed`` so that the apps above move what they hold.

    Raises AlreadyClosed, SuccessorUnfit, or SuccessorMissing if something is open.
    """
    # Both rows, in one order: two closures at once can't hand over to each other.
    ids = {organisation.pk} | ({successor.pk} if successor else set())
    rows = {
        row.pk: row
        for row in Organisation.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    }
    fresh = rows[organisation.pk]
    if fresh.closed_on:
        raise AlreadyClosed(fresh.pk)
    if successor is not None:
        _check_successor(fresh, rows[successor.pk], people_move=people_move)
    elif still_open := duties.open_duties(fresh):
        raise SuccessorMissing(still_open)
    fresh.closed_on, fresh.closed_because = closed_on or clock.today(), reason.strip()
    fresh.successor, fresh.is_active, fresh.update_contact = successor, False, None
    fresh.save(
        update_fields=["closed_on", "closed_because", "successor", "is_active", "update_contact"]
    )
    data = {"successor": str(successor.pk) if successor else "", "people_move": people_move}
    record(actor, "organisation.closed", fresh, reason=reason.strip(), data=data)
    if successor is not None:
        _move_requests(fresh, successor, actor)
    settle_loose_ends(fresh, successor, actor)
    for agreement in fresh.agreements.living():
        end_agreement(agreement, actor=actor, reason=reason, ended_on=fresh.closed_on)
    _take_back_invitations(fresh, actor)
    _see_to_people(fresh, successor if people_move else None, actor)
    if successor is not None:
        _tell_successor(fresh, successor)
    organisation_closed.send(
        sender=Organisation, organisation=fresh, successor=successor, actor=actor
    )
    organisation.refresh_from_db()
    return organisation


def _check_successor(closing: Organisation, successor: Organisation, *, people_move: bool) -> None:
    if successor.pk == closing.pk or not successor.is_active:
        raise SuccessorUnfit
    if successor.kind == Organisation.Kind.HOST:
        raise SuccessorUnfit
    # Duties go to people: to the successor's own, or to those who come along.
    if not (successor.users().exists() or (people_move and closing.users().exists())):
        raise SuccessorUnfit


def _move_requests(closed: Organisation, successor: Organisation, actor: User) -> None:
    for topic in duties.living_requests(closed).select_for_update().order_by("pk"):
        topic.asked_as_id = topic.asked_as_id or closed.pk
        topic.organisation = successor
        topic.save(update_fields=["organisation", "asked_as"])
        data = {"from": str(closed.pk), "to": str(successor.pk)}
        record(actor, "topicrequest.taken-over", topic, data=data)


def _tell_successor(closed: Organisation, successor: Organisation) -> None:
    for user_id in successor.users().values_list("pk", flat=True):
        enqueue(
            kind="partners.taken-over",
            unique_key=f"{closed.pk}:{user_id}",
            recipient_kind="user",
            recipient_id=user_id,
            about=closed,
            context={"organisation": str(closed.pk)},
        )


def _take_back_invitations(closed: Organisation, actor: User) -> None:
    waiting = UserInvitation.objects.waiting().filter(
        for_organisation=closed.pk, role__in=PARTNER_ROLES
    )
    for invitation in waiting:
        invitations.take_back(invitation, actor=actor)


def _see_to_people(closed: Organisation, successor: Organisation | None, actor: User) -> None:
    for membership in closed.memberships.select_related("user").order_by("pk"):
        user = membership.user
        if successor is not None:
            membership.organisation = successor
            membership.save(update_fields=["organisation"])
            data = {"from": str(closed.pk), "to": str(successor.pk)}
            record(actor, "membership.moved", user, data=data)
        elif user.is_active:
            users.change_user(user, actor=actor, role=user.role, is_active=False)
