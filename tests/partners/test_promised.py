"""What is promised already beside deciding, the office's capacity, and a request's theme."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from partners import promised, services
from partners.models import Outcome, RequestTheme, StatedCapacity
from partners.promised import Clash, Figure, Promised
from tests.factories.partners import (
    AssessedRequestFactory,
    CriterionFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
)
from vef.audit.models import Entry
from vef.privacy.floor import safe_count

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)


def url(name: str, *args: Any) -> str:
    return reverse(f"partners:{name}", args=args)


def text_of(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def sources(monkeypatch):
    """What the apps above offer, in the test's own words."""
    known: dict[str, Any] = {"months": [], "people": 10, "themes": [("burglary", "Burglary")]}
    known["clashes"] = []

    def months(firsts):
        figures: dict[Figure, dict[date, int]] = {figure: {} for figure in Figure}
        for figure, index, number in known["months"]:
            figures[figure][firsts[index]] = number
        return Promised(figures, people=known["people"])

    monkeypatch.setattr(promised, "_months", [months, lambda _firsts: Promised({})])
    monkeypatch.setattr(promised, "_themes", [lambda: known["themes"]])
    monkeypatch.setattr(promised, "_clashes", [lambda _theme, _today: known["clashes"]])
    return known


CLASH = Clash(
    code="A7",
    title="Calls",
    url="/there/",
    opens_on=TODAY,
    closes_on=TODAY + timedelta(days=9),
    status="Planned",
    same=safe_count(14),
)


def state(officer, activities=3, messages_each=2):
    return services.state_capacity(
        activities=activities, messages_each=messages_each, reason="Two officers", actor=officer
    )


# --- Months ---


def test_the_months_are_this_one_and_the_five_after_it():
    assert promised.first_days(TODAY) == [
        date(2026, 11, 1),
        date(2026, 12, 1),
        date(2027, 1, 1),
        date(2027, 2, 1),
        date(2027, 3, 1),
        date(2027, 4, 1),
    ]


def test_a_month_says_how_much_room_there_is(sources, officer):
    state(officer)
    sources["months"] = [
        (Figure.ACTIVITIES, 0, 2),
        (Figure.ACTIVITIES, 1, 3),
        (Figure.ACTIVITIES, 2, 5),
        (Figure.MESSAGES, 3, 20),
        (Figure.MESSAGES, 4, 19),
        (Figure.ANSWERS, 0, 4),
    ]
    months = promised.calendar(officer, TODAY).months
    assert [month.activities for month in months] == [2, 3, 5, 0, 0, 0]
    assert (months[0].answers, months[3].messages) == (4, "20")
    assert [month.is_full for month in months] == [False, True, True, True, False, False]
    assert months[0].says == "Room for 1 more activity."
    assert months[1].says == "Full: no room for another activity."
    assert months[3].says.startswith("Full: people already get as many")
    assert months[5].says == "Room for 3 more activities."


def test_without_a_stated_capacity_no_month_is_full(sources, officer):
    sources["months"] = [(Figure.ACTIVITIES, 0, 50)]
    assert {month.says for month in promised.calendar(officer, TODAY).months} == {""}


def test_with_nobody_to_ask_no_month_is_full_of_messages(sources, officer):
    state(officer)
    sources["people"] = 0
    assert not promised.calendar(officer, TODAY).months[0].is_full


def test_messages_are_floored_for_whoever_may_not_see_people(sources, officer, administrator):
    sources["months"] = [(Figure.MESSAGES, 0, 4), (Figure.MESSAGES, 1, 23)]
    shown = [month.messages for month in promised.calendar(administrator, TODAY).months[:3]]
    assert shown == ["fewer than 10", "20", "fewer than 10"]
    assert promised.calendar(officer, TODAY).months[0].messages == "4"


# --- Capacity ---


def test_capacity_is_said_anew_and_the_old_is_kept(officer):
    first, second = state(officer), state(officer, activities=4)
    assert promised.capacity_in_force() == second
    assert StatedCapacity.objects.count() == 2
    entry = Entry.objects.filter(action="capacity.stated").latest("id")
    assert entry.data == {"activities": 4, "messages_each": 2}
    assert entry.reason == "Two officers"
    with pytest.raises(DatabaseError), transaction.atomic():
        StatedCapacity.objects.filter(pk=first.pk).update(activities=9)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"activities": 0}, ValueError),
        ({"messages_each": 0}, ValueError),
        ({"reason": " "}, ValueError),
        ({"messages_each": 5}, services.TooManyMessages),
    ],
)
def test_nobody_states_less_than_one_or_more_than_anybody_is_sent(fields, error, officer, settings):
    settings.CONTACT_LOAD_MESSAGES = 4
    with pytest.raises(error):
        services.state_capacity(
            **{"activities": 1, "messages_each": 1, "reason": "x", "actor": officer, **fields}
        )


