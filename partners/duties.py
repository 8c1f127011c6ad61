"""What an organisation still owes or waits for, gathered from every app that knows some.

Calls go down: the apps above offer theirs from their AppConfig's ``ready()``, as
organisations are offered to the accounts.
"""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet
from django.utils.translation import ngettext

from partners.models import Organisation, RequestStatus, TopicRequest

# Sentences in the reader's language, one for each sort of thing that is open.
Source = Callable[[Organisation], Iterable[str]]
# A request in one of these is over, and stays with whoever asked.
OVER = (RequestStatus.DECLINED, RequestStatus.MERGED, RequestStatus.WITHDRAWN)
# What becomes of an accepted one is known further up.
UNDECIDED = (
    RequestStatus.DRAFT,
    RequestStatus.SUBMITTED,
    RequestStatus.UNDER_REVIEW,
    RequestStatus.MORE_INFORMATION,
    RequestStatus.DEFERRED,
)

_sources: list[Source] = []


def offer(source: Source) -> None:
    """Add a source of open duties; it is asked each time somebody wants to know."""
    _sources.append(source)


def open_duties(organisation: Organisation) -> list[str]:
    """Say in whole sentences what is open for an organisation; the same few queries always."""
    return [sentence for source in _sources for sentence in source(organisation)]


def living_requests(organisation: Organisation) -> QuerySet[TopicRequest]:
    """Return the requests that go on, from a first draft to what came of an accepted one."""
    return TopicRequest.objects.filter(organisation=organisation).exclude(status__in=OVER)


def of_requests(organisation: Organisation) -> list[str]:
    """Say how many requests are not decided for good."""
    count = TopicRequest.objects.filter(organisation=organisation, status__in=UNDECIDED).count()
    if not count:
        return []
    words = ngettext(
        "%(count)s topic request is not decided yet.",
        "%(count)s topic requests are not decided yet.",
        count,
    )
    return [words % {"count": count}]


offer(of_requests)
