"""What is written to partners and to those who took part, in the reader's language."""

from datetime import UTC, date, datetime

import pytest

from database import services
from engagement.models import ActivityStatus
from feedback.models import PackStatus, ResultsPack
from feedback.services import chasers, outcomes
from tests.factories.accounts import partner_user
from tests.factories.database import contactable_person
from tests.factories.engagement import BatchFactory, ContributionFactory, InvitationFactory
from tests.factories.feedback import activity_of, delivered_pack, pack_of, ready_outcome
from tests.factories.partners import OrganisationFactory
from vef.common import clock
from vef.common.bilingual import in_language
from vef.outbox.delivery import deliver_due
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message, MessageStatus

pytestmark = pytest.mark.django_db(transaction=True)

# Nothing of this may be seen by somebody who looks over a shoulder.
GIVES_AWAY = (
    "victim",
    "police",
    "crime",
    "dioddef",
    "heddlu",
    "trosedd",
    "non-emergency",
    "galwad",
)


def written(message: Message, language: str):
    with in_language(language):
        return kind_of(message).build(message, language)


@pytest.fixture
def pack(officer):
    organisation = OrganisationFactory()
    partner_user(organisation, email="cy@example.org", language="cy")
    row = pack_of(activity_of(organisation), author=officer)
    ResultsPack.objects.filter(pk=row.pk).update(
        status=PackStatus.DELIVERED,
        delivered_at=datetime(2026, 12, 1, 10, tzinfo=UTC),
        answer_due_on=date(2026, 12, 30),
    )
    row.refresh_from_db()
    return row


def test_results_are_announced_with_the_deadline_in_each_language(officer):
    pack = delivered_pack(activity_of(), author=officer)
    message = Message.objects.get(kind="feedback.results-delivered")
    english, welsh = written(message, "en"), written(message, "cy")
    due = pack.answer_due_on
    for wording, language in ((english, "en"), (welsh, "cy")):
        assert f"/{language}/partners/results/{pack.pk}/" in wording.text
        assert f"/{language}/partners/results/{pack.pk}/" in wording.html
        assert f"{due.day} " in wording.subject
    assert "Galwadau difrys" in welsh.text
    assert "Non-emergency calls" in english.text


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 21), "Your answer is due by 30 December 2026"),
        (date(2026, 12, 31), "Your answer is 1 working day late."),
        (date(2027, 1, 7), "The board will see that the answer is late"),
    ],
)
def test_a_reminder_says_how_late_it_is(pack, day, words, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: day)
    chasers.chase_partners()
    message = Message.objects.filter(kind="feedback.chaser").first()
    assert words in written(message, "en").text


def test_a_reminder_is_withheld_if_the_answer_came_in_the_meantime(pack, mail_server):
    chasers.chase_partners(today=date(2026, 12, 30))
    ResultsPack.objects.filter(pk=pack.pk).update(status=PackStatus.ANSWERED)
    deliver_due()
    assert not mail_server.messages
    for message in Message.objects.filter(kind="feedback.chaser"):
        assert (message.status, message.reason_code) == (
            MessageStatus.WITHHELD,
            "already-answered",
        )


def test_a_reminder_goes_out_in_the_users_language(pack, mail_server):
    chasers.chase_partners(today=date(2026, 12, 30))
    deliver_due()
    (welsh,) = mail_server.to("cy@example.org")
    assert welsh["Content-Language"] == "cy"
    assert f"/cy/partners/results/{pack.pk}/" in welsh.get_body(("plain",)).get_content()


@pytest.fixture
def told(officer, manager):
    """An outcome ready to be told, of an activity three people took part in by name."""
    organisation = OrganisationFactory()
    activity = activity_of(organisation)
    batch = BatchFactory(activity=activity)
    people = [contactable_person(reading=reading) for reading in ("cy", "en", "unknown")]
    for person in people:
        invitation = InvitationFactory(batch=batch, person=person)
        ContributionFactory(invitation=invitation, status="coded")
    # Asked, and never answered: not told.
    InvitationFactory(batch=batch, person=contactable_person())
    delivered_pack(activity, author=officer)
    activity.refresh_from_db()
    outcome = ready_outcome(activity, author=officer)
    outcomes.approve_outcome(outcome, actor=manager)
    return outcome


def test_those_who_took_part_are_told_once_each(told, manager):
    assert outcomes.tell_outcome(told, actor=manager) == 3
    assert outcomes.tell_outcome(told, actor=manager) == 0
    assert Message.objects.filter(kind="feedback.outcome").count() == 3
    told.activity.refresh_from_db()
    assert told.activity.status == ActivityStatus.OUTCOME_TOLD


def test_the_message_is_neutral_outside_and_in(told, manager):
    outcomes.tell_outcome(told, actor=manager)
    message = Message.objects.filter(kind="feedback.outcome").first()
    for language in ("cy", "en"):
        wording = written(message, language)
        for words in (wording.subject, wording.text, wording.html):
            for word in GIVES_AWAY:
                assert word not in words.lower()
        assert f"/{language}/o/" in wording.text
    # The control: the words that may not be seen are in what the link opens.
    assert "call" in told.told_us_en


def test_each_reads_their_own_language_and_both_where_it_is_unknown(told, manager, mail_server):
    outcomes.tell_outcome(told, actor=manager)
    deliver_due()
    mails = {
        mail["Content-Language"]: mail.get_body(("plain",)).get_content()
        for mail in mail_server.messages
        if "example.com" in mail["To"]
    }
    assert set(mails) == {"cy", "en", "cy, en"}
    assert "/cy/o/" in mails["cy"]
    assert "/en/o/" not in mails["cy"]
    assert "/cy/o/" not in mails["en"]
    assert mails["cy, en"].index("/cy/o/") < mails["cy, en"].index("/en/o/")


def test_the_gate_is_asked_for_the_outcome_too(told, manager, mail_server):
    outcomes.tell_outcome(told, actor=manager)
    person = told.activity.invitations.filter(contribution__isnull=False).first().person
    services.withdraw_person(person, actor=manager, method="phone")
    deliver_due()
    assert person.email not in {mail["To"] for mail in mail_server.messages}
    # The control: the two others were written to.
    told_people = [mail for mail in mail_server.messages if "example.com" in mail["To"]]
    assert len(told_people) == 2
