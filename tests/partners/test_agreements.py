"""The agreements register: its steps, what it holds back, and what it says to whom."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from feedback.errors import AgreementMissing
from feedback.models import PackStatus
from feedback.services import packs
from partners import desk
from partners.agreement_lines import lines_of, register_lines
from partners.models import Agreement, AgreementKind, AgreementStatus, Organisation
from partners.services import agreements as services
from tests.factories.feedback import activity_of, pack_of
from tests.factories.partners import AgreementFactory, OrganisationFactory
from tests.partners.pages import url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup
from vef.common.steps import TransitionError

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


def signed(agreement: Agreement, officer: User, **fields: Any) -> bool:
    today = clock.today()
    return services.sign_agreement(
        agreement,
        actor=officer,
        **{
            "signed_on": today,
            "signed_by": "Bethan Rhydlas",
            "review_on": today + 365 * DAY,
            **fields,
        },
    )


def draft(police: Organisation, officer: User, kind: str = "data-sharing") -> Agreement:
    return services.draft_agreement(police, kind=kind, actor=officer)


def test_an_agreement_is_drafted_signed_reviewed_and_ended(
    police: Organisation, officer: User
) -> None:
    agreement = draft(police, officer)
    assert not services.may_receive_results(police)
    assert signed(agreement, officer)
    assert not signed(agreement, officer)
    assert services.may_receive_results(police)
    services.review_agreement(
        agreement, actor=officer, review_on=clock.today() + 700 * DAY, reason="Stands"
    )
    assert services.end_agreement(agreement, actor=officer, reason="Withdrawn")
    assert not services.end_agreement(agreement, actor=officer, reason="Again")
    assert not services.may_receive_results(police)
    assert "has ended" in services.why_no_results(police)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert actions >= {
        "agreement.drafted",
        "agreement.signed",
        "agreement.reviewed",
        "agreement.ended",
    }


def test_signing_a_later_one_replaces_the_earlier(police: Organisation, officer: User) -> None:
    old = AgreementFactory(organisation=police)
    new = draft(police, officer)
    assert services.may_receive_results(police)
    signed(new, officer)
    old.refresh_from_db()
    assert (old.status, old.replaced_by) == (AgreementStatus.REPLACED, new)
    assert police.agreements.signed().get() == new


def test_steps_that_are_not_lawful_are_refused(police: Organisation, officer: User) -> None:
    agreement = draft(police, officer)
    with pytest.raises(services.DraftWaiting):
        draft(police, officer)
    with pytest.raises(TransitionError):
        services.review_agreement(
            agreement, actor=officer, review_on=clock.today() + DAY, reason="Stands"
        )
    with pytest.raises(services.DatesWrong):
        signed(agreement, officer, signed_on=clock.today() + DAY)
    with pytest.raises(services.DatesWrong):
        signed(agreement, officer, review_on=clock.today())
    with pytest.raises(services.ReasonMissing):
        services.end_agreement(agreement, actor=officer, reason=" ")
    services.end_agreement(agreement, actor=officer, reason="Dropped")
    with pytest.raises(TransitionError):
        signed(agreement, officer)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "unheard-of"},
        {"status": "signed"},
        {"status": "ended"},
        {"status": "replaced", "ended_on": "2026-01-01"},
        {"signed_on": "2026-01-01"},
    ],
)
def test_the_database_knows_the_rules(
    police: Organisation, officer: User, fields: dict[str, str]
) -> None:
    agreement = draft(police, officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**fields)


def test_only_one_of_a_kind_is_signed(police: Organisation) -> None:
    AgreementFactory(organisation=police)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.create(
            organisation=police,
            kind="data-sharing",
            status="signed",
            signed_on=clock.today(),
            signed_by="Somebody",
            review_on=clock.today(),
        )


def test_no_results_before_the_agreement_is_signed(
    police: Organisation, officer: User, manager: User, client_of: SignIn
) -> None:
    pack = pack_of(activity_of(police), author=officer)
    packs.check_disclosure(pack, actor=officer)
    packs.approve_pack(pack, actor=manager)
    Agreement.objects.all().delete()
    with pytest.raises(AgreementMissing) as refused:
        packs.deliver_pack(pack, actor=officer)
    assert str(refused.value) == (
        "Example Police can't be given results until it has signed: Data sharing agreement."
    )
    client = client_of(officer)
    with translation.override("en"):
        address = reverse("feedback:pack-step", args=[pack.pk, "deliver"])
    page = client.post(address, follow=True)
    assert page.content.decode().count("given results until it has signed") == 2
    pack.refresh_from_db()
    assert pack.status == PackStatus.APPROVED
    signed(draft(police, officer), officer)
    page = client.post(address, follow=True)
    pack.refresh_from_db()
    assert pack.status == PackStatus.DELIVERED
    assert "can&#x27;t be given results" not in page.content.decode()


def test_other_agreements_warn_and_hold_nothing_back(police: Organisation, officer: User) -> None:
    AgreementFactory(organisation=police)
    draft(police, officer, kind="service-level")
    assert services.may_receive_results(police)
    states = {line.kind: line.state for line in lines_of(police, clock.today())}
    assert states == {AgreementKind.DATA_SHARING: "", AgreementKind.SERVICE_LEVEL: "draft"}
    later = lines_of(police, clock.today() + 90 * DAY)
    assert {line.kind: line.state for line in later}[AgreementKind.SERVICE_LEVEL] == "late"


def test_a_late_review_is_said_and_holds_nothing_back(police: Organisation) -> None:
    AgreementFactory(organisation=police, review_on=clock.today() - DAY)
    assert [line.state for line in lines_of(police, clock.today())] == ["late"]
    assert services.may_receive_results(police)


def test_a_draft_beside_a_signed_one_is_not_a_fault(police: Organisation, officer: User) -> None:
    AgreementFactory(organisation=police)
    draft(police, officer)
    assert sorted(line.state for line in lines_of(police, clock.today())) == ["", "draft"]


def test_the_register_shows_what_is_missing_and_late(
    police: Organisation, officer: User, client_of: SignIn
) -> None:
    AgreementFactory(organisation=police, review_on=clock.today() - DAY)
    other = OrganisationFactory(name_en="Unsigned Body")
    OrganisationFactory(is_active=False, name_en="Closed Body")
    page = client_of(officer).get(url("agreement-list"))
    assert page.context["counts"] == {"missing": 1, "late": 1, "soon": 0, "draft": 0}
    assert "Closed Body" not in page.content.decode()
    page = client_of(officer).get(url("agreement-list") + "?show=missing")
    assert [line.organisation for line in page.context["lines"]] == [other]
    page = client_of(officer).get(url("agreement-list") + "?kind=memorandum")
    assert page.context["lines"] == []


def test_the_register_is_two_queries_for_one_and_three(db: None) -> None:
    for _ in range(2):
        AgreementFactory()
        with CaptureQueriesContext(connection) as caught:
            register_lines(clock.today())
        assert len(caught) == 2
        AgreementFactory()


def test_reviews_and_missing_agreements_are_on_the_desk(
    police: Organisation, officer: User
) -> None:
    today = clock.today()
    AgreementFactory(organisation=police, review_on=today - DAY)
    AgreementFactory(review_on=today + 20 * DAY)
    AgreementFactory(review_on=today + 90 * DAY)
    OrganisationFactory()
    found = {(item.group, item.count): item.text for item in desk.items(officer, today)}
    assert set(found) == {(DeskGroup.LATE, 1), (DeskGroup.COMING, 1), (DeskGroup.WAITING, 1)}
    assert "Example Police" in found[DeskGroup.LATE, 1]
    assert found[DeskGroup.WAITING, 1].startswith("1 partner has not signed")


def test_an_officer_drafts_and_signs_by_the_pages(
    police: Organisation, officer: User, client_of: SignIn
) -> None:
    client = client_of(officer)
    new = url("agreement-draft", police.pk)
    client.post(new, {"kind": "data-sharing", "reference": "DSA 7"})
    page = client.post(new, {"kind": "data-sharing", "reference": "DSA 8"})
    assert page.context["form"].errors.keys() == {"kind"}
    agreement = police.agreements.get()
    step = url("agreement-step", agreement.pk, "sign")
    typed = {
        "signed_on_day": "1",
        "signed_on_month": "11",
        "signed_on_year": "2027",
        "signed_by": "",
        "review_on_day": "1",
        "review_on_month": "11",
        "review_on_year": "2026",
    }
    page = client.post(step, typed)
    assert page.context["form"].errors.keys() == {"signed_on", "signed_by"}
    typed |= {"signed_on_year": "2026", "signed_by": "Bethan"}
    page = client.post(step, typed)
    assert page.context["form"].errors.keys() == {"review_on"}
    page = client.post(step, typed | {"review_on_year": "2027"}, follow=True)
    agreement.refresh_from_db()
    assert agreement.status == "signed"
    assert agreement.reference == "DSA 7"
    assert "DSA 7" in page.content.decode()
    assert client.get(step).status_code == 404
    assert client.get(url("agreement-step", agreement.pk, "burn")).status_code == 404
    end = url("agreement-step", agreement.pk, "end")
    page = client.post(end, {"reason": ""})
    assert page.context["form"].errors.keys() == {"reason"}
    page = client.post(end, {"reason": "It is over."}, follow=True)
    assert "Earlier agreements" in page.content.decode()
    assert "what it signed has ended" in page.content.decode()
