"""Who may be asked to an activity, and who not and why.

With ``services.invitations`` and ``services.contributions`` the only place in
this app that touches the people's side; everything else asks here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from database import gate
from database.contact import reach as reach_person
from database.missing import register_population
from database.models import ConsentMethod, Person, PersonStatus, SafeContact
from database.services import note_bounce as note_email_bounce
from database.services import note_delivered as note_email_delivered
from database.services import withdraw_person
from engagement.audiences import narrowed
from engagement.audiences.narrowed import Criterion
from engagement.models import (
    Activity,
    Contribution,
    Eligibility,
    Invitation,
    InvitationStatus,
    QuestionKind,
)
from vef.common.actors import PersonByLink
from vef.outbox.kinds import Recipient, Verdict

ALREADY_INVITED = "already-invited"
NOT_IN_AUDIENCE = "not-in-audience"


@dataclass(frozen=True)
class Seat:
    """Somebody who would be asked. ``waits_until`` is the next moment safe for them."""

    person_id: UUID
    reference: str
    reading: str
    waits_until: datetime | None = None


@dataclass(frozen=True)
class LeftOut:
    """Somebody who would not be asked, and the code of the reason."""

    person_id: UUID
    reference: str
    reason: str

    @property
    def label(self) -> str:
        return reason_label(self.reason)


@dataclass(frozen=True)
class Group:
    """People left out for one reason."""

    reason: str
    label: str
    people: tuple[LeftOut, ...]

    @property
    def count(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Audience:
    """Everybody on the database, judged for one activity at one moment."""

    eligible: tuple[Seat, ...]
    left_out: tuple[LeftOut, ...]
    # PRIVACY: then who is in it tells what they answered (``narrowed.sees_counts``).
    by_characteristic: bool = False

    @property
    def kept(self) -> tuple[LeftOut, ...]:
        """Those left out of whom it may be kept: never that somebody's equality answer did it."""
        if not self.by_characteristic:
            return self.left_out
        return tuple(one for one in self.left_out if one.reason != NOT_IN_AUDIENCE)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """Those whose invitation will wait for a time that is safe for them."""
        return tuple(seat for seat in self.eligible if seat.waits_until)

    @property
    def groups(self) -> list[Group]:
        """Those left out, by reason; the largest group first."""
        return group_left_out(self.left_out)

    @property
    def readings(self) -> Counter[str]:
        return Counter(seat.reading for seat in self.eligible)


def group_left_out(people: Iterable[LeftOut]) -> list[Group]:
    by_reason: dict[str, list[LeftOut]] = {}
    for one in people:
        by_reason.setdefault(one.reason, []).append(one)
    groups = [
        Group(reason, reason_label(reason), tuple(sorted(found, key=lambda one: one.reference)))
        for reason, found in by_reason.items()
    ]
    return sorted(groups, key=lambda group: (-group.count, group.label))


def reason_label(code: str) -> str:
    """Say why somebody is left out, or why a message was held back, in words for staff."""
    own = {
        ALREADY_INVITED: _("Already invited to this activity"),
        NOT_IN_AUDIENCE: _("Not in the audience of this activity"),
        "activity-closed": _("The activity has closed"),
        "activity-cancelled": _("The activity was cancelled"),
        "activity-not-open": _("The activity is not open"),
        "invitation-cancelled": _("The invitation was cancelled"),
        "batch-cancelled": _("The batch was cancelled"),
        "stopped": _("Asked us to stop"),
        "contact-stopped": _("Contact was stopped before it was sent"),
        "merged": _("Two records of this person became one"),
    }
    return own.get(code) or gate.reason_label(code)


def needs_finalised(activity: Activity) -> bool:
    return activity.eligibility == Eligibility.FINALISED_ONLY


