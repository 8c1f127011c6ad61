"""Equality questions and answers: both languages, agreement, sealing, deleting."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from database.models import (
    ConsentMethod,
    Decision,
    EqualityAnswer,
    EqualityOption,
    EqualityQuestion,
    Purpose,
)
from database.seed import equality as equality_seed
from database.services import record_consent, withdraw_person
from database.services.equality import (
    PNS,
    UnknownAnswer,
    may_be_given,
    questions_in_use,
    record_equality,
)
from database.services.people import ConsentMissing
from tests.factories.database import PersonFactory
from tests.factories.equality import answered, asked, member, question
from vef.audit.models import Entry
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db

SAID = {"language": "en", "method": ConsentMethod.PHONE, "actor": SYSTEM}


@pytest.fixture(autouse=True)
def _questions(db):
    asked()


# --- The questions -----------------------------------------------------------------


def test_every_question_and_answer_has_words_in_both_languages_and_a_source():
    rows = questions_in_use()
    assert len(rows) == 14
    for row in rows:
        for words in (row.text_en, row.text_cy, row.hint_en, row.hint_cy, row.source):
            assert words.strip(), row.code
        assert "Why we ask" in row.hint_en
        assert "Pam rydym yn gofyn" in row.hint_cy
        assert row.options.count() >= 2
    for option in EqualityOption.objects.all():
        assert option.label_en.strip()
        assert option.label_cy.strip()
        assert bool(option.group_en) == bool(option.group_cy)


@pytest.mark.parametrize(
    ("code", "yes", "no"),
    [
        ("gender-identity", "Ydy", "Nac ydy"),
        ("condition", "Oes", "Nac oes"),
        ("marriage", "Ydw", "Nac ydw"),
        ("pregnancy", "Ydw", "Nac ydw"),
        ("caring", "Ydw", "Nac ydw"),
    ],
)
def test_yes_and_no_fit_their_question_in_welsh(code, yes, no):
    labels = list(question(code).options.values_list("label_cy", flat=True))
    assert labels == [yes, no]


def test_the_ethnic_groups_are_those_of_wales_under_five_headings():
    options = question("ethnic-group").options.all()
    assert len(options) == 19
    assert len({option.group_cy for option in options}) == 5
    assert options[0].label_cy.startswith("Cymreig, Seisnig, Albanaidd")


def test_the_age_rule_decides_whether_the_youngest_are_asked(settings):
    assert not question("age-group").options.filter(code="16-17").exists()
    EqualityQuestion.objects.all().delete()
    settings.MINIMUM_AGE = 16
    equality_seed.seed()
    assert question("age-group").options.filter(code="16-17").exists()


def test_seeding_again_leaves_a_newer_version_in_use():
    old = question("sex")
    EqualityQuestion.objects.filter(pk=old.pk).update(is_active=False)
    EqualityQuestion.objects.create(code="sex", version=2, text_en="x", text_cy="x", source="x")
    assert equality_seed.seed() == 0
    assert question("sex").version == 2


@pytest.mark.parametrize(
    ("code", "codes", "fits"),
    [
        ("sex", ["female"], True),
        ("sex", [PNS], True),
        ("sex", ["female", "male"], False),
        ("sex", ["unheard"], False),
        ("sex", [], False),
        ("welsh", ["understand", "speak"], True),
        ("welsh", ["understand", "none"], False),
        ("welsh", ["understand", PNS], False),
        ("welsh", ["none"], True),
    ],
)
def test_which_answers_fit_together(code, codes, fits):
    assert may_be_given(question(code), codes) is fits


# --- Answers -----------------------------------------------------------------------


def test_without_agreement_nothing_is_kept():
    person = PersonFactory()
    with pytest.raises(ConsentMissing):
        record_equality(person, answers={question("sex").pk: ["female"]}, **SAID)
    assert not EqualityAnswer.objects.exists()


def test_agreement_may_come_with_the_answers():
    person = PersonFactory()
    changed = record_equality(
        person, answers={question("sex").pk: ["female"]}, agrees_now=True, **SAID
    )
    assert changed == 1
    event = person.consents.get(purpose=Purpose.EQUALITY)
    assert (event.decision, event.method, event.is_provisional) == ("given", "phone", False)
    assert json.loads(person.equality_answers.get().answer) == {"codes": ["female"]}


def test_an_answer_that_is_not_on_offer_is_refused_and_nothing_of_it_is_kept():
    person = member()
    answers = {question("sex").pk: ["female"], question("religion").pk: ["no-such"]}
    with pytest.raises(UnknownAnswer):
        record_equality(person, answers=answers, **SAID)
    assert not person.equality_answers.exists()


def test_answers_are_sealed_and_the_log_says_nothing_of_them():
    answered(member(), sex="female", religion="sikh", ethnic_group="roma")
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM database_equalityanswer")
        tokens = [row[0] for row in cursor.fetchall()]
    assert len(tokens) == 3
    for token in tokens:
        assert token.startswith("p.")
        assert not any(word in token for word in ("female", "sikh", "roma", "codes"))
    entry = Entry.objects.get(action="equality.recorded")
    assert entry.data == {"answers": 3, "method": "phone", "language": "en"}


def test_two_answers_swapped_in_sql_do_not_open():
    from vef.privacy.cipher import CannotOpen

    one, two = answered(member(), sex="female"), answered(member(), sex="male")
    token = EqualityAnswer.objects.filter(person=two).values_list("answer", flat=True).get()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE database_equalityanswer SET answer = %s WHERE person_id = %s",
            [str(token), one.pk.hex if connection.vendor == "sqlite" else one.pk],
        )
    with pytest.raises(CannotOpen):
        str(one.equality_answers.get().answer)


def test_what_is_left_out_stays_and_the_same_again_changes_nothing():
    person = answered(member(), sex="female", religion="none")
    before = {row.pk: str(row.__dict__["answer"]) for row in person.equality_answers.all()}
    assert record_equality(person, answers={question("sex").pk: ["female"]}, **SAID) == 0
    assert record_equality(person, answers={question("sex").pk: [PNS]}, **SAID) == 1
    after = {row.pk: str(row.__dict__["answer"]) for row in person.equality_answers.all()}
    assert before.keys() == after.keys()
    assert sum(before[pk] != after[pk] for pk in before) == 1


def test_an_answer_to_a_new_version_replaces_that_to_the_old_one():
    person = answered(member(), sex="female")
    EqualityQuestion.objects.filter(code="sex").update(is_active=False)
    newer = EqualityQuestion.objects.create(
        code="sex", version=2, text_en="x", text_cy="x", source="x", characteristic="sex"
    )
    EqualityOption.objects.create(question=newer, code="woman", label_en="W", label_cy="M")
    record_equality(person, answers={newer.pk: ["woman"]}, **SAID)
    assert person.equality_answers.get().question == newer


@pytest.mark.parametrize("decision", [Decision.WITHDRAWN, Decision.REFUSED])
def test_taking_the_agreement_back_deletes_the_answers(decision):
    person = answered(member(), sex="female")
    other = answered(member(), sex="male")
    record_consent(person, purpose=Purpose.EQUALITY, decision=decision, **SAID)
    assert not person.equality_answers.exists()
    assert other.equality_answers.exists()
    assert Entry.objects.get(action="equality.deleted").data == {"answers": 1}


def test_a_no_that_is_older_than_the_yes_deletes_nothing():
    from datetime import timedelta

    from vef.common import clock

    person = answered(member(), sex="female")
    record_consent(
        person,
        purpose=Purpose.EQUALITY,
        decision=Decision.REFUSED,
        at=clock.now() - timedelta(days=5),
        **SAID,
    )
    assert person.equality_answers.exists()


def test_leaving_deletes_the_answers():
    person = answered(member(), sex="female")
    withdraw_person(person, actor=SYSTEM, method=ConsentMethod.PHONE, language="en")
    assert not person.equality_answers.exists()


# --- The records ---------------------------------------------------------------------


def test_a_question_somebody_answered_stays_as_it_is(administrator, client_of):
    row = question("sex")
    client = client_of(administrator)
    address = reverse("admin:database_equalityquestion_change", args=[row.pk])
    free = client.get(address).content.decode()
    assert 'name="text_en"' in free
    answered(member(), sex="female")
    kept = client.get(address).content.decode()
    assert 'name="text_en"' not in kept
    assert 'name="options-0-label_en"' not in kept
    assert 'name="is_active"' in kept
