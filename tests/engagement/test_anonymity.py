"""Can somebody with the whole database and an access log tell who said what?

The solver knows who sent a form when (the access log), takes the tables as they
lie (row order, keys, times) and matches first to first, second to second, by
every column in turn. What it must not do better than is chance; and a control,
written the naive way, must be solved completely, or the solver proves nothing.
"""

import json
import uuid
from collections import Counter

import pytest
from django.db import connection

from engagement.models import (
    Anonymity,
    Answer,
    Contribution,
    MixBox,
    SpentNonce,
)
from engagement.services import activities, contributions
from engagement.services.contributions import Said
from tests.factories.engagement import open_survey
from vef.audit.models import Entry
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db

PEOPLE = 50
RUNS = 8


def shared_activity():
    return open_survey(anonymity=Anonymity.ANONYMOUS)


def say(activity, text, code="yes"):
    questions = {row.number: row.pk for row in activity.questions.all()}
    return {questions[1]: Said(codes=(code,)), questions[4]: Said(text=text)}


def rows_as_they_lie(table: str) -> list[dict]:
    """Every column of a table, and the order its rows were written in."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {order} AS place, * FROM {table} ORDER BY {order}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def guesses(log: list[str]) -> dict[tuple, float]:
    """Return, for each table, column and direction, the share of people it gives away.

    ``log`` is what each person wrote, in the order of their requests.
    """
    words = {
        as_uuid(row["id"]): text
        for row, text in zip(
            sorted(rows_as_they_lie("engagement_answer"), key=lambda row: as_uuid(row["id"])),
            [row.text for row in sorted(Answer.objects.all(), key=lambda row: str(row.pk))],
            strict=True,
        )
        if text
    }
    contribution_of = {
        as_uuid(row["contribution_id"]): words[as_uuid(row["id"])]
        for row in rows_as_they_lie("engagement_answer")
        if as_uuid(row["id"]) in words
    }
    rates = {}
    for table, said in (
        ("engagement_contribution", contribution_of),
        ("engagement_answer", words),
    ):
        rows = [row for row in rows_as_they_lie(table) if as_uuid(row["id"]) in said]
        for column in rows[0]:
            for backwards in (False, True):
                ordered = sorted(
                    rows, key=lambda row: str(row[column]).zfill(40), reverse=backwards
                )
                hits = sum(
                    said[as_uuid(row["id"])] == text for row, text in zip(ordered, log, strict=True)
                )
                rates[table, column, backwards] = hits / len(log)
    return rates


def as_uuid(value) -> str:
    return str(value if isinstance(value, uuid.UUID) else uuid.UUID(value))


def naive(activity, answers):
    """The control: one insert for each person, as they come."""
    contribution = Contribution.objects.create(activity=activity, is_anonymous=True)
    for question_id, said in answers.items():
        Answer.objects.create(
            contribution=contribution,
            question_id=question_id,
            codes=list(said.codes),
            text=said.text,
        )


def test_the_control_is_solved_completely():
    activity = shared_activity()
    log = [f"words of person {number}" for number in range(PEOPLE)]
    for text in log:
        naive(activity, say(activity, text))
    assert max(guesses(log).values()) == 1.0


def test_what_went_through_the_mix_box_is_solved_no_better_than_by_chance():
    totals: Counter[tuple] = Counter()
    for run in range(RUNS):
        activity = shared_activity()
        log = [f"run {run} person {number}" for number in range(PEOPLE)]
        for number, text in enumerate(log):
            contributions.submit_anonymous(activity, say(activity, text), nonce=f"{run}-{number}")
        activities.close_activity(activity, actor=SYSTEM)
        assert Contribution.objects.count() == PEOPLE
        totals.update(guesses(log))
        Answer.objects.all().delete()
        Contribution.objects.all().delete()
    assert len(totals) > 10
    # Chance is 2 %; the bar is four points above it.
    assert max(totals.values()) / RUNS <= 0.06


def test_nothing_of_the_person_is_kept():
    activity = shared_activity()
    audit = Entry.objects.count()
    contributions.submit_anonymous(activity, say(activity, "My own words"), nonce="n1")
    assert Entry.objects.count() == audit
    row = MixBox.objects.get()
    assert {field.name for field in MixBox._meta.concrete_fields} == {"id", "activity", "sealed"}
    assert "My own words" not in str(rows_as_they_lie("engagement_mixbox"))
    assert json.loads(row.sealed)
    contributions.empty_mix_box(activity)
    kept = Contribution.objects.get()
    assert (kept.invitation, kept.received_at, kept.language) == (None, None, "")
    assert (kept.form_nonce, kept.form_digest) == ("", "")
    assert not MixBox.objects.exists()


def test_answers_wait_until_many_are_there(monkeypatch):
    monkeypatch.setattr(contributions, "MIX_AT", 12)
    activity = shared_activity()
    for number in range(11):
        contributions.submit_anonymous(activity, say(activity, f"t{number}"), nonce=str(number))
    assert not Contribution.objects.exists()
    contributions.submit_anonymous(activity, say(activity, "last"), nonce="last")
    assert Contribution.objects.count() == 12
    assert not MixBox.objects.exists()


def test_no_fewer_are_ever_moved_together_than_the_floor(settings):
    assert contributions.MIX_AT >= settings.SMALL_NUMBER_FLOOR


def test_the_box_is_written_anew_with_each_arrival():
    activity = shared_activity()
    contributions.submit_anonymous(activity, say(activity, "first"), nonce="1")
    before = rows_as_they_lie("engagement_mixbox")
    contributions.submit_anonymous(activity, say(activity, "second"), nonce="2")
    after = rows_as_they_lie("engagement_mixbox")
    assert not {row["id"] for row in before} & {row["id"] for row in after}
    assert not {row["sealed"] for row in before} & {row["sealed"] for row in after}


def test_own_words_are_parted_from_the_answers_they_came_with():
    """Fifty people who wrote what they chose: words don't stay with the choice."""
    activity = shared_activity()
    for number in range(PEOPLE):
        code = "yes" if number % 2 else "no"
        contributions.submit_anonymous(
            activity, say(activity, f"I said {code}", code), nonce=str(number)
        )
    contributions.empty_mix_box(activity)
    together = 0
    for row in Contribution.objects.all():
        chosen = row.answers.get(question__number=1).codes[0]
        together += row.answers.get(question__number=4).text == f"I said {chosen}"
    assert Answer.objects.filter(question__number=4).count() == PEOPLE
    assert together < PEOPLE


