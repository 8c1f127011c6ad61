"""Campaigns: whom they ask, the second person, the mail, the page behind the link, the counts."""

import re
from datetime import timedelta

import pytest
from django.utils import translation

from database import asking, desk
from database.models import (
    AskStatus,
    Campaign,
    CampaignStatus,
    Decision,
    PersonStatus,
    ProfileField,
    Purpose,
)
from database.services import asks, campaigns
from database.services.equality import EqualityNotAsked
from tests.database.campaigning import YEAR, prepare, url
from tests.factories.database import (
    ConsentFactory,
    contactable_person,
)
from tests.factories.equality import (
    CampaignAskFactory,
    CampaignFactory,
    answered,
    asked,
    question,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@pytest.fixture(autouse=True)
def _questions(db):
    asked()


def reasons(kind="equality", codes=("sex",)):
    found = asking.audience(kind, [question(code) for code in codes])
    return {one.reference: one.reason for one in found.left_out}


# --- Whom --------------------------------------------------------------------------


def test_the_gate_and_what_was_asked_or_said_before_decide_who_is_asked(officer):
    fresh = contactable_person()
    silent = contactable_person(safe={"email": "unknown"})
    done = contactable_person()
    ConsentFactory(person=done, purpose=Purpose.EQUALITY)
    answered(done, sex="pns")
    no = contactable_person()
    ConsentFactory(person=no, purpose=Purpose.EQUALITY, decision=Decision.REFUSED)
    assert reasons() == {
        silent.reference: "no-safe-channel",
        done.reference: asking.ANSWERED,
        no.reference: asking.SAID_NO,
    }
    # One answer is enough: they saw the other questions and left them empty.
    assert reasons(codes=("sex", "religion"))[done.reference] == asking.ANSWERED
    campaign = prepare(officer, codes=("sex",))
    assert [ask.person for ask in campaign.asks.all()] == [fresh]


def test_no_page_tells_who_answered_or_refused(officer, client_of):
    contactable_person()
    done, no = contactable_person(), contactable_person()
    ConsentFactory(person=done, purpose=Purpose.EQUALITY)
    answered(done, sex="female")
    ConsentFactory(person=no, purpose=Purpose.EQUALITY, decision=Decision.REFUSED)
    campaign = prepare(officer, codes=("sex",))
    text = client_of(officer).get(url("campaign-detail", campaign.pk)).content.decode()
    assert "Asked before, or have told us already: 2" in text
    assert done.reference not in text
    assert no.reference not in text


def test_nobody_is_asked_the_same_twice_by_any_campaign(officer, manager):
    person = contactable_person()
    first = prepare(officer, codes=("sex", "religion"))
    # Prepared and not released yet: they are about to be asked.
    with pytest.raises(campaigns.NobodyToAsk):
        prepare(officer, codes=("religion",))
    campaigns.release_campaign(first, actor=manager)
    first.asks.update(status=AskStatus.ASKED)
    assert reasons(codes=("sex",)) == {person.reference: asking.ASKED_BEFORE}
    campaigns.close_campaign(first, actor=officer)
    assert reasons(codes=("sex",)) == {person.reference: asking.ASKED_BEFORE}
    # Something else may be asked.
    assert prepare(officer, codes=("caring",)).asks.count() == 1


def test_a_campaign_that_was_never_released_asked_nobody(officer):
    contactable_person()
    campaigns.close_campaign(prepare(officer), actor=officer)
    assert prepare(officer).asks.count() == 1


def test_renewal_is_for_consent_that_grows_old_or_has_ended(officer):
    fresh = contactable_person(consent_at=clock.now() - timedelta(days=90))
    soon = contactable_person(consent_at=clock.now() - YEAR * 2 + timedelta(days=40))
    over = contactable_person(consent_at=clock.now() - YEAR * 3)
    paused = contactable_person(
        consent_at=clock.now() - YEAR * 3,
        status=PersonStatus.PAUSED,
        paused_until=clock.today() + timedelta(days=9),
    )
    found = asking.audience(Campaign.Kind.RENEWAL)
    assert set(found.eligible) == {soon.pk, over.pk}
    assert {one.reference: one.reason for one in found.left_out} == {
        fresh.reference: asking.NOT_DUE,
        paused.reference: "paused",
    }


def test_renewal_is_asked_once_for_each_consent(officer):
    person = contactable_person(consent_at=clock.now() - YEAR * 3)
    prepare(officer, kind="renewal").asks.update(status=AskStatus.ASKED)
    assert reasons("renewal") == {person.reference: asking.ASKED_BEFORE}
    # They renewed, and years later that consent is old too.
    for purpose in (Purpose.DATABASE, Purpose.EMAIL):
        ConsentFactory(person=person, purpose=purpose, decision=Decision.RENEWED, at=clock.now())
    with clock.held_at(clock.now() + YEAR * 2):
        assert asking.audience(Campaign.Kind.RENEWAL).eligible == (person.pk,)


@pytest.mark.parametrize("kind", ["equality", "renewal"])
@pytest.mark.parametrize("number", [1, 3])
def test_judging_asks_the_same_for_one_and_three(kind, number, django_assert_num_queries):
    for _ in range(number):
        contactable_person(consent_at=clock.now() - YEAR * 3)
    questions = [question("sex")]
    with django_assert_num_queries({"equality": 8, "renewal": 7}[kind]):
        asking.audience(kind, questions)


def test_nothing_is_prepared_while_the_questions_are_switched_off(officer):
    contactable_person()
    ProfileField.objects.filter(code=ProfileField.Code.EQUALITY).update(is_on=False)
    with pytest.raises(EqualityNotAsked):
        prepare(officer)
    assert not Campaign.objects.exists()


def test_refusals_leave_nothing_behind(officer):
    with pytest.raises(campaigns.NobodyToAsk):
        prepare(officer)
    contactable_person()
    with pytest.raises(campaigns.NoQuestions):
        prepare(officer, codes=())
    with pytest.raises(campaigns.CampaignOver):
        prepare(officer, days=-1)
    assert not Campaign.objects.exists()


# --- Releasing and sending -----------------------------------------------------------


def test_whoever_prepared_it_may_not_release_it(manager, officer):
    contactable_person()
    campaign = prepare(manager)
    with pytest.raises(campaigns.SamePerson):
        campaigns.release_campaign(campaign, actor=manager)
    assert not Message.objects.exists()
    other = prepare(officer, codes=("caring",))
    assert campaigns.release_campaign(other, actor=manager)
    assert not campaigns.release_campaign(other, actor=manager)
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    ("reading", "kind", "words"),
    [
        ("en", "equality", "We have a few questions about you"),
        ("cy", "equality", "Mae gennym ychydig o gwestiynau amdanoch"),
        ("en", "renewal", "is still all right for you"),
        ("cy", "renewal", "a yw hynny'n iawn gennych o hyd"),
    ],
)
def test_the_mail_is_neutral_in_the_readers_language_and_goes_once(
    officer, manager, mail_server, reading, kind, words
):
    person = contactable_person(reading=reading, consent_at=clock.now() - YEAR * 3)
    if kind == "equality":
        for purpose in (Purpose.DATABASE, Purpose.EMAIL):
            ConsentFactory(person=person, purpose=purpose, at=clock.now())
    campaign = prepare(officer, kind=kind)
    campaigns.release_campaign(campaign, actor=manager)
    deliver_due()
    campaigns.queue_all_released()
    deliver_due()
    (mail,) = mail_server.messages
    text = mail_server.text()
    assert words in re.sub(r"\s+", " ", text)
    assert not TELLING.search(text)
    assert "missing" not in text
    assert f"/{reading}/a/" in text
    assert mail["List-Unsubscribe"]
    ask = campaign.asks.get()
    assert ask.status == AskStatus.ASKED
    assert ask.asked_at is not None
    assert person.name not in text


