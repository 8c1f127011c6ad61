"""Which of the three houses a page belongs to, told from its address."""

import re
from enum import StrEnum

from django.http import HttpRequest

PREFIX = re.compile(r"^/(cy|en)(?=/|$)")


class Face(StrEnum):
    OFFICE = "office"
    PORTAL = "portal"
    ENTRANCE = "entrance"
    PERSON = "person"


ROOMS = {
    "office": Face.OFFICE,
    "admin": Face.OFFICE,
    "partners": Face.PORTAL,
    "account": Face.ENTRANCE,
    "demo": Face.ENTRANCE,
}


def address_language(path: str) -> str | None:
    """Return the language in front of an address, or None if it has none."""
    found = PREFIX.match(path)
    return found[1] if found else None


def face_of(request: HttpRequest) -> Face:
    """Return whose page this is. Anything unknown is treated as a person's: the safest."""
    room = PREFIX.sub("", request.path).lstrip("/").partition("/")[0]
    return ROOMS.get(room, Face.PERSON)


def in_other_language(request: HttpRequest, language: str) -> str:
    """Return this page's address in a language, with its query string."""
    full = request.get_full_path()
    if PREFIX.match(full):
        return PREFIX.sub(f"/{language}", full, count=1)
    return f"/{language}/"
