"""One product for all journeys of a run."""

from collections.abc import Iterator

import pytest

from tests.journeys.product import Product, running

# What a step finds wrong is told as fully as what a test finds.
pytest.register_assert_rewrite("tests.journeys.steps")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started
