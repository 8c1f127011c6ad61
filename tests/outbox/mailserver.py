"""A real mail server on a free port, for tests that read what left the outbox."""

import email
import email.policy
import logging
import socket
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)


class MailServer:
    """What arrived: parsed mails in order, and to whom each envelope was addressed."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[list[str]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.messages.append(
            email.message_from_bytes(envelope.content, policy=email.policy.default)
        )
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 kept"

    def text(self, number: int = -1) -> str:
        """Return the plain text of one mail; the last one unless told."""
        return self.messages[number].get_body(("plain",)).get_content()

    def html(self, number: int = -1) -> str:
        return self.messages[number].get_body(("html",)).get_content()

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to one address, in order."""
        return [mail for mail in self.messages if mail["To"] == address]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """Run a mail server for one test and point the outbox at it."""
    kept = MailServer()
    controller = Controller(kept, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.SMTP_HOST = "127.0.0.1"
    settings.SMTP_PORT = controller.port
    settings.SMTP_TLS = "none"
    settings.SMTP_USER = ""
    yield kept
    controller.stop()
