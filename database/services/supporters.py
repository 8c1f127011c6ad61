"""Those who stand by a person: with the person's agreement and their own consent.

They are recorded apart from the person, and speak for them only while both have agreed.
"""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from database.models import SUPPORTER, ConsentWording, Person, PersonStatus, Supporter
from database.services.consents import ConsentInTheFuture, current_wording
from database.services.safe_contact import hash_code_word, normal_word
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import Actor

DETAILS = ("name", "organisation", "email", "phone")


class NameMissing(ValueError):
    """Somebody who stands by a person has a name."""


class AlreadyEnded(Exception):
    """They do not stand by the person any more."""


class SpeakReason(models.TextChoices):
    """Why somebody may not speak for a person."""

    ENDED = "ended", _("They do not stand by the person any more")
    PERSON_LEFT = "person-left", _("The person is not on the database any more")
    NOT_AGREED = "not-agreed", _("The person has not agreed yet")
    NO_CONSENT = "no-consent", _("They have not agreed themselves yet")
    NOT_FOR_THEM = "not-for-them", _("The person did not ask them to speak for them")


@dataclass(frozen=True)
class Standing:
    """Whether somebody may speak for a person, and why not."""

    allowed: bool
    reason: str = ""

    @property
    def label(self) -> str:
        """The reason in words, for staff; empty if they may."""
        return str(SpeakReason(self.reason).label) if self.reason else ""


def may_speak_for(supporter: Supporter) -> Standing:
    """Say whether they may speak for the person now. Their pass phrase is another question."""
    person = supporter.person
    refusals = (
        (supporter.ended_at is not None, SpeakReason.ENDED),
        (
            person.status in {PersonStatus.WITHDRAWN, PersonStatus.ERASED},
            SpeakReason.PERSON_LEFT,
        ),
        (supporter.person_agreed_at is None, SpeakReason.NOT_AGREED),
        (supporter.consented_at is None, SpeakReason.NO_CONSENT),
        (not supporter.may_speak_for, SpeakReason.NOT_FOR_THEM),
    )
    reason = next((reason for refused, reason in refusals if refused), "")
    return Standing(not reason, reason)


@transaction.atomic
def add_supporter(
    person: Person,
    *,
    kind: str,
    name: str,
    actor: Actor,
    organisation: str = "",
    email: str = "",
    phone: str = "",
    may_speak_for: bool = False,
    supports: str = "",
    language: str = "",
    method: str = "",
    consented_at: datetime | None = None,
    person_agreed_at: datetime | None = None,
) -> Supporter:
    """Add somebody who stands by a person; nothing is done with it before both agreed.

    ``supports`` says when they are there around taking part.
    ``person_agreed_at`` is when the person agreed and ``consented_at`` when the supporter
    did themselves, in this ``language`` and by this ``method``; None if nobody asked yet.
    Raises NameMissing.
    """
    if not name.strip():
        raise NameMissing
    supporter = Supporter.objects.create(
        person=person,
        kind=kind,
        name=name.strip(),
        organisation=organisation.strip(),
        email=email.strip(),
        phone=phone.strip(),
        may_speak_for=may_speak_for,
        supports=supports,
        language=language,
        method=method,
        consented_at=consented_at,
        person_agreed_at=person_agreed_at,
        added_by=actor if isinstance(actor, User) else None,
        added_at=clock.now(),
    )
    _record(
        supporter,
        "added",
        actor,
        kind=str(kind),
        may_speak_for=may_speak_for,
        supports=str(supports),
    )
    return supporter


def _record(
    supporter: Supporter, act: str, actor: Actor, *, reason: str = "", **data: object
) -> None:
    data = {"person": str(supporter.person_id), **data}
    record(actor, f"supporter.{act}", supporter, reason=reason, data=data)


def _locked(supporter: Supporter) -> Supporter:
    """Return the row as it is now, held until the transaction ends. Raises AlreadyEnded."""
    Supporter.objects.select_for_update().filter(pk=supporter.pk).values_list("pk").first()
    row = Supporter.objects.select_related("person__key").get(pk=supporter.pk)
    if row.ended_at is not None:
        raise AlreadyEnded
    return row


@transaction.atomic
def record_agreement(supporter: Supporter, *, actor: Actor) -> bool:
    """Note that the person agreed to be stood by; twice changes nothing. Raises AlreadyEnded."""
    row = _locked(supporter)
    if row.person_agreed_at is not None:
        return False
    row.person_agreed_at = clock.now()
    row.save(update_fields=["person_agreed_at"])
    _record(row, "person-agreed", actor)
    return True


@transaction.atomic
def record_own_consent(
    supporter: Supporter,
    *,
    language: str,
    method: str,
    actor: Actor,
    at: datetime | None = None,
    wording: ConsentWording | None = None,
) -> None:
    """Note that the supporter agreed, and how. Later words replace it.

    ``wording`` is what they were shown, by default the one in use.

    Raises NoWording, ConsentInTheFuture and AlreadyEnded.
    """
    now = clock.now()
    if at and at > now:
        raise ConsentInTheFuture
    row = _locked(supporter)
    row.wording = wording or current_wording(SUPPORTER)
    row.language, row.method, row.consented_at = language, method, at or now
    row.save(update_fields=["wording", "language", "method", "consented_at"])
    _record(row, "consented", actor, wording=row.wording_id, language=language, method=str(method))


@transaction.atomic
def set_support(supporter: Supporter, *, supports: str, actor: User) -> bool:
    """Note when they are there for the person around taking part; empty takes it back.

    Return whether that changed anything. Raises AlreadyEnded.
    """
    row = _locked(supporter)
    if row.supports == supports:
        return False
    row.supports = supports
    row.save(update_fields=["supports"])
    _record(row, "support-set", actor, supports=str(supports))
    return True


@transaction.atomic
def set_pass_phrase(supporter: Supporter, *, phrase: str, actor: User) -> None:
    """Agree a phrase they are known by; only a slow hash is kept. An empty one takes it away.

    Raises AlreadyEnded.
    """
    row = _locked(supporter)
    row.pass_phrase_hash = hash_code_word(phrase)
    row.save(update_fields=["pass_phrase_hash"])
    _record(row, "phrase-set", actor, is_set=bool(row.pass_phrase_hash))


def check_pass_phrase(supporter: Supporter, phrase: str, *, actor: User) -> bool:
    """Whether this is their phrase, however it is spelled in capitals or spaces. Recorded."""
    known = supporter.pass_phrase_hash
    is_right = bool(
        known and supporter.ended_at is None and check_password(normal_word(phrase), known)
    )
    _record(supporter, "phrase-checked", actor, is_right=is_right)
    return is_right


@transaction.atomic
def end_supporter(supporter: Supporter, *, actor: User, reason: str = "") -> bool:
    """End it at once, whoever of them asked; twice changes nothing.

    Their details go: only that somebody stood by the person, and when, is left.
    """
    try:
        row = _locked(supporter)
    except AlreadyEnded:
        return False
    for name in DETAILS:
        setattr(row, name, "")
    row.pass_phrase_hash, row.may_speak_for, row.ended_at = "", False, clock.now()
    row.save()
    _record(row, "ended", actor, reason=reason)
    return True
