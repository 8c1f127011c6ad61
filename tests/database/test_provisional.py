"""A yes by link from somebody at risk: it counts once they said it another way."""

import pytest
from django.urls import reverse
from django.utils import translation

from database import gate
from database.models import ConsentEvidence, ConsentMethod, Decision, Purpose
from database.services import provisional
from tests.database.test_evidence import PDF, upload
from tests.factories.database import ConsentFactory, PersonFactory, SafeContactFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cerys(db):
    """At risk, and agreed by link only."""
    person = PersonFactory()
    for purpose in (Purpose.DATABASE, Purpose.EMAIL):
        ConsentFactory(
            person=person,
            purpose=purpose,
            method=ConsentMethod.LINK,
            language="cy",
            is_provisional=True,
        )
    SafeContactFactory(person=person, risk_flag=True)
    return person


def url(name: str, person, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=[person.pk])


def test_confirming_adds_a_given_to_the_same_wording(cerys, officer):
    assert gate.check(cerys.pk).reason == gate.GateReason.PROVISIONAL
    events = provisional.confirm_provisional(
        cerys, method=ConsentMethod.PHONE, evidence="Note 7", actor=officer
    )
    assert {(event.purpose, event.decision) for event in events} == {
        (Purpose.DATABASE, Decision.GIVEN),
        (Purpose.EMAIL, Decision.GIVEN),
    }
    event = events[0]
    assert (event.method, event.language, event.evidence) == ("phone", "cy", "Note 7")
    assert (event.recorded_by, event.is_provisional) == (officer, False)
    assert gate.check(cerys.pk).allowed
    assert provisional.waiting(cerys) == []
    with pytest.raises(provisional.NothingToConfirm):
        provisional.confirm_provisional(cerys, method="phone", actor=officer)
    assert cerys.consents.count() == 4


@pytest.mark.parametrize("method", [ConsentMethod.LINK, ConsentMethod.WEB])
def test_a_link_confirms_no_link(cerys, officer, method):
    with pytest.raises(provisional.NotAnotherWay):
        provisional.confirm_provisional(cerys, method=method, actor=officer)
    assert cerys.consents.count() == 2


def test_what_was_taken_back_since_is_not_confirmed(cerys, officer):
    ConsentFactory(person=cerys, purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN)
    events = provisional.confirm_provisional(cerys, method="phone", actor=officer)
    assert [event.purpose for event in events] == [Purpose.DATABASE]


@pytest.mark.parametrize(("language", "word"), [("en", "Provisional"), ("cy", "")])
def test_the_page_says_it_and_leads_to_the_step(cerys, officer, client_of, language, word):
    text = client_of(officer).get(url("person-detail", cerys, language)).content.decode()
    assert url("consent-confirm", cerys, language) in text
    assert word in text


def test_the_page_confirms_with_a_file(cerys, officer, client_of):
    client, path = client_of(officer), url("consent-confirm", cerys)
    text = client.get(path).content.decode()
    assert 'value="phone"' in text
    assert 'value="link"' not in text
    refused = client.post(path, {"evidence": "Note 7", "method": "link"})
    assert 'id="id_method-error"' in refused.content.decode()
    assert "Note 7" in refused.content.decode()
    client.post(path, {"method": "paper", "file": upload(PDF)})
    assert ConsentEvidence.objects.get().consents.count() == 2
    again = client.post(path, {"method": "paper"})
    assert "No consent of theirs waits" in again.content.decode()


def test_without_a_provisional_yes_the_page_offers_nothing(officer, client_of):
    person = ConsentFactory().person
    text = client_of(officer).get(url("person-detail", person)).content.decode()
    assert url("consent-confirm", person) not in text


# --- Safe contact: what kind of risk, and who we say we are ----------------------------

UNASKED = dict.fromkeys(("email", "phone", "sms", "post"), "unknown")


def test_a_manager_writes_down_the_kind_of_risk(cerys, manager, client_of):
    client, path = client_of(manager), url("safe-contact-edit", cerys)
    refused = client.post(path, {**UNASKED, "risk_kind": "stalking"})
    assert 'id="id_risk_kind-error"' in refused.content.decode()
    client.post(path, {**UNASKED, "risk_kind": "stalking", "risk_flag": "on", "may_say_who": "on"})
    latest = cerys.safe_contacts.order_by("-version").first()
    assert (latest.risk_kind, latest.risk_flag, latest.may_say_who) == ("stalking", True, True)


def test_an_officer_neither_sees_nor_clears_the_kind_of_risk(cerys, officer, manager, client_of):
    SafeContactFactory(person=cerys, version=2, risk_flag=True, risk_kind="stalking")
    pages = [url("person-detail", cerys), url("safe-contact-edit", cerys)]
    records = reverse(
        "admin:database_safecontact_change", args=[cerys.safe_contacts.latest("version").pk]
    )
    with translation.override("en"):
        for page in [*pages, records]:
            text = client_of(officer).get(page).content.decode()
            assert "talking or harassment" not in text
            assert "risk_kind" not in text
        assert "Stalking or harassment" in client_of(manager).get(pages[0]).content.decode()
    client_of(officer).post(url("safe-contact-edit", cerys), {**UNASKED, "phone": "ask"})
    latest = cerys.safe_contacts.order_by("-version").first()
    assert (latest.version, latest.risk_kind, latest.phone) == (3, "stalking", "ask")
