"""Campaigns: whom they ask, the second person, the mail, the page behind the link, the counts."""

import os
import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from database import asking, desk
from database.campaign_emails import link_expiry
from database.models import (
    AskStatus,
    Campaign,
    CampaignAsk,
    CampaignStatus,
    Consent,
    Decision,
    EqualityAnswer,
    PersonStatus,
    ProfileField,
    Purpose,
)
from database.services import asks, campaigns
from database.services.equality import EqualityNotAsked
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.equality import (
    CampaignAskFactory,
    CampaignFactory,
    answered,
    asked,
    member,
    question,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import issue_link
from vef.outbox.delivery import deliver_due
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def _questions(db):
    asked()


def prepare(actor, *, kind="equality", codes=("sex", "religion"), days=14, **fields):
    return campaigns.prepare_campaign(
        kind=kind,
        title="About you",
        reason_cy="Er mwyn gweld pwy sydd ar goll.",
        reason_en="To see who is missing.",
        closes_on=clock.today() + timedelta(days=days),
        questions=[question(code) for code in codes] if kind == "equality" else [],
        actor=actor,
        **fields,
    )


def reasons(kind="equality", codes=("sex",)):
    found = asking.audience(kind, [question(code) for code in codes])
    return {one.reference: one.reason for one in found.left_out}


def released(*, kind="equality", status=AskStatus.ASKED, person=None, codes=("sex",), **fields):
    """Return an asking that went out, and the token of its link."""
    ask = CampaignAskFactory(
        campaign=CampaignFactory(kind=kind, status="released", **fields),
        person=person or contactable_person(),
        status=status,
    )
    ask.campaign.questions.set([question(code) for code in codes])
    token = issue_link(scope=asks.SCOPE, target_id=ask.pk, expires_at=link_expiry(ask.campaign))
    return ask, token


def page(token, language="en"):
    with translation.override(language):
        return reverse("database:ask", args=[token])


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


# --- The page behind the link --------------------------------------------------------


@pytest.mark.parametrize("kind", ["equality", "renewal"])
def test_the_page_is_neutral_blind_and_chooses_nothing(client, kind):
    ConsentWordingFactory(purpose=Purpose.DATABASE)
    texts = set()
    for given in (False, True):
        person = member(agreed=False) if not given else answered(member(), sex="female")
        _ask, token = released(kind=kind, person=person)
        text = client.get(page(token)).content.decode()
        assert "Exit this page" in text
        assert not TELLING.search(TITLE.search(text)[1])
        assert " checked" not in text
        for private in (person.name, person.email, person.reference, str(person.pk)):
            assert private not in text
        # Tokens and ids differ; the words must not.
        texts.add(re.sub(r"[\w-]{20,}", "", text))
    assert len(texts) == 1


@pytest.mark.parametrize("language", ["en", "cy"])
def test_why_we_ask_stands_beside_each_question(client, language):
    _ask, token = released(codes=("sex", "religion", "condition"))
    text = client.get(page(token, language)).content.decode()
    why = {"en": "Why we ask", "cy": "Pam rydym yn gofyn"}[language]
    assert text.count(why) >= 3
    assert {"en": "Prefer not to say", "cy": "Mae&#x27;n well gen i beidio â dweud"}[
        language
    ] in text
    reason = {"en": "To see whom we do not hear from", "cy": "Er mwyn gweld pwy nad ydym"}
    assert reason[language] in text


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_never_acts(method):
    ask, token = released()
    before = Entry.objects.count()
    for address in (page(token), reverse("database:ask-done", args=["given"])) * 2:
        response = getattr(Client(), method)(address)
        assert response.status_code == 200
        assert not any("session" in name for name in response.cookies)
    ask.refresh_from_db()
    assert ask.status == AskStatus.ASKED
    assert Entry.objects.count() == before


def test_answers_by_link_are_kept_with_the_agreement(client):
    ask, token = released(codes=("sex", "welsh"))
    sex, welsh = question("sex"), question("welsh")
    answer = client.post(
        page(token, "cy"),
        {f"q{sex.pk}": "female", f"q{welsh.pk}": ["understand", "speak"], "agrees": "on"},
    )
    assert answer["Location"] == "/cy/a/done/given/"
    ask.refresh_from_db()
    assert ask.status == AskStatus.GAVE
    assert ask.person.equality_answers.count() == 2
    event = ask.person.consents.get(purpose=Purpose.EQUALITY)
    assert (event.method, event.language, event.is_provisional) == ("link", "cy", False)


def test_without_the_agreement_nothing_is_kept_and_what_was_chosen_stays(client):
    ask, token = released()
    sex = question("sex")
    text = client.post(page(token), {f"q{sex.pk}": "male"}).content.decode()
    assert "We can only keep answers if you agree to this." in text
    assert re.search(r'value="male" checked', text)
    assert not EqualityAnswer.objects.exists()
    ask.refresh_from_db()
    assert ask.status == AskStatus.ASKED


def test_answers_that_do_not_go_together_come_back_with_words(client):
    _ask, token = released(codes=("welsh",))
    data = {f"q{question('welsh').pk}": ["none", "speak"], "agrees": "on"}
    text = client.post(page(token), data).content.decode()
    assert "These answers do not go together." in text
    assert not EqualityAnswer.objects.exists()


def test_an_empty_form_says_so_and_rather_not_is_an_answer(client):
    ask, token = released()
    assert "There is nothing to send yet." in client.post(page(token)).content.decode()
    answer = client.post(page(token), {"decline": "1"})
    assert answer["Location"] == "/en/a/done/no/"
    ask.refresh_from_db()
    assert (ask.status, ask.person.status) == (AskStatus.DECLINED, "active")
    # A change of mind is fine until the last day.
    client.post(page(token), {f"q{question('sex').pk}": "pns", "agrees": "on"})
    ask.refresh_from_db()
    assert ask.status == AskStatus.GAVE


def test_a_yes_by_link_of_somebody_at_risk_is_provisional(client):
    person = contactable_person(safe={"risk_flag": True})
    _ask, token = released(person=person)
    client.post(page(token), {f"q{question('sex').pk}": "female", "agrees": "on"})
    assert person.consents.get(purpose=Purpose.EQUALITY).is_provisional


def _over(ask):
    Campaign.objects.filter(pk=ask.campaign_id).update(closes_on=clock.today() - timedelta(days=1))


def _closed(ask):
    Campaign.objects.filter(pk=ask.campaign_id).update(status="closed")


def _left(ask):
    ask.person.status, ask.person.withdrawn_at = PersonStatus.WITHDRAWN, clock.now()
    ask.person.save()


def _held_back(ask):
    CampaignAsk.objects.filter(pk=ask.pk).update(status=AskStatus.WITHHELD)


@pytest.mark.parametrize("spoil", [_over, _closed, _left, _held_back])
def test_links_that_open_nothing_look_alike(client, spoil):
    ask, token = released()
    spoil(ask)
    answers = [client.get(page(token)), client.get(page("A" * 27))]
    assert [answer.status_code for answer in answers] == [410, 410]
    texts = {re.sub(r"[\w-]{20,}", "", answer.content.decode()) for answer in answers}
    assert len(texts) == 1
    assert client.post(page(token), {"decline": "1"}).status_code == 410


# --- Renewal by link -----------------------------------------------------------------


@pytest.fixture
def renewing(client):
    for purpose in (Purpose.DATABASE, Purpose.EMAIL, Purpose.PHONE):
        ConsentWordingFactory(purpose=purpose, version=2, text_en=f"Two: {purpose.value}.")
    person = contactable_person(consent_at=clock.now() - YEAR * 3)
    ask, token = released(kind="renewal", person=person)
    return ask, token


def test_the_exact_wording_in_use_is_shown_and_kept(client, renewing):
    ask, token = renewing
    text = client.get(page(token)).content.decode()
    assert "Two: database." in text
    client.post(page(token), {"database": "yes", "email": "yes", "phone": "no"})
    latest = {event.purpose: event for event in reversed(ask.person.consents.all())}
    assert {purpose: event.decision for purpose, event in latest.items()} == {
        "database": "renewed",
        "email": "renewed",
        "phone": "refused",
    }
    assert {event.wording.version for event in latest.values()} == {2}
    assert {event.method for event in latest.values()} == {"link"}
    ask.refresh_from_db()
    assert ask.status == AskStatus.GAVE


def test_a_no_to_the_database_takes_them_off_at_once(client, renewing):
    ask, token = renewing
    answer = client.post(page(token), {"database": "no"})
    assert answer["Location"] == "/en/a/done/left/"
    ask.refresh_from_db()
    assert (ask.status, ask.person.status) == (AskStatus.DECLINED, PersonStatus.WITHDRAWN)


def test_a_renewal_by_link_of_somebody_at_risk_is_provisional_and_a_no_is_not(client, renewing):
    ask, token = renewing
    SafeContactFactory(person=ask.person, version=2, risk_flag=True)
    client.post(page(token), {"database": "yes", "email": "no"})
    said = {
        event.purpose: (event.decision, event.is_provisional)
        for event in ask.person.consents.filter(method="link")
    }
    assert said == {"database": ("renewed", True), "email": ("withdrawn", False)}


def test_nothing_chosen_changes_nothing(client, renewing):
    _ask, token = renewing
    before = Consent.objects.count()
    assert "There is nothing to send yet." in client.post(page(token)).content.decode()
    assert Consent.objects.count() == before


# --- The office ----------------------------------------------------------------------


def url(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


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


# --- On the phone ----------------------------------------------------------------------


def test_staff_write_answers_down_and_see_nothing_of_them(officer, client_of):
    person = answered(member(), sex="female", religion="sikh")
    client = client_of(officer)
    address = url("equality-record", person.pk)
    blank = url("equality-record", member(agreed=False).pk)
    texts = {
        re.sub(r"VP-\d+|\d+|[\w-]{20,}", "", client.get(one).content.decode())
        for one in (address, blank)
    }
    assert len(texts) == 1
    assert " checked" not in texts.pop()
    caring = question("caring")
    data = {f"q{caring.pk}": "yes", "agrees": "on", "method": "phone", "language": "cy"}
    assert client.post(address, data).status_code == 302
    row = person.equality_answers.get(question=caring)
    assert (row.method, row.language) == ("phone", "cy")
    assert person.equality_answers.count() == 3


def test_the_page_is_not_there_while_the_questions_are_switched_off(officer, client_of):
    person = member()
    ProfileField.objects.filter(code=ProfileField.Code.EQUALITY).update(is_on=False)
    assert client_of(officer).get(url("equality-record", person.pk)).status_code == 404


def test_a_persons_page_never_tells_whether_they_answered(officer, client_of):
    client = client_of(officer)
    texts = set()
    for person in (answered(member(name="Kit"), sex="female"), member(name="Kit")):
        text = client.get(url("person-detail", person.pk)).content.decode()
        assert "Record equality answers" in text
        start = text.index("Equality answers</h2>")
        texts.add(re.sub(r"[\w-]{20,}", "", text[start : start + 400]))
    assert len(texts) == 1


# --- The wall in PostgreSQL --------------------------------------------------------------


@pytest.mark.services
@pytest.mark.parametrize(
    ("kind", "typed_in"),
    [
        ("equality", {"agrees": "on"}),
        ("renewal", {"database": "yes", "equality": "no"}),
        ("renewal", {"database": "no"}),
        ("equality", {"decline": "1"}),
    ],
)
def test_the_public_role_is_enough_to_answer(client, kind, typed_in):
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    ConsentWordingFactory(purpose=Purpose.DATABASE)
    person = answered(member(), religion="none")
    ConsentFactory(person=person, purpose=Purpose.DATABASE)
    _ask, token = released(kind=kind, person=person)
    data = {f"q{question('sex').pk}": "female", **typed_in} if "agrees" in typed_in else typed_in
    prefix = f"vef_asktest_{os.getpid()}_"
    call_command("db_roles", prefix=prefix, keep_passwords=True, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {prefix}public")
    answer = client.post(page(token), data)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert answer.status_code == 302
    assert Entry.objects.filter(action__startswith="campaignask.").exists()
