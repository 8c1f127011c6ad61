"""The office's pages about people: who sees what, what is recorded, what never shows."""

import pytest
from django.urls import reverse
from django.utils import translation

from database import services
from database.models import Consent, ConsentMethod, Decision, Person, PersonStatus, Purpose, Safety
from database.search import fold
from database.services.erasure import erase_person
from tests.factories.database import (
    AreaFactory,
    ConsentFactory,
    ConsentWordingFactory,
    PersonFactory,
    RelationshipFactory,
    SafeContactFactory,
    ask_everything,
    contactable_person,
)
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

SECRETS = ("Mair", "Penfynnon", "mair@example.com", "960001", "Stryd Fawr")


@pytest.fixture
def mair(db):
    return contactable_person(
        name="Mair Penfynnon",
        email="mair@example.com",
        phone="07700 960001",
        postal_address="1 Stryd Fawr",
        area=AreaFactory(),
    )


def url(name: str, person: Person | None = None, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=[person.pk] if person else [])


@pytest.fixture
def office(officer, client_of):
    return client_of(officer)


def test_the_list_masks_names_and_records_who_was_listed(office, officer, mair):
    page = office.get(url("person-list"))
    text = page.content.decode()
    assert mair.reference in text
    assert "M… P…" in text
    for secret in SECRETS:
        assert secret not in text
    entry = Entry.objects.get(action="person.listed")
    assert entry.data["ids"] == [str(mair.pk)]
    assert entry.actor_id == str(officer.pk)


@pytest.mark.parametrize(
    ("room", "current"),
    [("person-list", "page"), ("missing", "true"), ("join-request-list", "true")],
)
def test_the_menu_says_that_the_rooms_about_people_are_there(office, mair, room, current):
    text = office.get(url(room)).content.decode()
    assert f'href="{url("person-list")}" aria-current="{current}"' in text


def test_the_detail_masks_contact_details_and_is_recorded(office, mair):
    text = office.get(url("person-detail", mair)).content.decode()
    assert "m…@…" in text
    for secret in SECRETS:
        assert secret not in text
    assert Entry.objects.filter(action="person.viewed", target_id=str(mair.pk)).count() == 1


def test_contact_details_show_only_by_post_with_a_reason(office, mair):
    asked = office.get(url("contact-show", mair)).content.decode()
    refused = office.post(url("contact-show", mair), {"reason": " "}).content.decode()
    for secret in SECRETS:
        assert secret not in asked
        assert secret not in refused
    assert not Entry.objects.filter(action="person.viewed").exists()
    shown = office.post(url("contact-show", mair), {"reason": "Call about the meeting"})
    text = shown.content.decode()
    for secret in SECRETS:
        assert secret in text
    entry = Entry.objects.get(action="person.viewed")
    assert (entry.reason, entry.data) == ("Call about the meeting", {"what": "contact-details"})


def test_changing_the_language_of_the_reason_shows_nothing(office, mair):
    answer = office.post(url("contact-show", mair, "cy"), {"reason": "Call them", "_switch": "cy"})
    assert "Penfynnon" not in answer.content.decode()
    assert "Call them" in answer.content.decode()
    assert not Entry.objects.filter(action="person.viewed").exists()


@pytest.mark.parametrize("words", ["mair penf", "MAIR@example.com", "PENFYNNON", "vp"])
def test_searching(office, mair, words):
    other = PersonFactory(name="Tomos Glanymor")
    words = mair.reference.lower() if words == "vp" else words
    text = office.post(url("person-list"), {"words": words}).content.decode()
    assert mair.reference in text
    assert other.reference not in text
    entry = Entry.objects.filter(action="person.listed").latest("id")
    assert words.casefold() not in str(entry.data).casefold().replace(str(mair.pk), "")


def test_a_search_understands_welsh_letters(office):
    person = PersonFactory(name="Siân Llŷr-Ŵyn")
    for words in ("sian llyr", "SIÂN", "wyn", "Ŵyn"):
        text = office.post(url("person-list"), {"words": words}).content.decode()
        assert person.reference in text
    assert fold("ŴŶ  â") == "wy a"


