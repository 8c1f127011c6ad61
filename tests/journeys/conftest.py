"""One product for all journeys of a run."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.product import Product, running
from tests.journeys.thread import Thread

# What a step finds wrong is told as fully as what a test finds.
pytest.register_assert_rewrite("tests.journeys.steps")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started


@pytest.fixture(scope="session")
def states() -> dict[str, Any]:
    """Who is signed in already, so that nobody waits for a fresh code twice."""
    return {}


@pytest.fixture(params=["en", "cy"])
def thread(
    request: pytest.FixtureRequest, product: Product, chromium: Browser, states: dict[str, Any]
) -> Thread:
    """A journey, once in each language."""
    return Thread(product, chromium, request.param, states=states)
