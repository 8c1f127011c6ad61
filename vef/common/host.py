"""The host body, asked for once a request."""

import hashlib

from django.http import HttpRequest

from vef.common.models import HostBody


def host_body(request: HttpRequest) -> HostBody:
    """Return the host body; the request keeps it, so that it is read once."""
    host = getattr(request, "_host_body", None)
    if host is None:
        host = HostBody.current()
        request._host_body = host  # type: ignore[attr-defined]
    return host


def version(*parts: str) -> str:
    """Return a short mark that changes when any part does, for addresses that are cached."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:12]
