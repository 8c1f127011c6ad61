"""Bereaved families: one is written to for all who agreed, and silence never ends by itself."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from database import desk, gate
from database.emails import PersonKind
from database.gate import GateReason
from database.models import (
    FAMILY,
    Family,
    FamilyMember,
    Person,
    PersonStatus,
    Purpose,
    Safety,
)
from database.record_panels import family_of
from database.services import ConsentInTheFuture, NoWording, families, withdraw_person
from database.services.erasure import erase_person
from database.services.gathering import gather
from database.services.merging import merge_people
from database.services.people import pause_person
from engagement import audiences
from engagement.emails import InvitationKind, ParticipantKind
from tests.factories.database import (
    ConsentFactory,
    ConsentWordingFactory,
    FamilyMemberFactory,
    PersonFactory,
    SafeContactFactory,
    contactable_person,
)
from tests.factories.engagement import open_survey
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM

pytestmark = pytest.mark.django_db

HOW = {"language": "cy", "method": "phone", "actor": SYSTEM}


@pytest.fixture
def wording(db):
    return ConsentWordingFactory(purpose=FAMILY)


@pytest.fixture
def trio(wording, officer):
    """Mair is written to; Owen left it to her; Nia wishes to be written to as well."""
    mair, owen, nia = (contactable_person() for _ in range(3))
    families.add_to_family(mair, actor=officer)
    for relative in (owen, nia):
        place = families.add_to_family(relative, relative=mair, actor=officer)
        families.record_agreement(place, **HOW)
    families.name_spokesperson(place_of(mair), **HOW)
    families.set_writes_too(place_of(nia), wishes=True, actor=officer)
    return mair, owen, nia


def place_of(person: Person) -> FamilyMember:
    member = families.membership_of(person)
    assert member is not None
    return member


def reasons(*people: Person, **options: object) -> list[str]:
    return [gate.check(person.pk, **options).reason for person in people]


def url(name: str, person: Person, language: str = "en") -> str:
    with translation.override(language):
        return reverse(f"database:{name}", args=[person.pk])


# --- The gate ------------------------------------------------------------------------


def test_one_is_written_to_for_all_who_left_it_to_them(trio):
    assert reasons(*trio) == ["", GateReason.FAMILY, ""]


def test_nobody_is_left_out_before_they_agreed_themselves(trio, officer):
    other = contactable_person()
    place = families.add_to_family(other, relative=trio[0], actor=officer)
    assert reasons(other) == [""]
    families.record_agreement(place, **HOW)
    assert reasons(other) == [GateReason.FAMILY]


def test_a_family_without_a_spokesperson_changes_nothing(wording, officer):
    one = contactable_person()
    families.record_agreement(families.add_to_family(one, actor=officer), **HOW)
    assert reasons(one) == [""]


def test_what_is_their_own_reaches_them_all_the_same(trio):
    _mair, owen, _nia = trio
    assert reasons(owen, is_asked_for=True) == [""]
    assert reasons(owen, allow_out_of_date=True) == [""]
    assert reasons(owen, heeds_family=False) == [""]
    assert PersonKind.heeds_family
    assert InvitationKind.heeds_family
    # What came of what they said themselves is told to them.
    assert not ParticipantKind.heeds_family


def test_their_own_standing_comes_first(trio):
    mair, owen, _nia = trio
    SafeContactFactory(person=owen, version=2, do_not_contact=True)
    assert reasons(mair, owen) == ["", GateReason.DO_NOT_CONTACT]


def _withdrawn(mair: Person) -> None:
    withdraw_person(mair, actor=SYSTEM, method="phone")


def _paused(mair: Person) -> None:
    pause_person(mair, until=clock.today() + timedelta(days=9), actor=SYSTEM)


def _unsafe(mair: Person) -> None:
    SafeContactFactory(person=mair, version=2, email=Safety.UNSAFE)


def _bounced(mair: Person) -> None:
    Person.objects.filter(pk=mair.pk).update(email_state="bounced")


def _no_consent(mair: Person) -> None:
    ConsentFactory(person=mair, purpose=Purpose.EMAIL, decision="withdrawn")


def _restricted(mair: Person) -> None:
    Person.objects.filter(pk=mair.pk).update(is_restricted=True)


def _stops_speaking(mair: Person) -> None:
    families.stop_speaking(place_of(mair), actor=SYSTEM)


def _leaves(mair: Person) -> None:
    families.leave_family(place_of(mair), actor=SYSTEM)


def _erased(mair: Person) -> None:
    erase_person(mair, because="retention", actor=SYSTEM)


@pytest.mark.parametrize(
    "happens",
    [
        _withdrawn,
        _paused,
        _unsafe,
        _bounced,
        _no_consent,
        _restricted,
        _stops_speaking,
        _leaves,
        _erased,
    ],
)
def test_whatever_becomes_of_the_spokesperson_the_others_hear_nothing_by_itself(
    trio, officer, happens
):
    mair, owen, nia = trio
    happens(mair)
    assert reasons(owen, nia) == [GateReason.FAMILY_UNHEARD, ""]
    found = [item for item in desk.items(officer, clock.today()) if "famil" in item.text]
    # Whoever only stepped down had agreed to leave it to one, too.
    expected = 2 if happens is _stops_speaking else 1
    assert [(item.count, "family-unheard" in item.url) for item in found] == [(expected, True)]
    families.write_to_each(place_of(owen).family, reason="Asked by phone", actor=officer)
    assert reasons(owen, nia) == ["", ""]


def test_another_spokesperson_takes_over(trio, officer):
    mair, owen, nia = trio
    withdraw_person(mair, actor=SYSTEM, method="phone")
    families.name_spokesperson(place_of(nia), **HOW)
    assert reasons(mair, owen, nia) == [GateReason.WITHDRAWN, GateReason.FAMILY, ""]


def test_somebody_relieved_is_left_to_the_new_one(trio, officer):
    mair, owen, _nia = trio
    families.name_spokesperson(place_of(owen), **HOW)
    assert reasons(mair, owen) == [GateReason.FAMILY, ""]


def test_the_spokesperson_is_judged_by_the_channel_asked_about(trio):
    mair, owen, _nia = trio
    for person in (mair, owen):
        person.postal_address = "1 Example Street"
        person.save()
        ConsentFactory(person=person, purpose=Purpose.POST)
    SafeContactFactory(person=owen, version=2, post=Safety.SAFE)
    assert reasons(owen, channel="post") == [GateReason.FAMILY_UNHEARD]
    SafeContactFactory(person=mair, version=2, post=Safety.SAFE)
    assert reasons(owen, channel="post") == [GateReason.FAMILY]


def test_whoever_leaves_is_written_to_again(trio, officer):
    owen = trio[1]
    assert families.leave_family(place_of(owen), actor=officer)
    assert reasons(owen) == [""]


def test_many_are_judged_as_each_alone_with_families(trio, wording, officer):
    lone = contactable_person()
    left = contactable_person()
    families.name_spokesperson(families.add_to_family(lone, actor=officer), **HOW)
    place = families.add_to_family(left, relative=lone, actor=officer)
    families.record_agreement(place, **HOW)
    withdraw_person(lone, actor=SYSTEM, method="phone")
    together = gate.check_many(Person.objects.all())
    assert together == {person.pk: gate.check(person.pk) for person in Person.objects.all()}
    # A part of a family is judged the same: the spokesperson need not be among those asked.
    assert gate.check_many(Person.objects.filter(pk=left.pk)) == {left.pk: together[left.pk]}


@pytest.mark.parametrize("count", [1, 3])
def test_families_cost_three_queries_however_many(
    wording, officer, count, django_assert_num_queries
):
    for _ in range(count):
        spokesperson = contactable_person()
        families.name_spokesperson(families.add_to_family(spokesperson, actor=officer), **HOW)
        for _relative in range(count):
            place = families.add_to_family(
                contactable_person(), relative=spokesperson, actor=officer
            )
            families.record_agreement(place, **HOW)
    with django_assert_num_queries(7):
        found = gate.check_many(Person.objects.all())
    assert [one.reason for one in found.values()].count(GateReason.FAMILY) == count * count


def test_those_left_out_of_an_invitation_are_counted_with_the_reason(trio):
    groups = {group.reason: group for group in audiences.preview(open_survey()).groups}
    assert groups[GateReason.FAMILY].count == 1
    with translation.override("cy"):
        assert "teulu" in audiences.reason_label(GateReason.FAMILY)


# --- Services ----------------------------------------------------------------------------


def test_agreements_are_kept_with_the_words_shown(trio, wording, officer):
    place = place_of(trio[0])
    assert (place.wording, place.language, place.method) == (wording, "cy", "phone")
    assert place.agreed_at is not None
    acts = Entry.objects.filter(target_id=str(trio[0].pk)).values_list("action", flat=True)
    assert list(acts) == ["person.family-joined", "person.family-spokesperson"]
    assert not families.name_spokesperson(place, **HOW)
    assert not families.set_writes_too(place_of(trio[2]), wishes=True, actor=officer)


def test_without_words_in_use_nobody_agreed(officer):
    place = families.add_to_family(PersonFactory(), actor=officer)
    with pytest.raises(NoWording):
        families.name_spokesperson(place, **HOW)
    with pytest.raises(ConsentInTheFuture):
        families.record_agreement(place, at=clock.now() + timedelta(days=1), **HOW)


def test_somebody_belongs_to_one_family_and_a_relative_comes_along(trio, officer):
    mair, owen, _nia = trio
    assert families.add_to_family(owen, relative=mair, actor=officer) == place_of(owen)
    with pytest.raises(families.InAnotherFamily):
        families.add_to_family(owen, relative=PersonFactory(), actor=officer)
    one, two = PersonFactory(), PersonFactory()
    families.add_to_family(one, relative=two, actor=officer)
    assert place_of(one).family == place_of(two).family
    assert {row.reference for row in Family.objects.all()} == {"FA-0001", "FA-0002"}


def test_the_database_keeps_one_spokesperson_and_one_family(trio):
    mair, owen, _nia = trio
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyMember.objects.filter(person=owen).update(is_spokesperson=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyMemberFactory(person=owen)
    with pytest.raises(IntegrityError), transaction.atomic():
        FamilyMember.objects.filter(person=mair).update(agreed_at=None)


def test_somebody_who_left_is_not_named(wording, officer):
    person = contactable_person()
    place = families.add_to_family(person, actor=officer)
    withdraw_person(person, actor=SYSTEM, method="phone")
    with pytest.raises(families.NotHere):
        families.name_spokesperson(place, **HOW)


def test_steps_after_leaving_are_refused(trio, officer):
    place = place_of(trio[1])
    families.leave_family(place, actor=officer)
    assert not families.leave_family(place, actor=officer)
    with pytest.raises(families.NotInTheFamily):
        families.record_agreement(place, **HOW)
    with pytest.raises(families.NotInTheFamily):
        families.set_writes_too(place, wishes=True, actor=officer)


def test_writing_to_each_again_needs_a_reason_and_happens_once(trio, officer):
    family = place_of(trio[0]).family
    with pytest.raises(families.ReasonMissing):
        families.write_to_each(family, reason=" ", actor=officer)
    assert families.write_to_each(family, reason="They asked", actor=officer)
    assert not families.write_to_each(family, reason="They asked", actor=officer)
    assert not family.members.filter(is_spokesperson=True).exists()
    assert Entry.objects.filter(action="person.family-each-again").count() == 3


def test_a_copy_tells_ones_own_place_and_nobody_else(trio):
    mair, owen, _nia = trio
    said = "\n".join(f"{line.label}: {line.value}" for line in gather(owen))
    assert "Member of a family" in said
    assert "FA-0001" in said
    assert mair.reference not in said


# --- Merging -----------------------------------------------------------------------------


def test_a_place_follows_when_two_records_are_one(trio, officer):
    mair, owen, _nia = trio
    kept = contactable_person()
    merge_people(kept=kept, gone=mair, reason="One person", actor=officer)
    assert place_of(kept).is_spokesperson
    assert reasons(owen) == [GateReason.FAMILY]


def test_of_two_places_in_one_family_the_quieter_stays(trio, officer):
    _mair, owen, nia = trio
    merge_people(kept=nia, gone=owen, reason="One person", actor=officer)
    assert reasons(nia) == [GateReason.FAMILY]
    assert FamilyMember.objects.filter(person=nia, ended_at=None).count() == 1


def test_the_spokesperson_stays_one_whichever_record_goes(trio, officer):
    mair, owen, nia = trio
    merge_people(kept=owen, gone=mair, reason="One person", actor=officer)
    assert place_of(owen).is_spokesperson
    assert reasons(owen, nia) == ["", ""]


def test_of_two_families_that_of_the_record_that_stays_is_kept(trio, wording, officer):
    mair, owen, _nia = trio
    kept = contactable_person()
    families.add_to_family(kept, actor=officer)
    merge_people(kept=kept, gone=mair, reason="One person", actor=officer)
    assert place_of(kept).family.reference == "FA-0002"
    assert reasons(owen) == [GateReason.FAMILY_UNHEARD]


# --- Pages -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_a_family_is_made_and_spoken_for_on_the_pages(wording, officer, client_of, language):
    client = client_of(officer)
    mair, owen = contactable_person(name="Mair Hafren"), contactable_person()
    answer = client.post(url("family-add", mair, language), {"reference": owen.reference})
    assert answer.status_code == 302
    said = {"method": "phone", "language": "cy", "said_on_0": "", "said_on_1": "", "said_on_2": ""}
    page = client.get(url("family-agreed", owen, language)).content.decode()
    assert wording.text_cy in unescape(page)
    assert client.post(url("family-agreed", owen, language), said).status_code == 302
    assert client.post(url("family-speak", mair, language), said).status_code == 302
    assert reasons(mair, owen) == ["", GateReason.FAMILY]
    page = client.get(url("person-detail", owen, language)).content.decode()
    assert "FA-0001" in page
    assert mair.reference in page
    assert "Hafren" not in page
    with translation.override(language):
        assert gate.reason_label(GateReason.FAMILY) in unescape(page)
    client.post(url("family-write", owen, language), {"wishes": "yes"})
    assert reasons(owen) == [""]
    client.post(url("family-write", owen, language), {"wishes": "no"})
    client.post(url("family-speak-end", mair, language), {"note": ""})
    assert reasons(owen) == [GateReason.FAMILY_UNHEARD]
    assert client.post(url("family-each", owen, language), {"reason": ""}).status_code == 200
    client.post(url("family-each", owen, language), {"reason": "Asked by phone"})
    assert reasons(owen) == [""]
    client.post(url("family-leave", owen, language), {"note": ""})
    assert client.get(url("family-leave", owen, language)).status_code == 404


def test_mistakes_are_said_beside_the_field(trio, officer, client_of):
    client = client_of(officer)
    lone = contactable_person()
    page = client.post(url("family-add", lone), {"reference": "VP-999999"})
    assert "There is no other record with this reference." in page.content.decode()
    place = families.add_to_family(lone, actor=officer)
    page = client.post(url("family-add", lone), {"reference": trio[0].reference})
    assert "One of them is in another family." in page.content.decode()
    withdraw_person(lone, actor=SYSTEM, method="phone")
    page = client.post(url("family-speak", lone), {"method": "phone", "language": "en"})
    assert "They have left" in page.content.decode()
    assert not FamilyMember.objects.get(pk=place.pk).is_spokesperson


def test_the_panel_costs_two_queries_and_shows_nothing_of_somebody_erased(
    trio, officer, django_assert_num_queries
):
    with django_assert_num_queries(2):
        panel = family_of(trio[1], officer)
    assert panel is not None
    assert panel.others[0].person == trio[0]
    assert family_of(Person(status=PersonStatus.ERASED), officer) is None
