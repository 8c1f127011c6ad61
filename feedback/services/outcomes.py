""" "You said, we did": written, checked in both languages, approved, told, then published."""

from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.models import Activity, ActivityStatus
from engagement.participants import tell_participants
from feedback.errors import Locked, NotReady, OwnWork, ReasonMissing
from feedback.models import AnswerStatus, Outcome, OutcomeStatus, PackStatus, ResultsPack
from feedback.services.authors import outcome_authors
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock
from vef.common.bilingual import LANGUAGES, check_language, in_language
from vef.common.steps import TransitionError, move

KIND = "feedback.outcome"


@transaction.atomic
def draft_outcome(*, activity: Activity, actor: User) -> Outcome:
    """Start the outcome of an activity whose results the partner has, filled from the thread.

    What was found and what the partner answered stand there to be put into plain
    words; where the partner has not answered, the draft says so. Asking twice
    changes nothing. Raises NotReady before the results were delivered.
    """
    existing = Outcome.objects.filter(activity=activity).first()
    if existing:
        return existing
    if activity.status != ActivityStatus.RESULTS_DELIVERED:
        raise NotReady([gettext_lazy("The results have not been delivered to the partner yet.")])
    outcome = Outcome.objects.create(
        activity=activity, slug=_free_slug(activity), written_by=actor, **_draft_words(activity)
    )
    record(actor, "outcome.created", outcome, data={"activity": str(activity.pk)})
    return outcome


def _free_slug(activity: Activity) -> str:
    title = getattr(activity, "title_en", "") or activity.code
    base = slugify(title)[:50].strip("-") or activity.code.lower()
    slug, number = base, 1
    while Outcome.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _draft_words(activity: Activity) -> dict[str, str]:
    """Return the draft's words in both languages, from the findings and the answers."""
    pack = activity.results_pack
    findings = list(activity.findings.order_by("number"))
    answers = list(pack.answers.select_related("finding"))
    words = {}
    for language in LANGUAGES:
        with in_language(language):
            words[f"title_{language}"] = activity.title
            words[f"told_us_{language}"] = "\n".join(finding.text for finding in findings)
            words[f"changed_{language}"] = _changed(answers)
            words[f"next_{language}"] = _next(pack)
            words[f"cannot_change_{language}"] = "\n".join(
                answer.reason for answer in answers if answer.status == AnswerStatus.NOT_ACCEPTED
            )
    return words


def _changed(answers: list[Any]) -> str:
    promised = [answer.action for answer in answers if answer.action]
    if promised:
        return "\n".join(promised)
    if all(answer.status == AnswerStatus.AWAITED for answer in answers):
        return _("The organisation that asked has not answered us yet.")
    return _("Nothing has changed yet.")


def _next(pack: ResultsPack) -> str:
    if pack.status == PackStatus.DELIVERED and pack.answer_due_on:
        return _(
            "We asked the organisation to answer by %(date)s. We will tell you what it says."
        ) % {"date": date_format(pack.answer_due_on, "DATE_FORMAT")}
    return _("We will ask the organisation how it is going, and tell you here.")


@transaction.atomic
def update_outcome(outcome: Outcome, *, actor: User, **words: str) -> Outcome:
    """Change the words of a draft; a language checked before is out of date then.

    Raises Locked once both languages were checked.
    """
    _lock(outcome)
    if outcome.status != OutcomeStatus.DRAFT:
        raise Locked
    for name, value in words.items():
        setattr(outcome, name, value)
    outcome.save()
    record(actor, "outcome.changed", outcome)
    return outcome


@transaction.atomic
def check_outcome_language(outcome: Outcome, *, language: str, actor: User) -> None:
    """Record that one language was read and found right; with both, the draft moves on.

    Raises LanguageIncomplete, Locked.
    """
    _lock(outcome)
    if outcome.status != OutcomeStatus.DRAFT:
        raise Locked
    check_language(outcome, language, actor=actor)
    if outcome.publishable:
        move(outcome, OutcomeStatus.LANGUAGES_CHECKED, actor=actor)


@transaction.atomic
def reopen_outcome(outcome: Outcome, *, reason: str, actor: User) -> None:
    """Take an outcome back to draft before anybody was told. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    move(outcome, OutcomeStatus.DRAFT, actor=actor, reason=reason.strip(), approved_by=None)


@transaction.atomic
def approve_outcome(outcome: Outcome, *, actor: User) -> None:
    """Approve somebody else's words. Raises OwnWork, NotReady, TransitionError."""
    _lock(outcome)
    if actor.actor_id in outcome_authors([outcome])[outcome.pk]:
        raise OwnWork
    if outcome.status == OutcomeStatus.LANGUAGES_CHECKED and not outcome.publishable:
        raise NotReady([gettext_lazy("The words are not checked in both languages.")])
    move(outcome, OutcomeStatus.APPROVED, actor=actor, approved_by=actor)


@transaction.atomic
def tell_outcome(outcome: Outcome, *, actor: User) -> int:
    """Tell those who took part by name, before anybody else; return how many messages.

    Each goes through the outbox and the contact gate. Anonymous contributors
    read it on the public page. Twice tells nobody twice. Raises TransitionError.
    """
    _lock(outcome)
    if outcome.status in {OutcomeStatus.TOLD, OutcomeStatus.PUBLISHED}:
        return 0
    if outcome.status != OutcomeStatus.APPROVED:
        raise TransitionError(outcome, outcome.status, OutcomeStatus.TOLD)
    told = tell_participants(activity=outcome.activity, kind=KIND, about=outcome, actor=actor)
    move(outcome, OutcomeStatus.TOLD, actor=actor, told_at=clock.now())
    move(outcome.activity, ActivityStatus.OUTCOME_TOLD, actor=actor)
    return told


@transaction.atomic
def publish_outcome(outcome: Outcome, *, actor: User) -> None:
    """Put the outcome on the public pages, in both languages.

    Raises TransitionError before those who took part were told; NotReady.
    """
    if not outcome.publishable:
        raise NotReady([gettext_lazy("The words are not checked in both languages.")])
    move(outcome, OutcomeStatus.PUBLISHED, actor=actor, published_at=clock.now())


@transaction.atomic
def complete_activity(activity: Activity, *, actor: User) -> None:
    """Close the loop. Raises TransitionError unless those who took part were told."""
    move(activity, ActivityStatus.COMPLETED, actor=actor)


def _lock(outcome: Outcome) -> None:
    outcome.refresh_from_db(from_queryset=Outcome.objects.select_for_update(of=("self",)))
