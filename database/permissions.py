"""Who may see and change what is held about people. Partners and administrators never."""

from typing import Any

from vef.accounts.models import Role
from vef.accounts.permissions import OfficeOnly, may_see_people


def may_see_risk(user: Any) -> bool:
    """Know that somebody is at risk: managers and the data protection lead only."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.MANAGER, Role.DATA_PROTECTION}
    )


def may_handle_rights(user: Any) -> bool:
    """Work on requests about data, incidents, holds and their registers."""
    return bool(user.is_authenticated and user.is_active and user.role == Role.DATA_PROTECTION)


def may_read_rights(user: Any) -> bool:
    """Read all of the data protection desk."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.MANAGER, Role.DATA_PROTECTION}
    )


def may_record_rights(user: Any) -> bool:
    """Write down what somebody asked about their data, and see what one wrote down oneself."""
    return may_see_people(user)


def may_approve_erasure(user: Any) -> bool:
    """Be the second person an erasure needs; never for what one prepared oneself."""
    return may_read_rights(user)


def may_set_fields(user: Any) -> bool:
    """Decide which optional questions are asked of people; no person is shown with it."""
    return bool(
        user.is_authenticated
        and user.is_active
        and user.role in {Role.ADMINISTRATOR, Role.DATA_PROTECTION}
    )


class PeopleOnly(OfficeOnly):
    """A page about people on the database."""

    allowed = staticmethod(may_see_people)
