"""Turning a master key over, killed three times on the way and finished: nothing is lost."""

import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults.databases import environment, own_database

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 2000 if os.environ.get("VEF_FAULTS") == "long" else 160
OLD, NEW = (f"{number}:{base64.b64encode(bytes([number]) * 32).decode()}" for number in (1, 2))
Step = Callable[..., tuple[int, dict]]


@pytest.fixture
def step(tmp_path) -> Step:
    with own_database(tmp_path, "keys") as url:

        def run(what: str, number: int = 0, *, keys: str) -> tuple[int, dict]:
            done = subprocess.run(
                [sys.executable, "-m", "tests.faults.keys_lab", what, str(number)],
                cwd=ROOT,
                env=environment(url, tmp_path, VEF_FIELD_KEYS=keys),
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            lines = done.stdout.splitlines()
            if done.returncode not in {0, -signal.SIGKILL}:
                raise AssertionError(done.stderr)
            return done.returncode, json.loads(lines[-1]) if done.returncode == 0 else {}

        yield run


def test_killed_three_times_and_finished(step):
    both = f"{OLD},{NEW}"
    assert step("make", PEOPLE, keys=OLD) == (0, {"made": PEOPLE})
    lefts = [PEOPLE]
    for batch in (2, 1, 3):
        code, _said = step("turn", batch, keys=both)
        assert code == -signal.SIGKILL
        _code, found = step("read", keys=both)
        # Half-way both keys are in use, and everybody can be read with the two of them.
        assert (found["read"], found["right"]) == (PEOPLE, PEOPLE)
        assert found["versions"] == ["1", "2"]
        lefts.append(found["left"]["privacy.DataKey.wrapped"])
    # Each run went on where the one before was killed.
    assert lefts == sorted(lefts, reverse=True)
    assert len(set(lefts)) == 4
    _code, finished = step("turn", keys=both)
    assert finished == {"left": {}}
    _code, found = step("read", keys=NEW)
    assert found == {"read": PEOPLE, "right": PEOPLE, "versions": ["2"], "left": {}}


def test_the_control_without_the_run_the_old_key_is_still_needed(step):
    step("make", 20, keys=OLD)
    with pytest.raises(AssertionError, match="CannotOpen"):
        step("read", keys=NEW)
