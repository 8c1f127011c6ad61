import re

import pytest
from django.urls import reverse

from database.models import CriterionKind
from database.selecting import Criterion
from engagement.models import Invitation, Narrowing
from engagement.services import invitations
from engagement.services import narrowing as services
from tests.factories import equality
from tests.factories.accounts import partner_user
from tests.factories.database import (
    ExperienceFactory,
    contactable_person,
)
from tests.factories.engagement import open_survey
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

WOMEN = Criterion(CriterionKind.ANSWER, "sex:female")


def url(name, activity):
    return reverse(f"engagement:activity-{name}", args=[activity.pk])


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def by_sex(activity, protector):
    """Asked by a characteristic: eleven women and a man answered."""
    equality.asked()
    for sex in ["female"] * 11 + ["male"]:
        person = contactable_person()
        equality.ConsentFactory(person=person, purpose="equality")
        equality.answered(person, sex=sex)
    services.choose_characteristics(
        activity, criteria=[WOMEN], reason="The service for women changes", actor=protector
    )
    return activity


def test_an_officer_sees_how_many_it_would_be_and_keeps_it(activity, officer, client_of, town):
    contactable_person(area=town)
    contactable_person()
    office = client_of(officer)
    page = text_of(office.get(url("audience", activity)))
    assert "People who can be invited now: 2" in page
    assert "\u2013 Penfynnon" in page
    typed = {"area": ["county"], "reason": "Only there"}
    trial = office.post(url("audience", activity), {**typed, "preview": "1"})
    shown = text_of(trial)
    assert "Nothing is saved yet" in shown
    assert "People who can be invited now: 1" in shown
    assert "Not in the audience of this activity: 1" in shown
    assert "few people" in shown
    assert "Only there" in shown
    assert 'value="county" ' in trial.content.decode()
    assert not Narrowing.objects.exists()
    office.post(url("audience", activity), typed)
    assert Narrowing.objects.get().narrowed_by == officer
    plan = text_of(office.get(url("detail", activity)))
    assert "Westshire" in plan
    assert "Only there" in plan


def test_without_a_reason_the_box_says_so(activity, officer, client_of):
    page = client_of(officer).post(url("audience", activity), {"area": ["town"]})
    assert "Say why not everybody is asked." in text_of(page)
    assert 'href="#id_reason"' in page.content.decode()
    assert not Narrowing.objects.exists()


def test_once_invitations_are_prepared_the_page_shows_it_and_has_no_form(
    activity, officer, client_of, town
):
    contactable_person(area=town)
    services.narrow(activity, criteria=[Criterion("area", "town")], reason="x", actor=officer)
    office = client_of(officer)
    assert 'form="main-form"' in office.get(url("audience", activity)).content.decode()
    invitations.prepare_batch(activity=activity, actor=officer)
    page = office.get(url("audience", activity))
    assert "main-form" not in page.content.decode()
    assert "this can't be changed now" in page.content.decode().replace("&#x27;", "'")
    assert "Penfynnon" in text_of(page)
    refused = office.post(url("audience", activity), {"area": [], "reason": ""})
    assert refused.status_code == 200
    assert Narrowing.objects.get().criteria.count() == 1


def test_where_everybody_is_asked_again_nothing_warns(activity, officer, client_of, town):
    contactable_person()
    services.narrow(activity, criteria=[Criterion("area", "town")], reason="x", actor=officer)
    services.narrow(activity, criteria=[], reason="", actor=officer)
    shown = text_of(client_of(officer).get(url("audience", activity)))
    assert "People who can be invited now: 1" in shown
    assert "few people" not in shown


def test_the_page_speaks_welsh(activity, officer, client_of):
    services.narrow(
        activity, criteria=[Criterion("area", "county")], reason="Yno yn unig", actor=officer
    )
    page = client_of(officer).get(url("audience", activity).replace("/en/", "/cy/"))
    assert "Gorllwin" in text_of(page)
    assert "Yno yn unig" in text_of(page)


