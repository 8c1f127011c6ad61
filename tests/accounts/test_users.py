"""Looking up users, changing them, and helping one who lost a phone."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role, User
from vef.accounts.services import users
from vef.audit.models import Entry
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


def change_url(user: User) -> str:
    return reverse("admin:accounts_user_change", args=[user.pk])


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.DATA_PROTECTION])
def test_the_office_reads_users_and_changes_none(client_of, role):
    client, other = client_of(UserFactory(role=role)), UserFactory(name="Nia Prysor")
    assert "Nia Prysor" in client.get(reverse("admin:accounts_user_changelist")).content.decode()
    assert client.get(change_url(other)).status_code == 200
    response = client.post(change_url(other), {"name": "Changed", "role": Role.ADMINISTRATOR})
    assert response.status_code == 403
    other.refresh_from_db()
    assert other.name == "Nia Prysor"


def test_an_administrator_changes_role_and_access_with_a_trail(client_of, administrator):
    other = UserFactory(role=Role.OFFICER)
    client = client_of(administrator)
    response = client.post(
        change_url(other), {"name": "Nia Newydd", "language": "cy", "role": Role.MANAGER}
    )
    assert response.status_code == 302, response.context["adminform"].form.errors
    other.refresh_from_db()
    assert (other.name, other.language, other.role) == ("Nia Newydd", "cy", Role.MANAGER)
    assert not other.is_active
    actions = set(Entry.objects.filter(target_id=str(other.pk)).values_list("action", flat=True))
    assert {"user.role-changed", "user.deactivated"} <= actions


def test_no_password_and_no_new_user_in_the_admin(client_of, administrator):
    client = client_of(administrator)
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403
    page = client.get(change_url(UserFactory())).content.decode()
    assert 'type="password"' not in page
    assert "argon2" not in page
    assert client.post(change_url(administrator) + "delete/").status_code in {302, 403, 404}
    assert User.objects.filter(pk=administrator.pk).exists()


def test_a_role_never_crosses_from_one_house_to_another(administrator):
    partner = UserFactory(role=Role.PARTNER)
    with pytest.raises(users.OtherHouse):
        users.change_user(partner, actor=administrator, role=Role.OFFICER, is_active=True)


def test_the_admin_says_so_kindly(client_of, administrator):
    partner = UserFactory(role=Role.PARTNER)
    page = client_of(administrator).post(
        change_url(partner),
        {"name": "A", "language": "en", "role": Role.OFFICER, "is_active": "on"},
    )
    assert "role" in page.context["adminform"].form.errors


@pytest.mark.parametrize(("role", "active"), [(Role.OFFICER, True), (Role.ADMINISTRATOR, False)])
def test_the_last_administrator_stays(administrator, role, active):
    with pytest.raises(users.LastAdministrator):
        users.change_user(administrator, actor=administrator, role=role, is_active=active)
    UserFactory(role=Role.ADMINISTRATOR)
    users.change_user(administrator, actor=administrator, role=role, is_active=active)
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == (role, active)


def test_a_lost_second_factor_is_reset_with_its_reason(client_of, administrator):
    other = UserFactory()
    theirs = client_of(other)
    url = reverse("accounts:second-factor-reset", args=[other.pk])
    client = client_of(administrator)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 200
    assert Authenticator.objects.filter(user=other).exists()
    client.post(url, {"reason": "Rang them on the number in the directory."})
    assert not Authenticator.objects.filter(user=other).exists()
    entry = Entry.objects.get(action="user.second-factor-reset")
    assert (entry.actor_id, entry.target_id) == (str(administrator.pk), str(other.pk))
    assert entry.reason.startswith("Rang them")
    assert theirs.get(reverse("accounts:profile")).status_code == 302
    assert Message.objects.get().context["template"] == "mfa/email/second_factor_reset"


def test_nobody_else_resets_a_second_factor(client_of, officer):
    other = UserFactory()
    url = reverse("accounts:second-factor-reset", args=[other.pk])
    assert client_of(officer).post(url, {"reason": "x"}).status_code == 403
    assert Authenticator.objects.filter(user=other).exists()


def test_second_factors_are_not_records_of_the_admin(client_of, administrator):
    client = client_of(administrator)
    for path in ("mfa/authenticator/", "account/emailaddress/", "auth/group/"):
        assert client.get(reverse("admin:index") + path).status_code == 404


def test_everybody_changes_their_own_name_and_language(client_of, board_member):
    client = client_of(board_member)
    response = client.post(reverse("accounts:profile"), {"name": "Elin G.", "language": "cy"})
    assert response.status_code == 302
    board_member.refresh_from_db()
    assert (board_member.name, board_member.language) == ("Elin G.", "cy")
    client.post(
        reverse("accounts:profile"),
        {"name": "Elin G.", "language": "cy", "role": Role.ADMINISTRATOR},
    )
    board_member.refresh_from_db()
    assert board_member.role == Role.BOARD


def test_the_list_of_users_asks_the_same_for_one_and_for_many(client_of, administrator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(administrator)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("admin:accounts_user_changelist"))
        counts.append(len(seen))
        UserFactory.create_batch(2)
    assert counts[0] == counts[1]


def test_the_first_administrator_can_be_made_from_the_command_line():
    user = User.objects.create_superuser("first@example.org", "crochan-lleuad-9", name="First")
    assert user.role == Role.ADMINISTRATOR
    assert user.emailaddress_set.get().verified
