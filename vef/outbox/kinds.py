"""What the outbox must know of each kind of message, told by the app that owns it.

The outbox knows nothing of the forum. An upper app registers a ``Kind``; the
outbox asks it who the reader is, whether the message may still go, and what it
says, all at the moment of sending.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils.functional import Promise

from vef.outbox.models import Message


@dataclass(frozen=True)
class Recipient:
    """Where a message goes, read when it is claimed. ``reading`` is a bilingual.Reading."""

    address: str
    reading: str


@dataclass(frozen=True)
class Verdict:
    """Whether a message may go now. ``reason`` is a code; ``not_before`` asks to wait."""

    allowed: bool
    reason: str = ""
    not_before: datetime | None = None


ALLOWED = Verdict(allowed=True)


@dataclass(frozen=True)
class Wording:
    """One language's words of a message."""

    subject: str
    text: str
    html: str


class Kind:
    """One kind of message. Subclass, and ``register`` an instance in the app's ready()."""

    name: ClassVar[str]
    # The label staff see; lazy translation.
    label: ClassVar[str | Promise]
    # Whether somebody waits for it in front of a page, such as a code for signing in.
    is_urgent: ClassVar[bool] = False
    # Whether it counts towards how many messages somebody is sent; not what they asked for.
    counts_as_contact: ClassVar[bool] = True

    def recipient(self, message: Message) -> Recipient | None:
        """Read the address and language; None if there is no address any more."""
        raise NotImplementedError

    def gate(self, message: Message) -> Verdict:
        """Say whether the message may go. Asked at claim, and again just before the
        final dot inside the transaction that commits it: lock the rows you decide by
        (``select_for_update``), so that a withdrawal and the dot have one order."""
        raise NotImplementedError

    def build(self, message: Message, language: str) -> Wording:
        """Write the message in one language. Called with that language active."""
        raise NotImplementedError

    def explain(self, code: str) -> str:
        """Say in the reader's words what a reason code of this kind's own gate means."""
        return ""

    def unsubscribe_url(self, message: Message) -> str:
        """Return the address that takes a one-click "stop" by POST (RFC 8058), or nothing.

        Mail programs post to it without a page, a cookie or a form token, and link
        scanners only ever GET it. Called while the message is written.
        """
        return ""

    def changed(self, message: Message) -> None:
        """Hear that the message's status changed; runs in that change's transaction.

        Called for every change, ``sending`` included, with the message's row locked:
        lock what hangs on it only here, never before it. An error here is logged and
        undone without disturbing the message's own change.
        """


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def forget(name: str) -> None:
    _kinds.pop(name, None)


def kind_of(message: Message) -> Kind:
    """Return the kind a message belongs to. Raises KeyError for an unregistered kind."""
    return _kinds[message.kind]


def kinds() -> dict[str, Kind]:
    return dict(_kinds)
