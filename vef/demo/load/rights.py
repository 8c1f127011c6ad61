"""The data protection desk: four requests, two incidents and a hold, each on its days."""

from datetime import date
from typing import Any

from database.models import AccessPack, ConsentMethod, IdentityMethod, RightsRequest
from database.services import (
    access_packs,
    change_contact,
    holds,
    incidents,
    rights,
    rights_outcomes,
    set_safe_contact,
)
from vef.common import clock
from vef.demo.load.world import World, on
from vef.demo.world import rights as words

Kind = RightsRequest.Kind
COPY, ERASED, NAMED, COMPLAINING = 2, 8, 19, 7


def load(world: World) -> None:
    """In the order in which things came, so that each gets the number it had."""
    _train(world)
    copy = _copy_comes(world)
    _erasure(world)
    _name(world)
    _complaint(world)
    _copy_goes_on(world, copy)
    with on(date(2026, 9, 1), 14):
        holds.set_hold(
            world.people[words.HOLD_MEMBER],
            reason=words.HOLD_REASON,
            review_on=words.HOLD_UNTIL,
            actor=world.users["dpo"],
        )


def _receive(
    world: World, kind: str, member: int, said: str, *, by: str = "huw", language: str = "en"
) -> RightsRequest:
    return rights.receive_request(
        kind=kind,
        person=world.people[member],
        method=ConsentMethod.PHONE,
        language=language,
        words=said,
        actor=world.users[by],
    )


def _train(world: World) -> None:
    lead = world.users["dpo"]
    with on(date(2026, 9, 14), 18, 5) as known:
        told: dict[str, Any] = dict(words.TRAIN)
        incident = incidents.record_incident(known_at=known, actor=lead, **told)
    with on(date(2026, 9, 15), 11):
        incidents.decide_incident(
            incident, is_notifiable=False, reason=words.TRAIN_REASON, actor=lead
        )
    with on(date(2026, 10, 2), 11):
        incidents.close_incident(incident, lessons=words.TRAIN_LESSONS, actor=lead)


def _copy_comes(world: World) -> RightsRequest:
    lead = world.users["dpo"]
    with on(date(2026, 10, 28), 11):
        request = _receive(world, Kind.ACCESS, COPY, words.COPY_WORDS)
    with on(date(2026, 10, 29), 9):
        rights.take_up(request, actor=lead)
        rights.acknowledge(request, method="phone", actor=lead)
    return request


def _copy_goes_on(world: World, request: RightsRequest) -> None:
    lead = world.users["dpo"]
    with on(date(2026, 11, 2), 14):
        rights.confirm_identity(request, method=IdentityMethod.IN_PERSON, actor=lead)
    with on(date(2026, 11, 9), 10):
        rights.ask_clarification(request, reason=words.COPY_QUESTION, actor=lead)
    with on(date(2026, 11, 12), 10):
        rights.note_clarified(request, actor=lead)
    with on(date(2026, 11, 20), 10):
        pack = access_packs.gather_pack(request, actor=lead)
        _leave_out(pack, world)


def _leave_out(pack: AccessPack, world: World) -> None:
    """The lead has begun to read it over: one line is left out."""
    for number, line in enumerate(access_packs.lines_of(pack)):
        if line["en"]["value"] == words.HIDDEN_VALUE:
            access_packs.hide_line(
                pack, number, because=words.HIDDEN_BECAUSE, actor=world.users["dpo"]
            )


def _erasure(world: World) -> None:
    lead = world.users["dpo"]
    with on(date(2026, 10, 30), 11, 10):
        request = _receive(world, Kind.ERASURE, ERASED, words.ERASE_WORDS, language="cy")
        rights.confirm_identity(request, method=IdentityMethod.IN_PERSON, actor=lead)
    with on(date(2026, 11, 2), 9):
        rights.take_up(request, actor=lead)
    with on(date(2026, 11, 19), 9):
        rights_outcomes.prepare_erasure(request, reason=words.ERASE_REASON, actor=lead)


def _name(world: World) -> None:
    lead, person = world.users["dpo"], world.people[NAMED]
    with on(date(2026, 11, 3), 16):
        change_contact(
            person,
            actor=world.users["huw"],
            reason="Typed anew from a paper form.",
            name=words.NAME_WRONG,
        )
    with on(date(2026, 11, 5), 10):
        request = _receive(world, Kind.RECTIFICATION, NAMED, words.NAME_WORDS, language="cy")
        rights.confirm_identity(request, method=IdentityMethod.IN_PERSON, actor=lead)
    with on(date(2026, 11, 6), 10):
        rights.take_up(request, actor=lead)
        change_contact(
            person, actor=lead, reason="They told us how it is spelled.", name=words.NAME_RIGHT
        )
        rights_outcomes.complete(request, outcome=words.NAME_OUTCOME, actor=lead)


def _complaint(world: World) -> None:
    lead, person = world.users["dpo"], world.people[COMPLAINING]
    with on(date(2026, 11, 18), 15, 20) as known:
        request = _receive(world, Kind.COMPLAINT, COMPLAINING, words.COMPLAINT_WORDS, by="dpo")
        incident = incidents.record_incident(
            known_at=known, actor=lead, request=request, **words.INBOX
        )
    with on(date(2026, 11, 18), 16):
        rights.take_up(request, actor=lead)
        rights.acknowledge(request, method="phone", actor=lead)
        set_safe_contact(person, actor=lead, shares_mailbox=True, reason="They told us.")
    with on(date(2026, 11, 19), 11):
        incidents.decide_incident(
            incident, is_notifiable=False, reason=words.INBOX_REASON, actor=lead
        )
        incidents.note_people_told(
            incident, at=clock.now(), actor=lead, reason="By phone, at a time they chose."
        )
