"""Who and what stays although time is up: under a hold, back again, or not named."""

from datetime import timedelta

import pytest

from database.keeping import rules
from database.models import LegalHold, Person, PersonStatus
from database.services.retention import NothingDue, clear_agreed
from engagement.models import Contribution
from tests.database.keeping import (
    DAY,
    MAKERS,
    agreed,
    lapsed,
    listed,
    named_answer,
    old,
    unconfirmed,
    withdrawn,
)
from tests.factories.database import ConsentFactory, PersonFactory
from tests.factories.engagement import (
    AnswerFactory,
    BatchFactory,
    ContributionFactory,
    InvitationFactory,
)
from tests.factories.outbox import MessageFactory
from vef.common import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keeping_rules")]


def test_people_come_under_the_rule_of_their_standing_only():
    erased = PersonFactory(status=PersonStatus.ERASED, withdrawn_at=old(), created_at=old())
    joining = unconfirmed(old())
    agreed_by_phone = unconfirmed(old())
    ConsentFactory(person=agreed_by_phone)
    renewed = lapsed(old())
    fresh = lapsed(clock.now() - DAY)
    found = {
        code: set(rules()[code].rows().values_list("pk", flat=True))
        for code in ("withdrawn", "unconfirmed", "lapsed")
    }
    assert erased.pk not in set().union(*found.values())
    assert found["unconfirmed"] == {joining.pk}
    assert {renewed.pk, fresh.pk} <= found["lapsed"]
    due = rules()["lapsed"].due(clock.now(), 913)
    assert set(due.values_list("pk", flat=True)) == {renewed.pk}


def test_a_message_in_doubt_waits_for_a_person_however_old():
    MessageFactory(status="unknown", settled_at=old())
    assert rules()["messages"].rows().count() == 0


def test_a_hold_keeps_and_is_counted(protector, manager):
    gone, kept = withdrawn(old()), withdrawn(old())
    LegalHold.objects.create(
        person=kept, reason="A complaint", set_by=manager, review_on=clock.today()
    )
    run = listed("withdrawn", protector)
    assert (run.count, run.held, run.ids) == (1, 1, [str(gone.pk)])
    agreed(run, manager)
    clear_agreed()
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.status, kept.status) == ("erased", "withdrawn")


def test_a_hold_set_after_the_list_was_agreed_keeps_too(protector, manager):
    person = withdrawn(old())
    run = listed("withdrawn", protector)
    agreed(run, manager)
    LegalHold.objects.create(
        person=person, reason="A complaint", set_by=manager, review_on=clock.today()
    )
    clear_agreed()
    person.refresh_from_db()
    run.refresh_from_db()
    assert person.status == "withdrawn"
    assert (run.status, run.gone) == ("done", 0)


@pytest.mark.parametrize("code", ["answers", "left-out"])
def test_a_hold_on_the_person_keeps_the_tie(code, protector, manager):
    row_ = MAKERS[code](old())
    person = row_.person if code == "left-out" else row_.invitation.person
    LegalHold.objects.create(person=person, reason="x", set_by=manager, review_on=clock.today())
    with pytest.raises(NothingDue):
        listed(code, protector)


def test_somebody_who_came_back_after_the_list_stays(protector, manager):
    person = withdrawn(clock.now() - timedelta(days=29))
    run = listed("withdrawn", protector)
    agreed(run, manager)
    Person.objects.filter(pk=person.pk).update(status=PersonStatus.ACTIVE, withdrawn_at=None)
    clear_agreed()
    run.refresh_from_db()
    person.refresh_from_db()
    assert (run.status, run.gone, person.status) == ("done", 0, "active")


def test_names_go_and_what_was_said_stays(protector, manager):
    contribution = named_answer(old())
    plain = AnswerFactory(contribution=contribution, codes=["yes"], text="Nobody is named here")
    redacted = AnswerFactory(
        contribution=contribution, codes=[], text="Ask Mair", redacted="Ask [name]"
    )
    unsent = ContributionFactory(
        invitation=InvitationFactory(batch=BatchFactory(activity=contribution.activity)),
        is_finished=False,
    )
    run = listed("answers", protector)
    assert run.count == 2
    agreed(run, manager)
    clear_agreed()
    contribution.refresh_from_db()
    assert (contribution.invitation, contribution.is_anonymous) == (None, True)
    plain.refresh_from_db()
    redacted.refresh_from_db()
    assert (plain.codes, plain.text) == (["yes"], "Nobody is named here")
    assert (redacted.text, redacted.redacted) == ("", "Ask [name]")
    assert not Contribution.objects.filter(pk=unsent.pk).exists()
