"""New terms of reference: everybody who joined under older ones is told once, and asked nothing."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from database import asking, campaign_desk
from database.models import AskStatus, Campaign
from database.services import campaigns
from tests.database.campaigning import page, prepare, released, url
from tests.factories.database import contactable_person
from vef.common import clock
from vef.documents.models import GovernanceDocument
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db
TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
LONG_AGO = timedelta(days=200)


def terms(version: str = "2", **fields) -> GovernanceDocument:
    GovernanceDocument.objects.filter(status="approved").update(status="replaced")
    words = {"title_en": "Terms", "title_cy": "Telerau", "text_en": "Words", "text_cy": "Geiriau"}
    given = {"approved_on": clock.today() - timedelta(days=9), "status": "approved"} | fields
    return GovernanceDocument.objects.create(
        kind="terms", version=version, author="Ffion Brynderi", **words, **given
    )


@pytest.fixture
def in_force(db) -> GovernanceDocument:
    return terms()


def member(**fields):
    return contactable_person(consent_at=clock.now() - LONG_AGO, **fields)


def reasons() -> dict[str, str]:
    return {one.reference: one.reason for one in asking.audience(Campaign.Kind.TERMS).left_out}


def tell(officer) -> Campaign:
    return prepare(officer, kind="terms")


def test_whoever_joined_under_older_terms_is_told_and_nobody_else(in_force, officer):
    told, silent = member(), member(safe={"email": "unknown"})
    since = contactable_person(consent_at=clock.now())
    assert asking.audience(Campaign.Kind.TERMS).eligible == (told.pk,)
    assert reasons()[since.reference] == asking.JOINED_SINCE
    assert reasons()[silent.reference] not in {"", asking.JOINED_SINCE}
    campaign = tell(officer)
    assert campaign.terms == in_force
    assert [ask.person for ask in campaign.asks.all()] == [told]


def test_nobody_is_told_twice_of_one_version_and_each_of_the_next(in_force, officer):
    person = member()
    tell(officer).asks.update(status=AskStatus.ASKED)
    assert reasons() == {person.reference: asking.JOINED_SINCE}
    with pytest.raises(campaigns.NobodyToAsk):
        tell(officer)
    terms("3", approved_on=clock.today())
    assert reasons() == {}


def test_without_terms_in_force_there_is_nothing_to_tell(officer, client_of):
    member()
    with pytest.raises(campaigns.NoTerms):
        tell(officer)
    day = clock.today()
    said = {
        "kind": "terms",
        "title": "New terms",
        "reason_cy": "Geiriau newydd",
        "reason_en": "New words",
        "closes_on_day": day.day,
        "closes_on_month": day.month,
        "closes_on_year": day.year,
    }
    answer = client_of(officer).post(url("campaign-create"), said)
    assert "No terms of reference are in force yet." in answer.content.decode()
    assert 'value="New terms"' in answer.content.decode()
    terms()
    assert client_of(officer).post(url("campaign-create"), said).status_code == 302


@pytest.mark.parametrize(
    ("reading", "words"),
    [
        ("en", "We have changed the rules that we work by"),
        ("cy", "Rydym wedi newid y rheolau rydym yn gweithio yn unol â nhw"),
    ],
)
def test_the_mail_is_neutral_and_goes_once(in_force, officer, manager, mail_server, reading, words):
    member(reading=reading)
    campaign = tell(officer)
    campaigns.release_campaign(campaign, actor=manager)
    deliver_due()
    campaigns.queue_all_released()
    deliver_due()
    (mail,) = mail_server.messages
    text = re.sub(r"\s+", " ", mail_server.text())
    assert words in text
    assert f"/{reading}/a/" in text
    assert not TELLING.search(text)
    assert mail["List-Unsubscribe"]
    assert campaign.asks.get().status == AskStatus.ASKED
    assert Message.objects.get().kind == "database.terms-told"


@pytest.mark.parametrize(("language", "title"), [("en", "How we work"), ("cy", "Mae ein ffordd")])
def test_the_page_tells_and_takes_no_answer(in_force, client, language, title):
    ask, token = released(kind="terms", codes=(), terms=in_force)
    answer = client.get(page(token, language))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert title in html
    assert f"/{language}/documents/terms/" in html
    assert "<form" not in html.partition("<main")[2].partition("</main")[0]
    assert client.post(page(token, language), {"decline": "1"}).status_code == 405
    ask.refresh_from_db()
    assert ask.status == AskStatus.ASKED


def test_a_shared_mailbox_reads_only_that_there_is_a_page(
    in_force, client, officer, manager, mail_server
):
    member(safe={"shares_mailbox": True})
    campaign = tell(officer)
    campaigns.release_campaign(campaign, actor=manager)
    deliver_due()
    text = mail_server.text()
    assert "There is a page for you to read" in text
    assert "rules" not in text


def test_the_office_sees_how_many_were_told(in_force, officer, client_of):
    member()
    campaign = tell(officer)
    html = client_of(officer).get(url("campaign-detail", campaign.pk)).content.decode()
    for words in ("What has changed", "Told", "Nobody is told the same again."):
        assert words in html
    assert "Gave an answer" not in html


def test_the_desk_points_at_those_who_were_not_told(in_force, officer, board_member):
    member()
    with translation.override("en"):
        (item,) = campaign_desk.campaign_items(officer)
    assert item.text == "1 person has not been told of the terms of reference in force."
    assert item.url.endswith("?kind=terms")
    assert campaign_desk.campaign_items(board_member) == []
    tell(officer)
    with translation.override("en"):
        assert campaign_desk.campaign_items(officer) == []


@pytest.mark.parametrize("number", [1, 3])
def test_judging_asks_the_same_for_one_and_three(in_force, number, django_assert_num_queries):
    for _each in range(number):
        member()
    with django_assert_num_queries(8):
        asking.audience(Campaign.Kind.TERMS)


def test_the_database_keeps_the_version_with_the_campaign(in_force, officer):
    member()
    campaign = tell(officer)
    for fields in ({"terms": None}, {"kind": "renewal"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Campaign.objects.filter(pk=campaign.pk).update(**fields)


def test_terms_approved_long_ago_concern_nobody_who_joined_since(officer):
    terms(approved_on=date(2020, 1, 1))
    member()
    with pytest.raises(campaigns.NobodyToAsk):
        tell(officer)
