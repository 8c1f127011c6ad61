"""Those who stand by a person: both agree first; known by a phrase; masked; ended at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from database import services
from database.models import SUPPORTER, Person, Supporter
from database.record_panels import supporters_of
from database.services import supporters
from database.services.supporters import SpeakReason
from tests.factories.database import ConsentWordingFactory, PersonFactory, SupporterFactory
from vef.audit.models import Entry
from vef.common import clock

pytestmark = pytest.mark.django_db

SECRETS = ("Saltmarshe", "owen@example.org", "960123", "Goleudy")


@pytest.fixture
def owen(db):
    return SupporterFactory(
        name="Owen Saltmarshe",
        email="owen@example.org",
        phone="01632 960123",
        organisation="Goleudy",
        may_speak_for=True,
    )


def url(name: str, owen: Supporter, language: str = "en") -> str:
    args = [owen.person_id] if name == "supporter-add" else [owen.person_id, owen.pk]
    with translation.override(language):
        return reverse(f"database:{name}", args=args)


def agree(owen: Supporter, officer: object) -> None:
    ConsentWordingFactory(purpose=SUPPORTER)
    supporters.record_agreement(owen, actor=officer)
    supporters.record_own_consent(owen, language="cy", method="phone", actor=officer)
    owen.refresh_from_db()


# --- Services ---------------------------------------------------------------------


def test_nobody_speaks_for_a_person_before_both_agreed(owen, officer):
    reasons = [supporters.may_speak_for(owen).reason]
    assert supporters.record_agreement(owen, actor=officer)
    assert not supporters.record_agreement(owen, actor=officer)
    owen.refresh_from_db()
    reasons.append(supporters.may_speak_for(owen).reason)
    assert reasons == [SpeakReason.NOT_AGREED, SpeakReason.NO_CONSENT]
    wording = ConsentWordingFactory(purpose=SUPPORTER)
    supporters.record_own_consent(owen, language="cy", method="phone", actor=officer)
    owen.refresh_from_db()
    assert supporters.may_speak_for(owen).allowed
    assert (owen.wording, owen.language, owen.method) == (wording, "cy", "phone")
    acts = Entry.objects.filter(target_id=str(owen.pk)).values_list("action", flat=True)
    assert list(acts) == ["supporter.person-agreed", "supporter.consented"]


def test_standing_by_somebody_is_not_speaking_for_them(owen, officer):
    Supporter.objects.filter(pk=owen.pk).update(may_speak_for=False)
    agree(owen, officer)
    assert supporters.may_speak_for(owen).reason == SpeakReason.NOT_FOR_THEM


@pytest.mark.parametrize("status", ["withdrawn", "erased"])
def test_nobody_speaks_for_a_person_who_left(owen, officer, status):
    agree(owen, officer)
    owen.person.status = status
    assert supporters.may_speak_for(owen).reason == SpeakReason.PERSON_LEFT


def test_without_a_wording_or_before_its_day_nobody_agreed(owen, officer):
    with pytest.raises(services.NoWording):
        supporters.record_own_consent(owen, language="en", method="phone", actor=officer)
    with pytest.raises(services.ConsentInTheFuture):
        supporters.record_own_consent(
            owen,
            language="en",
            method="phone",
            actor=officer,
            at=clock.now() + timedelta(days=1),
        )


def test_details_are_sealed_and_a_name_is_needed(officer):
    person = PersonFactory()
    with pytest.raises(supporters.NameMissing):
        supporters.add_supporter(person, kind="trusted", name=" ", actor=officer)
    supporters.add_supporter(person, kind="trusted", name="Ffion", actor=officer)
    sealed = Supporter.objects.values_list("name", flat=True).get()
    assert "Ffion" not in sealed
    assert "Ffion" not in str(Entry.objects.get(action="supporter.added").data)


def test_the_pass_phrase_is_a_slow_hash_and_forgives_capitals(owen, officer):
    assert not supporters.check_pass_phrase(owen, "melyn y môr", actor=officer)
    supporters.set_pass_phrase(owen, phrase="Melyn  y Môr", actor=officer)
    owen.refresh_from_db()
    assert "elyn" not in owen.pass_phrase_hash
    assert supporters.check_pass_phrase(owen, " melyn Y MÔR", actor=officer)
    assert not supporters.check_pass_phrase(owen, "glas y môr", actor=officer)
    tries = Entry.objects.filter(action="supporter.phrase-checked")
    assert [entry.data["is_right"] for entry in tries.order_by("id")] == [False, True, False]
    supporters.set_pass_phrase(owen, phrase="", actor=officer)
    owen.refresh_from_db()
    assert not supporters.check_pass_phrase(owen, "", actor=officer)


def test_ending_deletes_their_details_at_once(owen, officer):
    agree(owen, officer)
    supporters.set_pass_phrase(owen, phrase="melyn y môr", actor=officer)
    assert supporters.end_supporter(owen, actor=officer)
    assert not supporters.end_supporter(owen, actor=officer)
    owen.refresh_from_db()
    assert (owen.name, owen.organisation, owen.email, owen.phone) == ("", "", "", "")
    assert owen.pass_phrase_hash == ""
    assert supporters.may_speak_for(owen).reason == SpeakReason.ENDED
    for act in (
        lambda: supporters.record_agreement(owen, actor=officer),
        lambda: supporters.set_pass_phrase(owen, phrase="again and again", actor=officer),
    ):
        with pytest.raises(supporters.AlreadyEnded):
            act()


# --- Pages -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["cy", "en"])
def test_pages_mask_their_details_and_a_look_is_recorded(owen, officer, client_of, language):
    client = client_of(officer)
    with translation.override(language):
        person = reverse("database:person-detail", args=[owen.person_id])
    pages = [person, *(url(f"supporter-{name}", owen, language) for name in ("detail", "show"))]
    for page in pages:
        text = client.get(page).content.decode()
        for secret in SECRETS:
            assert secret not in text, page
    seen = Entry.objects.filter(action="person.viewed", target_id=str(owen.person_id))
    assert {entry.data["what"] for entry in seen} == {"record", "supporter"}


def test_details_show_only_by_post_with_a_reason(owen, officer, client_of):
    client = client_of(officer)
    refused = client.post(url("supporter-show", owen), {"reason": ""}).content.decode()
    shown = client.post(url("supporter-show", owen), {"reason": "Agree on a time"}).content.decode()
    for secret in SECRETS:
        assert secret not in refused
        assert secret in shown
    entry = Entry.objects.get(action="person.viewed")
    assert (entry.reason, entry.data) == ("Agree on a time", {"what": "supporter-details"})


def test_from_adding_to_speaking_for_somebody(officer, client_of):
    person, client = PersonFactory(), client_of(officer)
    ConsentWordingFactory(purpose=SUPPORTER)
    add = reverse("database:supporter-add", args=[person.pk])
    refused = client.post(add, {"kind": "support-worker", "phone": "01632 960123"})
    assert 'id="id_name-error"' in refused.content.decode()
    assert "01632 960123" in refused.content.decode()
    client.post(add, {"kind": "support-worker", "name": "Owen", "may_speak_for": "on"})
    owen = person.supporters.get()
    client.post(url("supporter-agreed", owen))
    client.post(url("supporter-consent", owen), {"method": "phone", "language": "cy"})
    short = client.post(url("supporter-phrase", owen), {"phrase": "sea"})
    assert 'id="id_phrase-error"' in short.content.decode()
    client.post(url("supporter-phrase", owen), {"phrase": "melyn y môr"})
    wrong = client.post(url("supporter-check", owen), {"phrase": "glas y môr"})
    assert 'id="id_phrase-error"' in wrong.content.decode()
    with translation.override("en"):
        right = client.post(url("supporter-check", owen), {"phrase": "Melyn y Môr"}, follow=True)
    assert "They may speak for the person" in right.content.decode()
    client.post(url("supporter-end", owen), {"note": "Asked to stop"})
    assert client.get(url("supporter-detail", owen)).status_code == 404
    assert Entry.objects.get(action="supporter.ended").reason == "Asked to stop"


def test_the_person_may_have_agreed_when_somebody_is_added(officer, client_of):
    person = PersonFactory()
    client_of(officer).post(
        reverse("database:supporter-add", args=[person.pk]),
        {"kind": "trusted", "name": "Ffion", "person_agreed": "on"},
    )
    assert person.supporters.get().person_agreed_at is not None


def test_without_a_wording_consent_is_refused_in_words(owen, officer, client_of):
    data = {"method": "phone", "language": "cy"}
    answer = client_of(officer).post(url("supporter-consent", owen), data)
    assert "No wording of this consent" in answer.content.decode()


def test_a_supporter_is_not_found_under_another_person(owen, officer, client_of):
    other = PersonFactory()
    with translation.override("en"):
        path = reverse("database:supporter-detail", args=[other.pk, owen.pk])
    assert client_of(officer).get(path).status_code == 404


def test_nobody_stands_by_somebody_erased(officer, client_of):
    gone = PersonFactory(status="erased")
    path = reverse("database:supporter-add", args=[gone.pk])
    assert client_of(officer).get(path).status_code == 404
    assert supporters_of(gone, officer) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_panel_costs_one_query(officer, count, django_assert_num_queries):
    person = PersonFactory()
    for _ in range(count):
        SupporterFactory(person=person)
    person = Person.objects.with_keys().get(pk=person.pk)
    with django_assert_num_queries(1):
        assert len(supporters_of(person, officer).lines) == count
