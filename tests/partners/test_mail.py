"""What partners' staff read in their mail, each in their own language."""

from typing import Any

import pytest
from django.utils import translation

from partners import services
from partners.models import Avenue, DeclineReason, Outcome, TopicRequest
from partners.seed import seed_reference_rows
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    AssessedRequestFactory,
    OpenedAssessmentFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    told,
)
from vef.accounts.models import User
from vef.outbox.delivery import deliver_due
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

LETTERS = {
    "letter_en": "We can't & won't do <this>.\n\nHere is another way.",
    "letter_cy": "Ni allwn wneud <hyn>.\n\nDyma ffordd arall.",
}


@pytest.fixture
def topic(db: None) -> TopicRequest:
    topic = AssessedRequestFactory()
    partner_user(topic.organisation, language="cy", name="Gethin Llwyncelyn")
    return topic


@pytest.mark.django_db(transaction=True)
def test_a_decision_reaches_each_in_their_own_language(
    topic: TopicRequest, officer: User, mail_server: Any
) -> None:
    told(
        services.decide_request(
            topic,
            actor=officer,
            outcome=Outcome.DEFERRED,
            reason="The office's own reason.",
            interest_declared="",
            deferred_to=RequestWindowFactory(),
            **LETTERS,
        )
    )
    deliver_due()
    english = mail_server.to(topic.author.email)
    welsh = mail_server.to("") or [
        mail for mail in mail_server.messages if mail["To"] != topic.author.email
    ]
    assert len(english) == len(welsh) == 1
    read = {
        "en": english[0].get_body(("plain",)).get_content(),
        "cy": welsh[0].get_body(("plain",)).get_content(),
    }
    assert "We can't & won't do <this>." in read["en"]
    assert "Ni allwn" not in read["en"]
    assert "Ni allwn wneud <hyn>." in read["cy"]
    assert "won't" not in read["cy"]
    assert f"/en/partners/requests/{topic.pk}/" in read["en"]
    assert f"/cy/partners/requests/{topic.pk}/" in read["cy"]
    assert topic.reference in english[0]["Subject"]
    html = english[0].get_body(("html",)).get_content()
    assert "&lt;this&gt;" in html
    for mail in mail_server.messages:
        assert "own reason" not in mail.as_string()


def build(message: Message, language: str) -> Any:
    with translation.override(language):
        return kind_of(message).build(message, language)


def test_every_kind_is_complete_in_both_languages(officer: User) -> None:
    window = RequestWindowFactory()
    topic = ReviewedRequestFactory()
    services.ask_more(topic, actor=officer, reason="?", **LETTERS)
    services.submit_request(topic, actor=topic.author)
    services.take_up_request(topic, actor=officer)
    OpenedAssessmentFactory.create_batch(2, request=topic, round=1)
    told(
        services.decide_request(
            topic,
            actor=officer,
            outcome=Outcome.DEFERRED,
            reason="Later.",
            interest_declared="",
            deferred_to=window,
            **LETTERS,
        )
    )
    services.close_window(topic.window, actor=officer)
    services.open_window(window, actor=officer)
    messages = list(Message.objects.all())
    assert {message.kind for message in messages} == {
        "partners.window-opened",
        "partners.window-closed",
        "partners.receipt",
        "partners.more-information",
        "partners.decision",
        "partners.came-back",
    }
    for message in messages:
        recipient = kind_of(message).recipient(message)
        assert recipient is not None
        assert recipient.address == topic.author.email
        for language in ("cy", "en"):
            words = build(message, language)
            assert words.subject
            assert f"/{language}/partners/" in words.text
            assert f"/{language}/partners/" in words.html
            assert "{" not in words.text + words.html + words.subject


def test_a_dismissed_colleague_gets_nothing(topic: TopicRequest, officer: User) -> None:
    services.ask_more(topic, actor=officer, reason="?", **LETTERS)
    message = Message.objects.get(recipient_id=str(topic.author_id))
    User.objects.filter(pk=topic.author_id).update(is_active=False)
    assert kind_of(message).gate(message).allowed is False


def test_avenues_are_named_once_by_the_letter_or_beside_it(officer: User) -> None:
    seed_reference_rows()
    avenues = list(Avenue.objects.all()[:2])
    for letter in ("Sorry.", f"Sorry. {avenues[0].name_en}: ask them."):
        topic = AssessedRequestFactory()
        told(
            services.decide_request(
                topic,
                actor=officer,
                outcome=Outcome.DECLINED,
                reason="One case.",
                reason_code=DeclineReason.INDIVIDUAL_CASE,
                avenues=avenues,
                interest_declared="",
                letter_en=letter,
                letter_cy="Mae'n ddrwg gennym.",
            )
        )
        message = Message.objects.get(recipient_id=str(topic.author_id))
        words = build(message, "en")
        for avenue in avenues:
            assert words.text.count(avenue.name_en) == 1
            assert avenue.name_cy in build(message, "cy").text
