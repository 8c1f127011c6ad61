"""The life of an activity, from plan to close.

``status`` changes here and nowhere else. An activity opens only when nothing is
missing in either language; from then on its words and rules are fixed.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import signals
from engagement.models import (
    Activity,
    ActivityStatus,
    Choice,
    Method,
    Programme,
    ProgrammeEntry,
    Question,
)
from engagement.services.programme import NotAccepted
from partners.models import RequestStatus, TopicRequest
from vef.audit.services import record
from vef.common import clock
from vef.common.actors import SYSTEM, Actor
from vef.common.bilingual import (
    LANGUAGES,
    Bilingual,
    LanguageIncomplete,
    LanguageState,
    check_language,
)
from vef.common.steps import TransitionError, move

AGREEMENT = ("partner_agreed_by", "partner_agreed_at", "office_agreed_by", "office_agreed_at")


@dataclass(frozen=True)
class Gap:
    """One thing that keeps an activity from opening: a code, and a sentence for the officer."""

    code: str
    text: str


class NotReady(Exception):
    """The activity can't take this step yet. ``reasons`` are sentences, ``codes`` for programs."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        self.reasons = [gap.text for gap in gaps]
        self.codes = {gap.code for gap in gaps}
        super().__init__("; ".join(sorted(self.codes)))


class TextsFrozen(Exception):
    """The activity is open or over: what people were told may not change under them."""


@transaction.atomic
def create_activity(
    *, entry: ProgrammeEntry, method: Method, actor: Actor, **fields: object
) -> Activity:
    """Start an activity under a programme entry, in draft, with the next code (A<number>).

    Raises NotAccepted if the acceptance has been taken back meanwhile.
    """
    request = TopicRequest.objects.select_for_update().get(pk=entry.request_id)
    if request.status != RequestStatus.ACCEPTED:
        raise NotAccepted(request.pk)
    # The programmes' rows serve as the lock on the codes.
    list(Programme.objects.select_for_update().order_by("pk").values_list("pk"))
    fields.setdefault("code", _next_code())
    activity = Activity(entry=entry, method=method, **fields)
    activity.save()
    record(actor, "activity.created", activity, data={"entry": str(entry.pk)})
    return activity


def _next_code() -> str:
    numbers = (
        int(found[1])
        for code in Activity.objects.values_list("code", flat=True)
        if (found := re.fullmatch(r"A(\d+)", code))
    )
    return f"A{max(numbers, default=0) + 1}"


@transaction.atomic
def note_change(activity: Activity, *, actor: Actor) -> None:
    """Say that words, questions or rules were edited: agreements given to the old plan lapse.

    An agreed activity goes back to planned. Raises TextsFrozen once it is open.
    """
    activity.refresh_from_db()
    if activity.is_frozen:
        raise TextsFrozen(activity.pk)
    given = [name for name in AGREEMENT if getattr(activity, name) is not None]
    cleared: dict[str, Any] = dict.fromkeys(AGREEMENT)
    if activity.status == ActivityStatus.AGREED:
        move(activity, ActivityStatus.PLANNED, actor=actor, **cleared)
    elif given:
        for name, value in cleared.items():
            setattr(activity, name, value)
        activity.save(update_fields=AGREEMENT)
        record(actor, "activity.agreement-lapsed", activity)


# Paperwork that changes nothing in the plan the partner agreed to.
PAPERWORK = frozenset({"dpia_reference", "rules_version"})


@transaction.atomic
def edit_activity(activity: Activity, *, actor: Actor, **fields: object) -> list[str]:
    """Change words or rules of an activity that is not open; return what changed.

    Agreements given to the old plan lapse, unless only paperwork changed.
    Raises TextsFrozen.
    """
    activity.refresh_from_db()
    if activity.is_frozen:
        raise TextsFrozen(activity.pk)
    changed = [name for name, value in fields.items() if getattr(activity, name) != value]
    if not changed:
        return []
    if set(changed) - PAPERWORK:
        note_change(activity, actor=actor)
    for name in changed:
        setattr(activity, name, fields[name])
    activity.save(update_fields=changed)
    record(actor, "activity.changed", activity, data={"fields": sorted(changed)})
    return changed


# --- Language ---------------------------------------------------------------


def rows_with_words(activity: Activity) -> Iterator[Bilingual]:
    """Yield the activity, its questions and the answers they offer: all that people read."""
    yield activity
    for question in _questions(activity):
        yield question
        yield from question.choices.all()


