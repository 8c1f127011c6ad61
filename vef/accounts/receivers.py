"""What happens when somebody signs in, or something about an account changes."""

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from vef.accounts.middleware import SEEN_KEY, STARTED_KEY
from vef.accounts.models import User
from vef.accounts.second_factor import REAL_FACTORS, SHOWN_KEY, has_second_factor
from vef.audit.services import record
from vef.common import clock


def begin_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Start the session's clocks, and note whether it began with a second factor.

    allauth signs nobody in who has a second factor and has not shown it.
    """
    now = clock.now().isoformat()
    request.session[STARTED_KEY] = request.session[SEEN_KEY] = now
    request.session[SHOWN_KEY] = has_second_factor(user)


def note_sign_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    record(user, "user.signed-in", user)


def note_factor_added(
    sender: Any, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    if authenticator.type in REAL_FACTORS:
        request.session[SHOWN_KEY] = True
        # Setting it up proved who is here; the recovery codes that follow need not ask again.
        record_authentication(
            request, user, method="mfa", reauthenticated=True, type=authenticator.type
        )
        record(user, "user.second-factor-added", user, data={"type": authenticator.type})


def note_factor_removed(
    sender: Any, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    record(user, "user.second-factor-removed", user, data={"type": authenticator.type})


def note_codes_made(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "user.recovery-codes-made", user)


def note_password(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "user.password-changed", user)


def note_email(sender: Any, user: User, **kwargs: Any) -> None:
    record(user, "user.email-changed", user)


def connect() -> None:
    user_logged_in.connect(begin_session, dispatch_uid="accounts.begin_session")
    for signal, receiver in (
        (account_signals.user_logged_in, note_sign_in),
        (account_signals.password_changed, note_password),
        (account_signals.password_reset, note_password),
        (account_signals.email_changed, note_email),
        (mfa_signals.authenticator_added, note_factor_added),
        (mfa_signals.authenticator_removed, note_factor_removed),
        (mfa_signals.authenticator_reset, note_codes_made),
    ):
        signal.connect(receiver, dispatch_uid=f"accounts.{receiver.__name__}.{id(signal)}")
