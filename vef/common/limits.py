"""How often something may be tried, counted in the cache that all processes share.

For what anybody may do without an account. Nothing that identifies is kept: callers are
told apart by a keyed hash that goes when its time is up.
"""

import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def allowed(what: str, who: str, *, most: int, per: timedelta) -> bool:
    """Count one try and say whether it is still among the first ``most`` within ``per``.

    ``what`` names the thing tried; ``who`` is whatever tells callers apart. The time
    runs from the first try.
    """
    marked = hmac.new(settings.LINK_KEY, f"limit|{what}|{who}".encode(), hashlib.sha256)
    key = f"limit:{what}:{marked.hexdigest()[:32]}"
    cache.add(key, 0, int(per.total_seconds()))
    try:
        return cache.incr(key) <= most
    except ValueError:
        # Its time ran out between the two: this is the first try of the next stretch.
        cache.add(key, 1, int(per.total_seconds()))
        return most >= 1


def caller(request: HttpRequest) -> str:
    """Return the address a request came from, behind as many proxies as the settings say.

    Only to be counted by: never kept or logged.
    """
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.TRUSTED_PROXY_COUNT
    if count and len(hops) >= count:
        return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))
