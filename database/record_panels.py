"""Records beside the person, as sections of their page: notes, and more of the kind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from database.masks import mask_name
from database.models import ConsentEvidence, FamilyMember, Note, Person, PersonStatus, Supporter
from database.panels import Panel, register
from database.sent import messages_to
from database.services.families import members_of, membership_of
from database.services.supporters import Standing, may_speak_for
from vef.outbox.discretion import concealed
from vef.outbox.models import Message
from vef.outbox.words import kind_label, reason_words


@dataclass(frozen=True)
class Notes:
    """The notes this reader may read; whether there are others does not show."""

    person: Person
    notes: list[Note]


def notes_of(person: Person, user: Any) -> Notes | None:
    """Return the panel's data, one query; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    readable = person.notes.visible_to(user).select_related("written_by")
    return Notes(person, list(readable))


@dataclass(frozen=True)
class SupporterLine:
    """Somebody who stands by the person, masked."""

    supporter: Supporter
    masked_name: str
    standing: Standing


@dataclass(frozen=True)
class Supporters:
    """Who stands by the person, or did."""

    person: Person
    lines: list[SupporterLine]


def supporters_of(person: Person, user: Any) -> Supporters | None:
    """Return the panel's data, one query; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    lines = [
        SupporterLine(row, mask_name(row.name), may_speak_for(row))
        for row in person.supporters.all()
    ]
    return Supporters(person, lines)


@dataclass(frozen=True)
class InFamily:
    """The person's place in their family, and the others by reference alone."""

    person: Person
    own: FamilyMember | None
    others: list[FamilyMember]
    has_spokesperson: bool


def family_of(person: Person, user: Any) -> InFamily | None:
    """Return the panel's data, at most two queries; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    own = membership_of(person)
    everybody = members_of(own.family) if own else []
    return InFamily(
        person,
        own,
        [row for row in everybody if row.person_id != person.pk],
        any(row.is_spokesperson for row in everybody),
    )


@dataclass(frozen=True)
class Evidence:
    """The files that prove what the person agreed to. Their names are never shown."""

    person: Person
    files: list[ConsentEvidence]
    may_add: bool


def evidence_of(person: Person, user: Any) -> Evidence | None:
    """Return the panel's data, three queries; None for somebody erased."""
    if person.status == PersonStatus.ERASED:
        return None
    rows = person.evidence.defer("content", "file_name").select_related("added_by")
    files = list(rows.prefetch_related("consents"))
    return Evidence(person, files, may_add=person.consents.exists())


@dataclass(frozen=True)
class MessageLine:
    """One message in words; no address and no text is kept of it."""

    message: Message
    at: datetime
    kind: str
    reason: str


@dataclass(frozen=True)
class History:
    """What was sent to the person or held back, the latest first."""

    lines: list[MessageLine]
    has_more: bool


# A page of messages: what is older is in the copy they may ask for.
LATEST = 50


def history_of(person: Person, user: Any) -> History:
    """Return the panel's data, in one query and those of the rules of discretion."""
    messages = messages_to(person).exclude(concealed(user))
    # PRIVACY: a sealed part or an id for a template is nothing to show.
    slim = messages.defer("context", "secret", "trail").order_by("-created_at")
    found = list(slim[: LATEST + 1])
    lines = [
        MessageLine(
            message,
            message.sent_at or message.settled_at or message.created_at,
            kind_label(message.kind),
            reason_words(message.kind, message.reason_code),
        )
        for message in found[:LATEST]
    ]
    return History(lines, has_more=len(found) > LATEST)


def register_panels() -> None:
    register(Panel("database/components/evidence.html", evidence_of))
    register(Panel("database/components/supporters.html", supporters_of))
    register(Panel("database/components/family.html", family_of))
    register(Panel("database/components/notes.html", notes_of))
    register(Panel("database/components/history.html", history_of))
