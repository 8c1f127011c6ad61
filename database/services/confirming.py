"""Confirming a request to join, declining it, and forgetting what nobody confirmed."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from database.gate.joining import MAY_JOIN
from database.joining import CHANNELS, Said, said_in
from database.models import (
    SUPPORTER,
    ConsentMethod,
    ConsentWording,
    Decision,
    JoinRequest,
    Person,
    PersonStatus,
    Safety,
    StopReason,
)
from database.services.about import write_about
from database.services.consents import decided_since, has_agreed, lock, record_consent
from database.services.joining import CONFIRM_KIND, CONFIRM_SCOPE, forget
from database.services.people import CONTACT_FIELDS, change_contact, confirm_person
from database.services.safe_contact import NothingChanged, latest_safe_contact, set_safe_contact
from database.services.stops import lift_stop
from database.services.supporters import add_supporter, record_own_consent
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.bilingual import Reading
from vef.common.links import revoke_links
from vef.outbox.models import Message
from vef.outbox.services import cancel

# People are asked once a year whether what we know of safe contact is still right.
REVIEW_AFTER = timedelta(days=365)
JOIN_OVER = "join-over"
# What came by a link proves a mailbox, and no more.
BY_LINK = frozenset({ConsentMethod.WEB, ConsentMethod.LINK})


class JoinOver(Exception):
    """The request was confirmed, declined, replaced or purged meanwhile."""


def _hold(join_request: JoinRequest) -> tuple[Person, JoinRequest]:
    """Lock the person, then the request; return both. Raises JoinOver."""
    if join_request.person_id is None:
        raise JoinOver
    Person.objects.select_for_update().filter(pk=join_request.person_id).values_list("pk").first()
    request = JoinRequest.objects.select_for_update().filter(pk=join_request.pk).first()
    if request is None or request.declined_at or request.person_id is None:
        raise JoinOver
    return Person.objects.with_keys().get(pk=request.person_id), request


@transaction.atomic
def confirm_join(
    join_request: JoinRequest, *, actor: Actor, method: str = ConsentMethod.WEB
) -> Person:
    """Make somebody active by what they asked for: details, consents, safe contact, helper.

    The consents keep the wording and language that were shown when they asked. The request
    goes, and with it all that was typed. For somebody at risk a link is not enough: their
    consents are provisional, and the request waits for staff to make sure another way.

    Raises JoinOver.
    """
    person, request = _hold(join_request)
    if person.status not in MAY_JOIN:
        raise JoinOver
    said = said_in(request)
    contact = latest_safe_contact(person)
    is_provisional = method in BY_LINK and bool(contact and contact.risk_flag)
    for wording in ConsentWording.objects.filter(
        pk__in=request.wordings, purpose__in=said.purposes
    ).order_by("pk"):
        record_consent(
            person,
            purpose=wording.purpose,
            decision=Decision.GIVEN,
            wording=wording,
            language=request.language,
            method=method,
            actor=actor,
            is_provisional=is_provisional,
        )
    if is_provisional:
        request.waits_for_staff = True
        request.save(update_fields=["waits_for_staff"])
        record(actor, "join.provisional", person, data={"request": str(request.pk)})
        return person
    _carry_out(person, request, said, actor=actor)
    return person


def finish_join(person: Person, *, actor: Actor) -> bool:
    """Carry out a request whose every consent counts by now; say whether there was one.

    For somebody at risk who confirmed by link, and whose yes a member of staff has made sure
    of since, on the page of their consents. The caller holds the person's lock.
    """
    request = JoinRequest.objects.select_for_update().filter(
        person=person, waits_for_staff=True, declined_at=None
    )
    waiting = request.first()
    if waiting is None or person.status not in MAY_JOIN:
        return False
    said = said_in(waiting)
    if not (set(said.purposes) <= decided_since(person, waiting.at) and has_agreed(person)):
        return False
    _carry_out(person, waiting, said, actor=actor)
    return True


def _carry_out(person: Person, request: JoinRequest, said: Said, *, actor: Actor) -> None:
    _write_down(person, request, said, actor=actor)
    confirm_person(person, actor=actor)
    _close(request, person, actor=actor, how="confirmed")


def _write_down(person: Person, request: JoinRequest, said: Said, *, actor: Actor) -> None:
    """Put what was typed where it belongs."""
    typed = {name: value for name in CONTACT_FIELDS if (value := getattr(request, name))}
    if typed:
        change_contact(person, actor=actor, **typed)
    _write_about(person, said, actor=actor)
    _write_safe_contact(person, said, actor=actor)
    _take_back_stops(person, said, actor=actor)
    if said.helper:
        _write_helper(person, request, said, actor=actor)


def _write_helper(person: Person, request: JoinRequest, said: Said, *, actor: Actor) -> None:
    """Keep whoever helped, who agreed when the page was sent; the person agrees by confirming."""
    told: dict[str, Any] = dict(said.helper or {})
    helper = add_supporter(person, **told, person_agreed_at=clock.now(), actor=actor)
    record_own_consent(
        helper,
        wording=ConsentWording.objects.get(pk__in=request.wordings, purpose=SUPPORTER),
        language=request.language,
        method=ConsentMethod.WEB,
        at=request.at,
        actor=actor,
    )


def _write_about(person: Person, said: Said, *, actor: Actor) -> None:
    if said.reading != Reading.UNKNOWN and said.reading != person.reading:
        person.reading = said.reading
        person.save(update_fields=["reading"])
    if not person.is_old_enough:
        person.is_old_enough = True
        person.save(update_fields=["is_old_enough"])
    if said.about:
        write_about(person, said.about, actor=actor)


def _write_safe_contact(person: Person, said: Said, *, actor: Actor) -> None:
    """Add a version: safe is what they ticked; what they left out is not known any more.

    What is known to be unsafe stays so, and a code word that was agreed stays: whoever can
    read a mailbox must not be able to set a new one.
    """
    present = latest_safe_contact(person)
    says: dict[str, Any] = {
        "safe_times": said.safe_times,
        "may_leave_voicemail": said.may_leave_voicemail,
        "shares_mailbox": said.shares_mailbox,
        "review_on": clock.today() + REVIEW_AFTER,
    }
    for channel in CHANNELS:
        if channel in said.safe:
            says[channel] = Safety.SAFE
        elif present is None or getattr(present, channel) == Safety.SAFE:
            says[channel] = Safety.UNKNOWN
    if said.code_word_hash and not (present and present.code_word_hash):
        says["code_word_hash"] = said.code_word_hash
    with suppress(NothingChanged):
        set_safe_contact(person, actor=actor, **says)


def _take_back_stops(person: Person, said: Said, *, actor: Actor) -> None:
    """Lift what they had asked to stop and have agreed to again."""
    for stop in person.stops.filter(
        lifted_at=None, reason=StopReason.ASKED, channel__in=said.purposes
    ):
        lift_stop(stop, actor=actor, reason="joined-again")


def _close(request: JoinRequest, person: Person, *, actor: Actor, how: str) -> None:
    cancel(
        actor=actor,
        reason=JOIN_OVER,
        recipient_kind="person",
        recipient_id=person.pk,
        kind=CONFIRM_KIND,
    )
    record(actor, f"join.{how}", person, data={"request": str(request.pk)})
    forget(request)


@transaction.atomic
def decline_join(join_request: JoinRequest, *, actor: Actor, reason: str = "") -> None:
    """Note that nobody wants this request: it goes, with all that came of it, within minutes.

    Raises JoinOver.
    """
    person, request = _hold(join_request)
    request.declined_at = clock.now()
    request.save(update_fields=["declined_at"])
    cancel(
        actor=actor,
        reason=JOIN_OVER,
        recipient_kind="person",
        recipient_id=person.pk,
        kind=CONFIRM_KIND,
    )
    record(actor, "join.declined", person, reason=reason, data={"request": str(request.pk)})
    # Last: the database shows nothing more to whoever came by the link.
    revoke_links(scope=CONFIRM_SCOPE, target_id=request.pk)
    from database.tasks import ring

    transaction.on_commit(ring, robust=True)


def purge_unconfirmed(now: datetime | None = None) -> dict[str, int]:
    """Delete what nobody confirmed within UNCONFIRMED_DAYS, and what was declined.

    The request goes, with the links and mails made for it, and the person it added, with
    their key. Somebody who was known before stays, and so does whoever a hold or a consent
    recorded meanwhile protects. Returns how many requests and people went and how many
    people were kept; the audit log holds these numbers and nothing else. Harmless twice.
    """
    now = now or clock.now()
    long_ago = now - timedelta(days=settings.UNCONFIRMED_DAYS)
    return _purge_all(Q(at__lte=long_ago) | Q(declined_at__isnull=False))


def purge_declined() -> dict[str, int]:
    """Delete at once what was declined, as ``purge_unconfirmed`` does."""
    return _purge_all(Q(declined_at__isnull=False))


def _purge_all(which: Q) -> dict[str, int]:
    due = JoinRequest.objects.filter(which)
    went = {"requests": 0, "people": 0, "kept": 0}
    for pk in list(due.values_list("pk", flat=True)):
        for what in _purge(pk):
            went[what] += 1
    if went["requests"]:
        record(SYSTEM, "join.purged", data=went)
    return went


@transaction.atomic
def _purge(pk: UUID) -> list[str]:
    found = JoinRequest.objects.filter(pk=pk).first()
    if found is None:
        return []
    if found.person_id is None:
        forget(found)
        return ["requests"]
    person = Person.objects.with_keys().get(pk=found.person_id)
    lock(person, even_closed=True)
    request = JoinRequest.objects.select_for_update().filter(pk=pk).first()
    if request is None:
        return []
    person.refresh_from_db(fields=["status"])
    is_theirs = request.made_person and person.status == PersonStatus.PENDING
    forget(request)
    if not is_theirs:
        return ["requests"]
    return ["requests", "people" if _delete(person) else "kept"]


def _delete(person: Person) -> bool:
    """Delete somebody who never confirmed, their key and their mail. False if they must stay."""
    if person.consents.exists():
        return False
    key = person.key
    mails = Message.objects.filter(recipient_kind="person", recipient_id=str(person.pk))
    try:
        with transaction.atomic():
            person.delete()
    except (models.ProtectedError, models.RestrictedError):
        return False
    mails.delete()
    if key is not None:
        key.delete()
    return True
