from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from database.models import CaseStage
from database.services import pause_person, withdraw_person
from engagement import audiences
from engagement.models import (
    BatchStatus,
    Eligibility,
    Exclusion,
    Invitation,
    InvitationBatch,
    InvitationStatus,
    ReplyChoice,
)
from engagement.services import activities, invitations, replies
from engagement.services.invitations import ActivityNotOpen, NobodyToAsk, SamePerson
from tests.factories.database import (
    CaseStageFactory,
    ExperienceFactory,
    PersonFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM, PersonByLink
from vef.common.steps import TransitionError
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def activity():
    return open_survey()


@pytest.fixture
def demo_people():
    """The kinds of people of the demo world, by what the gate must say of each."""
    live = CaseStageFactory(code="charged", is_finalised=False, name_en="Charged", name_cy="x")
    people = {
        "": contactable_person(reading="cy"),
        "withdrawn": contactable_person(),
        "paused": contactable_person(),
        "do-not-contact": contactable_person(
            safe={"do_not_contact": True, "do_not_contact_until": clock.today() + timedelta(60)}
        ),
        "no-safe-channel": contactable_person(safe={"email": "unsafe"}),
        "consent-out-of-date": contactable_person(consent_at=clock.now() - timedelta(days=900)),
        "live-case": contactable_person(stage=live),
        "complaint": contactable_person(has_complaint=True),
        "bounced": contactable_person(email_state="bounced"),
        "not-confirmed": contactable_person(status="pending"),
        "no-consent": PersonFactory(stage=CaseStageFactory()),
    }
    SafeContactFactory(person=people["no-consent"])
    withdraw_person(people["withdrawn"], actor=SYSTEM, method="phone")
    pause_person(people["paused"], until=clock.today() + timedelta(days=30), actor=SYSTEM)
    return people


# --- Who is asked ---


def test_everybody_is_judged_and_each_who_is_left_out_has_a_reason(demo_people):
    activity = open_survey(eligibility=Eligibility.FINALISED_ONLY)
    audience = audiences.preview(activity)
    assert [seat.person_id for seat in audience.eligible] == [demo_people[""].pk]
    reasons = {one.person_id: one.reason for one in audience.left_out}
    assert reasons == {person.pk: reason for reason, person in demo_people.items() if reason}
    assert sum(group.count for group in audience.groups) == 10
    assert all(group.label and group.label != group.reason for group in audience.groups)


def test_live_cases_are_asked_where_the_activity_allows(demo_people):
    activity = open_survey(eligibility=Eligibility.ANY)
    asked = {seat.person_id for seat in audiences.preview(activity).eligible}
    assert asked == {demo_people[key].pk for key in ("", "live-case", "complaint")}


def test_somebody_with_safe_times_is_asked_and_waits(activity):
    now = clock.now().astimezone(clock.LONDON)
    other_day = (now.isoweekday() + 2) % 7 + 1
    contactable_person(safe={"safe_times": [{"day": other_day, "from": "10:00", "to": "12:00"}]})
    audience = audiences.preview(activity)
    assert len(audience.eligible) == len(audience.waiting) == 1
    assert audience.waiting[0].waits_until > clock.now()


def test_the_preview_asks_the_same_few_questions_for_one_and_for_many(
    activity, django_assert_num_queries
):
    contactable_person()
    with django_assert_num_queries(7):
        assert len(audiences.preview(activity).eligible) == 1
    for _ in range(4):
        contactable_person()
    with django_assert_num_queries(7):
        assert len(audiences.preview(activity).eligible) == 5


def test_an_erased_person_is_nowhere(activity):
    contactable_person(status="erased")
    audience = audiences.preview(activity)
    assert not audience.eligible
    assert not audience.left_out


# --- Preparing ---


def test_preparing_keeps_who_is_asked_and_who_is_not_and_sends_nothing(officer, demo_people):
    activity = open_survey(eligibility=Eligibility.FINALISED_ONLY)
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    assert batch.invitations.get().person == demo_people[""]
    assert batch.invitations.get().status == InvitationStatus.PREPARED
    assert dict(Exclusion.objects.values_list("person", "reason_code")) == {
        person.pk: reason for reason, person in demo_people.items() if reason
    }
    assert not Message.objects.exists()
    data = Entry.objects.get(action="invitation-batch.prepared").data
    assert data["invited"] == 1
    assert data["left_out"]["paused"] == 1


def test_preparing_twice_asks_nobody_twice(officer, activity):
    contactable_person()
    invitations.prepare_batch(activity=activity, actor=officer)
    with pytest.raises(NobodyToAsk):
        invitations.prepare_batch(activity=activity, actor=officer)
    assert InvitationBatch.objects.count() == 1
    newcomer = contactable_person()
    second = invitations.prepare_batch(activity=activity, actor=officer)
    assert [row.person for row in second.invitations.all()] == [newcomer]


def test_the_database_refuses_a_second_invitation():
    first = InvitationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationFactory(batch=first.batch, person=first.person)


def test_nobody_is_asked_to_what_is_not_agreed(officer):
    activity = open_survey()
    activities.close_activity(activity, actor=SYSTEM)
    contactable_person()
    with pytest.raises(ActivityNotOpen):
        invitations.prepare_batch(activity=activity, actor=officer)


def test_ten_times_the_people_takes_hardly_more_statements(officer, django_assert_max_num_queries):
    for _ in range(30):
        contactable_person()
    activity = open_survey()
    with django_assert_max_num_queries(15):
        invitations.prepare_batch(activity=activity, actor=officer)


# --- Releasing ---


def test_whoever_prepared_a_batch_may_not_release_it(manager, activity):
    contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=manager)
    with pytest.raises(SamePerson):
        invitations.release_batch(batch, actor=manager)
    assert not Message.objects.exists()


