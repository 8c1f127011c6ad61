"""How it is safe to reach a person. Each change is a new version; the latest rules."""

import unicodedata
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from database.models import Person, SafeContact
from database.safetimes import read_slot
from database.services.consents import lock
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

# What a version says; the rest of the row tells which version it is.
SAYS = (
    "email",
    "phone",
    "sms",
    "post",
    "safe_times",
    "may_leave_voicemail",
    "may_say_who",
    "shares_mailbox",
    "code_word_hash",
    "do_not_contact",
    "do_not_contact_until",
    "risk_flag",
    "risk_kind",
    "address_protected",
    "note",
    "review_on",
)


class NothingChanged(Exception):
    """The new version would say what the present one says."""


def latest_safe_contact(person: Person) -> SafeContact | None:
    """Return the version that rules, or None if nobody has asked yet."""
    return person.safe_contacts.order_by("-version").first()


@transaction.atomic
def set_safe_contact(person: Person, *, actor: Actor, reason: str = "", **says: Any) -> SafeContact:
    """Add a version that changes what is named and keeps the rest; return it.

    Rules at once, also for what is queued. Raises UnreadableTimes for safe times
    that make no sense, and NothingChanged.
    """
    unknown = set(says) - set(SAYS)
    if unknown:
        raise TypeError(f"not part of safe contact: {', '.join(sorted(unknown))}")
    for slot in says.get("safe_times", []):
        read_slot(slot)
    lock(person)
    present = latest_safe_contact(person)
    kept = {name: getattr(present, name) for name in SAYS} if present else {}
    if present and {**kept, **says} == kept:
        raise NothingChanged
    version = SafeContact.objects.create(
        person=person,
        version=present.version + 1 if present else 1,
        recorded_by=actor if isinstance(actor, User) else None,
        at=clock.now(),
        **{**kept, **says},
    )
    changed = sorted(name for name in says if not present or says[name] != kept[name])
    record(
        actor,
        "safe-contact.changed",
        person,
        reason=reason,
        data={"version": version.version, "changed": changed},
    )
    return version


def normal_word(word: str) -> str:
    """Return a code word as it is compared: no capitals, single spaces, one Unicode form."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


def hash_code_word(word: str) -> str:
    """Return the slow hash a code word is kept as; empty for an empty word."""
    word = normal_word(word)
    return make_password(word) if word else ""


def set_code_word(person: Person, *, word: str, actor: Actor) -> SafeContact:
    """Agree a word by which both sides know each other; an empty word takes it away.

    Only a slow hash is kept, so nobody can read the word back.
    """
    return set_safe_contact(person, actor=actor, code_word_hash=hash_code_word(word))


def check_code_word(person: Person, word: str) -> bool:
    """Whether this is the person's code word, however it is spelled in capitals or spaces."""
    present = latest_safe_contact(person)
    if present is None or not present.code_word_hash:
        return False
    return check_password(normal_word(word), present.code_word_hash)
