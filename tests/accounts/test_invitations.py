"""The one way to an account is an invitation, for one address, once."""

import re
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from partners.models import Organisation
from tests.accounts.helpers import PASSWORD
from tests.factories.accounts import UserFactory
from vef.accounts import organisations
from vef.accounts.mail import InvitationMail
from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.services import invitations
from vef.accounts.signals import user_joined
from vef.audit.models import Entry
from vef.common import clock
from vef.common.bilingual import in_language
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

ORGANISATION = uuid.uuid4()


def invite(chief: User, **fields):
    wanted = {
        "email": "newcomer@example.org",
        "name": "Mari Llwyn",
        "role": Role.OFFICER,
        "language": "cy",
        **fields,
    }
    return invitations.invite_user(actor=chief, **wanted)


def letter(invitation: UserInvitation, language: str = "en"):
    """Return the newest mail of an invitation as the outbox would write it."""
    message = Message.objects.filter(about_id=invitation.pk).latest("created_at")
    with in_language(language):
        return InvitationMail().build(message, language)


def link_in(text: str) -> str:
    return re.search(r"https?://[^/]+(/\S+)", text)[1]


def accept(client: Client, link: str, **fields):
    """Open the link, go on, and fill in the form."""
    with in_language("en"):
        gone_on = client.post(link)
        answer = {
            "name": "Mari Llwyn",
            "language": "cy",
            "password1": PASSWORD,
            "password2": PASSWORD,
            **fields,
        }
        return client.post(gone_on["Location"], answer)


