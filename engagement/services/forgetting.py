"""Cutting the tie between what somebody said and who they are. What was counted stays."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from engagement.models import Answer, Contribution, Exclusion, Invitation
from engagement.services.invitations import cancel_for_person
from vef.common.actors import Actor
from vef.common.links import revoke_links_to


@transaction.atomic
def forget_person(person_id: UUID, *, actor: Actor) -> dict[str, int]:
    """Leave nothing that leads from an answer to somebody; return how many rows it were.

    Their own words go, unfinished answers go wholly, and what they chose among given
    answers stays without a tie, so that published figures stay as they are. Invitations
    stay for the counts; what is unsent of them is cancelled and their links close.
    """
    cancelled = cancel_for_person(person_id, actor=actor, reason="erased")
    ids = list(Invitation.objects.filter(person_id=person_id).values_list("pk", flat=True))
    contributions = Contribution.objects.filter(invitation__in=ids)
    contributions.filter(is_finished=False).delete()
    pks = list(contributions.values_list("pk", flat=True))
    words = Answer.objects.filter(contribution__in=pks).update(text="", redacted="")
    return {
        "common.Link": revoke_links_to(ids),
        "engagement.Invitation": cancelled,
        "engagement.Contribution": untie(pks),
        "engagement.Answer": words,
    }


def untie(contribution_ids: Iterable[UUID]) -> int:
    """Make contributions by name into ones without any trace of who or when; return how many.

    PRIVACY: nothing is audited here by id: an entry beside the person's own would be the
    tie again.
    """
    return Contribution.objects.filter(
        pk__in=list(contribution_ids), invitation__isnull=False
    ).update(
        is_anonymous=True,
        invitation=None,
        received_at=None,
        language="",
        form_nonce="",
        form_digest="",
    )


@transaction.atomic
def forget_names(contribution_ids: Iterable[UUID]) -> int:
    """Untie contributions whose time with a name is up; return how many went or were untied.

    Where an officer redacted somebody's words, the words as they were typed go too: they
    were redacted because they named somebody. Answers that were never sent go wholly.
    """
    ids = list(contribution_ids)
    unsent = Contribution.objects.filter(pk__in=ids, is_finished=False)
    gone = unsent.count()
    unsent.delete()
    Answer.objects.annotate(sealed=Cast("redacted", TextField())).filter(
        contribution__in=ids
    ).exclude(sealed="").update(text="")
    return gone + untie(ids)


def forget_left_out(exclusion_ids: Iterable[int]) -> int:
    """Delete why people were not invited; return how many rows."""
    return Exclusion.objects.filter(pk__in=list(exclusion_ids)).delete()[0]
