"""Links without an account: all that cannot be opened look alike; only the hash is kept."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from vef.common import clock
from vef.common.links import LinkUnusable, issue_link, open_link, revoke_links
from vef.common.models import Link

pytestmark = pytest.mark.django_db


def make(*, scope: str = "reply", days: int = 1, target: uuid.UUID | None = None):
    target = target or uuid.uuid4()
    expires = clock.now() + timedelta(days=days)
    return issue_link(scope=scope, target_id=target, expires_at=expires), target


def test_link_opens_its_target_as_often_as_wished_and_changes_nothing() -> None:
    token, target = make()
    before = Link.objects.values().get()
    assert [open_link(scope="reply", token=token) for _ in range(3)] == [target] * 3
    assert Link.objects.values().get() == before


def test_only_the_hash_is_kept() -> None:
    token, _target = make()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM common_link")
        stored = repr(cursor.fetchall())
    assert token not in stored
    assert len(token) >= 26


def test_links_that_open_nothing_are_all_alike() -> None:
    expired, _t = make(days=-1)
    revoked, target = make()
    assert revoke_links(scope="reply", target_id=target) == 1
    other_scope, _t = make(scope="leave")
    good, _t = make()
    answers = set()
    for token in (expired, revoked, other_scope, good[:-1] + "x", "", "nonsense", good + "="):
        with pytest.raises(LinkUnusable) as raised:
            open_link(scope="reply", token=token)
        answers.add((type(raised.value), str(raised.value), raised.value.args))
    assert answers == {(LinkUnusable, "", ())}


def test_revoking_closes_every_link_to_the_target_and_no_other() -> None:
    first, target = make()
    second, _t = make(target=target)
    other, other_target = make()
    assert revoke_links(scope="reply", target_id=target) == 2
    assert revoke_links(scope="reply", target_id=target) == 0
    assert open_link(scope="reply", token=other) == other_target
    for token in (first, second):
        with pytest.raises(LinkUnusable):
            open_link(scope="reply", token=token)
