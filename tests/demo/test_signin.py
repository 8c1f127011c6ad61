"""The demonstration signs in without a second factor, on this computer only."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import reverse

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role
from vef.demo import guard

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return [UserFactory(role=role, second_factor=False) for role in Role.values]


@override_settings(DEMO=True)
def test_it_offers_one_user_for_each_kind_of_reader(client, world):
    UserFactory(role=Role.OFFICER, name="A second officer")
    page = client.get(reverse("demo:sign-in"))
    assert page.status_code == 200
    assert [reader.user for reader in page.context["readers"]] == world
    assert "A second officer" not in page.content.decode()


@override_settings(DEMO=True)
@pytest.mark.parametrize("role", Role.values)
def test_each_of_them_gets_in_without_a_second_factor(client, world, role):
    user = next(user for user in world if user.role == role)
    response = client.post(reverse("demo:sign-in"), {"user": str(user.pk)})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert client.get(reverse("account_email")).status_code == 200


@override_settings(DEMO=True)
def test_looking_at_it_signs_nobody_in(client, world):
    client.get(reverse("demo:sign-in"))
    assert "_auth_user_id" not in client.session


@override_settings(DEMO=True)
@pytest.mark.parametrize("value", ["", "nobody", "00000000-0000-0000-0000-000000000000"])
def test_nobody_else_can_be_chosen(client, world, value):
    assert client.post(reverse("demo:sign-in"), {"user": value}).status_code == 404


@override_settings(DEMO=True)
def test_a_user_who_was_deactivated_is_not_offered(client, world):
    world[0].is_active = False
    world[0].save()
    assert client.post(reverse("demo:sign-in"), {"user": world[0].pk}).status_code == 404


@override_settings(DEMO=False)
def test_it_does_not_exist_outside_the_demonstration(client, world):
    assert client.get(reverse("demo:sign-in")).status_code == 404
    response = client.post(reverse("demo:sign-in"), {"user": str(world[0].pk)})
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@override_settings(DEMO=True)
@pytest.mark.parametrize(
    "hosts", [["*"], ["localhost", "forum.example.org"], [".example.org"], ["0.0.0.0"]]
)
def test_a_demonstration_others_could_reach_refuses_to_start(hosts):
    with override_settings(ALLOWED_HOSTS=hosts), pytest.raises(ImproperlyConfigured):
        guard.refuse_to_be_reached()


@override_settings(DEMO=True, ALLOWED_HOSTS=["localhost", "127.0.0.1", "[::1]", "testserver"])
def test_a_demonstration_on_this_computer_starts():
    guard.refuse_to_be_reached()


@override_settings(DEMO=False, ALLOWED_HOSTS=["forum.example.org"])
def test_a_real_service_is_not_bothered():
    guard.refuse_to_be_reached()
    assert guard.check_not_deployed(None) == []


@override_settings(DEMO=True)
def test_deploying_a_demonstration_is_an_error():
    assert [error.id for error in guard.check_not_deployed(None)] == ["vef.demo.E001"]
