"""Optional questions: off until somebody says why, in both languages; kept when switched off."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from database import services
from database.forms import PersonForm, ProfileForm
from database.models import Person, ProfileField
from database.seed import fields
from database.services import profile
from tests.database.pages import url
from tests.factories.database import (
    AdjustmentFactory,
    CaseStageFactory,
    PersonFactory,
    RelationshipFactory,
    ask_everything,
)
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

Code = ProfileField.Code


def field(code: str) -> ProfileField:
    fields.seed()
    return ProfileField.objects.get(code=code)


# --- Services ------------------------------------------------------------------


def test_every_field_begins_switched_off_with_a_why_in_both_languages():
    fields.seed()
    rows = list(ProfileField.objects.all())
    assert {row.code for row in rows} == set(Code.values)
    assert not [row for row in rows if row.is_on]
    assert all(row.why_en.strip() and row.why_cy.strip() for row in rows)
    assert profile.asked() == {}


def test_switching_on_says_since_when_why_and_who(protector):
    area = field(Code.AREA)
    assert profile.switch_on(area, reason="Updated DPIA", actor=protector)
    area.refresh_from_db()
    assert (area.since, area.reason, area.changed_by) == (
        date(2026, 11, 23),
        "Updated DPIA",
        protector,
    )
    assert profile.is_asked(Code.AREA)
    with translation.override("cy"):
        assert profile.why(Code.AREA) == area.why_cy
    assert profile.why(Code.STAGE) == ""
    entry = Entry.objects.get(action="profilefield.switched-on")
    assert (entry.reason, entry.data) == ("Updated DPIA", {"field": "area"})


def test_the_same_switch_twice_changes_nothing(protector):
    area = field(Code.AREA)
    assert not profile.switch_off(area, reason="Not needed", actor=protector)
    assert profile.switch_on(area, reason="Updated DPIA", actor=protector)
    assert not profile.switch_on(area, reason="Again", actor=protector)
    assert profile.switch_off(area, reason="Not needed", actor=protector)
    assert Entry.objects.filter(action__startswith="profilefield.").count() == 2


@pytest.mark.parametrize("language", ["cy", "en"])
def test_nothing_is_asked_without_a_why_in_both_languages(protector, language):
    area = field(Code.AREA)
    ProfileField.objects.filter(pk=area.pk).update(**{f"why_{language}": " "})
    with pytest.raises(profile.WhyMissing) as missing:
        profile.switch_on(area, reason="Updated DPIA", actor=protector)
    assert missing.value.languages == [language]
    assert not profile.is_asked(Code.AREA)


def test_a_why_is_not_emptied_while_the_question_is_asked(protector):
    area = field(Code.AREA)
    assert profile.change_why(area, cy="", en="", actor=protector)
    assert profile.change_why(area, cy="Pam", en="Why", actor=protector)
    assert not profile.change_why(area, cy="Pam", en="Why ", actor=protector)
    profile.switch_on(area, reason="Updated DPIA", actor=protector)
    with pytest.raises(profile.WhyMissing):
        profile.change_why(area, cy="", en="Why", actor=protector)
    area.refresh_from_db()
    assert area.why_cy == "Pam"


def test_a_switch_needs_a_reason(protector):
    with pytest.raises(profile.ReasonMissing):
        profile.switch_on(field(Code.AREA), reason=" ", actor=protector)


# --- Pages ---------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_page_switches_a_field_on_and_off(administrator, client_of, language):
    area = field(Code.AREA)
    client = client_of(administrator)
    path = url("field-change", "area", language=language)
    words = {"why_cy": area.why_cy, "why_en": area.why_en}
    refused = client.post(path, {"is_on": "on", **words, "reason": ""})
    assert 'id="id_reason-error"' in refused.content.decode()
    assert client.post(path, {"is_on": "on", **words, "reason": "DPIA 2"}).status_code == 302
    assert "DPIA 2" in client.get(url("field-list", language=language)).content.decode()
    unchanged = client.post(path, {"is_on": "on", **words, "reason": ""})
    assert unchanged.status_code == 200
    assert client.post(path, {"is_on": "off", **words, "reason": "Enough"}).status_code == 302
    assert not profile.is_asked(Code.AREA)


def test_a_missing_language_is_said_beside_its_box_and_nothing_is_saved(protector, client_of):
    area = field(Code.AREA)
    answer = client_of(protector).post(
        url("field-change", "area"),
        {"is_on": "on", "why_cy": "", "why_en": "Other words", "reason": "DPIA 2"},
    )
    text = answer.content.decode()
    assert 'id="id_why_cy-error"' in text
    assert 'id="id_why_en-error"' not in text
    assert "Other words" in text
    area.refresh_from_db()
    assert (area.is_on, area.why_en) == (False, fields.WHY[3][1])


def test_changing_the_language_keeps_what_was_typed_and_saves_nothing(protector, client_of):
    field(Code.AREA)
    answer = client_of(protector).post(
        url("field-change", "area", language="cy"),
        {"is_on": "on", "why_en": "Half a sent", "_switch": "cy"},
    )
    assert "Half a sent" in answer.content.decode()
    assert not profile.is_asked(Code.AREA)


def test_officers_and_managers_do_not_decide_what_is_asked(officer, manager, client_of):
    field(Code.AREA)
    for user in (officer, manager):
        for path in (url("field-list"), url("field-change", "area")):
            assert client_of(user).get(path).status_code == 403


def test_an_unknown_field_is_not_found(protector, client_of):
    assert client_of(protector).get(url("field-change", "shoe-size")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    protector, client_of, count, django_assert_num_queries
):
    fields.seed()
    keep = ProfileField.objects.values_list("pk")[:count]
    ProfileField.objects.exclude(pk__in=list(keep.values_list("pk", flat=True))).delete()
    client = client_of(protector)
    client.get(url("field-list"))
    with django_assert_num_queries(5):
        client.get(url("field-list"))


# --- Forms ---------------------------------------------------------------------

OPTIONAL = {
    "relationship",
    "experiences",
    "stage",
    "stage_as_at",
    "area",
    "adjustments",
    "welsh_skills",
}


def test_a_form_asks_only_what_is_on_and_says_why(protector):
    assert not OPTIONAL & set(PersonForm().fields)
    assert not (OPTIONAL | {"has_complaint"}) & set(ProfileForm(instance=PersonFactory()).fields)
    ask_everything(protector)
    form = PersonForm()
    assert set(form.fields) >= OPTIONAL
    assert form.fields["area"].help_text == ProfileField.objects.get(code="area").why
    assert "has_complaint" in ProfileForm(instance=PersonFactory()).fields


def test_answers_to_a_question_switched_off_stay_but_do_not_show(officer, protector, client_of):
    ask_everything(protector)
    person = PersonFactory(relationship=RelationshipFactory(name_en="It happened to me"))
    client = client_of(officer)
    assert "It happened to me" in client.get(url("person-detail", person.pk)).content.decode()
    row = ProfileField.objects.get(code=Code.RELATIONSHIP)
    profile.switch_off(row, reason="Not needed", actor=protector)
    for name in ("person-detail", "person-edit"):
        assert "It happened to me" not in client.get(url(name, person.pk)).content.decode()
    records = reverse("admin:database_person_change", args=[person.pk])
    assert "It happened to me" not in client.get(records).content.decode()
    client.post(
        url("person-edit", person.pk),
        {"reading": "cy", "has_complaint": "unknown", "is_old_enough": "unknown"},
    )
    person.refresh_from_db()
    assert (person.reading, person.relationship.code) == ("cy", "direct")


def test_a_new_person_with_everything_asked(officer, protector, client_of):
    ask_everything(protector)
    bsl, stage = AdjustmentFactory(), CaseStageFactory()
    answer = client_of(officer).post(
        url("person-add"),
        {
            "email": "ruth@example.com",
            "reading": "en",
            "is_old_enough": "yes",
            "stage": stage.pk,
            "adjustments": [bsl.pk],
            "welsh_skills": ["understand", "speak"],
        },
    )
    person = Person.objects.get()
    assert answer["Location"] == url("person-detail", person.pk)
    assert list(person.adjustments.all()) == [bsl]
    assert person.welsh_skills == ["understand", "speak"]
    assert person.is_old_enough is True
    # No day was given, so the stage is as it is today.
    assert person.stage_as_at == date(2026, 11, 23)
    page = client_of(officer).get(url("person-detail", person.pk)).content.decode()
    assert bsl.name_en in page
    assert "Understand spoken Welsh, Speak Welsh" in page


def test_no_welsh_is_an_answer_and_not_asked_is_none(protector):
    ask_everything(protector)
    person = PersonFactory()

    def save(*skills: str) -> ProfileForm:
        form = ProfileForm({"reading": "en", "welsh_skills": skills}, instance=person)
        if form.is_valid():
            form.save()
        return form

    save()
    assert person.welsh_skills is None
    save("none")
    assert person.welsh_skills == []
    assert ProfileForm(instance=person)["welsh_skills"].value() == ["none"]
    assert "welsh_skills" in save("none", "speak").errors
    assert save("none").changed_data == []


def test_a_stage_is_not_of_tomorrow_and_goes_with_its_day(protector):
    ask_everything(protector)
    person = PersonFactory(stage=CaseStageFactory(), stage_as_at=date(2026, 1, 1))
    tomorrow = {"stage_as_at_day": "24", "stage_as_at_month": "11", "stage_as_at_year": "2026"}
    form = ProfileForm({"reading": "en", "stage": person.stage_id, **tomorrow}, instance=person)
    assert "stage_as_at" in form.errors
    form = ProfileForm({"reading": "en", "stage": ""}, instance=person)
    assert form.is_valid()
    form.save()
    assert (person.stage, person.stage_as_at) == (None, None)


# --- Age -------------------------------------------------------------------------


def test_nobody_too_young_is_added_or_confirmed(officer, client_of, settings):
    settings.MINIMUM_AGE = 16
    answer = client_of(officer).post(
        url("person-add"), {"email": "a@example.com", "reading": "en", "is_old_enough": "no"}
    )
    text = answer.content.decode()
    assert 'id="id_is_old_enough-error"' in text
    assert "16 or older" in text
    assert not Person.objects.exists()
    with pytest.raises(services.TooYoung):
        services.register_person(actor=officer, email="a@example.com", is_old_enough=False)
    young = PersonFactory(status="pending", is_old_enough=False)
    with pytest.raises(services.TooYoung):
        services.confirm_person(young, actor=officer)
    refused = client_of(officer).post(url("person-confirm", young.pk))
    assert "parent or guardian" in refused.content.decode()
