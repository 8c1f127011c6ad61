"""Counting tries without keeping who tried."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import RequestFactory

from vef.common import limits

HOUR = timedelta(hours=1)


def here(address="192.0.2.7", **headers) -> str:
    return limits.caller(RequestFactory().get("/", REMOTE_ADDR=address, **headers))


def test_so_many_are_allowed_and_no_more_until_the_time_is_up():
    tries = [limits.allowed("x", "a", most=2, per=HOUR) for _try in range(3)]
    assert tries == [True, True, False]
    assert limits.allowed("x", "b", most=2, per=HOUR)
    assert limits.allowed("y", "a", most=2, per=HOUR)
    with time_machine.travel("2026-11-23T10:00:01Z"):
        assert limits.allowed("x", "a", most=2, per=HOUR)


def test_a_caller_is_the_same_all_day_and_another_the_next():
    first = here()
    assert here() == first
    assert here("192.0.2.8") != first
    assert "192" not in first
    with time_machine.travel("2026-11-24T09:00:00Z"):
        assert here() != first


@pytest.mark.parametrize(("proxies", "same"), [(0, True), (1, False)])
def test_only_a_trusted_proxy_says_who_is_behind_it(settings, proxies, same):
    settings.TRUSTED_PROXY_COUNT = proxies
    one = here(HTTP_X_FORWARDED_FOR="203.0.113.5, 198.51.100.1")
    other = here(HTTP_X_FORWARDED_FOR="203.0.113.5, 198.51.100.2")
    forged = here(HTTP_X_FORWARDED_FOR="198.51.100.9, 198.51.100.1")
    assert (one == other) is same
    assert one == forged


def test_without_the_cache_nobody_is_kept_out(monkeypatch, caplog):
    def gone(*args, **kwargs):
        raise ConnectionError

    for name in ("add", "get", "incr"):
        monkeypatch.setattr(cache, name, gone)
    assert all(limits.allowed("x", here(), most=1, per=HOUR) for _try in range(3))
    assert "x is not counted: ConnectionError" in caplog.text
    assert "192.0.2.7" not in caplog.text
