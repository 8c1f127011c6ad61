"""What somebody says when they ask to join, kept sealed in one column until it is confirmed."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from database.models import Channel, JoinRequest, Purpose
from database.safetimes import next_safe_moment
from vef.common.bilingual import Reading

# The channels, in the order in which one of them counts as the one they joined by.
CHANNELS = (Channel.EMAIL, Channel.PHONE, Channel.SMS, Channel.POST)
# What each channel needs of what they typed.
DETAIL_OF = {
    Channel.EMAIL: "email",
    Channel.PHONE: "phone",
    Channel.SMS: "phone",
    Channel.POST: "postal_address",
}
PURPOSES = (Purpose.DATABASE, Purpose.EMAIL, Purpose.PHONE, Purpose.SMS, Purpose.POST)


@dataclass(frozen=True)
class Said:
    """What somebody chose. Codes and times only, besides the helper's details.

    ``safe`` holds the channels that may be used; ``about`` the optional answers by
    ProfileField code. ``helper`` is empty if they did it alone.
    """

    purposes: list[str]
    safe: list[str]
    reading: str = Reading.UNKNOWN
    safe_times: list[dict[str, Any]] = field(default_factory=list)
    may_leave_voicemail: bool = False
    shares_mailbox: bool = False
    code_word_hash: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    helper: dict[str, str] = field(default_factory=dict)

    def to_text(self) -> str:
        return json.dumps(asdict(self), sort_keys=True, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Said":
        return cls(**json.loads(text))

    def safe_moment(self, now: datetime) -> datetime:
        """Return when a message may first reach them, by the times they gave."""
        return next_safe_moment(self.safe_times, now)


def said_in(request: JoinRequest) -> Said:
    """Open what was chosen with a request."""
    return Said.from_text(request.choices)


def safe_channels(ticked: Iterable[str], agreed: Iterable[str]) -> list[str]:
    """Return the channels that may be used: those ticked as safe.

    Whoever ticks none has still told us one: the channel they join by, which is the
    first they agreed to. What nobody said is not used.
    """
    chosen, said = set(ticked), set(agreed)
    if chosen:
        return [str(channel) for channel in CHANNELS if channel in chosen]
    return [str(channel) for channel in CHANNELS if channel in said][:1]
