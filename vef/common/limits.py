"""How often something may be tried, counted in the cache that all processes share.

For what anybody may do without an account. Nothing that identifies is kept: callers are
told apart by a hash that goes when its time is up, made with a salt of the day that is
thrown away after it.
"""

import hashlib
import hmac
import logging
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from vef.common import clock

log = logging.getLogger(__name__)

# The salt of a day outlives it by as long as a count may run.
SALT_SECONDS = 2 * 86_400


def allowed(what: str, who: str, *, most: int, per: timedelta) -> bool:
    """Count one try and say whether it is still among the first ``most`` within ``per``.

    ``what`` names the thing tried; ``who`` is whatever tells callers apart. The time
    runs from the first try. Without the cache nothing can be counted, and nobody is
    kept from asking for help: every try is allowed.
    """
    try:
        return _count(what, who, most=most, per=per)
    except Exception as error:  # the cache may be gone in any of its ways
        log.warning("%s is not counted: %s", what, type(error).__name__)
        return True


def _count(what: str, who: str, *, most: int, per: timedelta) -> bool:
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
    """Return a mark of where a request came from, to count by: good for a day, and no address.

    Looks behind as many proxies as the settings say.
    """
    mark = hmac.new(_salt().encode(), _address(request).encode(), hashlib.sha256)
    return mark.hexdigest()


def _salt() -> str:
    key = f"limit-salt:{clock.today().isoformat()}"
    try:
        # Whoever comes first sets it; all processes use that one.
        cache.add(key, secrets.token_hex(16), SALT_SECONDS)
        return str(cache.get(key))
    except Exception:  # without the cache nothing is counted anyway
        return secrets.token_hex(16)


def _address(request: HttpRequest) -> str:
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    count = settings.TRUSTED_PROXY_COUNT
    if count and len(hops) >= count:
        return hops[-count]
    return str(request.META.get("REMOTE_ADDR", ""))
