"""A partner's contact and words, and what happens when it closes and another takes over."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from feedback.desk import partner_items
from feedback.models import ActionStatus, ResultsPack
from feedback.services import chasers
from partners import duties
from partners.models import Organisation, RequestStatus, TopicRequest
from partners.services import organisations as services
from tests.factories.accounts import partner_user
from tests.factories.feedback import BoardActionFactory, activity_of, delivered_pack
from tests.factories.partners import (
    AgreementFactory,
    OrganisationFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import url
from vef.accounts.models import Role, User, UserInvitation
from vef.audit.models import Entry
from vef.common import clock
from vef.outbox.models import Message

SignIn = Callable[[User], Client]


@pytest.fixture
def successor(db: None) -> Organisation:
    organisation = OrganisationFactory(name_en="New Body", name_cy="Corff Newydd")
    partner_user(organisation, name="Mali")
    return organisation


def test_the_contact_and_the_leads_hear_of_results(
    police: Organisation, lead: User, contributor: User, officer: User
) -> None:
    third = partner_user(police, role=Role.PARTNER, name="Third")
    everybody = {lead, contributor, third}
    assert set(services.hears_of_results(police)) == everybody
    services.set_update_contact(police, contact=contributor, actor=officer)
    assert set(services.hears_of_results(police)) == {lead, contributor}
    contributor.is_active = False
    contributor.save(update_fields=["is_active"])
    assert set(services.hears_of_results(police)) == {lead, third}


def test_only_somebody_of_the_organisation_is_its_contact(
    police: Organisation, lead: User, officer: User
) -> None:
    stranger = partner_user(OrganisationFactory())
    with pytest.raises(services.NotAMember):
        services.set_update_contact(police, contact=stranger, actor=officer)
    services.set_update_contact(police, contact=lead, actor=officer)
    services.set_update_contact(police, contact=lead, actor=officer)
    assert Entry.objects.filter(action="organisation.contact-set").count() == 1
    services.set_update_contact(police, contact=None, actor=officer)
    assert police.update_contact is None


def test_everything_open_goes_to_the_successor_and_history_stays(
    police: Organisation, lead: User, successor: Organisation, officer: User
) -> None:
    draft = TopicRequestFactory(organisation=police, author=lead)
    waiting = SubmittedRequestFactory(organisation=police, author=lead)
    declined = SubmittedRequestFactory(
        organisation=police, author=lead, status=RequestStatus.DECLINED
    )
    pack = delivered_pack(activity_of(police), author=officer)
    owed = BoardActionFactory(organisation=police)
    done = BoardActionFactory(organisation=police, status=ActionStatus.CLOSED)
    services.close_organisation(police, actor=officer, reason="Merged", successor=successor)
    for topic in (draft, waiting):
        topic.refresh_from_db()
        assert (topic.organisation, topic.asked_as) == (successor, police)
    declined.refresh_from_db()
    assert declined.organisation == police
    owed.refresh_from_db()
    done.refresh_from_db()
    assert (owed.organisation, done.organisation) == (successor, police)
    pack = ResultsPack.objects.get(pk=pack.pk)
    assert pack.organisation == successor
    mali = User.objects.get(name="Mali")
    assert pack in ResultsPack.objects.visible_to(mali)
    assert partner_items(mali, clock.today())
    assert {"topicrequest.taken-over", "boardaction.taken-over", "organisation.closed"} <= set(
        Entry.objects.values_list("action", flat=True)
    )
    assert duties.open_duties(police) == []
    assert len(duties.open_duties(successor)) == 4


def test_reminders_go_to_the_successors_people(
    police: Organisation, lead: User, successor: Organisation, officer: User, at: Any
) -> None:
    pack = delivered_pack(activity_of(police), author=officer)
    services.close_organisation(
        police, actor=officer, reason="Merged", successor=successor, people_move=False
    )
    pack = ResultsPack.objects.get(pk=pack.pk)
    Message.objects.all().delete()
    day = chasers.step_day(pack.answer_due_on, "due")
    at(f"{day:%Y-%m-%d} 10:00")
    assert chasers.chase_partners()
    told = set(Message.objects.values_list("recipient_id", flat=True))
    assert told == {str(User.objects.get(name="Mali").pk)}
    lead.refresh_from_db()
    assert not lead.is_active
    assert lead.session_epoch == 1


def test_its_people_move_when_the_office_says_so(
    police: Organisation, lead: User, successor: Organisation, officer: User
) -> None:
    services.close_organisation(police, actor=officer, reason="Merged", successor=successor)
    lead.refresh_from_db()
    assert lead.is_active
    assert lead.membership.organisation == successor


def test_invitations_that_wait_are_taken_back(
    police: Organisation, successor: Organisation, officer: User
) -> None:
    invitation = UserInvitation.objects.create(
        email="new@example.org",
        name="New",
        role=Role.PARTNER,
        for_organisation=police.pk,
        invited_by=officer,
        expires_at=clock.now() + timedelta(days=7),
    )
    services.close_organisation(police, actor=officer, reason="Merged", successor=successor)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_nothing_open_needs_no_successor_and_something_open_does(
    police: Organisation, officer: User, lead: User
) -> None:
    topic = SubmittedRequestFactory(organisation=police, author=lead)
    with pytest.raises(services.SuccessorMissing) as refused:
        services.close_organisation(police, actor=officer, reason="Ended")
    assert refused.value.duties == ["1 topic request is not decided yet."]
    TopicRequest.objects.filter(pk=topic.pk).update(status=RequestStatus.WITHDRAWN)
    services.close_organisation(police, actor=officer, reason="Ended")
    assert not police.is_active
    assert police.closed_on == clock.today()
    with pytest.raises(services.AlreadyClosed):
        services.close_organisation(police, actor=officer, reason="Ended")


def test_a_successor_must_be_another_partner_at_work_with_people(
    police: Organisation, officer: User
) -> None:
    closed = OrganisationFactory(is_active=False)
    host = OrganisationFactory(kind=Organisation.Kind.HOST)
    for unfit in (police, closed, host, OrganisationFactory()):
        with pytest.raises(services.SuccessorUnfit):
            services.close_organisation(police, actor=officer, reason="Ended", successor=unfit)
    police.refresh_from_db()
    assert police.is_active


def test_a_second_closure_keeps_who_asked_first(
    police: Organisation, lead: User, successor: Organisation, officer: User
) -> None:
    topic = TopicRequestFactory(organisation=police, author=lead)
    third = OrganisationFactory()
    partner_user(third)
    services.close_organisation(police, actor=officer, reason="Merged", successor=successor)
    services.close_organisation(successor, actor=officer, reason="Merged", successor=third)
    topic.refresh_from_db()
    assert (topic.organisation, topic.asked_as) == (third, police)


def test_agreements_end_with_the_organisation(
    police: Organisation, successor: Organisation, officer: User
) -> None:
    agreement = AgreementFactory(organisation=police)
    services.close_organisation(police, actor=officer, reason="Merged", successor=successor)
    agreement.refresh_from_db()
    assert (agreement.status, agreement.ended_because) == ("ended", "Merged")


def test_the_database_knows_what_closed_means(police: Organisation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=police.pk).update(closed_on=clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=police.pk).update(
            closed_on=clock.today(), is_active=False, successor=police.pk
        )


def test_the_office_changes_a_partners_words_in_both_languages(
    police: Organisation, lead: User, officer: User, client_of: SignIn
) -> None:
    client, address = client_of(officer), url("organisation-edit", police.pk)
    typed = {"kind": "commissioned", "update_contact": lead.pk, "remit_en": "Helps victims."}
    page = client.post(address, typed)
    assert page.context["form"].errors.keys() == {"remit_cy"}
    assert "Helps victims." in page.content.decode()
    page = client.post(address, typed | {"remit_cy": "Mae'n helpu dioddefwyr."}, follow=True)
    assert page.redirect_chain
    police.refresh_from_db()
    assert police.remit_cy == "Mae'n helpu dioddefwyr."
    assert police.update_contact == lead
    with translation.override("cy"):
        words = client.get(reverse("partners:organisation-detail", args=[police.pk]))
    assert "Mae&#x27;n helpu dioddefwyr." in words.content.decode()


def test_closing_by_the_page_says_what_is_open(
    police: Organisation,
    lead: User,
    successor: Organisation,
    officer: User,
    client_of: SignIn,
) -> None:
    SubmittedRequestFactory(organisation=police, author=lead)
    client, address = client_of(officer), url("organisation-close", police.pk)
    page = client.get(address)
    assert "1 topic request is not decided yet." in page.content.decode()
    today = clock.today()
    typed = {
        "closed_on_day": today.day,
        "closed_on_month": today.month,
        "closed_on_year": today.year,
        "reason": "Merged into another.",
        "people": "leave",
    }
    page = client.post(address, typed)
    assert page.context["form"].errors.keys() == {"successor"}
    assert "Merged into another." in page.content.decode()
    page = client.post(address, typed | {"successor": successor.pk}, follow=True)
    assert "Taken over by:" in page.content.decode()
    assert client.get(address).status_code == 404


def test_the_partners_page_asks_the_same_questions_for_one_and_three(
    police: Organisation, lead: User, officer: User, client_of: SignIn
) -> None:
    client = client_of(officer)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get(url("organisation-detail", police.pk))
        return len(caught)

    AgreementFactory(organisation=police)
    SubmittedRequestFactory(organisation=police, author=lead)
    one = queries()
    for _ in range(2):
        SubmittedRequestFactory(organisation=police)
        delivered_pack(activity_of(police), author=officer)
    assert queries() == one
