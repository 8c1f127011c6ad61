"""The link by which somebody who took part reads the outcome before it is public."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from feedback.models import Outcome, OutcomeStatus
from vef.common import clock
from vef.common.links import LinkUnusable, issue_link, open_link

SCOPE = "outcome"
# Long enough for somebody who reads mail seldom; the page is public by then anyway.
LASTS = timedelta(days=365)
READABLE = (OutcomeStatus.TOLD, OutcomeStatus.PUBLISHED)


def outcome_link(outcome: Outcome) -> str:
    """Issue a link and return its whole address, in the active language."""
    token = issue_link(scope=SCOPE, target_id=outcome.pk, expires_at=clock.now() + LASTS)
    return f"{settings.BASE_URL}{reverse('feedback:outcome-told', args=[token])}"


def outcome_of(token: str) -> Outcome:
    """Return the outcome a link opens. It names no person, only the outcome.

    Raises LinkUnusable, also for an outcome that is not told.
    """
    pk = open_link(scope=SCOPE, token=token)
    outcome = Outcome.objects.filter(pk=pk, status__in=READABLE).first()
    if outcome is None:
        raise LinkUnusable
    return outcome
