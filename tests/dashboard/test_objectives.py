"""What was done for each objective and priority: activity, evidence, and where there is none."""

import html
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners.models import RegisterEntry, RegisterKind
from tests.dashboard import rows
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    AcceptedRequestFactory,
    RegisterEntryFactory,
    SubmittedRequestFactory,
)
from vef.accounts.models import Role
from vef.common import clock
from vef.dashboard.objectives import objectives

DAY = timedelta(days=1)


@pytest.fixture
def objective(db: None) -> RegisterEntry:
    return RegisterEntryFactory(
        kind=RegisterKind.OBJECTIVE,
        number="3",
        name_en="Victims are heard",
        name_cy="Clywir dioddefwyr",
        part_of=RegisterEntryFactory(name_en="The board", name_cy="Y bwrdd"),
    )


def page(client: Any, language: str = "en", kind: str = "") -> str:
    with translation.override(language):
        address = reverse("dashboard:objectives")
    return html.unescape(client.get(f"{address}?kind={kind}").content.decode())


def test_activity_and_evidence_stand_against_the_objective(
    objective: RegisterEntry, officer: Any, client_of: Any
) -> None:
    topic = rows.whole_thread()
    topic.register_entries.add(objective)
    begun = AcceptedRequestFactory(title_en="Only just begun")
    begun.register_entries.add(objective)
    (line,) = objectives(RegisterKind.OBJECTIVE)
    assert [each.topic.request for each in line.taken] == sorted(
        [topic, begun], key=lambda row: row.reference
    )
    shown = {each.topic.request: {step.key for step in each.evidence} for each in line.taken}
    assert {"results", "told", "published"} <= shown[topic]
    assert shown[begun] == set()
    text = page(client_of(officer))
    assert "3. Victims are heard (The board)" in text
    assert "Results delivered to the partner" in text
    assert "Only just begun" in text
    assert "3. Clywir dioddefwyr (Y bwrdd)" in page(client_of(officer), "cy")


def test_what_was_not_taken_on_is_not_in_it_and_the_gap_shows(
    objective: RegisterEntry, officer: Any, client_of: Any
) -> None:
    for status in ("submitted", "declined", "draft"):
        topic = SubmittedRequestFactory(title_en="Not taken", status=status)
        topic.register_entries.add(objective)
    text = page(client_of(officer))
    assert "No topic has been taken on for it yet." in text
    assert "Not taken" not in text


def test_what_ended_stays_while_something_was_done_for_it(objective: RegisterEntry) -> None:
    other = RegisterEntryFactory(kind=RegisterKind.OBJECTIVE, ends_on=clock.today() - DAY)
    RegisterEntry.objects.filter(pk=objective.pk).update(ends_on=clock.today() - DAY)
    assert objectives(RegisterKind.OBJECTIVE) == []
    AcceptedRequestFactory().register_entries.add(objective)
    (line,) = objectives(RegisterKind.OBJECTIVE)
    assert line.entry == objective
    assert "ended on" in line.name
    assert other.name_en not in line.name


def test_each_kind_has_its_page_and_a_wrong_one_is_the_first(
    objective: RegisterEntry, officer: Any, client_of: Any
) -> None:
    duty = RegisterEntryFactory(kind=RegisterKind.DUTY, name_en="To ask those who know")
    client = client_of(officer)
    assert duty.name_en in page(client, kind="duty")
    assert objective.name_en not in page(client, kind="duty")
    assert objective.name_en in page(client, kind="nonsense")
    assert "There is none of this kind yet." in page(client, kind="scrutiny")


def test_boards_read_it_and_partners_do_not(objective: RegisterEntry, client_of: Any) -> None:
    topic = AcceptedRequestFactory()
    topic.register_entries.add(objective)
    assert topic.reference in page(client_of(UserFactory(role=Role.BOARD)))
    with translation.override("en"):
        address = reverse("dashboard:objectives")
    assert client_of(partner_user(topic.organisation)).get(address).status_code == 404


def test_the_same_queries_for_one_and_for_many(
    objective: RegisterEntry, officer: Any, client_of: Any
) -> None:
    client = client_of(officer)
    rows.whole_thread().register_entries.add(objective)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            page(client)
        return len(caught)

    page(client)
    one = queries()
    for _ in range(2):
        another = RegisterEntryFactory(kind=RegisterKind.OBJECTIVE, part_of=objective.part_of)
        AcceptedRequestFactory().register_entries.set([objective, another])
    assert queries() == one
