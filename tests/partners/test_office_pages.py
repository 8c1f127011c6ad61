"""The office's pages: what waits, the whole of a request, deciding it, and the windows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.models import (
    Avenue,
    Criterion,
    Decision,
    DeclineReason,
    Outcome,
    RequestStatus,
    RequestWindow,
    TopicRequest,
    WindowStatus,
)
from partners.seed import seed_reference_rows
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    AcceptedRequestFactory,
    AssessedRequestFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock

SignIn = Callable[[User], Client]


@pytest.fixture
def topic(db: None) -> TopicRequest:
    return AssessedRequestFactory()


def decide_address(topic: TopicRequest, outcome: str) -> str:
    return f"{url('request-decide', topic.pk)}?outcome={outcome}"


def test_what_waits_comes_first_and_of_that_the_oldest(officer: User, client_of: SignIn) -> None:
    now = clock.now()
    AcceptedRequestFactory(reference="TR-2026-09", submitted_at=now)
    SubmittedRequestFactory(reference="TR-2026-03", submitted_at=now - timedelta(days=1))
    ReviewedRequestFactory(reference="TR-2026-02", submitted_at=now - timedelta(days=5))
    TopicRequestFactory(title_en="Nobody's business yet")
    page = client_of(officer).get(url("request-list"))
    assert [row.reference for row in page.context["topics"]] == [
        "TR-2026-02",
        "TR-2026-03",
        "TR-2026-09",
    ]
    assert page.context["counts"] == {"waiting": 2, "partner": 0, "decided": 1, "all": 3}
    assert "Nobody&#x27;s business yet" not in body(page)


def test_the_list_is_filtered_by_window_and_state(officer: User, client_of: SignIn) -> None:
    old = RequestWindowFactory(status=WindowStatus.CLOSED)
    mine = SubmittedRequestFactory(window=old)
    SubmittedRequestFactory()
    AcceptedRequestFactory(window=old)
    client = client_of(officer)
    page = client.get(url("request-list"), {"window": old.pk, "show": "waiting"})
    assert list(page.context["topics"]) == [mine]
    assert page.context["counts"]["all"] == 2
    # Nonsense in the address shows everything and breaks nothing.
    page = client.get(url("request-list"), {"window": "x", "show": "y"})
    assert len(page.context["topics"]) == 3


@pytest.mark.parametrize("name", ["request-list", "window-list", "organisation-list"])
def test_a_list_costs_the_same_for_one_and_for_three(
    officer: User, client_of: SignIn, name: str
) -> None:
    client = client_of(officer)
    SubmittedRequestFactory()
    client.get(url(name))
    with CaptureQueriesContext(connection) as one:
        client.get(url(name))
    for _more in range(2):
        SubmittedRequestFactory(window=RequestWindowFactory(status=WindowStatus.CLOSED))
    with CaptureQueriesContext(connection) as three:
        client.get(url(name))
    assert len(three) == len(one)


def test_a_review_costs_the_same_for_one_decision_and_for_three(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    client = client_of(officer)

    def ask_and_answer() -> None:
        services.ask_more(topic, actor=officer, reason="?", letter_en="?", letter_cy="?")
        services.submit_request(topic, actor=topic.author)
        services.take_up_request(topic, actor=officer)

    ask_and_answer()
    client.get(url("request-review", topic.pk))
    with CaptureQueriesContext(connection) as one:
        client.get(url("request-review", topic.pk))
    ask_and_answer()
    ask_and_answer()
    with CaptureQueriesContext(connection) as three:
        page = client.get(url("request-review", topic.pk))
    assert len(page.context["decisions"]) == 3
    assert len(three) == len(one)


def test_a_review_starts_by_a_press_and_never_by_looking(officer: User, client_of: SignIn) -> None:
    topic = SubmittedRequestFactory()
    client = client_of(officer)
    client.get(url("request-review", topic.pk))
    assert client.get(url("request-take-up", topic.pk)).status_code == 405
    topic.refresh_from_db()
    assert topic.status == RequestStatus.SUBMITTED
    client.post(url("request-take-up", topic.pk))
    topic.refresh_from_db()
    assert topic.status == RequestStatus.UNDER_REVIEW


def test_accepting_with_scores_and_a_reason(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    client = client_of(officer)
    address = decide_address(topic, Outcome.ACCEPTED)
    page = client.get(address)
    form = page.context["form"]
    assert "We have accepted your topic." in form["letter_en"].value()
    assert form["letter_cy"].value()
    criterion = Criterion.objects.get(code="plan-priority")
    data = {
        "reason": "It fits the plan.",
        "interest": "no",
        "letter_en": form["letter_en"].value(),
        "letter_cy": form["letter_cy"].value(),
        f"score_{criterion.pk}": "3",
        f"note_{criterion.pk}": "Victims are supported.",
    }
    answer = client.post(address, data)
    assert answer.url == url("request-review", topic.pk)
    decision = Decision.objects.get()
    assert decision.decided_by == officer
    assert decision.scores.get().note == "Victims are supported."
    page = body(client.get(answer.url))
    assert "It fits the plan." in page
    assert "9 / 9" in page
    assert officer.name in page


def test_a_decision_that_lacks_something_keeps_what_was_typed(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    page = client_of(officer).post(
        decide_address(topic, Outcome.ACCEPTED),
        {"reason": "Because of this.", "letter_en": "Dear all", "letter_cy": ""},
    )
    assert page.status_code == 200
    text = body(page)
    assert "Because of this." in text
    assert "Write the letter in Welsh." in text
    assert "Say whether you have an interest to declare." in text
    assert not Decision.objects.exists()


def test_declining_one_persons_case_comes_with_letters_and_avenues(
    officer: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    topic = AssessedRequestFactory(title_en="Why was Mr X's burglary not investigated?")
    client = client_of(officer)
    address = decide_address(topic, Outcome.DECLINED)
    form = client.get(address).context["form"]
    assert form["reason_code"].value() == DeclineReason.INDIVIDUAL_CASE
    assert "Victims' Right to Review" in form["letter_en"].value()
    assert "Hawl Dioddefwyr i Adolygiad" in form["letter_cy"].value()
    client.post(
        address,
        {
            "reason_code": DeclineReason.INDIVIDUAL_CASE,
            "avenues": [row.pk for row in Avenue.objects.all()[:3]],
            "reason": "One case.",
            "interest": "no",
            "letter_en": form["letter_en"].value(),
            "letter_cy": form["letter_cy"].value(),
        },
    )
    decision = Decision.objects.get()
    assert decision.reason_code == DeclineReason.INDIVIDUAL_CASE
    assert decision.avenues.count() == 3


def test_letters_are_written_from_the_choices_before_anything_is_recorded(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    seed_reference_rows()
    client = client_of(officer)
    address = decide_address(topic, Outcome.DECLINED)
    form = client.get(address).context["form"]
    assert not form["letter_en"].value()
    chosen = {"reason_code": DeclineReason.PERSONAL_DATA, "reason": "Names asked for."}
    for extra in ({}, {"draft": "1", "letter_en": "Mine"}):
        page = client.post(address, chosen | extra)
        form = page.context["form"]
        assert "it asks for personal data" in form["letter_en"].value()
        assert form["letter_cy"].value()
        assert form["reason"].value() == "Names asked for."
        assert not form.errors
    assert not Decision.objects.exists()


@pytest.mark.parametrize("own", [True, False])
def test_a_letter_names_no_other_partners_request(
    topic: TopicRequest, officer: User, client_of: SignIn, own: bool
) -> None:
    other = SubmittedRequestFactory(**({"organisation": topic.organisation} if own else {}))
    chosen = {"merged_into": other.pk, "reason": "Alike.", "draft": "1"}
    page = client_of(officer).post(decide_address(topic, Outcome.MERGED), chosen)
    letter = page.context["form"]["letter_en"].value()
    assert "close to another one" in letter
    assert (other.reference in letter) == own


def test_an_unknown_outcome_is_not_there(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    assert client_of(officer).get(decide_address(topic, "perhaps")).status_code == 404


def test_the_language_switch_keeps_a_half_written_decision(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    with translation.override("cy"):
        address = f"{reverse('partners:request-decide', args=[topic.pk])}?outcome=declined"
    page = client_of(officer).post(address, {"reason": "Half a tho", "_switch": "cy"})
    assert "Half a tho" in body(page)
    assert not page.context["form"].errors
    assert not Decision.objects.exists()


def test_only_those_who_do_the_offices_work_decide(
    topic: TopicRequest,
    protector: User,
    administrator: User,
    board_member: User,
    client_of: SignIn,
) -> None:
    window = RequestWindowFactory()
    for user in (protector, administrator):
        client = client_of(user)
        assert client.get(url("request-review", topic.pk)).status_code == 200
        assert client.get(url("request-decide", topic.pk)).status_code == 403
        assert client.post(url("request-take-up", topic.pk)).status_code == 403
        assert client.get(url("window-create")).status_code == 403
        assert client.post(url("window-open", window.pk)).status_code == 403
    for user in (board_member, partner_user(topic.organisation)):
        for name, args in (
            ("request-list", ()),
            ("request-review", (topic.pk,)),
            ("request-decide", (topic.pk,)),
            ("window-list", ()),
            ("organisation-list", ()),
            ("organisation-detail", (topic.organisation_id,)),
        ):
            assert client_of(user).get(url(name, *args)).status_code == 404


def test_the_trail_says_who_when_and_why(officer: User, client_of: SignIn) -> None:
    topic = TopicRequestFactory()
    services.submit_request(topic, actor=topic.author)
    services.take_up_request(topic, actor=officer)
    services.ask_more(topic, actor=officer, reason="No audience yet.", letter_en="?", letter_cy="?")
    page = client_of(officer).get(url("request-review", topic.pk))
    assert [(act.what, act.who, act.why) for act in page.context["trail"]] == [
        ("Submitted", topic.author.name, ""),
        ("Review started", officer.name, ""),
        ("More information asked", officer.name, "No audience yet."),
    ]


def test_planning_changing_opening_and_closing_a_window(officer: User, client_of: SignIn) -> None:
    client = client_of(officer)
    today = clock.today()
    later = today + timedelta(days=40)

    def data(first: Any, last: Any, **more: str) -> dict[str, Any]:
        found: dict[str, Any] = {"name_en": "Winter", "name_cy": "Y gaeaf"}
        for name, day in (("opens_on", first), ("closes_on", last)):
            found |= {
                f"{name}_day": day.day,
                f"{name}_month": day.month,
                f"{name}_year": day.year,
            }
        return found | more

    page = client.post(url("window-create"), data(later, today))
    assert "The last day must not be before the first." in body(page)
    page = client.post(url("window-create"), data(today, later, name_cy=""))
    assert page.status_code == 200
    assert not RequestWindow.objects.exists()

    client.post(url("window-create"), data(today, later))
    window = RequestWindow.objects.get()
    assert (window.name_cy, window.closes_on) == ("Y gaeaf", later)
    client.post(url("window-edit", window.pk), data(today, later, name_en="Winter 2026-27"))
    client.post(url("window-open", window.pk))
    window.refresh_from_db()
    assert (window.name_en, window.status) == ("Winter 2026-27", WindowStatus.OPEN)
    # An open window's promise is no longer edited; it may only be closed, with a reason.
    assert client.get(url("window-edit", window.pk)).status_code == 404
    page = client.post(url("window-close", window.pk), {"reason": ""})
    assert "Say why it closes now." in body(page)
    client.post(url("window-close", window.pk), {"reason": "We are full."})
    window.refresh_from_db()
    assert window.status == WindowStatus.CLOSED
    assert Entry.objects.get(action="requestwindow.closed").reason == "We are full."
    client.post(url("window-open", window.pk))
    window.refresh_from_db()
    assert window.status == WindowStatus.CLOSED


def test_a_partners_page_names_its_users_and_not_their_drafts(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    TopicRequestFactory(organisation=topic.organisation, title_en="Still a draft")
    page = client_of(officer).get(url("organisation-detail", topic.organisation_id))
    assert topic.author.name in body(page)
    assert topic.reference in body(page)
    assert "Still a draft" not in body(page)


def test_a_decision_typed_while_a_colleague_decides_is_given_back(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn
) -> None:
    client = client_of(officer)
    address = decide_address(topic, "accepted")
    typed = {"reason": "My weighing.", "interest": "no", "letter_en": "Dear all", "letter_cy": "A"}
    services.ask_more(topic, actor=manager, reason="Unclear.", letter_en="?", letter_cy="?")
    page = client.post(address, typed)
    assert page.status_code == 409
    assert "This request is not under review any more" in body(page)
    assert "My weighing." in body(page)
    assert "Dear all" in body(page)
    assert "Record the decision" not in body(page)
    assert topic.decisions.count() == 1
    # The other language keeps it too, and looking leads to the request.
    assert "My weighing." in body(
        client.post(f"/cy{address.removeprefix('/en')}", typed | {"_switch": "1"})
    )
    assert client.get(address).status_code == 302


def test_a_decision_sent_twice_leads_to_the_decided_request(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    client, address = client_of(officer), decide_address(topic, "more-information")
    typed = {"reason": "Unclear.", "interest": "no", "letter_en": "Which?", "letter_cy": "Pa un?"}
    for _ in range(2):
        answer = client.post(address, typed)
        assert (answer.status_code, answer["Location"]) == (302, url("request-review", topic.pk))
    assert topic.decisions.count() == 1


def test_no_decision_is_taken_by_an_address_that_names_none(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    client = client_of(officer)
    typed = {"reason": "No.", "interest": "no", "letter_en": "Sorry", "letter_cy": "Mae'n ddrwg"}
    assert client.post(url("request-decide", topic.pk), typed).status_code == 404
    assert not Decision.objects.exists()
