from collections.abc import Iterator

import pytest

from tests.outbox.kinds import PlainKind
from vef.outbox import kinds


@pytest.fixture
def plain_kind() -> Iterator[PlainKind]:
    kind = PlainKind()
    kinds.register(kind)
    yield kind
    kinds.forget(kind.name)
