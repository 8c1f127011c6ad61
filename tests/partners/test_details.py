"""Personal details pointed out before submitting: taken out, or said to be nobody's and kept."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import (
    NotPersonal,
    Organisation,
    RequestStatus,
    RequestWindow,
    TopicRequest,
)
from partners.seed import seed_reference_rows
from tests.factories.accounts import partner_user
from tests.factories.partners import OrganisationFactory, TopicRequestFactory
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.audit.models import Entry

SignIn = Callable[[User], Client]
NUMBER = "01632 960111"


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(
        organisation=police, author=lead, window=window, problem=f"Our helpline is {NUMBER}."
    )


def test_words_said_to_be_nobodys_are_kept_and_not_asked_again(
    draft: TopicRequest, lead: User
) -> None:
    (noticed,) = services.noticed_in(draft)
    assert (noticed.match.words, noticed.said) == (NUMBER, None)
    assert services.keep_details(draft, actor=lead, keys=[noticed.key]) == 1
    assert services.keep_details(draft, actor=lead, keys=[noticed.key]) == 0
    (noticed,) = services.noticed_in(draft)
    assert noticed.said is not None
    assert noticed.said.said_by == lead
    # Nowhere but in the partner's own text do the words stand.
    assert NUMBER not in str(list(NotPersonal.objects.values()))
    entry = Entry.objects.get(action="topicrequest.details-kept")
    assert entry.data == {"signs": ["phone"]}


def test_other_words_or_another_place_are_asked_anew(draft: TopicRequest, lead: User) -> None:
    (noticed,) = services.noticed_in(draft)
    services.keep_details(draft, actor=lead, keys=[noticed.key])
    services.save_request(draft, actor=lead, answers={"problem": "It is 01632 960222."})
    assert [each.said for each in services.noticed_in(draft)] == [None]
    services.save_request(draft, actor=lead, answers={"problem": "-", "outputs": NUMBER})
    assert [each.said for each in services.noticed_in(draft)] == [None]


def test_only_what_is_noticed_can_be_kept(draft: TopicRequest, lead: User) -> None:
    other = TopicRequestFactory(problem=draft.problem)
    (theirs,) = services.noticed_in(other)
    keys = ["", "problem:", "problem:abc", theirs.key, "nonsense" * 500]
    assert services.keep_details(draft, actor=lead, keys=keys) == 0
    assert not NotPersonal.objects.exists()


def test_nothing_is_said_of_a_request_that_is_with_the_office(
    draft: TopicRequest, lead: User
) -> None:
    (noticed,) = services.noticed_in(draft)
    services.submit_request(draft, actor=lead)
    with pytest.raises(services.NotEditable):
        services.keep_details(draft, actor=lead, keys=[noticed.key])


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_check_page_says_what_was_seen_and_where_and_never_refuses(
    draft: TopicRequest, lead: User, officer: User, client_of: SignIn, language: str
) -> None:
    client = client_of(lead)
    with translation.override(language):
        address = reverse("partners:request-check", args=[draft.pk])
        question = translation.gettext("What is the problem?")
        kind = translation.gettext("It seems to hold a telephone number.")
        keep = reverse("partners:request-details", args=[draft.pk])
    page = html.unescape(body(client.get(address)))
    for words in (NUMBER, question, kind, f"{url('request-step', draft.pk, 'topic')[3:]}#group-id"):
        assert words in page
    (noticed,) = services.noticed_in(draft)
    assert client.post(keep, {"not_personal": [noticed.key]}).url == address
    page = html.unescape(body(client.get(address)))
    assert f"{lead.name}, " in page
    assert 'name="not_personal"' not in page
    client.post(address, {"not_a_case_because": ""})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.SUBMITTED
    page = html.unescape(body(client_of(officer).get(url("request-review", draft.pk))))
    assert f"Not about a person: {lead.name}" in page


def test_details_that_nobody_spoke_of_do_not_stop_a_request(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client_of(lead).post(url("request-check", draft.pk), {"not_a_case_because": ""})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.SUBMITTED


def test_ticking_nothing_is_said_and_another_organisation_finds_nothing(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    page = client_of(lead).post(url("request-details", draft.pk), {}, follow=True)
    assert "You have not ticked anything." in body(page)
    (noticed,) = services.noticed_in(draft)
    stranger = client_of(partner_user(OrganisationFactory()))
    answer = stranger.post(url("request-details", draft.pk), {"not_personal": [noticed.key]})
    assert answer.status_code == 404
    assert not NotPersonal.objects.exists()


@pytest.mark.parametrize(
    ("language", "title", "avenue"),
    [
        ("en", "Why was Mr X's burglary not investigated?", "Victims' Right to Review"),
        ("cy", "Pam na chafodd byrgleriaeth Mr X ei hymchwilio?", "Hawl Dioddefwyr i Adolygiad"),
    ],
)
def test_one_persons_case_is_stopped_with_every_avenue_in_the_readers_language(
    draft: TopicRequest, lead: User, client_of: SignIn, language: str, title: str, avenue: str
) -> None:
    seed_reference_rows()
    answers: dict[str, Any] = {f"title_{language}": title, "problem": "Nobody was told."}
    services.save_request(draft, actor=lead, answers=answers)
    with translation.override(language):
        address = reverse("partners:request-check", args=[draft.pk])
        mistaken = translation.gettext("We may be mistaken. If so, tell us why, and go on.")
    client = client_of(lead)
    page = html.unescape(body(client.get(address)))
    for words in (avenue, mistaken, "Mr X"):
        assert words in page
    client.post(address, {"not_a_case_because": "   "})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT
