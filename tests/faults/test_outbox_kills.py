"""Workers are killed and the mail server breaks: nothing is lost, nobody is written to twice.

Two runs of the same laboratory: the real one must hold every promise, and the control,
with the protection off, must break one. Otherwise the test would prove nothing.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection

from tests.faults.smtp_server import ACCEPTED_IN_DOUBT, ScriptedServer, at_random, serving

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[2]
LONG = os.environ.get("VEF_FAULTS") == "long"
SEEDS = [1, 2, 3] if LONG else [1]
MESSAGES = 300 if LONG else 70
KILLS = 20 if LONG else 7


@pytest.fixture
def database_url(tmp_path) -> str:
    """A database of the laboratory's own, of the same make as the one tested with."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{tmp_path}/lab.sqlite3"
        return
    import psycopg

    name = f"vef_lab_{os.getpid()}"
    head, _, query = url.partition("?")
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
        base = head.rpartition("/")[0]
        yield f"{base}/{name}" + (f"?{query}" if query else "")
        line.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run_lab(url: str, server: ScriptedServer, tmp_path, *, seed: int, control: bool) -> dict:
    plan = {
        "seed": seed,
        "control": control,
        "messages": MESSAGES,
        "kills": KILLS,
        "suicides": 0.04,
        "patience": 300 if LONG else 45,
    }
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": url,
        "VEF_ENV_FILE": ".env.embedded",
        "VEF_SMTP_HOST": "127.0.0.1",
        "VEF_SMTP_PORT": str(server.port),
        "VEF_SMTP_TLS": "none",
        "VEF_SMTP_TIMEOUT": "1",
        "VEF_VAR_DIR": str(tmp_path),
        "VEF_LOG_LEVEL": "ERROR",
        "REDIS_URL": "",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.lab", json.dumps(plan)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=plan["patience"] + 60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_workers_and_broken_lines_lose_nothing_and_double_nothing(
    database_url, tmp_path, seed
):
    with serving(at_random(seed, 0.4), silence=1.5) as server:
        result = run_lab(database_url, server, tmp_path, seed=seed, control=False)
    rows, copies = result["rows"], Counter(server.accepted)
    ends = Counter(rows.values())
    # The run was rough enough to prove something.
    assert result["kills"] == KILLS
    assert sum(bool(fault) for fault in server.served) > MESSAGES * 0.25
    assert ACCEPTED_IN_DOUBT & set(server.served)
    assert ends["sent"] > MESSAGES * 0.3
    assert ends["unknown"] > 0
    # Every message comes to one end.
    assert len(rows) == MESSAGES
    assert set(ends) <= {"sent", "failed", "unknown", "cancelled"}
    # Nobody has two copies.
    assert max(copies.values()) == 1
    for pk, status in rows.items():
        # What is called sent arrived; what is called off did not.
        if status == "sent":
            assert copies[pk] == 1
        if status in {"failed", "cancelled"}:
            assert copies[pk] == 0


def test_without_the_protection_people_get_the_same_letter_twice(database_url, tmp_path):
    with serving(at_random(1, 0.4), silence=1.5) as server:
        result = run_lab(database_url, server, tmp_path, seed=1, control=True)
    copies = Counter(server.accepted)
    assert len(result["rows"]) == MESSAGES
    assert max(copies.values()) > 1


def test_the_laboratory_runs_on_the_database_the_suite_runs_on(database_url):
    expected = "postgres" if connection.vendor == "postgresql" else "sqlite"
    assert database_url.startswith(expected)
