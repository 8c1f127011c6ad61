"""Late codes: leave for one organisation to submit one request after its window closed.

The code is shown once, to the officer, who tells it to the partner; only a keyed hash
stays. A code that is wrong, used, expired, taken back or somebody else's is one and the
same to whoever enters it.
"""

import secrets
from datetime import date, timedelta

from django.db import transaction

from partners.models import LateCode, Organisation, RequestWindow, TopicRequest, WindowStatus
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor
from vef.privacy import blind_index

# Nothing in it that could be taken for something else when read out.
LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"
LENGTH, GROUP = 12, 4
# Long enough for a busy partner, short enough for the triage that waits for it.
LONGEST = timedelta(days=28)


class WindowNotClosed(Exception):
    """A late code is for a window that has closed; in an open one nobody needs any."""


class NotAPartner(Exception):
    """The organisation takes no part (any more), or is the host body."""


class BadExpiry(Exception):
    """The last day is over already or too far away."""


class LateReasonMissing(ValueError):
    """Leave to be late, and taking it back, need their reason in words."""


class LateCodeUnusable(Exception):
    """The code does not open anything. Never says why."""


class LateCodeUsed(Exception):
    """A request was submitted with it; it can't be taken back any more."""


def normal(code: str) -> str:
    """Return a code as it is hashed: however it was typed or read out."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _hash(code: str) -> str:
    return blind_index.index(normal(code), purpose="late-code")


@transaction.atomic
def give_late_code(
    *, organisation: Organisation, window: RequestWindow, expires_on: date, reason: str, actor: User
) -> str:
    """Make a late code and return it, to be told to the partner; it is not kept.

    Good once, until the end of its last day in London. One given before for the same
    window and not used ends. Raises LateReasonMissing, WindowNotClosed, NotAPartner or
    BadExpiry.
    """
    if not reason.strip():
        raise LateReasonMissing
    today = clock.today()
    if not today <= expires_on <= today + LONGEST:
        raise BadExpiry(expires_on)
    # The lock makes two officers who give one at once come one after the other.
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not organisation.is_active or organisation.kind == Organisation.Kind.HOST:
        raise NotAPartner(organisation)
    if RequestWindow.objects.get(pk=window.pk).status != WindowStatus.CLOSED:
        raise WindowNotClosed(window)
    for older in LateCode.objects.unused().filter(organisation=organisation, window=window):
        end_late_code(older, actor=actor, reason=reason)
    code = "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))
    row = LateCode.objects.create(
        window=window,
        organisation=organisation,
        code_hash=_hash(code),
        reason=reason.strip(),
        given_by=actor,
        expires_at=clock.end_of_day(expires_on),
    )
    data = {"organisation": str(organisation.pk), "window": str(window.pk)}
    record(actor, "latecode.given", row, reason=reason.strip(), data=data)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


@transaction.atomic
def take_back_late_code(code: LateCode, *, actor: Actor, reason: str) -> bool:
    """End a code nobody has used; return False if it had ended.

    Raises LateReasonMissing or LateCodeUsed.
    """
    if not reason.strip():
        raise LateReasonMissing
    fresh = LateCode.objects.select_for_update().get(pk=code.pk)
    if fresh.used_at:
        raise LateCodeUsed(fresh)
    if fresh.taken_back_at:
        return False
    end_late_code(fresh, actor=actor, reason=reason.strip())
    code.taken_back_at = fresh.taken_back_at
    return True


def hand_on_late_code(code: LateCode, *, to: Organisation, actor: Actor) -> bool:
    """Give a code that can still be used to whoever takes over; False if they have leave already.

    The caller holds both organisations.
    """
    theirs = LateCode.objects.select_for_update().unused()
    for other in theirs.filter(organisation=to, window=code.window_id):
        if other.state == LateCode.State.USABLE:
            return False
        end_late_code(other, actor=actor, reason=code.reason)
    data = {"from": str(code.organisation_id), "to": str(to.pk)}
    code.organisation = to
    code.save(update_fields=["organisation"])
    record(actor, "latecode.handed-on", code, data=data)
    return True


def end_late_code(code: LateCode, *, actor: Actor, reason: str) -> None:
    """End a code nobody has used. The caller has locked it."""
    code.taken_back_at = clock.now()
    code.save(update_fields=["taken_back_at"])
    record(actor, "latecode.taken-back", code, reason=reason)


def use_late_code(topic: TopicRequest, code: str, *, actor: User) -> LateCode:
    """Use up the code for this request; call it in the transaction that submits it.

    Raises LateCodeUnusable, whatever the reason.
    """
    row = (
        LateCode.objects.select_for_update()
        .usable()
        .filter(code_hash=_hash(code), organisation=topic.organisation_id, window=topic.window_id)
        .first()
    )
    if row is None:
        raise LateCodeUnusable
    row.used_at, row.used_by, row.request = clock.now(), actor, topic
    row.save(update_fields=["used_at", "used_by", "request"])
    record(actor, "latecode.used", row, data={"request": str(topic.pk)})
    return row


def late_window_of(organisation: Organisation) -> RequestWindow | None:
    """Return the closed window in which this organisation still has leave to submit, or None."""
    code = (
        LateCode.objects.usable()
        .filter(organisation=organisation, window__status=WindowStatus.CLOSED)
        .select_related("window")
        .first()
    )
    return code.window if code else None