def test_a_shared_mailbox_gets_no_more_than_the_link(officer, manager, mail_server):
    contactable_person(safe={"shares_mailbox": True})
    campaigns.release_campaign(prepare(officer), actor=manager)
    deliver_due()
    text = mail_server.text()
    assert "There is a page for you to read" in text
    assert "questions" not in text
    assert mail_server.messages[0]["Subject"] == "A page for you"


@pytest.mark.parametrize(
    ("kind", "sent", "status", "reason"),
    [
        ("equality", 0, AskStatus.WITHHELD, "consent-out-of-date"),
        ("renewal", 1, AskStatus.ASKED, ""),
    ],
)
def test_consent_that_ends_meanwhile_stops_questions_but_not_the_renewal(
    officer, manager, mail_server, kind, sent, status, reason
):
    contactable_person(consent_at=clock.now() - YEAR * 2 + timedelta(days=3))
    campaign = prepare(officer, kind=kind)
    campaigns.release_campaign(campaign, actor=manager)
    with clock.held_at(clock.now() + timedelta(days=9)):
        deliver_due()
    assert len(mail_server.messages) == sent
    assert campaign.asks.get().status == status
    assert Message.objects.get().reason_code == reason


def test_a_withdrawal_meanwhile_stops_a_renewal_too(officer, manager, mail_server):
    person = contactable_person(consent_at=clock.now() - YEAR * 3)
    campaign = prepare(officer, kind="renewal")
    campaigns.release_campaign(campaign, actor=manager)
    ConsentFactory(person=person, purpose=Purpose.EMAIL, decision=Decision.WITHDRAWN)
    deliver_due()
    assert mail_server.messages == []
    assert campaign.asks.get().status == AskStatus.WITHHELD


