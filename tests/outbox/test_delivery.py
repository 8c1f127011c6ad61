import socket
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.outbox import MessageFactory
from tests.faults.smtp_server import FAULTS, serving
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.outbox import delivery, services, story
from vef.outbox.delivery import Deliverer, deliver_due, sweep
from vef.outbox.kinds import Verdict
from vef.outbox.models import Message
from vef.outbox.smtp import Line

pytestmark = pytest.mark.django_db

REFUSED = Verdict(allowed=False, reason="withdrawn")


@pytest.fixture
def served(settings):
    """Point the outbox at a server that breaks as told."""
    open_servers = []

    def serve(*faults: str):
        script = dict(enumerate(faults))
        context = serving(lambda number: script.get(number, ""), silence=1.5)
        server = context.__enter__()
        open_servers.append(context)
        settings.SMTP_PORT = server.port
        settings.SMTP_TLS = "none"
        settings.SMTP_TIMEOUT = 0.5
        return server

    yield serve
    for context in open_servers:
        context.__exit__(None, None, None)


def again(message: Message) -> Message:
    message.refresh_from_db()
    return message


def test_a_due_message_is_sent_once_and_the_row_tells_its_story(plain_kind, mail_server, settings):
    plain_kind.reading = "unknown"
    message = MessageFactory(secret="123456")
    assert dict(deliver_due()) == {"sent": 1}
    assert deliver_due() == {}
    (mail,) = mail_server.messages
    assert mail["Message-ID"] == f"<{message.pk}@{settings.MAIL_DOMAIN}>"
    assert mail_server.recipients == [["reader@example.org"]]
    # The line that is a single dot in the words arrives as it was written.
    assert "\n.\n" in mail_server.text().replace("\r\n", "\n")
    again(message)
    assert (message.status, message.phase, message.attempts) == ("sent", "dot", 1)
    assert message.languages == "cy+en"
    assert message.dot_at <= message.sent_at <= message.settled_at
    assert (message.lease_until, message.claimed_by, message.secret) == (None, "", "")
    assert [(entry["to"], entry["reason"]) for entry in message.trail] == [("sent", "")]
    assert plain_kind.heard == [("sending", ""), ("sent", "")]


def test_one_line_carries_many_messages(plain_kind, served):
    server = served()
    MessageFactory.create_batch(12)
    assert deliver_due() == {"sent": 12}
    assert len(set(server.accepted)) == 12
    # One connection asks the script once at its banner and then once per message.
    assert len(server.served) == 12


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("421-banner", "queued", "refused-421"),
        ("450-mail", "queued", "refused-450"),
        ("450-rcpt", "queued", "refused-450"),
        ("550-rcpt", "failed", "refused-550"),
        ("drop-before-data", "queued", "no-answer-line"),
        ("drop-in-data", "queued", None),
        ("reset-in-data", "queued", None),
        ("451-after-dot", "queued", "refused-451"),
        ("552-after-dot", "failed", "refused-552"),
        ("drop-after-dot", "unknown", "no-reply"),
        ("reset-after-dot", "unknown", "no-reply"),
        ("silent-after-dot", "unknown", "no-reply"),
    ],
)
def test_every_fault_has_its_own_end(plain_kind, served, fault, status, code):
    server = served(fault)
    message = MessageFactory()
    deliver_due()
    again(message)
    if fault in {"drop-in-data", "reset-in-data"} and message.status == "unknown":
        # The server left after we looked and before the dot: doubt, rightly.
        assert message.reason_code == "no-reply"
        assert server.accepted == []
        return
    assert message.status == status
    assert code is None or message.reason_code == code
    assert (str(message.pk) in server.accepted) is FAULTS[fault]
    if status == "queued":
        wait = message.not_before - clock.now()
        assert timedelta(seconds=40) < wait < timedelta(seconds=80)
        assert message.phase == "pre"
    # Nobody is written to twice by a machine.
    Message.objects.update(not_before=clock.now())
    deliver_due()
    assert server.accepted.count(str(message.pk)) <= 1


def test_every_fault_of_the_server_is_tried_above():
    tried = test_every_fault_has_its_own_end.pytestmark[0].args[1]
    assert {fault for fault, _status, _code in tried} == set(FAULTS)


def test_temporary_refusals_are_tried_eight_times_with_growing_pauses(plain_kind, served):
    served(*["450-rcpt"] * 20)
    message = MessageFactory()
    pauses = []
    for _ in range(7):
        Message.objects.update(not_before=clock.now())
        deliver_due()
        pauses.append((again(message).not_before - clock.now()).total_seconds() / 60)
        assert message.status == "queued"
    for pause, planned in zip(pauses, (1, 5, 15, 60, 240, 480, 720), strict=True):
        assert planned * 0.79 < pause < planned * 1.21
    Message.objects.update(not_before=clock.now())
    deliver_due()
    assert (again(message).status, message.attempts) == ("failed", 8)
    assert len(message.trail) == 8


