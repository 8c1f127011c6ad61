"""What a start should say about itself."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Tags, Warning, register


@register(Tags.security)
def database_wall(**kwargs: Any) -> list[CheckMessage]:
    """Say when only the code stands between partners and people."""
    if settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
        return []
    kind = Info if (settings.DEMO or settings.TESTING) else Warning
    return [
        kind(
            "SQLite has the code wall only: every process can read every table.",
            hint="For real people use PostgreSQL with a role for each face (manage.py db_roles).",
            id="vef.W001" if kind is Warning else "vef.I001",
        )
    ]
