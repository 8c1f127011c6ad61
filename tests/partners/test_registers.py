"""The registers requests refer to: what they hold, from when until when, and choosing from them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django import forms
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners.forms.registers import RegisterField
from partners.models import Organisation, RegisterEntry, RegisterKind
from partners.seed import REGISTERS, seed_reference_rows
from tests.factories.partners import RegisterEntryFactory, SubmittedRequestFactory
from vef.accounts.models import User
from vef.common import clock

SignIn = Callable[[User], Client]
DAY = timedelta(days=1)


class Refers(forms.Form):
    boards = RegisterField("board", label="Boards")

    def __init__(self, *args: object, keep: object = (), **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["boards"].offer(keep=keep)


def test_the_registers_start_with_what_the_terms_of_reference_name(db: None) -> None:
    seed_reference_rows()
    assert RegisterEntry.objects.count() == len(REGISTERS)
    RegisterEntry.objects.filter(code="police-and-crime-plan").update(name_en="Our own plan")
    assert seed_reference_rows() == 0
    group = RegisterEntry.objects.get(code="victim-and-witness-sub-group")
    assert group.part_of.code == "criminal-justice-board"
    assert RegisterEntry.objects.get(code="police-and-crime-plan").name_en == "Our own plan"
    for row in RegisterEntry.objects.all():
        assert row.name_en
        assert row.name_cy
    kinds = set(RegisterEntry.objects.values_list("kind", flat=True))
    assert kinds == {"board", "strategy", "priority", "duty", "scrutiny"}
    with translation.override("cy"):
        first = RegisterEntry.objects.get(code="victims-are-supported")
        assert str(first) == "1. Mae dioddefwyr yn cael eu cefnogi"


def test_what_holds_on_a_day(db: None) -> None:
    today = clock.today()
    always = RegisterEntryFactory()
    now = RegisterEntryFactory(starts_on=today, ends_on=today)
    past = RegisterEntryFactory(ends_on=today - DAY)
    coming = RegisterEntryFactory(starts_on=today + DAY)
    assert set(RegisterEntry.objects.current(today)) == {always, now}
    assert [row.is_current(today) for row in (always, now, past, coming)] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "fields",
    [{"kind": "unheard-of"}, {"starts_on": "2026-02-01", "ends_on": "2026-01-01"}],
)
def test_the_database_knows_the_rules(db: None, fields: dict[str, str]) -> None:
    row = RegisterEntryFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=row.pk).update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.filter(pk=row.pk).update(part_of=row.pk)


def test_a_form_offers_what_holds_and_keeps_what_was_chosen(db: None) -> None:
    board = RegisterEntryFactory(name_en="Criminal Justice Board")
    group = RegisterEntryFactory(name_en="Sub-Group", part_of=board, description_en="Victims.")
    ended = RegisterEntryFactory(ends_on=clock.today() - DAY)
    RegisterEntryFactory(kind=RegisterKind.DUTY)
    form = Refers({"boards": [str(group.pk)]})
    assert form.is_valid()
    assert list(form.cleaned_data["boards"]) == [group]
    drawn = str(Refers())
    assert "Sub-Group (Criminal Justice Board)" in drawn
    assert not Refers({"boards": [str(ended.pk)]}).is_valid()
    assert Refers({"boards": [str(ended.pk)]}, keep=[ended]).is_valid()
    with CaptureQueriesContext(connection) as one:
        str(Refers())
    for _ in range(3):
        RegisterEntryFactory()
    with CaptureQueriesContext(connection) as more:
        str(Refers())
    assert len(one) == len(more)


def test_a_request_refers_to_them(police: Organisation) -> None:
    topic = SubmittedRequestFactory(organisation=police)
    duty = RegisterEntryFactory(kind=RegisterKind.DUTY)
    topic.register_entries.add(duty)
    assert list(duty.requests.all()) == [topic]


def test_the_office_says_which_boards_a_partner_sits_on(
    police: Organisation, officer: User, client_of: SignIn
) -> None:
    board = RegisterEntryFactory(name_en="Criminal Justice Board")
    with translation.override("en"):
        edit = reverse("partners:organisation-edit", args=[police.pk])
    page = client_of(officer).post(edit, {"kind": "police", "boards": [board.pk]}, follow=True)
    assert "Criminal Justice Board" in page.content.decode()
    assert list(board.members.all()) == [police]


def test_an_officer_keeps_the_registers_in_the_records(officer: User, client_of: SignIn) -> None:
    row = RegisterEntryFactory()
    with translation.override("en"):
        change = reverse("admin:partners_registerentry_change", args=[row.pk])
        listing = reverse("admin:partners_registerentry_changelist")
    assert client_of(officer).get(change).status_code == 200
    assert row.name_en in client_of(officer).get(listing).content.decode()
