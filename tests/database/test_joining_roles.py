"""Joining with the database roles of production: the page's, and the worker's."""

import os
from datetime import timedelta

import pytest
from django.test import Client

from database.joining import PURPOSES
from database.models import SUPPORTER, Channel, ContactStop, JoinRequest, Person, PersonStatus
from database.seed import seed_reference_rows
from database.services.confirming import decline_join, purge_unconfirmed
from database.services.joining import CONFIRM_SCOPE, take_in_waiting
from tests.database.joining_pages import at, filled
from tests.factories.database import AreaFactory, PersonFactory, SafeContactFactory
from tests.factories.joining import JoinRequestFactory, SourceCodeFactory, said
from tests.roles import as_role, make_roles
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.links import issue_link
from vef.common.models import Link
from vef.outbox.models import Message

pytestmark = [pytest.mark.services, pytest.mark.django_db]

HELPER = {"kind": "trusted", "name": "Owen", "organisation": "", "email": "", "phone": ""}


@pytest.fixture
def prefix(settings, monkeypatch) -> str:
    prefix = f"vef_jointest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    seed_reference_rows()
    return prefix


def test_the_page_takes_in_what_is_typed(prefix):
    code = SourceCodeFactory()
    with as_role(f"{prefix}public"):
        for page in (at(), at("join-by-code", code=code.code)):
            assert Client().get(page).status_code == 200
            for _once_more in range(2):
                assert Client().post(page, filled(nonce=page)).status_code == 302
    assert JoinRequest.objects.count() == 2


def test_the_worker_takes_in_and_forgets(prefix):
    JoinRequestFactory()
    JoinRequestFactory(email="", phone="01632 960441", said=said(safe=["phone"]))
    PersonFactory(
        email="gruff@example.com",
        reference="left",
        status=PersonStatus.WITHDRAWN,
        withdrawn_at=clock.now(),
    )
    JoinRequestFactory(email="gruff@example.com")
    with as_role(f"{prefix}worker"):
        assert take_in_waiting() == 3
        went = purge_unconfirmed(clock.now() + timedelta(days=99))
    assert went == {"requests": 3, "people": 2, "kept": 0}


@pytest.mark.parametrize("choice", ["yes", "no"])
@pytest.mark.parametrize("was_here", [True, False])
def test_the_holder_of_the_link_chooses(prefix, choice, was_here):
    email = "gruff@example.com"
    if was_here:
        gone = PersonFactory(
            email=email,
            reference="left",
            status=PersonStatus.WITHDRAWN,
            withdrawn_at=clock.now(),
        )
        SafeContactFactory(person=gone)
        ContactStop.objects.create(person=gone, channel=Channel.EMAIL, method="link")
    shown = [*PURPOSES, SUPPORTER]
    request = JoinRequestFactory(
        email=email,
        phone="01632 960442",
        said=said(purposes=shown, helper=HELPER, about={"area": AreaFactory().code}),
    )
    assert take_in_waiting() == 1
    token = issue_link(
        scope=CONFIRM_SCOPE, target_id=request.pk, expires_at=clock.now() + timedelta(days=7)
    )
    page = at("join-confirm", token=token)
    with as_role(f"{prefix}public"):
        assert Client().get(page).status_code == 200
        assert Client().post(page, {"choice": choice}).status_code == 302
        assert Client().get(page).status_code == 410
    person = Person.objects.get()
    # Whichever it was, the mail that asks goes no more, and the link is closed.
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Link.objects.filter(target_id=request.pk, revoked_at=None).exists()
    if choice == "yes":
        assert person.status == PersonStatus.ACTIVE
        assert person.supporters.count() == 1
        assert person.consents.count() == len(shown)
        assert not person.stops.filter(lifted_at=None).exists()
        assert not JoinRequest.objects.exists()
    else:
        assert JoinRequest.objects.get().declined_at is not None


def test_the_office_closes_a_request(prefix):
    request = JoinRequestFactory()
    take_in_waiting()
    request.refresh_from_db()
    with as_role(f"{prefix}office"):
        decline_join(request, actor=SYSTEM)
    assert JoinRequest.objects.get().declined_at is not None
