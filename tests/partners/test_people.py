"""The people of a partner: invited with approval, leads kept, and leaving with a handover."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from feedback.models import AnswerStatus
from partners import desk
from partners.models import Membership, Organisation, RequestStatus
from partners.services import people
from partners.services.organisations import close_organisation, set_update_contact
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.feedback import BoardActionFactory, activity_of, delivered_pack
from tests.factories.partners import (
    OrganisationFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import url
from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.services import invitations, users
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import LinkUnusable, issue_link
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

SignIn = Callable[[User], Client]
INVITED = {
    "name": "Gethin",
    "email": "gethin@example.org",
    "role": Role.PARTNER,
    "language": "cy",
}


def ask(police: Organisation, lead: User, **fields: Any) -> UserInvitation:
    return people.ask_to_invite(organisation=police, actor=lead, **{**INVITED, **fields})


class Letter(NamedTuple):
    """What the outbox would hand to the mail server now."""

    to: str
    subject: str
    text: str


def sent(act: Callable[[], Any]) -> list[Letter]:
    """Return what an act puts into the outbox that may go, as its readers would read it."""
    before = set(Message.objects.values_list("pk", flat=True))
    act()
    found = []
    for message in Message.objects.exclude(pk__in=before):
        kind = kind_of(message)
        recipient = kind.recipient(message)
        assert recipient is not None
        if not kind.gate(message).allowed:
            continue
        with translation.override(recipient.reading):
            wording = kind.build(message, recipient.reading)
        found.append(Letter(recipient.address, wording.subject, wording.text))
    return found


def test_nothing_is_sent_until_the_office_approves(
    police: Organisation,
    lead: User,
    administrator: User,
) -> None:
    asked: list[UserInvitation] = []
    assert sent(lambda: asked.append(ask(police, lead))) == []
    invitation = asked[0]
    assert not invitation.is_open
    token = issue_link(
        scope=invitations.SCOPE, target_id=invitation.pk, expires_at=invitation.expires_at
    )
    with pytest.raises(LinkUnusable):
        invitations.open_invitation(token)
    with pytest.raises(invitations.InvitationClosed):
        invitations.send_again(invitation, actor=administrator)
    mails = sent(lambda: people.approve_invitation(invitation, actor=administrator))
    assert {row.to for row in mails} == {"gethin@example.org", lead.email}
    invitation.refresh_from_db()
    assert invitation.is_open
    assert not people.approve_invitation(invitation, actor=administrator)
    invited = next(row for row in mails if row.to == "gethin@example.org")
    assert "Annwyl Gethin" in invited.text


def test_a_refusal_tells_the_lead_why_and_the_invited_nothing(
    police: Organisation,
    lead: User,
    administrator: User,
) -> None:
    invitation = ask(police, lead)
    mails = sent(
        lambda: people.refuse_invitation(
            invitation, actor=administrator, reason="The address is a private one."
        ),
    )
    assert [row.to for row in mails] == [lead.email]
    assert "The address is a private one." in mails[0].text
    invitation.refresh_from_db()
    assert not invitation.is_open
    for step in (
        lambda: people.approve_invitation(invitation, actor=administrator),
        lambda: people.refuse_invitation(invitation, actor=administrator, reason="Again"),
    ):
        with pytest.raises(invitations.InvitationClosed):
            step()
    assert ask(police, lead)


def test_a_lead_never_learns_who_has_an_account(police: Organisation, lead: User) -> None:
    UserFactory(email="officer@example.org")
    ask(OrganisationFactory(), lead, email="elsewhere@example.org")
    for email in ("officer@example.org", "elsewhere@example.org"):
        with pytest.raises(people.CannotInvite):
            ask(police, lead, email=email)


def test_the_office_sees_on_its_desk_that_somebody_waits(
    police: Organisation, lead: User, officer: User, manager: User, administrator: User
) -> None:
    ask(police, lead)
    lines = {
        user.pk: [item.text for item in desk.items(user, clock.today()) if "colleague" in item.text]
        for user in (officer, manager, administrator)
    }
    assert lines[officer.pk] == []
    expected = ["1 partner's invitation to a colleague waits for approval"]
    assert lines[manager.pk] == lines[administrator.pk] == expected


def test_the_last_lead_stays_whatever_page_it_is(
    police: Organisation, lead: User, contributor: User, administrator: User
) -> None:
    with pytest.raises(people.LastLead):
        people.change_role(lead, role=Role.PARTNER, actor=lead)
    with pytest.raises(people.LastLead):
        people.leave_organisation(lead, actor=lead)
    with pytest.raises(users.ChangeRefused):
        users.change_user(lead, actor=administrator, role=lead.role, is_active=False)
    people.change_role(contributor, role=Role.PARTNER_LEAD, actor=lead)
    people.change_role(lead, role=Role.PARTNER, actor=lead)
    with pytest.raises(people.LastLead):
        people.leave_organisation(contributor, actor=lead)


def test_the_successor_of_the_last_lead_becomes_one(
    police: Organisation, lead: User, contributor: User
) -> None:
    people.leave_organisation(lead, actor=lead, successor=contributor)
    contributor.refresh_from_db()
    lead.refresh_from_db()
    assert contributor.role == Role.PARTNER_LEAD
    assert not lead.is_active
    assert lead.session_epoch == 1


def test_leaving_hands_over_what_is_in_somebodys_hands(
    police: Organisation,
    lead: User,
    contributor: User,
    officer: User,
) -> None:
    draft = TopicRequestFactory(organisation=police, author=contributor)
    asked = SubmittedRequestFactory(
        organisation=police, author=contributor, status=RequestStatus.MORE_INFORMATION
    )
    decided = SubmittedRequestFactory(organisation=police, author=contributor)
    set_update_contact(police, contact=contributor, actor=officer)
    answer = delivered_pack(activity_of(police), author=officer).answers.first()
    answer.status, answer.action_en = AnswerStatus.ACCEPTED, "Train staff."
    answer.owner, answer.due_on = contributor.name, date(2027, 1, 1)
    answer.save()
    action = BoardActionFactory(organisation=police, owner=contributor.name)
    elsewhere = BoardActionFactory(owner=contributor.name)
    with pytest.raises(people.SuccessorNeeded) as refused:
        people.leave_organisation(contributor, actor=lead)
    assert refused.value.duties == {"requests": 2, "contact": 1}
    mails = sent(
        lambda: people.leave_organisation(contributor, actor=lead, successor=lead),
    )
    assert [row.to for row in mails] == [lead.email]
    assert "victim" not in mails[0].subject.lower()
    for row in (draft, asked, decided, police, answer, action, elsewhere):
        row.refresh_from_db()
    assert (draft.author, asked.author, decided.author) == (lead, lead, contributor)
    assert police.update_contact == lead
    assert (answer.owner, action.owner) == (lead.name, lead.name)
    assert elsewhere.owner == contributor.name
    membership = Membership.objects.get(user=contributor)
    assert (membership.left_on, membership.handed_over_to) == (clock.today(), lead)
    said = set(Entry.objects.values_list("action", flat=True))
    assert said >= {"membership.left", "topicrequest.handed-over", "partneranswer.handed-over"}
    people.leave_organisation(contributor, actor=lead, successor=lead)
    assert Entry.objects.filter(action="membership.left").count() == 1


def test_the_successor_is_a_colleague(police: Organisation, lead: User, contributor: User) -> None:
    stranger = partner_user(OrganisationFactory())
    gone = partner_user(police, is_active=False)
    for unfit in (contributor, stranger, gone):
        with pytest.raises(people.NotAColleague):
            people.leave_organisation(contributor, actor=lead, successor=unfit)
    contributor.refresh_from_db()
    assert contributor.is_active


def test_the_database_knows_what_handed_over_means(
    police: Organisation, lead: User, contributor: User
) -> None:
    rows = Membership.objects.filter(user=contributor)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(handed_over_to=lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(handed_over_to=contributor, left_on=clock.today())


def test_a_closed_organisation_needs_no_lead(
    police: Organisation, lead: User, officer: User
) -> None:
    successor = OrganisationFactory()
    mali = partner_user(successor, language="cy")
    mails = sent(
        lambda: close_organisation(
            police, actor=officer, reason="Merged", successor=successor, people_move=False
        ),
    )
    assert [row.to for row in mails] == [mali.email]
    assert "Mae eich sefydliad yn cymryd drosodd" in mails[0].subject
    lead.refresh_from_db()
    assert not lead.is_active


def test_a_lead_invites_by_the_page(
    police: Organisation, lead: User, client_of: SignIn, administrator: User
) -> None:
    client = client_of(lead)
    page = client.post(url("people-invite"), {"name": "Gethin", "role": Role.PARTNER})
    assert page.context["form"].errors.keys() == {"email", "language"}
    assert 'value="Gethin"' in page.content.decode()
    page = client.post(url("people-invite"), INVITED | {"role": Role.OFFICER})
    assert page.context["form"].errors.keys() == {"role"}
    page = client.post(url("people-invite"), INVITED, follow=True)
    assert "Waits for our office" in page.content.decode()
    page = client.post(url("people-invite"), INVITED)
    assert "Please ask our office" in page.content.decode()
    invitation = UserInvitation.objects.get()
    office = client_of(administrator)
    assert "gethin@example.org" in office.get(url("approval-list")).content.decode()
    office.post(url("approval-give", invitation.pk))
    invitation.refresh_from_db()
    assert invitation.approved_by == administrator
    client.post(url("people-invitation-take-back", invitation.pk))
    invitation.refresh_from_db()
    assert invitation.withdrawn_at
    page = office.post(url("approval-give", invitation.pk), follow=True)
    assert "no longer waiting" in page.content.decode()


def test_the_office_refuses_by_the_page(
    police: Organisation, lead: User, client_of: SignIn, administrator: User
) -> None:
    invitation = ask(police, lead)
    address = url("approval-refuse", invitation.pk)
    client = client_of(administrator)
    assert client.post(address, {"reason": ""}).context["form"].errors.keys() == {"reason"}
    assert client.post(address, {"reason": "Not theirs."}).status_code == 302
    assert client.get(address).status_code == 404


def test_roles_and_leaving_by_the_pages(
    police: Organisation, lead: User, contributor: User, client_of: SignIn, manager: User
) -> None:
    client = client_of(lead)
    role = url("people-role", lead.pk, language="cy")
    page = client.post(role, {"role": Role.PARTNER})
    assert "arweinydd partner olaf" in page.content.decode()
    TopicRequestFactory(organisation=police, author=contributor)
    leave = url("people-leave", contributor.pk)
    page = client.get(leave)
    assert "1 request to finish" in page.content.decode()
    page = client.post(leave, {"reason": "New job"})
    assert page.context["form"].errors.keys() == {"successor"}
    assert "New job" in page.content.decode()
    page = client.post(leave, {"successor": lead.pk}, follow=True)
    assert "Handed over to:" in page.content.decode()
    assert client.get(leave).status_code == 404
    second = partner_user(police)
    office = url("member-leave", police.pk, second.pk)
    assert client_of(manager).post(office, {}).status_code == 302
    second.refresh_from_db()
    assert not second.is_active


def test_anothers_people_are_not_there(police: Organisation, lead: User, client_of: SignIn) -> None:
    other = OrganisationFactory()
    stranger = partner_user(other)
    invitation = ask(other, stranger)
    client = client_of(lead)
    for address in (url("people-role", stranger.pk), url("people-leave", stranger.pk)):
        assert client.get(address).status_code == 404
        assert client.post(address, {"role": Role.PARTNER}).status_code == 404
    assert client.post(url("people-invitation-take-back", invitation.pk)).status_code == 404
    assert stranger.name not in client.get(url("people")).content.decode()


def test_the_list_of_people_asks_the_same_questions_for_one_and_three(
    police: Organisation, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as caught:
            client.get(url("people"))
        counts.append(len(caught))
        for each in range(2):
            partner_user(police, role=Role.PARTNER)
            ask(police, lead, email=f"new{number}{each}@example.org")
    assert counts[0] == counts[1]


def test_the_admin_says_why_the_last_lead_stays(
    police: Organisation, lead: User, administrator: User, client_of: SignIn
) -> None:
    with translation.override("en"):
        address = reverse("admin:accounts_user_change", args=[lead.pk])
    typed = {"name": lead.name, "language": "en", "role": Role.PARTNER, "is_active": "on"}
    page = client_of(administrator).post(address, typed)
    assert "This is the last partner lead." in page.content.decode()
    lead.refresh_from_db()
    assert lead.role == Role.PARTNER_LEAD


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in")
@pytest.mark.django_db(transaction=True)
def test_of_two_last_leads_who_step_down_at_once_one_stays() -> None:
    organisation = OrganisationFactory()
    leads = [partner_user(organisation), partner_user(organisation)]
    start, refused = threading.Barrier(2), []

    def step_down(user: User) -> None:
        try:
            start.wait(5)
            people.change_role(user, role=Role.PARTNER, actor=user)
        except people.LastLead:
            refused.append(user.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=step_down, args=[user]) for user in leads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(refused) == 1
    still = User.objects.filter(membership__organisation=organisation, role=Role.PARTNER_LEAD)
    assert [user.pk for user in still] == refused


def test_an_invitation_that_ran_out_before_approval_works_from_approval(
    police: Organisation, lead: User, administrator: User
) -> None:
    invitation = ask(police, lead)
    UserInvitation.objects.filter(pk=invitation.pk).update(
        expires_at=clock.now() - timedelta(days=1)
    )
    people.approve_invitation(invitation, actor=administrator)
    invitation.refresh_from_db()
    assert invitation.is_open
    assert Message.objects.filter(kind="accounts.invitation").count() == 1
