"""Sessions end when they were left alone, when they are old, and when access is taken away."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.urls import reverse

from tests.factories.accounts import UserFactory
from vef.accounts.models import Role
from vef.accounts.services.users import change_user, end_sessions

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


def is_in(client) -> bool:
    return client.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize(
    ("role", "minutes"),
    [(Role.OFFICER, 20), (Role.ADMINISTRATOR, 20), (Role.PARTNER, 30), (Role.BOARD, 30)],
)
def test_a_session_left_alone_ends(clock, client_of, role, minutes):
    client = client_of(UserFactory(role=role))
    clock.shift(timedelta(minutes=minutes, seconds=-1))
    assert is_in(client)
    clock.shift(timedelta(minutes=minutes))
    assert not is_in(client)


def test_every_use_starts_the_wait_again(clock, client_of):
    client = client_of(UserFactory())
    for _ in range(6):
        clock.shift(timedelta(minutes=15))
        assert is_in(client)


def test_no_session_outlasts_a_working_day(clock, client_of):
    client = client_of(UserFactory())
    for _ in range(31):
        clock.shift(timedelta(minutes=15))
        assert is_in(client)
    clock.shift(timedelta(minutes=15))
    response = client.get(reverse("accounts:profile"))
    assert "ended=long" in response["Location"]


def test_an_ended_session_is_gone_on_the_server_and_the_way_back_is_kept(clock, client_of):
    client = client_of(UserFactory())
    key = client.session.session_key
    clock.shift(timedelta(minutes=21))
    response = client.get(reverse("accounts:profile") + "?page=2")
    assert not Session.objects.filter(session_key=key).exists()
    query = parse_qs(urlsplit(response["Location"]).query)
    assert query["ended"] == ["idle"]
    assert query["next"] == [reverse("accounts:profile") + "?page=2"]
    page = client.get(response["Location"])
    assert "left alone for a while" in page.content.decode()
    assert f'value="{reverse("accounts:profile")}?page=2"' in page.content.decode()


def test_a_deactivated_user_is_out_at_the_next_request(client_of):
    user, chief = UserFactory(), UserFactory(role=Role.ADMINISTRATOR)
    client = client_of(user)
    assert is_in(client)
    change_user(user, actor=chief, role=user.role, is_active=False)
    assert not is_in(client)
    change_user(user, actor=chief, role=user.role, is_active=True)
    assert not is_in(client), "the old session stays dead"


def test_a_new_role_works_at_the_next_request(client_of):
    user, chief = UserFactory(role=Role.ADMINISTRATOR), UserFactory(role=Role.ADMINISTRATOR)
    client = client_of(user)
    assert client.get(reverse("accounts:invite")).status_code == 200
    change_user(user, actor=chief, role=Role.OFFICER, is_active=True)
    assert client.get(reverse("accounts:invite")).status_code == 403


def test_sessions_can_be_ended_everywhere(client_of):
    user = UserFactory()
    one, two = client_of(user), client_of(user)
    end_sessions(user, actor=user)
    assert not is_in(one)
    assert not is_in(two)
    assert is_in(client_of(user))


def test_signing_out_ends_the_session_on_the_server(client_of):
    client = client_of(UserFactory())
    key = client.session.session_key
    response = client.post(reverse("account_logout"))
    assert response["Location"] == reverse("account_login")
    assert "cache" in response["Clear-Site-Data"]
    assert not Session.objects.filter(session_key=key).exists()


def test_looking_at_the_sign_out_page_signs_nobody_out(client_of):
    client = client_of(UserFactory())
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_in(client)
