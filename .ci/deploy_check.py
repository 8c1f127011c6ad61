"""Run Django's deployment check with production settings and throw-away secrets."""

import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def production_environment() -> dict[str, str]:
    """Return what a production start must set, with secrets that nobody keeps."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "vef.settings",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "VEF_FIELD_KEYS": f"1:{key()}",
        "VEF_INDEX_KEY": key(),
        "VEF_LINK_KEY": key(),
        "ALLOWED_HOSTS": "forum.example.org",
        "VEF_BASE_URL": "https://forum.example.org",
        "DATABASE_URL": "postgres://vef@127.0.0.1:5432/vef",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
    }


def main() -> int:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=production_environment(),
        check=False,
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
