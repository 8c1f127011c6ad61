"""What somebody may do with the link to their own page. All of it blind.

A link proves a mailbox, not a person (docs/decisions/0011). What narrows contact works at
once; what may reach somebody more goes through ``services.changes``. Nothing here says
what is held, and nothing sends a message to tell what was done.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from database.links import MINE_SCOPE, STOP_SCOPE
from database.models import (
    ChangeKind,
    ChangeStatus,
    Channel,
    Consent,
    ConsentMethod,
    ContactStop,
    Decision,
    Person,
    PersonStatus,
    ProposedChange,
    Purpose,
    RightsRequest,
    Safety,
)
from database.safetimes import covers
from database.services.changes import take_change
from database.services.consents import (
    NoWording,
    current_wording,
    latest_events,
    lock,
    record_consent,
)
from database.services.people import (
    NoAddressGiven,
    change_contact,
    pause_person,
    withdraw_person,
)
from database.services.safe_contact import (
    NothingChanged,
    latest_safe_contact,
    set_safe_contact,
)
from database.services.stops import cancel_channel
from vef.audit.services import record
from vef.common import clock, limits
from vef.common.actors import PersonByLink
from vef.common.links import keep_open
from vef.common.steps import TransitionError
from vef.privacy import blind_index

# Nobody needs more; somebody who plays with a link gets no further.
NEW_ADDRESSES_A_DAY = 3
DAY = timedelta(days=1)


def actor_of(person: Person) -> PersonByLink:
    return PersonByLink(str(person.pk))


def _fresh(person: Person) -> Person:
    """Lock the person's row and read it anew, so that two who act at once have one order."""
    lock(person)
    return Person.objects.get(pk=person.pk)


# --- Contact ---------------------------------------------------------------------


@transaction.atomic
def change_details(person: Person, *, language: str, details: dict[str, str]) -> None:
    """Take new contact details, typed anew. An empty value takes that detail away.

    A new email address must be proved in its own mailbox first; the old one hears nothing.
    """
    person, actor = _fresh(person), actor_of(person)
    given = {name: value.strip() for name, value in details.items() if value}
    if email := given.pop("email", ""):
        _new_email(person, email, language=language)
    if given:
        take_change(person, ChangeKind.CONTACT, given, language=language, actor=actor)
    # Last: what is given instead counts already, and a link to an address that goes closes.
    if gone := {name: "" for name, value in details.items() if not value}:
        with suppress(NoAddressGiven):
            change_contact(person, actor=actor, **gone)


def _new_email(person: Person, address: str, *, language: str) -> None:
    if blind_index.email_index(address) == person.email_index:
        return
    if limits.allowed("new-address", str(person.pk), most=NEW_ADDRESSES_A_DAY, per=DAY):
        take_change(
            person,
            ChangeKind.EMAIL,
            {"email": address},
            language=language,
            actor=actor_of(person),
        )


@transaction.atomic
def choose_language(person: Person, reading: str) -> None:
    """Note the language wished for; ``reading`` is a bilingual.Reading."""
    person = _fresh(person)
    if person.reading == reading:
        return
    person.reading = reading
    person.save(update_fields=["reading"])
    record(actor_of(person), "person.edited", person, data={"fields": ["reading"]})


@transaction.atomic
def choose_channels(
    person: Person, *, language: str, use: Iterable[str], leave: Iterable[str]
) -> None:
    """Note which channels are safe and agreed to, and which are not to be used any more.

    Not using one works at once, also on what waits; using one more is a consent of its own,
    provisional where somebody is at risk. A channel whose consent has no wording is not used.
    """
    person, actor = _fresh(person), actor_of(person)
    for channel in leave:
        _leave_channel(person, channel, language=language)
    wordings = {}
    for channel in use:
        with suppress(NoWording):
            wordings[str(channel)] = current_wording(channel).pk
    if not wordings:
        return
    change = take_change(person, ChangeKind.CHANNELS, wordings, language=language, actor=actor)
    if change.status == ChangeStatus.STAFF:
        _note_provisional(change, wordings, Decision.GIVEN)


def _leave_channel(person: Person, channel: str, *, language: str) -> None:
    actor = actor_of(person)
    said = latest_events(person).get(channel)
    if said is None or said.decision != Decision.WITHDRAWN:
        with suppress(NoWording):
            record_consent(
                person,
                purpose=channel,
                decision=Decision.WITHDRAWN if said else Decision.REFUSED,
                wording=said.wording if said else None,
                language=language,
                method=ConsentMethod.LINK,
                actor=actor,
            )
    with suppress(NothingChanged):
        set_safe_contact(person, actor=actor, **{str(channel): Safety.UNSAFE})
    cancel_channel(person, channel=channel, actor=actor)


def _note_provisional(change: ProposedChange, wordings: dict[str, int], decision: str) -> None:
    """Write down what somebody at risk agreed to by link; it counts once staff made sure."""
    for purpose in wordings:
        record_consent(
            change.person,
            purpose=purpose,
            decision=decision,
            language=change.language,
            method=ConsentMethod.LINK,
            actor=actor_of(change.person),
            is_provisional=True,
        )


@transaction.atomic
def choose_times(person: Person, *, language: str, slots: Sequence[dict[str, Any]]) -> None:
    """Note the times at which contact is safe; an empty list is any time.

    Raises UnreadableTimes.
    """
    person = _fresh(person)
    present = latest_safe_contact(person)
    take_change(
        person,
        ChangeKind.TIMES,
        {"slots": list(slots)},
        language=language,
        actor=actor_of(person),
        widens=not covers(present.safe_times if present else [], slots),
    )


