"""What every page's layout needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from vef.common import host, navigation
from vef.common.faces import Face, address_language, face_of, in_other_language

# Each language by its own name, in the order they are read: Welsh first.
LANGUAGE_NAMES = (("cy", "Cymraeg"), ("en", "English"))
HOMES = {
    # A board member is at home in the office too, on a page of their own.
    Face.OFFICE: "dashboard:start",
    Face.PORTAL: "dashboard:portal-home",
    Face.PERSON: "common:home",
    Face.ENTRANCE: "",
}


def page(request: HttpRequest) -> dict[str, Any]:
    """Give layouts the host body, the language switch, the menu and the footer's addresses."""
    face = face_of(request)
    return {
        "host": SimpleLazyObject(lambda: host.host_body(request)),
        "face": face,
        "demo": settings.DEMO,
        "language_links": _language_links(request),
        "nav": SimpleLazyObject(lambda: navigation.menu(request, face)),
        "account_links": SimpleLazyObject(lambda: navigation.account_links(request)),
        "home_url": navigation.address(HOMES[face]) if HOMES[face] else "",
        "sign_out_url": navigation.address("account_logout"),
        "exit_clear_url": navigation.address("common:exit"),
        "exit_help_url": navigation.address("common:exit-help"),
        "accent_url": SimpleLazyObject(lambda: _accent_url(request)),
        "logo_url": SimpleLazyObject(lambda: _logo_url(request)),
        "footer_links": SimpleLazyObject(navigation.footer),
        "error_layout": _error_layout(request, face),
        "both_languages": address_language(request.path) is None,
    }


def _language_links(request: HttpRequest) -> list[dict[str, Any]]:
    now = get_language()
    return [
        {
            "code": code,
            "name": name,
            "url": in_other_language(request, code),
            # An address without a language is no page of either.
            "current": code == now and address_language(request.path) is not None,
        }
        for code, name in LANGUAGE_NAMES
    ]


def _accent_url(request: HttpRequest) -> str:
    url = navigation.address("common:accent")
    return f"{url}?{host.version(host.host_body(request).accent)}" if url else ""


def _logo_url(request: HttpRequest) -> str:
    logo = host.host_body(request).logo
    url = navigation.address("common:logo") if logo else ""
    return f"{url}?{host.version(logo.name or '')}" if url else ""


def _error_layout(request: HttpRequest, face: Face) -> str:
    """Return the layout for a page about an error: the reader's own house where known."""
    user = getattr(request, "user", None)
    if face == Face.PERSON or user is None or not user.is_authenticated:
        house = Face.PERSON if face == Face.PERSON else Face.ENTRANCE
    elif user.is_partner:
        house = Face.PORTAL
    else:
        house = Face.OFFICE if user.is_office else Face.ENTRANCE
    return f"layouts/{house}.html"
