"""Changing somebody's account: role, access, and a lost second factor."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from vef.accounts.models import OFFICE_ROLES, PARTNER_ROLES, Role, User
from vef.accounts.signals import user_changing
from vef.audit.services import record
from vef.common.actors import Actor
from vef.outbox.services import enqueue


class OtherHouse(Exception):
    """A role moves within the office, the partners or the board, never across."""


class LastAdministrator(Exception):
    """Somebody must stay who can manage users."""


class ChangeRefused(Exception):
    """An app above won't have it. ``message`` says why, in the reader's language."""

    message: Any = ""

    def __str__(self) -> str:
        return str(self.message)


def house(role: str) -> str:
    """Return which of the three houses a role lives in."""
    if role in OFFICE_ROLES:
        return "office"
    return "partners" if role in PARTNER_ROLES else "board"


@transaction.atomic
def change_user(user: User, *, actor: Actor, role: str, is_active: bool) -> None:
    """Give a user another role, or take away or give back access; audited.

    Taking access away ends every session at once. A new role works at the next
    request.

    Raises OtherHouse, LastAdministrator, or ChangeRefused where an app above refuses
    (a partner's last lead).
    """
    check_change(user, role=role, is_active=is_active)
    now = User.objects.select_for_update().get(pk=user.pk)
    if house(role) != house(now.role):
        raise OtherHouse(role)
    stays = is_active and role == Role.ADMINISTRATOR
    if now.role == Role.ADMINISTRATOR and not stays and is_last_administrator(now):
        raise LastAdministrator
    if role != now.role:
        record(actor, "user.role-changed", user, data={"from": now.role, "to": role})
    if is_active != now.is_active:
        record(actor, "user.reactivated" if is_active else "user.deactivated", user)
    ends = now.is_active and not is_active
    user.role, user.is_active = role, is_active
    user.session_epoch = now.session_epoch + int(ends)
    user.save(update_fields=["role", "is_active", "session_epoch"])


def check_change(user: User, *, role: str, is_active: bool) -> None:
    """Ask the apps above whether they'd refuse this change. Raises ChangeRefused."""
    user_changing.send(sender=User, user=user, role=role, is_active=is_active)


@transaction.atomic
def end_sessions(user: User, *, actor: Actor, reason: str = "") -> None:
    """Sign a user out everywhere, at the next request of each session."""
    _raise_epoch(user)
    record(actor, "user.sessions-ended", user, reason=reason)


@transaction.atomic
def reset_second_factor(user: User, *, actor: Actor, reason: str) -> None:
    """Remove a user's lost second factors, so that they set up a new one at sign-in.

    Ends every session and tells the user by mail. ``reason`` says how the
    administrator made sure who was asking (docs/runbook.md). Audited.
    """
    Authenticator.objects.filter(user=user).delete()
    _raise_epoch(user)
    record(actor, "user.second-factor-reset", user, reason=reason)
    enqueue(
        kind="accounts.service",
        unique_key=f"second-factor-reset:{user.pk}:{user.session_epoch}",
        recipient_kind="user",
        recipient_id=user.pk,
        about=user,
        context={"template": "mfa/email/second_factor_reset"},
    )


def _raise_epoch(user: User) -> None:
    locked = User.objects.select_for_update().get(pk=user.pk)
    user.session_epoch = locked.session_epoch + 1
    user.save(update_fields=["session_epoch"])


def is_last_administrator(leaving: User) -> bool:
    """Whether nobody could manage users any more without this administrator."""
    others = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=leaving.pk)
    return not others.exists()
