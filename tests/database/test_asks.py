"""The page behind a campaign's link, and the same on the phone: blind, and nothing required."""

import os
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from database.models import (
    AskStatus,
    Campaign,
    CampaignAsk,
    Consent,
    EqualityAnswer,
    PersonStatus,
    ProfileField,
    Purpose,
)
from tests.database.campaigning import YEAR, page, released, url
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.equality import (
    answered,
    asked,
    member,
    question,
)
from tests.roles import as_role, make_roles
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db

TELLING = re.compile(r"police|crime|victim|heddlu|trosedd|dioddefwr", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@pytest.fixture(autouse=True)
def _questions(db):
    asked()


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
def test_the_public_role_is_enough_to_answer(client, kind, typed_in, settings, monkeypatch):
    prefix = f"vef_asktest_{os.getpid()}_"
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    ConsentWordingFactory(purpose=Purpose.DATABASE)
    person = answered(member(), religion="none")
    ConsentFactory(person=person, purpose=Purpose.DATABASE)
    _ask, token = released(kind=kind, person=person)
    data = {f"q{question('sex').pk}": "female", **typed_in} if "agrees" in typed_in else typed_in
    with as_role(f"{prefix}public"):
        answer = client.post(page(token), data)
    assert answer.status_code == 302
    assert Entry.objects.filter(action__startswith="campaignask.").exists()
    # What was answered stays, is added to, or goes with the agreement that is taken back.
    left = {"agrees": 2, "decline": 1}.get(next(iter(typed_in)), 0)
    assert person.equality_answers.count() == left
    person.refresh_from_db()
    assert (person.status == "withdrawn") == (typed_in.get("database") == "no")
