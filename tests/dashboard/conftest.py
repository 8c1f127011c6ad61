import pytest

from vef.common.models import HostBody


@pytest.fixture
def host_body(db: None) -> HostBody:
    return HostBody.objects.create(
        name_en="Example Office of Example",
        name_cy="Swyddfa Enghreifftiol",
        short_name_en="Example Office",
        short_name_cy="Y Swyddfa",
        neutral_name_en="Engagement Team",
        neutral_name_cy="Tîm Ymgysylltu",
    )
