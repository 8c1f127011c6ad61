"""What most tests of the partners' side begin with."""

import os
from datetime import datetime
from typing import Any

import pytest

from partners.models import Organisation, RequestWindow
from tests.factories.accounts import partner_user
from tests.factories.partners import OpenWindowFactory, OrganisationFactory
from tests.roles import make_roles
from vef.accounts.models import Role, User
from vef.common import clock


@pytest.fixture
def police(db: None) -> Organisation:
    return OrganisationFactory(code="dpp", name_en="Example Police", name_cy="Heddlu Enghreifftiol")


@pytest.fixture
def lead(police: Organisation) -> User:
    return partner_user(police, name="Bethan Rhydlas", language="en")


@pytest.fixture
def contributor(police: Organisation) -> User:
    return partner_user(police, role=Role.PARTNER, name="Gethin Llwyncelyn", language="cy")


@pytest.fixture
def window(db: None) -> RequestWindow:
    return OpenWindowFactory()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the clock: ``at("2026-10-16 23:59")`` on the wall clock in London."""

    def set_clock(moment: str) -> datetime:
        now = datetime.fromisoformat(moment).replace(tzinfo=clock.LONDON)
        monkeypatch.setattr(clock, "now", lambda: now.astimezone(clock.UTC))
        return now

    return set_clock


@pytest.fixture
def portal(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """Make the roles of production; return the name of the portal's, for ``as_role``."""
    prefix = f"vef_leadtest_{os.getpid()}_"
    # Made inside the test's transaction, so they go with it.
    make_roles(prefix, monkeypatch, settings, keep_passwords=True)
    settings.FACE = "portal"
    return f"{prefix}portal"
