"""The public joining pages: what they ask and keep, and that they tell an onlooker nothing."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from database import services
from database.joining import said_in
from database.models import (
    SUPPORTER,
    Channel,
    ConsentWording,
    JoinRequest,
    Person,
    PersonStatus,
    ProfileField,
    Purpose,
    Suppression,
)
from database.seed import seed_reference_rows
from database.services.confirming import confirm_join
from database.services.joining import take_in
from tests.database.joining_pages import NONCE, TELLING, TITLE, at, filled, shown
from tests.database.pages import text_of
from tests.factories.database import AreaFactory, PersonFactory, contactable_person
from tests.factories.engagement import open_survey
from tests.factories.joining import SourceCodeFactory
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words(db):
    seed_reference_rows()


@pytest.fixture
def visitor() -> Client:
    """Somebody whose browser sends form tokens back only if it was given any."""
    return Client(enforce_csrf_checks=True)


# --- What it asks --------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_page_is_neutral_outside_and_asks_for_little(visitor, language):
    response = visitor.get(at(language=language))
    text = text_of(response)
    assert response.status_code == 200
    assert not TELLING.search(TITLE.search(text)[1])
    assert not TELLING.search(response.request["PATH_INFO"])
    assert response["Cache-Control"] == "no-store, private"
    # No trace on the device, and a way out before anything else.
    assert not response.cookies
    assert text.index("vef-exit__button") < text.index("<header")
    for wording in ConsentWording.objects.filter(pk__in=shown().split(",")):
        assert getattr(wording, f"text_{language}") in text.replace("&#x27;", "'")
    assert " checked" not in text
    assert 'name="about_' not in text
    assert not JoinRequest.objects.exists()


def test_the_start_page_leads_here(visitor):
    assert at() in text_of(visitor.get(reverse("common:home")))


def test_optional_questions_are_asked_only_while_switched_on_and_say_why(visitor):
    AreaFactory()
    ProfileField.objects.update_or_create(
        code="area",
        defaults={
            "is_on": True,
            "why_en": "To hear from everywhere.",
            "why_cy": "Er mwyn clywed o bob man.",
            "reason": "Reach",
            "since": date(2026, 1, 1),
        },
    )
    text = text_of(visitor.get(at()))
    assert 'name="about_area"' in text
    assert "To hear from everywhere." in text
    assert "Er mwyn clywed o bob man." in text_of(visitor.get(at(language="cy")))
    visitor.post(at(), filled(about_area="ceredigion"))
    assert said_in(JoinRequest.objects.get()).about == {"area": "ceredigion"}


@pytest.mark.parametrize(("age", "asked"), [(18, True), (16, True), (0, False)])
def test_the_age_rule_is_a_setting(visitor, settings, age, asked):
    settings.MINIMUM_AGE = age
    text = text_of(visitor.get(at()))
    assert (f"I am {age} years old or older." in text) == asked
    assert ('name="is_old_enough"' in text) == asked


def test_without_wordings_in_use_it_says_where_to_turn(visitor):
    ConsentWording.objects.all().delete()
    text = text_of(visitor.get(at()))
    assert "get in touch with us instead" in text
    assert '<button type="submit" class="govuk-button"' not in text


# --- What it keeps --------------------------------------------------------------------------


def test_what_was_typed_is_kept_sealed_with_the_words_shown(visitor):
    response = visitor.post(
        at(language="cy"),
        filled(
            phone="07700 900111",
            safe=["email", "sms"],
            safe_days=["1", "3"],
            safe_from="9:30",
            safe_to="17",
            shares_mailbox="yes",
            may_leave_voicemail="on",
            code_word=" Heron ",
            reading="both",
            agree=["database", "email", "sms"],
        ),
    )
    assert response["Location"] == at("join-sent", "cy")
    row = JoinRequest.objects.get()
    kept = said_in(row)
    assert (row.name, row.email, row.phone) == (
        "Robin Thornleighby",
        "robin@example.com",
        "07700 900111",
    )
    assert row.language == "cy"
    assert row.wordings == [int(pk) for pk in shown().split(",")]
    assert kept.purposes == ["database", "email", "sms"]
    assert kept.safe == ["email", "sms"]
    assert kept.reading == "both"
    span = {"from": "09:30", "to": "17:00"}
    assert kept.safe_times == [{"day": 1, **span}, {"day": 3, **span}]
    assert kept.shares_mailbox
    assert kept.may_leave_voicemail
    assert "heron" not in row.choices.casefold()
    assert not Person.objects.exists()
    person = take_in(row)
    row.refresh_from_db()
    confirm_join(row, actor=SYSTEM)
    assert services.check_code_word(person, "heron")


@pytest.mark.parametrize(
    ("agree", "details", "safe"),
    [
        (["database", "email"], {}, ["email"]),
        (["database", "phone"], {"email": "", "phone": "01632 960444"}, ["phone"]),
        (["database", "email", "phone"], {"phone": "01632 960444"}, ["email"]),
    ],
)
def test_who_ticks_nothing_as_safe_is_reached_by_the_way_they_join(visitor, agree, details, safe):
    visitor.post(at(), filled(safe=[], agree=agree, **details))
    assert said_in(JoinRequest.objects.get()).safe == safe


def test_one_way_of_contact_and_agreement_are_enough(visitor):
    least = {
        "shown": shown(),
        "postal_address": "1 Example Terrace",
        "agree": ["database", "post"],
        "is_old_enough": "on",
    }
    assert visitor.post(at(), least).status_code == 302
    assert said_in(JoinRequest.objects.get()).safe == ["post"]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"email": "robin@", "phone": ""}, "email", "Enter an email address in the correct format"),
        ({"email": ""}, "email", "Enter one way to reach you"),
        ({"phone": "12"}, "phone", "Enter a phone number, like 01632 960001."),
        ({"agree": []}, "agree", "Tick what you agree to."),
        ({"agree": ["email"]}, "agree", "if we may keep how to reach you"),
        ({"agree": ["database"]}, "agree", "Tick at least one way"),
        ({"agree": ["database", "sms"]}, "phone", "You agreed to be contacted by phone or text"),
        ({"agree": ["database", "post"]}, "postal_address", "You agreed to be contacted by post"),
        ({"safe": ["post"]}, "safe", "None of the ways you agree to below"),
        ({"safe_from": "noon"}, "safe_from", "Enter a time like 9:30"),
        ({"safe_from": "17:00", "safe_to": "9:00"}, "safe_to", "later than the beginning"),
        ({"is_old_enough": ""}, "is_old_enough", "people who are 18 years old or older"),
    ],
)
def test_a_mistake_is_said_next_to_the_question_and_nothing_typed_is_lost(
    visitor, changed, field, words
):
    text = text_of(visitor.post(at(), filled(**changed)))
    group = text.split(f'id="group-id_{field}"')[1].split('id="group-')[0]
    assert words in group
    assert "Robin Thornleighby" in text
    assert not JoinRequest.objects.exists()


def test_a_wording_that_changed_meanwhile_is_read_again_before_anybody_agrees(visitor):
    before = filled()
    ConsentWording.objects.create(
        purpose=Purpose.EMAIL,
        version=2,
        text_en="Newer words",
        text_cy="Geiriau newydd",
        in_use_from=clock.today(),
    )
    text = text_of(visitor.post(at(), before))
    assert "have changed since you opened this page" in text
    assert "Newer words" in text
    assert "Robin Thornleighby" in text
    agree = text.split('id="group-id_agree"')[1].split('id="group-')[0]
    assert " checked" not in agree
    assert f'value="{shown()}"' in text
    assert not JoinRequest.objects.exists()
    assert visitor.post(at(), filled()).status_code == 302


def test_changing_the_language_keeps_what_was_typed_and_checks_nothing(visitor):
    text = text_of(
        visitor.post(at(language="cy"), filled(email="robin@", code_word="heron", _switch="1"))
    )
    assert 'value="robin@"' in text
    assert 'value="heron"' in text
    assert "govuk-error-message" not in text
    assert re.search(r'value="database"[^>]* checked', text)
    assert not JoinRequest.objects.exists()


def test_too_many_from_one_place_wait_and_lose_nothing(visitor, monkeypatch):
    monkeypatch.setattr("database.views.joining.MOST_FROM_ONE_PLACE", 2)
    for number in range(2):
        assert visitor.post(at(), filled(nonce=str(number))).status_code == 302
    response = visitor.post(at(), filled(nonce="x"))
    assert response.status_code == 429
    assert "Wait a little" in text_of(response)
    assert "Robin Thornleighby" in text_of(response)
    assert JoinRequest.objects.count() == 2
    elsewhere = visitor.post(at(), filled(nonce="y"), REMOTE_ADDR="192.0.2.9")
    assert elsewhere.status_code == 302


def test_no_address_of_a_computer_is_kept_for_counting(visitor, monkeypatch):
    kept = []
    monkeypatch.setattr(cache, "add", lambda key, *rest: kept.append(key) or True)
    monkeypatch.setattr(cache, "incr", lambda key: 1)
    visitor.post(at(), filled(), REMOTE_ADDR="192.0.2.9")
    assert kept
    assert "192.0.2.9" not in " ".join(kept)


# --- Nobody learns who is on the database ------------------------------------------------------


def _suppress(email: str) -> None:
    person = PersonFactory(email=email)
    Suppression.objects.create(
        channel=Channel.EMAIL, address_index=person.email_index, reason="stopped"
    )
    person.delete()


SITUATIONS = {
    "somebody": lambda email: None,
    "a-member": lambda email: contactable_person(email=email),
    "who-left": lambda email: PersonFactory(
        email=email, status=PersonStatus.WITHDRAWN, withdrawn_at=clock.now()
    ),
    "pending1": lambda email: PersonFactory(email=email, status=PersonStatus.PENDING),
    "suppress": _suppress,
}


def answers(visitor: Client, email: str) -> tuple[list[str], list[str]]:
    """Return all that somebody sees who types this address, and what the database was asked."""
    with CaptureQueriesContext(connection) as queries:
        sent = visitor.post(at(), filled(email=email, nonce=email))
    seen = [
        text_of(sent),
        str(sorted(sent.items())),
        text_of(visitor.get(sent["Location"])),
        NONCE.sub("", text_of(visitor.post(at(), filled(email=email, agree=[])))),
    ]
    asked = [re.sub(r"'[^']*'", "?", query["sql"]) for query in queries]
    return [page.replace(email, "?") for page in seen], asked


def test_the_answer_is_the_same_to_the_byte_whoever_joins(visitor):
    found = []
    for name, make in SITUATIONS.items():
        make(f"{name}@example.com")
        found.append(answers(visitor, f"{name}@example.com"))
    assert all(one == found[0] for one in found[1:])
    # Looked up, it would show in the time an answer takes.
    assert not any('"database_person"' in query for query in found[0][1])


# --- Codes and helpers ---------------------------------------------------------------------


def test_a_code_says_where_somebody_heard_of_us_and_changes_nothing_else(visitor):
    code = SourceCodeFactory(label="Goleudy")
    over = SourceCodeFactory(ends_on=clock.today() - timedelta(days=1))
    off = SourceCodeFactory(is_active=False)
    pages = set()
    for word in (code.code, code.code.upper(), over.code, off.code, "unknown"):
        page = text_of(visitor.get(at("join-by-code", code=word)))
        assert "Goleudy" not in page
        pages.add(NONCE.sub("", page).replace(word, "?"))
        assert visitor.post(at("join-by-code", code=word), filled(nonce=word)).status_code == 302
    assert len(pages) == 1
    sources = [row.source for row in JoinRequest.objects.order_by("at")]
    assert sources == [code, code, None, None, None]


def test_helping_asks_the_person_and_the_helper(visitor):
    helper = {
        "person_agreed": "on",
        "helper_kind": "support-worker",
        "helper_name": "Owen Saltmarshe",
        "helper_organisation": "Goleudy",
        "helper_agreed": "on",
        "shown": shown(SUPPORTER),
    }
    page = at("join-helping")
    assert at("join-helping") in text_of(visitor.get(at()))
    text = text_of(visitor.post(page, filled(shown=shown(SUPPORTER))))
    assert ConsentWording.objects.get(purpose=SUPPORTER).text_en in text
    assert "Nobody can be signed up without knowing it." in text
    assert "Enter your name." in text
    assert not JoinRequest.objects.exists()
    assert visitor.post(page, filled(**helper)).status_code == 302
    row = JoinRequest.objects.get()
    assert row.has_helper
    assert said_in(row).helper == {
        "kind": "support-worker",
        "name": "Owen Saltmarshe",
        "organisation": "Goleudy",
        "email": "",
        "phone": "",
    }
    assert "Saltmarshe" not in str(JoinRequest.objects.values().get())


def test_helping_by_a_code_keeps_the_code(visitor):
    code = SourceCodeFactory()
    link = at("join-by-code-helping", code=code.code)
    assert link in text_of(visitor.get(at("join-by-code", code=code.code)))
    assert "Owen" not in text_of(visitor.get(link))


def test_the_shared_survey_ends_with_a_link_that_carries_nothing(visitor):
    activity = open_survey(anonymity="anonymous")
    page = reverse("engagement:shared-thanks", args=[activity.shared_slug])
    text = text_of(visitor.get(page))
    assert f'href="{at()}"' in text
    link = re.search(rf'<a[^>]*href="{at()}"[^>]*>', text)[0]
    assert 'rel="noreferrer"' in link
    assert str(activity.pk) not in link
    assert activity.shared_slug not in link