def test_nobody_signs_up_without_an_invitation(client):
    page = client.get(reverse("account_signup"))
    assert "by invitation only" in page.content.decode()
    client.post(
        reverse("account_signup"),
        {
            "email": "outsider@example.org",
            "name": "Outsider",
            "language": "en",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert not User.objects.exists()


def test_an_invited_officer_becomes_one(client, administrator):
    invitation = invite(administrator)
    response = accept(client, link_in(letter(invitation).text))
    assert response.status_code == 302
    user = User.objects.get(email="newcomer@example.org")
    assert (user.role, user.name, user.language) == (Role.OFFICER, "Mari Llwyn", "cy")
    assert user.check_password(PASSWORD)
    address = EmailAddress.objects.get(user=user)
    assert address.verified
    assert address.primary
    invitation.refresh_from_db()
    assert invitation.accepted_by == user
    assert client.get(reverse("account_email"))["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert Entry.objects.filter(action="user.joined", target_id=str(user.pk)).exists()


@pytest.fixture
def real_organisation(db):
    Organisation.objects.create(
        pk=ORGANISATION, code="cb", name="Cyngor Brynglas", kind=Organisation.Kind.COUNCIL
    )


def test_partners_hear_of_a_newcomer_in_the_same_transaction(
    client, administrator, real_organisation
):
    heard = []

    def hear(sender, user, for_organisation, **kwargs):
        heard.append((user.email, for_organisation, transaction.get_connection().in_atomic_block))

    user_joined.connect(hear)
    try:
        invitation = invite(administrator, role=Role.PARTNER_LEAD, for_organisation=ORGANISATION)
        accept(client, link_in(letter(invitation).text))
    finally:
        user_joined.disconnect(hear)
    assert User.objects.get(email="newcomer@example.org").membership.organisation_id == ORGANISATION
    assert heard == [("newcomer@example.org", ORGANISATION, True)]


def test_what_partners_refuse_leaves_no_user_behind(client, administrator, real_organisation):
    def refuse(sender, **kwargs):
        raise RuntimeError("no such organisation")

    user_joined.connect(refuse)
    try:
        invitation = invite(administrator, role=Role.PARTNER, for_organisation=ORGANISATION)
        with pytest.raises(RuntimeError):
            accept(client, link_in(letter(invitation).text))
    finally:
        user_joined.disconnect(refuse)
    assert not User.objects.filter(email="newcomer@example.org").exists()
    invitation.refresh_from_db()
    assert invitation.is_open


def test_the_address_and_role_can_not_be_changed_on_the_form(client, administrator):
    invitation = invite(administrator)
    accept(
        client,
        link_in(letter(invitation).text),
        email="other@example.org",
        role=Role.ADMINISTRATOR,
    )
    user = User.objects.get(name="Mari Llwyn")
    assert (user.email, user.role) == ("newcomer@example.org", Role.OFFICER)


def test_looking_at_an_invitation_changes_nothing(client, administrator):
    invitation = invite(administrator)
    link = link_in(letter(invitation).text)
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert client.head(link).status_code == 200
    assert not client.session.keys()
    assert "Mari Llwyn" in page.content.decode()
    assert not User.objects.filter(email="newcomer@example.org").exists()


def used(invitation, chief):
    accept(Client(), link_in(letter(invitation).text))


def expired(invitation, chief):
    UserInvitation.objects.update(expires_at=clock.now() - timedelta(minutes=1))


def taken_back(invitation, chief):
    invitations.take_back(invitation, actor=chief)


def sent_again(invitation, chief):
    invitations.send_again(invitation, actor=chief)


@pytest.mark.parametrize("spoil", [used, expired, taken_back, sent_again])
def test_a_link_that_opens_nothing_is_like_one_that_never_was(client, administrator, spoil):
    invitation = invite(administrator)
    link = link_in(letter(invitation).text)
    spoil(invitation, administrator)
    never = client.get(link[:-6] + "AAAAA/")
    for response in (client.get(link), client.post(link)):
        assert response.status_code == never.status_code == 410
    assert "newcomer" not in client.get(link).content.decode()


def test_taken_back_while_the_form_is_open(client, administrator):
    invitation = invite(administrator)
    link = link_in(letter(invitation).text)
    with in_language("en"):
        form = client.post(link)["Location"]
    client.get(form)
    invitations.take_back(invitation, actor=administrator)
    client.post(
        form,
        {"name": "A", "language": "en", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not User.objects.filter(email="newcomer@example.org").exists()


def test_one_waiting_invitation_per_address_and_none_for_users(administrator):
    invite(administrator)
    with pytest.raises(invitations.AlreadyInvited):
        invite(administrator, email="Newcomer@Example.org")
    with pytest.raises(invitations.HasAccount):
        invite(administrator, email=administrator.email.upper())


@pytest.mark.parametrize(
    ("role", "organisation"), [(Role.PARTNER, None), (Role.OFFICER, ORGANISATION)]
)
def test_partners_belong_to_an_organisation_and_others_do_not(administrator, role, organisation):
    with pytest.raises(invitations.OrganisationMismatch):
        invite(administrator, role=role, for_organisation=organisation)
    with pytest.raises(IntegrityError), transaction.atomic():
        UserInvitation.objects.create(
            email="a@example.org",
            name="A",
            role=role,
            for_organisation=organisation,
            invited_by=administrator,
            expires_at=clock.now(),
        )


def test_steps_on_a_closed_invitation_are_refused(administrator):
    invitation = invite(administrator)
    invitations.take_back(invitation, actor=administrator)
    for step in (invitations.take_back, invitations.send_again):
        with pytest.raises(invitations.InvitationClosed):
            step(invitation, actor=administrator)


@pytest.mark.parametrize(("language", "word"), [("cy", "/cy/"), ("en", "/en/")])
def test_the_letter_is_in_the_invited_ones_language_and_neutral(administrator, language, word):
    invitation = invite(administrator, language=language)
    kind, message = InvitationMail(), Message.objects.get(about_id=invitation.pk)
    assert kind.recipient(message).reading == language
    assert kind.recipient(message).address == "newcomer@example.org"
    wording = letter(invitation, language)
    assert f"{word}account/invitation/" in wording.text
    assert f"{word}account/invitation/" in wording.html
    for give_away in ("police", "crime", "victim", "heddlu", "trosedd", "dioddef"):
        assert give_away not in f"{wording.subject} {wording.text}".lower()


def test_no_token_and_no_address_lie_in_the_outbox(administrator):
    invite(administrator)
    message = Message.objects.get(kind="accounts.invitation")
    assert "newcomer" not in f"{message.context}{message.recipient_id}{message.unique_key}"
    assert message.secret == ""


def test_a_letter_is_withheld_once_its_invitation_is_closed(administrator):
    invitation = invite(administrator)
    first = Message.objects.get()
    assert InvitationMail().gate(first).allowed
    invitations.send_again(invitation, actor=administrator)
    assert InvitationMail().gate(first).reason == "invitation-closed"
    second = Message.objects.latest("created_at")
    assert InvitationMail().gate(second).allowed
    invitations.take_back(invitation, actor=administrator)
    assert not InvitationMail().gate(second).allowed


@pytest.fixture
def one_organisation(monkeypatch):
    monkeypatch.setattr(organisations, "_offers", [lambda: [(ORGANISATION, "Cyngor Brynglas")]])


def test_an_administrator_invites_on_the_page(client_of, administrator, one_organisation):
    client = client_of(administrator)
    response = client.post(
        reverse("accounts:invite"),
        {
            "name": "Mari Llwyn",
            "email": "newcomer@example.org",
            "role": Role.PARTNER,
            "for_organisation": str(ORGANISATION),
            "language": "cy",
        },
    )
    assert response.status_code == 302
    invitation = UserInvitation.objects.get()
    assert invitation.for_organisation == ORGANISATION
    assert invitation.invited_by == administrator
    page = client.get(reverse("accounts:invite")).content.decode()
    assert "newcomer@example.org" in page
    assert "Cyngor Brynglas" in page
    for name in ("send-again", "take-back"):
        client.post(reverse(f"accounts:invitation-{name}", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert invitation.sendings == 2
    assert invitation.withdrawn_at


def test_what_was_typed_stays_when_something_is_wrong(client_of, administrator, one_organisation):
    page = client_of(administrator).post(
        reverse("accounts:invite"),
        {"name": "Mari Llwyn", "email": "wrong", "role": Role.PARTNER, "language": "cy"},
    )
    assert page.status_code == 200
    assert set(page.context["form"].errors) == {"email", "for_organisation"}
    assert 'value="Mari Llwyn"' in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_only_administrators_invite(client_of, role):
    user = UserFactory(role=role)
    expected = 403 if user.is_office else 404
    assert client_of(user).get(reverse("accounts:invite")).status_code == expected
    assert client_of(user).post(reverse("accounts:invite"), {}).status_code == expected


def test_steps_need_a_post(client_of, administrator):
    invitation = invite(administrator)
    client = client_of(administrator)
    assert (
        client.get(reverse("accounts:invitation-take-back", args=[invitation.pk])).status_code
        == 405
    )


def test_the_list_asks_the_same_for_one_and_for_many(
    client_of, administrator, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(administrator)
    counts = []
    for emails in (["a@example.org"], ["b@example.org", "c@example.org"]):
        for email in emails:
            invite(administrator, email=email)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(reverse("accounts:invite"))
        counts.append(len(seen))
    assert counts[0] == counts[1]
