"""The mails that come of asking to join: whether they may go, and what they say."""

import pytest
from django.urls import reverse

from database import services
from database.models import (
    Person,
    PersonStatus,
)
from database.services.joining import (
    CONFIRM_KIND,
    CONFIRM_SCOPE,
    KNOWN_KIND,
    take_in,
)
from tests.database.joining import mails, sent, taken
from tests.factories.database import (
    contactable_person,
)
from tests.factories.joining import JoinRequestFactory, said
from vef.common.actors import SYSTEM
from vef.common.models import Link
from vef.outbox.delivery import deliver_due
from vef.outbox.models import MessageStatus

pytestmark = pytest.mark.django_db


# --- The gate ---------------------------------------------------------------------------


def test_the_one_mail_before_consent_goes_to_what_they_typed(mail_server):
    person, _request = taken(email="robin@example.com")
    assert sent(person) == MessageStatus.SENT
    assert mail_server.recipients == [["robin@example.com"]]


@pytest.mark.parametrize("status", [PersonStatus.ACTIVE, PersonStatus.ERASED])
def test_no_such_mail_goes_once_somebody_is_not_pending_any_more(mail_server, status):
    person, _request = taken()
    fields = {"key": None} if status == PersonStatus.ERASED else {}
    Person.objects.filter(pk=person.pk).update(status=status, **fields)
    assert sent(person) == MessageStatus.WITHHELD
    assert not mail_server.messages


def test_no_such_mail_goes_for_a_request_that_was_replaced(mail_server):
    person, _first = taken(email="robin@example.com")
    take_in(JoinRequestFactory(email="robin@example.com"))
    deliver_due()
    assert sorted(mails(person).values_list("status", "reason_code")) == [
        (MessageStatus.SENT, ""),
        (MessageStatus.WITHHELD, "join-over"),
    ]


def test_a_stop_written_down_meanwhile_holds(mail_server):
    person, _request = taken()
    services.set_safe_contact(person, actor=SYSTEM, do_not_contact=True)
    assert sent(person) == MessageStatus.WITHHELD


def test_no_other_mail_reaches_somebody_pending(mail_server):
    from database import gate

    person, _request = taken()
    assert gate.check(person.pk).reason == "not-confirmed"
    assert gate.check(person.pk, is_asked_for=True).reason == "not-confirmed"


# --- The words -----------------------------------------------------------------------------

TELLING = ("police", "crime", "victim", "heddlu", "trosedd", "dioddefwr", "forum", "fforwm")


@pytest.mark.parametrize(
    ("reading", "welsh", "english"),
    [
        ("cy", True, False),
        ("en", False, True),
        ("both", True, True),
        ("unknown", True, True),
    ],
)
@pytest.mark.parametrize("kind", [CONFIRM_KIND, KNOWN_KIND])
def test_the_mails_are_in_their_language_and_tell_a_stranger_nothing(
    mail_server, kind, reading, welsh, english
):
    email = "robin@example.com"
    if kind == KNOWN_KIND:
        contactable_person(email=email, reading=reading)
    take_in(JoinRequestFactory(email=email, name="Robin", said=said(reading=reading)))
    deliver_due()
    (mail,) = mail_server.messages
    text = mail_server.text()
    assert ("Helô," in text) == welsh
    assert ("Hello," in text) == english
    assert ("/cy/join/confirm/" in text) == (welsh and kind == CONFIRM_KIND)
    whole = f"{mail['Subject']} {mail['From']} {text} {mail_server.html()}".casefold()
    for word in (*TELLING, "robin t", "dear robin"):
        assert word not in whole
    assert not Link.objects.filter(scope=CONFIRM_SCOPE).exists() or kind == CONFIRM_KIND


def test_a_member_who_shares_the_mailbox_gets_a_plain_page_only(mail_server):
    contactable_person(email="mair@example.com", safe={"shares_mailbox": True})
    take_in(JoinRequestFactory(email="mair@example.com"))
    deliver_due()
    assert "We do so already" not in mail_server.text()
    assert reverse("database:mine", args=["x"])[:-2] in mail_server.text()
