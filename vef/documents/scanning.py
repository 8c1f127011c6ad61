"""Asking the operator's virus scanner about a file, before it is kept.

``VEF_SCANNER`` names it: ``clamd://host:port`` or ``clamd:///path/to/socket`` for a
clamd that takes streams, or a command that reads the file from its input. Set and
silent, nothing is kept (``NotScanned``). Unset, files are kept and say so.
"""

import shlex
import socket
import struct
import subprocess
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 60
CHUNK = 64 * 1024
# Longer than any answer of clamd's.
LONGEST_ANSWER = 4096


class Suspicious(Exception):
    """The scanner found something in the file."""


class NotScanned(Exception):
    """The scanner gave no answer."""


def scan(content: bytes) -> bool:
    """Ask about a file; return False if no scanner is set. Raises Suspicious, NotScanned."""
    scanner = settings.SCANNER
    if not scanner:
        return False
    if scanner.startswith("clamd://"):
        found = _ask_clamd(scanner, content)
    else:
        found = _ask_command(scanner, content)
    if found:
        raise Suspicious
    return True


def _ask_command(command: str, content: bytes) -> bool:
    """0 means clean, 1 that it found something, anything else no answer."""
    try:
        answer = subprocess.run(  # noqa: S603  (the operator's own command)
            shlex.split(command),
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError, ValueError) as error:
        raise NotScanned from error
    if answer.returncode not in (0, 1):
        raise NotScanned
    return answer.returncode == 1


def _ask_clamd(address: str, content: bytes) -> bool:
    """Send the file as a stream: chunks with their length before them, then a length of 0."""
    try:
        with _connection(address) as line:
            line.settimeout(SECONDS)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise NotScanned from error
    if answer.endswith(b"FOUND"):
        return True
    # Anything but a plain yes is no answer: "size limit exceeded", half a line, nothing.
    if answer != b"stream: OK":
        raise NotScanned
    return False


def _connection(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(SECONDS)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> bytes:
    read = b""
    while b"\0" not in read and len(read) < LONGEST_ANSWER:
        part = line.recv(CHUNK)
        if not part:
            break
        read += part
    return read.partition(b"\0")[0].strip()
