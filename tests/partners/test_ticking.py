"""A request refers to register entries by ticking: offered, kept, compared and shown."""

import html
import re
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
from partners.differences import LINES, parts_of
from partners.models import Organisation, RegisterEntry, RegisterKind, RequestWindow, TopicRequest
from partners.steps import progress_of
from tests.factories.partners import (
    RegisterEntryFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import url
from tests.partners.test_portal_pages import step_data
from tests.roles import as_role
from vef.accounts.models import User
from vef.common import clock

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(organisation=police, author=lead, window=window)


@pytest.fixture
def plan(db: None) -> RegisterEntry:
    return RegisterEntryFactory(
        kind=RegisterKind.STRATEGY, name_en="Our plan", name_cy="Ein cynllun"
    )


@pytest.fixture
def priority(plan: RegisterEntry) -> RegisterEntry:
    return RegisterEntryFactory(
        kind=RegisterKind.PRIORITY,
        part_of=plan,
        number="2",
        name_en="Harm is prevented",
        name_cy="Mae niwed yn cael ei atal",
    )


def body(response: Any) -> str:
    return html.unescape(response.content.decode())


def boxes(page: str) -> dict[str, bool]:
    """Return what is offered for ticking, and whether it is ticked."""
    found = re.findall(r'<input[^>]*name="register_entries"[^>]*>', page)
    return {re.search(r'value="([^"]+)"', each)[1]: " checked" in each for each in found}  # type: ignore[index]


def tick(topic: TopicRequest, *rows: RegisterEntry) -> dict[str, Any]:
    return step_data(topic, "why", register_entries=[str(row.pk) for row in rows])


# --- Offering and keeping ------------------------------------------------------------------


def test_what_holds_today_is_offered_by_kind_and_what_is_ticked_is_kept(
    draft: TopicRequest,
    lead: User,
    client_of: SignIn,
    plan: RegisterEntry,
    priority: RegisterEntry,
) -> None:
    ended = RegisterEntryFactory(ends_on=clock.today() - DAY)
    coming = RegisterEntryFactory(starts_on=clock.today() + DAY)
    client, address = client_of(lead), url("request-step", draft.pk, "why")
    page = body(client.get(address))
    assert boxes(page) == {str(plan.pk): False, str(priority.pk): False}
    assert "Policies and strategies" in page
    assert "2. Harm is prevented (Our plan)" in page
    assert "Boards and groups" not in page
    assert client.post(address, tick(draft, priority)).status_code == 302
    assert draft.answer("register_entries") == (priority,)
    assert boxes(body(client.get(address)))[str(priority.pk)]
    for stranger in (ended, coming):
        page = body(client.post(address, tick(draft, stranger)))
        assert "One of those you ticked has ended. Look at the list again." in page
        assert draft.answer("register_entries") == (priority,)
    nonsense = step_data(draft, "why", register_entries=["nonsense"])
    assert client.post(address, nonsense).status_code == 200
    assert draft.answer("register_entries") == (priority,)
    assert client.post(address, tick(draft)).status_code == 302
    assert draft.answer("register_entries") == ()


def test_what_ended_since_stays_ticked_and_says_so(
    draft: TopicRequest, lead: User, client_of: SignIn, priority: RegisterEntry
) -> None:
    services.save_request(draft, actor=lead, answers={"register_entries": (priority,)})
    RegisterEntry.objects.filter(pk=priority.pk).update(ends_on=clock.today() - DAY)
    client, address = client_of(lead), url("request-step", draft.pk, "why")
    page = body(client.get(address))
    assert boxes(page)[str(priority.pk)]
    assert "2. Harm is prevented (Our plan), ended on " in page
    assert client.post(address, tick(draft, priority)).status_code == 302
    assert draft.answer("register_entries") == (priority,)


def test_a_long_list_is_folded_until_something_in_it_is_ticked(
    draft: TopicRequest, lead: User, client_of: SignIn
) -> None:
    rows = [RegisterEntryFactory() for _ in range(6)]
    client, address = client_of(lead), url("request-step", draft.pk, "why")
    assert '<details class="govuk-details vef-choices">' in body(client.get(address))
    services.save_request(draft, actor=lead, answers={"register_entries": (rows[2],)})
    assert '<details class="govuk-details vef-choices" open>' in body(client.get(address))


def test_the_step_costs_the_same_with_many_entries(
    draft: TopicRequest, lead: User, client_of: SignIn, priority: RegisterEntry
) -> None:
    client, address = client_of(lead), url("request-step", draft.pk, "why")
    services.save_request(draft, actor=lead, answers={"register_entries": (priority,)})
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for kind in RegisterKind:
        row = RegisterEntryFactory(kind=kind, part_of=priority)
        draft.register_entries.add(row)
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)


def test_only_ticking_is_a_beginning_too(draft: TopicRequest, priority: RegisterEntry) -> None:
    draft.decision_to_inform = ""
    assert {each.step.slug: each.state for each in progress_of(draft)}["why"] == "waiting"
    draft.register_entries.add(priority)
    assert {each.step.slug: each.state for each in progress_of(draft)}["why"] == "in-progress"


# --- Two authors ------------------------------------------------------------------------------


