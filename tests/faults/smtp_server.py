"""A mail server that breaks in every way that was measured, and keeps what it accepted.

Its log, and not the client's opinion, says what arrived.
"""

import random
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# What the server does to one message, and whether it accepts it all the same.
FAULTS = {
    "421-banner": False,
    "450-mail": False,
    "450-rcpt": False,
    "550-rcpt": False,
    "drop-before-data": False,
    "drop-in-data": False,
    "reset-in-data": False,
    "451-after-dot": False,
    "552-after-dot": False,
    "drop-after-dot": True,
    "reset-after-dot": True,
    "silent-after-dot": True,
}
ACCEPTED_IN_DOUBT = {fault for fault, accepted in FAULTS.items() if accepted}


class ScriptedServer:
    """Serve one fault per message, chosen by ``choose(number)``; "" serves it well."""

    def __init__(self, choose: Callable[[int], str], *, silence: float = 3.0) -> None:
        self.choose = choose
        self.silence = silence
        self.accepted: list[str] = []
        self.served: list[str] = []
        self._number = 0
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _address = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _next(self) -> str:
        with self._lock:
            fault = self.choose(self._number)
            self._number += 1
            self.served.append(fault)
            return fault

    def _talk(self, line: socket.socket) -> None:
        try:
            _Talk(self, line).run()
        except OSError:
            pass
        finally:
            line.close()

    def keep(self, message_id: str) -> None:
        with self._lock:
            self.accepted.append(message_id)


class _Talk:
    """One connection."""

    def __init__(self, server: ScriptedServer, line: socket.socket) -> None:
        self.server, self.line = server, line
        self.file = line.makefile("rb")
        # The first message's fault is known from the start: the banner may refuse.
        self.fault = server._next()
        self.is_first = True

    def say(self, text: str) -> None:
        self.line.sendall(f"{text}\r\n".encode())

    def reset(self) -> None:
        """Close so that the other side gets a reset instead of an end."""
        self.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def run(self) -> None:
        if self.fault == "421-banner":
            self.say("421 not now")
            return
        self.say("220 scripted")
        while command := self.file.readline():
            verb = command[:4].upper()
            if verb == b"EHLO":
                self.say("250 scripted")
            elif verb == b"MAIL":
                self.mail()
            elif verb == b"RCPT":
                self.refuse_or("rcpt", "250 reader known")
            elif verb == b"DATA":
                if not self.data():
                    return
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def mail(self) -> None:
        if not self.is_first:
            self.fault = self.server._next()
        self.is_first = False
        if self.fault == "421-banner":  # too late for the banner
            self.fault = "450-mail"
        self.refuse_or("mail", "250 sender fine")

    def refuse_or(self, step: str, reply: str) -> None:
        code, _, where = self.fault.partition("-")
        self.say(f"{code} no" if where == step else reply)

    def data(self) -> bool:
        """Take one message; say whether to go on talking."""
        if self.fault == "drop-before-data":
            return False
        self.say("354 go on")
        message_id = ""
        while (text := self.file.readline()) != b".\r\n":
            if text.lower().startswith(b"message-id:"):
                message_id = text.split(b"<")[1].split(b"@")[0].decode()
                if self.fault == "drop-in-data":
                    return False
                if self.fault == "reset-in-data":
                    self.reset()
                    return False
            if not text:
                return False  # hung up without the dot: discarded
        return self.after_dot(message_id)

    def after_dot(self, message_id: str) -> bool:
        if self.fault in {"451-after-dot", "552-after-dot"}:
            self.say(f"{self.fault[:3]} no")
            return True
        self.server.keep(message_id)
        if self.fault == "drop-after-dot":
            return False
        if self.fault == "reset-after-dot":
            self.reset()
            return False
        if self.fault == "silent-after-dot":
            threading.Event().wait(self.server.silence)
            return False
        self.say("250 kept")
        return True


def at_random(seed: int, share: float) -> Callable[[int], str]:
    """Choose a fault for this share of the messages; the same ones for the same seed."""
    chance = random.Random(seed)
    names = sorted(FAULTS)

    def choose(_number: int) -> str:
        return chance.choice(names) if chance.random() < share else ""

    return choose


@contextmanager
def serving(choose: Callable[[int], str], *, silence: float = 3.0) -> Iterator[ScriptedServer]:
    server = ScriptedServer(choose, silence=silence)
    try:
        yield server
    finally:
        server.close()
