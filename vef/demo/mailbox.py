"""The demonstration's mail: a server on this computer that keeps every mail as a file.

It stands in for the readers' own mailboxes, so that a newcomer can read what was
sent and follow its links. Nothing leaves the computer.
"""

import asyncio
import email.policy
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings

from vef.demo.safe_html import safe_html

NAME = re.compile(r"\d{14}-\d{6}-[0-9a-f]{8}")
LARGEST = 2_000_000
# More are kept, but the page looks no further back.
NEWEST = 2000


def folder() -> Path:
    return Path(settings.VAR_DIR) / "mailbox"


class Keeper:
    """Takes every mail and writes it down."""

    async def handle_DATA(  # noqa: N802  (aiosmtpd's own name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        await asyncio.get_running_loop().run_in_executor(None, keep, content)
        return "250 kept"


def keep(content: bytes) -> str:
    """Write one mail; return the name it is found by. Never half a file."""
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{datetime.now(UTC):%Y%m%d%H%M%S-%f}-{secrets.token_hex(4)}"
    half = place / f".{name}"
    half.write_bytes(content)
    os.replace(half, place / f"{name}.eml")
    return name


async def serve(port: int) -> None:
    """Take mail on the loopback address until cancelled. Nobody else can reach it."""
    loop = asyncio.get_running_loop()

    def factory() -> SMTP:
        return SMTP(
            Keeper(), hostname="demo.invalid", data_size_limit=LARGEST, enable_SMTPUTF8=True
        )

    server = await loop.create_server(factory, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


@dataclass(frozen=True)
class Line:
    """A mail in the list."""

    name: str
    to: str
    subject: str
    arrived: datetime


@dataclass(frozen=True)
class Mail(Line):
    """A mail opened: its words, what its HTML part holds, and its headers."""

    sender: str
    text: str
    html: str
    languages: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]


def names() -> list[str]:
    """Return the names of the newest mails, newest first."""
    found = sorted((path.stem for path in folder().glob("*.eml")), reverse=True)
    return [name for name in found if NAME.fullmatch(name)][:NEWEST]


def lines(*, to: str = "") -> Iterator[Line]:
    """Return the mails, newest first; those to somebody only, if asked."""
    parser = BytesHeaderParser(policy=email.policy.default)
    wanted = to.strip().casefold()
    for name in names():
        try:
            with (folder() / f"{name}.eml").open("rb") as file:
                mail: Any = parser.parse(file)
        except FileNotFoundError:
            continue
        address = str(mail["To"] or "")
        if wanted in address.casefold():
            yield Line(name, address, str(mail["Subject"] or ""), arrived(name))


def arrived(name: str) -> datetime:
    return datetime.strptime(name.rpartition("-")[0], "%Y%m%d%H%M%S-%f").replace(tzinfo=UTC)


def opened(name: str) -> Mail | None:
    """Return one mail, or None for a name that is not a mail's."""
    path = folder() / f"{name}.eml"
    if not NAME.fullmatch(name) or not path.is_file():
        return None
    mail: Any = BytesParser(policy=email.policy.default).parsebytes(path.read_bytes())
    languages = str(mail["Content-Language"] or "").split(", ")
    return Mail(
        name=name,
        to=str(mail["To"] or ""),
        subject=str(mail["Subject"] or ""),
        arrived=arrived(name),
        sender=str(mail["From"] or ""),
        text=_part(mail, "plain"),
        html=safe_html(_part(mail, "html")),
        languages=tuple(language for language in languages if language),
        headers=tuple((name, str(value)) for name, value in mail.items()),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
