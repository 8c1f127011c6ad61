"""What an organisation still owes the forum: answers, what it promised, and actions."""

from django.utils.translation import ngettext

from feedback.models import ActionStatus, AnswerStatus, BoardAction, PartnerAnswer
from partners import duties
from partners.models import Organisation

OPEN_ANSWERS = (
    AnswerStatus.AWAITED,
    AnswerStatus.ACCEPTED,
    AnswerStatus.IN_PART,
    AnswerStatus.IN_PROGRESS,
)
OPEN_ACTIONS = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS, ActionStatus.AWAITING_EVIDENCE)


def of_feedback(organisation: Organisation) -> list[str]:
    """Say how many answers are owed or not carried out, and how many actions are open."""
    found = []
    answers = PartnerAnswer.objects.filter(
        pack__activity__entry__request__organisation=organisation, status__in=OPEN_ANSWERS
    ).count()
    if answers:
        words = ngettext(
            "%(count)s finding has no answer yet, or its answer is not carried out.",
            "%(count)s findings have no answer yet, or their answers are not carried out.",
            answers,
        )
        found.append(words % {"count": answers})
    actions = BoardAction.objects.filter(organisation=organisation, status__in=OPEN_ACTIONS).count()
    if actions:
        words = ngettext(
            "%(count)s board action is open.", "%(count)s board actions are open.", actions
        )
        found.append(words % {"count": actions})
    return found


def register_all() -> None:
    """Make the partners' side know these duties. Called once, when the app is ready."""
    duties.offer(of_feedback)
