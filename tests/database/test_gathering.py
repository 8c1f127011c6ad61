"""Everything held about somebody, gathered: nothing is missing, and in either language."""

import re

import pytest
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps

from database import acts, gathered
from database.gathered import LEFT_OUT, covered, flat
from database.models import CampaignAsk, Decision, Note, Person, ProposedChange
from database.services.gathering import gather
from engagement.models import Answer, Contribution, Invitation
from tests.database.traces import about_people
from tests.database.whole import Whole
from tests.factories.accounts import UserFactory
from tests.factories.database import PersonFactory, contactable_person
from vef.accounts.models import Role
from vef.audit.services import record, record_view
from vef.common.actors import PersonByLink
from vef.common.bilingual import in_language
from vef.outbox.models import Message

pytestmark = pytest.mark.django_db

# What is kept only as a hash, or goes into a copy as a file and not as a line.
NOT_IN_WORDS = {"code word", "message secret", "pack", "pack file", "file", "twin"}


@pytest.fixture
def whole(manager) -> Whole:
    return Whole(manager)


def text_of(person: Person) -> str:
    return "\n".join("\n".join(line) for line in gather(person))


# --- Nothing is missing -------------------------------------------------------------


def test_every_table_with_a_way_to_a_person_is_told_or_left_out_with_a_reason():
    assert about_people() - covered() == set()


def test_nothing_is_told_twice_or_both_told_and_left_out():
    labels = [label for source in gathered.sources() for label in source.covers]
    assert len(labels) == len(set(labels))
    assert not set(labels) & set(LEFT_OUT)
    assert all(reason.strip() for reason in LEFT_OUT.values())


def test_nothing_is_named_that_does_not_lead_to_a_person():
    assert covered() - about_people() == set()


@isolate_apps("database")
def test_a_table_nobody_thought_of_is_found():
    class Stranger(models.Model):
        answer = models.ManyToManyField(Answer)

        class Meta:
            app_label = "stranger"

    known = {Stranger, Answer, Contribution, Invitation, Person}
    assert about_people(known) - covered() == {"stranger.Stranger"}


def test_every_word_held_about_somebody_is_in_it(whole):
    found = text_of(whole.person)
    missing = {
        use
        for use, word in whole.words.known.items()
        if word not in found and use not in NOT_IN_WORDS
    }
    assert missing == set()


def test_it_holds_no_hash_and_no_word_that_is_kept_as_a_hash(whole):
    found = text_of(whole.person)
    assert whole.words.known["code word"] not in found
    assert whole.words.known["message secret"] not in found
    for mark in (whole.person.email_index, "pbkdf2", "md5$", "argon2", "n" * 64, "d" * 64):
        assert mark not in found
    assert "Only a hash of it is kept." in found


def test_nothing_of_anybody_else_is_in_it(whole, manager):
    other = Whole(manager, seed=2, activity=whole.contribution.activity)
    found = text_of(whole.person)
    assert not [word for word in other.words.known.values() if word in found]


def test_every_column_that_says_something_is_told_with_its_label(whole):
    """A column added later is told as well: what is left out is named, not what is told."""
    labels = {line.label for line in gather(whole.person) if line.section == "The record"}
    shown = {"Reference", "Name", "Email address", "Phone number", "Experiences", "Adjustments"}
    assert shown <= labels


# --- What it says -------------------------------------------------------------------


def test_consent_comes_with_the_words_shown_in_the_language_they_were_shown_in(whole):
    whole.consent.wording.text_cy = "Rwy'n cytuno â hyn."
    whole.consent.wording.text_en = "I agree to this."
    whole.consent.wording.save()
    type(whole.consent).objects.create(
        person=whole.person,
        purpose="equality",
        decision="given",
        wording=whole.consent.wording,
        language="cy",
        method="phone",
    )
    said = [line.value for line in gather(whole.person) if "Rwy'n cytuno â hyn." in line.value]
    assert len(said) == 1
    assert "By phone" in said[0]
    assert "Welsh" in said[0]


def test_who_looked_and_why_is_in_it(whole, manager):
    colleague = UserFactory(role=Role.OFFICER, name="Huw Trefelin")
    record_view(colleague, [whole.person], what="contact-details", reason="Call about Tuesday")
    record(colleague, "person.listed", data={"ids": [str(whole.person.pk)]})
    record(colleague, "person.listed", data={"ids": [str(PersonFactory().pk)]})
    record(PersonByLink(str(whole.person.pk)), "invitation.taking-part", whole.invitation)
    lines = [line for line in gather(whole.person) if "Huw Trefelin" in line.value]
    assert [line.label for line in lines] == [
        "The record was looked at",
        "Shown in a list of people",
    ]
    assert "Call about Tuesday" in lines[0].value
    assert any("You, by your link" in line.value for line in gather(whole.person))


