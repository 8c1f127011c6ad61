"""The demonstration ends what it started, however it is ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vef.demo.management.commands.demo import ENDINGS, processes

# Starts a helper that heeds no request to end, and tells both numbers.
STUBBORN = """
import os, signal, subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(60)")], stdout=subprocess.PIPE)
helper.stdout.readline()
with open(sys.argv[1] + ".new", "w") as told:
    told.write(f"{os.getpid()} {helper.pid}")
os.rename(sys.argv[1] + ".new", sys.argv[1])
time.sleep(60)
"""
# Writes that it was asked, and takes a moment over it.
ORDERLY = """
import pathlib, signal, sys, time
def end(number, frame):
    time.sleep(0.3)
    pathlib.Path(sys.argv[1]).write_text("finished")
    sys.exit()
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[1]).write_text("working")
time.sleep(60)
"""


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def is_running(number: int) -> bool:
    try:
        # A process that ended and was not yet asked after is a "Z".
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", ENDINGS, ids=lambda number: number.name)
def test_every_way_of_ending_it_ends_the_programs_and_what_they_started(
    tmp_path: Path, number: signal.Signals
) -> None:
    told = tmp_path / "told"
    before = signal.getsignal(number)
    with processes({"one": [sys.executable, "-c", STUBBORN, str(told)]}, dict(os.environ)):
        wait_for(told.exists, "the program did not start")
        program, helper = map(int, told.read_text().split())
        assert is_running(program)
        assert is_running(helper)
        os.kill(os.getpid(), number)
        time.sleep(5)
        pytest.fail("the block went on")
    wait_for(lambda: not is_running(helper), "the helper outlived the demonstration")
    assert not is_running(program)
    assert signal.getsignal(number) is before


def test_a_program_may_finish_what_is_in_its_hand(tmp_path: Path) -> None:
    told = tmp_path / "told"
    with processes({"one": [sys.executable, "-c", ORDERLY, str(told)]}, dict(os.environ)):
        wait_for(lambda: told.exists() and told.read_text() == "working", "it did not start")
    assert told.read_text() == "finished"


def test_make_hands_a_request_to_end_on_to_the_demonstration() -> None:
    done = subprocess.run(
        ["make", "--dry-run", "--silent", "demo"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    start = next(line for line in done.stdout.splitlines() if "manage.py demo" in line)
    assert start.startswith("exec "), "a shell in between would be ended in its place"
