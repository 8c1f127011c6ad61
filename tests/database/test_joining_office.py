"""The office's side of joining: who waits, confirming by phone, and joining codes."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from database import desk_joining
from database.models import (
    Consent,
    ConsentMethod,
    JoinRequest,
    Person,
    PersonStatus,
    Purpose,
    SourceCode,
)
from database.services.confirming import confirm_join
from database.services.joining import take_in
from database.services.source_codes import (
    LETTERS,
    LabelTaken,
    code_rows,
    make_code,
    routes,
    switch_code,
    usable_code,
)
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.joining import JoinRequestFactory, SourceCodeFactory, said
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db


def at(name, *args, language="en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


@pytest.fixture
def office(officer, client_of):
    return client_of(officer)


def by_phone(**more) -> Person:
    more.setdefault("said", said(safe=["phone"], purposes=["database", "phone"]))
    return take_in(JoinRequestFactory(email="", phone="07700 900111", **more))


# --- Who waits -------------------------------------------------------------------------------


def test_the_desk_says_who_waits_for_us_and_until_when(officer, administrator):
    assert desk_joining.items(officer, clock.today()) == []
    take_in(JoinRequestFactory())
    assert desk_joining.items(officer, clock.today()) == []
    by_phone()
    with translation.override("en"):
        (item,) = desk_joining.items(officer, clock.today())
    assert item.count == 1
    assert item.due == clock.today() + timedelta(days=30)
    assert item.url == at("join-request-list")
    assert desk_joining.items(administrator, clock.today()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_is_masked_recorded_and_the_same_few_queries(
    office, number, django_assert_num_queries
):
    code = SourceCodeFactory(label="Goleudy")
    people = [by_phone(source=code) for _number in range(number)]
    office.get(at("join-request-list"))
    with django_assert_num_queries(7):
        text = office.get(at("join-request-list")).content.decode()
    for person in people:
        assert person.reference in text
    assert "Goleudy" in text
    assert "R… T…" in text
    assert "Thornleighby" not in text
    assert "900111" not in text
    entry = Entry.objects.filter(action="person.listed").latest("id")
    assert set(entry.data["ids"]) >= {str(person.pk) for person in people}


def test_the_list_says_what_each_waits_for(office):
    contactable_person(email="mair@example.com", safe={"risk_flag": True})
    take_in(JoinRequestFactory(email="mair@example.com"))
    take_in(JoinRequestFactory())
    by_phone()
    text = office.get(at("join-request-list")).content.decode()
    for words in (
        "Them: the link in the email",
        "Us: confirm by phone or post",
        "Us: their address is on the database already",
    ):
        assert words in text


def test_nobody_waits(office):
    assert "Nobody is waiting." in office.get(at("join-request-list")).content.decode()


def test_a_persons_page_shows_what_was_asked_for_and_no_detail(office):
    person = by_phone(
        said=said(
            safe=["phone"],
            purposes=["database", "phone"],
            safe_times=[{"day": 2, "from": "10:00", "to": "12:00"}],
            code_word_hash="hash",
            may_leave_voicemail=True,
            helper={"kind": "trusted", "name": "Nerys Tircoed"},
        ),
        has_helper=True,
    )
    text = office.get(at("person-detail", person.pk)).content.decode()
    for words in (
        "Request to join",
        "Somebody helped them.",
        "Tuesday: 10:00-12:00",
        "A code word was chosen",
        "A voicemail may be left",
    ):
        assert words in text
    for private in ("Nerys", "Tircoed", "900111", "hash"):
        assert private not in text
    other = contactable_person(reference="other")
    assert "Request to join" not in office.get(at("person-detail", other.pk)).content.decode()


# --- Confirming and closing --------------------------------------------------------------------


def test_confirmed_by_phone_their_consents_keep_the_words_they_were_shown(office, officer):
    person = by_phone(language="cy")
    page = at("person-join-confirm", person.pk)
    asked = office.get(page).content.decode()
    assert "Ticked" in asked
    assert "Choose one of the answers." in office.post(page, {}).content.decode()
    assert office.post(page, {"method": "phone"})["Location"] == at("person-detail", person.pk)
    person.refresh_from_db()
    assert person.status == PersonStatus.ACTIVE
    consent = person.consents.get(purpose=Purpose.PHONE)
    assert (consent.method, consent.language) == (ConsentMethod.PHONE, "cy")
    assert consent.recorded_by == officer
    assert person.safe_contacts.get().phone == "safe"
    assert not JoinRequest.objects.exists()


def test_changing_the_language_confirms_nothing(office):
    person = by_phone()
    answer = office.post(
        at("person-join-confirm", person.pk, language="cy"), {"method": "phone", "_switch": "1"}
    )
    assert answer.status_code == 200
    assert re.search(r'value="phone"[^>]* checked', answer.content.decode())
    assert not Consent.objects.exists()


@pytest.mark.parametrize("name", ["person-join-confirm", "person-join-close"])
def test_without_a_request_there_is_no_such_page(office, name):
    person = PersonFactory(status=PersonStatus.PENDING)
    assert office.get(at(name, person.pk)).status_code == 404
    assert office.post(at(name, person.pk), {"method": "phone"}).status_code == 404


def test_a_colleague_was_quicker(office, monkeypatch):
    person = by_phone()
    request = JoinRequest.objects.get(person=person)
    from database.views import join_requests

    def confirm_after_a_colleague(asked, **how):
        confirm_join(request, actor=SYSTEM)
        return confirm_join(asked, **how)

    monkeypatch.setattr(join_requests, "confirm_join", confirm_after_a_colleague)
    text = office.post(at("person-join-confirm", person.pk), {"method": "phone"}).content.decode()
    assert "This is not possible any more." in text


def test_closing_needs_a_reason_and_forgets_what_was_typed(office, officer):
    person = by_phone()
    page = at("person-join-close", person.pk)
    assert office.post(page, {"reason": ""}).status_code == 200
    assert JoinRequest.objects.get().declined_at is None
    office.post(page, {"reason": "A wrong number"})
    assert JoinRequest.objects.get().declined_at is not None
    entry = Entry.objects.get(action="join.declined")
    assert (entry.actor_id, entry.reason) == (str(officer.pk), "A wrong number")


def test_closing_a_request_of_somebody_here_already_changes_nothing_for_them(office):
    member = contactable_person(email="mair@example.com", safe={"risk_flag": True})
    take_in(JoinRequestFactory(email="mair@example.com"))
    text = office.get(at("person-detail", member.pk)).content.decode()
    assert at("person-join-confirm", member.pk) not in text
    office.post(at("person-join-close", member.pk), {"reason": "She did not ask"})
    member.refresh_from_db()
    assert member.status == PersonStatus.ACTIVE


# --- Codes -------------------------------------------------------------------------------------


def test_making_a_code_leads_to_a_sheet_to_print(office, officer):
    page = at("source-code-create")
    answer = office.post(page, {"label": "  Goleudy ", "kind": "service"})
    code = SourceCode.objects.get()
    assert answer["Location"] == at("source-code-print", code.pk)
    assert (code.label, code.made_by, code.is_active) == ("Goleudy", officer, True)
    assert set(code.code) <= set(LETTERS)
    assert not set(code.code) & set("aeiou01l")
    assert Entry.objects.get(action="sourcecode.made").data["code"] == code.code


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"label": "", "kind": "service"}, "This field is required."),
        ({"label": "goleudy", "kind": "service"}, "Another code is called this."),
        ({"label": "New", "kind": ""}, "Choose one of the answers."),
        (
            {
                "label": "New",
                "kind": "event",
                "ends_on_day": "1",
                "ends_on_month": "1",
                "ends_on_year": "2026",
            },
            "Enter today&#x27;s date or a later one.",
        ),
    ],
)
def test_a_mistake_keeps_what_was_typed(office, typed, words):
    SourceCodeFactory(label="Goleudy")
    text = office.post(at("source-code-create"), typed).content.decode()
    assert words in text
    assert typed["label"] in text
    assert SourceCode.objects.count() == 1


def test_two_codes_never_share_a_label(officer):
    make_code(label="Goleudy", kind="service", actor=officer)
    with pytest.raises(LabelTaken):
        make_code(label=" GOLEUDY ", kind="event", actor=officer)


def test_switching_off_and_on_again(office, officer):
    code = SourceCodeFactory()
    office.post(at("source-code-switch", code.pk, "off"))
    assert usable_code(code.code) is None
    code.refresh_from_db()
    assert not switch_code(code, on=False, actor=officer)
    office.post(at("source-code-switch", code.pk, "on"))
    assert usable_code(code.code) == code
    actions = Entry.objects.filter(action__startswith="sourcecode.").values_list(
        "action", flat=True
    )
    assert sorted(actions) == ["sourcecode.switched-off", "sourcecode.switched-on"]


@pytest.mark.parametrize("number", [1, 3])
def test_the_numbers_of_each_code(office, number, django_assert_num_queries):
    codes = [SourceCodeFactory() for _number in range(number)]
    for code in codes:
        take_in(JoinRequestFactory(source=code))
        confirm_join(
            JoinRequest.objects.get(person=take_in(JoinRequestFactory(source=code))), actor=SYSTEM
        )
        PersonFactory(
            reference=f"left-{code.pk}",
            source=code.label,
            status=PersonStatus.WITHDRAWN,
            withdrawn_at=clock.now(),
        )
    with django_assert_num_queries(2):
        rows = code_rows()
    assert [(row.waiting, row.joined) for row in rows] == [(1, 1)] * number
    text = office.get(at("source-code-list")).content.decode()
    assert all(code.label in text for code in codes)


def test_there_are_no_codes_yet(office):
    assert "There are no codes yet." in office.get(at("source-code-list")).content.decode()


def test_the_data_protection_lead_looks_and_makes_none(client_of, protector):
    reader = client_of(protector)
    code = SourceCodeFactory()
    text = reader.get(at("source-code-list")).content.decode()
    assert code.label in text
    assert at("source-code-create") not in text
    assert reader.post(at("source-code-switch", code.pk, "off")).status_code == 403


def test_the_sheet_is_in_both_languages_and_neutral(office, settings):
    settings.BASE_URL = "https://ymgysylltu.example.org"
    code = SourceCodeFactory(label="Crime Reduction Day")
    page = office.get(at("source-code-print", code.pk)).content.decode()
    for language in ("cy", "en"):
        assert f"https://ymgysylltu.example.org/{language}/join/{code.code}/" in page
        sheet = page.split(f'<section class="govuk-grid-column-one-half" lang="{language}">')[1]
        sheet = sheet.split("</section>")[0]
        assert sheet.count("<svg") == 1
        assert not re.search(r"police|crime|victim|heddlu|trosedd|dioddefwr", sheet, re.IGNORECASE)
        assert "style=" not in sheet


def test_routes_are_counted_with_small_numbers_hidden(office, django_assert_num_queries):
    SourceCodeFactory(code="service", label="Goleudy", kind="service")
    SourceCodeFactory(code="flagged", label="Case results team", kind="officer")
    SourceCodeFactory(code="staff", label="Intranet", kind="internal")
    for source, number in (("Goleudy", 13), ("Case results team", 11), ("Intranet", 2), ("", 20)):
        for _number in range(number):
            PersonFactory(source=source)
    # Whoever left or is not confirmed came by no route yet.
    PersonFactory(source="Goleudy", status=PersonStatus.PENDING)
    with django_assert_num_queries(2), translation.override("en"):
        found = routes()
    lines = {line.label: str(line.count) for line in found.lines}
    assert lines["Commissioned service"] == "10"
    assert lines["Officer, member of staff or team"] == "10"
    assert lines["Promotion inside our organisations"] == "fewer than 10"
    assert lines["Without a code"] == "20"
    text = office.get(at("source-code-list")).content.decode()
    assert "Promotion to the public" in text
    assert "fewer than 10" in text


def test_routes_of_too_few_people_are_not_shown(office):
    PersonFactory(source="Goleudy")
    assert routes().lines == []
    assert "Too few people to show." in office.get(at("source-code-list")).content.decode()
