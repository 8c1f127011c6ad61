"""Signing in as a person would: password, then a real code of a real secret."""

import time
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.test import Client
from django.urls import reverse

from vef.accounts.models import Role, User

PASSWORD = "crochan-lleuad-9-sgarff"


def make_user(role: str = Role.OFFICER, **fields: Any) -> User:
    """Make a user with a password and a verified address, without a second factor."""
    number = User.objects.count()
    return User.objects.create_user(
        fields.pop("email", f"colleague{number}@example.org"),
        PASSWORD,
        name=fields.pop("name", "Nia Prysor"),
        role=role,
        **fields,
    )


def code_of(secret: str, *, at: float | None = None) -> str:
    """Return the code an app shows for a secret."""
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def give_app(user: User) -> str:
    """Set up an authenticator app and return its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def secret_of(user: User) -> str:
    return decrypt(user.authenticator_set.get(type="totp").data["secret"])


def enter_password(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def sign_in(client: Client, user: User) -> Any:
    """Sign in with password and code; the user has an app already."""
    enter_password(client, user)
    return client.post(reverse("mfa_authenticate"), {"code": code_of(secret_of(user))})
