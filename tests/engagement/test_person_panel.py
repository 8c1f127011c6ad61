"""What a person was asked to and replied, on their page."""

from html import unescape

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from engagement.models import Exclusion, ReplyChoice
from engagement.person_panel import story_of
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.engagement import BatchFactory, InvitationFactory
from vef.common import clock

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "reply", "why"),
    [("en", "Not this time", "Paused"), ("cy", "Nid y tro hwn", "")],
)
def test_replies_and_reasons_show_in_the_readers_language(officer, client_of, language, reply, why):
    person = contactable_person()
    invitation = InvitationFactory(
        person=person, reply=ReplyChoice.NOT_THIS_TIME, replied_at=clock.now()
    )
    Exclusion.objects.create(batch=BatchFactory(), person=person, reason_code="paused")
    with translation.override(language):
        path = reverse("database:person-detail", args=[person.pk])
        title = invitation.activity.title
    text = client_of(officer).get(path).content.decode().partition('id="asked"')[2]
    shown = unescape(text.partition("</section>")[0])
    assert title in shown
    assert reply in shown
    assert why in shown


def test_nobody_elses_story_shows():
    InvitationFactory()
    story = story_of(PersonFactory(), AnonymousUser())
    assert (story.asked, story.left_out) == ([], [])


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_two_queries(count, django_assert_num_queries):
    person = contactable_person()
    for _ in range(count):
        InvitationFactory(person=person)
        Exclusion.objects.create(batch=BatchFactory(), person=person, reason_code="paused")
    with django_assert_num_queries(2):
        story = story_of(person, AnonymousUser())
        assert [line.invitation.activity.title for line in story.asked]
        assert [line.exclusion.batch.activity.title for line in story.left_out]