def test_each_questions_words_are_shuffled_apart(monkeypatch):
    monkeypatch.setattr(contributions._random, "shuffle", lambda items: items.reverse())
    payloads = [
        {"q1": {"codes": ["a"], "text": ""}, "q2": {"codes": [], "text": "from a"}},
        {"q1": {"codes": ["b"], "text": ""}},
        {"q1": {"codes": ["c"], "text": ""}, "q2": {"codes": [], "text": "from c"}},
    ]
    contributions._shuffle_words(payloads)
    assert [payload["q1"]["codes"] for payload in payloads] == [["a"], ["b"], ["c"]]
    assert [payload.get("q2", {}).get("text") for payload in payloads] == ["from c", None, "from a"]


def test_the_same_form_twice_counts_once_even_when_the_box_was_emptied_between():
    activity = shared_activity()
    assert contributions.submit_anonymous(activity, say(activity, "x"), nonce="same")
    assert not contributions.submit_anonymous(activity, say(activity, "x"), nonce="same")
    contributions.empty_mix_box(activity)
    assert not contributions.submit_anonymous(activity, say(activity, "y"), nonce="same")
    assert Contribution.objects.count() == 1


def test_closing_empties_the_box_and_forgets_the_forms():
    activity = shared_activity()
    contributions.submit_anonymous(activity, say(activity, "x"), nonce="1")
    activities.close_activity(activity, actor=SYSTEM)
    assert Contribution.objects.get().is_anonymous
    assert not MixBox.objects.exists()
    assert not SpentNonce.objects.exists()
