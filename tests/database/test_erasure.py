"""Erasing somebody: nothing that identifies is left, and what was counted stays counted."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext, isolate_apps

from database.fates import FATES, Does, deleted_here
from database.models import (
    Consent,
    Decision,
    Erasure,
    ExportRequest,
    LegalHold,
    Person,
    PersonStatus,
    Purpose,
    RightsRequest,
    Suppression,
)
from database.services import erasure, register_person
from database.services.erasure import UnderHold, erase_person
from engagement.figures import answer_counts
from engagement.models import Answer, Contribution, Exclusion, Invitation
from engagement.services.contributions import Said, save_named, submit_named
from feedback import figures
from tests.database.traces import BY_ID, about_people
from tests.database.whole import Whole
from tests.factories.database import PersonFactory, contactable_person
from tests.factories.engagement import BatchFactory, InvitationFactory, open_survey
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import LinkUnusable, open_link
from vef.common.models import Link
from vef.outbox.models import Message
from vef.privacy import blind_index
from vef.privacy.fields import EncryptedTextField, Sealed
from vef.privacy.models import DataKey
from vef.privacy.rotation import sealed_columns

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole(manager) -> Whole:
    return Whole(manager)


def erase(person: Person, because: str = "asked", **fields: object) -> dict[str, int]:
    return erase_person(person, because=because, actor=SYSTEM, **fields)


def rows_about(label: str, person: Person) -> int:
    ways = FATES[label].ways
    rows = apps.get_model(label)._base_manager
    return sum(rows.filter(**{way: person.pk}).count() for way in ways)


# --- Every table has its fate -----------------------------------------------------


def test_every_table_with_a_way_to_a_person_has_a_fate_written_down():
    assert about_people() - set(FATES) == set()


def test_no_fate_is_written_for_a_table_that_leads_to_nobody():
    assert set(FATES) - about_people() == {"privacy.DataKey"}
    assert {"feedback.Coding", "engagement.Answer", "database.ConsentEvidence"} <= about_people()
    assert set(FATES) >= BY_ID


@isolate_apps("database")
def test_a_table_nobody_thought_of_is_found():
    class Stranger(models.Model):
        answer = models.ForeignKey(Answer, on_delete=models.CASCADE)

        class Meta:
            app_label = "stranger"

    known = {Stranger, Answer, Contribution, Invitation, Person, Suppression}
    assert "stranger.Stranger" in about_people(known) - set(FATES)
    assert "database.Suppression" not in about_people(known)


def test_the_person_of_these_tests_has_a_row_in_every_table_that_is_deleted_or_emptied(whole):
    """Otherwise nothing would show that such rows go."""
    for label in deleted_here():
        assert rows_about(label, whole.person), label


def test_every_sealed_column_about_people_holds_something_before(whole):
    missing = []
    for model, field in sealed_columns():
        if model._meta.label in about_people() - {"engagement.MixBox"}:
            tokens = model._base_manager.values_list(field.attname, flat=True)
            if not any(tokens):
                missing.append(f"{model._meta.label}.{field.name}")
    assert not missing, f"give these a word in tests/database/whole.py: {missing}"


# --- What goes ----------------------------------------------------------------------


def test_only_the_reference_and_dates_of_a_record_are_left(whole):
    erase(whole.person)
    person = Person.objects.get(pk=whole.person.pk)
    blank = Person(pk=person.pk, reference=person.reference, status=PersonStatus.ERASED)
    for column in Person._meta.concrete_fields:
        if column.name not in erasure.KEPT:
            expected = None if column.null else getattr(blank, column.attname)
            assert getattr(person, column.attname) == expected, column.name
    assert not any(
        getattr(person, joined.name).exists() for joined in Person._meta.local_many_to_many
    )
    assert person.erased_at == Erasure.objects.get(person_id=person.pk).at
    # The instance the caller holds shows it, too.
    assert whole.person.status == PersonStatus.ERASED
    assert whole.person.name == ""


def test_rows_that_are_only_about_them_go(whole):
    erase(whole.person)
    for label in deleted_here():
        assert not rows_about(label, whole.person), label


def test_their_key_is_destroyed_and_nothing_it_sealed_opens(whole):
    keys = {whole.person.key_id, whole.twin.key_id}
    erase(whole.person)
    assert not DataKey.objects.filter(pk__in=keys).exists()
    found = 0
    for model, field in sealed_columns():
        for row in model._base_manager.all():
            token = row.__dict__.get(field.attname)
            if field.owner and token and field.key_of(row) is None:
                found += 1
                with pytest.raises(Exception, match="database_consent"):
                    getattr(row, field.attname)
    # The history of consent is append-only: its note is closed instead.
    assert found == 1
    assert Consent.objects.get(pk=whole.consent.pk).evidence_kept == ""


def test_the_history_of_consent_stays_without_a_name(whole):
    before = Consent.objects.filter(person=whole.person).count()
    erase(whole.person)
    events = Consent.objects.filter(person=whole.person)
    assert events.count() == before + 3  # a withdrawal for each of three purposes
    assert {e.decision for e in events} == {Decision.GIVEN, Decision.WITHDRAWN}


def test_a_request_about_their_data_stays_and_its_words_go(whole):
    erase(whole.person)
    assert RightsRequest.objects.get(pk=whole.request.pk).words == ""


def test_links_of_theirs_open_nothing(whole):
    assert open_link(scope="invitation", token=whole.token) == whole.invitation.pk
    erase(whole.person)
    with pytest.raises(LinkUnusable):
        open_link(scope="invitation", token=whole.token)
    assert not Link.objects.filter(target_id=whole.invitation.pk, revoked_at=None).exists()


def test_sealed_parts_of_their_mail_go_whatever_became_of_it(whole):
    states = {}
    for number, status in enumerate(["sent", "unknown", "queued"]):
        states[status] = Message.objects.create(
            kind="test.plain",
            unique_key=f"test.plain:extra{number}",
            recipient_kind="person",
            recipient_id=str(whole.person.pk),
            secret="123456",
            status=status,
            sent_at=clock.now() if status == "sent" else None,
        )
    other = Message.objects.create(
        kind="test.plain",
        unique_key="test.plain:other",
        recipient_kind="person",
        recipient_id=str(PersonFactory().pk),
        secret="kept",
    )
    erase(whole.person)
    for message in states.values():
        message.refresh_from_db()
        assert message.secret == ""
    assert states["queued"].status == "cancelled"
    other.refresh_from_db()
    assert (other.secret, other.status) == ("kept", "queued")


def test_a_record_merged_into_theirs_goes_with_it(whole):
    erase(whole.person)
    whole.twin.refresh_from_db()
    assert (whole.twin.status, whole.twin.name) == (PersonStatus.ERASED, "")
    assert Erasure.objects.count() == 2


def test_a_list_with_them_in_it_is_not_handed_out_after(whole, officer):
    def ready(person):
        return ExportRequest.objects.create(
            status="ready",
            reason="List",
            asked_by=officer,
            content=b"names",
            count=1,
            filters={"ids": [str(person.pk)]},
        )

    theirs, another = ready(whole.person), ready(PersonFactory())
    erase(whole.person)
    theirs.refresh_from_db()
    another.refresh_from_db()
    assert (theirs.status, theirs.content, theirs.filters["ids"]) == ("expired", b"", [])
    assert (another.status, another.content) == ("ready", b"names")


def test_addresses_stay_suppressed_as_keyed_hashes(whole):
    email, phone = whole.person.email_index, whole.person.phone_index
    erase(whole.person)
    kept = dict(Suppression.objects.filter(reason="erased").values_list("channel", "address_index"))
    assert (kept["email"], kept["phone"]) == (email, phone)
    assert email == blind_index.email_index(whole.address)
    assert len(kept["post"]) == 64


# --- What stays ---------------------------------------------------------------------


def answered(activity, people: int) -> list[Invitation]:
    batch = BatchFactory(activity=activity)
    single = activity.questions.get(kind="single")
    own = activity.questions.get(kind="text")
    invitations = []
    for number in range(people):
        invitation = InvitationFactory(batch=batch, reply="taking-part", replied_at=clock.now())
        said = {
            single.pk: Said(codes=("yes",) if number % 3 else ("no",)),
            own.pk: Said(text=f"Words {number}"),
        }
        submit_named(invitation, said, language="en", nonce=f"n{number}", actor=SYSTEM)
        invitations.append(invitation)
    return invitations


def frozen(activity) -> dict:
    """What leaves the office, but for when it was counted."""
    return {**figures.freeze(activity), "frozen_at": ""}


def test_published_figures_stay_as_they_are(db):
    activity = open_survey()
    invitations = answered(activity, 31)
    exact, outward = answer_counts(activity), frozen(activity)
    assert exact.base == 31
    for invitation in invitations[:12]:
        erase(invitation.person)
    assert answer_counts(activity) == exact
    assert frozen(activity) == outward
    assert outward["taken_part"] == 30


def test_what_they_said_loses_its_words_and_its_tie(whole):
    erase(whole.person)
    row = Contribution.objects.get(pk=whole.contribution.pk)
    assert (row.invitation_id, row.is_anonymous, row.received_at) == (None, True, None)
    assert (row.language, row.form_nonce, row.form_digest) == ("", "", "")
    own = Answer.objects.get(pk=whole.answer.pk)
    assert (own.text, own.redacted) == ("", "")
    chosen = row.answers.exclude(pk=own.pk).get()
    assert chosen.codes == ["yes"]
    # That they were asked and replied, and that somebody was left out, still counts.
    assert Invitation.objects.get(pk=whole.invitation.pk).reply == "taking-part"
    assert Exclusion.objects.filter(person=whole.person).count() == 1


def test_unfinished_answers_go_wholly(db):
    activity = open_survey()
    invitation = InvitationFactory(batch=BatchFactory(activity=activity))
    own = activity.questions.get(kind="text")
    save_named(invitation, {own.pk: Said(text="Not yet")}, language="en", nonce="n", actor=SYSTEM)
    erase(invitation.person)
    assert not Contribution.objects.exists()
    assert not Answer.objects.exists()


def test_the_log_never_named_the_contribution_beside_the_person(db):
    """Otherwise the tie that is cut in the tables would live on in the log."""
    activity = open_survey()
    (invitation,) = answered(activity, 1)
    contribution = Contribution.objects.get()
    contribution.status = "coded"
    contribution.save(update_fields=["status"])
    own = activity.questions.get(kind="text")
    submit_named(invitation, {own.pk: Said(text="Anew")}, language="en", nonce="m", actor=SYSTEM)
    contribution.refresh_from_db()
    assert contribution.status == "received"
    for entry in Entry.objects.all():
        assert str(contribution.pk) not in f"{entry.target_id} {entry.data}"


# --- When it may be done --------------------------------------------------------------


def test_somebody_active_is_withdrawn_first_by_the_way_they_asked(whole):
    RightsRequest.objects.create(
        reference="DP-26-09", kind="erasure", person=whole.person, method="paper", language="cy"
    )
    erase(whole.person)
    actions = list(
        Entry.objects.filter(target_id=str(whole.person.pk)).values_list("action", flat=True)
    )
    assert actions.index("person.withdrawn") < actions.index("person.erased")
    event = whole.person.consents.filter(purpose=Purpose.DATABASE).first()
    assert (event.decision, event.method) == (Decision.WITHDRAWN, "paper")


def test_somebody_whose_time_is_up_took_nothing_back(db):
    person = contactable_person()
    erase(person, "retention")
    assert person.status == PersonStatus.ERASED
    assert not person.consents.filter(decision=Decision.WITHDRAWN).exists()


@pytest.mark.parametrize("status", ["pending", "active", "paused", "withdrawn"])
def test_from_every_standing(status, django_capture_on_commit_callbacks):
    person = PersonFactory(
        status=status,
        paused_until=clock.today() + timedelta(days=3) if status == "paused" else None,
        withdrawn_at=clock.now() if status == "withdrawn" else None,
    )
    assert erase(person)
    assert person.status == PersonStatus.ERASED


def test_twice_changes_nothing(whole):
    erase(whole.person)
    entries, rows = Entry.objects.count(), Erasure.objects.count()
    assert erase(whole.person) == {}
    assert (Entry.objects.count(), Erasure.objects.count()) == (entries, rows)


def test_a_hold_keeps_the_record_until_it_is_lifted(whole, manager):
    hold = LegalHold.objects.create(
        person=whole.person, reason="A complaint", set_by=manager, review_on=clock.today()
    )
    with pytest.raises(UnderHold):
        erase(whole.person)
    assert Person.objects.get(pk=whole.person.pk).name == whole.words.known["name"]
    hold.lifted_at, hold.lifted_by = clock.now(), manager
    hold.save()
    assert erase(whole.person)


def test_an_unknown_reason_is_refused(whole):
    with pytest.raises(ValueError, match="because"):
        erase(whole.person, "because")
    assert Person.objects.get(pk=whole.person.pk).status == PersonStatus.ACTIVE


def test_the_audit_says_who_why_and_how_much_and_no_word_of_theirs(whole, manager):
    known = set(whole.words.known.values())
    erase_person(whole.person, because="asked", actor=manager, reason="By letter of 3 November")
    entry = Entry.objects.get(action="person.erased", target_id=str(whole.person.pk))
    assert (entry.actor_id, entry.reason) == (str(manager.pk), "By letter of 3 November")
    assert entry.data["because"] == "asked"
    assert entry.data["counts"]["database.Note"] == 2
    written = " ".join(f"{e.reason} {e.data}" for e in Entry.objects.all())
    assert not [word for word in known if word in written]


def test_somebody_erased_may_join_again_as_somebody_new(whole):
    erase(whole.person)
    again = register_person(actor=SYSTEM, email=whole.address)
    assert again.pk != whole.person.pk
    assert again.key_id


def test_erasing_one_leaves_everybody_else_alone(whole, manager):
    other = Whole(manager, seed=2)
    erase(whole.person)
    other.person.refresh_from_db()
    assert other.person.name == other.words.known["name"]
    for label in deleted_here():
        assert rows_about(label, other.person), label
    assert Answer.objects.get(pk=other.answer.pk).text == other.words.known["answer"]
    assert not isinstance(other.person.name, Sealed)


def test_a_column_nobody_thought_of_is_emptied():
    """The other way round from a list of what to empty: whatever is not kept goes."""
    names = {column.name for column in erasure._to_empty()}
    sealed = {f.name for f in Person._meta.fields if isinstance(f, EncryptedTextField)}
    assert sealed <= names
    assert {"email_index", "phone_index", "area", "stage", "source", "key"} <= names
    assert {fate.does for fate in FATES.values()} == set(Does)


def test_it_takes_as_many_questions_of_a_large_database_as_of_a_small_one(manager):
    first = Whole(manager, seed=3)
    with CaptureQueriesContext(connection) as few:
        erase(first.person)
    second = Whole(manager, seed=4)
    for number in range(5, 9):
        Whole(manager, seed=number, activity=second.contribution.activity)
    with CaptureQueriesContext(connection) as many:
        erase(second.person)
    assert len(many) == len(few)