def test_the_database_refuses_a_release_by_whoever_prepared():
    batch = BatchFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        InvitationBatch.objects.filter(pk=batch.pk).update(
            status=BatchStatus.RELEASED, released_by=batch.prepared_by
        )


def test_another_person_releases_and_each_is_queued_once(officer, manager, activity):
    people = {str(contactable_person().pk) for _ in range(3)}
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    assert invitations.release_batch(batch, actor=manager)
    assert not invitations.release_batch(batch, actor=manager)
    assert set(Message.objects.values_list("recipient_id", flat=True)) == people
    assert set(batch.invitations.values_list("status", flat=True)) == {InvitationStatus.QUEUED}
    assert Message.objects.count() == 3
    # PRIVACY: the row holds ids, never an address or a word.
    assert "@" not in str(list(Message.objects.values()))


def test_a_big_batch_is_queued_chunk_by_chunk(officer, manager, activity, monkeypatch):
    monkeypatch.setattr(invitations, "CHUNK", 2)
    for _ in range(5):
        contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    assert Message.objects.count() == 2
    invitations.queue_all_released()
    invitations.queue_all_released()
    assert Message.objects.count() == 5
    assert not batch.invitations.filter(status=InvitationStatus.PREPARED).exists()


def test_nothing_is_released_for_an_activity_that_is_not_open(officer, manager, activity):
    contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    activity.status = "agreed"
    activity.save()
    batch.activity.refresh_from_db()
    with pytest.raises(ActivityNotOpen):
        invitations.release_batch(batch, actor=manager)


# --- Cancelling ---


def test_a_cancelled_batch_takes_its_messages_with_it_and_people_can_be_asked_again(
    officer, manager, activity
):
    contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    assert invitations.cancel_batch(batch, actor=officer, reason="Wrong date") == 1
    assert batch.invitations.get().status == InvitationStatus.CANCELLED
    assert batch.invitations.get().reason_code == "batch-cancelled"
    assert Message.objects.get().status == "cancelled"
    assert invitations.cancel_batch(batch, actor=officer, reason="Again") == 0
    again = invitations.prepare_batch(activity=activity, actor=officer)
    assert again.invitations.count() == 1


def test_a_cancelled_batch_is_not_released(officer, manager, activity):
    contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.cancel_batch(batch, actor=officer, reason="No")
    with pytest.raises(TransitionError):
        invitations.release_batch(batch, actor=manager)


@pytest.mark.parametrize("end", ["close", "cancel"])
def test_what_is_unsent_goes_with_the_activity(officer, manager, activity, end):
    contactable_person()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    if end == "close":
        activities.close_activity(activity, actor=officer)
    else:
        activities.cancel_activity(activity, actor=officer, reason="No speaker")
    assert batch.invitations.get().status == InvitationStatus.CANCELLED
    assert Message.objects.get().status == "cancelled"


def test_withdrawing_cancels_what_is_prepared_and_what_is_queued(officer, manager, activity):
    person = contactable_person()
    queued = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(queued, actor=manager)
    prepared = invitations.prepare_batch(activity=open_survey(), actor=officer)
    withdraw_person(person, actor=officer, method="phone")
    for batch in (queued, prepared):
        assert batch.invitations.get().status == InvitationStatus.CANCELLED
        assert batch.invitations.get().reason_code == "contact-stopped"
    assert Message.objects.get().status == "cancelled"


# --- Sending ---


def released(activity, officer, manager):
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    return batch


