"""The portal's pages: written in steps, saved unfinished, submitted, followed; no one else's."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import Organisation, Outcome, RequestStatus, RequestWindow, TopicRequest
from partners.seed import seed_reference_rows
from partners.steps import STEPS
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
    told,
)
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock

SignIn = Callable[[User], Client]


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(organisation=police, author=lead, window=window)


def step_data(topic: TopicRequest, slug: str, **typed: Any) -> dict[str, Any]:
    """Return what a browser would send for a step, with some answers typed anew."""
    step = next(each for each in STEPS if each.slug == slug)
    data: dict[str, Any] = {"seen": services.fingerprint(topic, step.fields)}
    for name in step.fields:
        value = topic.answer(name)
        if name in {"decision_on", "feedback_by"}:
            parts = (value.day, value.month, value.year) if value else ("", "", "")
            data |= dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), parts, strict=True))
        elif isinstance(value, bool):
            data |= {name: "on"} if value else {}
        elif isinstance(value, tuple):
            data[name] = [str(row.pk) for row in value]
        else:
            data[name] = value or ""
    return data | typed


def test_the_whole_way_from_an_empty_page_to_a_submitted_request(
    police: Organisation, contributor: User, window: RequestWindow, client_of: SignIn
) -> None:
    client = client_of(contributor)
    page = client.get(url("request-start"))
    assert str(window.closes_on.year) in body(page)
    assert not TopicRequest.objects.exists()

    client.post(url("request-start"))
    topic = TopicRequest.objects.get()
    assert topic.organisation == police
    assert client.get(url("request-edit", topic.pk)).status_code == 200

    answers = {
        "topic": {
            "written_in": "en",
            "title_en": "How we answer calls",
            "problem": "People repeat their story.",
            "objectives": "Learn what works.",
            "outputs": "A report.",
        },
        "why": {"decision_to_inform": "The new script."},
        "people": {"audience": "Everybody who called."},
        "resources": {"officers": "Insp. Gethin Llwyncelyn"},
        "promise": {
            "promises_feedback": "on",
            "feedback_by_day": "30",
            "feedback_by_month": "9",
            "feedback_by_year": str(clock.today().year + 1),
        },
    }
    for slug, typed in answers.items():
        topic.refresh_from_db()
        answer = client.post(url("request-step", topic.pk, slug), step_data(topic, slug, **typed))
        assert answer.status_code == 302, body(answer)
    assert answer.url == url("request-check", topic.pk)

    page = client.get(answer.url)
    assert "People repeat their story." in body(page)
    answer = client.post(url("request-check", topic.pk), {"not_a_case_because": ""})
    assert answer.url == url("request-detail", topic.pk)
    topic.refresh_from_db()
    assert topic.status == RequestStatus.SUBMITTED
    assert topic.reference in body(client.get(answer.url))


def test_save_and_come_back_later_keeps_half_an_answer(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    answer = client_of(lead).post(
        url("request-step", draft.pk, "topic"),
        step_data(draft, "topic", problem="Half a sen", objectives="", later="1"),
    )
    assert answer.url == url("request-edit", draft.pk)
    draft.refresh_from_db()
    assert (draft.problem, draft.objectives) == ("Half a sen", "")


def test_a_wrong_date_is_shown_as_typed_and_the_rest_is_saved(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    data = step_data(
        draft,
        "why",
        decision_to_inform="A new script",
        decision_on_day="31",
        decision_on_month="2",
        decision_on_year="2027",
    )
    page = client.post(url("request-step", draft.pk, "why"), data)
    assert page.status_code == 200
    assert "There is a problem" in body(page)
    assert 'value="31"' in body(page)
    draft.refresh_from_db()
    assert draft.decision_to_inform == "A new script"
    # Putting it right from the page as it now stands is no quarrel with oneself.
    data |= {"seen": page.context["form"]["seen"].value(), "decision_on_day": "28"}
    assert client.post(url("request-step", draft.pk, "why"), data).status_code == 302
    draft.refresh_from_db()
    assert str(draft.decision_on) == "2027-02-28"


def test_two_colleagues_see_both_texts_and_lose_neither(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    mine = step_data(draft, "topic", problem="Bethan's words")
    theirs = step_data(draft, "topic", problem="Gethin's words")
    address = url("request-step", draft.pk, "topic")
    assert client_of(contributor).post(address, theirs).status_code == 302
    page = client_of(lead).post(address, mine)
    assert page.status_code == 409
    assert "Gethin&#x27;s" in body(page)
    assert "Bethan&#x27;s" in body(page)
    assert contributor.name in body(page)
    draft.refresh_from_db()
    assert draft.problem == "Gethin's words"
    # Having seen both, she saves what she wants to keep.
    mine |= {"seen": page.context["form"]["seen"].value(), "problem": "Both our words"}
    assert client_of(lead).post(address, mine).status_code == 302
    draft.refresh_from_db()
    assert draft.problem == "Both our words"


def test_what_was_typed_while_a_colleague_submits_is_given_back(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    typed = step_data(draft, "topic", problem="Gethin's last words")
    services.submit_request(draft, actor=lead)
    client = client_of(contributor)
    address = url("request-step", draft.pk, "topic")
    page = client.post(address, typed)
    assert page.status_code == 409
    assert "Gethin&#x27;s last words" in body(page)
    assert "This request has been submitted meanwhile" in body(page)
    assert url("request-detail", draft.pk) in body(page)
    assert 'name="next"' not in body(page)
    assert "vef-deadline" not in body(page)
    draft.refresh_from_db()
    assert draft.problem != "Gethin's last words"
    # The other language keeps it too.
    page = client.post(f"/cy{address.removeprefix('/en')}", typed | {"_switch": "1"})
    assert page.status_code == 409
    assert "Gethin&#x27;s last words" in body(page)


def test_who_typed_nothing_new_is_led_to_the_submitted_request(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    typed = step_data(draft, "topic")
    services.submit_request(draft, actor=lead)
    client = client_of(contributor)
    address = url("request-step", draft.pk, "topic")
    for answer in (client.post(address, typed), client.get(address), client.head(address)):
        assert (answer.status_code, answer["Location"]) == (302, url("request-detail", draft.pk))


def test_a_request_submitted_between_reading_and_saving_loses_no_words(
    draft: TopicRequest,
    contributor: User,
    client_of: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def submitted_meanwhile(topic: TopicRequest, **kwargs: Any) -> None:
        TopicRequest.objects.filter(pk=topic.pk).update(
            status=RequestStatus.SUBMITTED, reference="TR-2026-99", submitted_at=clock.now()
        )
        raise services.NotEditable(topic.status)

    typed = step_data(draft, "topic", problem="Gethin's last words", title_en="x" * 400)
    monkeypatch.setattr(services, "save_request", submitted_meanwhile)
    page = client_of(contributor).post(url("request-step", draft.pk, "topic"), typed)
    assert page.status_code == 409
    assert "Gethin&#x27;s last words" in body(page)
    assert "x" * 400 in body(page)


def test_changing_the_language_keeps_what_was_typed_and_saves_nothing(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    with translation.override("cy"):
        address = reverse("partners:request-step", args=[draft.pk, "topic"])
    data = step_data(draft, "topic", problem="Typed, not saved", _switch="cy")
    page = client_of(lead).post(address, data)
    assert page.status_code == 200
    assert '<html lang="cy"' in body(page)
    assert "Typed, not saved" in body(page)
    draft.refresh_from_db()
    assert draft.problem != "Typed, not saved"


def test_the_enter_key_goes_on_and_does_not_change_the_language(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    page = body(client_of(lead).get(url("request-step", draft.pk, "topic")))
    first, *_rest = re.findall(r"<button[^>]*form=\"main-form\"[^>]*>", page)
    # A browser presses the first button of a form when Enter is pressed in one of its boxes.
    assert "_switch" in page
    assert "_switch" not in first


def test_looking_changes_nothing(draft: TopicRequest, lead: User, client_of: SignIn) -> None:
    client = client_of(lead)
    before = TopicRequest.objects.values().get(pk=draft.pk)
    entries = Entry.objects.count()
    for name in ("request-detail", "request-edit", "request-check", "request-withdraw"):
        client.get(url(name, draft.pk))
        client.head(url(name, draft.pk))
    for step in STEPS:
        client.get(url("request-step", draft.pk, step.slug))
    client.get(url("request-start"))
    assert TopicRequest.objects.values().get(pk=draft.pk) == before
    assert TopicRequest.objects.count() == 1
    assert Entry.objects.count() == entries


def test_submitting_too_late_keeps_the_draft_and_says_so(
    draft: TopicRequest, lead: User, client_of: SignIn, officer: User
) -> None:
    client = client_of(lead)
    services.close_window(draft.window, actor=officer)
    page = client.post(url("request-check", draft.pk), {})
    assert "The request window has closed. Your draft is kept." in body(page)
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT
    # When the next window opens the draft can be taken along.
    newer = RequestWindowFactory()
    services.open_window(newer, actor=officer)
    assert "Move this draft to the open window" in body(client.get(url("request-edit", draft.pk)))
    client.post(url("request-edit", draft.pk))
    draft.refresh_from_db()
    assert draft.window == newer


def test_one_persons_case_is_stopped_kindly_with_the_avenues(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    services.save_request(draft, actor=lead, answers={"title_en": "About Mr X's burglary"})
    client = client_of(lead)
    page = body(client.get(url("request-check", draft.pk)))
    assert "Victims&#x27; Right to Review" in page
    assert "Mr X" in page
    page = body(client.post(url("request-check", draft.pk), {"not_a_case_because": " "}))
    assert "Say why this is not about one person" in page
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT
    client.post(url("request-check", draft.pk), {"not_a_case_because": "It is a made-up story."})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.SUBMITTED
    assert draft.not_a_case_because == "It is a made-up story."


def test_personal_details_are_pointed_out_before_submitting(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    assert "01632 960111" not in body(client.get(url("request-check", draft.pk)))
    services.save_request(draft, actor=lead, answers={"problem": "Ring her on 01632 960111"})
    page = body(client.get(url("request-check", draft.pk)))
    assert "It seems to hold a telephone number." in page


def test_what_is_missing_is_listed_and_linked(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    services.save_request(draft, actor=lead, answers={"outputs": "", "feedback_by": None})
    client = client_of(lead)
    page = client.post(url("request-check", draft.pk), {})
    assert [label for label, _step in page.context["missing"]] == [
        "What would you like to have at the end?",
        "By when will you report back?",
    ]
    assert "Some answers are still missing" in body(page)
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT


def test_an_organisation_may_leave_submitting_to_its_lead(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    Organisation.objects.update(contributors_may_submit=False)
    page = client_of(contributor).get(url("request-check", draft.pk))
    assert lead.name in body(page)
    client_of(contributor).post(url("request-check", draft.pk), {})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.DRAFT
    client_of(lead).post(url("request-check", draft.pk), {})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.SUBMITTED


PAGES = ("request-detail", "request-edit", "request-check", "request-withdraw")


def test_another_organisations_request_is_not_there(
    draft: TopicRequest, officer: User, client_of: SignIn
) -> None:
    draft.title_en = "A secret title"
    draft.save()
    stranger = client_of(partner_user(OrganisationFactory()))
    addresses = [url(name, draft.pk) for name in PAGES]
    addresses += [url("request-step", draft.pk, step.slug) for step in STEPS]
    for address in addresses:
        looked, written = stranger.get(address), stranger.post(address, {"problem": "Mine now"})
        assert looked.status_code == 404
        # Nobody can post to the page that only shows.
        assert written.status_code == (405 if address == addresses[0] else 404)
        assert "A secret title" not in body(looked) + body(written)
    assert "A secret title" not in body(stranger.get(url("request-list-portal")))
    draft.refresh_from_db()
    assert draft.problem != "Mine now"
    # The office has no room in the portal, and sees no draft at all.
    assert client_of(officer).get(url("request-detail", draft.pk)).status_code == 404
    assert client_of(officer).get(url("request-review", draft.pk)).status_code == 404


def test_somebody_without_an_organisation_has_no_portal(
    db: None, window: RequestWindow, client_of: SignIn
) -> None:
    client = client_of(UserFactory(role="partner"))
    assert client.get(url("request-list-portal")).status_code == 404
    assert client.post(url("request-start")).status_code == 404


def test_an_unknown_step_is_not_there(draft: TopicRequest, lead: User, client_of: SignIn) -> None:
    assert client_of(lead).get(url("request-step", draft.pk, "nonsense")).status_code == 404


def test_what_is_with_the_office_leads_to_where_it_stands(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    services.submit_request(draft, actor=lead)
    client = client_of(lead)
    for name in ("request-edit", "request-check"):
        assert client.get(url(name, draft.pk)).url == url("request-detail", draft.pk)


def test_the_letter_is_read_in_the_readers_language_and_the_reasons_stay_inside(
    draft: TopicRequest, lead: User, manager: User, client_of: SignIn
) -> None:
    services.submit_request(draft, actor=lead)
    services.take_up_request(draft, actor=manager)
    seed_reference_rows()
    told(
        services.decide_request(
            draft,
            actor=manager,
            outcome=Outcome.DEFERRED,
            reason="They are late with last year's answer.",
            letter_en="Not yet, but soon.",
            letter_cy="Nid eto, ond yn fuan.",
            interest_declared="",
            alone_because="There is nobody else.",
            deferred_to=RequestWindowFactory(name_en="Spring", name_cy="Y gwanwyn"),
            scores={"capacity": (0, "No room.")},
        )
    )
    client = client_of(lead)
    english = body(client.get(url("request-detail", draft.pk)))
    with translation.override("cy"):
        welsh = body(client.get(reverse("partners:request-detail", args=[draft.pk])))
    assert "Not yet, but soon." in english
    assert "Nid eto" not in english
    assert "Nid eto, ond yn fuan." in welsh
    assert "Not yet" not in welsh
    for page in (english, welsh):
        for inside in ("late with last year", "There is nobody else", "No room", manager.name):
            assert inside not in page


def test_taking_a_request_back(draft: TopicRequest, lead: User, client_of: SignIn) -> None:
    services.submit_request(draft, actor=lead)
    client = client_of(lead)
    client.post(url("request-withdraw", draft.pk), {"reason": "We have found out ourselves."})
    draft.refresh_from_db()
    assert draft.status == RequestStatus.WITHDRAWN
    answer = client.get(url("request-withdraw", draft.pk))
    assert answer.url == url("request-detail", draft.pk)


def test_the_list_costs_the_same_for_one_and_for_three(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    address = url("request-list-portal")
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _more in range(2):
        SubmittedRequestFactory(organisation=draft.organisation)
    with CaptureQueriesContext(connection) as three:
        page = client.get(address)
    assert len(page.context["topics"]) == 3
    assert len(three) == len(one)
