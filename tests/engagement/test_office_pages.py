import re
from datetime import timedelta

import pytest
from django.urls import reverse

from engagement import desk
from engagement.models import ActivityStatus, InvitationBatch, ProgrammeEntry
from engagement.services import activities, invitations
from tests.factories.accounts import partner_user
from tests.factories.database import AreaFactory, contactable_person
from tests.factories.engagement import (
    ActivityFactory,
    BatchFactory,
    EntryFactory,
    InvitationFactory,
    MethodFactory,
    ProgrammeFactory,
    open_survey,
    survey_activity,
)
from tests.factories.partners import AcceptedRequestFactory, OrganisationFactory
from vef.accounts.models import Role
from vef.common import clock

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"engagement:{name}", args=args)


def test_an_accepted_request_walks_to_an_open_activity_page_by_page(officer, client_of):
    """Steps 3 of the thread: entry, plan, both languages, both signatures, open."""
    office = client_of(officer)
    ProgrammeFactory()
    method = MethodFactory()
    request = AcceptedRequestFactory()
    assert url("entry-create", request.pk) in office.get(url("programme")).content.decode()
    page = office.get(url("entry-create", request.pk)).content.decode()
    assert request.title_en in page
    words = {"title_cy": "Galwadau", "title_en": "Calls", "objective_cy": "A", "objective_en": "B"}
    response = office.post(url("entry-create", request.pk), words)
    entry = ProgrammeEntry.objects.get()
    assert response["Location"] == url("entry-detail", entry.pk)
    assert office.get(url("entry-create", request.pk)).status_code == 302
    for language in ("cy", "en"):
        office.post(url("entry-check", entry.pk, language))
    entry.refresh_from_db()
    assert entry.publishable

    today = clock.today()
    plan = {
        "title_cy": "",
        "title_en": "Calls",
        "what_it_involves_cy": "Ateb.",
        "what_it_involves_en": "Answering.",
        "what_happens_next_cy": "Darllen.",
        "what_happens_next_en": "Reading.",
        "method": method.pk,
        "minutes": 10,
        "eligibility": "any",
        "anonymity": "choice",
        "answer_within_days": 20,
        "dpia_reference": "DPIA-1",
        "rules_version": "1",
    }
    for name in ("opens_on", "closes_on"):
        plan |= {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}
    office.post(url("activity-create", entry.pk), plan)
    activity = entry.activities.get()
    question = {
        "kind": "single",
        "text_cy": "Da?",
        "text_en": "Good?",
        "choices-TOTAL_FORMS": 2,
        "choices-INITIAL_FORMS": 0,
        "choices-0-label_cy": "Oedd",
        "choices-0-label_en": "Yes",
        "choices-1-label_cy": "Nac oedd",
        "choices-1-label_en": "No",
    }
    office.post(url("question-create", activity.pk), question)
    assert activity.questions.get().choices.count() == 2

    office.post(url("activity-plan", activity.pk))
    lead = client_of(partner_user(request.organisation))
    assert "Good?" in lead.get(url("activity-agree", activity.pk)).content.decode()
    lead.post(url("activity-agree", activity.pk))
    office.post(url("activity-office-agree", activity.pk))
    # The Welsh title is missing: nobody can check Welsh, and it does not open.
    office.post(url("activity-check", activity.pk, "cy"))
    office.post(url("activity-open", activity.pk))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.AGREED
    office.post(url("activity-edit", activity.pk), plan | {"title_cy": "Galwadau"})
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.PLANNED
    for language in ("cy", "en"):
        office.post(url("activity-check", activity.pk, language))
    lead.post(url("activity-agree", activity.pk))
    office.post(url("activity-office-agree", activity.pk))
    office.post(url("activity-open", activity.pk))
    activity.refresh_from_db()
    assert activity.status == ActivityStatus.OPEN


