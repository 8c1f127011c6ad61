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


class PeopleOnly(OfficeOnly):
    """A page about people on the database."""

    allowed = staticmethod(may_see_people)
