from tests.outbox.conftest import plain_kind  # noqa: F401  (a fixture)