def test_a_refused_message_does_not_stop_the_next_one(plain_kind, served):
    server = served("550-rcpt", "drop-before-data", "", "421-banner", "")
    MessageFactory.create_batch(5)
    tally = deliver_due()
    assert sum(tally.values()) == 5
    assert len(server.accepted) == tally["sent"] > 0


def test_without_a_server_the_run_gives_up_after_three_and_the_rest_keep_their_tries(
    plain_kind, settings
):
    settings.SMTP_PORT, settings.SMTP_TLS = 1, "none"
    MessageFactory.create_batch(8)
    deliver_due()
    tries = sorted(Message.objects.values_list("status", "attempts"))
    assert tries == [("queued", 0)] * 5 + [("queued", 1)] * 3


# --- the gate -----------------------------------------------------------------


def test_the_gate_at_claim_withholds(plain_kind, mail_server):
    plain_kind.verdicts = [REFUSED]
    message = MessageFactory(secret="123456")
    assert deliver_due() == {"withheld": 1}
    assert (again(message).reason_code, message.secret) == ("withdrawn", "")
    assert mail_server.messages == []


def test_the_gate_may_ask_to_wait_and_that_is_not_a_try(plain_kind, mail_server):
    later = clock.now() + timedelta(hours=3)
    plain_kind.verdicts = [Verdict(allowed=False, reason="unsafe-time", not_before=later)]
    message = MessageFactory()
    assert deliver_due() == {"queued": 1}
    again(message)
    assert (message.status, message.attempts, message.not_before) == ("queued", 0, later)
    assert mail_server.messages == []


def test_the_gate_is_asked_again_before_the_dot_and_a_closed_one_drops_the_line(plain_kind, served):
    server = served()
    plain_kind.verdicts = [Verdict(allowed=True), REFUSED]
    message = MessageFactory()
    MessageFactory()
    deliver_due()
    again(message)
    assert (message.status, message.reason_code) == ("withheld", "withdrawn")
    assert message.dot_at is None
    assert str(message.pk) not in server.accepted
    assert len(server.accepted) == 1


def test_a_message_cancelled_on_its_way_is_not_finished(plain_kind, served):
    server = served()
    message = MessageFactory()

    deliverer = Deliverer()
    (claimed,) = story.claim(deliverer.name, limit=1, lease=delivery.LEASE)
    original = plain_kind.build

    def build(row, language):
        assert services.cancel(actor=SYSTEM, reason="withdrawn", kind="test.plain") == 1
        return original(row, language)

    plain_kind.build = build
    deliverer.deliver(claimed)
    deliverer.line.close()
    assert again(message).status == "cancelled"
    assert server.accepted == []
    assert deliverer.tally == {"taken-back": 1}


def test_an_address_changed_on_the_way_is_read_again(plain_kind, mail_server):
    message = MessageFactory()
    original = plain_kind.build

    def build(row, language):
        plain_kind.address = "new@example.org"
        return original(row, language)

    plain_kind.build = build
    assert deliver_due() == {"queued": 1, "sent": 1}
    assert mail_server.recipients == [["new@example.org"]]
    assert again(message).attempts == 1


def test_no_address_and_no_envelope_address_end_without_a_letter(plain_kind, mail_server):
    plain_kind.address = ""
    gone = MessageFactory()
    deliver_due()
    plain_kind.address = "siân@example.org"
    odd = MessageFactory()
    deliver_due()
    assert (again(gone).status, gone.reason_code) == ("withheld", "no-address")
    assert (again(odd).status, odd.reason_code) == ("failed", "bad-address")
    assert mail_server.messages == []


def test_trial_mode_reaches_only_the_addresses_allowed(plain_kind, mail_server, settings):
    settings.MAIL_MODE = "trial"
    settings.MAIL_ALLOW = frozenset({"tester@example.org"})
    withheld = MessageFactory()
    deliver_due()
    plain_kind.address = "Tester@example.org"
    allowed = MessageFactory()
    deliver_due()
    assert (again(withheld).status, withheld.reason_code) == ("withheld", "trial-mode")
    assert again(allowed).status == "sent"


def test_a_message_that_can_not_be_written_fails_after_three_tries_and_stops_no_other(
    plain_kind, mail_server, caplog
):
    bad = MessageFactory()
    original = plain_kind.build

    def build(row, language):
        if row.pk == bad.pk:
            raise LookupError("Siân Ŵyn 01994 000000")
        return original(row, language)

    plain_kind.build = build
    good = MessageFactory()
    for _ in range(4):
        Message.objects.filter(status="queued").update(not_before=clock.now())
        deliver_due()
    assert (again(bad).status, bad.reason_code, bad.attempts) == ("failed", "not-written", 3)
    assert again(good).status == "sent"
    assert "Siân" not in caplog.text
    assert "LookupError" in caplog.text


def test_a_kind_nobody_knows_yet_waits(mail_server):
    message = MessageFactory(kind="test.unheard-of")
    deliver_due()
    assert again(message).status == "queued"


def test_a_fault_in_what_hears_the_news_does_not_change_the_news(plain_kind, mail_server, caplog):
    def changed(message):
        raise RuntimeError("receiver broken")

    plain_kind.changed = changed
    message = MessageFactory()
    deliver_due()
    assert again(message).status == "sent"
    assert "did not take the news" in caplog.text


