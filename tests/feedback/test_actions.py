"""Board actions: references, updates in both languages, dates moved with a reason."""

from datetime import date

import pytest

from feedback.errors import Locked, NotReady, ReasonMissing
from feedback.services import actions
from tests.factories.feedback import BoardActionFactory
from vef.audit.models import Entry
from vef.common.steps import TransitionError

pytestmark = pytest.mark.django_db
WORDS = {"text_en": "Do it.", "text_cy": "Gwnewch hynny.", "owner": "AW"}


def test_references_count_on_within_a_year(officer):
    made = [
        actions.create_action(
            actor=officer, raised_on=date(year, 1, 22), due_on=date(year, 3, 1), **WORDS
        ).reference
        for year in (2026, 2026, 2027)
    ]
    assert made == ["VEF-2026-001", "VEF-2026-002", "VEF-2027-001"]


def test_an_action_needs_both_languages(officer):
    with pytest.raises(NotReady):
        actions.create_action(
            actor=officer,
            raised_on=date(2026, 1, 1),
            due_on=date(2026, 2, 1),
            **{**WORDS, "text_cy": ""},
        )


def test_an_update_is_dated_and_starts_the_action(officer):
    action = BoardActionFactory()
    with pytest.raises(NotReady):
        actions.update_action(action, actor=officer, update_en="Half done.")
    actions.update_action(action, actor=officer, update_en="Half done.", update_cy="Hanner.")
    action.refresh_from_db()
    assert (action.status, bool(action.updated_on)) == ("in-progress", True)


def test_a_date_is_moved_with_a_reason_and_the_first_stays(officer):
    action = BoardActionFactory(due_on=date(2026, 12, 4))
    with pytest.raises(ReasonMissing):
        actions.revise_date(action, due_on=date(2027, 1, 4), reason="", actor=officer)
    actions.revise_date(action, due_on=date(2027, 1, 4), reason="Illness", actor=officer)
    action.refresh_from_db()
    assert (action.due_on, action.revised_due_on) == (date(2026, 12, 4), date(2027, 1, 4))
    entry = Entry.objects.get(action="boardaction.date-revised")
    assert entry.data == {"from": "2026-12-04", "to": "2027-01-04"}


def test_closing_notes_the_day_and_ends_it(officer):
    action = BoardActionFactory()
    for _ in range(2):
        actions.move_action(action, to="closed", actor=officer)
    action.refresh_from_db()
    assert action.closed_on
    with pytest.raises(Locked):
        actions.revise_date(action, due_on=date(2027, 1, 4), reason="x", actor=officer)
    with pytest.raises(TransitionError):
        actions.move_action(action, to="in-progress", actor=officer)


def test_replacing_needs_a_reason(officer):
    with pytest.raises(ReasonMissing):
        actions.move_action(BoardActionFactory(), to="superseded", actor=officer)
