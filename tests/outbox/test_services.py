from datetime import timedelta

import pytest
from django.db import transaction

from tests.factories.outbox import MessageFactory
from vef.audit.models import Entry
from vef.common import clock
from vef.common.actors import SYSTEM
from vef.common.steps import TransitionError
from vef.outbox import doorbell, services
from vef.outbox.models import Message
from vef.outbox.services import ReasonMissing, cancel, enqueue

pytestmark = pytest.mark.django_db


def put(key: str = "1", **fields) -> Message:
    values = {
        "kind": "test.plain",
        "unique_key": key,
        "recipient_kind": "person",
        "recipient_id": "p",
    }
    enqueue(**{**values, **fields})
    return Message.objects.get(unique_key=f"test.plain:{key}")


def test_a_message_is_queued_once_whatever_asks_twice(plain_kind):
    first = put(context={"activity": "a"}, secret="123456")
    second = put(context={"activity": "b"})
    assert first.pk == second.pk
    assert second.context == {"activity": "a"}
    assert second.secret == "123456"
    assert (second.status, second.attempts, second.trail) == ("queued", 0, [])


def test_an_act_undone_queues_nothing(plain_kind):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


def test_many_messages_in_one_act_ring_once(
    plain_kind, django_capture_on_commit_callbacks, monkeypatch
):
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(5):
            put(str(number))
    assert [call for call in callbacks if call is doorbell.ring] == [doorbell.ring]


def test_an_urgent_kind_comes_first(plain_kind, monkeypatch):
    monkeypatch.setattr(type(plain_kind), "is_urgent", True)
    assert put().priority == 0


def test_about_is_kept_as_type_and_id(plain_kind, officer):
    message = put(about=officer)
    assert (message.about_type, message.about_id) == ("accounts.user", str(officer.pk))


# --- cancelling ----------------------------------------------------------------


def lease() -> dict:
    return {"status": "sending", "lease_until": clock.now() + timedelta(minutes=1)}


def test_cancelling_takes_back_what_has_not_gone_and_leaves_the_rest(plain_kind):
    queued = MessageFactory(recipient_id="p", secret="1")
    held = MessageFactory(recipient_id="p", **lease())
    gone = MessageFactory(recipient_id="p", phase="dot", dot_at=clock.now(), **lease())
    doubt = MessageFactory(recipient_id="p", status="unknown")
    other = MessageFactory(recipient_id="q")
    number = cancel(actor=SYSTEM, reason="withdrawn", recipient_kind="person", recipient_id="p")
    assert number == 2
    statuses = dict(Message.objects.values_list("pk", "status"))
    assert statuses == {
        queued.pk: "cancelled",
        held.pk: "cancelled",
        gone.pk: "sending",
        doubt.pk: "unknown",
        other.pk: "queued",
    }
    queued.refresh_from_db()
    assert (queued.reason_code, queued.secret) == ("withdrawn", "")
    assert plain_kind.heard == [("cancelled", "withdrawn")] * 2
    assert Entry.objects.filter(action="message.cancelled").count() == 2


def test_cancelling_twice_changes_nothing_more(plain_kind):
    MessageFactory(recipient_id="p")
    arguments = {"recipient_kind": "person", "recipient_id": "p", "reason": "withdrawn"}
    assert cancel(actor=SYSTEM, **arguments) == 1
    assert cancel(actor=SYSTEM, **arguments) == 0


def test_cancelling_by_what_it_is_about_and_by_kind(plain_kind, officer):
    about = MessageFactory(about_type="accounts.user", about_id=str(officer.pk))
    MessageFactory()
    assert cancel(actor=SYSTEM, reason="activity-cancelled", about=officer) == 1
    about.refresh_from_db()
    assert about.status == "cancelled"
    assert cancel(actor=SYSTEM, reason="activity-cancelled", kind="test.plain") == 1


def test_cancelling_everything_by_mistake_is_refused():
    with pytest.raises(ValueError, match="which messages"):
        cancel(actor=SYSTEM, reason="withdrawn")


# --- what a person decides -----------------------------------------------------


@pytest.mark.parametrize(
    ("decide", "status"),
    [
        (services.treat_as_sent, "sent"),
        (services.send_again, "queued"),
        (services.mark_returned, "bounced"),
    ],
)
def test_a_person_decides_about_doubt_and_the_audit_says_why(plain_kind, officer, decide, status):
    message = MessageFactory(status="unknown", phase="dot", dot_at=clock.now(), attempts=3)
    decide(message, actor=officer, reason="They rang.")
    message.refresh_from_db()
    assert message.status == status
    entry = Entry.objects.get(action__startswith="message.")
    assert (entry.reason, entry.actor_id) == ("They rang.", str(officer.pk))
    assert entry.data["from"] == "unknown"
    assert plain_kind.heard[-1][0] == status
    if status == "queued":
        assert (message.phase, message.attempts, message.dot_at) == ("pre", 0, None)
    if status == "sent":
        assert message.sent_at == message.dot_at


@pytest.mark.parametrize(
    "decide", [services.treat_as_sent, services.send_again, services.mark_returned]
)
def test_no_decision_without_a_reason(officer, decide):
    message = MessageFactory(status="unknown")
    with pytest.raises(ReasonMissing):
        decide(message, actor=officer, reason="  ")
    message.refresh_from_db()
    assert message.status == "unknown"


@pytest.mark.parametrize("status", ["withheld", "failed", "cancelled", "bounced"])
def test_what_is_over_is_not_sent_again(officer, status):
    message = MessageFactory(status=status)
    with pytest.raises(TransitionError):
        services.send_again(message, actor=officer, reason="Please.")


def test_sent_mail_may_come_back(officer):
    message = MessageFactory(status="sent", sent_at=clock.now())
    services.mark_returned(message, actor=officer, reason="The server wrote.")
    assert message.status == "bounced"


# --- Handing over ---------------------------------------------------------------------


def hand_over() -> list[str]:
    return services.hand_over(recipient_kind="person", old_id="p", new_id="q", actor=SYSTEM)


def test_messages_are_handed_over_to_the_record_that_stays(plain_kind):
    message, other = put("about:p"), put("another", recipient_id="r")
    assert hand_over() == [str(message.pk)]
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.recipient_id, message.unique_key) == ("q", "test.plain:about:q")
    assert other.recipient_id == "r"
    assert hand_over() == []


@pytest.mark.parametrize(
    ("mine", "theirs", "cancelled"),
    [
        ("queued", "queued", "theirs"),
        ("sent", "queued", "theirs"),
        ("queued", "sent", "mine"),
        ("sent", "sent", ""),
    ],
)
def test_what_may_happen_once_happens_once_after_handing_over(plain_kind, mine, theirs, cancelled):
    messages = {
        "mine": put("about:q", recipient_id="q"),
        "theirs": put("about:p"),
    }
    for name, status in (("mine", mine), ("theirs", theirs)):
        if status == "sent":
            Message.objects.filter(pk=messages[name].pk).update(status="sent", sent_at=clock.now())
    hand_over()
    for name, message in messages.items():
        message.refresh_from_db()
        assert message.recipient_id == "q"
        assert (message.status == "cancelled") == (name == cancelled)
        if name == cancelled:
            assert message.reason_code == "merged"