def test_telling_words_are_named_and_a_second_person_may_call_them_safe(
    officer, manager, client_of, town
):
    person = contactable_person()
    person.experiences.set([ExperienceFactory()])
    activity = open_survey(title_en="After a burglary")
    services.narrow(
        activity, criteria=[Criterion("experience", "burglary")], reason="x", actor=officer
    )
    prepare = reverse("engagement:batch-prepare", args=[activity.pk])
    assert "1 word would tell" in text_of(client_of(officer).post(prepare, follow=True))
    page = client_of(officer).get(url("audience-words", activity))
    assert "burglary in the English" in text_of(page)
    assert "you narrowed this audience" in text_of(page)
    said = {"words": ["burglary"], "reason": "Everybody there was burgled."}
    refused = client_of(officer).post(url("audience-words", activity), said)
    assert "Somebody else must say so" in text_of(refused)
    office = client_of(manager)
    form = office.get(url("audience-words", activity)).content.decode()
    assert 'name="words" value="burglary"' in form
    missing = office.post(url("audience-words", activity), {"words": ["burglary"]})
    assert "Say why." in text_of(missing)
    office.post(url("audience-words", activity), said)
    assert Narrowing.objects.get().safe_by == manager
    client_of(officer).post(prepare)
    assert Invitation.objects.count() == 1


# --- Characteristics ---


def test_only_those_with_the_right_choose_and_only_few_read(
    activity, officer, manager, protector, administrator, client_of
):
    equality.asked()
    page, typed = url("characteristics", activity), {"answer-1": ["sex:female"], "reason": "x"}
    for user, get, post in (
        (officer, 403, 403),
        (administrator, 403, 403),
        (manager, 200, 403),
        (partner_user(activity.organisation, role=Role.PARTNER_LEAD), 404, 404),
    ):
        client = client_of(user)
        assert (client.get(page).status_code, client.post(page, typed).status_code) == (get, post)
    assert not Narrowing.objects.exists()
    question = equality.question("sex")
    client_of(protector).post(
        page, {f"answer-{question.pk}": ["sex:female"], "reason": "The service for women"}
    )
    row = Narrowing.objects.get()
    assert (row.characteristics_by, row.waits_for_approval) == (protector, True)


def test_a_second_person_reads_and_approves(by_sex, manager, protector, officer, client_of):
    page, approve = url("characteristics", by_sex), url("characteristics-approve", by_sex)
    assert "Approve this characteristic" not in text_of(client_of(protector).get(page))
    assert client_of(protector).post(approve).status_code == 403
    assert client_of(officer).post(approve).status_code == 403
    shown = text_of(client_of(manager).get(page))
    assert "Female" in shown
    assert "The service for women changes" in shown
    assert "Approve this characteristic" in shown
    client_of(manager).post(approve)
    assert Narrowing.objects.get().approved_by == manager
    again = text_of(client_of(manager).post(approve, follow=True))
    assert "There is nothing to approve any more." in again


def test_whoever_may_not_know_it_reads_that_there_is_one_and_no_number(
    by_sex, officer, protector, client_of, settings
):
    settings.SMALL_NUMBER_FLOOR = 5
    office = client_of(officer)
    for name in ("detail", "audience"):
        shown = text_of(office.get(url(name, by_sex)))
        assert "Which one is known to those only" in shown
        assert "Female" not in shown
        assert "for women" not in shown
    shown = text_of(office.get(url("audience", by_sex)))
    assert "People who can be invited now: 10" in shown
    assert "Not in the audience of this activity: fewer than 5" in shown
    exact = text_of(client_of(protector).get(url("characteristics", by_sex)))
    assert "People who can be invited now: 11" in exact
    assert Entry.objects.filter(action="audience.viewed").latest("id").data == {}


def test_nobody_reads_who_was_asked_by_a_characteristic(
    by_sex, officer, manager, client_of, settings
):
    settings.SMALL_NUMBER_FLOOR = 5
    services.approve_characteristics(by_sex, actor=manager)
    prepare = reverse("engagement:batch-prepare", args=[by_sex.pk])
    assert "VP-" not in text_of(client_of(officer).get(prepare))
    batch = invitations.prepare_batch(activity=by_sex, actor=officer)
    page = reverse("engagement:batch-detail", args=[batch.pk])
    for user in (officer, manager):
        shown = text_of(client_of(user).get(page))
        assert "VP-" not in shown
        assert "Prepared 10" in shown
        assert "11" not in text_of(client_of(user).get(url("detail", by_sex))).partition(
            "Batches of invitations"
        )[2].partition("Taking part")[0].replace(str(batch.prepared_at.year), "")


