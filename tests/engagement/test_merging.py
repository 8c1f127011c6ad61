"""What two records were asked and said, when they become one person's."""

from datetime import timedelta

import pytest

from database.models import Person
from database.services import merging
from engagement.models import Contribution, Invitation, InvitationStatus, ReplyChoice
from tests.factories.database import contactable_person
from tests.factories.engagement import (
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    open_survey,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import issue_link, open_link
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(db):
    return BatchFactory(activity=open_survey())


@pytest.fixture
def two(db):
    return contactable_person(), contactable_person()


def queued(invitation: Invitation) -> Message:
    return Message.objects.create(
        kind="engagement.invitation",
        unique_key=f"engagement.invitation:{invitation.pk}",
        recipient_kind="person",
        recipient_id=str(invitation.person_id),
        context={"invitation": str(invitation.pk)},
    )


def merge(two: tuple[Person, Person], officer: object) -> dict[str, list[str]]:
    kept, gone = two
    return merging.merge_people(kept=kept, gone=gone, reason="One person", actor=officer).moved


def test_an_invitation_follows_with_its_message_and_answers(two, batch, officer):
    kept, gone = two
    invitation = InvitationFactory(batch=batch, person=gone, status="queued")
    answers = ContributionFactory(invitation=InvitationFactory(person=gone))
    message = queued(invitation)
    moved = merge(two, officer)
    invitation.refresh_from_db()
    message.refresh_from_db()
    assert invitation.person == kept
    assert (message.recipient_id, message.status) == (str(kept.pk), "queued")
    assert answers.invitation.pk in kept.invitations.values_list("pk", flat=True)
    assert len(moved["engagement.Invitation"]) == 2
    assert moved["outbox.Message"] == [str(message.pk)]


def test_asked_twice_and_neither_left_one_message_is_taken_back(two, batch, officer):
    kept, gone = two
    first = InvitationFactory(batch=batch, person=kept, status="queued")
    second = InvitationFactory(batch=batch, person=gone, status="queued")
    messages = [queued(first), queued(second)]
    merge(two, officer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("queued", "cancelled")
    assert second.reason_code == "merged"
    assert [Message.objects.get(pk=m.pk).status for m in messages] == ["queued", "cancelled"]


def test_the_one_that_left_counts_and_the_other_does_not_follow_it(two, batch, officer):
    kept, gone = two
    waiting = InvitationFactory(batch=batch, person=kept, status="queued")
    message = queued(waiting)
    sent = InvitationFactory(
        batch=batch, person=gone, reply=ReplyChoice.TAKING_PART, replied_at=clock.now()
    )
    merge(two, officer)
    waiting.refresh_from_db()
    sent.refresh_from_db()
    message.refresh_from_db()
    assert (waiting.status, message.status) == ("cancelled", "cancelled")
    assert (sent.person, sent.reply) == (kept, ReplyChoice.TAKING_PART)


def test_both_were_sent_and_the_reply_and_answers_are_counted_once(two, batch, officer):
    kept, gone = two
    unanswered = InvitationFactory(batch=batch, person=kept)
    answered = InvitationFactory(
        batch=batch, person=gone, reply=ReplyChoice.TAKING_PART, replied_at=clock.now()
    )
    contribution = ContributionFactory(invitation=answered)
    moved = merge(two, officer)
    unanswered.refresh_from_db()
    answered.refresh_from_db()
    contribution.refresh_from_db()
    assert (unanswered.reply, answered.reply) == (ReplyChoice.TAKING_PART, ReplyChoice.NONE)
    assert contribution.invitation == unanswered
    assert moved["engagement.Contribution"] == [str(contribution.pk)]
    assert Entry.objects.filter(action="invitation.reply-followed").count() == 1


def test_the_link_of_either_invitation_opens_the_one_that_counts(two, batch, officer):
    kept, gone = two
    counts = InvitationFactory(batch=batch, person=kept)
    other = InvitationFactory(batch=batch, person=gone)
    token = issue_link(
        scope="invitation", target_id=other.pk, expires_at=clock.now() + timedelta(days=9)
    )
    merge(two, officer)
    assert open_link(scope="invitation", token=token) == counts.pk


def test_answers_of_both_stay(two, batch, officer):
    kept = two[0]
    for person in two:
        ContributionFactory(invitation=InvitationFactory(batch=batch, person=person))
    merge(two, officer)
    assert Contribution.objects.count() == 2
    assert Contribution.objects.filter(invitation__person=kept).count() == 1


def test_one_that_never_left_may_stand_beside_another(two, batch, officer):
    kept, gone = two
    InvitationFactory(batch=batch, person=kept)
    never = InvitationFactory(batch=batch, person=gone, status=InvitationStatus.WITHHELD)
    merge(two, officer)
    never.refresh_from_db()
    assert never.person == kept
