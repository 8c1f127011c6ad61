"""Two records of one person become one: nothing is lost, and what protects them survives."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import models

from database import gate, services
from database.models import (
    Consent,
    ConsentMethod,
    Decision,
    LegalHold,
    Merge,
    Note,
    Person,
    PersonStatus,
    Purpose,
    RightsRequest,
    Supporter,
)
from database.services import merging
from database.services.moving import MOVERS, STAYS
from database.services.stops import stop_channel
from database.signals import people_merged
from tests.database.merging import merge
from tests.factories.database import (
    AreaFactory,
    ConsentFactory,
    ExperienceFactory,
    PersonFactory,
    RelationshipFactory,
    contactable_person,
)
from vef.audit.models import Entry
from vef.common import clock
from vef.common.links import LinkUnusable, issue_link, open_link
from vef.common.steps import TransitionError
from vef.privacy.models import DataKey

pytestmark = pytest.mark.django_db


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