def test_an_invitation_leaves_once_and_its_row_follows(officer, manager, activity, mail_server):
    person = contactable_person()
    batch = released(activity, officer, manager)
    deliver_due()
    deliver_due()
    invitation = batch.invitations.get()
    assert invitation.status == InvitationStatus.SENT
    assert invitation.sent_at is not None
    assert [mail["To"] for mail in mail_server.messages] == [person.email]
    person.refresh_from_db()
    assert person.email_state == "works"


def test_a_pause_between_release_and_sending_withholds(officer, manager, activity, mail_server):
    person = contactable_person()
    batch = released(activity, officer, manager)
    pause_person(person, until=clock.today() + timedelta(days=9), actor=officer)
    deliver_due()
    invitation = batch.invitations.get()
    assert (invitation.status, invitation.reason_code) == (InvitationStatus.WITHHELD, "paused")
    assert not mail_server.messages


def test_withdrawal_between_release_and_sending_means_silence(
    officer, manager, activity, mail_server
):
    person = contactable_person()
    batch = released(activity, officer, manager)
    withdraw_person(person, actor=officer, method="link")
    deliver_due()
    assert batch.invitations.get().status == InvitationStatus.CANCELLED
    assert not mail_server.messages


def test_a_case_that_reopens_is_asked_again_at_sending(officer, manager, mail_server):
    activity = open_survey(eligibility=Eligibility.FINALISED_ONLY)
    person = contactable_person()
    batch = released(activity, officer, manager)
    CaseStage.objects.filter(pk=person.stage_id).update(is_finalised=False)
    deliver_due()
    assert batch.invitations.get().reason_code == "live-case"
    assert not mail_server.messages


def test_after_the_last_day_nothing_leaves(officer, manager, activity, mail_server):
    contactable_person()
    batch = released(activity, officer, manager)
    activity.refresh_from_db()
    activity.closes_on = clock.today() - timedelta(days=1)
    activity.opens_on = date(2020, 1, 1)
    activity.save()
    deliver_due()
    assert batch.invitations.get().reason_code == "activity-not-open"
    assert not mail_server.messages


@pytest.mark.parametrize("before", InvitationStatus.values)
@pytest.mark.parametrize("after", InvitationStatus.values)
def test_the_invitation_follows_its_message_only_by_lawful_steps(before, after):
    invitation = InvitationFactory(status=before)
    message = Message(
        kind=invitations.KIND,
        context={"invitation": str(invitation.pk)},
        recipient_id=str(invitation.person_id),
        status=after,
        reason_code="code",
    )
    invitations.note_delivery(message)
    invitation.refresh_from_db()
    lawful = after in Invitation.STEPS[before]
    assert invitation.status == (after if lawful else before)


# --- Replies ---


@pytest.mark.parametrize("before", ReplyChoice.values)
@pytest.mark.parametrize("after", ["taking-part", "not-this-time", "stop"])
def test_every_reply_may_be_changed_until_the_end(before, after):
    invitation = InvitationFactory(reply=before)
    actor = PersonByLink(str(invitation.person_id))
    assert replies.reply(invitation, after, actor=actor) is (before != after)
    assert not replies.reply(invitation, after, actor=actor)
    invitation.refresh_from_db()
    assert invitation.reply == after


def test_stop_withdraws_at_once_and_is_logged_as_by_link():
    invitation = InvitationFactory()
    actor = PersonByLink(str(invitation.person_id))
    replies.reply(invitation, ReplyChoice.STOP, actor=actor)
    invitation.person.refresh_from_db()
    assert invitation.person.status == "withdrawn"
    entry = Entry.objects.get(action="person.withdrawn")
    assert (entry.actor_kind, entry.actor_id) == ("person-by-link", str(invitation.person_id))


def test_no_reply_after_closing():
    invitation = InvitationFactory()
    invitation.activity.status = "closed"
    with pytest.raises(replies.ReplyClosed):
        replies.reply(invitation, ReplyChoice.TAKING_PART, actor=SYSTEM)


# --- Painful themes -----------------------------------------------------------------


def test_nobody_is_invited_to_the_same_pain_twice_in_a_while(activity, manager, officer):
    person, theme = contactable_person(), ExperienceFactory(code="stalking")
    activity.theme = theme
    activity.save()
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    invitations.release_batch(batch, actor=manager)
    [message] = Message.objects.all()
    assert message.context["theme"] == theme.pk
    Message.objects.update(status="sent", sent_at=clock.now(), dot_at=clock.now())
    another = open_survey()
    another.theme = theme
    another.save()
    [left_out] = audiences.preview(another).left_out
    assert (left_out.person_id, left_out.reason) == (person.pk, "theme-rest")
    another.theme = ExperienceFactory(code="burglary")
    another.save()
    assert len(audiences.preview(another).eligible) == 1
