"""Letting somebody see what is held about them: by the code word, or a one-time code.

The code is given by another safe way than the link's. Tries are few and counted in the
audit log, so that no restart forgets them; every wrong try is answered alike and takes
as long, whether there is a code word or not.
"""

import secrets
import unicodedata
from datetime import timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from database.models import (
    ChangeKind,
    ChangeStatus,
    Channel,
    ContactStop,
    Person,
    SafeContact,
    Safety,
    SelfServiceCode,
)
from database.services.consents import lock
from database.services.safe_contact import latest_safe_contact, normal_word
from vef.audit.models import Entry
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

CODE_TIME = timedelta(minutes=15)
CODE_TRIES = 5
DIGITS = 6
# So many wrong tries within this time, and the page rests.
MOST_TRIES = 5
REST = timedelta(hours=24)
# A number that came by a link is not yet another way than the link's.
FRESH = timedelta(days=90)
IN_PERSON = "person"
REFUSED = "self-service.refused"


class LockedOut(Exception):
    """There were too many wrong tries; nothing more is checked for a while."""


class ChannelNotSafe(Exception):
    """This is not known to be a safe way to give a code, or it came by a link lately."""


def may_carry_code(person: Person, channel: str) -> bool:
    """Whether a one-time code may be given this way: in person, or by phone where it is safe.

    Not by phone if the number came by a link lately or was stopped.
    """
    if channel == IN_PERSON:
        return True
    present = latest_safe_contact(person)
    if channel != Channel.PHONE or present is None or not person.phone:
        return False
    return present.phone == Safety.SAFE and not (_came_by_link(person) or _is_stopped(person))


def _came_by_link(person: Person) -> bool:
    changes = person.changes_by_link.filter(
        kind=ChangeKind.CONTACT,
        status=ChangeStatus.APPLIED,
        decided_by=None,
        decided_at__gt=clock.now() - FRESH,
    )
    return any("phone" in change.said for change in changes)


def _is_stopped(person: Person) -> bool:
    stops = ContactStop.objects.filter(person=person, channel=Channel.PHONE, lifted_at=None)
    return any(
        stop.address_index in {"", person.phone_index}
        and (stop.until is None or stop.until >= clock.today())
        for stop in stops
    )


@transaction.atomic
def send_code(person: Person, channel: str, *, actor: Actor, reason: str) -> str:
    """Make a one-time code for a person and return it, to be told to them once.

    Good for CODE_TIME, once, and for CODE_TRIES tries; an earlier one ends. ``channel``
    is "phone" or "person" (face to face). ``reason`` says how the identity was checked.
    Only a slow hash is kept. Raises ChannelNotSafe.
    """
    lock(person)
    if not may_carry_code(person, channel):
        raise ChannelNotSafe(channel)
    SelfServiceCode.objects.filter(person=person).delete()
    code, now = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}", clock.now()
    SelfServiceCode.objects.create(
        person=person,
        channel=channel,
        code_hash=make_password(code),
        made_at=now,
        expires_at=now + CODE_TIME,
    )
    record(actor, "self-service.code-made", person, reason=reason, data={"channel": str(channel)})
    return code


@transaction.atomic
def check_code(person: Person, code: str) -> bool:
    """Whether this is the person's one-time code. Counts the try; a right one is used up.

    Takes as long whether there is a code or not.
    """
    found = (
        SelfServiceCode.objects.select_for_update()
        .filter(
            person=person,
            used_at=None,
            expires_at__gt=clock.now(),
            attempts__lt=CODE_TRIES,
        )
        .first()
    )
    digits = "".join(unicodedata.normalize("NFKC", code).split())
    right = check_password(digits, found.code_hash if found else _nobodys())
    if found is None:
        return False
    found.attempts += 1
    if right:
        found.used_at = clock.now()
    found.save(update_fields=["attempts", "used_at"])
    return right


@lru_cache(maxsize=1)
def _nobodys() -> str:
    """A hash that nothing matches, so that checking takes as long where there is none."""
    return make_password(secrets.token_urlsafe(32))


def _is_code_word(person: Person, word: str) -> bool:
    present: SafeContact | None = latest_safe_contact(person)
    known = present.code_word_hash if present else ""
    return check_password(normal_word(word), known or _nobodys()) and bool(known)


def is_resting(person: Person) -> bool:
    """Whether there were too many wrong tries of late."""
    wrong = Entry.objects.filter(
        target_type=Person._meta.label_lower,
        target_id=str(person.pk),
        action=REFUSED,
        at__gt=clock.now() - REST,
    )
    return wrong.count() >= MOST_TRIES


@transaction.atomic
def prove(person: Person, word: str, *, actor: Actor) -> bool:
    """Whether somebody knows the person's code word or one-time code. Records the try.

    Nothing else remembers it: the proof holds for this one answer. Raises LockedOut.
    """
    lock(person)
    if is_resting(person):
        raise LockedOut(person.pk)
    # Both are always checked, so that the time taken tells nothing.
    checks = (_is_code_word(person, word), check_code(person, word))
    if any(checks):
        how = "code-word" if checks[0] else "one-time-code"
        record(actor, "self-service.seen", person, data={"how": how})
        return True
    record(actor, REFUSED, person)
    return False
