"""What a partner's lead does about people, done with no more right than the portal's role has."""

import pytest
from django.db import ProgrammingError, connection

from feedback.models import BoardAction
from partners.models import Organisation
from partners.services import people
from partners.services.organisations import set_update_contact
from tests.factories.feedback import BoardActionFactory, activity_of, delivered_pack
from tests.factories.partners import TopicRequestFactory
from tests.roles import as_role
from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.services import invitations


def test_a_lead_invites_takes_back_changes_roles_and_sees_out(
    police: Organisation, lead: User, contributor: User, officer: User, portal: str
) -> None:
    draft = TopicRequestFactory(organisation=police, author=contributor)
    set_update_contact(police, contact=contributor, actor=officer)
    delivered_pack(activity_of(police), author=officer)
    action = BoardActionFactory(organisation=police, owner=contributor.name)
    with as_role(portal):
        invitation = people.ask_to_invite(
            organisation=police,
            actor=lead,
            email="new@example.org",
            name="New",
            role=Role.PARTNER,
            language="cy",
        )
        invitations.take_back(invitation, actor=lead)
        people.change_role(contributor, role=Role.PARTNER_LEAD, actor=lead)
        people.leave_organisation(contributor, actor=lead, successor=lead)
    for row in (draft, police, action):
        row.refresh_from_db()
    assert (draft.author, police.update_contact, action.owner) == (lead, lead, lead.name)
    assert UserInvitation.objects.get().withdrawn_at


@pytest.mark.parametrize(
    "words",
    [
        "UPDATE partners_organisation SET is_active = false",
        "INSERT INTO partners_organisation_boards (organisation_id) VALUES (NULL)",
        "UPDATE feedback_boardaction SET status = 'closed'",
        "SELECT * FROM partners_agreement",
        "DELETE FROM partners_registerentry",
    ],
)
def test_the_portal_changes_nothing_else(police: Organisation, portal: str, words: str) -> None:
    BoardAction.objects.count()
    with pytest.raises(ProgrammingError), as_role(portal), connection.cursor() as cursor:
        cursor.execute(words)