# --- Resting and leaving -----------------------------------------------------------


@transaction.atomic
def pause(person: Person, *, until: date, language: str) -> None:
    """Send nothing up to and including ``until``; a shorter pause than the present one may wait.

    Raises PauseInThePast. Does nothing for somebody who is not active or paused.
    """
    person = _fresh(person)
    if person.status == PersonStatus.PAUSED and until < (person.paused_until or until):
        _end_pause(person, until.isoformat(), language=language)
        return
    with suppress(TransitionError):
        pause_person(person, until=until, actor=actor_of(person))


@transaction.atomic
def resume(person: Person, *, language: str) -> None:
    """End a pause; for somebody who is not paused nothing happens."""
    person = _fresh(person)
    if person.status == PersonStatus.PAUSED:
        _end_pause(person, "", language=language)


def _end_pause(person: Person, until: str, *, language: str) -> None:
    take_change(
        person, ChangeKind.PAUSE, {"until": until}, language=language, actor=actor_of(person)
    )


@transaction.atomic
def leave(person: Person, *, token: str, scope: str = MINE_SCOPE, language: str) -> None:
    """Withdraw at once. The link goes on working long enough to come back by it."""
    withdraw_person(person, actor=actor_of(person), method=ConsentMethod.LINK, language=language)
    until = clock.now() + timedelta(days=settings.COME_BACK_DAYS)
    keep_open(scope=scope, token=token, until=until)


# What coming back agrees to again, and the words of which its page shows.
COMES_BACK = (Purpose.DATABASE, Purpose.EMAIL, Purpose.PHONE, Purpose.SMS, Purpose.POST)


@transaction.atomic
def come_back(person: Person, *, language: str, same_words: bool = False) -> None:
    """Undo leaving: agree again to the ways of contact that counted before.

    To the words in use now, which the page shows; with ``same_words`` to those that were
    taken back. Nothing happens for somebody who has not left. Provisional where somebody
    is at risk: then staff make sure first.
    """
    person = _fresh(person)
    if person.status != PersonStatus.WITHDRAWN or person.is_old_enough is False:
        return
    wordings = _wordings_again(person, same_words=same_words)
    if Purpose.DATABASE not in wordings:
        return
    change = take_change(
        person,
        ChangeKind.BACK,
        {"wordings": wordings},
        language=language,
        actor=actor_of(person),
    )
    if change.status == ChangeStatus.STAFF:
        _note_provisional(change, wordings, Decision.RENEWED)


def _wordings_again(person: Person, *, same_words: bool) -> dict[str, int]:
    """Return the wordings to agree to again, by purpose: of what leaving took back."""
    said = latest_events(person)
    wordings = {}
    for purpose in COMES_BACK:
        event = said.get(purpose)
        if purpose != Purpose.DATABASE and not (event and _was_taken_back(person, event)):
            continue
        if same_words and event is not None:
            wordings[str(purpose)] = event.wording_id
            continue
        with suppress(NoWording):
            wordings[str(purpose)] = current_wording(purpose).pk
    return wordings


def _was_taken_back(person: Person, event: Consent) -> bool:
    """Whether it was leaving that withdrew this consent, and not the person before."""
    return (
        event.decision == Decision.WITHDRAWN
        and person.withdrawn_at is not None
        and event.at >= person.withdrawn_at
    )


@transaction.atomic
def undo_stop(person: Person, *, language: str) -> None:
    """Take back what was done with a "stop" link: a stop of mail here, or leaving."""
    person = _fresh(person)
    stops = ContactStop.objects.filter(
        person=person,
        channel=Channel.EMAIL,
        method=ConsentMethod.LINK,
        lifted_at=None,
        address_index__in=["", person.email_index],
    )
    if found := [str(pk) for pk in stops.values_list("pk", flat=True)]:
        take_change(
            person,
            ChangeKind.LIFT,
            {"stops": found},
            language=language,
            actor=actor_of(person),
        )
    come_back(person, language=language, same_words=True)


def leave_by_stop(person: Person, *, token: str, language: str) -> None:
    """Withdraw by the link that stops mail; the same link undoes it for as long."""
    leave(person, token=token, scope=STOP_SCOPE, language=language)


# --- Rights ------------------------------------------------------------------------

KINDS = {
    "copy": RightsRequest.Kind.ACCESS,
    "correct": RightsRequest.Kind.RECTIFICATION,
    "erase": RightsRequest.Kind.ERASURE,
    "restrict": RightsRequest.Kind.RESTRICTION,
    "object": RightsRequest.Kind.OBJECTION,
    "complain": RightsRequest.Kind.COMPLAINT,
}


def ask(person: Person, what: str, *, words: str, language: str) -> None:
    """Pass a request about somebody's data to the data protection desk.

    ``what`` is a key of KINDS. The same request again within the hour is taken as one.
    Nothing leaves before identity is checked, and nothing goes to an address in ``words``.
    """
    from database.services.rights import receive_request

    same = f"{person.pk}|{what}|{words}"
    if not limits.allowed("rights-request", same, most=1, per=timedelta(hours=1)):
        return
    receive_request(
        kind=KINDS[what],
        person=person,
        method=ConsentMethod.LINK,
        language=language,
        words=words,
        actor=actor_of(person),
    )
