"""What two records were asked and said, when they become one person's."""

from datetime import timedelta

import pytest

from database.models import Person
from database.services import merging
from database.services.erasure import erase_person
from engagement.figures import answer_counts
from engagement.held import answer_lines
from engagement.models import (
    Contribution,
    ContributionStatus,
    Invitation,
    InvitationStatus,
    QuestionKind,
    ReplyChoice,
)
from tests.factories.database import contactable_person
from tests.factories.engagement import (
    AnswerFactory,
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    QuestionFactory,
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


EARLY, LATE = timedelta(days=-2), timedelta(days=-1)


def both_answered(two, batch, *times, **fields):
    """Let both records answer the activity, each with words of its own."""
    found = []
    for person, after in zip(two, times, strict=True):
        contribution = ContributionFactory(
            invitation=InvitationFactory(batch=batch, person=person),
            received_at=clock.now() + after,
            **fields,
        )
        question = QuestionFactory(activity=batch.activity, kind=QuestionKind.TEXT)
        AnswerFactory(contribution=contribution, question=question, text=f"Of {person.reference}")
        found.append(contribution)
    return found


def fresh(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.parametrize(("times", "counts"), [((EARLY, LATE), 1), ((LATE, EARLY), 0)])
def test_of_two_answers_the_later_counts_and_no_word_is_lost(two, batch, officer, times, counts):
    answers = both_answered(two, batch, *times)
    invitation = answers[0].invitation
    before = answer_counts(batch.activity).base
    moved = merge(two, officer)
    later, earlier = fresh(answers[counts]), fresh(answers[1 - counts])
    assert (before, answer_counts(batch.activity).base) == (2, 1)
    assert list(Contribution.objects.counted()) == [later]
    assert later.invitation == invitation, "the link that still opens leads to what counts"
    assert earlier.status == ContributionStatus.EXCLUDED
    assert "answered twice" in earlier.excluded_because
    assert moved.get("engagement.Contribution", []) == ([str(later.pk)] if counts else [])
    said = "\n".join(line.value for line in answer_lines(fresh(two[0])))
    for person in two:
        assert f"Of {person.reference}" in said, "both are in the person's copy"
    # The log ties nobody to their answers.
    entry = Entry.objects.get(action="contribution.counted-once")
    assert entry.target_id == str(invitation.pk)
    for entry in Entry.objects.filter(target_type="engagement.contribution"):
        raise AssertionError(entry.action)


def test_of_two_answers_the_finished_one_counts_however_early(two, batch, officer):
    mine, theirs = both_answered(two, batch, LATE, EARLY)
    Contribution.objects.filter(pk=mine.pk).update(is_finished=False)
    merge(two, officer)
    assert list(Contribution.objects.counted()) == [theirs]
    assert fresh(theirs).invitation == mine.invitation
    assert fresh(mine).status == ContributionStatus.RECEIVED, "a draft counts for nothing anyway"


def test_what_was_left_out_for_a_reason_keeps_it_and_the_other_counts(two, batch, officer):
    mine, theirs = both_answered(two, batch, EARLY, LATE)
    Contribution.objects.filter(pk=theirs.pk).update(status="excluded", excluded_because="Spam")
    merge(two, officer)
    assert list(Contribution.objects.counted()) == [mine]
    assert fresh(theirs).excluded_because == "Spam"


def test_erasing_them_later_unties_both_answers(two, batch, officer):
    answers = both_answered(two, batch, EARLY, LATE)
    merge(two, officer)
    erase_person(two[0], because="asked", actor=officer)
    for one in answers:
        row = fresh(one)
        assert (row.invitation, row.is_anonymous, row.received_at) == (None, True, None)
        assert [answer.text for answer in row.answers.all()] == [""]
    assert answer_counts(batch.activity).base == 1


def test_one_that_never_left_may_stand_beside_another(two, batch, officer):
    kept, gone = two
    InvitationFactory(batch=batch, person=kept)
    never = InvitationFactory(batch=batch, person=gone, status=InvitationStatus.WITHHELD)
    merge(two, officer)
    never.refresh_from_db()
    assert never.person == kept
