"""The broker is only a doorbell: without it pages answer at once, and mail leaves later."""

import shutil
import socket
import subprocess
import time

import pytest
from django.db import transaction

from tests.outbox.mailserver import free_port
from vef.celery import app
from vef.outbox import doorbell
from vef.outbox.delivery import deliver_due, sweep
from vef.outbox.models import Message
from vef.outbox.services import enqueue

pytestmark = pytest.mark.fault


@pytest.fixture
def broker(settings, monkeypatch):
    """Point this process's Celery at a Redis that the test starts and stops."""
    port = free_port()
    options = {
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 0.5,
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.2,
    }
    monkeypatch.setattr(doorbell, "_silent_until", 0.0)
    before = app.conf.broker_url, app.conf.broker_transport_options
    # What the settings give a start with REDIS_URL.
    app.conf.broker_url = f"redis://127.0.0.1:{port}/0"
    app.conf.broker_transport_options = options
    app.set_default()
    app._pool = None
    app.amqp._producer_pool = None
    # As a web process does when it starts (vef/wsgi.py).
    doorbell.warm()
    yield port
    app.conf.broker_url, app.conf.broker_transport_options = before
    app._pool = None
    app.amqp._producer_pool = None


def put(number: int) -> None:
    enqueue(kind="test.plain", unique_key=str(number), recipient_kind="person", recipient_id="p")


@pytest.mark.django_db(transaction=True)
def test_pages_that_queue_mail_answer_at_once_and_the_mail_leaves_by_the_sweep(
    plain_kind, mail_server, broker
):
    slowest = 0.0
    for number in range(5):
        began = time.monotonic()
        with transaction.atomic():
            for part in range(20):
                put(number * 20 + part)
        slowest = max(slowest, time.monotonic() - began)
    assert slowest < 2
    assert Message.objects.count() == 100
    sweep()
    assert deliver_due()["sent"] == 100


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
def test_the_bell_is_heard_again_when_the_broker_is_back(broker, monkeypatch):
    doorbell.ring()
    assert doorbell._silent_until > time.monotonic()
    server = subprocess.Popen(
        ["redis-server", "--port", str(broker), "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(broker)
        monkeypatch.setattr(doorbell, "_silent_until", 0.0)
        doorbell.ring()
        assert doorbell._silent_until == 0.0
        with app.connection_for_read() as line:
            queue = line.SimpleQueue("celery")
            message = queue.get(timeout=5)
            assert message.headers["task"] == "outbox.deliver_due"
            # Ids at most, and here not even those: nothing about anybody.
            assert message.payload[:2] == [[], {}]
            message.ack()
            queue.close()
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("redis-server did not start")


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_nobody_waits_at_the_door_for_a_while(broker):
    doorbell.ring()
    began = time.monotonic()
    for _ in range(50):
        doorbell.ring()
    assert time.monotonic() - began < 0.1
