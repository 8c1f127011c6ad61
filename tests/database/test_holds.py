"""Legal holds: looked at again on a day still to come, and lifted once and for all."""

from datetime import timedelta

import pytest

from database.services import holds
from database.services import rights_errors as errors
from tests.factories.database import PersonFactory
from tests.factories.rights import LegalHoldFactory
from vef.common import clock

pytestmark = pytest.mark.django_db


def test_a_hold_has_a_day_to_look_at_it_again(protector):
    person, today = PersonFactory(), clock.today()
    with pytest.raises(errors.ReviewInThePast):
        holds.set_hold(person, reason="A claim.", review_on=today, actor=protector)
    hold = holds.set_hold(
        person, reason="A claim.", review_on=today + timedelta(days=1), actor=protector
    )
    with pytest.raises(errors.ReviewInThePast):
        holds.review_hold(hold, review_on=today, reason="Still", actor=protector)
    later = today + timedelta(days=60)
    assert holds.review_hold(hold, review_on=later, reason="Still heard.", actor=protector)
    hold.refresh_from_db()
    assert hold.review_on == later


def test_a_hold_is_lifted_once_and_for_all(protector, manager):
    hold = LegalHoldFactory()
    assert holds.lift_hold(hold, reason="It is over.", actor=protector)
    assert not holds.lift_hold(hold, reason="Again", actor=manager)
    hold.refresh_from_db()
    assert (hold.lifted_by, hold.lifted_because) == (protector, "It is over.")
    later = clock.today() + timedelta(days=60)
    assert not holds.review_hold(hold, review_on=later, reason="Still", actor=protector)