def test_every_message_and_what_became_of_it_is_in_it(whole):
    Message.objects.create(
        kind="engagement.invitation",
        unique_key="x",
        recipient_kind="person",
        recipient_id=str(whole.person.pk),
        status="withheld",
        trail=[
            {
                "at": "2026-11-20T10:00:00+00:00",
                "to": "withheld",
                "reason": "do-not-contact",
                "attempt": 1,
            }
        ],
    )
    (line,) = [
        line
        for line in gather(whole.person)
        if line.label == "Invitation" and line.section == "Messages to you"
    ]
    assert "Withheld (Do not contact)" in line.value


def test_equality_answers_are_in_the_words_they_were_offered_in(whole):
    answer = whole.person.equality_answers.get()
    answer.answer = '{"codes": ["yes", "pns", "gone"]}'
    answer.save()
    found = text_of(whole.person)
    assert "Question a, Prefer not to say, gone" in found


def test_a_value_that_makes_no_sense_is_told_as_it_is(whole):
    answer = whole.person.equality_answers.get()
    answer.answer = "not json"
    answer.save()
    whole.person.safe_contacts.update(safe_times=[{"day": "x"}])
    found = text_of(whole.person)
    assert "not json" in found
    assert "{'day': 'x'}" in found


# Codes of acts as they stand in the services that touch a record.
ACT = re.compile(
    r'"((?:person|consent|safe-contact|contact|change-by-link|self-service|equality|evidence'
    r'|join|invitation|contribution|campaignask)\.[a-z-]+)"'
)
# Recorded of a whole run, or of two records at once; and the way to somebody's key.
NOBODYS = {"join.purged", "person.kept-apart", "person.key"}


def recorded() -> set[str]:
    """Return the acts that the code may record of a person, by its text and its steps."""
    found: set[str] = set()
    for app in ("database", "engagement"):
        for path in (settings.BASE_DIR / app).rglob("*.py"):
            if path.name != "acts.py":
                found |= set(ACT.findall(path.read_text()))
    steps = (
        (Person, Person.STEPS),
        (CampaignAsk, CampaignAsk.STEPS),
        (ProposedChange, ProposedChange.STEPS),
        (Invitation, Invitation.REPLY_STEPS),
    )
    for model, statuses in steps:
        found |= {f"{model._meta.model_name}.{status}" for status in statuses}
    found |= {f"consent.{decision}" for decision in Decision.values}
    return found - {"person.pending"}


def test_every_act_on_a_record_has_words():
    assert len(recorded()) > 40
    assert sorted(act for act in recorded() - NOBODYS if not acts.known(act)) == []


def test_an_act_without_words_is_told_without_its_code(whole, manager):
    record(manager, "person.never-heard-of", whole.person)
    told = [line.label for line in gather(whole.person)]
    assert "person.never-heard-of" not in told
    assert told.count("Something else was done with the record") == 1


def test_what_is_kept_as_json_is_told_in_words():
    pauses = '[{"from": "2026-11-09", "to": "2026-11-12", "reason": "Which year?"}]'
    with in_language("cy"):
        assert flat(pauses) == "o: 9 Tachwedd 2026; hyd at: 12 Tachwedd 2026; pam: Which year?"
    with in_language("en"):
        assert (
            flat('{"purposes": ["email"], "code_word_hash": "x"}') == "agreed to: Contact by email"
        )


def test_in_both_languages_line_by_line(whole):
    with in_language("cy"):
        welsh = gather(whole.person)
    with in_language("en"):
        english = gather(whole.person)
    assert len(welsh) == len(english) > 35
    # Words of their own are the same on both sides, line by line.
    for use in ("note", "answer", "evidence", "supporter"):
        word = whole.words.known[use]
        assert [n for n, line in enumerate(welsh) if word in line.value] == [
            n for n, line in enumerate(english) if word in line.value
        ]
    assert any("Ydw" in line.value for line in welsh)
    assert any("Yes" in line.value for line in english)


def test_somebody_erased_has_an_empty_record_to_tell(whole, manager):
    from database.services.erasure import erase_person

    erase_person(whole.person, because="asked", actor=manager)
    found = text_of(whole.person)
    assert not [word for word in whole.words.known.values() if word in found]


# --- How much it asks -----------------------------------------------------------------


def test_the_same_questions_for_one_row_of_each_sort_and_for_three(whole, manager):
    record(manager, "person.edited", whole.person)
    with CaptureQueriesContext(connection) as once:
        gather(whole.person)
    for number in range(2):
        Note.objects.create(person=whole.person, text=f"Note {number}", written_by=UserFactory())
        Whole(manager, seed=number + 7)
        record(UserFactory(), "person.edited", whole.person)
        Message.objects.create(
            kind="test.plain",
            unique_key=f"n{number}",
            recipient_kind="person",
            recipient_id=str(whole.person.pk),
        )
    with CaptureQueriesContext(connection) as more:
        lines = gather(whole.person)
    assert len(lines) > 45
    assert len(more) == len(once)


def test_nobody_needs_anything_to_be_gathered():
    assert len(gather(contactable_person())) > 5
