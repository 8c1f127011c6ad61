"""Sessions that end in time, and the second factor everybody must have."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from vef.accounts.second_factor import has_second_factor, has_shown_it, is_demo_sign_in
from vef.common import clock

GetResponse = Callable[[HttpRequest], HttpResponse]

STARTED_KEY = "vef_started"
SEEN_KEY = "vef_seen"
# Saving a session at each click costs a write; half a minute is near enough.
SEEN_EVERY = timedelta(seconds=30)

# Pages open to a user who has no second factor yet: setting one up, and leaving.
WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
        "accounts:profile",
        "healthz",
        "readyz",
        # What every layout loads or links, and holds nothing about anybody.
        "common:accent",
        "common:logo",
        "common:privacy",
        "common:accessibility",
        "common:cookies",
    }
)


def idle_limit(user: Any) -> timedelta:
    return settings.SESSION_IDLE_STAFF if user.is_office else settings.SESSION_IDLE_PARTNER


def sign_in_again(request: HttpRequest, ended: str) -> HttpResponse:
    """End the session here and on the server, and go to sign-in, keeping the way back.

    ``ended`` says why, in a word the sign-in page knows.
    """
    here = request.get_full_path()
    logout(request)
    query = urlencode({"ended": ended, REDIRECT_FIELD_NAME: here})
    return HttpResponseRedirect(f"{reverse('account_login')}?{query}")


class SessionLimitMiddleware:
    """Ends sessions that were left alone, or that have lasted a working day."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            ended = self.ended(request)
            if ended:
                return sign_in_again(request, ended)
            self.note(request)
        response = self.get_response(request)
        self.forget_on_sign_out(request, response)
        return response

    def ended(self, request: HttpRequest) -> str:
        """Return why the session is over ("idle" or "long"), or nothing while it may go on."""
        now = clock.now()
        started = self.moment(request, STARTED_KEY)
        if started and now - started >= settings.SESSION_ABSOLUTE:
            return "long"
        seen = self.moment(request, SEEN_KEY)
        if seen and now - seen >= idle_limit(request.user):
            return "idle"
        return ""

    def note(self, request: HttpRequest) -> None:
        now = clock.now()
        if STARTED_KEY not in request.session:
            request.session[STARTED_KEY] = now.isoformat()
        seen = self.moment(request, SEEN_KEY)
        if seen is None or abs(now - seen) >= SEEN_EVERY:
            request.session[SEEN_KEY] = now.isoformat()

    @staticmethod
    def moment(request: HttpRequest, key: str) -> datetime | None:
        value = request.session.get(key)
        return datetime.fromisoformat(value) if value else None

    @staticmethod
    def forget_on_sign_out(request: HttpRequest, response: HttpResponse) -> None:
        """Have the browser drop pages it kept, so that "back" shows nothing after sign-out."""
        match = request.resolver_match
        if match and match.view_name == "account_logout" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache", "storage"'


class SecondFactorMiddleware:
    """Lets nobody past without a second factor.

    A user who has none is sent to set one up. A session that began before the
    user had one, elsewhere, must sign in again: knowing the password was not
    enough then and isn't now.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or is_demo_sign_in(request):
            return None
        match = request.resolver_match
        if match and match.view_name in WITHOUT_SECOND_FACTOR:
            return None
        if not has_second_factor(request.user):
            return HttpResponseRedirect(reverse("mfa_index"))
        if not has_shown_it(request):
            return sign_in_again(request, "second-factor")
        return None
