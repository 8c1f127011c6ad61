"""Erasing somebody who asks for it takes two people, and no hold in its way."""

import pytest
from django.db import IntegrityError, transaction

from database.models import PersonStatus, RightsRequest, RightsStatus
from database.services import holds, rights, rights_outcomes
from database.services import rights_errors as errors
from database.services.erasure import UnderHold
from tests.database.requesting import Kind
from tests.factories.database import contactable_person
from tests.factories.rights import LegalHoldFactory, WorkedRequestFactory
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db


@pytest.fixture
def erasure(protector):
    return WorkedRequestFactory(
        kind=Kind.ERASURE,
        person=contactable_person(),
        words="Take Mair Penfynnon off your list.",
        recorded_by=protector,
    )


def test_an_erasure_is_prepared_by_one_and_agreed_by_another(protector, manager, erasure):
    with pytest.raises(errors.NotPrepared):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    assert rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    assert not rights_outcomes.prepare_erasure(erasure, reason="Again", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN, "contact stops at once"
    with pytest.raises(errors.SamePerson):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=protector)
    erasure.refresh_from_db()
    assert erasure.status == RightsStatus.WORKING
    assert rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.refresh_from_db()
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.ERASED
    assert (erasure.status, erasure.words) == ("done", "")
    assert (erasure.prepared_by, erasure.approved_by) == (protector, manager)
    with pytest.raises(errors.AlreadyClosed):
        rights_outcomes.approve_erasure(erasure, reason="Again", actor=manager)


def test_the_database_itself_wants_two(protector, erasure):
    for prepared in (None, protector):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightsRequest.objects.filter(pk=erasure.pk).update(
                prepared_by=prepared, approved_by=protector
            )


def test_an_erasure_can_be_sent_back(protector, manager, erasure):
    assert not rights_outcomes.send_back_erasure(erasure, reason="Wait", actor=manager)
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    assert rights_outcomes.send_back_erasure(erasure, reason="A claim is near.", actor=manager)
    with pytest.raises(errors.NotPrepared):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)


def test_a_hold_stands_in_the_way_of_preparing_and_of_agreeing(protector, manager, erasure):
    hold = LegalHoldFactory(person=erasure.person)
    with pytest.raises(UnderHold):
        rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.ACTIVE
    holds.lift_hold(hold, reason="The claim is over.", actor=protector)
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    LegalHoldFactory(person=erasure.person)
    with pytest.raises(UnderHold):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN


@pytest.mark.parametrize("status", ["received", "waiting"])
def test_an_erasure_is_prepared_by_whoever_works_on_it(protector, erasure, status):
    RightsRequest.objects.filter(pk=erasure.pk).update(status=status)
    with pytest.raises(errors.NotBeingWorkedOn):
        rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)


def test_a_prepared_erasure_that_waits_again_is_not_agreed(protector, manager, erasure):
    rights_outcomes.prepare_erasure(erasure, reason="They asked.", actor=protector)
    rights.ask_clarification(erasure, reason="All of it?", actor=protector)
    with pytest.raises(TransitionError):
        rights_outcomes.approve_erasure(erasure, reason="Agreed", actor=manager)
    erasure.person.refresh_from_db()
    assert erasure.person.status == PersonStatus.WITHDRAWN
