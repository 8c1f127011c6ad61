"""The demonstration signs people in without a second factor, so it stays on this computer."""

from collections.abc import Iterable

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

# Names by which a computer calls itself; "testserver" is Django's test client.
OWN_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]", "::1", "testserver"})


def strangers(hosts: Iterable[str]) -> list[str]:
    """Return the host names under which others could reach this process."""
    return sorted(host for host in hosts if host.casefold() not in OWN_HOSTS)


def refuse_to_be_reached() -> None:
    """Raise ImproperlyConfigured for a demonstration that others could reach."""
    found = strangers(settings.ALLOWED_HOSTS) if settings.DEMO else []
    if found:
        raise ImproperlyConfigured(
            "VEF_DEMO lets anybody sign in, so it runs on this computer only. "
            f"Remove these from ALLOWED_HOSTS, or switch VEF_DEMO off: {', '.join(found)}"
        )


def check_not_deployed(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Find a demonstration about to be deployed (``check --deploy``)."""
    if not settings.DEMO:
        return []
    return [
        checks.Error(
            "VEF_DEMO is on: anybody can sign in as anybody.",
            hint="Unset VEF_DEMO. Unset means production-safe.",
            id="vef.demo.E001",
        )
    ]
