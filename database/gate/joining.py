"""Whether somebody who asked to join may be asked to confirm it: the one mail before consent.

They typed the address themselves a moment ago, so consent is not asked for yet. Everything
that was said before still holds: a stop, "do not contact", a way that is not safe.
"""

from uuid import UUID

from django.db.models import F, Q

from database.gate import facts, stop_of
from database.gate.verdict import GateReason, Verdict
from database.joining import said_in
from database.models import (
    Channel,
    ContactStop,
    EmailState,
    JoinRequest,
    Person,
    PersonQuerySet,
    PersonStatus,
    Safety,
    StopReason,
)
from database.safetimes import UnreadableTimes
from vef.common import clock

# The request was confirmed, declined, replaced or purged, or is for staff to settle.
JOIN_OVER = "join-over"
# Who may be asked: somebody not confirmed yet, or somebody who left and asks to come back.
MAY_JOIN = (PersonStatus.PENDING, PersonStatus.WITHDRAWN)


def check_joining(person_id: UUID | str, request_id: UUID | str) -> Verdict:
    """Say whether this person may be asked by mail now to confirm this request.

    Locks the person's row until the caller's transaction ends.
    """
    # Locked alone, as ``gate.check`` does.
    Person.objects.select_for_update().filter(pk=person_id).values_list("pk").first()
    request = JoinRequest.objects.filter(
        pk=request_id,
        person_id=person_id,
        person__status__in=MAY_JOIN,
        declined_at=None,
        waits_for_staff=False,
    ).first()
    if request is None:
        return Verdict(False, JOIN_OVER)
    if reason := why_not_by_mail(person_id):
        return Verdict(False, reason)
    now = clock.now()
    try:
        moment = said_in(request).safe_moment(now)
    except UnreadableTimes:
        return Verdict(False, GateReason.UNSAFE_TIME)
    if moment > now:
        return Verdict(False, GateReason.UNSAFE_TIME, not_before=moment)
    return Verdict(True)


def why_not_by_mail(person_id: UUID | str) -> str:
    """Return why somebody who asks to join may not be asked by mail; empty if they may.

    Somebody known to be at risk is asked by a person, as every message to them is released
    by one.
    """
    today = clock.today()
    people = Person.objects.filter(pk=person_id)
    standing = next(iter(facts.standings(people, "email", today).values()), None)
    if standing is None:
        return GateReason.ERASED
    contact = next(iter(facts.safe_contacts(people.values("pk")).values()), None)
    # A stop they asked for themselves is what they may be taking back now.
    standing = standing._replace(is_stopped=standing.is_stopped and _is_stopped_for_good(people))
    if stopped := stop_of(standing, contact, today):
        return stopped
    if contact is not None and (contact.risk_flag or contact.email == Safety.ASK):
        return GateReason.ASK_FIRST
    if contact is not None and contact.email == Safety.UNSAFE:
        return GateReason.NO_SAFE_CHANNEL
    if not standing.has_address:
        return GateReason.NO_ADDRESS
    return GateReason.BOUNCED if standing.email_state == EmailState.BOUNCED else ""


def _is_stopped_for_good(people: PersonQuerySet) -> bool:
    """Whether this address reaches somebody else, or is not safe."""
    stops = ContactStop.objects.filter(
        person__in=people,
        channel=Channel.EMAIL,
        lifted_at=None,
        reason__in=[StopReason.WRONG_PERSON, StopReason.UNSAFE],
    )
    return stops.filter(Q(address_index="") | Q(address_index=F("person__email_index"))).exists()
