"""The whole product as separate processes: web, worker with beat, database, and a real mail server.

On the embedded default the database is a file and the broker a folder; with
DATABASE_URL and REDIS_URL set the same journeys run on PostgreSQL and Redis.
"""

import base64
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from aiosmtpd.controller import Controller

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "journey-through-the-whole-thread"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def totp_secret(email: str) -> str:
    """Return the seed the demonstration gives this user (see vef.demo.load.lists)."""
    return base64.b32encode(hashlib.sha1(f"{PASSWORD}|{email}".encode()).digest()).decode()


class Mails:
    """What a real mail server accepted."""

    def __init__(self) -> None:
        self.all: list[tuple[str, EmailMessage]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.all.append((envelope.rcpt_tos[0], message))
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for recipient, mail in self.all if recipient == address]

    def wait_for(self, address: str, *, count: int = 1, seconds: float = 60) -> list[EmailMessage]:
        """Wait until this many mails came to an address. Fails loudly otherwise."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if len(found := self.to(address)) >= count:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{address} got {len(self.to(address))} of {count} mails")

    def wait_for_subject(self, address: str, subject: str, *, seconds: float = 60) -> EmailMessage:
        """Wait until a mail with this subject came to an address. Fails loudly otherwise."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for mail in self.to(address):
                if mail["Subject"] == subject:
                    return mail
            time.sleep(0.2)
        subjects = [mail["Subject"] for mail in self.to(address)]
        raise AssertionError(f"{address} got no mail {subject!r}, but {subjects}")

    def wait_until_quiet(self, *, at_least: int, seconds: float = 120) -> None:
        """Wait until at least so many mails came and no further one follows."""
        deadline, seen, since = time.monotonic() + seconds, -1, time.monotonic()
        while time.monotonic() < deadline:
            if len(self.all) != seen:
                seen, since = len(self.all), time.monotonic()
            elif seen >= at_least and time.monotonic() - since > 3:
                return
            time.sleep(0.2)
        raise AssertionError(f"{len(self.all)} mails came, at least {at_least} were due")


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return body.get_content()


def links_in(mail: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^\s>]+", text_of(mail))


@dataclass
class Product:
    """A running product and its mail server."""

    base: str
    mails: Mails
    environment: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def manage(self, *words: str) -> str:
        """Run a management command in the product's environment and return what it says."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise AssertionError(f"manage.py {words} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def here(self, link: str) -> str:
        """Return a mail's link on this product's own port."""
        parts = urlsplit(link)
        own = urlsplit(self.base)
        return urlunsplit((own.scheme, own.netloc, parts.path, parts.query, ""))

    def start(self, name: str, command: list[str]) -> None:
        path = Path(self.environment["VEF_VAR_DIR"]) / f"{name}.log"
        with path.open("wb") as log:
            self.processes[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def log(self, name: str) -> str:
        return (Path(self.environment["VEF_VAR_DIR"]) / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@contextmanager
def database(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of the kind the environment asks for."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield f"sqlite:///{folder}/journey.sqlite3"
        return
    import psycopg

    name = f"vef_journey_{os.getpid()}"
    server = address.rpartition("/")[0]
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield f"{server}/{name}"
    finally:
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def own_redis() -> dict[str, str]:
    """Return where this test worker's product rings: two may not answer each other's bell."""
    address, number = os.environ.get("REDIS_URL", ""), re.sub(r"\D", "", _worker())
    if not address or not number:
        return {}
    server, _, base = address.rpartition("/")
    return {"REDIS_URL": f"{server}/{int(base) + 1 + int(number)}"}


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "")


@contextmanager
def running(folder: Path) -> Iterator[Product]:
    """Start the product with the demonstration's world; end all of it afterwards."""
    mails, mail_port, web_port = Mails(), free_port(), free_port()
    controller = Controller(mails, hostname="127.0.0.1", port=mail_port)
    controller.start()
    base = f"http://localhost:{web_port}"
    with database(folder) as address:
        product = Product(
            base=base,
            mails=mails,
            environment={
                **{k: v for k, v in os.environ.items() if not k.startswith("VEF_")},
                **own_redis(),
                "VEF_ENV_FILE": ".env.embedded",
                "DJANGO_SETTINGS_MODULE": "vef.settings",
                "DATABASE_URL": address,
                "VEF_VAR_DIR": str(folder),
                "VEF_SMTP_PORT": str(mail_port),
                "VEF_BASE_URL": base,
                "VEF_DEMO_STARTED": str(time.time()),
                "VEF_DEMO_PASSWORD": PASSWORD,
            },
        )
        try:
            product.manage("migrate", "--verbosity", "0")
            product.manage("load_demo")
            product.start(
                "web",
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "vef.wsgi:application",
                    "--bind",
                    f"127.0.0.1:{web_port}",
                    "--workers",
                    "1",
                    "--threads",
                    "4",
                ],
            )
            product.start(
                "worker",
                [
                    sys.executable,
                    "-m",
                    "celery",
                    "-A",
                    "vef",
                    "worker",
                    "-c",
                    "1",
                    "-B",
                    "-s",
                    str(folder / "beat"),
                    "--loglevel",
                    "INFO",
                ],
            )
            _wait(product)
            yield product
        finally:
            product.stop()
            controller.stop()


def _wait(product: Product) -> None:
    # A busy machine answers the first question late, so one is not given up at once.
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        for name, process in product.processes.items():
            assert process.poll() is None, product.log(name)
        try:
            with urllib.request.urlopen(f"{product.base}/readyz", timeout=15):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(product.log("web"))
