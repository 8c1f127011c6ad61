"""How somebody wishes to be heard, and who is there for them before and after."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from database.forms.joining_more import Code
from database.models import Adjustment, Supporter
from database.seed import lists
from database.services import supporters
from database.services.about import write_about
from database.services.gathering import gather
from database.services.profile import adjustments_of
from tests.factories.database import SupporterFactory, ask_everything, contactable_person
from vef.audit.models import Entry

pytestmark = pytest.mark.django_db

WISHES = ["voice-only", "in-writing", "by-supporter", "alone", "recorded"]


def test_ways_of_being_heard_are_rows_of_the_same_list():
    lists.seed()
    heard = Adjustment.objects.filter(kind=Adjustment.Kind.HEARD)
    assert list(heard.values_list("code", flat=True)) == WISHES
    assert all(row.name_cy and row.name_en for row in heard)
    # What somebody needs comes before what they wish, wherever both are offered.
    assert [row.kind for row in Adjustment.objects.all()][-len(WISHES) :] == ["heard"] * 5
    assert lists.seed() == 0
    with pytest.raises(ValidationError):
        Adjustment(code="x", name="x", kind="loud").full_clean()


@pytest.mark.parametrize(
    ("language", "words"),
    [("cy", "Drwy lais yn unig, nid ar gamera"), ("en", "By voice only, not on camera")],
)
def test_staff_see_needs_and_wishes_apart(officer, client_of, language, words):
    lists.seed()
    ask_everything(officer)
    person = contactable_person()
    write_about(person, {Code.ADJUSTMENTS: ["bsl", "voice-only", "alone"]}, actor=officer)
    found = adjustments_of(person)
    assert [row.code for row in found["access"]] == ["bsl"]
    assert [row.code for row in found["heard"]] == ["voice-only", "alone"]
    with translation.override(language):
        page = reverse("database:person-detail", args=[person.pk])
    assert words in client_of(officer).get(page).content.decode()
    with translation.override(language):
        assert any(words in line.value for line in gather(person))


def test_support_around_taking_part_is_named_and_changed(officer, client_of):
    supporter = SupporterFactory()
    assert supporters.set_support(supporter, supports="before", actor=officer)
    assert not supporters.set_support(supporter, supports="before", actor=officer)
    page = reverse("database:supporter-support", args=[supporter.person_id, supporter.pk])
    client = client_of(officer)
    assert "checked" in client.get(page).content.decode()
    assert client.post(page, {"supports": "both"}).status_code == 302
    supporter.refresh_from_db()
    assert supporter.supports == Supporter.When.BOTH
    acts = Entry.objects.filter(action="supporter.support-set").order_by("id")
    assert [entry.data["supports"] for entry in acts] == ["before", "both"]
    supporters.end_supporter(supporter, actor=officer)
    with pytest.raises(supporters.AlreadyEnded):
        supporters.set_support(supporter, supports="", actor=officer)


def test_a_supporter_is_added_with_when_they_are_there(officer, client_of):
    person = contactable_person()
    page = reverse("database:supporter-add", args=[person.pk])
    said = {"kind": "support-worker", "name": "Lowri", "supports": "after"}
    assert client_of(officer).post(page, said).status_code == 302
    assert person.supporters.get().supports == Supporter.When.AFTER
    shown = client_of(officer).get(reverse("database:person-detail", args=[person.pk]))
    assert "After they took part" in shown.content.decode()
