"""The front pages' lines, the records, and who joins an organisation."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import desk, services
from partners.models import Membership, Organisation, RequestStatus, RequestWindow
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    AgreementFactory,
    DecisionFactory,
    LateCodeFactory,
    OpenWindowFactory,
    OrganisationFactory,
    RequestWindowFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from vef.accounts import organisations
from vef.accounts.models import User
from vef.accounts.signals import user_joined
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup

SignIn = Callable[[User], Client]


def test_what_waits_on_the_office_desk(officer: User, administrator: User) -> None:
    today = clock.today()
    OpenWindowFactory(closes_on=today + timedelta(days=3))
    RequestWindowFactory(opens_on=today + timedelta(days=60), closes_on=today + timedelta(days=90))
    fresh = SubmittedRequestFactory()
    late = SubmittedRequestFactory(submitted_at=clock.now() - timedelta(days=30))
    SubmittedRequestFactory(status=RequestStatus.ACCEPTED)
    TopicRequestFactory()
    for organisation in Organisation.objects.all():
        AgreementFactory(organisation=organisation)
    found = desk.items(officer, today)
    assert [item.group for item in found] == [DeskGroup.LATE, DeskGroup.WAITING, DeskGroup.COMING]
    assert late.reference in found[0].text
    assert "30 days" in found[0].text
    assert "came today" in found[1].text
    assert str(fresh.pk) in found[1].url
    assert desk.items(administrator, today) == []


def test_what_waits_for_a_partner(lead: User, police: Organisation, officer: User) -> None:
    today = clock.today()
    window = OpenWindowFactory()
    draft = TopicRequestFactory(organisation=police, author=lead, title_en="", title_cy="")
    asked = SubmittedRequestFactory(
        organisation=police, author=lead, status=RequestStatus.MORE_INFORMATION
    )
    SubmittedRequestFactory(organisation=police)
    TopicRequestFactory(organisation=OrganisationFactory())
    found = desk.partner_items(lead, today)
    assert [item.url for item in found] == [
        reverse("partners:request-edit", args=[draft.pk]),
        reverse("partners:request-edit", args=[asked.pk]),
        reverse("partners:request-start"),
    ]
    assert found[0].due == window.closes_on
    services.close_window(window, actor=officer)
    assert [item.group for item in desk.partner_items(lead, today)] == [DeskGroup.WAITING] * 2
    assert desk.partner_items(UserFactory(role="partner"), today) == []


def test_what_waits_for_a_partners_answer_and_how_long(officer: User) -> None:
    today = clock.today()
    short, long = (
        SubmittedRequestFactory(status=RequestStatus.MORE_INFORMATION) for _number in range(2)
    )
    for topic, days in ((short, 1), (long, 30)):
        DecisionFactory(
            request=topic,
            outcome="more-information",
            decided_at=clock.now() - timedelta(days=days),
        )
    found = [item for item in desk.items(officer, today) if "request" in item.url]
    assert [item.group for item in found] == [DeskGroup.LATE, DeskGroup.COMING]
    assert "30 days" in found[0].text
    assert long.organisation.name in found[0].text
    assert "(1 day)" in found[1].text


def test_leave_to_be_late_waits_on_the_partners_desk(lead: User, police: Organisation) -> None:
    today = clock.today()
    code = LateCodeFactory(organisation=police)
    LateCodeFactory()
    (item,) = desk.partner_items(lead, today)
    assert code.window.name in item.text
    assert item.url == reverse("partners:request-start")
    assert item.group == DeskGroup.WAITING
    code.expires_at = clock.now()
    code.save()
    assert desk.partner_items(lead, today) == []


@pytest.mark.parametrize("side", ["items", "partner_items"])
def test_the_desk_costs_the_same_for_one_and_for_three(
    lead: User, police: Organisation, officer: User, side: str
) -> None:
    user = officer if side == "items" else User.objects.get(pk=lead.pk)
    factory: Any = SubmittedRequestFactory if side == "items" else TopicRequestFactory
    today = clock.today()

    def count() -> int:
        reader = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection) as queries:
            assert getattr(desk, side)(reader, today)
        return len(queries)

    factory(organisation=police)
    one = count()
    for _more in range(2):
        factory(organisation=police)
    assert count() == one


def test_whoever_joins_belongs_to_the_organisation_of_the_invitation(
    police: Organisation, officer: User
) -> None:
    joined = UserFactory(role="partner")
    for _again in range(2):
        user_joined.send(sender=None, user=joined, for_organisation=police.pk)
    assert Membership.objects.get(user=joined).organisation == police
    user_joined.send(sender=None, user=officer, for_organisation=None)
    user_joined.send(sender=None, user=officer, for_organisation=police.pk)
    assert not Membership.objects.filter(user=officer).exists()


def test_accounts_are_offered_the_partners_and_not_the_host(police: Organisation) -> None:
    host = OrganisationFactory(kind=Organisation.Kind.HOST)
    gone = OrganisationFactory(is_active=False)
    offered = dict(organisations.choices())
    assert str(police.pk) in offered
    assert not {str(host.pk), str(gone.pk)} & set(offered)


RECORDS = (
    "organisation",
    "membership",
    "requestwindow",
    "topicrequest",
    "criterion",
    "avenue",
    "decision",
)


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_records_open_in_both_languages(
    manager: User, administrator: User, client_of: SignIn, language: str
) -> None:
    from tests.factories.partners import AvenueFactory, CriterionFactory

    decision = DecisionFactory()
    rows = {
        "organisation": decision.request.organisation,
        "membership": decision.request.author.membership,
        "requestwindow": decision.request.window,
        "topicrequest": decision.request,
        "criterion": CriterionFactory(),
        "avenue": AvenueFactory(),
        "decision": decision,
    }
    with translation.override(language):
        for user in (manager, administrator):
            client = client_of(user)
            for name in RECORDS:
                listing = reverse(f"admin:partners_{name}_changelist")
                assert client.get(listing, {"q": "Winter"}).status_code == 200
                page = reverse(f"admin:partners_{name}_change", args=[rows[name].pk])
                assert client.get(page).status_code == 200


def test_the_records_hold_no_draft_and_change_no_decision(manager: User, client_of: SignIn) -> None:
    decision = DecisionFactory()
    draft = TopicRequestFactory()
    client = client_of(manager)
    page = client.get(reverse("admin:partners_topicrequest_change", args=[draft.pk]))
    assert page.status_code == 302
    for name, row in (("decision", decision), ("topicrequest", decision.request)):
        address = reverse(f"admin:partners_{name}_change", args=[row.pk])
        assert client.post(address, {"reason": "Another"}).status_code == 403
    window = RequestWindow.objects.get(status="open")
    page = client.get(reverse("admin:partners_requestwindow_change", args=[window.pk]))
    assert 'name="status"' not in page.content.decode()


def test_the_records_keep_the_days_of_a_window_that_partners_were_told(
    manager: User, client_of: SignIn
) -> None:
    planned = RequestWindowFactory()
    told = RequestWindowFactory(status="closed")
    later = clock.today() + timedelta(days=90)
    for window in (planned, told):
        address = reverse("admin:partners_requestwindow_change", args=[window.pk])
        days = {"opens_on": window.opens_on, "closes_on": later}
        client_of(manager).post(address, {"name_cy": "Haf", "name_en": "Summer", **days})
        before, window.name_en = window.closes_on, ""
        window.refresh_from_db()
        assert window.name_en == "Summer"
        assert window.closes_on == (later if window == planned else before)


def test_who_belongs_where_is_in_the_log_however_it_is_changed(
    administrator: User, client_of: SignIn, police: Organisation
) -> None:
    user = UserFactory(role="partner")
    page = reverse("admin:partners_organisation_change", args=[police.pk])
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "0-user": str(user.pk)}
    values = {"code": police.code, "kind": police.kind, "is_active": "on"}
    names = {"name_cy": police.name_cy, "name_en": police.name_en}
    client_of(administrator).post(
        page, values | names | {f"memberships-{key}": value for key, value in rows.items()}
    )
    membership = Membership.objects.get(user=user)
    assert membership.organisation == police
    entry = Entry.objects.get(action="membership.added")
    assert (entry.actor_id, entry.target_id) == (str(administrator.pk), str(membership.pk))


def test_a_partner_has_no_records(db: None, client_of: SignIn) -> None:
    client = client_of(partner_user(OrganisationFactory()))
    assert client.get(reverse("admin:partners_organisation_changelist")).status_code == 404
