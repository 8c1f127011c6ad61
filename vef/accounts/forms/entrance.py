"""allauth's forms in this project's words: plain labels, hints, and nothing inside the boxes."""

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context as allauth_context
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from vef.accounts.adapter import INVITATION_KEY, invitation_of
from vef.accounts.models import User
from vef.accounts.services import invitations
from vef.common.views.errors import gone

LANGUAGES = [("cy", _("Welsh")), ("en", _("English"))]
NEW_PASSWORD_HINT = _(
    "At least 12 characters. Three or four words that do not belong together work well."
)


class Plain:
    """Say what a box is for beside it, never inside it: words in a box vanish on typing."""

    LABELS: dict[str, Any] = {}
    HINTS: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name, field.label)
            field.help_text = self.HINTS.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["spellcheck"] = "false"


class LoginForm(Plain, account.LoginForm):
    LABELS = {"login": _("Email address"), "password": _("Password")}


class ResetPasswordForm(Plain, account.ResetPasswordForm):
    LABELS = {"email": _("Email address")}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):
    LABELS = {"password1": _("New password"), "password2": _("New password again")}
    HINTS = {"password1": NEW_PASSWORD_HINT}


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    LABELS = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    HINTS = {"password1": NEW_PASSWORD_HINT}


class SetPasswordForm(Plain, account.SetPasswordForm):
    LABELS = {"password1": _("New password"), "password2": _("New password again")}
    HINTS = {"password1": NEW_PASSWORD_HINT}


class AddEmailForm(Plain, account.AddEmailForm):
    LABELS = {"email": _("New email address")}


class ReauthenticateForm(Plain, account.ReauthenticateForm):
    LABELS = {"password": _("Password")}


class ConfirmEmailVerificationCodeForm(Plain, account.ConfirmEmailVerificationCodeForm):
    LABELS = {"code": _("Code from the email")}


class _Code(Plain):
    """A code from an app or a list of codes."""

    LABELS = {"code": _("Security code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.update(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "class": "govuk-input--width-10",
            }
        )


class AuthenticateForm(_Code, mfa.AuthenticateForm):
    HINTS = {"code": _("The 6 digits from your authenticator app, or one of your recovery codes.")}


class ReauthenticateMFAForm(_Code, mfa.ReauthenticateForm):
    HINTS = AuthenticateForm.HINTS


class ActivateTOTPForm(_Code, totp.ActivateTOTPForm):
    HINTS = {"code": _("The 6 digits your authenticator app shows now.")}


class DeactivateTOTPForm(Plain, totp.DeactivateTOTPForm):
    pass


class AddWebAuthnForm(Plain, webauthn.AddWebAuthnForm):
    LABELS = {
        "name": _("Name of this passkey"),
        "passwordless": _("Let me sign in with this passkey alone, without my password"),
    }
    HINTS = {
        "name": _("So that you can tell your passkeys apart, such as “work laptop”."),
        "passwordless": _("Your device will ask for your finger, face or PIN each time."),
    }


class EditWebAuthnForm(Plain, webauthn.EditWebAuthnForm):
    LABELS = {"name": _("Name of this passkey")}


class InvitedSignupForm(Plain, account.SignupForm):
    """Sign-up for somebody with an invitation; the address is the invitation's."""

    LABELS = {
        "name": _("Your name"),
        "language": _("Which language should we use when we write to you?"),
        "password1": _("Password"),
        "password2": _("Password again"),
    }
    HINTS = {
        "name": _("As your colleagues know you. It is shown beside what you do here."),
        "password1": NEW_PASSWORD_HINT,
    }

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(choices=LANGUAGES, widget=forms.RadioSelect)

    field_order = ["email", "name", "language", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation_of(allauth_context.request)
        # PRIVACY: the address was proved by the invitation's link; a posted one is ignored.
        email = self.fields["email"]
        email.widget, email.disabled = forms.HiddenInput(), True
        if self.invitation:
            self.initial["email"] = self.invitation.email
            self.initial.setdefault("name", self.invitation.name)
            self.initial.setdefault("language", self.invitation.language)

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        try:
            return super().try_save(request)
        except invitations.InvitationClosed:
            return None, gone(request)

    @transaction.atomic
    def save(self, request: HttpRequest) -> User:
        """Make the user, accept the invitation and tell partners, all or nothing.

        Raises InvitationClosed if somebody was quicker or it was taken back meanwhile.
        """
        if self.invitation is None:
            raise invitations.InvitationClosed
        invitation = invitations.lock_open(self.invitation.pk)
        user = super().save(request)
        invitations.accept(invitation, user=user)
        # The password was typed this minute, so setting up the second step need not ask again.
        record_authentication(request, user, method="password", email=user.email)
        request.session.pop(INVITATION_KEY, None)
        return user


def password_rules() -> list[str]:
    """Return what a password must be, as sentences, for the page beside the form."""
    return [str(rule) for rule in password_validators_help_texts()]