def test_the_capacity_page_keeps_it_and_says_errors_beside_the_boxes(sources, officer, client_of):
    office = client_of(officer)
    wrong = office.post(url("capacity"), {"activities": "0", "messages_each": "99", "reason": ""})
    for anchor in ("id_activities", "id_messages_each", "id_reason"):
        assert f'href="#{anchor}"' in wrong.content.decode()
    assert not StatedCapacity.objects.exists()
    typed = {"activities": "3", "messages_each": "2", "reason": "Two officers"}
    shown = text_of(office.post(url("capacity"), typed, follow=True))
    assert "Activities: 3. Messages to each person: 2." in shown
    assert "Two officers" in shown


def test_the_table_stands_on_the_board_and_beside_deciding(sources, officer, client_of):
    state(officer)
    sources["months"] = [(Figure.ACTIVITIES, 0, 3)]
    topic = AssessedRequestFactory()
    office = client_of(officer)
    for page in (
        url("window-board", topic.window_id),
        url("request-review", topic.pk),
        url("request-decide", topic.pk),
    ):
        shown = text_of(office.get(page))
        assert "What is promised already" in shown, page
        assert "Full: no room for another activity." in shown, page
    with translation.override("cy"):
        page = url("window-board", topic.window_id)
    assert "Full: no room" not in text_of(office.get(page))


# --- Theme ---


def test_the_office_chooses_a_theme_while_it_waits(sources, officer):
    topic = ReviewedRequestFactory()
    assert services.set_theme(topic, theme="burglary", actor=officer) is True
    assert services.set_theme(topic, theme="burglary", actor=officer) is False
    assert services.set_theme(topic, theme="", actor=officer) is True
    entries = Entry.objects.filter(action="topicrequest.theme-chosen").order_by("id")
    assert [entry.data for entry in entries] == [
        {"from": "", "theme": "burglary"},
        {"from": "burglary", "theme": ""},
    ]
    with pytest.raises(services.UnknownTheme):
        services.set_theme(topic, theme="other", actor=officer)


def test_a_decided_request_keeps_its_theme(sources, officer):
    topic = SubmittedRequestFactory(status="declined")
    with pytest.raises(services.NotWaiting):
        services.set_theme(topic, theme="burglary", actor=officer)
    assert not RequestTheme.objects.exists()


def test_the_theme_page_keeps_it_and_the_request_says_who_chose(sources, officer, client_of):
    topic = ReviewedRequestFactory()
    office = client_of(officer)
    assert "Nobody has looked yet" in text_of(office.get(url("request-review", topic.pk)))
    shown = text_of(office.post(url("request-theme", topic.pk), {"theme": "burglary"}, follow=True))
    assert "Burglary" in shown
    assert officer.name in shown
    late = SubmittedRequestFactory(status="declined")
    refused = office.post(url("request-theme", late.pk), {"theme": "burglary"})
    assert "its theme stays as it is" in text_of(refused)


# --- Clashes ---


def with_clash(sources, officer):
    topic = AssessedRequestFactory()
    services.set_theme(topic, theme="burglary", actor=officer)
    sources["clashes"] = [CLASH]
    return topic


def test_a_clash_is_shown_beside_deciding_with_a_floored_number(sources, officer, client_of):
    topic = with_clash(sources, officer)
    for page in (url("request-review", topic.pk), url("request-decide", topic.pk)):
        shown = text_of(client_of(officer).get(page))
        assert "A7 Calls" in shown
        assert "Of the same people: 10" in shown


def test_without_a_theme_there_is_no_clash(sources, officer):
    sources["clashes"] = [CLASH]
    topic = AssessedRequestFactory()
    assert promised.clashes_of(topic, TODAY) == []
    services.set_theme(topic, theme="", actor=officer)
    assert promised.clashes_of(topic, TODAY) == []


WORDS: dict[str, Any] = {
    "reason": "It fits.",
    "letter_en": "Dear partner",
    "letter_cy": "Annwyl bartner",
    "interest_declared": "",
}


@pytest.mark.parametrize(
    ("outcome", "clash", "noted"),
    [
        (Outcome.ACCEPTED, True, True),
        (Outcome.ACCEPTED, False, False),
        (Outcome.DEFERRED, True, False),
    ],
)
def test_whoever_takes_it_on_anyway_is_known_to_have_seen_it(
    outcome, clash, noted, sources, officer, client_of
):
    topic = with_clash(sources, officer)
    if not clash:
        sources["clashes"] = []
    more = (
        {"scores": {CriterionFactory().code: (3, "Good.")}}
        if outcome == Outcome.ACCEPTED
        else {"deferred_to": RequestWindowFactory()}
    )
    decision = services.decide_request(
        topic, actor=officer, **{**WORDS, "outcome": outcome}, **more
    )
    found = Entry.objects.filter(action="topicrequest.clash-seen")
    assert [entry.data for entry in found] == (
        [{"decision": str(decision.pk), "activities": ["A7"]}] if noted else []
    )
    trail = text_of(client_of(officer).get(url("request-review", topic.pk)))
    assert ("Taken although a clash was shown" in trail) is noted


def test_a_partner_reads_neither_theme_nor_clash(sources, officer, client_of):
    topic = with_clash(sources, officer)
    partner = client_of(topic.author)
    shown = text_of(partner.get(url("request-detail", topic.pk)))
    assert topic.reference in shown
    assert "Burglary" not in shown
    assert "A7 Calls" not in shown
    assert partner.get(url("request-theme", topic.pk)).status_code == 404
