from datetime import timedelta

import pytest

from engagement.models import Answer, Contribution, ContributionStatus
from engagement.services import contributions
from engagement.services.contributions import AlreadySent, NotTakingAnswers, Said
from tests.conftest import START
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from vef.audit.models import Entry
from vef.common.actors import PersonByLink

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation():
    return InvitationFactory(batch=BatchFactory(activity=open_survey()), reply="taking-part")


def ask(invitation, number):
    return invitation.activity.questions.get(number=number).pk


def send(invitation, answers, *, nonce="n1", save=False, **more):
    take = contributions.save_named if save else contributions.submit_named
    return take(
        invitation,
        {ask(invitation, number): said for number, said in answers.items()},
        language="cy",
        nonce=nonce,
        actor=PersonByLink(str(invitation.person_id)),
        **more,
    )


def said(contribution):
    return {
        row.question.number: (row.codes, row.text)
        for row in contribution.answers.select_related("question")
    }


def test_answers_are_kept_with_language_and_time(invitation):
    row = send(invitation, {1: Said(codes=("yes",)), 4: Said(text="Gwell amser.")})
    assert (row.is_anonymous, row.is_finished, row.language) == (False, True, "cy")
    assert row.received_at is not None
    assert said(row) == {1: (["yes"], ""), 4: ([], "Gwell amser.")}
    entry = Entry.objects.get(action="contribution.sent")
    assert "Gwell" not in str(entry.data)


def test_the_same_form_twice_counts_once(invitation):
    first = send(invitation, {1: Said(codes=("yes",))})
    again = send(invitation, {1: Said(codes=("yes",))})
    assert first == again
    assert Contribution.objects.count() == Answer.objects.count() == 1
    assert Entry.objects.filter(action="contribution.sent").count() == 1


def test_an_old_form_with_other_answers_overwrites_nothing(invitation):
    row = send(invitation, {1: Said(codes=("yes",))})
    with pytest.raises(AlreadySent):
        send(invitation, {1: Said(codes=("no",))})
    assert said(row) == {1: (["yes"], "")}


def test_a_fresh_form_changes_only_what_was_answered_again(invitation):
    send(invitation, {1: Said(codes=("yes",)), 4: Said(text="First")})
    row = send(invitation, {4: Said(text="Second")}, nonce="n2")
    assert said(row) == {1: (["yes"], ""), 4: ([], "Second")}
    assert Contribution.objects.count() == 1


def test_starting_again_forgets_the_earlier_answers(invitation):
    send(invitation, {1: Said(codes=("yes",)), 4: Said(text="First")})
    row = send(invitation, {3: Said(codes=("no",))}, nonce="n2", start_again=True)
    assert said(row) == {3: (["no"], "")}


def test_saved_answers_do_not_count_until_sent_and_sent_ones_stay_sent(invitation):
    row = send(invitation, {1: Said(codes=("yes",))}, save=True)
    assert not row.is_finished
    assert not Contribution.objects.counted().exists()
    row = send(invitation, {}, nonce="n2")
    assert row.is_finished
    row = send(invitation, {4: Said(text="More")}, nonce="n3", save=True)
    assert row.is_finished
    assert said(row) == {1: (["yes"], ""), 4: ([], "More")}


def test_changed_answers_are_read_and_redacted_anew(invitation, officer):
    row = send(invitation, {1: Said(codes=("yes",)), 4: Said(text="My name is Mair.")})
    answer = row.answers.get(question__number=4)
    answer.redacted = "My name is […]."
    answer.save()
    row.status = ContributionStatus.CODED
    row.save()
    row = send(invitation, {4: Said(text="Other words.")}, nonce="n2")
    assert row.status == ContributionStatus.RECEIVED
    assert row.answers.get(question__number=4).redacted == ""


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "closed"},
        {"closes_on": START.date() - timedelta(days=1)},
        {"anonymity": "anonymous", "shared_slug": "abc"},
    ],
)
def test_nothing_is_taken_too_late_or_in_the_wrong_way(invitation, fields):
    type(invitation.activity).objects.filter(pk=invitation.activity_id).update(**fields)
    with pytest.raises(NotTakingAnswers):
        send(invitation, {1: Said(codes=("yes",))})
    assert not Contribution.objects.exists()


def test_anonymous_answers_are_not_taken_where_they_are_not_offered():
    with pytest.raises(NotTakingAnswers):
        contributions.submit_anonymous(open_survey(), {}, nonce="n")


def test_own_words_are_sealed_in_their_column(invitation):
    from django.db import connection

    send(invitation, {4: Said(text="Siaradais â rhywun caredig.")})
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM engagement_answer")
        assert "Siaradais" not in cursor.fetchone()[0]
