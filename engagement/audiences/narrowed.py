"""Who is left when an activity's audience is narrowed, and what its words would give away."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from database import selecting
from database.models import CriterionKind
from database.permissions import may_see_equality, may_sign_figures
from database.selecting import Criterion, Offered
from database.telling import telling_words
from engagement.audiences import outing
from engagement.models import Activity, Narrowing
from engagement.services.activities import rows_with_words
from vef.accounts.permissions import may_see_people
from vef.common.bilingual import LANGUAGES
from vef.privacy.floor import safe_count

__all__ = ["Criterion", "CriterionKind", "Offered"]


def narrowing_of(activity: Activity) -> Narrowing | None:
    return Narrowing.objects.filter(activity=activity).prefetch_related("criteria").first()


def criteria_of(narrowing: Narrowing | None) -> list[Criterion]:
    return [Criterion(row.kind, row.code) for row in narrowing.criteria.all()] if narrowing else []


def matching(criteria: Iterable[Criterion]) -> set[UUID]:
    return selecting.matching(criteria)


def has_characteristics(criteria: Iterable[Criterion]) -> bool:
    return any(one.kind == CriterionKind.ANSWER for one in criteria)


def belongs(activity: Activity, person_id: UUID) -> bool:
    """Whether somebody belongs to the audience at this moment."""
    chosen = criteria_of(narrowing_of(activity))
    return not chosen or person_id in selecting.matching(chosen, person_id=person_id)


# --- What may be seen --------------------------------------------------------------


def may_use_characteristics(user: Any) -> bool:
    """Narrow by equality answers: those with the right to equality data."""
    return may_see_equality(user)


def may_read_characteristics(user: Any) -> bool:
    """Know by which characteristic: whoever may choose it, or be the second person."""
    return may_see_equality(user) or may_sign_figures(user)


def may_approve_characteristics(user: Any, narrowing: Narrowing | None) -> bool:
    """Be the second person; never for what one chose oneself."""
    return bool(
        narrowing
        and narrowing.waits_for_approval
        and may_sign_figures(user)
        and user.pk != narrowing.characteristics_by_id
    )


def sees_counts(user: Any, *, by_characteristic: bool) -> bool:
    """Whether this reader may see how many exactly, and who by reference.

    PRIVACY: of an audience chosen by equality answers, who is in it and who is not tells what
    each of them answered.
    """
    return may_see_equality(user) if by_characteristic else may_see_people(user)


def hidden_from(user: Any) -> QuerySet[Activity]:
    """Return the activities of which this reader may not know who was asked."""
    if may_see_equality(user):
        return Activity.objects.none()
    return Activity.objects.filter(narrowing__criteria__kind=CriterionKind.ANSWER)


def messages_hidden_from(user: Any) -> Q:
    """Return the messages that would tell this reader who was asked by a characteristic."""
    ids = [str(pk) for pk in hidden_from(user).values_list("pk", flat=True)]
    return Q(about_type=Activity._meta.label_lower, about_id__in=ids)


def shown(number: int, user: Any, *, by_characteristic: bool) -> str:
    """Return a number of people as this reader may see it."""
    if sees_counts(user, by_characteristic=by_characteristic):
        return str(number)
    return str(safe_count(number))


def is_too_few(number: int) -> bool:
    return number < settings.SMALL_NUMBER_FLOOR


# --- What is on offer, and what it says ---------------------------------------------


def offered() -> dict[str, list[Offered]]:
    return selecting.offered()


def offered_answers() -> list[tuple[Any, list[Offered]]]:
    return selecting.offered_answers()


def labels(criteria: Iterable[Criterion]) -> dict[Criterion, Mapping[str, str]]:
    return selecting.labels(criteria)


def words_of(activity: Activity) -> list[tuple[str, str]]:
    """Return all that somebody invited may read, each with its language."""
    return [
        (language, text)
        for row in rows_with_words(activity)
        for language in LANGUAGES
        for text in row.words(language)
        if text
    ]


def telling_in(activity: Activity, criteria: Iterable[Criterion]) -> list[outing.Found]:
    """Return the words of an activity that would give one of these criteria away."""
    chosen = list(criteria)
    if not chosen:
        return []
    return outing.find(words_of(activity), telling_words(chosen))
