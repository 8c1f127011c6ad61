"""The rooms of the people's side: links beside the list of people, for whoever may enter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from database.permissions import (
    may_bring_in,
    may_read_rights,
    may_record_rights,
    may_see_people,
    may_see_risk,
    may_set_fields,
)
from vef.accounts.permissions import is_office, may_do_office_work
from vef.common.navigation import NavItem


@dataclass(frozen=True)
class Room:
    """A page of the people's side: its address name, its words, and who may go there."""

    name: str
    label: str | Promise
    allowed: Callable[[Any], bool] = may_see_people


# In the order they are shown.
ROOMS: tuple[Room, ...] = (
    Room("database:missing", _("Who is missing")),
    Room("database:campaign-list", _("Campaigns"), may_do_office_work),
    Room("database:join-request-list", _("Requests to join")),
    Room("database:source-code-list", _("Joining codes")),
    Room("database:change-list", _("Changes by link"), may_see_risk),
    Room("database:duplicate-list", _("Possible duplicates")),
    Room("database:import-list", _("Bring in a spreadsheet"), may_bring_in),
    Room("database:export-list", _("Lists that left")),
    Room("database:rights-list", _("Data protection"), may_record_rights),
    Room("database:keeping", _("Keeping and clearing"), may_read_rights),
    Room("database:definition-places", _("Places that quote the definition"), is_office),
    Room("database:field-list", _("Optional fields"), may_set_fields),
)


def rooms_for(user: Any) -> list[NavItem]:
    """Return the links this user may follow."""
    return [NavItem(reverse(room.name), str(room.label)) for room in ROOMS if room.allowed(user)]
