"""Mail to those who sign in: a base for every kind of it, and the service mail of sign-in itself.

allauth decides when a service mail is due and what it holds; it leaves through
the outbox like any other. One-time codes, links and addresses lie sealed in the
message's secret, which the outbox empties once the message is settled.
"""

import json
from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vef.accounts import organisations
from vef.accounts.models import Role, User, UserInvitation
from vef.accounts.services.invitations import SCOPE
from vef.common.links import issue_link
from vef.outbox.kinds import ALLOWED, Kind, Recipient, Verdict, Wording, register
from vef.outbox.models import Message
from vef.outbox.rendering import render_wording


def base_url(role: str) -> str:
    """Return the front of the links somebody in this role is sent."""
    partner = role in {Role.PARTNER, Role.PARTNER_LEAD}
    return settings.PORTAL_BASE_URL if partner else settings.OFFICE_BASE_URL


class UserKind(Kind):
    """Mail to somebody with an account, in the language they chose.

    A subclass sets ``name``, ``label`` and ``template`` and gives the template's
    ``context``; ``user`` and ``base_url`` are in it already. Withheld once the
    user is deactivated.
    """

    template: ClassVar[str]

    def user(self, message: Message) -> User | None:
        return User.objects.filter(pk=message.recipient_id).first()

    def recipient(self, message: Message) -> Recipient | None:
        user = self.user(message)
        return Recipient(user.email, user.language) if user else None

    def gate(self, message: Message) -> Verdict:
        active = User.objects.select_for_update().filter(pk=message.recipient_id, is_active=True)
        return ALLOWED if active.first() else Verdict(allowed=False, reason="user-inactive")

    def context(self, message: Message) -> dict[str, Any]:
        """Return what the template needs besides the user. Reads rows by the message's ids."""
        return {}

    def build(self, message: Message, language: str) -> Wording:
        user = self.user(message)
        whole = {
            "user": user,
            "base_url": base_url(user.role if user else ""),
            **self.context(message),
        }
        return render_wording(self.template, whole, language=language)


class InvitationMail(Kind):
    """Asks somebody to become a user. Each sending has a link of its own."""

    name = "accounts.invitation"
    label = _("Invitation to an account")  # type: ignore[assignment]

    def invitation(self, message: Message) -> UserInvitation | None:
        return UserInvitation.objects.filter(pk=message.recipient_id).first()

    def recipient(self, message: Message) -> Recipient | None:
        invitation = self.invitation(message)
        return Recipient(invitation.email, invitation.language) if invitation else None

    def gate(self, message: Message) -> Verdict:
        invitation = (
            UserInvitation.objects.select_for_update().filter(pk=message.recipient_id).first()
        )
        latest = invitation and message.context.get("sending") == invitation.sendings
        if invitation and invitation.is_open and latest:
            return ALLOWED
        return Verdict(allowed=False, reason="invitation-closed")

    def build(self, message: Message, language: str) -> Wording:
        invitation = UserInvitation.objects.select_related("invited_by").get(
            pk=message.recipient_id
        )
        token = issue_link(scope=SCOPE, target_id=invitation.pk, expires_at=invitation.expires_at)
        path = reverse("accounts:invitation", args=[token])
        context = {
            "invitation": invitation,
            "organisation": organisations.names().get(str(invitation.for_organisation), ""),
            "link": f"{base_url(invitation.role)}{path}",
        }
        return render_wording("accounts/email/invitation", context, language=language)


# What is told after something about an account changed: subject and sentence.
NOTICES: dict[str, tuple[str | Promise, str | Promise]] = {
    "account/email/password_changed": (
        _("Your password was changed"),
        _("The password of your account was changed."),
    ),
    "account/email/password_reset": (
        _("Your password was reset"),
        _("The password of your account was reset."),
    ),
    "account/email/password_set": (
        _("Your password was set"),
        _("A password was set for your account."),
    ),
    "account/email/email_changed": (
        _("Your email address was changed"),
        _("The email address of your account was changed. We will write to the new address."),
    ),
    "account/email/email_confirm": (
        _("Your email address was confirmed"),
        _("The email address of your account was confirmed."),
    ),
    "account/email/email_deleted": (
        _("An email address was removed"),
        _("An email address was removed from your account."),
    ),
    "mfa/email/totp_activated": (
        _("An authenticator app was added"),
        _("An authenticator app was added to your account."),
    ),
    "mfa/email/totp_deactivated": (
        _("Your authenticator app was removed"),
        _("The authenticator app was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": (
        _("New recovery codes were made"),
        _("New recovery codes were made for your account. The old ones no longer work."),
    ),
    "mfa/email/webauthn_added": (
        _("A passkey was added"),
        _("A passkey or security key was added to your account."),
    ),
    "mfa/email/webauthn_removed": (
        _("A passkey was removed"),
        _("A passkey or security key was removed from your account."),
    ),
    "mfa/email/second_factor_reset": (
        _("Your two-step verification was reset"),
        _(
            "An administrator reset the two-step verification of your account. "
            "You will be asked to set it up again when you next sign in."
        ),
    ),
}
CODES = {"account/email/email_confirmation", "account/email/email_confirmation_signup"}
RESET = "account/email/password_reset_key"
EXISTS = "account/email/account_already_exists"
KNOWN = {*NOTICES, *CODES, RESET, EXISTS}


class ServiceMail(Kind):
    """Codes, links and notices of sign-in.

    The message's context names what happened and whom it concerns; its secret is
    JSON with the address (where it is not the user's own), the code or the key.
    """

    # Somebody sits in front of a page and waits for the code.
    is_urgent = True
    name = "accounts.service"
    label = _("Service message about an account")  # type: ignore[assignment]

    def user(self, message: Message) -> User | None:
        pk = message.context.get("user") or (
            message.recipient_id if message.recipient_kind == "user" else None
        )
        return User.objects.filter(pk=pk).first() if pk else None

    def recipient(self, message: Message) -> Recipient | None:
        user, address = self.user(message), _secret(message).get("email")
        if user and (address or message.recipient_kind == "user"):
            return Recipient(address or user.email, user.language)
        return None

    def gate(self, message: Message) -> Verdict:
        user = self.user(message)
        active = user and User.objects.select_for_update().filter(pk=user.pk, is_active=True)
        if active and active.first():
            return ALLOWED
        # Nobody has an account with this address: the same row, and no mail.
        return Verdict(allowed=False, reason="user-inactive" if user else "no-account")

    def build(self, message: Message, language: str) -> Wording:
        user = self.user(message)
        prefix, secret = message.context["template"], _secret(message)
        context: dict[str, Any] = {"user": user}
        if prefix in NOTICES:
            template = "account/email/notice"
            context["subject"], context["sentence"] = NOTICES[prefix]
        elif prefix in CODES:
            template = "account/email/code"
            context["code"] = secret["code"]
        elif prefix == RESET:
            template = "account/email/reset"
            path = reverse("account_reset_password_from_key", args=[secret["uid"], secret["key"]])
            context["link"] = f"{base_url(user.role if user else '')}{path}"
        else:
            template = "account/email/exists"
        return render_wording(template, context, language=language)


def _secret(message: Message) -> dict[str, Any]:
    return json.loads(message.secret) if message.secret else {}


def register_all() -> None:
    register(InvitationMail())
    register(ServiceMail())