def test_batch_pages_show_who_is_left_out_by_reference_only(officer, manager, client_of):
    activity = open_survey()
    asked = contactable_person(reading="cy")
    left_out = contactable_person(safe={"email": "unsafe"})
    office = client_of(officer)
    text = office.get(url("batch-prepare", activity.pk)).content.decode()
    assert left_out.reference in text
    for private in (left_out.name, left_out.email, asked.name, asked.email):
        assert private not in text
    office.post(url("batch-prepare", activity.pk))
    batch = InvitationBatch.objects.get()
    assert office.post(url("batch-release", batch.pk)).status_code == 403
    text = client_of(manager).get(url("batch-detail", batch.pk)).content.decode()
    assert url("batch-release", batch.pk) in text
    assert asked.reference in text
    assert asked.name not in text
    assert client_of(manager).get(url("batch-release", batch.pk)).status_code == 302
    batch.refresh_from_db()
    assert batch.status == "prepared"
    client_of(manager).post(url("batch-release", batch.pk))
    batch.refresh_from_db()
    assert batch.status == "released"


def test_a_manager_who_prepared_a_batch_is_refused_its_release(manager, client_of):
    contactable_person()
    batch = invitations.prepare_batch(activity=open_survey(), actor=manager)
    client = client_of(manager)
    assert (
        url("batch-release", batch.pk)
        not in client.get(url("batch-detail", batch.pk)).content.decode()
    )
    assert client.post(url("batch-release", batch.pk)).status_code == 403


def test_the_preview_makes_no_links(officer, client_of):
    from vef.common.models import Link

    text = client_of(officer).get(url("batch-prepare", open_survey().pk)).content.decode()
    assert "xxxxxxxx" in text
    assert not Link.objects.exists()


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.ADMINISTRATOR])
def test_colleagues_without_the_right_are_told_so(role, client_of):
    from tests.factories.accounts import UserFactory

    client = client_of(UserFactory(role=role))
    activity = open_survey()
    batch = BatchFactory(activity=activity)
    assert client.get(url("activity-detail", activity.pk)).status_code == 200
    for name, pk in [
        ("batch-prepare", activity.pk),
        ("batch-detail", batch.pk),
        ("activity-edit", activity.pk),
    ]:
        assert client.get(url(name, pk)).status_code == 403
    assert client.post(url("activity-close", activity.pk)).status_code == 403


def test_partners_see_no_office_page_and_no_other_partners_plan(client_of):
    activity = survey_activity(status=ActivityStatus.PLANNED)
    stranger = client_of(partner_user(OrganisationFactory()))
    assert stranger.get(url("activity-agree", activity.pk)).status_code == 404
    assert stranger.post(url("activity-agree", activity.pk)).status_code == 404
    own = client_of(partner_user(activity.organisation, role=Role.PARTNER))
    assert own.get(url("activity-agree", activity.pk)).status_code == 200
    assert own.post(url("activity-agree", activity.pk)).status_code == 403
    for name in ("activity-detail", "batch-prepare", "activity-edit"):
        assert own.get(url(name, activity.pk)).status_code == 404
    assert own.get(url("programme")).status_code == 404


def test_a_draft_plan_and_a_draft_programme_are_not_the_partners_yet(client_of):
    activity = survey_activity(entry=EntryFactory(programme=ProgrammeFactory(status="draft")))
    own = client_of(partner_user(activity.organisation))
    assert own.get(url("activity-agree", activity.pk)).status_code == 404
    assert activity.entry.title_en not in own.get(url("programme-portal")).content.decode()


def test_partners_see_published_entries_and_only_their_own_activities(client_of, officer):
    from vef.common.bilingual import check_language

    programme = ProgrammeFactory()
    entries = [EntryFactory(programme=programme, title_en=f"Entry {n}") for n in (1, 2)]
    for entry in entries:
        for language in ("cy", "en"):
            check_language(entry, language, actor=officer)
        ActivityFactory(entry=entry, status=ActivityStatus.PLANNED, title_en=f"Plan {entry.number}")
    unchecked = EntryFactory(programme=programme, title_en="Not checked yet")
    text = (
        client_of(partner_user(entries[0].organisation))
        .get(url("programme-portal"))
        .content.decode()
    )
    assert "Entry 1" in text
    assert "Entry 2" in text
    assert unchecked.title_en not in text
    assert f"Plan {entries[0].number}" in text
    assert f"Plan {entries[1].number}" not in text


