"""Links that people are sent: to their own page, to stop, and to prove a new address.

All of them prove a mailbox and not a person (docs/decisions/0011).
"""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from database.models import Person, PersonStatus
from vef.common import clock
from vef.common.links import LinkUnusable, issue_link, open_link, revoke_links

MINE_SCOPE = "person-mine"
STOP_SCOPE = "person-stop"
PROOF_SCOPE = "person-address"
# A "stop" link must work long after the mail was read.
STOP_DAYS = 400
# A new address that nobody proves within these days is forgotten.
PROOF_DAYS = 7


def mine_address(token: str) -> str:
    """Return the address of somebody's own page in the active language. Issues nothing."""
    return f"{settings.BASE_URL}{reverse('database:mine', args=[token])}"


def mine_url(person_id: UUID | str) -> str:
    """Issue a link to somebody's own page; return its address in the active language."""
    return _issued("database:mine", MINE_SCOPE, person_id, settings.MY_PAGE_DAYS)


def stop_url(person_id: UUID | str) -> str:
    """Issue a link that stops mail to this person's address; return its address."""
    return _issued("database:stop", STOP_SCOPE, person_id, STOP_DAYS)


def proof_url(change_id: UUID | str) -> str:
    """Issue the link that proves a new address; return its address in the active language."""
    return _issued("database:mine-prove", PROOF_SCOPE, change_id, PROOF_DAYS)


def _issued(name: str, scope: str, target_id: UUID | str, days: int) -> str:
    token = issue_link(
        scope=scope,
        target_id=UUID(str(target_id)),
        expires_at=clock.now() + timedelta(days=days),
    )
    return f"{settings.BASE_URL}{reverse(name, args=[token])}"


def person_behind(scope: str, token: str) -> Person | None:
    """Return whose link this is, or None if it opens nothing (any more).

    It opens nothing for somebody erased, or who left too long ago to come back by link.
    Changes nothing.
    """
    try:
        pk = open_link(scope=scope, token=token)
    except LinkUnusable:
        return None
    person = (
        Person.objects.filter(pk=pk, merged_into=None).exclude(status=PersonStatus.ERASED).first()
    )
    return None if person is None or _left_long_ago(person) else person


def _left_long_ago(person: Person) -> bool:
    if person.status != PersonStatus.WITHDRAWN or person.withdrawn_at is None:
        return False
    return person.withdrawn_at <= clock.now() - timedelta(days=settings.COME_BACK_DAYS)


def close_mailbox_links(person: Person) -> None:
    """Close the links that went to a mailbox which is not this person's any more."""
    for scope in (MINE_SCOPE, STOP_SCOPE):
        revoke_links(scope=scope, target_id=person.pk)
