"""Asking to join, and taking in what was asked.

The page that asks only adds a row and looks nothing up, so that it answers the same
whoever fills it in (docs/decisions/0010). Everything that depends on who somebody is
happens here afterwards, in the background.
"""

import hashlib
import hmac
import logging
import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import connection, transaction

from database import gate
from database.gate.joining import why_not_by_mail
from database.joining import Said, said_in
from database.models import (
    Channel,
    JoinRequest,
    Person,
    PersonStatus,
    SourceCode,
    Suppression,
)
from database.services.consents import lock
from database.services.people import CONTACT_FIELDS, change_contact, register_person
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import revoke_links
from vef.outbox.models import Message
from vef.outbox.services import enqueue

log = logging.getLogger(__name__)

# The two mails: asking to confirm, and telling somebody that they are here already.
CONFIRM_KIND = "database.join-confirm"
KNOWN_KIND = "database.join-known"
CONFIRM_SCOPE = "join-confirm"
# Any constant will do; it names the advisory lock on PostgreSQL.
TAKE_IN_LOCK = 0x10141
# Anybody may type anybody's address. So many mails may come of it, in so many days.
MOST_MAILS_TO_NEW = (3, timedelta(days=1))
MOST_MAILS_TO_KNOWN = (1, timedelta(days=7))
HANDFUL = 200


def ask_to_join(
    *,
    details: Mapping[str, str],
    said: Said,
    wordings: Sequence[int],
    language: str,
    source: SourceCode | None,
    nonce: str,
) -> None:
    """Add what somebody typed, sealed; the same form sent twice adds one row.

    ``details`` holds name, email, phone and postal address; ``wordings`` the ids of the
    consent wordings that were shown, in ``language``; ``nonce`` the mark of this one form.
    Reads nothing. Rings the worker once the transaction commits.
    """
    text = said.to_text()
    row = JoinRequest(
        id=_mark(nonce, [*(details.get(name, "") for name in CONTACT_FIELDS)]),
        choices=text,
        wordings=list(wordings),
        language=language,
        source=source,
        has_helper=bool(said.helper),
        at=clock.now(),
        **{name: details.get(name, "").strip() for name in CONTACT_FIELDS},
    )
    # Adding without looking: the public face's database role need not read these rows.
    JoinRequest.objects.bulk_create([row], ignore_conflicts=True)
    from database.tasks import ring

    transaction.on_commit(ring, robust=True)


def _mark(nonce: str, typed: Sequence[str]) -> uuid.UUID:
    """Return an id that is the same for the same form with the same details, and for no other."""
    key = nonce.encode() or secrets.token_bytes(16)
    digest = hmac.new(key, "\x1f".join(typed).encode(), hashlib.sha256).digest()
    return uuid.UUID(bytes=digest[:16], version=4)


def take_in_waiting() -> int:
    """Take in every request that waits, each by itself; return how many were.

    One that can't be taken in is tried again with the next run.
    """
    taken = 0
    waiting = JoinRequest.objects.filter(person=None, declined_at=None).order_by("at")
    for request in waiting[:HANDFUL]:
        try:
            taken += take_in(request) is not None
        except Exception as error:  # one person's fault must not stop the others
            log.error("request to join %s not taken in: %s", request.pk, type(error).__name__)
    return taken


@transaction.atomic
def take_in(join_request: JoinRequest) -> Person | None:
    """Turn a request into somebody pending, and ask them by mail to confirm it.

    Records no consent. Somebody on the database already is told so by mail, and what was
    typed is forgotten; somebody who left is asked whether they come back. Whoever can't be
    asked by mail waits for staff. Returns the person, or None if it was taken in before.
    """
    _one_at_a_time()
    request = (
        JoinRequest.objects.select_for_update()
        .filter(pk=join_request.pk, person=None, declined_at=None)
        .first()
    )
    if request is None:
        return None
    person = _known(request.email)
    if person is None:
        return _take_in_new(request)
    lock(person, even_closed=True)
    person.refresh_from_db(fields=["status"])
    if person.status in (PersonStatus.ACTIVE, PersonStatus.PAUSED):
        _answer_member(person, request)
    else:
        _take_in_again(person, request)
    return person


