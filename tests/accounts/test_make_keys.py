import base64
from io import StringIO

from django.core.management import call_command


def printed() -> dict[str, str]:
    out = StringIO()
    call_command("make_keys", stdout=out, stderr=StringIO())
    return dict(line.split("=", 1) for line in out.getvalue().splitlines())


def test_it_prints_every_secret_and_never_the_same_twice():
    one, two = printed(), printed()
    assert set(one) == {"SECRET_KEY", "VEF_FIELD_KEYS", "VEF_INDEX_KEY", "VEF_LINK_KEY"}
    assert all(one[name] != two[name] for name in one)
    version, key = one["VEF_FIELD_KEYS"].split(":")
    assert version == "1"
    for secret in (key, one["VEF_INDEX_KEY"], one["VEF_LINK_KEY"]):
        assert len(base64.b64decode(secret)) == 32
    assert len(one["SECRET_KEY"]) >= 50
