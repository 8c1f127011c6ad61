"""Asking some people only: by what, why, with which second person, and until when it can change.

Everybody eligible is asked unless somebody narrows an audience here. PRIVACY: the audit log
keeps codes of criteria, of equality questions only which; never an answer, a count or a name.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.audiences import narrowed
from engagement.audiences.narrowed import Criterion, CriterionKind
from engagement.audiences.outing import Found
from engagement.models import Activity, BatchStatus, Narrowing, NarrowingCriterion
from engagement.services.activities import Gap, NotReady, note_change
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock

# What an activity must not be to be narrowed any more.
OVER = frozenset({"closed", "results-delivered", "outcome-told", "completed", "cancelled"})
APPROVAL = ("characteristics_by", "characteristics_at", "approved_by", "approved_at")
SAFE: dict[str, Any] = {"safe_words": [], "safe_because": "", "safe_by": None, "safe_at": None}


class AudienceFrozen(Exception):
    """Invitations are prepared or have gone: who is asked may not change under them."""


class ReasonMissing(ValueError):
    """Everybody is asked unless there is a reason why not."""


class UnknownCriterion(ValueError):
    """A criterion is not on offer: not asked of people, or not there."""


class CharacteristicsSet(Exception):
    """With an equality criterion beside it, only who may see equality data changes the rest."""


class SamePerson(Exception):
    """Whoever narrowed an audience is not its second person."""


class NothingToSay(Exception):
    """No word gives anything away, or no characteristic waits: there is nothing to approve."""


class WordsChanged(Exception):
    """The telling words are not the ones that were read."""


class TooFew(Exception):
    """So few have this characteristic that being asked would tell who they are."""


def is_frozen(activity: Activity) -> bool:
    """Whether who is asked can't be changed any more: invitations are prepared, or went."""
    batches = activity.batches.values_list("status", "released_at")
    return activity.status in OVER or any(
        status != BatchStatus.CANCELLED or released for status, released in batches
    )


def _locked(activity: Activity) -> Activity:
    """Lock the activity. Raises AudienceFrozen."""
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if is_frozen(locked):
        raise AudienceFrozen(activity.pk)
    return locked


@transaction.atomic
def narrow(activity: Activity, *, criteria: Iterable[Criterion], reason: str, actor: User) -> bool:
    """Ask only those for whom all of it holds; without criteria, everybody again.

    Returns whether anything changed. Agreements given to the old plan lapse while the
    activity is not open. What was said of telling words is forgotten.
    Raises AudienceFrozen, ReasonMissing, UnknownCriterion, CharacteristicsSet.
    """
    locked = _locked(activity)
    row = narrowed.narrowing_of(locked)
    if row is not None and row.has_characteristics and not narrowed.may_use_characteristics(actor):
        raise CharacteristicsSet(activity.pk)
    chosen = sorted(set(criteria))
    on_offer = {one.criterion for rows in narrowed.offered().values() for one in rows}
    kept = [one for one in narrowed.criteria_of(row) if one.kind != CriterionKind.ANSWER]
    if set(chosen) - on_offer - set(kept):
        raise UnknownCriterion(activity.pk)
    reason = reason.strip() if chosen else ""
    if chosen and not reason:
        raise ReasonMissing(activity.pk)
    if chosen == sorted(kept) and reason == (row.reason if row else ""):
        return False
    fields = {
        "reason": reason,
        "narrowed_by": actor if chosen else None,
        "narrowed_at": clock.now() if chosen else None,
    }
    _keep(locked, chosen, [CriterionKind.ANSWER], **fields)
    _note_kinds(locked, chosen, actor)
    record(
        actor,
        "activity.audience-narrowed" if chosen else "activity.audience-widened",
        locked,
        reason=reason,
        data={"criteria": [str(one) for one in chosen]},
    )
    activity.refresh_from_db()
    return True


def _note_kinds(activity: Activity, chosen: Collection[Criterion], actor: User) -> None:
    kinds = list(dict.fromkeys(one.kind for one in chosen))
    if not activity.is_frozen:
        note_change(activity, actor=actor)
    activity.narrowed_by = kinds
    activity.save(update_fields=["narrowed_by"])


def _keep(
    activity: Activity, chosen: Iterable[Criterion], others: Collection[str], **fields: Any
) -> Narrowing:
    """Put criteria in the place of all but those of the kinds ``others``."""
    row, _created = Narrowing.objects.get_or_create(activity=activity)
    # What is asked of whom changed: whoever approved it, or read the words, read something else.
    for name, value in {**fields, **SAFE}.items():
        setattr(row, name, value)
    if row.has_characteristics:
        row.approved_by = row.approved_at = None
    row.save()
    row.criteria.filter(kind__in=_kinds_but(others)).delete()
    NarrowingCriterion.objects.bulk_create(
        NarrowingCriterion(narrowing=row, kind=one.kind, code=one.code) for one in chosen
    )
    return row


def _kinds_but(others: Collection[str]) -> list[str]:
    return [kind for kind in CriterionKind.values if kind not in others]


# --- Characteristics -------------------------------------------------------------------


