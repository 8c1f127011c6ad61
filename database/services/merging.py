"""Making two records of one person into one, with nothing lost. It can't be undone.

What protects the person survives: the refusal, the stop, the hold, the risk. What belongs
to the record that goes moves first; only then is its key destroyed.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from database.duplicates import ordered
from database.gate import AGREED
from database.links import close_mailbox_links
from database.models import (
    Channel,
    ConsentMethod,
    EmailState,
    KeptApart,
    Merge,
    Note,
    Person,
    PersonStatus,
    Purpose,
    SafeContact,
)
from database.search import fold
from database.services import ledgers
from database.services.consents import latest_events, settle_overtaken
from database.services.erasure import addresses_of, blank_columns
from database.services.moving import move_all
from database.services.people import confirm_person, pause_person, withdraw_person
from database.services.safe_contact import NothingChanged, latest_safe_contact, set_safe_contact
from database.services.stricter import stricter
from database.signals import people_merged
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import Reading
from vef.common.links import repoint_links
from vef.common.steps import move
from vef.outbox.services import hand_over
from vef.privacy.models import DataKey

ADDRESSES = ("name", "email", "phone", "postal_address")
# Taken over where the record that stays says nothing.
FILLED = ("relationship_id", "area_id", "welsh_skills", "is_old_enough")


class SameRecord(ValueError):
    """One record can't be merged with itself."""


class AlreadyGone(Exception):
    """One of the two was erased, or merged already."""


class ReasonMissing(ValueError):
    """Merging, and keeping apart, need their reason in words."""


def _both_locked(one: Person, other: Person, reason: str) -> tuple[Person, Person]:
    """Lock both records in one order and read them afresh."""
    if one.pk == other.pk:
        raise SameRecord(one.pk)
    if not reason.strip():
        raise ReasonMissing
    locked = Person.objects.select_for_update().filter(pk__in=[one.pk, other.pk])
    list(locked.order_by("pk").values_list("pk"))
    rows = Person.objects.with_keys().in_bulk([one.pk, other.pk])
    if any(row.status == PersonStatus.ERASED for row in rows.values()):
        raise AlreadyGone
    return rows[one.pk], rows[other.pk]


@transaction.atomic
def keep_apart(one: Person, other: Person, *, reason: str, actor: User) -> bool:
    """Note that two records alike are two people, so that nobody is asked again.

    Say whether it is new. Raises SameRecord, AlreadyGone, ReasonMissing.
    """
    rows = _both_locked(one, other, reason)
    first, second = ordered(*(row.pk for row in rows))
    _pair, created = KeptApart.objects.get_or_create(
        first_id=first, second_id=second, defaults={"reason": reason, "by": actor}
    )
    if created:
        for row, twin in (rows, rows[::-1]):
            record(actor, "person.kept-apart", row, reason=reason, data={"other": str(twin.pk)})
    return created