# --- order, leases and the sweep ----------------------------------------------


def test_somebody_waiting_for_a_code_comes_before_a_batch(plain_kind, mail_server):
    old = clock.now() - timedelta(hours=1)
    MessageFactory.create_batch(3, not_before=old)
    urgent = MessageFactory(priority=0)
    deliver_due()
    assert mail_server.messages[0]["Message-ID"].startswith(f"<{urgent.pk}@")


def test_a_message_for_later_stays(plain_kind, mail_server):
    MessageFactory(not_before=clock.now() + timedelta(minutes=1))
    assert deliver_due() == {}


def test_two_workers_never_claim_the_same_message(plain_kind):
    MessageFactory.create_batch(7)
    first = story.claim("a", limit=5, lease=delivery.LEASE)
    second = story.claim("b", limit=5, lease=delivery.LEASE)
    assert len(first) == 5
    assert len(second) == 2
    assert not {m.pk for m in first} & {m.pk for m in second}


def left_behind(**fields) -> Message:
    values = {
        "status": "sending",
        "claimed_by": "gone",
        "attempts": 1,
        "lease_until": datetime(2000, 1, 1, tzinfo=UTC),
    }
    return MessageFactory(**{**values, **fields})


def test_the_sweep_brings_back_what_was_not_handed_over_and_shows_doubt(plain_kind):
    before = left_behind()
    after = left_behind(phase="dot", dot_at=clock.now())
    often = left_behind(attempts=8)
    held = left_behind(lease_until=datetime(2100, 1, 1, tzinfo=UTC))
    assert sweep() == {"queued": 1, "unknown": 1, "failed": 1}
    assert sweep() == {}
    assert [again(m).status for m in (before, after, often, held)] == [
        "queued",
        "unknown",
        "failed",
        "sending",
    ]
    assert after.reason_code == "worker-gone"
    assert before.claimed_by == ""


def test_a_swept_message_is_not_finished_by_its_first_worker(plain_kind, served):
    server = served()
    message = MessageFactory()
    slow = Deliverer()
    (claimed,) = story.claim(slow.name, limit=1, lease=timedelta(seconds=-1))
    sweep()
    slow.deliver(claimed)
    slow.line.close()
    assert server.accepted == []
    assert again(message).status == "queued"
    deliver_due()
    assert server.accepted == [str(message.pk)]


def test_a_late_reply_clears_the_doubt_the_sweep_saw(plain_kind, served):
    served()
    message = MessageFactory()
    slow = Deliverer()
    (claimed,) = story.claim(slow.name, limit=1, lease=timedelta(seconds=-1))
    finish = slow.line.finish

    def finish_late() -> int:
        code = finish()
        sweep()
        assert again(message).status == "unknown"
        return code

    slow.line.finish = finish_late
    slow.deliver(claimed)
    slow.line.close()
    assert again(message).status == "sent"


def test_a_late_reply_does_not_undo_a_persons_decision(plain_kind, served, officer):
    served()
    message = MessageFactory()
    slow = Deliverer()
    (claimed,) = story.claim(slow.name, limit=1, lease=timedelta(seconds=-1))
    finish = slow.line.finish

    def finish_late() -> int:
        code = finish()
        sweep()
        services.send_again(again(message), actor=officer, reason="They rang and had nothing.")
        return code

    slow.line.finish = finish_late
    slow.deliver(claimed)
    slow.line.close()
    assert again(message).status == "queued"


def test_a_worker_told_to_stop_finishes_the_message_in_hand_and_returns_the_rest(
    plain_kind, mail_server
):
    MessageFactory.create_batch(5)
    tally = deliver_due(should_stop=lambda: len(mail_server.messages) >= 2)
    assert tally == {"sent": 2, "queued": 3}
    assert set(Message.objects.filter(status="queued").values_list("attempts", "claimed_by")) == {
        (0, "")
    }


def test_a_sealed_part_in_doubt_is_dropped_after_a_day(plain_kind):
    day = timedelta(days=1, minutes=1)
    old = MessageFactory(status="unknown", secret="123456", settled_at=clock.now() - day)
    new = MessageFactory(status="unknown", secret="123456", settled_at=clock.now())
    sweep()
    assert again(old).secret == ""
    assert again(new).secret == "123456"


def queries_for(number: int) -> int:
    MessageFactory.create_batch(number)
    with CaptureQueriesContext(connection) as queries:
        assert deliver_due() == {"sent": number}
    return len([q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_a_message_costs_two_updates(plain_kind, mail_server):
    """The dot and the end; the claim and the look at the sender are shared by a handful."""
    one, four = queries_for(1), queries_for(4)
    assert (four - one) / 3 == 2


def test_the_dot_waits_for_no_acknowledgement(mail_server):
    """A small packet after others is held back by default, 40 ms for every mail."""
    line = Line()
    line.offer("from@example.org", "to@example.org", b"Hello\r\n")
    try:
        assert line._smtp is not None
        assert line._smtp.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert line.finish() == 250
    finally:
        line.close()