@transaction.atomic
def choose_characteristics(
    activity: Activity, *, criteria: Iterable[Criterion], reason: str, actor: User
) -> bool:
    """Narrow by equality answers too; a second person must approve it. None lifts it again.

    For those with the right to equality data. Returns whether anything changed.
    Raises AudienceFrozen, ReasonMissing, UnknownCriterion.
    """
    locked = _locked(activity)
    row = narrowed.narrowing_of(locked)
    chosen = sorted(set(criteria))
    on_offer = {one.criterion for _question, rows in narrowed.offered_answers() for one in rows}
    if set(chosen) - on_offer:
        raise UnknownCriterion(activity.pk)
    reason = reason.strip() if chosen else ""
    if chosen and not reason:
        raise ReasonMissing(activity.pk)
    before = [one for one in narrowed.criteria_of(row) if one.kind == CriterionKind.ANSWER]
    if chosen == sorted(before) and reason == (row.characteristics_reason if row else ""):
        return False
    fields = dict.fromkeys(APPROVAL)
    if chosen:
        fields |= {"characteristics_by": actor, "characteristics_at": clock.now()}
    _keep(
        locked, chosen, _kinds_but([CriterionKind.ANSWER]), characteristics_reason=reason, **fields
    )
    record(
        actor,
        "activity.characteristics-chosen" if chosen else "activity.characteristics-lifted",
        locked,
        reason=reason,
        data={"questions": sorted({one.code.partition(":")[0] for one in chosen})},
    )
    return True


@transaction.atomic
def approve_characteristics(activity: Activity, *, actor: User) -> Narrowing:
    """Be the second person who says that these people may be asked by a characteristic.

    Raises AudienceFrozen, NothingToSay, SamePerson.
    """
    locked = _locked(activity)
    row = narrowed.narrowing_of(locked)
    if row is None or not row.waits_for_approval:
        raise NothingToSay(activity.pk)
    if row.characteristics_by_id == actor.pk:
        raise SamePerson(activity.pk)
    row.approved_by, row.approved_at = actor, clock.now()
    row.save(update_fields=["approved_by", "approved_at"])
    record(actor, "activity.characteristics-approved", locked)
    return row


def has_characteristics(activity: Activity) -> bool:
    row = narrowed.narrowing_of(activity)
    return row is not None and row.has_characteristics


# --- Words ---------------------------------------------------------------------------------


def telling_words(activity: Activity) -> list[Found]:
    """Return the words that tell by what the audience was narrowed, but those called safe."""
    row = narrowed.narrowing_of(activity)
    if row is None:
        return []
    found = narrowed.telling_in(activity, narrowed.criteria_of(row))
    return [one for one in found if _mark(one) not in row.safe_words]


def _mark(found: Found) -> str:
    return f"{found.criterion}|{found.language}|{found.words.casefold()}"


@transaction.atomic
def call_words_safe(
    activity: Activity, *, words: Collection[str], reason: str, actor: User
) -> Narrowing:
    """Say, as a second person, why these telling words may stand where they stand.

    ``words`` are those that were read: any that came since still blocks. Raises SamePerson,
    ReasonMissing, WordsChanged, NothingToSay.
    """
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    row = narrowed.narrowing_of(locked)
    found = telling_words(locked)
    if row is None or not found:
        raise NothingToSay(activity.pk)
    if actor.pk in row.authors:
        raise SamePerson(activity.pk)
    if not reason.strip():
        raise ReasonMissing(activity.pk)
    if {one.words for one in found} - set(words):
        raise WordsChanged(activity.pk)
    row.safe_words = sorted({*row.safe_words, *(_mark(one) for one in found)})
    row.safe_because, row.safe_by, row.safe_at = reason.strip(), actor, clock.now()
    row.save(update_fields=list(SAFE))
    # PRIVACY: how many words. Which ones would name the criterion.
    record(
        actor,
        "activity.telling-words-safe",
        locked,
        reason=row.safe_because,
        data={"words": len(found)},
    )
    return row


# --- Before anybody is asked ---------------------------------------------------------------


def gaps_of(activity: Activity) -> list[Gap]:
    """Say what of a narrowed audience still keeps people from being asked."""
    row = narrowed.narrowing_of(activity)
    if row is None:
        return []
    gaps = []
    if row.waits_for_approval:
        gaps.append(
            Gap(
                "audience-approval",
                _("A second person must approve that people are asked by a characteristic."),
            )
        )
    if count := len(telling_words(activity)):
        words = ngettext(
            "%(count)s word would tell by what the audience was narrowed. Change it, or let a "
            "second person say why it is safe.",
            "%(count)s words would tell by what the audience was narrowed. Change them, or let "
            "a second person say why they are safe.",
            count,
        )
        gaps.append(Gap("audience-words", words % {"count": count}))
    return gaps


def check(activity: Activity) -> None:
    """Raise NotReady for a narrowed audience that nobody may be asked from yet."""
    if gaps := gaps_of(activity):
        raise NotReady(gaps)


def check_enough(number: int) -> None:
    """Raise TooFew where an audience chosen by a characteristic is under the floor."""
    if narrowed.is_too_few(number):
        raise TooFew(number)


def reason_of(activity: Activity) -> str:
    """Return why not everybody is asked; nothing of why by a characteristic."""
    row = narrowed.narrowing_of(activity)
    return row.reason if row else ""
