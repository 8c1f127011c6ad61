"""Of two ways it is safe to reach one person, the stricter: for two records that were one."""

from datetime import date
from typing import Any

from database.models import SafeContact, Safety
from database.safetimes import common_times

# What forbids is stronger than what allows; that nobody asked says nothing by itself.
_RANK = (Safety.UNKNOWN, Safety.SAFE, Safety.ASK, Safety.UNSAFE)
_FORBIDS = frozenset({Safety.ASK, Safety.UNSAFE})


def stricter(kept: SafeContact, gone: SafeContact, *, address_of: dict[str, str]) -> dict[str, Any]:
    """Return what the new version says.

    ``address_of`` tells for each channel whose address stays: ``kept``, ``gone`` or
    ``both``. That a channel is safe was said of an address: it counts only for that one,
    while "not safe" and "ask first" count whatever the address is.
    """
    says: dict[str, Any] = {
        channel: _channel(getattr(kept, channel), getattr(gone, channel), owner)
        for channel, owner in address_of.items()
    }
    times, is_possible = common_times(kept.safe_times, gone.safe_times)
    if not is_possible:
        # No time suits both: somebody must ask them.
        for channel in address_of:
            if says[channel] == Safety.SAFE:
                says[channel] = Safety.ASK
    return says | {
        "safe_times": times,
        "may_leave_voicemail": kept.may_leave_voicemail and gone.may_leave_voicemail,
        "may_say_who": kept.may_say_who and gone.may_say_who,
        "shares_mailbox": kept.shares_mailbox or gone.shares_mailbox,
        "code_word_hash": kept.code_word_hash or gone.code_word_hash,
        **_do_not_contact(kept, gone),
        "risk_flag": kept.risk_flag or gone.risk_flag,
        "risk_kind": kept.risk_kind or gone.risk_kind,
        "address_protected": kept.address_protected or gone.address_protected,
        "note": _both(kept.note, gone.note),
        "review_on": min(filter(None, (kept.review_on, gone.review_on)), default=None),
    }


def _channel(mine: str, theirs: str, owner: str) -> str:
    counts = [
        value
        for value, side in ((mine, "kept"), (theirs, "gone"))
        if owner in {side, "both"} or value in _FORBIDS
    ]
    return max(counts, key=lambda value: _RANK.index(Safety(value)), default=Safety.UNKNOWN)


def _do_not_contact(kept: SafeContact, gone: SafeContact) -> dict[str, Any]:
    stops = [row for row in (kept, gone) if row.do_not_contact or row.do_not_contact_until]
    days: list[date | None] = [row.do_not_contact_until for row in stops]
    # One without an end has none together with another either.
    until = None if None in days else max(filter(None, days), default=None)
    return {
        "do_not_contact": any(row.do_not_contact for row in stops),
        "do_not_contact_until": until,
    }


def _both(one: str, other: str) -> str:
    return "\n".join(dict.fromkeys(filter(None, (one, other))))
