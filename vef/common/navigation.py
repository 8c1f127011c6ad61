"""The way around the office and the portal: only links that this user may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from vef.accounts import permissions
from vef.common.faces import Face


@dataclass(frozen=True)
class Place:
    """A page of the menu: its address name, its words, and who may go there.

    ``rooms`` names the pages beside it which belong to the same place.
    """

    name: str
    label: str
    allowed: Callable[[Any], bool]
    rooms: tuple[str, ...] = ()


@dataclass(frozen=True)
class NavItem:
    """A link of the menu, ready to draw. ``current`` is the value of aria-current."""

    url: str
    label: str
    current: str = ""


OFFICE = (
    Place("dashboard:desk", gettext_noop("Desk"), permissions.is_office),
    Place("dashboard:board", gettext_noop("Overview"), permissions.may_read_board_view),
    Place("partners:request-list", gettext_noop("Requests"), permissions.is_office),
    Place("engagement:programme", gettext_noop("Programme"), permissions.is_office),
    Place("feedback:finding-list", gettext_noop("Findings"), permissions.may_do_office_work),
    Place("feedback:report-list", gettext_noop("Board reports"), permissions.is_office),
    Place("feedback:action-list", gettext_noop("Actions"), permissions.is_office),
    Place(
        "database:person-list",
        gettext_noop("People"),
        permissions.may_see_people,
        rooms=(
            "database:missing",
            "database:campaign-list",
            "database:join-request-list",
            "database:rights-list",
            "database:keeping",
        ),
    ),
    # Whoever sees people finds it beside their list.
    Place("database:field-list", gettext_noop("Optional fields"), permissions.may_configure),
    Place("outbox:desk", gettext_noop("Messages"), permissions.may_do_office_work),
    Place("audit:log", gettext_noop("Audit log"), permissions.may_read_audit),
    Place("accounts:invite", gettext_noop("Invite users"), permissions.may_manage_users),
    Place("admin:index", gettext_noop("Records"), permissions.is_office),
)
PORTAL = (
    Place("dashboard:portal-home", gettext_noop("Your organisation"), permissions.is_partner),
    Place("partners:request-list-portal", gettext_noop("Requests"), permissions.is_partner),
    Place("engagement:programme-portal", gettext_noop("Programme"), permissions.is_partner),
    Place("feedback:results-list", gettext_noop("Results"), permissions.is_partner),
    Place("partners:people", gettext_noop("People"), permissions.may_sign_off_for_partner),
)
MENUS = {Face.OFFICE: OFFICE, Face.PORTAL: PORTAL}


def address(name: str, **kwargs: Any) -> str:
    """Return the address of a page, or an empty string if this face does not serve it."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def menu(request: HttpRequest, face: Face) -> list[NavItem]:
    """Return the links of a face's menu that this user may follow."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    items = []
    for place in MENUS.get(face, ()):
        url = address(place.name) if place.allowed(user) else ""
        if url:
            items.append(NavItem(url, _(place.label), _place_now(request.path, url, place)))
    return items


def _place_now(path: str, url: str, place: Place) -> str:
    """Return ``page`` on the place's own page, ``true`` in any of its rooms."""
    if current := _current(path, url):
        return current
    rooms = (address(room) for room in place.rooms)
    return "true" if any(room and path.startswith(room) for room in rooms) else ""


def _current(path: str, url: str) -> str:
    if path == url:
        return "page"
    # The front pages are the start of every address below them.
    front = url.rstrip("/").rpartition("/")[2] in {"office", "partners"}
    return "true" if not front and path.startswith(url) else ""


def account_links(request: HttpRequest) -> list[NavItem]:
    """Return the links beside a signed-in user's name."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    links = [("accounts:profile", pgettext("menu", "Your account"))]
    return [NavItem(url, label) for name, label in links if (url := address(name))]


def footer() -> list[NavItem]:
    """Return the links at the foot of every page."""
    links = (
        ("common:privacy", _("How we use your information")),
        ("common:accessibility", _("Accessibility statement")),
        ("common:cookies", _("Cookies")),
        ("feedback:outcome-list", _("You said, we did")),
    )
    return [NavItem(url, label) for name, label in links if (url := address(name))]
