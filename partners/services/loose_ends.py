"""What an organisation that closes leaves open besides its requests: codes, letters, comments."""

from django.db.models import QuerySet
from django.utils.translation import ngettext

from partners.models import (
    LateCode,
    Nudge,
    NudgeStatus,
    Organisation,
    RequestComment,
    Side,
    TopicRequest,
)
from partners.services.comments import settle_for
from partners.services.late_codes import end_late_code, hand_on_late_code
from vef.accounts.models import User
from vef.audit.services import record
from vef.common.steps import move


def loose_ends(organisation: Organisation) -> list[str]:
    """Say in whole sentences what closing settles by itself; three queries."""
    codes = LateCode.objects.usable().filter(organisation=organisation).count()
    nudges = _unsent(organisation).count()
    comments = sum(_waiting(organisation, side).count() for side in Side)
    found = []
    if codes:
        words = ngettext(
            "%(count)s late code can still be used. It goes to whoever takes over, or ends.",
            "%(count)s late codes can still be used. They go to whoever takes over, or end.",
            codes,
        )
        found.append(words % {"count": codes})
    if nudges:
        words = ngettext(
            "%(count)s friendly word has not been sent. It is set aside.",
            "%(count)s friendly words have not been sent. They are set aside.",
            nudges,
        )
        found.append(words % {"count": nudges})
    if comments:
        words = ngettext(
            "%(count)s comment waits for an answer. It goes with its request to whoever takes "
            "over; where the request stays, it waits no more.",
            "%(count)s comments wait for an answer. They go with their requests to whoever takes "
            "over; where a request stays, they wait no more.",
            comments,
        )
        found.append(words % {"count": comments})
    return found


def settle_loose_ends(closed: Organisation, successor: Organisation | None, actor: User) -> None:
    """Hand on or end what is open. Call it in the closing's transaction, its requests moved."""
    reason = closed.closed_because
    for code in LateCode.objects.select_for_update().usable().filter(organisation=closed):
        if successor is None or not hand_on_late_code(code, to=successor, actor=actor):
            end_late_code(code, actor=actor, reason=reason)
    for nudge in _unsent(closed):
        move(nudge, NudgeStatus.SET_ASIDE, actor=actor, reason=reason)
    waiting = RequestComment.objects.filter(settled=None, request__organisation=closed)
    stayed = TopicRequest.objects.select_for_update().filter(pk__in=waiting.values("request"))
    for topic in stayed.order_by("pk"):
        number = sum(settle_for(topic, side, actor) for side in Side)
        if number:
            data = {"comments": number}
            record(actor, "topicrequest.comments-settled", topic, reason=reason, data=data)


def _unsent(organisation: Organisation) -> QuerySet[Nudge]:
    return Nudge.objects.filter(organisation=organisation, status=NudgeStatus.PREPARED)


def _waiting(organisation: Organisation, side: str) -> QuerySet[RequestComment]:
    return RequestComment.objects.waiting_for(side).filter(request__organisation=organisation)
