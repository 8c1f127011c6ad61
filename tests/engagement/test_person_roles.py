"""The public face's own database role is enough for all that an invitation's link may do."""

import os

import pytest
from django.test import Client
from django.urls import reverse

from engagement.models import Anonymity, Contribution, Invitation, MixBox, QuestionKind
from engagement.services import contributions
from tests.engagement.test_person_pages import invited, page
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from tests.roles import as_role, make_roles
from vef.outbox.models import Message
from vef.outbox.services import enqueue

pytestmark = [pytest.mark.services, pytest.mark.django_db]


@pytest.fixture
def role(settings, monkeypatch) -> str:
    prefix = f"vef_invitedtest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    return f"{prefix}public"


def posted(role: str, address: str, data: dict) -> int:
    with as_role(role):
        return Client().post(address, data).status_code


def said() -> set[str]:
    return {answer.text for one in Contribution.objects.all() for answer in one.answers.all()}


def test_answers_are_saved_sent_changed_and_begun_again(role):
    invitation, token = invited(anonymity=Anonymity.NAMED)
    invited(anonymity=Anonymity.NAMED)
    number = invitation.activity.questions.get(kind=QuestionKind.TEXT).number
    assert posted(role, page("invitation", token), {"choice": "taking-part"}) == 302
    steps = [
        ({"save": "", "nonce": "1", f"q{number}": "One"}, {"One"}, False),
        ({"nonce": "2", f"q{number}": "Two"}, {"Two"}, True),
        ({"nonce": "2", f"q{number}": "Two"}, {"Two"}, True),
        ({"nonce": "3", f"q{number}": "", "start_again": "on"}, set(), True),
    ]
    for data, expected, is_finished in steps:
        assert posted(role, page("survey", token), data) == 302, data
        assert said() == expected
        assert Contribution.objects.get().is_finished == is_finished
    invitation.refresh_from_db()
    assert invitation.reply == "taking-part"


def test_not_this_time(role):
    invitation, token = invited()
    assert posted(role, page("invitation", token), {"choice": "not-this-time"}) == 302
    invitation.refresh_from_db()
    assert invitation.reply == "not-this-time"


def test_stopping_by_an_invitation_cancels_all_that_waits_for_that_person(role):
    invitation, token = invited()
    person = invitation.person
    mine = InvitationFactory(
        batch=BatchFactory(activity=open_survey()), person=person, status="prepared"
    )
    other, _token = invited()
    for one in (person, other.person):
        enqueue(
            kind="test.plain",
            unique_key=str(one.pk),
            recipient_kind="person",
            recipient_id=one.pk,
        )
    assert posted(role, page("invitation", token), {"choice": "stop"}) == 302
    person.refresh_from_db()
    assert person.status == "withdrawn"
    assert Invitation.objects.get(pk=mine.pk).status == "cancelled"
    states = dict(Message.objects.values_list("recipient_id", "status"))
    # Withdrawing cancels invitations; what else waits is held back by the gate.
    assert states[str(other.person.pk)] == "queued"


def test_answers_without_a_name_go_through_the_box(role, monkeypatch):
    """Also the one that fills it, whose sender's process moves them on without reading any."""
    monkeypatch.setattr(contributions, "MIX_AT", 2)
    activity = open_survey(anonymity=Anonymity.ANONYMOUS)
    number = activity.questions.get(kind=QuestionKind.TEXT).number
    shared = reverse("engagement:shared-survey", args=[activity.shared_slug])
    for nonce, words in (("1", "One"), ("1", "One"), ("2", "Two"), ("3", "Three")):
        assert posted(role, shared, {"nonce": nonce, f"q{number}": words}) == 302
    assert said() == {"One", "Two"}
    assert MixBox.objects.count() == 1
    with as_role(role):
        assert not Contribution.objects.exists()
    assert contributions.empty_mix_box(activity) == 1
