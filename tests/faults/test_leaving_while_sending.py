"""Five hundred invitations are being sent, a hundred people leave: none is written to after.

Two runs of one laboratory: the real one, and the control that asks the gate only when the
batch is made, which must write to somebody who had been told that nothing more comes.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.databases import environment, own_database
from tests.faults.smtp_server import ScriptedServer

pytestmark = pytest.mark.fault

ROOT = Path(__file__).resolve().parents[2]
MESSAGES, LEAVING = 500, 100
# After the dot was committed it takes the line this long at most to carry it.
ON_THE_LINE = 2.0


class TimedServer(ScriptedServer):
    """Notes when each message's final dot arrived."""

    def __init__(self) -> None:
        self.dots: dict[str, float] = {}
        super().__init__(lambda _number: "")

    def keep(self, message_id: str) -> None:
        self.dots[message_id] = time.time()
        super().keep(message_id)


def run_lab(tmp_path, *, control: bool, messages: int, leaving: int) -> tuple[dict, TimedServer]:
    plan = {
        "seed": 16,
        "control": control,
        "messages": messages,
        "leaving": leaving,
        "patience": 240,
    }
    server = TimedServer()
    try:
        with own_database(tmp_path, "leaving") as url:
            done = subprocess.run(
                [sys.executable, "-m", "tests.faults.leaving_lab", json.dumps(plan)],
                cwd=ROOT,
                env=environment(
                    url,
                    tmp_path,
                    VEF_SMTP_HOST="127.0.0.1",
                    VEF_SMTP_PORT=server.port,
                    VEF_SMTP_TLS="none",
                    VEF_SMTP_TIMEOUT="10",
                ),
                capture_output=True,
                text=True,
                timeout=580,
                check=False,
            )
    finally:
        server.close()
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), server


def late_dots(result: dict, server: TimedServer) -> dict[str, float]:
    """Return by how many seconds each letter to somebody who had left was late."""
    found = {}
    for person, (_began, answered) in result["answered"].items():
        dot = server.dots.get(result["rows"][person]["id"])
        if dot is not None and dot > answered:
            found[person] = dot - answered
    return found


def test_nobody_is_written_to_after_they_were_told_that_nothing_more_comes(tmp_path):
    result, server = run_lab(tmp_path, control=False, messages=MESSAGES, leaving=LEAVING)
    rows, answered = result["rows"], result["answered"]
    left_in_time = {who for who in answered if rows[who]["id"] not in server.dots}
    # The run was rough enough to prove something: letters went, and others were stopped.
    assert len(rows) == MESSAGES
    assert len(answered) >= LEAVING * 0.9
    assert len(left_in_time) >= LEAVING * 0.4
    assert len(server.dots) >= MESSAGES * 0.6
    # Whoever left in time has no letter, and the row says so.
    assert {rows[who]["status"] for who in left_in_time} <= {"cancelled", "withheld"}
    for who in set(answered) - left_in_time:
        # It left before: its dot was committed before the withdrawal was.
        assert rows[who]["status"] == "sent"
        assert rows[who]["dot_at"] <= result["withdrawn_at"][who] + 0.001
    # A dot on the line may still arrive; none is sent later.
    assert all(late <= ON_THE_LINE for late in late_dots(result, server).values())
    # Nobody waits long for the answer.
    assert max(end - begin for begin, end in answered.values()) < 5
    # Everybody else has their letter, once.
    assert len(server.accepted) == len(set(server.accepted))
    staying = set(rows) - set(answered)
    assert {rows[who]["status"] for who in staying} == {"sent"}


def test_the_control_that_asks_once_writes_to_people_who_had_left(tmp_path):
    result, server = run_lab(tmp_path, control=True, messages=160, leaving=60)
    late = late_dots(result, server)
    written_to = [
        who
        for who in result["answered"]
        if result["rows"][who]["id"] in server.dots
        and result["rows"][who]["dot_at"] > result["withdrawn_at"][who]
    ]
    assert written_to
    assert late
