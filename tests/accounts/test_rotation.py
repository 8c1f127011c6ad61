import os

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from tests.factories.accounts import UserFactory
from vef.accounts.adapter import MFA_PLACE
from vef.privacy import cipher

pytestmark = pytest.mark.django_db


def test_second_factors_are_sealed_anew_with_everything_else(settings):
    user = UserFactory(second_factor=False)
    totp = Authenticator.objects.create(
        user=user, type="totp", data={"secret": cipher.seal("JBSWY3DP", place=MFA_PLACE)}
    )
    codes = Authenticator.objects.create(
        user=user,
        type="recovery_codes",
        data={"seed": cipher.seal("abc", place=MFA_PLACE), "used_mask": 5},
    )
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "x"})
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: os.urandom(32)}
    call_command("rotate_keys")
    settings.FIELD_KEYS = {2: settings.FIELD_KEYS[2]}
    for row in (totp, codes, passkey):
        row.refresh_from_db()
    assert cipher.unseal(totp.data["secret"], place=MFA_PLACE) == "JBSWY3DP"
    assert cipher.unseal(codes.data["seed"], place=MFA_PLACE) == "abc"
    assert codes.data["used_mask"] == 5
    assert passkey.data == {"name": "x"}