@pytest.mark.parametrize("name", ["Siân O’Brien", "Siân O'Brien"])
@pytest.mark.parametrize("words", ["O'Brien", "o’brien", "OBrien"])
def test_a_search_finds_a_name_however_its_apostrophe_is_typed(office, name, words):
    person = PersonFactory(name=name)
    text = office.post(url("person-list"), {"words": words}).content.decode()
    assert person.reference in text


def test_an_apostrophe_alone_finds_nobody(office, mair):
    text = office.post(url("person-list"), {"words": "’"}).content.decode()
    assert mair.reference not in text


def test_a_search_finds_somebody_who_left(office):
    gone = PersonFactory(
        name="Gruff Maesyderi", status=PersonStatus.WITHDRAWN, withdrawn_at="2026-10-30T10:00Z"
    )
    assert gone.reference not in office.get(url("person-list")).content.decode()
    assert gone.reference in office.post(url("person-list"), {"words": "gruff"}).content.decode()


def test_filters_by_status_and_by_what_the_gate_says(office, mair):
    bounced = contactable_person(email_state="bounced")
    asked = {"contact": "bounced"}
    text = office.get(url("person-list"), asked).content.decode()
    assert bounced.reference in text
    assert mair.reference not in text
    text = office.get(url("person-list"), {"contact": "yes"}).content.decode()
    assert mair.reference in text
    assert bounced.reference not in text
    assert (
        mair.reference not in office.get(url("person-list"), {"status": "pending"}).content.decode()
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_database_the_same_for_one_and_three(
    office, count, django_assert_num_queries
):
    for _ in range(count):
        contactable_person(area=AreaFactory())
    office.get(url("person-list"))
    with django_assert_num_queries(LIST_QUERIES):
        office.get(url("person-list"))


LIST_QUERIES = 10


@pytest.mark.parametrize("count", [1, 3])
def test_putting_the_list_in_order_of_names_costs_no_more(office, count, django_assert_num_queries):
    for _ in range(count):
        contactable_person(area=AreaFactory())
    office.get(url("person-list"))
    with django_assert_num_queries(LIST_QUERIES):
        office.get(url("person-list"), {"sort": "name"})


@pytest.mark.parametrize(
    ("language", "order"),
    [("cy", ["Lwc Llan", "Llinos Bryn", ""]), ("en", ["Llinos Bryn", "Lwc Llan", ""])],
)
def test_names_stand_in_the_order_of_the_readers_language(office, language, order):
    people = [PersonFactory(name=name) for name in ("", "Llinos Bryn", "Lwc Llan")]
    text = office.get(url("person-list", language=language), {"sort": "name"}).content.decode()
    references = {person.name: person.reference for person in people}
    places = [text.index(references[name]) for name in order]
    assert places == sorted(places)


@pytest.mark.parametrize("number", ["2", "9", "0", "x", "99999999999999999999"])
def test_pages_of_a_long_list(office, number):
    for _ in range(51):
        PersonFactory()
    page = office.get(url("person-list"), {"page": number}).context["page"]
    shown = {"2": (2, 1), "9": (2, 1)}.get(number, (1, 50))
    assert (page.number, len(page.object_list)) == shown
    assert page.paginator.count == 51


def test_the_area_shows_only_while_it_is_asked(office, protector, mair):
    assert "Ceredigion" not in office.get(url("person-list")).content.decode()
    ask_everything(protector)
    assert "Ceredigion" in office.get(url("person-list")).content.decode()


@pytest.mark.parametrize("words", ["07700 960001", "+44 7700 960001", "(07700) 960-001"])
def test_a_search_finds_a_phone_number_however_it_is_written(office, mair, words):
    other = PersonFactory(phone="07700 960002")
    text = office.post(url("person-list"), {"words": words}).content.decode()
    assert mair.reference in text
    assert other.reference not in text
    entry = Entry.objects.filter(action="person.listed").latest("id")
    assert entry.data["search"] == "phone"


# --- Steps -------------------------------------------------------------------


def test_adding_somebody_and_taking_them_to_active(office):
    for purpose in Purpose:
        ConsentWordingFactory(purpose=purpose)
    answer = office.post(
        url("person-add"),
        {
            "name": "Joel Hartsmere",
            "email": "joel@example.com",
            "reading": "unknown",
        },
    )
    person = Person.objects.get()
    assert answer["Location"] == url("person-detail", person)
    assert person.status == PersonStatus.PENDING
    too_early = office.post(url("person-confirm", person))
    assert too_early.status_code == 200
    office.post(
        url("consent-record", person),
        {
            "purposes": ["database", "email"],
            "decision": "given",
            "method": "phone",
            "language": "en",
        },
    )
    unasked = dict.fromkeys(("phone", "sms", "post"), "unknown")
    office.post(
        url("safe-contact-edit", person),
        {"email": "safe", **unasked, "day_2": "10.00-12:00, 14:00 - 15:30"},
    )
    assert office.post(url("person-confirm", person)).status_code == 302
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    assert services.latest_safe_contact(person).safe_times == [
        {"day": 2, "from": "10:00", "to": "12:00"},
        {"day": 2, "from": "14:00", "to": "15:30"},
    ]
    assert Consent.objects.filter(person=person, decision=Decision.GIVEN).count() == 2
    assert "10:00-12:00, 14:00-15:30" in office.get(url("person-detail", person)).content.decode()


def test_adding_the_same_address_again_keeps_what_was_typed(office, mair):
    answer = office.post(
        url("person-add"),
        {"name": "Kit", "email": "MAIR@example.com", "reading": "en"},
    )
    text = answer.content.decode()
    assert mair.reference in text
    assert 'value="Kit"' in text
    assert Person.objects.count() == 1


def test_times_that_make_no_sense_come_back_as_an_error(office, mair):
    before = mair.safe_contacts.count()
    answer = office.post(
        url("safe-contact-edit", mair),
        {"email": "safe", "phone": "safe", "sms": "safe", "post": "safe", "day_1": "ten to twelve"},
    )
    assert answer.status_code == 200
    assert "ten to twelve" in answer.content.decode()
    assert mair.safe_contacts.count() == before


def test_withdrawing_on_the_page(office, officer, mair):
    assert office.get(url("person-withdraw", mair)).status_code == 200
    mair.refresh_from_db()
    assert mair.status == PersonStatus.ACTIVE
    office.post(url("person-withdraw", mair), {"method": "phone"})
    mair.refresh_from_db()
    assert mair.status == PersonStatus.WITHDRAWN
    event = mair.consents.filter(decision=Decision.WITHDRAWN).first()
    assert (event.method, event.recorded_by) == (ConsentMethod.PHONE, officer)


def test_taking_back_the_database_itself_goes_by_withdrawing(office, mair):
    office.post(
        url("consent-record", mair),
        {"purposes": ["database"], "decision": "withdrawn", "method": "phone", "language": "en"},
    )
    assert not mair.consents.filter(decision=Decision.WITHDRAWN).exists()


def test_a_refusal_told_about_an_earlier_day_counts_to_its_end(office, mair):
    ConsentWordingFactory(purpose=Purpose.PHONE)
    day = {"said_on_day": "1", "said_on_month": "11", "said_on_year": "2025"}
    office.post(
        url("consent-record", mair),
        {"purposes": ["phone"], "decision": "refused", "method": "phone", "language": "cy", **day},
    )
    assert mair.consents.get(purpose=Purpose.PHONE).at.isoformat().startswith("2025-11-01T23:59:59")


def test_pausing_on_the_page(office, mair):
    office.post(
        url("person-pause", mair), {"until_day": "1", "until_month": "1", "until_year": "2020"}
    )
    mair.refresh_from_db()
    assert mair.status == PersonStatus.ACTIVE
    office.post(
        url("person-pause", mair), {"until_day": "1", "until_month": "1", "until_year": "2099"}
    )
    mair.refresh_from_db()
    assert mair.status == PersonStatus.PAUSED
    office.post(url("person-resume", mair))
    mair.refresh_from_db()
    assert mair.status == PersonStatus.ACTIVE


def test_changing_contact_details(office, mair):
    office.post(
        url("contact-change", mair),
        {"email": "new@example.com", "remove": ["phone"], "reason": "They rang"},
    )
    mair.refresh_from_db()
    assert (mair.email, mair.phone, mair.name) == ("new@example.com", "", "Mair Penfynnon")


def test_editing_the_profile_leaves_contact_details_alone(office, protector, mair):
    ask_everything(protector)
    witness = RelationshipFactory(code="witness")
    office.post(
        url("person-edit", mair),
        {"reading": "cy", "relationship": witness.pk, "has_complaint": "yes"},
    )
    mair.refresh_from_db()
    assert (mair.reading, mair.relationship, mair.has_complaint) == ("cy", witness, True)
    assert mair.email == "mair@example.com"


# --- Risk -----------------------------------------------------------------------


def test_the_risk_flag_is_for_managers_and_data_protection(
    officer, manager, protector, client_of, mair
):
    SafeContactFactory(person=mair, version=2, risk_flag=True)
    for user, sees in ((officer, False), (manager, True), (protector, True)):
        client = client_of(user)
        with translation.override("en"):
            detail = client.get(url("person-detail", mair)).content.decode()
            edit = client.get(url("safe-contact-edit", mair)).content.decode()
        assert ("At risk" in detail) == sees
        assert ('name="risk_flag"' in edit) == sees


def test_an_officer_cannot_clear_a_risk_flag_unseen(office, mair):
    SafeContactFactory(person=mair, version=2, risk_flag=True)
    data = {"email": "safe", "phone": "ask", "sms": "unknown", "post": "unknown", "risk_flag": ""}
    office.post(url("safe-contact-edit", mair), data)
    latest = services.latest_safe_contact(mair)
    assert (latest.version, latest.phone, latest.risk_flag) == (3, Safety.ASK, True)


# --- Who may -----------------------------------------------------------------------


def test_administrators_and_the_board_see_nobody(administrator, board_member, client_of, mair):
    for user, status in ((administrator, 403), (board_member, 404)):
        client = client_of(user)
        for name in ("person-list", "person-add"):
            assert client.get(url(name)).status_code == status
        for name in ("person-detail", "contact-show", "person-withdraw"):
            assert client.get(url(name, mair)).status_code == status
            assert client.post(url(name, mair), {"reason": "I am curious"}).status_code == status
    assert not Entry.objects.filter(action="person.viewed").exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("person-edit", {"reading": "cy", "is_old_enough": "yes"}),
        ("contact-change", {"email": "again@example.com", "reason": "They are back"}),
        ("safe-contact-edit", {"email": "safe"}),
        ("own-code-make", {"channel": "person", "reason": "They showed a card"}),
        ("own-link-send", {}),
        ("person-rights-add", {"kind": "access", "method": "phone", "language": "cy"}),
        (
            "consent-record",
            {"purposes": "database", "decision": "given", "method": "phone", "language": "en"},
        ),
    ],
)
def test_nothing_more_is_written_on_an_erased_record(office, protector, mair, name, said):
    erase_person(mair, actor=protector, because="asked")
    before = Entry.objects.count()
    assert office.get(url(name, mair)).status_code == 404
    assert office.post(url(name, mair), said).status_code == 404
    assert Entry.objects.count() == before
    detail = office.get(url("person-detail", mair))
    assert detail.status_code == 200
    assert url(name, mair) not in detail.content.decode()


def test_an_unknown_person_is_not_found(office):
    path = url("person-detail", PersonFactory.build())
    assert office.get(path).status_code == 404


def test_the_consent_history_names_each_event(office, mair):
    ConsentFactory(person=mair, purpose=Purpose.PHONE, decision=Decision.REFUSED, evidence="Note 7")
    assert "Note 7" in office.get(url("person-detail", mair)).content.decode()
