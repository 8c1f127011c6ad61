"""Personal details in a request: what was noticed, and what the partner says of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.crypto import salted_hmac

from partners import guard
from partners.models import NotPersonal, TopicRequest
from partners.services.requests import NotEditable
from vef.accounts.models import User
from vef.audit.services import record
from vef.common import clock


@dataclass(frozen=True)
class Noticed:
    """What looks like a detail; ``said`` if the partner says that it is nobody's."""

    match: guard.Match
    key: str
    said: NotPersonal | None


def noticed_in(topic: TopicRequest) -> list[Noticed]:
    """Return what looks like somebody's details, and what was said of each, in one query."""
    matches = guard.details_in(topic)
    if not matches:
        return []
    rows = NotPersonal.objects.filter(request=topic).select_related("said_by")
    said = {(row.field, row.digest): row for row in rows}
    found = []
    for match in matches:
        digest = _digest(topic, match)
        key = f"{match.field}:{digest}"
        found.append(Noticed(match, key, said.get((match.field, digest))))
    return found


@transaction.atomic
def keep_details(topic: TopicRequest, *, actor: User, keys: Iterable[str]) -> int:
    """Note that these words are not about a person; return how many were new.

    Only what is noticed now counts; a key of words that have changed is passed over.
    Raises NotEditable once the request is with the office.
    """
    fresh = TopicRequest.objects.select_for_update().get(pk=topic.pk)
    if not fresh.may_be_changed:
        raise NotEditable(fresh.status)
    wanted = set(keys)
    chosen = [each for each in noticed_in(fresh) if each.key in wanted and not each.said]
    for each in chosen:
        NotPersonal.objects.create(
            request=fresh,
            field=each.match.field,
            digest=each.key.partition(":")[2],
            said_by=actor,
            at=clock.now(),
        )
    if chosen:
        signs = sorted({each.match.sign.value for each in chosen})
        record(actor, "topicrequest.details-kept", fresh, data={"signs": signs})
    return len(chosen)


def _digest(topic: TopicRequest, match: guard.Match) -> str:
    words = f"{topic.pk}:{match.field}:{match.sign}:{match.words}"
    return salted_hmac("partners.details", words, algorithm="sha256").hexdigest()