def test_ticks_differ_as_a_whole() -> None:
    left, right = parts_of("Our plan\nThe other plan", "The plan", by=LINES)
    assert [part.text for part in left if part.differs] == ["Our plan\nThe other plan"]
    assert [part.text for part in right if part.differs] == ["The plan"]
    left, right = parts_of("Our plan\nDuty", "Duty", by=LINES)
    assert [part.text for part in left if part.differs] == ["Our plan\n"]
    assert not [part for part in right if part.differs]


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_second_to_tick_is_shown_both(
    draft: TopicRequest,
    lead: User,
    contributor: User,
    client_of: SignIn,
    plan: RegisterEntry,
    priority: RegisterEntry,
    language: str,
) -> None:
    with translation.override(language):
        address = reverse("partners:request-step", args=[draft.pk, "why"])
        plan.refresh_from_db()
        names = [f"{row.get_kind_display()}: {row.full_name}" for row in (plan, priority)]
    mine, theirs = tick(draft, plan), tick(draft, priority)
    assert client_of(contributor).post(address, theirs).status_code == 302
    client = client_of(lead)
    page = client.post(address, mine)
    assert page.status_code == 409
    for name in names:
        assert f"<mark>{name}</mark>" in body(page)
    # Hers are in the boxes; nothing was written.
    assert boxes(body(page)) == {str(plan.pk): True, str(priority.pk): False}
    assert draft.answer("register_entries") == (priority,)
    both = mine | {
        "seen": page.context["form"]["seen"].value(),
        "register_entries": [str(plan.pk), str(priority.pk)],
    }
    assert client.post(address, both).status_code == 302
    assert set(draft.answer("register_entries")) == {plan, priority}
    saves = [row.fields for row in draft.saves.all()]
    assert saves == [["register_entries"], ["register_entries"]]


def test_a_colleagues_ticks_stay_where_only_words_were_changed(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn, priority: RegisterEntry
) -> None:
    address = url("request-step", draft.pk, "why")
    mine = step_data(draft, "why", decision_to_inform="Mine")
    services.save_request(
        draft,
        actor=contributor,
        answers={"register_entries": (priority,), "decision_to_inform": "Theirs"},
    )
    page = client_of(lead).post(address, mine)
    assert page.status_code == 409
    assert boxes(body(page))[str(priority.pk)]
    mine |= {
        "seen": page.context["form"]["seen"].value(),
        "register_entries": [str(priority.pk)],
    }
    assert client_of(lead).post(address, mine).status_code == 302
    draft.refresh_from_db()
    assert draft.decision_to_inform == "Mine"
    assert draft.answer("register_entries") == (priority,)


def test_the_same_ticks_are_no_difference(
    draft: TopicRequest, lead: User, contributor: User, priority: RegisterEntry
) -> None:
    seen = services.Seen(("register_entries",), services.fingerprint(draft, ["register_entries"]))
    for who in (lead, contributor):
        saved = services.save_request(
            draft, actor=who, answers={"register_entries": (priority,)}, seen=seen
        )
    assert saved == ((), ())


def test_a_colleagues_answer_outlives_a_mistake_in_the_same_box(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    """A date that was wrong at first is compared with the page it was typed on."""
    address = url("request-step", draft.pk, "why")
    mine = step_data(
        draft, "why", decision_on_day="31", decision_on_month="2", decision_on_year="2027"
    )
    theirs = step_data(
        draft, "why", decision_on_day="1", decision_on_month="3", decision_on_year="2027"
    )
    assert client_of(contributor).post(address, theirs).status_code == 302
    client = client_of(lead)
    form = client.post(address, mine).context["form"]
    mine |= {"seen": form["seen"].value(), "decision_on_day": "28"}
    page = client.post(address, mine)
    assert page.status_code == 409
    assert "<mark>1 March </mark>2027" in body(page)


# --- Reading ------------------------------------------------------------------------------------


def test_an_earlier_requests_ticks_come_along_while_they_hold(
    police: Organisation,
    lead: User,
    window: RequestWindow,
    plan: RegisterEntry,
    priority: RegisterEntry,
) -> None:
    earlier = SubmittedRequestFactory(organisation=police, author=lead)
    earlier.register_entries.set([plan, priority])
    RegisterEntry.objects.filter(pk=plan.pk).update(ends_on=clock.today() - DAY)
    topic = services.start_request(organisation=police, actor=lead, based_on=earlier)
    assert topic.answer("register_entries") == (priority,)


@pytest.mark.parametrize(("language", "name"), [("en", "2. Harm is"), ("cy", "2. Mae niwed")])
def test_partner_and_office_read_them(
    police: Organisation,
    lead: User,
    officer: User,
    client_of: SignIn,
    priority: RegisterEntry,
    language: str,
    name: str,
) -> None:
    topic = SubmittedRequestFactory(organisation=police, author=lead)
    topic.register_entries.add(priority)
    for user, page in ((lead, "request-detail"), (officer, "request-review")):
        with translation.override(language):
            address = reverse(f"partners:{page}", args=[topic.pk])
        assert name in body(client_of(user).get(address))


def test_the_portals_own_role_may_tick_and_untick_and_change_no_register(
    draft: TopicRequest,
    lead: User,
    plan: RegisterEntry,
    priority: RegisterEntry,
    portal: str,
) -> None:
    with as_role(portal):
        for rows in ((plan, priority), (priority,)):
            services.save_request(draft, actor=lead, answers={"register_entries": rows})
        again = services.start_request(organisation=draft.organisation, actor=lead)
        assert again.answer("register_entries") == ()
    assert draft.answer("register_entries") == (priority,)
