"""One conversation with the mail server, taken apart at the final dot.

A server takes a message over when it has read the final dot, and says so a
moment later. If the line breaks in between, nobody can tell from the error
whether the message went (all such errors look alike). So the conversation has
two halves: ``offer`` says everything but the dot, after which hanging up means
that nothing was sent; ``finish`` sends the dot, after which only the server's
own reply counts.
"""

import contextlib
import re
import select
import smtplib
import socket
import ssl
from typing import Final

from django.conf import settings

_EOL: Final = re.compile(rb"\r\n|\n|\r")
_LEADING_DOT: Final = re.compile(rb"(?m)^\.")
# A server may limit how many messages one connection carries.
MESSAGES_PER_CONNECTION: Final = 100


class NotTaken(Exception):
    """The server did not take the message, and certainly never got all of it.

    ``code`` is the server's reply, 0 where there was none. ``is_lasting`` says that
    trying again won't help; ``is_unreachable`` that there was no server to talk to.
    """

    def __init__(
        self, step: str, code: int = 0, *, is_lasting: bool = False, is_unreachable: bool = False
    ) -> None:
        self.step, self.code = step, code
        self.is_lasting, self.is_unreachable = is_lasting, is_unreachable
        super().__init__(f"{step} {code}" if code else step)


class InDoubt(Exception):
    """The final dot may have been read, and no reply says whether it was."""


class Line:
    """A line to the mail server, opened when first needed and used for many messages."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._carried = 0

    def offer(self, sender: str, recipient: str, content: bytes) -> None:
        """Say everything but the final dot. Raises NotTaken; the line is then reset."""
        smtp = self._open()
        try:
            self._ask(smtp, "mail", *smtp.mail(sender))
            # What is refused from here on is refused because of this one message.
            self._ask(smtp, "rcpt", *smtp.rcpt(recipient), is_about_message=True)
            self._ask(smtp, "data", *smtp.docmd("DATA"), expected=354, is_about_message=True)
            smtp.send(_stuffed(content))
            if self._has_spoken(smtp):
                raise NotTaken("body")
        except NotTaken:
            self._reset_or_drop()
            raise
        except OSError as error:  # smtplib's own errors are OSErrors too
            self.drop()
            raise NotTaken("line") from error

    def finish(self) -> int:
        """Send the final dot and return the server's reply. Raises InDoubt if there is none."""
        smtp = self._smtp
        if smtp is None:
            raise InDoubt("no line")
        try:
            smtp.send(b".\r\n")
            code, _reply = smtp.getreply()
        except OSError as error:
            self.drop()
            raise InDoubt(type(error).__name__) from error
        if not 200 <= code < 300 and not 400 <= code < 600:
            self.drop()
            raise InDoubt(f"reply {code}")
        self._carried += 1
        if code == 421 or self._carried >= MESSAGES_PER_CONNECTION:
            self.drop()
        return code

    def drop(self) -> None:
        """Hang up at once. A message without its final dot is discarded by the server."""
        if self._smtp is not None:
            self._smtp.close()
        self._smtp, self._carried = None, 0

    def close(self) -> None:
        """Take leave politely; only between messages."""
        if self._smtp is not None:
            with contextlib.suppress(OSError):
                self._smtp.quit()
        self.drop()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None and not self._has_spoken(self._smtp):
            return self._smtp
        self.drop()
        try:
            self._smtp = _connected()
        except smtplib.SMTPResponseException as error:
            raise NotTaken("connect", error.smtp_code, is_unreachable=True) from error
        except OSError as error:
            raise NotTaken("connect", is_unreachable=True) from error
        return self._smtp

    def _ask(
        self,
        smtp: smtplib.SMTP,
        step: str,
        code: int,
        _reply: bytes,
        *,
        expected: int = 0,
        is_about_message: bool = False,
    ) -> None:
        if code == expected or (not expected and 200 <= code < 300):
            return
        if code == 421:
            self.drop()
        raise NotTaken(step, max(code, 0), is_lasting=is_about_message and 500 <= code < 600)

    def _reset_or_drop(self) -> None:
        """Make the line ready for the next message after a refusal, or hang up."""
        if self._smtp is None:
            return
        try:
            code, _reply = self._smtp.rset()
        except OSError:
            code = -1
        if code != 250:
            self.drop()

    @staticmethod
    def _has_spoken(smtp: smtplib.SMTP) -> bool:
        """Whether the server said something unasked or hung up: it takes nothing more now."""
        if smtp.sock is None:
            return True
        readable, _, _ = select.select([smtp.sock], [], [], 0)
        return bool(readable)


def _connected() -> smtplib.SMTP:
    """Open a line with the safety the settings ask for; certificates are always checked."""
    arguments = (settings.SMTP_HOST, settings.SMTP_PORT)
    smtp: smtplib.SMTP
    if settings.SMTP_TLS == "tls":
        smtp = smtplib.SMTP_SSL(
            *arguments,
            local_hostname=settings.MAIL_DOMAIN,
            timeout=settings.SMTP_TIMEOUT,
            context=ssl.create_default_context(),
        )
    else:
        smtp = smtplib.SMTP(
            *arguments, local_hostname=settings.MAIL_DOMAIN, timeout=settings.SMTP_TIMEOUT
        )
    try:
        # The dot is a small packet of its own: without this it waits for the server's
        # acknowledgement of the one before, which servers hold back for 40 ms.
        if smtp.sock is not None:
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if settings.SMTP_TLS == "starttls":
            # Raises where the server offers no TLS: mail never goes in the clear by surprise.
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo()
        if settings.SMTP_USER:
            smtp.login(settings.SMTP_USER, settings.SMTP_PASSWORD)
    except OSError:
        smtp.close()
        raise
    return smtp


def _stuffed(content: bytes) -> bytes:
    """Return the content as it goes over the line: CRLF everywhere, leading dots doubled."""
    lines = _LEADING_DOT.sub(b"..", _EOL.sub(b"\r\n", content))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"
