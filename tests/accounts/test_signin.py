"""Signing in says nothing about who has an account, and has limits."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from tests.accounts.helpers import PASSWORD, enter_password, give_app, make_user
from vef.accounts.mail import ServiceMail
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """Return what the page says, without what differs between any two requests."""
    return " ".join(strip_tags(response.content.decode().split("<main", 1)[1]).split())


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client):
    make_user(email="known@example.org")
    known = client.post(
        reverse("account_login"), {"login": "known@example.org", "password": "wrong"}
    )
    unknown = Client().post(
        reverse("account_login"), {"login": "nobody@example.org", "password": "wrong"}
    )
    assert known.status_code == unknown.status_code == 200
    assert words(known) == words(unknown)


def test_asking_for_a_new_password_gets_the_same_answer_and_the_same_work(client):
    make_user(email="known@example.org")
    answers = []
    for address in ("known@example.org", "nobody@example.org"):
        response = client.post(reverse("account_reset_password"), {"email": address}, follow=True)
        assert response.status_code == 200
        answers.append(words(response))
    assert answers[0] == answers[1]
    assert Message.objects.filter(kind="accounts.service").count() == 2


def test_a_strangers_address_is_kept_nowhere(client):
    client.post(reverse("account_reset_password"), {"email": "stranger@example.org"})
    row = Message.objects.get()
    assert row.secret == ""
    assert "stranger" not in f"{row.recipient_id}{row.context}{row.unique_key}"


def test_a_deactivated_user_is_answered_like_a_stranger_when_asking_for_a_password(client):
    make_user(email="gone@example.org", is_active=False)
    client.post(reverse("account_reset_password"), {"email": "gone@example.org"})
    assert not ServiceMail().gate(Message.objects.get()).allowed


def test_guessing_passwords_is_stopped(client):
    user = make_user()
    give_app(user)
    for _ in range(5):
        assert enter_password(client, user, "wrong").status_code == 200
    refused = enter_password(client, user, PASSWORD)
    assert refused.status_code == 200
    assert "Too many failed login attempts" in refused.content.decode()


def test_asking_too_often_is_answered_kindly_with_429(client):
    statuses = [
        client.post(reverse("account_reset_password"), {"email": "known@example.org"}).status_code
        for _ in range(6)
    ]
    assert statuses == [302] * 5 + [429]


def test_guessing_codes_is_stopped(client):
    user = make_user()
    give_app(user)
    enter_password(client, user)
    for _ in range(5):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})
    refused = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Too many failed login attempts" in refused.content.decode()


def test_a_foreign_way_back_is_not_followed(client):
    user = make_user()
    response = client.post(
        reverse("account_login") + "?next=https://elsewhere.example/",
        {"login": user.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert "elsewhere" not in response["Location"]


def test_a_password_reset_link_does_not_sign_in_and_works_once(client):
    user = make_user()
    give_app(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    secret = json.loads(Message.objects.get().secret)
    link = reverse("account_reset_password_from_key", args=[secret["uid"], secret["key"]])
    browser = Client()
    page = browser.get(link, follow=True)
    form_url = page.redirect_chain[-1][0]
    assert secret["key"] not in form_url
    new = "ysgub-eira-7-mynydd-glas"
    done = browser.post(form_url, {"password1": new, "password2": new})
    assert done["Location"] == reverse("account_reset_password_from_key_done")
    assert "_auth_user_id" not in browser.session
    user.refresh_from_db()
    assert user.check_password(new)
    assert Client().get(link).context["token_fail"]
    # The second factor is still asked for.
    assert enter_password(Client(), user, new)["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_signup", "account_inactive"]
)
@pytest.mark.parametrize("language", ["cy", "en"])
def test_pages_before_sign_in_are_in_both_languages(client, name, language):
    with translation.override(language):
        page = client.get(reverse(name))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert " style=" not in page.content.decode()
    assert "onclick" not in page.content.decode()