@transaction.atomic
def merge_people(*, kept: Person, gone: Person, reason: str, actor: User) -> Merge:
    """Make two records one: ``kept`` takes over all that ``gone`` has; ``gone`` is erased.

    Consent events are copied with their own times. Contact details fill what is empty;
    others are kept in a note. The stricter of both safe contacts becomes a new version.
    Messages, links and, by ``people_merged``, what the apps above hold follow. The
    addresses of the record that goes are not suppressed until the person is erased: their
    blind indexes are kept for that day.

    Raises SameRecord, AlreadyGone, ReasonMissing. There is no way back.
    """
    stays, goes = _both_locked(kept, gone, reason)
    addresses = addresses_of(goes)
    before = {"email": stays.email_index, "phone": stays.phone_index, "post": stays.postal_address}
    moved = move_all(stays, goes)
    moved |= _note_other_details(stays, goes, actor=actor)
    _take_over(stays, goes)
    _stricter_contact(stays, goes, before=before, actor=actor, reason=reason)
    _follow_links(stays, goes)
    # The order in which rows are locked: people, their messages, what hangs on those.
    messages = hand_over(recipient_kind="person", old_id=goes.pk, new_id=stays.pk, actor=actor)
    if messages:
        moved["outbox.Message"] = messages
    told = people_merged.send(sender=Person, kept_id=stays.pk, gone_id=goes.pk, actor=actor)
    for _receiver, answer in told:
        rows: Any = answer
        moved |= rows or {}
    _stricter_standing(stays, goes, actor=actor, reason=reason)
    settle_overtaken(stays, actor=actor)
    merge = Merge.objects.create(
        kept=stays, gone=goes, reason=reason, moved=moved, addresses=addresses, by=actor
    )
    KeptApart.objects.filter(first=goes).delete()
    KeptApart.objects.filter(second=goes).delete()
    record(
        actor,
        "person.merged",
        stays,
        reason=reason,
        data={
            "gone": str(goes.pk),
            "merge": str(merge.pk),
            "moved": {label: len(ids) for label, ids in moved.items()},
        },
    )
    _empty(goes, into=stays, actor=actor, reason=reason)
    if stays.status == PersonStatus.WITHDRAWN:
        # A copy from before the merge holds the other record as one that may be written to.
        ledgers.note_withdrawn(goes.pk, method=ConsentMethod.IN_PERSON)
    kept.refresh_from_db()
    gone.refresh_from_db()
    return merge


# --- The record that stays -------------------------------------------------------


def _same(name: str, stays: Person, goes: Person) -> bool:
    if name in {"email", "phone"}:
        return bool(getattr(stays, f"{name}_index") == getattr(goes, f"{name}_index"))
    return fold(getattr(stays, name)) == fold(getattr(goes, name))


def _note_other_details(stays: Person, goes: Person, *, actor: User) -> dict[str, list[str]]:
    """Keep in a note what the other record held and this one has no room for."""
    lost = [
        name
        for name in ADDRESSES
        if getattr(stays, name) and getattr(goes, name) and not _same(name, stays, goes)
    ]
    if not lost:
        return {}
    lines = [_("From the record merged into this one: %(reference)s") % {"reference": goes}]
    labels = {column.name: column.verbose_name for column in Person._meta.concrete_fields}
    lines += [f"{labels[name]}: {getattr(goes, name)}" for name in lost]
    note = Note.objects.create(person=stays, text="\n".join(lines), written_by=actor)
    return {"database.Note (new)": [str(note.pk)]}


def _take_over(stays: Person, goes: Person) -> None:
    """Fill what is empty, keep what is stricter, and join what may be several."""
    if goes.email and not stays.email:
        stays.email_state = goes.email_state
    elif goes.email_state == EmailState.BOUNCED and _same("email", stays, goes):
        stays.email_state = EmailState.BOUNCED
    for name in (*ADDRESSES, "source"):
        if not getattr(stays, name):
            setattr(stays, name, getattr(goes, name))
    for name in FILLED:
        if getattr(stays, name) is None:
            setattr(stays, name, getattr(goes, name))
    if stays.reading == Reading.UNKNOWN:
        stays.reading = goes.reading
    _newer_stage(stays, goes)
    # A complaint that one record knows of is outstanding, and so is a restriction.
    if goes.has_complaint or stays.has_complaint is None:
        stays.has_complaint = goes.has_complaint
    stays.is_restricted = stays.is_restricted or goes.is_restricted
    stays.created_at = min(stays.created_at, goes.created_at)
    confirmed = [at for at in (stays.confirmed_at, goes.confirmed_at) if at]
    stays.confirmed_at = min(confirmed, default=None)
    stays.save()
    stays.experiences.add(*goes.experiences.all())
    stays.adjustments.add(*goes.adjustments.all())
    goes.merged.update(merged_into=stays)


