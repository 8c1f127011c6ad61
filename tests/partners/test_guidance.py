"""Help beside the questions, words counted as advice, and beginning from an earlier request."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.forms.request import RequestForm
from partners.models import Organisation, QuestionHelp, RequestStatus, RequestWindow, TopicRequest
from partners.questions import QUESTIONS
from partners.seed import seed_reference_rows
from partners.seed_guidance import GUIDANCE
from partners.services.requests import NOT_TAKEN_ALONG, WRITTEN_FIELDS
from partners.steps import STEPS
from partners.views.asking import count_words
from tests.factories.partners import (
    OrganisationFactory,
    QuestionHelpFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import body, url
from tests.partners.test_portal_pages import step_data
from vef.accounts.models import User
from vef.audit.models import Entry

SignIn = Callable[[User], Client]


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(organisation=police, author=lead, window=window)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("", 0),
        ("   \n", 0),
        ("One", 1),
        ("Mae'r bobl yn aros.", 4),
        ("A follow-up call – tomorrow", 4),
        ("Tŷ Gŵyr a'r llys’r", 4),
    ],
)
def test_words_are_counted_as_people_do(text: str, number: int) -> None:
    assert count_words(text) == number


def test_every_question_with_help_is_asked_under_the_same_name() -> None:
    asked = RequestForm.base_fields
    for name, label in QUESTIONS:
        assert str(asked[name].label) == str(label)


def test_the_first_guidance_is_whole_in_both_languages_and_stays_the_offices(db: None) -> None:
    seed_reference_rows()
    assert QuestionHelp.objects.count() == len(GUIDANCE)
    for row in QuestionHelp.objects.all():
        assert row.advice_en
        assert row.advice_cy
        assert row.example_en
        assert row.example_cy
        assert row.words_from <= row.words_to
        # An example is as long as it says that answers usually are.
        for example in (row.example_en, row.example_cy):
            assert not row.words_to or row.words_from <= count_words(example) <= row.words_to
    QuestionHelp.objects.filter(question="problem").update(example_en="Ours.")
    assert seed_reference_rows() == 0
    assert QuestionHelp.objects.get(question="problem").example_en == "Ours."


@pytest.mark.parametrize("language", ["en", "cy"])
def test_help_stands_beside_its_question_in_the_readers_language(
    draft: TopicRequest, lead: User, client_of: SignIn, language: str
) -> None:
    row = QuestionHelpFactory()
    with translation.override(language):
        address = reverse("partners:request-step", args=[draft.pk, "topic"])
        page = body(client_of(lead).get(address))
    assert getattr(row, f"example_{language}") in page
    assert getattr(row, f"example_{'cy' if language == 'en' else 'en'}") not in page


def test_words_are_advice_and_nothing_is_refused_for_its_length(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    QuestionHelpFactory(words_from=5, words_to=20)
    client, address = client_of(lead), url("request-step", draft.pk, "topic")
    for words, advice in ((2, "A little more may help"), (9, "Usual: 5 to 20"), (400, "Shorter")):
        draft.refresh_from_db()
        data = step_data(draft, "topic", problem=" ".join(["word"] * words))
        assert client.post(address, data).status_code == 302
        page = body(client.get(address))
        assert f"{words} words saved." in page
        assert advice in page
    draft.refresh_from_db()
    services.save_request(draft, actor=lead, answers={"problem": ""})
    assert "saved." not in body(client.get(address))


def test_a_step_costs_the_same_with_much_help(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client, address = client_of(lead), url("request-step", draft.pk, "topic")
    QuestionHelpFactory()
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    seed_reference_rows()
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)


# --- An earlier request -----------------------------------------------------------------


@pytest.fixture
def earlier(police: Organisation, lead: User) -> TopicRequest:
    return SubmittedRequestFactory(
        organisation=police,
        author=lead,
        status=RequestStatus.ACCEPTED,
        audience="Everybody who came.",
        written_in="cy",
        decision_on=date(2026, 3, 1),
        not_a_case_because="It is a made-up story.",
    )


def test_a_new_draft_begins_with_the_earlier_words_and_its_own_days(
    police: Organisation, contributor: User, window: RequestWindow, earlier: TopicRequest
) -> None:
    topic = services.start_request(organisation=police, actor=contributor, based_on=earlier)
    topic.refresh_from_db()
    for name in WRITTEN_FIELDS:
        if name not in NOT_TAKEN_ALONG:
            assert topic.answer(name) == earlier.answer(name), name
    assert (topic.decision_to_inform, topic.decision_on) == ("", None)
    assert (topic.promises_feedback, topic.feedback_by) == (False, None)
    assert (topic.status, topic.reference, topic.submitted_at) == ("draft", None, None)
    assert topic.not_a_case_because == ""
    assert (topic.author, topic.based_on) == (contributor, earlier)
    entry = Entry.objects.get(action="topicrequest.started", target_id=topic.pk)
    assert entry.data == {"based_on": str(earlier.pk)}
    assert set(services.missing_answers(topic)) == NOT_TAKEN_ALONG - {"decision_on"}


def test_another_organisations_words_are_not_to_be_had(
    police: Organisation, lead: User, window: RequestWindow, client_of: SignIn
) -> None:
    theirs = SubmittedRequestFactory(organisation=OrganisationFactory(), problem="Their secret")
    with pytest.raises(services.NotYours):
        services.start_request(organisation=police, actor=lead, based_on=theirs)
    client = client_of(lead)
    for chosen in (str(theirs.pk), "nonsense", "00000000-0000-0000-0000-000000000000"):
        assert client.post(url("request-start"), {"from": chosen}).status_code == 404
    assert theirs.reference not in body(client.get(url("request-start")))
    assert TopicRequest.objects.count() == 1


def test_begun_from_the_start_page_or_from_the_earlier_request_itself(
    lead: User, window: RequestWindow, earlier: TopicRequest, client_of: SignIn
) -> None:
    client = client_of(lead)
    for address in (url("request-start"), url("request-detail", earlier.pk)):
        page = body(client.get(address))
        assert str(earlier.pk) in page
        assert re.search(r'name="from"', page)
    answer = client.post(url("request-start"), {"from": str(earlier.pk)})
    page = body(client.get(answer.url))
    assert "Begun from an earlier request:" in page
    assert earlier.reference in page
    assert TopicRequest.objects.filter(based_on=earlier).count() == 1


def test_the_office_reads_where_the_words_came_from(
    lead: User, officer: User, window: RequestWindow, earlier: TopicRequest, client_of: SignIn
) -> None:
    topic = SubmittedRequestFactory(organisation=earlier.organisation, based_on=earlier)
    page = body(client_of(officer).get(url("request-review", topic.pk)))
    assert "Begun from" in page
    assert url("request-review", earlier.pk) in page


def test_nothing_is_offered_while_no_window_is_open(
    lead: User, earlier: TopicRequest, client_of: SignIn
) -> None:
    window = earlier.window
    RequestWindow.objects.filter(pk=window.pk).update(status="closed")
    client = client_of(lead)
    for address in (url("request-start"), url("request-detail", earlier.pk)):
        assert 'name="from"' not in body(client.get(address))


def test_the_start_page_costs_the_same_for_one_and_for_many(
    lead: User, window: RequestWindow, earlier: TopicRequest, client_of: SignIn
) -> None:
    client, address = client_of(lead), url("request-start")

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    one = cost()
    for _more in range(40):
        SubmittedRequestFactory(organisation=earlier.organisation, author=lead)
    assert cost() == one


def test_every_step_has_guidance_of_its_own() -> None:
    steps: list[Any] = [step.guidance for step in STEPS]
    assert all(steps)
