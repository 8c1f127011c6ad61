"""Two records of one person become one: nothing is lost, and what protects them survives."""

import os
from datetime import date, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.urls import reverse
from django.utils import translation

from database import duplicates, gate, services
from database.models import (
    Consent,
    ConsentMethod,
    Decision,
    KeptApart,
    LegalHold,
    Merge,
    Note,
    Person,
    PersonStatus,
    Purpose,
    RightsRequest,
    Safety,
    Supporter,
)
from database.services import evidence, merging, notes, supporters
from database.services.moving import MOVERS, STAYS
from database.services.stops import stop_channel
from database.services.stricter import stricter
from database.signals import people_merged
from tests.factories.database import (
    AreaFactory,
    ConsentFactory,
    EvidenceFactory,
    ExperienceFactory,
    NoteFactory,
    PersonFactory,
    RelationshipFactory,
    SafeContactFactory,
    SupporterFactory,
    contactable_person,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import LinkUnusable, issue_link, open_link
from vef.common.steps import TransitionError
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db


def url(name: str, *args: object, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


@pytest.fixture
def kit(db):
    """Two records of Kit: the first active, the second with the same mailbox."""
    first = contactable_person(name="Kit Larkhamstead", email="kit@example.com")
    second = PersonFactory(
        name="Kit Larkhamsted", email="KIT@Example.com", status=PersonStatus.PENDING
    )
    return first, second


def merge(kept: Person, gone: Person, actor: object) -> Merge:
    return merging.merge_people(kept=kept, gone=gone, reason="Same person rang", actor=actor)


# --- Finding ---------------------------------------------------------------------


def test_an_address_in_capitals_a_number_and_a_name_in_one_area_are_found(kit):
    area = AreaFactory()
    phones = [PersonFactory(phone=number) for number in ("07700 900123", "+44 7700 900123")]
    names = [PersonFactory(name=name, area=area) for name in ("Siân Llŷr", "sian  LLYR")]
    PersonFactory(name="Sian Llyr")
    found = {
        frozenset((pair.first, pair.second)): set(pair.likenesses)
        for pair in duplicates.likely_duplicates()
    }
    assert found == {
        frozenset(kit): {"email"},
        frozenset(phones): {"phone"},
        frozenset(names): {"name"},
    }
    assert duplicates.count_by_address() == 2


def test_a_switchboard_number_makes_nobody_a_duplicate():
    for _ in range(duplicates.LARGEST_GROUP + 1):
        PersonFactory(phone="01632 960000")
    assert duplicates.likely_duplicates() == []


@pytest.mark.parametrize("count", [1, 3])
def test_finding_costs_the_same_for_one_pair_and_three(count, django_assert_num_queries):
    for number in range(count):
        for _ in range(2):
            PersonFactory(email=f"twin{number}@example.com", area=AreaFactory())
    with django_assert_num_queries(6):
        assert len(duplicates.likely_duplicates()) == count


def test_two_people_kept_apart_are_not_found_again(kit, officer):
    assert merging.keep_apart(*kit, reason="Two sisters", actor=officer)
    assert not merging.keep_apart(*kit[::-1], reason="Two sisters", actor=officer)
    assert duplicates.likely_duplicates() == []
    assert duplicates.count_by_address() == 0
    assert KeptApart.objects.count() == 1
    assert Entry.objects.filter(action="person.kept-apart").count() == 2


# --- Merging ---------------------------------------------------------------------


def test_the_record_that_goes_is_empty_and_its_key_destroyed(kit, officer):
    kept, gone = kit
    key = gone.key_id
    found = merge(kept, gone, officer)
    assert (gone.status, gone.merged_into, gone.key_id) == (PersonStatus.ERASED, kept, None)
    assert (gone.name, gone.email, gone.email_index) == ("", "", "")
    assert not DataKey.objects.filter(pk=key).exists()
    assert (found.kept, found.gone, found.reason) == (kept, gone, "Same person rang")
    entry = Entry.objects.get(action="person.merged")
    assert (entry.target_id, entry.reason) == (str(kept.pk), "Same person rang")
    assert gate.check(kept.pk).allowed


def test_what_differs_is_kept_in_a_note_and_what_is_missing_is_filled(kit, officer):
    kept, gone = kit
    gone.phone, gone.source = "07700 900123", "Goleudy"
    gone.relationship, gone.area = RelationshipFactory(), AreaFactory()
    gone.save()
    gone.experiences.add(ExperienceFactory())
    merge(kept, gone, officer)
    assert (kept.phone, kept.source) == ("07700 900123", "Goleudy")
    assert (kept.relationship, kept.area) == (RelationshipFactory(), AreaFactory())
    assert list(kept.experiences.all()) == [ExperienceFactory()]
    note = kept.notes.get()
    assert "Larkhamsted" in note.text
    # The same mailbox in capitals is no other detail.
    assert "KIT@" not in note.text


def test_consents_are_copied_with_their_own_times_and_evidence(kit, officer):
    kept, gone = kit
    then = clock.now() - timedelta(days=400)
    event = ConsentFactory(person=gone, purpose=Purpose.POST, at=then, evidence="Form 12")
    merge(kept, gone, officer)
    copy = kept.consents.get(purpose=Purpose.POST)
    assert (copy.copied_from, copy.at, copy.evidence) == (event, then, "Form 12")
    assert Consent.objects.filter(pk=event.pk, person=gone).exists()


def test_of_two_words_of_one_moment_the_refusal_rules(officer):
    then = clock.now() - timedelta(days=30)
    kept, gone = contactable_person(consent_at=then), PersonFactory()
    ConsentFactory(person=gone, purpose=Purpose.EMAIL, decision=Decision.REFUSED, at=then)
    merge(kept, gone, officer)
    assert gate.check(kept.pk).reason == gate.GateReason.NO_CONSENT


def test_a_later_withdrawal_of_the_other_record_withdraws(officer):
    kept, gone = contactable_person(), contactable_person()
    services.withdraw_person(gone, actor=officer, method=ConsentMethod.PHONE, language="en")
    merge(kept, gone, officer)
    assert kept.status == PersonStatus.WITHDRAWN
    assert gate.check(kept.pk).reason == gate.GateReason.WITHDRAWN


def test_a_withdrawal_before_they_agreed_again_does_not(officer):
    gone = contactable_person(consent_at=clock.now() - timedelta(days=90))
    services.withdraw_person(gone, actor=officer, method=ConsentMethod.PHONE, language="en")
    kept = contactable_person(consent_at=clock.now())
    merge(kept, gone, officer)
    assert kept.status == PersonStatus.ACTIVE
    assert gate.check(kept.pk).allowed


def test_the_longer_pause_stays(officer):
    kept, gone = contactable_person(), contactable_person()
    services.pause_person(kept, until=date(2026, 12, 1), actor=officer)
    services.pause_person(gone, until=date(2027, 1, 10), actor=officer)
    merge(kept, gone, officer)
    assert (kept.status, kept.paused_until) == (PersonStatus.PAUSED, date(2027, 1, 10))


def test_an_unconfirmed_record_is_confirmed_by_the_confirmed_one(kit, officer):
    active, pending = kit
    merge(pending, active, officer)
    assert pending.status == PersonStatus.ACTIVE
    assert gate.check(pending.pk).allowed


def test_stops_holds_restriction_complaint_and_requests_survive(kit, officer, protector):
    kept, gone = kit
    stop = stop_channel(gone, channel="phone", method="phone", actor=officer)
    hold = LegalHold.objects.create(
        person=gone, reason="Court", set_by=protector, review_on=date(2027, 1, 1)
    )
    request = RightsRequest.objects.create(
        reference="DP-26-77",
        kind=RightsRequest.Kind.ACCESS,
        person=gone,
        method="phone",
        language="en",
        words="Everything, please",
    )
    gone.is_restricted, gone.has_complaint = True, True
    gone.save()
    merge(kept, gone, officer)
    assert kept.stops.get() == stop
    assert kept.holds.get() == hold
    assert kept.rights_requests.get() == request
    assert kept.rights_requests.get().words == "Everything, please"
    assert (kept.is_restricted, kept.has_complaint) == (True, True)


def test_what_was_sealed_for_one_opens_for_the_other(kit, officer):
    kept, gone = kit
    Note.objects.create(person=gone, text="Rings on Tuesdays", written_by=officer)
    Supporter.objects.create(person=gone, kind="trusted", name="Ffion", phone="01632 960123")
    found = merge(kept, gone, officer)
    assert "Rings on Tuesdays" in [note.text for note in kept.notes.all()]
    supporter = Supporter.objects.get()
    assert (supporter.person, supporter.name, supporter.phone) == (kept, "Ffion", "01632 960123")
    assert found.moved["database.Supporter"] == [str(supporter.pk)]


def test_links_follow_and_those_to_another_mailbox_close(officer):
    until = clock.now() + timedelta(days=9)

    def merged_token(address: str, scope: str) -> tuple[Person, str]:
        kept = contactable_person(email="one@example.com")
        gone = contactable_person(email=address)
        token = issue_link(scope=scope, target_id=gone.pk, expires_at=until)
        merge(kept, gone, officer)
        return kept, token

    kept, token = merged_token("ONE@example.com", "person-mine")
    assert open_link(scope="person-mine", token=token) == kept.pk
    kept, token = merged_token("two@example.com", "person-mine")
    with pytest.raises(LinkUnusable):
        open_link(scope="person-mine", token=token)


def test_an_earlier_merge_leads_to_the_record_that_stays(officer):
    first, second, third = (contactable_person() for _ in range(3))
    merge(second, first, officer)
    merge(third, second, officer)
    first.refresh_from_db()
    assert first.merged_into == third


@pytest.mark.parametrize(
    ("error", "prepare"),
    [
        (merging.SameRecord, lambda kept, gone: (kept, kept, "Because")),
        (merging.ReasonMissing, lambda kept, gone: (kept, gone, " ")),
        (merging.AlreadyGone, lambda kept, gone: (kept, PersonFactory(status="erased"), "So")),
        (merging.AlreadyGone, lambda kept, gone: (PersonFactory(status="erased"), gone, "So")),
    ],
)
def test_refusals_change_nothing(kit, officer, error, prepare):
    kept, gone, reason = prepare(*kit)
    with pytest.raises(error):
        merging.merge_people(kept=kept, gone=gone, reason=reason, actor=officer)
    assert not Merge.objects.exists()
    assert Person.objects.get(pk=kit[1].pk).name == "Kit Larkhamsted"


def test_if_the_apps_above_cannot_follow_nothing_is_merged(kit, officer):
    def hear(**news: object) -> None:
        raise RuntimeError("no")

    people_merged.connect(hear)
    try:
        with pytest.raises(RuntimeError):
            merge(*kit, officer)
    finally:
        people_merged.disconnect(hear)
    assert not Merge.objects.exists()
    assert Person.objects.get(pk=kit[1].pk).name == "Kit Larkhamsted"


def test_the_merged_record_takes_no_further_step(kit, officer):
    kept, gone = kit
    merge(kept, gone, officer)
    with pytest.raises(TransitionError):
        services.withdraw_person(gone, actor=officer, method="phone")


def test_every_table_with_a_way_to_a_person_says_what_becomes_of_it():
    named = set(MOVERS) | set(STAYS)
    missing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    } - named
    assert not missing
    assert not set(MOVERS) & set(STAYS)


# --- The stricter of two -----------------------------------------------------------

SAME = dict.fromkeys(("email", "phone", "sms", "post"), "both")


def contact(**says: object):
    return SafeContactFactory.build(person=None, **{"email": Safety.UNKNOWN, **says})


@pytest.mark.parametrize(
    ("mine", "theirs", "owner", "result"),
    [
        ("safe", "unsafe", "kept", "unsafe"),
        ("safe", "ask", "kept", "ask"),
        ("ask", "unsafe", "both", "unsafe"),
        ("unknown", "safe", "both", "safe"),
        # Somebody asked about another mailbox, which is not the one that stays.
        ("unknown", "safe", "kept", "unknown"),
        ("safe", "unknown", "gone", "unknown"),
        ("unsafe", "safe", "gone", "unsafe"),
    ],
)
def test_a_channel(mine, theirs, owner, result):
    says = stricter(contact(email=mine), contact(email=theirs), address_of=SAME | {"email": owner})
    assert says["email"] == result


def test_times_are_those_safe_by_both_or_somebody_must_ask():
    def slot(start: str, end: str) -> dict[str, object]:
        return {"day": 1, "from": start, "to": end}

    one = contact(email="safe", safe_times=[slot("10:00", "12:00")])
    says = stricter(one, contact(safe_times=[slot("11:00", "15:00")]), address_of=SAME)
    assert (says["safe_times"], says["email"]) == ([slot("11:00", "12:00")], "safe")
    says = stricter(one, contact(safe_times=[slot("13:00", "15:00")]), address_of=SAME)
    assert (says["safe_times"], says["email"]) == ([slot("10:00", "12:00")], "ask")
    says = stricter(one, contact(), address_of=SAME)
    assert says["safe_times"] == [slot("10:00", "12:00")]


def test_what_forbids_and_what_hides_survives_and_what_allows_needs_both():
    one = contact(may_leave_voicemail=True, may_say_who=True, review_on=date(2027, 5, 1))
    other = contact(
        shares_mailbox=True,
        risk_flag=True,
        risk_kind="stalking",
        address_protected=True,
        do_not_contact=True,
        review_on=date(2027, 1, 1),
        code_word_hash="hash",
    )
    for says in (
        stricter(one, other, address_of=SAME),
        stricter(other, one, address_of=SAME),
    ):
        assert not says["may_leave_voicemail"]
        assert not says["may_say_who"]
        assert says["shares_mailbox"]
        assert says["risk_flag"]
        assert says["risk_kind"] == "stalking"
        assert says["address_protected"]
        assert says["do_not_contact"]
        assert says["review_on"] == date(2027, 1, 1)
        assert says["code_word_hash"] == "hash"


def test_do_not_contact_without_an_end_outlasts_one_with_an_end():
    ends = contact(do_not_contact=True, do_not_contact_until=date(2027, 1, 31))
    forever = contact(do_not_contact=True)
    says = stricter(ends, forever, address_of=SAME)
    assert (says["do_not_contact"], says["do_not_contact_until"]) == (True, None)
    says = stricter(contact(), ends, address_of=SAME)
    assert says["do_not_contact_until"] == date(2027, 1, 31)


def test_the_stricter_becomes_a_new_version(kit, officer):
    kept, gone = kit
    SafeContactFactory(person=gone, email="unsafe", risk_flag=True, note="Side door")
    merge(kept, gone, officer)
    latest = services.latest_safe_contact(kept)
    assert (latest.version, latest.email, latest.risk_flag) == (2, "unsafe", True)
    assert latest.note == "Side door"


# --- Pages -------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_the_pages_compare_masked_and_record_the_look(kit, officer, client_of, language):
    client = client_of(officer)
    listed = client.get(url("duplicate-list", language=language)).content.decode()
    path = url("duplicate-compare", *(row.pk for row in kit), language=language)
    compared = client.get(path).content.decode()
    for text in (listed, compared):
        assert "K… L…" in text
        for secret in ("Larkhamst", "kit@", "KIT@"):
            assert secret not in text
    assert Entry.objects.filter(action="person.viewed").count() == 2
    assert Entry.objects.filter(action="person.listed").count() == 1


def test_merging_on_the_page_needs_a_reason_and_a_tick(kit, officer, client_of):
    kept, gone = kit
    client, path = client_of(officer), url("duplicate-compare", kept.pk, gone.pk)
    refused = client.post(path, {"decision": str(kept.pk), "reason": "Rang us"})
    assert 'id="id_is_sure-error"' in refused.content.decode()
    assert "Rang us" in refused.content.decode()
    refused = client.post(path, {"decision": str(kept.pk), "is_sure": "on"})
    assert 'id="id_reason-error"' in refused.content.decode()
    assert not Merge.objects.exists()
    done = client.post(path, {"decision": str(kept.pk), "reason": "Rang us", "is_sure": "on"})
    assert done["Location"] == url("person-detail", kept.pk)
    assert Merge.objects.get().kept == kept
    # The old address leads on, and the comparison is gone.
    moved = client.get(url("person-detail", gone.pk))
    assert moved["Location"] == url("person-detail", kept.pk)
    assert client.get(path).status_code == 404


def test_the_newer_record_may_be_the_one_that_stays(kit, officer, client_of):
    older, newer = kit
    client_of(officer).post(
        url("duplicate-compare", older.pk, newer.pk),
        {"decision": str(newer.pk), "reason": "Rang us", "is_sure": "on"},
    )
    assert (Merge.objects.get().kept, Merge.objects.get().gone) == (newer, older)


@pytest.mark.parametrize(
    "name", ["consent-record", "contact-change", "person-edit", "own-code-make"]
)
def test_a_form_left_open_on_the_record_that_went_saves_nothing(kit, officer, client_of, name):
    kept, gone = kit
    merge(kept, gone, officer)
    office, page = client_of(officer), url(name, gone.pk)
    assert "was saved" not in office.get(page, follow=True).content.decode()
    said = {"purposes": ["database"], "decision": "withdrawn", "method": "phone", "language": "en"}
    answer = office.post(page, said, follow=True)
    assert answer.redirect_chain[-1][0] == url("person-detail", kept.pk)
    assert "Nothing was saved." in answer.content.decode()
    assert not gone.consents.filter(decision="withdrawn").exists()


def test_keeping_two_people_on_the_page(kit, officer, client_of):
    path = url("duplicate-compare", *(row.pk for row in kit))
    answer = client_of(officer).post(path, {"decision": "apart", "reason": "Two sisters"})
    assert answer["Location"] == url("duplicate-list")
    assert "No two records" in client_of(officer).get(answer["Location"]).content.decode()


def test_another_record_is_named_by_its_reference(kit, officer, client_of):
    kept, gone = kit
    client, path = client_of(officer), url("person-duplicate", kept.pk)
    for wrong in ("VP-9999", kept.reference, "Kit"):
        answer = client.post(path, {"reference": wrong})
        assert 'id="id_reference-error"' in answer.content.decode()
    answer = client.post(path, {"reference": gone.reference.lower()})
    assert answer["Location"] == url("duplicate-compare", kept.pk, gone.pk)


def test_changing_the_language_decides_nothing(kit, officer, client_of):
    path = url("duplicate-compare", *(row.pk for row in kit), language="cy")
    data = {"decision": str(kit[0].pk), "reason": "Rang us", "is_sure": "on", "_switch": "cy"}
    assert "Rang us" in client_of(officer).post(path, data).content.decode()
    assert not Merge.objects.exists()


# --- PostgreSQL ------------------------------------------------------------------------


@pytest.mark.services
def test_the_offices_database_role_is_enough_to_merge_and_to_remove(kit, officer):
    if connection.vendor != "postgresql":
        pytest.skip("roles need PostgreSQL")
    kept, gone = kit
    for row in kit:
        NoteFactory(person=row)
        SupporterFactory(person=row)
        EvidenceFactory(person=row).consents.set(row.consents.all())
        SafeContactFactory(person=row, version=9)
    ConsentFactory(person=gone)
    EvidenceFactory(person=gone).consents.set(gone.consents.all())
    prefix = f"vef_mergetest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    call_command("db_roles", prefix=prefix, keep_passwords=True, stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {prefix}office")
    merge(kept, gone, officer)
    notes.remove_note(kept.notes.first(), actor=officer, reason="Wrong")
    evidence.remove_evidence(kept.evidence.first(), actor=officer, reason="Wrong")
    supporters.end_supporter(kept.supporters.first(), actor=officer)
    assert gone.status == PersonStatus.ERASED
