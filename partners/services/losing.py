"""What a window left over: several requests deferred at once, each with its own letter."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import F, QuerySet

from partners.models import Decision, Outcome, RequestStatus, RequestWindow, TopicRequest
from partners.services.decisions import AlreadyDecided, DecisionMissing, decide_request
from partners.services.letters import draft_letter
from vef.accounts.models import User
from vef.common.bilingual import LANGUAGES
from vef.common.steps import TransitionError


class NotDeferred(Exception):
    """One of them can't be deferred, so none was. ``missing`` is empty if it was decided."""

    def __init__(self, topic: TopicRequest, missing: Iterable[str] = ()) -> None:
        self.topic, self.missing = topic, tuple(missing)
        super().__init__(f"{topic.reference}: {', '.join(self.missing)}")


def left_over(window: RequestWindow, user: User) -> QuerySet[TopicRequest]:
    """Return what is still under review in a window, in the office's order.

    Without those in which this person has an interest.
    """
    rows = TopicRequest.objects.filter(window=window, status=RequestStatus.UNDER_REVIEW)
    return (
        rows.exclude(interests__declared_by=user)
        .select_related("organisation", "placing")
        .order_by(F("placing__place").asc(nulls_last=True), "submitted_at", "reference")
    )


@transaction.atomic
def defer_several(
    topics: Iterable[TopicRequest],
    *,
    actor: User,
    deferred_to: RequestWindow,
    reason: str,
    alone_because: str = "",
) -> list[Decision]:
    """Defer these requests to one window with one reason, in the order given: all or none.

    The actor has no interest in any of them. Each has a letter of its own, which waits for a
    second person. Raises NotDeferred, or Recused.
    """
    letters = {
        f"letter_{language}": draft_letter(
            Outcome.DEFERRED,
            language=language,
            window_name=getattr(deferred_to, f"name_{language}"),
        )
        for language in LANGUAGES
    }
    made = []
    for topic in topics:
        try:
            decision = decide_request(
                topic,
                actor=actor,
                outcome=Outcome.DEFERRED,
                reason=reason,
                interest_declared="",
                deferred_to=deferred_to,
                alone_because=alone_because,
                **letters,
            )
        except DecisionMissing as error:
            raise NotDeferred(topic, error.missing) from error
        except (AlreadyDecided, TransitionError) as error:
            raise NotDeferred(topic) from error
        made.append(decision)
    return made
