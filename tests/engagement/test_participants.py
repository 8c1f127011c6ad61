import pytest

from engagement import figures, participants
from engagement.emails import ParticipantKind
from engagement.models import Anonymity
from engagement.services.contributions import Said, submit_named
from tests.factories.engagement import (
    AnswerFactory,
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
    open_survey,
)
from vef.common.actors import SYSTEM
from vef.outbox.kinds import kinds, register
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db


class NewsKind(ParticipantKind):
    name = "test.news"
    label = "News"
    template = "engagement/email/invitation"


@pytest.fixture
def news():
    register(NewsKind())
    yield NewsKind.name
    kinds.__globals__["_kinds"].pop(NewsKind.name)


def test_those_who_took_part_are_told_once_each(news):
    batch = BatchFactory()
    took_part = ContributionFactory(invitation=InvitationFactory(batch=batch))
    ContributionFactory(invitation=InvitationFactory(batch=batch), is_finished=False)
    ContributionFactory(invitation=InvitationFactory(batch=batch, reply="stop"))
    InvitationFactory(batch=batch, reply="taking-part")
    for _ in range(2):
        told = participants.tell_participants(
            activity=batch.activity, kind=news, about=batch.activity, actor=SYSTEM
        )
        assert told == 1
    message = Message.objects.get()
    assert message.recipient_id == str(took_part.invitation.person_id)


def test_where_answers_may_be_anonymous_all_who_said_yes_are_told(news):
    batch = BatchFactory(activity=open_survey(anonymity=Anonymity.CHOICE))
    InvitationFactory(batch=batch, reply="taking-part")
    InvitationFactory(batch=batch, reply="not-this-time")
    told = participants.tell_participants(
        activity=batch.activity, kind=news, about=batch.activity, actor=SYSTEM
    )
    assert told == 1


def test_somebody_who_withdrew_meanwhile_is_not_told(news):
    from vef.outbox.kinds import kind_of

    contribution = ContributionFactory()
    person = contribution.invitation.person
    participants.tell_participants(
        activity=contribution.activity, kind=news, about=contribution, actor=SYSTEM
    )
    message = Message.objects.get()
    assert kind_of(message).gate(message).allowed
    person.status, person.withdrawn_at = "withdrawn", contribution.received_at
    person.save()
    assert not kind_of(message).gate(message).allowed


def test_figures_count_finished_contributions_that_were_not_excluded():
    activity = open_survey()
    single = activity.questions.get(number=1)
    batch = BatchFactory(activity=activity)
    for code, fields in [
        ("yes", {}),
        ("yes", {}),
        ("no", {}),
        ("no", {"status": "excluded"}),
        ("no", {"is_finished": False}),
    ]:
        contribution = ContributionFactory(invitation=InvitationFactory(batch=batch), **fields)
        AnswerFactory(contribution=contribution, question=single, codes=[code])
    counts = figures.answer_counts(activity)
    assert counts.base == 3
    assert counts.questions[0].counts == {"yes": 2, "no": 1}
    assert counts.questions[0].base == 3
    assert counts.questions[1].base == 0


def test_figures_take_the_same_queries_for_one_and_for_many(django_assert_num_queries):
    activity = open_survey()
    batch = BatchFactory(activity=activity)
    question = activity.questions.get(number=1)

    def answer(number):
        invitation = InvitationFactory(batch=batch, reply="taking-part")
        submit_named(
            invitation,
            {question.pk: Said(codes=("yes",))},
            language="en",
            nonce=str(number),
            actor=SYSTEM,
        )

    answer(1)
    with django_assert_num_queries(4):
        assert figures.answer_counts(activity).base == 1
    answer(2)
    answer(3)
    with django_assert_num_queries(4):
        assert figures.answer_counts(activity).base == 3
