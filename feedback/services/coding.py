"""Reading what people wrote: taking personal details out, and sorting by theme.

Feedback never learns who wrote it: a contribution is read here without its
invitation.
"""

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction

from engagement.models import Activity, ActivityStatus, Answer, Contribution, ContributionStatus
from feedback.errors import ActivityStillOpen, PackFrozen, ReasonMissing, WordsMissing
from feedback.models import Coding, PackStatus, ResultsPack, Theme
from vef.accounts.models import User
from vef.common.steps import move

# What stands where nothing of an answer can be kept. Says nothing in any language.
TAKEN_OUT = "[…]"

READABLE = frozenset(
    {
        ActivityStatus.CLOSED,
        ActivityStatus.RESULTS_DELIVERED,
        ActivityStatus.OUTCOME_TOLD,
        ActivityStatus.COMPLETED,
    }
)


def own_words(contribution: Contribution) -> list[Answer]:
    """Return the answers somebody wrote in their own words, in the order of the questions."""
    return sorted(
        (answer for answer in contribution.answers.all() if answer.text.strip()),
        key=lambda answer: answer.question.number,
    )


@transaction.atomic
def check_contribution(
    contribution: Contribution, *, words: Mapping[uuid.UUID, str], actor: User
) -> None:
    """Keep the words others may read, with personal details taken out.

    ``words`` holds, for each answer in somebody's own words, what may be read by
    others. May be done again until the results are frozen. The original stays
    sealed in its column until retention ends.

    Raises ActivityStillOpen, PackFrozen, WordsMissing; TransitionError for an
    excluded contribution.
    """
    _open_for_reading(contribution.activity)
    written = own_words(contribution)
    if any(not words.get(answer.pk, "").strip() for answer in written):
        raise WordsMissing
    for answer in written:
        answer.redacted = words[answer.pk].strip()
        answer.save(update_fields=["redacted"])
    if contribution.status != ContributionStatus.CODED:
        move(contribution, ContributionStatus.CHECKED, actor=actor)


@transaction.atomic
def code_contribution(
    contribution: Contribution, *, themes: Mapping[uuid.UUID, Iterable[Theme]], actor: User
) -> None:
    """Record which themes each answer speaks of; what was chosen before is replaced.

    Raises ActivityStillOpen, PackFrozen, WordsMissing; TransitionError unless checked.
    """
    _open_for_reading(contribution.activity)
    answers = own_words(contribution)
    if any(not answer.redacted for answer in answers):
        raise WordsMissing
    for answer in answers:
        chosen = list(themes.get(answer.pk, ()))
        answer.codings.exclude(theme__in=chosen).delete()
        Coding.objects.bulk_create(
            [Coding(answer=answer, theme=theme, coded_by=actor) for theme in chosen],
            ignore_conflicts=True,
        )
    move(contribution, ContributionStatus.CODED, actor=actor)


@transaction.atomic
def code_without_words(activity: Activity, *, actor: User) -> int:
    """Mark every contribution without own words as coded; return how many were.

    There is nothing in them to redact or to sort. Raises ActivityStillOpen, PackFrozen.
    """
    _open_for_reading(activity)
    done = 0
    waiting = activity.contributions.filter(
        status=ContributionStatus.RECEIVED, is_finished=True
    ).prefetch_related("answers__question")
    for contribution in waiting:
        if own_words(contribution):
            continue
        move(contribution, ContributionStatus.CHECKED, actor=actor)
        move(contribution, ContributionStatus.CODED, actor=actor)
        done += 1
    return done


@transaction.atomic
def exclude_contribution(contribution: Contribution, *, reason: str, actor: User) -> None:
    """Leave a contribution out of the results, and say why.

    Raises ReasonMissing, ActivityStillOpen, PackFrozen.
    """
    if not reason.strip():
        raise ReasonMissing
    _open_for_reading(contribution.activity)
    # The reason is staff's own wording about somebody's words: it stays on the row
    # and out of the audit log, which nobody can edit later.
    move(
        contribution,
        ContributionStatus.EXCLUDED,
        actor=actor,
        excluded_because=reason.strip(),
    )


def is_frozen(activity: Activity) -> bool:
    """Whether the results were frozen, so that no reading changes them any more."""
    return ResultsPack.objects.filter(activity=activity).exclude(status=PackStatus.DRAFT).exists()


def _open_for_reading(activity: Activity) -> None:
    """Raise ActivityStillOpen or PackFrozen unless answers may be worked on."""
    if activity.status not in READABLE:
        raise ActivityStillOpen
    pack = ResultsPack.objects.select_for_update().filter(activity=activity).first()
    if pack is not None and pack.status != PackStatus.DRAFT:
        raise PackFrozen