def test_lists_take_the_same_queries_for_one_and_for_three(
    officer, manager, client_of, django_assert_num_queries
):
    office = client_of(officer)

    def queries(address):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as caught:
            assert office.get(address).status_code == 200
        return len(caught)

    entry = EntryFactory()
    activity = open_survey(entry=entry)
    batch = BatchFactory(activity=activity)
    InvitationFactory(batch=batch)
    addresses = [
        url("programme"),
        url("entry-detail", entry.pk),
        url("activity-detail", activity.pk),
        url("batch-prepare", activity.pk),
        url("batch-detail", batch.pk),
    ]
    for address in addresses:
        office.get(address)
    few = [queries(address) for address in addresses]
    for _ in range(2):
        ActivityFactory(entry=EntryFactory(programme=entry.programme))
        ActivityFactory(entry=entry)
        BatchFactory(activity=activity)
        InvitationFactory(batch=batch)
        contactable_person()
    assert [queries(address) for address in addresses] == few


def test_desk_shows_each_what_waits_for_them(officer, manager, client_of):
    AcceptedRequestFactory()
    today = clock.today()
    planned = survey_activity(status=ActivityStatus.PLANNED)
    open_survey(closes_on=today)
    contactable_person()
    batch = invitations.prepare_batch(activity=open_survey(), actor=officer)
    own = {item.url: item.group for item in desk.items(officer, today)}
    theirs = {item.url: item.group for item in desk.items(manager, today)}
    release = url("batch-detail", batch.pk)
    assert own[release] == "coming"
    assert theirs[release] == "waiting"
    assert url("activity-detail", planned.pk) in own
    lead = partner_user(planned.organisation)
    assert [item.url for item in desk.partner_items(lead, today)] == [
        url("activity-agree", planned.pk)
    ]
    activities.agree_for_partner(planned, actor=lead)
    assert desk.partner_items(lead, today) == []


def test_a_partner_sees_what_of_its_own_is_coming_and_who_has_to_attend():
    today = clock.today()
    running = open_survey(closes_on=today)
    organisation = running.organisation
    entry = running.entry
    dates = {"opens_on": today + timedelta(days=9), "closes_on": today + timedelta(days=9)}
    agreed = {
        "entry": entry,
        "status": ActivityStatus.AGREED,
        "partner_agreed_at": clock.now(),
        "office_agreed_at": clock.now(),
        **dates,
    }
    survey_activity(**agreed)
    meeting = survey_activity(**agreed)
    meeting.method = MethodFactory(code="panel", asks_questions=False)
    meeting.save()
    open_survey(closes_on=today)
    found = desk.partner_items(partner_user(organisation), today)
    assert {item.group for item in found} == {"coming"}
    assert [item.due for item in found] == [today, dates["opens_on"], dates["opens_on"]]
    assert "runs until" in found[0].text
    texts = " ".join(item.text for item in found[1:])
    assert "begins on" in texts
    assert "Somebody of yours attends" in texts
    assert meeting.code in texts
    assert {item.url for item in found} == {
        reverse("dashboard:portal-thread", args=[entry.request_id])
    }
    assert desk.partner_items(partner_user(organisation), today + timedelta(days=10)) == []


def test_every_form_keeps_what_was_typed_when_the_language_changes(officer, client_of):
    office = client_of(officer)
    activity = survey_activity()
    question = activity.questions.get(number=1)
    for address, field in [
        (url("activity-edit", activity.pk), "title_cy"),
        (url("question-edit", question.pk), "text_cy"),
        (url("entry-edit", activity.entry.pk), "title_cy"),
        (url("programme-create"), "name_cy"),
    ]:
        data = {field: "Hanner y geiriau", "_switch": "1", "choices-TOTAL_FORMS": 0}
        data["choices-INITIAL_FORMS"] = 0
        response = office.post(address.replace("/en/", "/cy/"), data)
        assert response.status_code == 200
        assert "Hanner y geiriau" in response.content.decode()
        assert not re.search(r"govuk-error-summary", response.content.decode())
    activity.refresh_from_db()
    assert activity.title_cy != "Hanner y geiriau"


def test_an_activity_says_which_area_it_is_about(officer, client_of):
    office, activity = client_of(officer), survey_activity()
    page = url("activity-detail", activity.pk)
    assert "The whole area" in office.get(page).content.decode()
    area = AreaFactory()
    assert activities.edit_activity(activity, area=area, actor=officer) == ["area"]
    assert "Ceredigion" in office.get(page).content.decode()
    form = office.get(url("activity-edit", activity.pk)).content.decode()
    assert f'<option value="{area.pk}" selected>' in form
