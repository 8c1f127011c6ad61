"""Fixtures every test may use: one user per role, and clients that are signed in as them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from tests import append_only
from tests.browser import chromium  # noqa: F401  (a fixture)
from tests.factories.accounts import UserFactory
from tests.outbox.mailserver import mail_server  # noqa: F401  (a fixture)
from vef.accounts.models import Role, User

append_only.install()


# The world of the tests has dates in it; it starts on this day whenever they are run.
START = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _same_day_every_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start every test on the same day; browsers and killed processes keep the real time."""
    if {"browser", "fault"} & {mark.name for mark in request.node.iter_markers()}:
        yield
        return
    with time_machine.travel(START, tick=True):
        yield


@pytest.fixture(autouse=True)
def _clean_language_and_limits() -> Iterator[None]:
    """Put the active language back, and forget rate limits, after each test."""
    language = translation.get_language()
    yield
    translation.activate(language)
    cache.clear()


@pytest.fixture
def officer(db: None) -> User:
    return UserFactory(role=Role.OFFICER, name="Huw Trefelin")


@pytest.fixture
def manager(db: None) -> User:
    return UserFactory(role=Role.MANAGER, name="Ffion Brynderi")


@pytest.fixture
def protector(db: None) -> User:
    return UserFactory(role=Role.DATA_PROTECTION, name="Sioned Cwmbychan")


@pytest.fixture
def administrator(db: None) -> User:
    return UserFactory(role=Role.ADMINISTRATOR, name="System Manager")


@pytest.fixture
def board_member(db: None) -> User:
    return UserFactory(role=Role.BOARD, name="Elin Garthmyl")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Return a client signed in as a user."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
