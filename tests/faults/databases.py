"""A database of a laboratory's own, of the same make as the one the suite runs on."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def own_database(folder: Path, name: str) -> Iterator[str]:
    """Make an empty database for processes outside of the test, and yield its address."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{folder}/{name}.sqlite3"
        return
    import psycopg

    name = f"vef_{name}_{os.getpid()}"
    head, _, query = url.partition("?")
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        base = head.rpartition("/")[0]
        try:
            yield f"{base}/{name}" + (f"?{query}" if query else "")
        finally:
            line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment(url: str, folder: Path, **more: Any) -> dict[str, str]:
    """Return what such a process runs with."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "VEF_ENV_FILE": ".env.embedded",
        "VEF_VAR_DIR": str(folder),
        "VEF_LOG_LEVEL": "ERROR",
        "REDIS_URL": "",
        "PYTHONWARNINGS": "ignore",
        **{name: str(value) for name, value in more.items()},
    }
