"""Figures that leave the office: floored, frozen, and never so near others that a number shows."""

import re

import pytest
from django.db import DatabaseError, transaction

from database.missing.populations import _populations, register_population
from database.models import ConsentMethod, Decision, FigureRelease, PersonStatus, Purpose
from database.services import releases
from database.services.consents import record_consent
from database.services.releases import NothingNew
from tests.database.missing import forum, make_release, table
from tests.factories.equality import answered
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


def test_a_release_is_floored_frozen_and_in_both_languages(officer, census):
    forum(32, 12, declined=2, silent=13)
    release = make_release(actor=officer)
    sex = table(release, "sex")
    assert sex["cells"] == {"female": [30, 75], "male": [10, 25]}
    assert (sex["people"], sex["answered"]) == (55, 40)
    assert (sex["not_said"], sex["not_asked"]) == (None, 10)
    documents = releases.documents_of(release)
    assert [document.language for document in documents] == ["cy", "en"]
    prepared = Entry.objects.get(action="figures.prepared")
    assert prepared.actor_id == str(officer.pk)
    signed = Entry.objects.get(action="figurerelease.signed")
    assert signed.actor_id == str(release.decided_by_id)
    assert signed.data["digest"] == prepared.data["digest"]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(tables=[])


def test_nothing_exact_and_nobody_is_in_the_row(officer):
    people = forum(32, 12)
    release = make_release(actor=officer)
    kept = str(release.tables) + str(release.marks)
    assert "32" not in re.findall(r"\d+", str(release.tables))
    for person in people:
        assert str(person.pk) not in kept
        assert str(person.key_id) not in kept


def test_a_few_changes_leave_the_figures_as_they_were(officer):
    forum(30, 9, silent=10)
    first = make_release(actor=officer)
    assert table(first, "sex")["cells"]["male"][0] is None
    forum(0, 1)
    # Without the rule the second release would say that there were exactly nine before.
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    forum(0, 8)
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    forum(0, 1)
    third = make_release(actor=officer)
    assert table(third, "sex")["cells"]["male"][0] == 15
    assert FigureRelease.objects.count() == 2


def test_control_without_the_rule_the_hidden_number_is_read_off(officer, monkeypatch):
    monkeypatch.setattr(releases, "is_too_near", lambda marks, published: False)
    forum(30, 9, silent=10)
    first = make_release(actor=officer)
    forum(0, 1)
    second = make_release(actor=officer)
    assert table(first, "sex")["cells"]["male"][0] is None
    # Ten now, one of them new: nine before.
    assert table(second, "sex")["cells"]["male"][0] == 10


def test_an_answer_changed_is_a_change_like_any_other(officer):
    people = forum(30, 10)
    make_release(actor=officer)
    for person in people[:9]:
        answered(person, sex="male")
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    answered(people[9], sex="male")
    assert table(make_release(actor=officer), "sex")["cells"]["male"][0] == 20


def test_a_release_is_measured_against_every_one_before(officer):
    """Back to where an older release stood, but for one: that one would be seen."""
    forum(30, 10)
    make_release(actor=officer)
    late = forum(12, 0)
    second = make_release(actor=officer)
    for person in late[1:]:
        record_consent(
            person,
            purpose=Purpose.EQUALITY,
            decision=Decision.WITHDRAWN,
            language="en",
            method=ConsentMethod.PHONE,
            actor=SYSTEM,
        )
        person.status, person.withdrawn_at = PersonStatus.WITHDRAWN, clock.now()
        person.save(update_fields=["status", "withdrawn_at"])
    with pytest.raises(NothingNew):
        make_release(actor=officer)
    assert table(second, "sex")["cells"]["female"][0] == 40


def test_two_groups_that_are_nearly_the_same_people_are_not_both_shown(officer):
    people = forum(30, 12)
    chosen = [person.pk for person in people[:39]]
    register_population("test", "Test", lambda: chosen)
    try:
        release = make_release(actor=officer)
        assert table(release, "sex")["hidden"] == ""
        near = table(release, "sex", "test")
        assert (near["hidden"], near["cells"], near["people"]) == ("near", {}, None)
    finally:
        del _populations["test"]


def test_too_few_answers_show_nothing(officer):
    forum(5, 3, silent=30)
    assert table(make_release(actor=officer), "sex")["hidden"] == "few"
