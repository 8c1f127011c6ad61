"""Figures leave the office only once a second person has read and signed them."""

import pytest
from django.db import DatabaseError, transaction

from database.models import FigureRelease
from database.services.releases import (
    AlreadyWaiting,
    FiguresChanged,
    SamePerson,
    latest_release,
    prepare_release,
    refuse_release,
    sign_release,
)
from tests.database.missing import forum, make_release, prepared, table
from tests.factories.accounts import UserFactory
from tests.factories.equality import FigureReleaseFactory
from vef.accounts.models import Role
from vef.audit.models import Entry
from vef.common import clock
from vef.common.steps import TransitionError
from vef.documents.models import RenderedDocument

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("questions")]


def test_prepared_figures_do_not_leave_the_office_until_signed(officer, manager):
    release = prepared(officer)
    assert latest_release() is None
    assert not RenderedDocument.objects.exists()
    assert sign_release(release, digest=release.digest, actor=manager) is True
    assert latest_release() == release
    assert RenderedDocument.objects.count() == 2
    # The same step twice makes nothing twice.
    assert sign_release(release, digest=release.digest, actor=manager) is False
    assert RenderedDocument.objects.count() == 2
    assert Entry.objects.filter(action="figurerelease.signed").count() == 1


@pytest.mark.parametrize("role", [Role.MANAGER, Role.DATA_PROTECTION])
def test_nobody_signs_or_refuses_what_they_prepared(role):
    user = UserFactory(role=role)
    release = prepared(user)
    with pytest.raises(SamePerson):
        sign_release(release, digest=release.digest, actor=user)
    with pytest.raises(SamePerson):
        refuse_release(release, reason="Mine.", actor=user)
    assert FigureRelease.objects.get().status == "prepared"


def test_the_database_refuses_one_who_signs_alone(manager):
    release = prepared(manager)
    with pytest.raises(DatabaseError, match="figures_decided_by_another"), transaction.atomic():
        FigureRelease.objects.update(status="signed", decided_by=manager, decided_at=clock.now())
    with pytest.raises(DatabaseError, match="figures_decided_with"), transaction.atomic():
        FigureRelease.objects.update(status="signed", decided_at=clock.now())
    release.refresh_from_db()
    assert release.status == "prepared"


def test_only_the_decision_can_be_added_and_once(officer, manager):
    release = prepared(officer)
    decided = {"status": "signed", "decided_by": manager, "decided_at": clock.now()}
    for more in ({"tables": []}, {"marks": {}}, {"digest": "0" * 64}, {"made_by": manager}):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FigureRelease.objects.update(**{**decided, "decided_by": UserFactory(), **more})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(refused_because="Nothing.")
    sign_release(release, digest=release.digest, actor=manager)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.update(status="refused")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FigureRelease.objects.all().delete()


def test_what_was_not_read_is_not_signed(officer, manager):
    release = prepared(officer)
    with pytest.raises(FiguresChanged):
        sign_release(release, digest="0" * 64, actor=manager)
    assert latest_release() is None


def test_what_is_decided_stays_decided(officer, manager):
    release = prepared(officer)
    refuse_release(release, reason="An area is named wrongly.", actor=manager)
    entry = Entry.objects.get(action="figurerelease.refused")
    assert (entry.actor_id, entry.reason) == (str(manager.pk), "An area is named wrongly.")
    with pytest.raises(TransitionError):
        sign_release(release, digest=release.digest, actor=manager)
    assert refuse_release(release, reason="Again.", actor=manager) is False
    signed = prepare_release(actor=officer)
    sign_release(signed, digest=signed.digest, actor=manager)
    with pytest.raises(TransitionError):
        refuse_release(signed, reason="Too late.", actor=manager)


def test_nothing_is_prepared_while_something_waits(officer, manager):
    release = prepared(officer)
    forum(20, 20)
    with pytest.raises(AlreadyWaiting):
        prepare_release(actor=manager)
    with pytest.raises(DatabaseError), transaction.atomic():
        FigureReleaseFactory()
    sign_release(release, digest=release.digest, actor=manager)
    assert table(make_release(actor=officer), "sex")["cells"]["female"][0] == 50


def test_refused_figures_were_read_so_new_ones_keep_clear_of_them(officer, manager):
    forum(30, 9, silent=10)
    refused = prepare_release(actor=officer)
    refuse_release(refused, reason="Not yet.", actor=manager)
    forum(0, 1)
    # Ten now, one of them new: beside the refused figures these would say nine before.
    assert table(prepare_release(actor=officer), "sex")["hidden"] == "near"


def test_refused_figures_can_be_prepared_again_while_nobody_changed(officer, manager):
    release = prepared(officer)
    refuse_release(release, reason="Not yet.", actor=manager)
    again = make_release(actor=officer)
    assert (again.digest, again.status) == (release.digest, "signed")