def _questions(activity: Activity) -> list[Question]:
    return list(activity.questions.prefetch_related("choices").order_by("number"))


@transaction.atomic
def check_activity_language(activity: Activity, language: str, *, actor: Actor) -> int:
    """Record that somebody read one language of the whole activity and found it right.

    Covers the activity, its questions and the answers they offer; rows already
    checked are left as they are. Returns how many rows were marked.

    Raises LanguageIncomplete if words are missing anywhere, marking nothing.
    """
    rows = list(rows_with_words(activity))
    if any(row.missing_fields(language) for row in rows):
        raise LanguageIncomplete(language)
    stale = [row for row in rows if row.language_state(language) != LanguageState.CHECKED]
    for row in stale:
        check_language(row, language, actor=actor)
    return len(stale)


def language_gaps(activity: Activity) -> list[Gap]:
    """Say which words are missing or unchecked, once for each question."""
    gaps: dict[Gap, None] = {}
    for row in rows_with_words(activity):
        for language in LANGUAGES:
            state = row.language_state(language)
            if state != LanguageState.CHECKED:
                gap = Gap(f"language-{language}", _language_sentence(row, language, state))
                gaps.setdefault(gap)
    return list(gaps)


def _language_sentence(row: Bilingual, language: str, state: str) -> str:
    missing = state == LanguageState.MISSING
    if isinstance(row, Activity):
        return {
            ("cy", True): _("Some of the activity's own words are missing in Welsh."),
            ("en", True): _("Some of the activity's own words are missing in English."),
            ("cy", False): _("Nobody has checked the Welsh of the activity's own words yet."),
            ("en", False): _("Nobody has checked the English of the activity's own words yet."),
        }[language, missing]
    question = row if isinstance(row, Question) else cast(Choice, row).question
    number = question.number
    return {
        ("cy", True): _("Welsh is missing in question %(number)s."),
        ("en", True): _("English is missing in question %(number)s."),
        ("cy", False): _("Nobody has checked the Welsh of question %(number)s yet."),
        ("en", False): _("Nobody has checked the English of question %(number)s yet."),
    }[language, missing] % {"number": number}


# --- Planning and agreeing ----------------------------------------------------


def plan_activity(activity: Activity, *, actor: Actor) -> bool:
    """Put the plan before the partner. Raises TransitionError."""
    return move(activity, ActivityStatus.PLANNED, actor=actor)


def redraft_activity(activity: Activity, *, actor: Actor) -> bool:
    """Take a plan back to draft; agreements given lapse. Raises TransitionError."""
    cleared: dict[str, Any] = dict.fromkeys(AGREEMENT)
    return move(activity, ActivityStatus.DRAFT, actor=actor, **cleared)


@transaction.atomic
def agree_for_partner(activity: Activity, *, actor: Actor) -> bool:
    """Sign the plan off for the partner; with both signatures it becomes agreed.

    Returns whether anything changed. Raises TransitionError unless it is planned,
    and NotReady if the dates are not set.
    """
    return _agree(activity, "partner", actor)


@transaction.atomic
def agree_for_office(activity: Activity, *, actor: Actor) -> bool:
    """Sign the plan off for the office; with both signatures it becomes agreed.

    Returns whether anything changed. Raises TransitionError unless it is planned,
    and NotReady if the dates are not set.
    """
    return _agree(activity, "office", actor)


def _agree(activity: Activity, side: str, actor: Actor) -> bool:
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if getattr(locked, f"{side}_agreed_at"):
        activity.refresh_from_db()
        return False
    if locked.status != ActivityStatus.PLANNED:
        raise TransitionError(locked, locked.status, ActivityStatus.AGREED)
    if gaps := _date_gaps(locked):
        raise NotReady(gaps)
    fields = {f"{side}_agreed_by": actor, f"{side}_agreed_at": clock.now()}
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    record(actor, f"activity.agreed-for-{side}", locked)
    if locked.is_agreed_by_both:
        move(locked, ActivityStatus.AGREED, actor=actor)
    activity.refresh_from_db()
    return True


def _date_gaps(activity: Activity) -> list[Gap]:
    if not (activity.opens_on and activity.closes_on):
        return [Gap("dates", _("Say when it opens and closes."))]
    if activity.closes_on < activity.opens_on:
        return [Gap("dates", _("It closes before it opens."))]
    return []


