"""Who may do what, as small questions about a user. Views ask before they call a service.

The table behind them is product.md's "Who uses it"; ``docs/access.md`` prints it.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.mixins import AccessMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from vef.accounts.models import Role, User

# Who does the office's daily work.
OFFICE_WORKERS = (Role.OFFICER, Role.MANAGER)


def _has(user: Any, *roles: Role) -> bool:
    return bool(user.is_authenticated and user.is_active and user.role in roles)


def is_office(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_office)


def is_partner(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.is_partner)


def may_do_office_work(user: Any) -> bool:
    """Decide requests, plan activities, prepare invitations, code answers, write findings."""
    return _has(user, *OFFICE_WORKERS)


def may_approve(user: Any) -> bool:
    """Release messages and approve results, outcomes and reports (never one's own)."""
    return _has(user, Role.MANAGER)


def may_see_people(user: Any) -> bool:
    """Look up people on the database, masked; reveals are recorded."""
    return _has(user, Role.OFFICER, Role.MANAGER, Role.DATA_PROTECTION)


def may_read_audit(user: Any) -> bool:
    return _has(user, Role.DATA_PROTECTION)


def may_manage_users(user: Any) -> bool:
    return _has(user, Role.ADMINISTRATOR)


def may_approve_partner_users(user: Any) -> bool:
    """Let those in whom a partner's lead invited, and see somebody out."""
    return _has(user, Role.MANAGER, Role.ADMINISTRATOR)


def may_configure(user: Any) -> bool:
    return _has(user, Role.ADMINISTRATOR)


def may_sign_off_for_partner(user: Any) -> bool:
    """Submit and sign off for the organisation, and manage its users."""
    return _has(user, Role.PARTNER_LEAD)


def may_read_board_view(user: Any) -> bool:
    return _has(user, Role.BOARD) or is_office(user)


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in, where the view has made sure that somebody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class Gatekeeper(AccessMixin):
    """Lets a view be seen by those its ``allowed`` predicate admits.

    Partners and the office live in different houses: to a visitor from the
    other house the page does not exist (404). A colleague of the same house
    without the right is told so (403).
    """

    allowed: Callable[[Any], bool]
    house: Callable[[Any], bool]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.handle_no_permission()
        if not type(self).house(user):
            raise Http404
        if not type(self).allowed(user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class OfficeOnly(Gatekeeper):
    """A page of the office; ``allowed`` narrows it to some of its roles."""

    house = staticmethod(is_office)
    allowed = staticmethod(is_office)


class OfficeWorker(OfficeOnly):
    """A page for those who do the office's daily work: officers and managers."""

    allowed = staticmethod(may_do_office_work)


class PartnerOnly(Gatekeeper):
    """A page of the partner portal."""

    house = staticmethod(is_partner)
    allowed = staticmethod(is_partner)
