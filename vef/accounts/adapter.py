"""Where allauth asks this project: who may sign up, where mail goes, how secrets are kept."""

import json
import time
import uuid
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from vef.accounts import mail
from vef.accounts.models import User, UserInvitation
from vef.accounts.second_factor import has_second_factor
from vef.common.models import HostBody
from vef.outbox.services import enqueue
from vef.privacy import cipher
from vef.privacy.blind_index import email_index

# Where the session remembers which invitation is being accepted.
INVITATION_KEY = "vef_user_invitation"
# Every second factor's secret is sealed for this place and opens nowhere else.
MFA_PLACE = "mfa_authenticator|data|secret"


def invitation_of(request: HttpRequest) -> UserInvitation | None:
    """Return the open invitation this session is accepting, if any."""
    pk = request.session.get(INVITATION_KEY)
    invitation = UserInvitation.objects.filter(pk=pk).first() if pk else None
    return invitation if invitation and invitation.is_open else None


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return invitation_of(request) is not None

    def new_user(self, request: HttpRequest) -> User:
        invitation = invitation_of(request)
        if invitation is None:
            raise RuntimeError("Nobody signs up without an invitation.")
        return User(role=invitation.role)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.name = form.cleaned_data["name"]
        user.language = form.cleaned_data["language"]
        return super().save_user(request, user, form, commit)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Spare those who just typed their password, while they set up their first second step.

        allauth does not count a sign-in as proof of presence. For a first second
        factor it is: until it exists, the password is all there is to prove.
        """
        request = self.request or allauth_context.request
        if app == "allauth.mfa" and not has_second_factor(request.user):
            records = get_authentication_records(request, request.user)
            latest = max(
                (entry["at"] for entry in records if entry["method"] == "password"), default=0
            )
            if time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put what allauth wants to send into the outbox.

        For an address without an account the same row is written and withheld,
        so that asking takes as long either way and nobody unknown gets mail.
        """
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        secret = {name: context[name] for name in ("code", "uid", "key") if context.get(name)}
        message: dict[str, Any] = {"template": template_prefix}
        # PRIVACY: a stranger's address is kept as a keyed hash only.
        recipient_kind, recipient_id = "address", email_index(email)
        if isinstance(user, User) and template_prefix in mail.KNOWN:
            message["user"] = recipient_id = str(user.pk)
            if user.email.lower() == email.lower():
                recipient_kind = "user"
            else:
                secret["email"] = email
        enqueue(
            kind=mail.ServiceMail.name,
            unique_key=str(uuid.uuid4()),
            recipient_kind=recipient_kind,
            recipient_id=recipient_id,
            context=message,
            secret=json.dumps(secret) if secret else "",
        )

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a user that something about the account changed. Says nothing of devices."""
        self.send_mail(template_prefix, email or user.email, {"user": user})


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return cipher.seal(text, place=MFA_PLACE)

    def decrypt(self, encrypted_text: str) -> str:
        return cipher.unseal(encrypted_text, place=MFA_PLACE)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last second factor: add another one before taking it away."""
        return (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
            .exists()
        )

    def get_totp_issuer(self) -> str:
        return HostBody.current().neutral_name

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {
            **super().get_public_key_credential_rp_entity(),
            "name": HostBody.current().neutral_name,
        }

    def generate_authenticator_name(self, user: Any, type: str) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}
