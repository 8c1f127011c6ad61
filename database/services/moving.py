"""How what belongs to one record moves to another, table by table, when two are one person.

Every table with a way to a person is named in ``MOVERS``; a test walks the models and
fails for one that is not. What is sealed with the key of the record that goes is opened
and sealed anew with the other's, because that key is destroyed afterwards.
"""

from collections.abc import Callable
from typing import Any

from django.db import models

from database.models import (
    AccessPack,
    AskStatus,
    CampaignAsk,
    Consent,
    ConsentEvidence,
    ContactStop,
    EqualityAnswer,
    JoinRequest,
    LegalHold,
    Note,
    Person,
    ProposedChange,
    RightsRequest,
    SelfServiceCode,
    Supporter,
)
from vef.common.links import revoke_links_to
from vef.privacy.fields import EncryptedTextField

Mover = Callable[[Person, Person], list[str]]


def _sealed_names(model: type[models.Model]) -> list[str]:
    return [
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, EncryptedTextField) and column.owner
    ]


def _opened(row: models.Model) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _sealed_names(type(row))}


def _ids(rows: Any) -> list[str]:
    return [str(row.pk) for row in rows]


def _take(row: Any, kept: Person) -> None:
    """Give one row to ``kept``, with what it seals sealed anew."""
    for name, value in _opened(row).items():
        setattr(row, name, value)
    row.person = kept
    row.save()


def _rows(model: type[models.Model], gone: Person) -> list[Any]:
    rows: list[Any] = list(model._base_manager.filter(person=gone))
    for row in rows:
        # One object, so that its key is unwrapped once.
        row.person = gone
    return rows


def _by_taking(model: type[models.Model]) -> Mover:
    def move(kept: Person, gone: Person) -> list[str]:
        rows = _rows(model, gone)
        for row in rows:
            _take(row, kept)
        return _ids(rows)

    return move


def _made_anew(model: type[models.Model], kept: Person, row: Any) -> Any:
    """Add the same row under a new id and delete the old one: the table takes no changes."""
    values = {
        column.name: getattr(row, column.name)
        for column in model._meta.concrete_fields
        if not column.primary_key
    }
    return model._base_manager.create(**{**values, "person": kept})


def _by_making_anew(model: type[models.Model]) -> Mover:
    def move(kept: Person, gone: Person) -> list[str]:
        rows = _rows(model, gone)
        made = [_made_anew(model, kept, row) for row in rows]
        model._base_manager.filter(pk__in=_ids(rows)).delete()
        return _ids(made)

    return move


def _copy_consents(kept: Person, gone: Person) -> list[str]:
    """Add every event to the other history, at its own time; the first stays where it was.

    Consent is only ever added to. Of two events of one moment the gate heeds the refusal.
    """
    copies = [
        Consent(
            person=kept,
            copied_from=event,
            **{
                name: getattr(event, name)
                for name in (
                    "purpose",
                    "decision",
                    "wording_id",
                    "language",
                    "method",
                    "is_provisional",
                    "recorded_by_id",
                    "at",
                )
            },
            evidence=event.evidence,
        )
        for event in _rows(Consent, gone)
    ]
    for copy in copies:
        copy.save(force_insert=True)
    return _ids(copies)


def _move_evidence(kept: Person, gone: Person) -> list[str]:
    made = []
    for row in _rows(ConsentEvidence, gone):
        shows = kept.consents.filter(copied_from__in=row.consents.all())
        file = _made_anew(ConsentEvidence, kept, row)
        file.consents.set(shows)
        row.consents.clear()
        row.delete()
        made.append(file)
    return _ids(made)


def _move_answers(kept: Person, gone: Person) -> list[str]:
    """Equality answers fill what the other record never answered; the rest goes."""
    answered = set(kept.equality_answers.values_list("question_id", flat=True))
    moved = []
    for row in _rows(EqualityAnswer, gone):
        if row.question_id in answered:
            row.delete()
            continue
        _take(row, kept)
        moved.append(row)
    return _ids(moved)


# Of two asks of one campaign, the one that came further tells the story.
_FURTHER = (
    AskStatus.WITHHELD,
    AskStatus.PREPARED,
    AskStatus.ASKED,
    AskStatus.DECLINED,
    AskStatus.GAVE,
)


def _move_asks(kept: Person, gone: Person) -> list[str]:
    known = {ask.campaign_id: ask for ask in CampaignAsk.objects.filter(person=kept)}
    moved = []
    for row in _rows(CampaignAsk, gone):
        twin = known.get(row.campaign_id)
        if twin is not None:
            lesser = min(row, twin, key=lambda ask: _FURTHER.index(AskStatus(ask.status)))
            lesser.delete()
            if lesser is row:
                continue
        _take(row, kept)
        moved.append(row)
    return _ids(moved)


def _move_join_request(kept: Person, gone: Person) -> list[str]:
    """A request to join follows, and may no longer take the person with it when it runs out."""
    rows = _rows(JoinRequest, gone)
    if JoinRequest.objects.filter(person=kept).exists():
        revoke_links_to([row.pk for row in rows])
        JoinRequest.objects.filter(pk__in=_ids(rows)).delete()
        return []
    for row in rows:
        row.made_person = False
        _take(row, kept)
    return _ids(rows)


def _drop_codes(kept: Person, gone: Person) -> list[str]:
    """A one-time code was for the record that goes; a new one is a button away."""
    SelfServiceCode.objects.filter(person=gone).delete()
    return []


def _move_membership(kept: Person, gone: Person) -> list[str]:
    from database.services.families import merge_membership

    return merge_membership(kept, gone)


# In this order: evidence points at the copied consents.
MOVERS: dict[str, Mover] = {
    "database.Consent": _copy_consents,
    "database.ConsentEvidence": _move_evidence,
    "database.ContactStop": _by_taking(ContactStop),
    "database.Supporter": _by_taking(Supporter),
    "database.FamilyMember": _move_membership,
    "database.Note": _by_making_anew(Note),
    "database.EqualityAnswer": _move_answers,
    "database.CampaignAsk": _move_asks,
    "database.JoinRequest": _move_join_request,
    "database.SelfServiceCode": _drop_codes,
    "database.ProposedChange": _by_taking(ProposedChange),
    "database.RightsRequest": _by_taking(RightsRequest),
    "database.AccessPack": _by_taking(AccessPack),
    "database.LegalHold": _by_taking(LegalHold),
}
# Tables with a way to a person of which nothing moves, and why.
STAYS: dict[str, str] = {
    "database.Person": "merged_into and the profile are seen to by the service",
    "database.SafeContact": "a new version keeps the stricter of both; the earlier ones stay",
    "database.Merge": "says which two records it was",
    "database.KeptApart": "the record that goes is nobody's double any more",
    "engagement.Invitation": "follows by people_merged",
    "engagement.Exclusion": "counts of a batch that is over",
}


def move_all(kept: Person, gone: Person) -> dict[str, list[str]]:
    """Move every table's rows from ``gone`` to ``kept``; return the ids, by table."""
    moved = {label: mover(kept, gone) for label, mover in MOVERS.items()}
    return {label: ids for label, ids in moved.items() if ids}