def test_on_a_persons_page_and_in_the_messages_it_stays_unsaid_too(
    by_sex, officer, manager, protector, client_of
):
    services.approve_characteristics(by_sex, actor=manager)
    batch = invitations.prepare_batch(activity=by_sex, actor=officer)
    invitations.release_batch(batch, actor=manager)
    asked = Invitation.objects.first()
    message = Message.objects.filter(recipient_id=str(asked.person_id)).get()
    person = reverse("database:person-detail", args=[asked.person_id])
    sent = reverse("outbox:message-detail", args=[message.pk])
    records = reverse("admin:engagement_invitation_changelist")
    for user, sees in ((officer, False), (protector, True)):
        client = client_of(user)
        assert (by_sex.code in text_of(client.get(person))) == sees
        assert ("Invitation" in text_of(client.get(person))) == sees
    office = client_of(officer)
    assert person not in office.get(sent).content.decode()
    assert asked.person.reference not in text_of(office.get(records))


def test_stopping_it_tells_no_exact_number(by_sex, officer, manager, client_of):
    services.approve_characteristics(by_sex, actor=manager)
    batch = invitations.prepare_batch(activity=by_sex, actor=officer)
    page = client_of(officer).post(
        reverse("engagement:batch-cancel", args=[batch.pk]), {"reason": "Not yet"}, follow=True
    )
    assert "Stopped. 10 invitations were cancelled." in text_of(page)


def test_beside_a_sealed_criterion_nobody_tries_others(by_sex, officer, protector, client_of):
    trial = {"area": ["town"], "preview": "1"}
    refused = text_of(client_of(officer).post(url("audience", by_sex), trial))
    assert "Ask those who chose it." in refused
    assert "Ask those who chose it." not in text_of(
        client_of(protector).post(url("characteristics", by_sex), {"preview": "1"})
    )


def test_by_area_they_are_listed_as_ever(activity, officer, client_of, town):
    """The control of the test above."""
    contactable_person(area=town)
    services.narrow(activity, criteria=[Criterion("area", "town")], reason="x", actor=officer)
    batch = invitations.prepare_batch(activity=activity, actor=officer)
    page = client_of(officer).get(reverse("engagement:batch-detail", args=[batch.pk]))
    assert "VP-" in text_of(page)


def test_too_few_are_refused_in_words(by_sex, officer, manager, client_of, settings):
    settings.SMALL_NUMBER_FLOOR = 12
    services.approve_characteristics(by_sex, actor=manager)
    prepare = reverse("engagement:batch-prepare", args=[by_sex.pk])
    assert "So few people have this characteristic" in text_of(
        client_of(officer).post(prepare, follow=True)
    )
    assert not Invitation.objects.exists()


# --- What a partner and the thread tell ---


def test_a_partner_reads_by_what_kind_and_nothing_of_a_characteristic(by_sex, protector, client_of):
    services.narrow(
        by_sex, criteria=[Criterion("area", "town")], reason="Secret reason", actor=protector
    )
    lead = partner_user(by_sex.organisation, role=Role.PARTNER_LEAD)
    for page in (
        reverse("engagement:activity-agree", args=[by_sex.pk]),
        reverse("dashboard:portal-thread", args=[by_sex.entry.request_id]),
    ):
        shown = text_of(client_of(lead).get(page))
        assert "chosen by: Area" in shown
        for word in ("Penfynnon", "Secret reason", "haracteristic", "Female", "fewer than"):
            assert word not in shown, word


def test_the_thread_tells_why_and_by_whom(by_sex, officer, manager, protector, client_of):
    services.narrow(
        by_sex, criteria=[Criterion("area", "town")], reason="Only there", actor=protector
    )
    services.approve_characteristics(by_sex, actor=manager)
    shown = text_of(
        client_of(officer).get(reverse("dashboard:thread", args=[by_sex.entry.request_id]))
    )
    assert f"Why: Only there ({protector.name}" in shown
    assert f"Also chosen by a characteristic: {protector.name}" in shown
    assert f"Approved by: {manager.name}." in shown
    assert "Female" not in shown
    assert "for women" not in shown
