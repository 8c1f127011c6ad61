"""Telling those who took part. The apps above never hold a person: they ask here."""

from django.db import models, transaction
from django.db.models import Q

from engagement.models import Activity, Anonymity, Invitation, InvitationStatus, ReplyChoice
from vef.audit.services import record
from vef.common.actors import Actor
from vef.outbox.services import enqueue


def who_took_part(activity: Activity) -> models.QuerySet[Invitation]:
    """Return the invitations of those to be told what came of it.

    Those who answered by name; and where answering anonymously was possible,
    everybody who said they would take part, since nobody can know who did.
    """
    took_part = Q(contribution__is_finished=True)
    if activity.anonymity != Anonymity.NAMED:
        took_part |= Q(reply=ReplyChoice.TAKING_PART)
    return (
        Invitation.objects.filter(took_part, activity=activity)
        .exclude(reply=ReplyChoice.STOP)
        .exclude(status=InvitationStatus.CANCELLED)
        .order_by("pk")
    )


@transaction.atomic
def tell_participants(*, activity: Activity, kind: str, about: models.Model, actor: Actor) -> int:
    """Queue one message of this kind for each person who took part; return how many people.

    ``kind`` names a registered ``ParticipantKind``. Goes through the outbox and
    the gate; asking twice sends nothing twice.
    """
    people = list(who_took_part(activity).values_list("person_id", flat=True))
    for person_id in people:
        enqueue(
            kind=kind,
            unique_key=f"{about.pk}:{person_id}",
            recipient_kind="person",
            recipient_id=person_id,
            about=about,
            context={"about": str(about.pk), "activity": str(activity.pk)},
        )
    record(actor, "activity.participants-told", activity, data={"kind": kind, "count": len(people)})
    return len(people)
