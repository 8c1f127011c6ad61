"""Print fresh secrets for a new installation, ready for its environment file."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand

KEY_BYTES = 32


def make_keys() -> dict[str, str]:
    """Return a fresh value for each secret setting. Every call makes other ones."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()

    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "VEF_FIELD_KEYS": f"1:{key()}",
        "VEF_INDEX_KEY": key(),
        "VEF_LINK_KEY": key(),
    }


class Command(BaseCommand):
    help = "Print fresh SECRET_KEY, VEF_FIELD_KEYS, VEF_INDEX_KEY and VEF_LINK_KEY lines."
    # It must work before there is a database.
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        for name, value in make_keys().items():
            self.stdout.write(f"{name}={value}")
        self.stderr.write(
            "Keep these where only the service can read them. Losing VEF_FIELD_KEYS "
            "loses every encrypted name and address."
        )
