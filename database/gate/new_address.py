"""Whether the one message may go that asks a new mailbox whether it is theirs.

It goes to an address the person typed by their own link, before it is used for anything
else. What stands only in the way of the present address does not count for it.
"""

from django.db.models import Q

from database.gate import CHANNEL_PURPOSES, GateReason, Verdict, check, facts
from database.models import ChangeStatus, Channel, ContactStop, Person, ProposedChange, Safety
from database.safetimes import UnreadableTimes, next_safe_moment
from vef.common import clock
from vef.privacy import blind_index

# The change was refused, replaced or proved meanwhile.
CHANGE_OVER = "change-over"
# Each says something of the present address only.
OF_THE_OLD = frozenset({GateReason.STOPPED, GateReason.NO_ADDRESS, GateReason.BOUNCED})


def check_new_address(change: ProposedChange | None) -> Verdict:
    """Say whether the link that proves this new address may be sent to it now.

    Locks the person's row until the caller's transaction ends, as ``gate.check`` does.
    """
    if change is None:
        return Verdict(False, CHANGE_OVER)
    verdict = check(change.person_id, is_asked_for=True, lock=True)
    change.refresh_from_db(fields=["status"])
    if change.status != ChangeStatus.PROOF:
        return Verdict(False, CHANGE_OVER)
    if _is_stopped(change.said["email"]):
        return Verdict(False, GateReason.STOPPED)
    if verdict.allowed or verdict.reason not in OF_THE_OLD:
        return verdict
    return _without_the_old(change.person, verdict)


def _is_stopped(address: str) -> bool:
    """Whether anybody stopped mail to this very address, whoever it belonged to."""
    return (
        ContactStop.objects.filter(
            Q(until=None) | Q(until__gte=clock.today()),
            channel=Channel.EMAIL,
            address_index=blind_index.email_index(address),
            lifted_at=None,
        )
        .exclude(address_index="")
        .exists()
    )


def _without_the_old(person: Person, verdict: Verdict) -> Verdict:
    """Judge what the verdict did not come to, because the old address stood before it."""
    contact = person.safe_contacts.order_by("-version").first()
    if contact is None or contact.email != Safety.SAFE:
        return Verdict(False, GateReason.NO_SAFE_CHANNEL)
    stops = person.stops.filter(channel=Channel.EMAIL, address_index="", lifted_at=None)
    if any(stop.until is None or stop.until >= clock.today() for stop in stops):
        return Verdict(False, GateReason.STOPPED)
    if not _agreed(person):
        return Verdict(False, GateReason.NO_CONSENT)
    now = clock.now()
    try:
        moment = next_safe_moment(contact.safe_times, now)
    except UnreadableTimes:
        return Verdict(False, GateReason.UNSAFE_TIME)
    if moment > now:
        return Verdict(False, GateReason.UNSAFE_TIME, not_before=moment)
    return Verdict(True, risk_flag=verdict.risk_flag, shares_mailbox=verdict.shares_mailbox)


def _agreed(person: Person) -> bool:
    purposes = CHANNEL_PURPOSES[Channel.EMAIL]
    said = facts.agreements([person.pk], purposes)
    events = [said.get((person.pk, purpose), facts.Agreement(None)).event for purpose in purposes]
    return all(event is not None and event.decision in facts.AGREED for event in events)