def test_what_has_not_left_when_it_closes_is_not_sent(officer, manager, mail_server):
    contactable_person()
    campaign = prepare(officer)
    campaigns.release_campaign(campaign, actor=manager)
    campaigns.close_campaign(campaign, actor=officer, reason="A mistake.")
    deliver_due()
    assert mail_server.messages == []
    assert campaign.asks.get().status == AskStatus.WITHHELD
    assert Message.objects.get().reason_code == "campaign-over"


def test_it_closes_after_its_day(officer, manager):
    contactable_person()
    campaign = prepare(officer, days=3)
    campaigns.release_campaign(campaign, actor=manager)
    assert campaigns.close_due(campaign.closes_on) == 0
    assert campaigns.close_due(campaign.closes_on + timedelta(days=1)) == 1
    assert campaigns.close_due(campaign.closes_on + timedelta(days=1)) == 0
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED


# --- The office ----------------------------------------------------------------------


def typed(**more):
    day = clock.today() + timedelta(days=14)
    return {
        "kind": "equality",
        "title": "About you",
        "questions": [question("sex").pk],
        "reason_cy": "Rheswm",
        "reason_en": "Reason",
        "closes_on_day": day.day,
        "closes_on_month": day.month,
        "closes_on_year": day.year,
        **more,
    }


def test_preparing_previewing_releasing_and_counting_on_the_pages(
    officer, manager, client_of, mail_server
):
    contactable_person()
    left = contactable_person(safe={"email": "unsafe"})
    answer = client_of(officer).post(url("campaign-create"), typed())
    campaign = Campaign.objects.get()
    assert answer["Location"] == url("campaign-detail", campaign.pk)
    text = client_of(officer).get(answer["Location"]).content.decode()
    assert left.reference in text
    assert "A few questions, if you like" in text
    assert "Ychydig o gwestiynau, os hoffech chi" in text
    assert "Release the campaign" not in text
    client_of(manager).post(url("campaign-release", campaign.pk))
    deliver_due()
    asks.decline(campaign.asks.select_related("campaign", "person").get())
    for language in ("en", "cy"):
        shown = client_of(officer).get(url("campaign-detail", campaign.pk, language=language))
        assert shown.status_code == 200
        assert left.reference not in shown.content.decode()
    listed = client_of(officer).get(url("campaign-list")).content.decode()
    assert "About you" in listed
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"campaign.prepared", "campaign.released", "campaignask.declined"} <= actions


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"questions": []}, "Choose at least one question."),
        ({"closes_on_year": 2020}, "Enter today&#x27;s date or a later one."),
        ({"closes_on_year": 2999}, "Enter a day within a year from now."),
        ({"kind": ""}, "Choose what it is about."),
        ({"reason_cy": ""}, "Write it in Welsh."),
        ({}, "There is nobody to ask: everybody is left out."),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(officer, client_of, more, words):
    text = client_of(officer).post(url("campaign-create"), typed(**more)).content.decode()
    assert words in text
    assert 'value="About you"' in text
    assert not Campaign.objects.exists()


def test_closing_needs_a_reason(officer, client_of):
    contactable_person()
    campaign = prepare(officer)
    client = client_of(officer)
    assert client.post(url("campaign-close", campaign.pk)).status_code == 200
    client.post(url("campaign-close", campaign.pk), {"reason": "A mistake in the questions."})
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED
    assert Entry.objects.get(action="campaign.closed").reason == "A mistake in the questions."


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_ask_the_same_for_one_and_three(
    number, officer, client_of, django_assert_num_queries
):
    campaign = CampaignFactory(prepared_by=officer)
    for _ in range(number):
        CampaignFactory()
        CampaignAskFactory(campaign=campaign, person=contactable_person())
    client = client_of(officer)
    for address, queries in (
        (url("campaign-list"), 7),
        (url("campaign-detail", campaign.pk), 18),
    ):
        client.get(address)
        with django_assert_num_queries(queries):
            client.get(address)


def test_the_desk_tells_of_consent_that_grows_old_and_of_what_waits(officer, manager):
    contactable_person(consent_at=clock.now() - YEAR * 2 + timedelta(days=40))
    with translation.override("en"):
        (item,) = desk.items(officer, clock.today())
    assert item.text == "The consent of 1 person grows old. Ask whether it still holds."
    assert item.url.endswith("?kind=renewal")
    prepare(officer, kind="renewal")
    with translation.override("en"):
        assert desk.items(officer, clock.today()) == []
        (item,) = desk.items(manager, clock.today())
    assert item.text == "1 campaign waits to be released."
