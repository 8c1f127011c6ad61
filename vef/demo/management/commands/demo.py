"""Start the whole demonstration: database, web, worker, beat and mailbox, all in one folder."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from vef.celery import prepare_broker

# What a second, fresh start throws away. Stored keys are never among it.
LEFTOVERS = ("mailbox", "queue", "cache", "files", "demo-started")
ROOT_WARNING = "You're running the worker with superuser privileges"
# Ctrl-C, a request to end, and a closed window.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Command(BaseCommand):
    help = "Start the demonstration. Ctrl-C ends everything that was started."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--fresh", action="store_true", help="start with a new world")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demonstration only runs with VEF_DEMO on.")
        port = options["port"]
        if not is_free(port):
            raise CommandError(f"Port {port} is in use: try another with PORT=8001.")
        started = time.monotonic()
        environment = self.prepare(fresh=options["fresh"], port=port)
        with processes(self.programs(port), environment) as running:
            wait_until_ready(port, running)
            self.stdout.write(self.welcome(port, time.monotonic() - started))
            sys.stdout.flush()
            watch(running)
        self.stdout.write(
            "\nEverything that was started has ended. `make demo` continues where you left it."
        )

    def prepare(self, *, fresh: bool, port: int) -> dict[str, str]:
        """Make folders, database and world; return the environment the programs share."""
        var = settings.VAR_DIR
        database = Path(settings.DATABASES["default"]["NAME"])
        embedded = connection.vendor == "sqlite"
        if fresh and embedded:
            for path in database.parent.glob(f"{database.name}*"):
                path.unlink()
            for name in LEFTOVERS:
                path = var / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        prepare_broker()
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        mark = var / "demo-started"
        if not mark.exists():
            mark.write_text(str(time.time()))
        os.environ["VEF_DEMO_STARTED"] = mark.read_text()
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("load_demo")
        return {
            **os.environ,
            "VEF_BASE_URL": f"http://127.0.0.1:{port}",
            # Nobody types this one, so any port does for the mailbox.
            "VEF_SMTP_PORT": str(settings.SMTP_PORT if is_free(settings.SMTP_PORT) else any_free()),
            "PYTHONUNBUFFERED": "1",
            # A container's only user is often root; here that endangers nobody's data.
            "PYTHONWARNINGS": f"ignore:{ROOT_WARNING}",
        }

    def programs(self, port: int) -> dict[str, list[str]]:
        python = [sys.executable]
        return {
            "mailbox": [*python, "manage.py", "demo_mailbox"],
            "web": [
                *python,
                "-m",
                "gunicorn",
                "vef.wsgi:application",
                "--bind",
                f"127.0.0.1:{port}",
                "--workers",
                "2",
                "--threads",
                "4",
                "--log-level",
                "warning",
                "--no-control-socket",
            ],
            "worker": [
                *python,
                "-m",
                "celery",
                "--quiet",
                "-A",
                "vef",
                "worker",
                "-c",
                "1",
                "-B",
                "-s",
                str(settings.VAR_DIR / "celerybeat-schedule"),
                "--loglevel",
                "WARNING",
            ],
        }

    def welcome(self, port: int, seconds: float) -> str:
        site = f"http://127.0.0.1:{port}"
        return f"""
The demonstration is running (it took {seconds:.0f} seconds to start). All people in it are invented.

  Start here       {site}/en/demo/sign-in/      one button per kind of reader, no password
  In Welsh         {site}/cy/demo/sign-in/
  The mailbox      {site}/en/demo/mailbox/      every mail that was sent, with its links
  Public pages     {site}/en/   {site}/cy/

The golden thread, step by step:

   1. Sign in as Gethin Llwyncelyn (police). Ask for a topic, save it unfinished, come back, submit it.
   2. Sign in as Huw Trefelin (officer). Open the request from the desk, start the review, assess
      it; assess it as Ffion too, then decide (or as Ffion decide alone, and say why). Whoever
      did not decide reads the letter and approves it: only then does the partner hear.
      Look in the mailbox: the partner was told, in Welsh. Decline one as well, with its reason.
   3. From the accepted request make a programme entry and an activity. Leave the Welsh out: it can't open.
   4. Agree the plan as Bethan Rhydlas (police lead), open the activity, prepare invitations as Huw.
   5. Sign in as Ffion Brynderi (manager) and release them. The mails arrive in the mailbox.
   6. Open a link from the mailbox, choose "taking part", answer, and switch language half-way.
   7. As Huw: close the activity, code the answers, write findings; as Ffion approve and deliver.
      As Bethan: answer each finding with an action, an owner and a date.
   8. As Huw write "You said, we did"; as Ffion approve it. It goes to those who took part, then public.
   9. As Huw make the board report; look at both PDFs.
  10. Open any topic's thread from the desk, and its PDF.

  First thing to click: {site}/en/demo/sign-in/

Ctrl-C ends everything. `make demo FRESH=1` starts a new world.
"""


def is_free(port: int) -> bool:
    """Say whether this port of the loopback address can be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """Return a port of the loopback address that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


@contextmanager
def processes(
    programs: dict[str, list[str]], environment: dict[str, str]
) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run these programs, each in a group of its own, and end every one of them afterwards.

    Ctrl-C, a request to end and a closed window all end the block. Each program is asked
    first, so that the worker can finish the mail in its hand; whatever of its group is
    left after ten seconds is ended without asking.
    """
    running: dict[str, subprocess.Popen[bytes]] = {}

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    previous = {number: signal.signal(number, stop) for number in ENDINGS}
    try:
        for name, command in programs.items():
            running[name] = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=environment, start_new_session=True
            )
        yield running
    except KeyboardInterrupt:
        pass
    finally:
        # Being asked twice must not leave half of them running.
        for number in ENDINGS:
            signal.signal(number, signal.SIG_IGN)
        for process in running.values():
            process.terminate()
        deadline = time.monotonic() + 10
        for process in running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            # What it started may outlive it: the group bears the program's own number.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for number, handler in previous.items():
            signal.signal(number, handler)


def wait_until_ready(
    port: int, running: dict[str, subprocess.Popen[bytes]], seconds: int = 60
) -> None:
    """Wait until pages are served. Raises CommandError if a program ends before that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for name, process in running.items():
            if process.poll() is not None:
                raise CommandError(f"The {name} did not start; see the lines above.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise CommandError("The pages did not come up within a minute.")


def watch(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until somebody ends the demonstration, or a program ends by itself."""
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                raise CommandError(f"The {name} ended by itself; see the lines above.")
        time.sleep(1)
