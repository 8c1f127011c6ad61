"""Whether a user has a second factor, and whether this session has shown it."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

# Set when a session began with a second factor, or set one up.
SHOWN_KEY = "vef_second_factor"
# Set by the demonstration's sign-in page; means nothing outside the demonstration.
DEMO_KEY = "vef_demo_sign_in"

REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_second_factor(user: Any) -> bool:
    """Whether a user has an authenticator app or a passkey. Recovery codes alone don't count."""
    if not user.is_authenticated:
        return False
    return Authenticator.objects.filter(user_id=user.pk, type__in=REAL_FACTORS).exists()


def has_shown_it(request: HttpRequest) -> bool:
    """Whether this session was begun with, or set up, a second factor."""
    return bool(request.session.get(SHOWN_KEY))


def is_demo_sign_in(request: HttpRequest) -> bool:
    return bool(settings.DEMO and request.session.get(DEMO_KEY))