def _one_at_a_time() -> None:
    """Let no two requests of one address be taken in side by side: neither would see the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TAKE_IN_LOCK])


def _known(email: str) -> Person | None:
    """Return whom this address belongs to; of several, whoever is nearest to being a member."""
    if not email:
        return None
    nearest = [PersonStatus.ACTIVE, PersonStatus.PAUSED, PersonStatus.PENDING]
    people = Person.objects.with_keys().with_email(email).exclude(status=PersonStatus.ERASED)
    return min(
        people.filter(merged_into=None).order_by("reference"),
        key=lambda person: (
            nearest.index(PersonStatus(person.status)) if person.status in nearest else len(nearest)
        ),
        default=None,
    )


def _take_in_new(request: JoinRequest) -> Person:
    said = said_in(request)
    source = request.source.label if request.source else ""
    person = register_person(
        actor=SYSTEM,
        reading=said.reading,
        source=source,
        is_old_enough=True,
        # Looked for just now; a record merged into another may still hold the address.
        shares_address=True,
        **{name: getattr(request, name) for name in CONTACT_FIELDS},
    )
    request.made_person = True
    _attach(request, person, said)
    return person


def _take_in_again(person: Person, request: JoinRequest) -> None:
    """Take in a request of somebody who is not confirmed yet, or who left: the newest counts."""
    said = said_in(request)
    earlier = JoinRequest.objects.filter(person=person).first()
    if earlier is not None:
        if _had_enough(person, CONFIRM_KIND):
            # PRIVACY: somebody sends the form again and again; the first mails still work.
            _drop(request, person)
            return
        request.made_person = earlier.made_person
        forget(earlier)
    if request.made_person:
        # Nothing is known of them but what they typed before, so the new replaces the old.
        details = {name: getattr(request, name) for name in CONTACT_FIELDS}
        change_contact(person, actor=SYSTEM, **details)
        Person.objects.filter(pk=person.pk).update(reading=said.reading)
    _attach(request, person, said)


def _answer_member(person: Person, request: JoinRequest) -> None:
    """Tell somebody who is here already, by the gate like all mail; else leave it to staff.

    Nothing of what was typed is used: a stranger may have typed it.
    """
    verdict = gate.check(person.pk, is_asked_for=True)
    may_go = (verdict.allowed or verdict.only_waits) and not verdict.risk_flag
    if _had_enough(person, KNOWN_KIND):
        _drop(request, person)
    elif may_go:
        enqueue(
            kind=KNOWN_KIND,
            unique_key=f"{request.pk}",
            recipient_kind="person",
            recipient_id=person.pk,
        )
        request.delete()
        record(SYSTEM, "join.known", person)
    else:
        for earlier in JoinRequest.objects.filter(person=person):
            forget(earlier)
        _attach(request, person, said_in(request), by_mail=False)


def _attach(request: JoinRequest, person: Person, said: Said, *, by_mail: bool = True) -> None:
    by_mail = by_mail and _may_be_asked_by_mail(request, person, said)
    if request.made_person:
        # Sealed with the person's own key now; the copy under the master key goes.
        for name in CONTACT_FIELDS:
            setattr(request, name, "")
    request.person = person
    request.waits_for_staff = not by_mail
    request.save()
    record(
        SYSTEM,
        "join.taken-in",
        person,
        data={"request": str(request.pk), "waits_for_staff": request.waits_for_staff},
    )
    if by_mail:
        enqueue(
            kind=CONFIRM_KIND,
            unique_key=f"{request.pk}",
            recipient_kind="person",
            recipient_id=person.pk,
            context={"request": str(request.pk)},
            not_before=said.safe_moment(clock.now()),
        )


def _may_be_asked_by_mail(request: JoinRequest, person: Person, said: Said) -> bool:
    if not request.email or Channel.EMAIL not in said.safe:
        return False
    stopped = Suppression.objects.filter(
        channel=Channel.EMAIL,
        address_index=person.email_index,
        reason=Suppression.Reason.STOPPED,
    )
    return not (stopped.exists() or why_not_by_mail(person.pk) or _had_enough(person, CONFIRM_KIND))


def _had_enough(person: Person, kind: str) -> bool:
    """Whether as many mails of this kind came of this form lately as may come to one person."""
    is_new = person.status == PersonStatus.PENDING
    most, within = MOST_MAILS_TO_NEW if is_new else MOST_MAILS_TO_KNOWN
    lately = Message.objects.filter(
        kind=kind,
        recipient_kind="person",
        recipient_id=str(person.pk),
        created_at__gt=clock.now() - within,
    )
    return lately.count() >= most


def _drop(request: JoinRequest, person: Person) -> None:
    record(SYSTEM, "join.dropped", person, data={"request": str(request.pk)})
    request.delete()


def forget(request: JoinRequest) -> None:
    """Delete a request and close its links. The caller holds the person's lock.

    Whoever came by such a link sees nothing more in the database: do it last.
    """
    pk = request.pk
    request.delete()
    revoke_links(scope=CONFIRM_SCOPE, target_id=pk)
