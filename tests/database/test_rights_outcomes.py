"""How requests end: never before we know who asks, each kind in its own way, and once."""

import pytest

from database.models import AccessPack, Decision, PersonStatus, RightsStatus
from database.services import holds, rights, rights_outcomes
from database.services import rights_errors as errors
from tests.database.requesting import Kind
from tests.factories.database import contactable_person
from tests.factories.rights import AccessPackFactory, RightsRequestFactory, WorkedRequestFactory
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db


# --- Nothing leaves before we know who asks ----------------------------------------


def unsettled(kind):
    return RightsRequestFactory(kind=kind, status="working")


@pytest.mark.parametrize("kind", ["access", "rectification", "erasure"])
def test_nothing_is_done_before_we_know_who_asks(protector, kind):
    request = unsettled(kind)
    for act in (
        lambda: rights_outcomes.complete(request, outcome="Done", actor=protector),
        lambda: rights.ask_clarification(request, reason="Which?", actor=protector),
        lambda: rights.extend(request, months=1, reason="More", actor=protector),
        lambda: rights_outcomes.prepare_erasure(request, reason="Asked", actor=protector),
    ):
        with pytest.raises(errors.IdentityNotConfirmed):
            act()
    request.refresh_from_db()
    assert request.status == RightsStatus.WORKING


def test_what_is_of_nobody_we_know_may_always_be_refused_or_taken_back(protector):
    assert rights_outcomes.refuse(unsettled(Kind.ACCESS), reason="Not them.", actor=protector)
    assert rights_outcomes.take_back(unsettled(Kind.ACCESS), reason="No need.", actor=protector)


# --- How it ends -------------------------------------------------------------------


def test_a_correction_ends_with_what_was_done(protector):
    request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
    assert rights_outcomes.complete(request, outcome="The name is put right.", actor=protector)
    request.refresh_from_db()
    assert (request.status, request.outcome) == ("done", "The name is put right.")
    assert request.closed_at
    entry = Entry.objects.get(action="rightsrequest.done")
    assert entry.reason == "The name is put right."


@pytest.mark.parametrize(
    "act",
    [
        lambda row, by: rights_outcomes.complete(row, outcome="x", actor=by),
        lambda row, by: rights_outcomes.refuse(row, reason="x", actor=by),
        lambda row, by: rights_outcomes.take_back(row, reason="x", actor=by),
        lambda row, by: rights.acknowledge(row, method="phone", actor=by),
        lambda row, by: rights.extend(row, months=1, reason="x", actor=by),
        lambda row, by: rights.ask_clarification(row, reason="x", actor=by),
        lambda row, by: rights.note_clarified(row, actor=by),
        lambda row, by: rights.confirm_identity(row, method="in-person", actor=by),
    ],
)
def test_nothing_happens_to_what_is_closed(protector, act):
    request = WorkedRequestFactory(status="refused", closed_at=clock.now(), outcome="No")
    with pytest.raises(errors.AlreadyClosed):
        act(request, protector)
    request.refresh_from_db()
    assert (request.status, request.outcome) == ("refused", "No")


def test_a_closed_request_is_not_taken_up(protector):
    request = WorkedRequestFactory(status="done", closed_at=clock.now())
    with pytest.raises(TransitionError):
        rights.take_up(request, actor=protector)


def test_a_request_for_a_copy_is_done_when_the_copy_left(protector):
    request = WorkedRequestFactory()
    with pytest.raises(errors.NotHandedOver):
        rights_outcomes.complete(request, outcome="Sent", actor=protector)
    pack = AccessPackFactory(request=request)
    with pytest.raises(errors.NotHandedOver):
        rights_outcomes.complete(request, outcome="Sent", actor=protector)
    AccessPack.objects.filter(pk=pack.pk).update(handed_over_at=clock.now())
    assert rights_outcomes.complete(request, outcome="Sent", actor=protector)


@pytest.mark.parametrize("kind", ["restriction", "objection", "erasure"])
def test_what_has_a_step_of_its_own_does_not_end_with_a_note(protector, kind):
    with pytest.raises(errors.WrongKind):
        rights_outcomes.complete(WorkedRequestFactory(kind=kind), outcome="x", actor=protector)


def test_hearing_the_outcome_is_hearing_that_we_have_it(protector):
    request = RightsRequestFactory(kind=Kind.COMPLAINT, person=None, status="working")
    rights_outcomes.complete(request, outcome="We say sorry.", actor=protector)
    request.refresh_from_db()
    assert request.acknowledged_at


def test_a_restriction_is_set_and_lifted_with_a_reason(protector):
    request = RightsRequestFactory(kind=Kind.RESTRICTION, status="working")
    assert rights_outcomes.restrict(request, reason="They contest the address.", actor=protector)
    person = request.person
    person.refresh_from_db()
    assert person.is_restricted
    assert not holds.set_restriction(person, reason="Again", actor=protector)
    assert holds.lift_restriction(person, reason="It is right now.", actor=protector)
    assert not holds.lift_restriction(person, reason="Again", actor=protector)
    person.refresh_from_db()
    assert not person.is_restricted
    said = Entry.objects.filter(action__startswith="person.restrict").values_list(
        "action", "reason"
    )
    assert list(said.order_by("id")) == [
        ("person.restricted", "They contest the address."),
        ("person.restriction-lifted", "It is right now."),
    ]


@pytest.mark.parametrize("act", ["restrict", "decide_objection", "prepare_erasure"])
def test_each_kind_has_its_own_end(protector, act):
    request = WorkedRequestFactory(kind=Kind.RECTIFICATION)
    more = {"is_upheld": True} if act == "decide_objection" else {}
    with pytest.raises(errors.WrongKind):
        getattr(rights_outcomes, act)(request, reason="x", actor=protector, **more)


def test_an_objection_that_is_upheld_stops_all_contact(protector):
    person = contactable_person()
    request = RightsRequestFactory(kind=Kind.OBJECTION, status="working", person=person)
    rights_outcomes.decide_objection(
        request, is_upheld=True, reason="Their right.", actor=protector
    )
    person.refresh_from_db()
    request.refresh_from_db()
    assert (request.status, person.status) == ("done", PersonStatus.WITHDRAWN)
    taken_back = person.consents.filter(decision=Decision.WITHDRAWN).first()
    assert taken_back.method == request.method


def test_an_objection_that_is_not_upheld_changes_nothing_else(protector):
    person = contactable_person()
    request = RightsRequestFactory(kind=Kind.OBJECTION, status="working", person=person)
    rights_outcomes.decide_objection(
        request, is_upheld=False, reason="A claim needs it.", actor=protector
    )
    person.refresh_from_db()
    request.refresh_from_db()
    assert (request.status, person.status) == ("refused", PersonStatus.ACTIVE)


def test_an_objection_waits_until_somebody_works_on_it(protector):
    request = RightsRequestFactory(kind=Kind.OBJECTION, person=contactable_person())
    with pytest.raises(TransitionError):
        rights_outcomes.decide_objection(request, is_upheld=True, reason="Yes", actor=protector)
    request.person.refresh_from_db()
    assert request.person.status == PersonStatus.ACTIVE