def preview(activity: Activity, *, criteria: Iterable[Criterion] | None = None) -> Audience:
    """Judge everybody on the database, and those not confirmed yet, by the one gate.

    Of those it lets through, who is not in a narrowed audience is left out. ``criteria``
    take the place of the activity's own, to see what they would do. Constant queries,
    however many people. Reads no name and no address. It is a preview: gate and criteria
    are asked again when each message is sent.
    """
    if criteria is None:
        criteria = narrowed.criteria_of(narrowed.narrowing_of(activity))
    chosen = list(criteria)
    within = narrowed.matching(chosen) if chosen else None
    people = Person.objects.exclude(status=PersonStatus.ERASED)
    verdicts = gate.check_many(
        people, finalised_only=needs_finalised(activity), theme=activity.theme_id
    )
    invited = set(
        Invitation.objects.filter(activity=activity)
        # One that never left may be followed by another.
        .exclude(status__in=[InvitationStatus.CANCELLED, InvitationStatus.WITHHELD])
        .order_by()
        .values_list("person_id", flat=True)
    )
    eligible, left_out = [], []
    for pk, reference, reading in people.order_by("reference").values_list(
        "pk", "reference", "reading"
    ):
        verdict = verdicts.get(pk)
        if verdict is None:
            continue
        if pk in invited:
            left_out.append(LeftOut(pk, reference, ALREADY_INVITED))
        elif not (verdict.allowed or verdict.only_waits):
            left_out.append(LeftOut(pk, reference, verdict.reason))
        elif within is not None and pk not in within:
            left_out.append(LeftOut(pk, reference, NOT_IN_AUDIENCE))
        else:
            eligible.append(Seat(pk, reference, reading, verdict.not_before))
    return Audience(tuple(eligible), tuple(left_out), narrowed.has_characteristics(chosen))


def may_be_sent(person_id: UUID, activity: Activity) -> Verdict:
    """Ask the one gate about one person, now, under the person's lock; and the audience again.

    Whoever moved away, or took back their agreement to the use of equality answers, since
    the invitations were prepared does not belong to it any more.
    """
    verdict = gate.check(
        person_id, finalised_only=needs_finalised(activity), theme=activity.theme_id, lock=True
    )
    refused = not (verdict.allowed or verdict.only_waits)
    if refused or narrowed.belongs(activity, person_id):
        return verdict
    return Verdict(False, NOT_IN_AUDIENCE)


def shares_mailbox(person_id: UUID) -> bool:
    """Whether somebody else may open this person's mail: then it shows even less."""
    latest = SafeContact.objects.filter(person_id=person_id).order_by("-version")
    return bool(latest.values_list("shares_mailbox", flat=True).first())


def recipient(person_id: UUID) -> Recipient | None:
    """Return where mail to this person goes now, and in which languages."""
    found = reach_person(person_id)
    return Recipient(found.address, found.reading) if found.address else None


def stop_contact(person_id: UUID) -> None:
    """Withdraw a person who asked for it by link: at once; only the person can undo it."""
    person = Person.objects.get(pk=person_id)
    if person.status != PersonStatus.ERASED:
        withdraw_person(person, actor=PersonByLink(str(person_id)), method=ConsentMethod.LINK)


def note_delivered(person_id: UUID) -> None:
    """Tell the database that mail to this person's address was taken."""
    note_email_delivered(person_id)


def note_bounce(person_id: UUID) -> None:
    """Tell the database that this person's address does not work."""
    note_email_bounce(person_id)


def invitation_behind_link(invitation_id: UUID) -> Invitation | None:
    """Return the invitation a link opens, for one query, or None if it opens nothing any more.

    It opens nothing once the activity takes no answers, the invitation was
    cancelled, or the person was erased. ``shares_mailbox`` and ``asked`` (how many
    questions there are) come with it.
    """
    safe = SafeContact.objects.filter(person=OuterRef("person")).order_by("-version")
    invitation = (
        Invitation.objects.filter(pk=invitation_id)
        .exclude(status=InvitationStatus.CANCELLED)
        .exclude(person__status=PersonStatus.ERASED)
        .select_related("activity", "activity__entry")
        .annotate(
            shares_mailbox=Coalesce(Subquery(safe.values("shares_mailbox")[:1]), False),
            asked=Count(
                "activity__questions", filter=~Q(activity__questions__kind=QuestionKind.INFO)
            ),
        )
        .first()
    )
    if invitation is None or not invitation.activity.is_taking_answers:
        return None
    return invitation


# --- Who is missing ---------------------------------------------------------------


def _invited() -> set[UUID]:
    sent = Invitation.objects.filter(status=InvitationStatus.SENT)
    return set(sent.order_by().values_list("person_id", flat=True))


def _took_part() -> set[UUID]:
    answered = Contribution.objects.counted().filter(invitation__isnull=False)
    return set(answered.order_by().values_list("invitation__person_id", flat=True))


def register_populations() -> None:
    """Tell the people's side which members were invited and which took part by name."""
    register_population("invited", gettext_lazy("Invited"), _invited)
    register_population(
        "took-part",
        gettext_lazy("Took part"),
        _took_part,
        note=gettext_lazy(
            "People who answered anonymously are not among those who took part: "
            "nobody can know who they are."
        ),
    )
