"""Nobody works here without a second factor, and its secrets are sealed."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings
from django.urls import reverse

from tests.accounts.helpers import (
    PASSWORD,
    code_of,
    enter_password,
    give_app,
    make_user,
    secret_of,
    sign_in,
)
from tests.factories.accounts import UserFactory
from vef.accounts.models import Role
from vef.accounts.second_factor import DEMO_KEY
from vef.privacy import cipher

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Role.values)
def test_every_role_must_set_up_a_second_factor(role, client_of):
    client = client_of(UserFactory(role=role, second_factor=False))
    for name in ("account_email", "account_change_password", "accounts:invite", "admin:index"):
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response["Location"] == reverse("mfa_index"), name


def test_setting_up_and_leaving_are_open_without_a_second_factor(client_of):
    client = client_of(UserFactory(second_factor=False))
    assert client.get(reverse("mfa_index")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200


@pytest.mark.parametrize("role", Role.values)
def test_a_second_factor_opens_the_way(role, client_of):
    response = client_of(UserFactory(role=role)).get(reverse("mfa_index"))
    assert response.status_code == 200
    response = client_of(UserFactory(role=role)).get(reverse("account_email"))
    assert response.status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client_of):
    user = UserFactory(second_factor=False)
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": "", "used_mask": 0}
    )
    assert client_of(user).get(reverse("account_email"))["Location"] == reverse("mfa_index")


# With real commits: the session learns of the new factor once it is committed.
@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_and_signing_in_with_its_code(client):
    user = make_user()
    enter_password(client, user)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200, "the password just typed is proof enough for the first factor"
    secret = page.context["form"].secret
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    assert secret in page.content.decode()
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(reverse("mfa_view_recovery_codes"))
    assert codes.status_code == 200, "nothing more to prove before the codes are shown"
    assert len(codes.context["unused_codes"]) == 10
    assert client.get(reverse("account_email")).status_code == 200, "this session set it up"

    again = Client()
    assert enter_password(again, user)["Location"] == reverse("mfa_authenticate")
    assert "_auth_user_id" not in again.session, "the password alone signs nobody in"
    wrong = again.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in again.session


def test_a_right_code_signs_in_and_works_once(client):
    user = make_user()
    secret = give_app(user)
    sign_in(client, user)
    assert client.session["_auth_user_id"] == str(user.pk)

    other = Client()
    enter_password(other, user)
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert "_auth_user_id" not in other.session, "a code that was used is used up"


def test_secrets_of_second_factors_are_sealed_in_the_database():
    user = make_user()
    secret = give_app(user)
    stored = json.dumps(Authenticator.objects.get(user=user, type="totp").data)
    assert secret not in stored
    assert secret_of(user) == secret
    sealed = json.loads(stored)["secret"]
    with pytest.raises(cipher.CannotOpen):
        cipher.unseal(sealed, place="somewhere|else")


def test_recovery_codes_are_sealed_and_each_works_once(client):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = make_user()
    give_app(user)
    codes = RecoveryCodes.activate(user)
    seed = codes.instance.data["seed"]
    assert cipher.version_of(seed) == cipher.current_version()
    code = codes.generate_codes()[0]
    assert code not in json.dumps(codes.instance.data)

    enter_password(client, user)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
    other = Client()
    enter_password(other, user)
    other.post(reverse("mfa_authenticate"), {"code": code})
    assert "_auth_user_id" not in other.session


def test_a_session_begun_with_the_password_alone_ends_once_there_is_a_second_factor(client):
    user = make_user()
    enter_password(client, user)
    assert client.session["_auth_user_id"] == str(user.pk)
    give_app(user)  # somewhere else
    response = client.get(reverse("account_email"))
    assert response.status_code == 302
    assert "ended=second-factor" in response["Location"]
    assert "_auth_user_id" not in client.session


def test_the_last_second_factor_stays(client):
    user = make_user()
    give_app(user)
    sign_in(client, user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_deactivate_totp"))
    assert page.context["form"].errors
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_changing_factors_later_asks_for_proof_again(client):
    user = make_user()
    give_app(user)
    sign_in(client, user)
    response = client.get(reverse("mfa_add_webauthn"))
    assert response.status_code == 302
    assert reverse("account_reauthenticate") in response["Location"]


def test_the_admin_has_no_door_of_its_own(client):
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))
    posted = client.post(reverse("admin:login"), {"username": "a", "password": "b"})
    assert posted["Location"].startswith(reverse("account_login"))


def test_the_admin_turns_partners_away(client_of):
    client = client_of(UserFactory(role=Role.PARTNER_LEAD))
    assert client.get(reverse("admin:login")).status_code == 403


@override_settings(DEMO=True)
def test_the_demonstration_mark_spares_the_second_factor(client_of):
    client = client_of(UserFactory(second_factor=False))
    session = client.session
    session[DEMO_KEY] = True
    session.save()
    assert client.get(reverse("account_email")).status_code == 200


@override_settings(DEMO=False)
def test_the_demonstration_mark_means_nothing_in_a_real_service(client_of):
    client = client_of(UserFactory(second_factor=False))
    session = client.session
    session[DEMO_KEY] = True
    session.save()
    assert client.get(reverse("account_email"))["Location"] == reverse("mfa_index")