# --- Opening -------------------------------------------------------------------


def readiness(activity: Activity) -> list[Gap]:
    """Say everything that still keeps the activity from opening; empty means it may open."""
    gaps = []
    if not activity.is_agreed_by_both:
        gaps.append(Gap("agreement", _("The partner and the office must both agree the plan.")))
    gaps += _date_gaps(activity) or _day_gaps(activity)
    if not activity.dpia_reference.strip():
        gaps.append(Gap("dpia", _("Give the reference of the data protection impact assessment.")))
    if not activity.rules_version.strip():
        gaps.append(Gap("rules", _("Say which version of the rules of engagement applies.")))
    if not activity.eligibility:
        gaps.append(Gap("eligibility", _("Say who may be asked.")))
    if not activity.anonymity:
        gaps.append(Gap("anonymity", _("Say how anonymous the answers are.")))
    from engagement.services.narrowing import gaps_of

    return gaps + _question_gaps(activity) + language_gaps(activity) + gaps_of(activity)


def _day_gaps(activity: Activity) -> list[Gap]:
    today = clock.today()
    if activity.closes_on and activity.closes_on < today:
        return [Gap("dates", _("The closing date has passed."))]
    if activity.opens_on and activity.opens_on > today:
        return [
            Gap("dates", _("The opening date is still to come. Change it to open the page sooner."))
        ]
    return []


def _question_gaps(activity: Activity) -> list[Gap]:
    questions = _questions(activity)
    gaps = []
    if activity.method.asks_questions and not any(q.is_asked for q in questions):
        gaps.append(Gap("questions", _("There are no questions yet.")))
    for question in questions:
        if question.offers_choices and len(question.choices.all()) < 2:
            gaps.append(
                Gap(
                    "choices",
                    _("Question %(number)s needs at least two answers to choose from.")
                    % {"number": question.number},
                )
            )
    return gaps


@transaction.atomic
def open_activity(activity: Activity, *, actor: Actor) -> bool:
    """Open an agreed activity: from now on words, rules and anonymity are fixed.

    Makes the address of the shared anonymous page where one is offered. Asking
    twice changes nothing. Raises NotReady with everything that is missing, and
    TransitionError from a status that can't open.
    """
    locked = Activity.objects.select_for_update().get(pk=activity.pk)
    if locked.status == ActivityStatus.OPEN:
        activity.refresh_from_db()
        return False
    if gaps := readiness(locked):
        raise NotReady(gaps)
    slug = locked.shared_slug
    if locked.takes_anonymous and not slug:
        slug = secrets.token_hex(6)
    move(locked, ActivityStatus.OPEN, actor=actor, shared_slug=slug)
    activity.refresh_from_db()
    return True


# --- Closing -------------------------------------------------------------------


@transaction.atomic
def close_activity(activity: Activity, *, actor: Actor) -> bool:
    """Close an open activity: no more answers; what is unsent is cancelled.

    Empties the mix box, forgets the forms that were sent anonymously, and tells
    the apps above. Asking twice changes nothing. Raises TransitionError.
    """
    from engagement.services.contributions import empty_mix_box, forget_forms
    from engagement.services.invitations import cancel_unsent

    if not move(activity, ActivityStatus.CLOSED, actor=actor):
        return False
    cancel_unsent(activity, actor=actor, reason="activity-closed")
    empty_mix_box(activity)
    forget_forms(activity)
    signals.activity_closed.send(sender=Activity, activity_id=activity.pk)
    return True


def close_due() -> int:
    """Close every activity whose last day is over; return how many."""
    count = 0
    for activity in Activity.objects.due_to_close(clock.today()):
        count += close_activity(activity, actor=SYSTEM)
    return count


@transaction.atomic
def cancel_activity(activity: Activity, *, actor: Actor, reason: str) -> bool:
    """Cancel an activity that is not over; unsent invitations are cancelled with it.

    Raises TransitionError once it has closed.
    """
    from engagement.services.invitations import cancel_unsent

    if not move(activity, ActivityStatus.CANCELLED, actor=actor, reason=reason):
        return False
    cancel_unsent(activity, actor=actor, reason="activity-cancelled")
    return True


# The names by which other apps know the first steps.
create = create_activity
plan = plan_activity