def _newer_stage(stays: Person, goes: Person) -> None:
    if goes.stage_id is None:
        return
    known = stays.stage_as_at or date.min
    if stays.stage_id is None or (goes.stage_as_at or date.min) > known:
        stays.stage_id, stays.stage_as_at = goes.stage_id, goes.stage_as_at


def _stricter_contact(
    stays: Person, goes: Person, *, before: dict[str, str], actor: User, reason: str
) -> None:
    mine, theirs = latest_safe_contact(stays), latest_safe_contact(goes)
    if theirs is None:
        return
    owners: dict[str, str] = {
        Channel.EMAIL: _owner(before["email"], goes.email_index),
        Channel.PHONE: _owner(before["phone"], goes.phone_index),
        Channel.SMS: _owner(before["phone"], goes.phone_index),
        Channel.POST: _owner(fold(before["post"]), fold(goes.postal_address)),
    }
    # Where nobody was asked, the other's word is the only one.
    unasked = SafeContact(may_leave_voicemail=True, may_say_who=True)
    try:
        set_safe_contact(
            stays,
            actor=actor,
            reason=reason,
            **stricter(mine or unasked, theirs, address_of=owners),
        )
    except NothingChanged:
        return


def _owner(mine: str, theirs: str) -> str:
    """Say whose address stays: that of one record, or of both alike."""
    if mine == theirs:
        return "both"
    return "kept" if mine else "gone"


def _follow_links(stays: Person, goes: Person) -> None:
    """Links in mail follow, unless the mailbox they went to is not the one that stays."""
    if goes.email_index and goes.email_index != stays.email_index:
        close_mailbox_links(goes)
    repoint_links(old_id=goes.pk, new_id=stays.pk)


def _stricter_standing(stays: Person, goes: Person, *, actor: User, reason: str) -> None:
    """Withdrawn, paused or confirmed: by the history that is one now."""
    said = latest_events(stays).get(Purpose.DATABASE)
    agreed = said is not None and said.decision in AGREED
    if goes.status == PersonStatus.WITHDRAWN and not agreed:
        method = said.method if said else ConsentMethod.IN_PERSON
        withdraw_person(stays, actor=actor, method=method, reason=reason)
    elif goes.status in {PersonStatus.ACTIVE, PersonStatus.PAUSED}:
        _confirm_if_pending(stays, agreed=agreed, actor=actor, reason=reason)
        if goes.paused_until and goes.paused_until >= clock.today():
            _pause_at_least(stays, until=goes.paused_until, actor=actor, reason=reason)


def _confirm_if_pending(stays: Person, *, agreed: bool, actor: User, reason: str) -> None:
    if stays.status == PersonStatus.PENDING and agreed:
        confirm_person(stays, actor=actor, reason=reason)


def _pause_at_least(stays: Person, *, until: date, actor: User, reason: str) -> None:
    if stays.status == PersonStatus.ACTIVE or (
        stays.status == PersonStatus.PAUSED and (stays.paused_until or until) < until
    ):
        pause_person(stays, until=until, actor=actor, reason=reason)


# --- The record that goes ---------------------------------------------------------


def _empty(goes: Person, *, into: Person, actor: User, reason: str) -> None:
    """Empty the record and destroy its key. It opens nothing and nobody any more."""
    if goes.status in {PersonStatus.ACTIVE, PersonStatus.PAUSED}:
        # Not their withdrawal: the steps lead there, and their consents stay given.
        move(goes, PersonStatus.WITHDRAWN, actor=actor, reason=reason, withdrawn_at=clock.now())
    goes.experiences.clear()
    goes.adjustments.clear()
    key_id = goes.key_id
    move(
        goes,
        PersonStatus.ERASED,
        actor=actor,
        reason=reason,
        merged_into=into,
        erased_at=clock.now(),
        **blank_columns(),
    )
    if key_id is not None:
        DataKey.objects.filter(pk=key_id).delete()
