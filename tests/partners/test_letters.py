"""A decision's letter: approved by a second person, sent once, and nothing shown before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import desk, services
from partners.models import (
    Avenue,
    Decision,
    DecisionLetter,
    LetterStatus,
    Outcome,
    RequestStatus,
    TopicRequest,
)
from partners.models.decisions import DecisionQuerySet
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    AssessedRequestFactory,
    AvenueFactory,
    DecisionFactory,
    DecisionLetterFactory,
    InterestFactory,
    OrganisationFactory,
    SubmittedRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup
from vef.common.steps import TransitionError
from vef.dashboard.thread import steps_for
from vef.outbox.delivery import deliver_due
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

SignIn = Callable[[User], Client]

# Words that stand on no page of the portal by themselves.
ENGLISH, WELSH = "We are sorry to turn it away.", "Mae'n ddrwg gennym ei droi i ffwrdd."


@pytest.fixture
def topic(db: None) -> TopicRequest:
    topic = AssessedRequestFactory()
    partner_user(topic.organisation, language="cy", name="Gethin Llwyncelyn")
    return topic


@pytest.fixture
def decision(topic: TopicRequest, officer: User) -> Decision:
    return services.decide_request(
        topic,
        actor=officer,
        outcome=Outcome.DECLINED,
        reason="Inside reason.",
        reason_code="other-route",
        avenues=[AvenueFactory(name_en="Ask the court", name_cy="Gofyn i'r llys")],
        interest_declared="",
        letter_en=ENGLISH,
        letter_cy=WELSH,
    )


@pytest.fixture
def letter(decision: Decision) -> DecisionLetter:
    return decision.letters.get()


# --- The steps --------------------------------------------------------------------------------


def test_a_decision_leaves_its_letter_waiting_and_tells_nobody(
    letter: DecisionLetter, officer: User
) -> None:
    assert (letter.status, letter.version, letter.written_by) == ("waiting", 1, officer)
    assert (letter.letter_en, letter.letter_cy) == (ENGLISH, WELSH)
    assert not Message.objects.exists()


def test_a_question_is_no_decision_and_goes_at_once(topic: TopicRequest, officer: User) -> None:
    services.ask_more(topic, actor=officer, reason="?", letter_en="Who?", letter_cy="Pwy?")
    assert not DecisionLetter.objects.exists()
    assert Message.objects.filter(kind="partners.more-information").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_person_sends_it_to_each_in_their_language_once(
    letter: DecisionLetter, topic: TopicRequest, manager: User, mail_server: Any
) -> None:
    assert services.approve_letter(letter, actor=manager)
    assert not services.approve_letter(letter, actor=manager), "the second time changes nothing"
    deliver_due()
    assert len(mail_server.messages) == 2
    (english,) = mail_server.to(topic.author.email)
    (welsh,) = [mail for mail in mail_server.messages if mail["To"] != topic.author.email]
    texts = [mail.get_body(("plain",)).get_content() for mail in (english, welsh)]
    assert ENGLISH in texts[0]
    assert "Ask the court" in texts[0]
    assert WELSH in texts[1]
    assert "Gofyn i'r llys" in texts[1]
    assert "replaces" not in texts[0]
    letter.refresh_from_db()
    topic.refresh_from_db()
    assert (letter.status, letter.approved_by) == ("sent", manager)
    assert letter.sent_at is not None
    assert topic.told_status == topic.status == RequestStatus.DECLINED
    assert Entry.objects.filter(action="decisionletter.sent").count() == 1


def test_whoever_decided_or_wrote_it_may_not_approve_it(
    letter: DecisionLetter, officer: User, manager: User
) -> None:
    with pytest.raises(services.LetterByOneself):
        services.approve_letter(letter, actor=officer)
    services.return_letter(letter, actor=officer, reason="Kinder, please.")
    offered = services.rewrite_letter(letter, actor=manager, letter_cy="Caredig", letter_en="Kind")
    for actor in (officer, manager):
        assert not services.may_approve_letter(offered, actor)
        with pytest.raises(services.LetterByOneself):
            services.approve_letter(offered, actor=actor)
    assert not Message.objects.exists()
    third = UserFactory(role=Role.OFFICER)
    assert services.may_approve_letter(offered, third)
    assert services.approve_letter(offered, actor=third)


def test_the_database_refuses_a_letter_sent_by_its_writer_or_by_nobody(
    letter: DecisionLetter, officer: User
) -> None:
    for approver in (officer, None):
        with pytest.raises(DatabaseError), transaction.atomic():
            DecisionLetter.objects.filter(pk=letter.pk).update(
                status="sent", approved_by=approver, sent_at=clock.now()
            )


def test_whoever_has_an_interest_leaves_the_letter_alone(
    letter: DecisionLetter, topic: TopicRequest, manager: User
) -> None:
    services.declare_interest(topic, actor=manager, reason="A sister works there.")
    assert not services.may_approve_letter(letter, manager)
    with pytest.raises(services.Recused):
        services.approve_letter(letter, actor=manager)
    with pytest.raises(services.Recused):
        services.return_letter(letter, actor=manager, reason="No.")
    letter.refresh_from_db()
    assert letter.is_waiting


def test_it_goes_back_with_a_reason_and_both_versions_stay(
    letter: DecisionLetter, decision: Decision, officer: User, manager: User
) -> None:
    with pytest.raises(ValueError, match="reason"):
        services.return_letter(letter, actor=manager, reason=" ")
    assert services.return_letter(letter, actor=manager, reason="Thank them first.")
    assert not services.return_letter(letter, actor=manager, reason="Again.")
    with pytest.raises(TransitionError):
        services.approve_letter(letter, actor=manager)
    with pytest.raises(services.LetterEmpty):
        services.rewrite_letter(letter, actor=officer, letter_cy="Diolch.", letter_en=" ")
    offered = services.rewrite_letter(
        letter, actor=officer, letter_cy="Diolch yn fawr.", letter_en="Thank you very much."
    )
    assert (offered.version, offered.status) == (2, "waiting")
    with pytest.raises(TransitionError):
        services.rewrite_letter(letter, actor=officer, letter_cy="Eto", letter_en="Again")
    services.approve_letter(offered, actor=manager)
    decision.refresh_from_db()
    letter.refresh_from_db()
    assert (decision.letter_en, letter.letter_en) == (ENGLISH, ENGLISH)
    assert (letter.returned_by, letter.returned_because) == (manager, "Thank them first.")
    assert list(Decision.objects.told()) == [decision]
    message = Message.objects.filter(kind="partners.decision").first()
    assert message is not None
    for language, words in (("en", "Thank you very much."), ("cy", "Diolch yn fawr.")):
        with translation.override(language):
            mail = kind_of(message).build(message, language)
        assert words in mail.text
        assert words in mail.html
        assert ENGLISH not in mail.text


@pytest.mark.parametrize("frm", LetterStatus.values)
@pytest.mark.parametrize("to", LetterStatus.values)
def test_every_step_is_lawful_or_refused(db: None, frm: str, to: str, manager: User) -> None:
    lawful = {
        ("waiting", "sent"),
        ("waiting", "returned"),
        ("waiting", "set-aside"),
        ("returned", "set-aside"),
    }
    assert (to in DecisionLetter.STEPS[frm]) == ((frm, to) in lawful)


# --- What the partner sees ----------------------------------------------------------------------


def portal(client: Client, topic: TopicRequest, language: str) -> str:
    """Return everything the portal says of a request, page after page."""
    pages = []
    with translation.override(language):
        for name, args in (
            ("partners:request-list-portal", ()),
            ("partners:request-detail", (topic.pk,)),
            ("partners:request-comments", (topic.pk,)),
            ("dashboard:portal-home", ()),
            ("dashboard:portal-thread", (topic.pk,)),
        ):
            page = client.get(reverse(name, args=args))
            assert page.status_code == 200, name
            pages.append(body(page))
    return "\n".join(pages)


GIVEN_AWAY = {
    "en": ("Declined", "Stopped here", ENGLISH, "Ask the court", "No more comments"),
    "cy": ("Gwrthodwyd", WELSH, "Gofyn i"),
}


@pytest.mark.parametrize("language", ["en", "cy"])
def test_nothing_of_a_decision_is_shown_before_its_letter_is_sent(
    letter: DecisionLetter,
    topic: TopicRequest,
    manager: User,
    client_of: SignIn,
    language: str,
) -> None:
    client = client_of(topic.author)
    before = portal(client, topic, language)
    for words in GIVEN_AWAY[language]:
        assert words not in before
    assert {"en": "Under review", "cy": "Yn cael ei adolygu"}[language] in before
    services.approve_letter(letter, actor=manager)
    after = portal(client, topic, language)
    assert {"en": ENGLISH, "cy": WELSH.replace("'", "&#x27;")}[language] in after
    assert {"en": "Declined", "cy": "Gwrthodwyd"}[language] in after


def test_the_control_without_the_guard_the_portal_gives_it_away(
    letter: DecisionLetter, topic: TopicRequest, client_of: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The test above would see it if the pages asked for the status itself."""
    monkeypatch.setattr(TopicRequest, "shown_status", property(lambda row: row.status))
    monkeypatch.setattr(TopicRequest, "get_shown_status_display", TopicRequest.get_status_display)
    monkeypatch.setattr(DecisionQuerySet, "told", lambda rows: rows.all())
    page = portal(client_of(topic.author), topic, "en")
    given = [words for words in GIVEN_AWAY["en"] if words in page]
    assert {"Declined", "Stopped here", "No more comments"} <= set(given)


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_a_letter_that_is_not_true_any_more_does_not_go(
    topic: TopicRequest, officer: User, manager: User, client_of: SignIn, status: str
) -> None:
    other = SubmittedRequestFactory()
    decision = services.decide_request(
        topic,
        actor=officer,
        outcome=Outcome.MERGED,
        merged_into=other,
        reason="Alike.",
        interest_declared="",
        letter_en=ENGLISH,
        letter_cy=WELSH,
    )
    letter = decision.letters.get()
    TopicRequest.objects.filter(pk=other.pk).update(
        status=status, told_status="" if status == "withdrawn" else status
    )
    with pytest.raises(services.LetterUntrue):
        services.approve_letter(letter, actor=manager)
    page = client_of(manager).post(url("letter-approve", letter.pk), follow=True)
    assert f"{other.reference}, which it was merged into, does not go on any more." in body(page)
    letter.refresh_from_db()
    assert letter.status == "waiting"
    assert not Message.objects.filter(kind="partners.decision").exists()


def test_the_partner_may_still_speak_and_may_not_take_it_back(
    letter: DecisionLetter, topic: TopicRequest, client_of: SignIn
) -> None:
    topic.refresh_from_db()
    services.add_comment(topic, actor=topic.author, text="One more thing.")
    client = client_of(topic.author)
    # The offer stays as it was, or its going would tell that something is decided.
    page = body(client.get(url("request-detail", topic.pk)))
    assert "Take this request back" in page
    tried = body(client.get(url("request-withdraw", topic.pk), follow=True))
    assert "We are about to write to you about this request." in tried
    with pytest.raises(TransitionError):
        services.withdraw_request(topic, actor=topic.author)


def test_what_waits_from_the_office_stays_on_the_partners_desk_until_it_is_told(
    letter: DecisionLetter, topic: TopicRequest, manager: User
) -> None:
    topic.refresh_from_db()
    services.add_comment(topic, actor=manager, text="Did you know?")
    items = desk.partner_items(topic.author, clock.today())
    assert any("We have commented" in item.text for item in items)
    services.approve_letter(letter, actor=manager)
    items = desk.partner_items(topic.author, clock.today())
    assert not any("We have commented" in item.text for item in items)


def test_the_thread_says_to_the_office_that_the_partner_is_not_told(
    letter: DecisionLetter, topic: TopicRequest, manager: User
) -> None:
    waits = "The partner is told once a second person approves the letter."
    taken = SubmittedRequestFactory(status=RequestStatus.ACCEPTED, told_status="")
    DecisionLetterFactory(decision=DecisionFactory(request=taken, letter=False))
    step = steps_for(taken)[2]
    assert (step.key, step.state) == ("decision", "now")
    assert waits in steps_for(topic)[-1].details
    # Partners sit on boards, so a board waits as long.
    assert "Declined" not in [step.result for step in steps_for(topic, for_board=True)]
    services.approve_letter(letter, actor=manager)
    assert waits not in steps_for(topic)[-1].details
    assert "Declined" in steps_for(topic, for_board=True)[2].result


# --- The office's pages -------------------------------------------------------------------------


def test_the_page_offers_approval_to_a_second_person_only_and_says_why(
    letter: DecisionLetter, officer: User, manager: User, client_of: SignIn
) -> None:
    own = body(client_of(officer).get(url("letter-detail", letter.pk)))
    assert "Approve it and send it" not in own
    assert "neither decided this nor wrote the letter" in own
    refused = client_of(officer).post(url("letter-approve", letter.pk), follow=True)
    assert "Somebody who neither decided this nor wrote the letter approves it." in body(refused)
    letter.refresh_from_db()
    assert letter.is_waiting
    other = client_of(manager)
    page = body(other.get(url("letter-detail", letter.pk)))
    assert "Approve it and send it" in page
    assert ENGLISH in page
    assert WELSH.replace("'", "&#x27;") in page
    assert other.get(url("letter-approve", letter.pk)).status_code == 405
    done = other.post(url("letter-approve", letter.pk), follow=True)
    assert "Approved. Everybody at the partner is written to, once." in body(done)
    letter.refresh_from_db()
    assert letter.status == "sent"


@pytest.mark.parametrize("role", [Role.DATA_PROTECTION, Role.ADMINISTRATOR])
def test_who_does_not_do_the_offices_work_reads_and_does_nothing(
    letter: DecisionLetter, client_of: SignIn, role: str
) -> None:
    client = client_of(UserFactory(role=role))
    page = client.get(url("letter-detail", letter.pk))
    assert page.status_code == 200
    assert "Approve it" not in body(page)
    for name in ("letter-approve", "letter-return", "letter-rewrite"):
        assert client.post(url(name, letter.pk), {}).status_code == 403


def test_sending_back_and_writing_anew_by_the_pages(
    letter: DecisionLetter, officer: User, manager: User, client_of: SignIn
) -> None:
    client = client_of(manager)
    empty = client.post(url("letter-return", letter.pk), {"reason": ""})
    assert "Say what should be changed." in body(empty)
    client.post(url("letter-return", letter.pk), {"reason": "Thank them first."})
    writer = client_of(officer)
    page = body(writer.get(url("letter-detail", letter.pk)))
    assert "Thank them first." in page
    assert url("letter-rewrite", letter.pk) in page
    form = writer.get(url("letter-rewrite", letter.pk))
    assert ENGLISH in body(form)
    half = writer.post(url("letter-rewrite", letter.pk), {"letter_cy": "Diolch", "letter_en": ""})
    assert "Write the letter in English." in body(half)
    words = {"letter_cy": "Diolch yn fawr.", "letter_en": "Thank you."}
    answer = writer.post(url("letter-rewrite", letter.pk), words)
    offered = DecisionLetter.objects.get(version=2)
    assert answer.url == url("letter-detail", offered.pk)
    # Too late: what was typed stays, and nothing is done.
    late = writer.post(url("letter-rewrite", letter.pk), {**words, "letter_en": "Once more."})
    assert "Once more." in body(late)
    assert "A colleague has dealt with this letter meanwhile." in body(late)
    assert writer.get(url("letter-rewrite", letter.pk)).url == url("letter-detail", letter.pk)
    late = client.post(url("letter-return", letter.pk), {"reason": "Typed too late."})
    assert "Typed too late." in body(late)
    assert "A colleague has dealt with this letter meanwhile." in body(late)
    again = client.post(url("letter-return", letter.pk), {"reason": "Thank them first."})
    assert again.status_code == 302, "the same form, sent twice"
    review = body(client.get(url("request-review", letter.decision.request_id)))
    for text in ("Thank them first.", "Thank you.", ENGLISH, "Letter sent back to be changed"):
        assert text in review
    assert url("letter-detail", offered.pk) in review
    assert url("letter-detail", letter.pk) not in review


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_page_of_a_letter_is_whole_in_both_languages(
    letter: DecisionLetter, manager: User, client_of: SignIn, language: str
) -> None:
    client = client_of(manager)
    said = {
        "letter-detail": {"en": "Approve it and send it", "cy": "ei gymeradwyo"},
        "letter-return": {"en": "Send the letter back", "cy": "yn ôl"},
    }
    for name, words in said.items():
        page = client.get(url(name, letter.pk, language=language))
        assert page.status_code == 200
        assert words[language].lower() in body(page).lower(), name
    services.return_letter(letter, actor=manager, reason="Kinder.")
    page = client.get(url("letter-rewrite", letter.pk, language=language))
    assert {"en": "Write the letter anew", "cy": "o'r newydd"}[language] in body(page).replace(
        "&#x27;", "'"
    )


def test_the_desk_says_who_may_approve(
    letter: DecisionLetter, officer: User, manager: User
) -> None:
    def line(user: User) -> Any:
        return next(row for row in desk.items(user, clock.today()) if "etter" in row.text)

    assert line(manager).text.startswith("A letter for you to approve: TR-")
    assert line(manager).group == DeskGroup.WAITING
    assert line(officer).text.startswith("A letter waiting for somebody else to approve it")
    assert line(officer).group == DeskGroup.COMING
    near = UserFactory(role=Role.OFFICER)
    InterestFactory(request=letter.decision.request, declared_by=near)
    assert "somebody else" in line(near).text
    services.return_letter(letter, actor=manager, reason="Kinder.")
    assert line(officer).text.startswith("A letter of yours came back")
    assert "came back to Huw Trefelin" in line(manager).text
    offered = services.rewrite_letter(letter, actor=officer, letter_cy="Iawn", letter_en="Right")
    services.approve_letter(offered, actor=manager)
    assert not [row for row in desk.items(manager, clock.today()) if "etter" in row.text]


def test_the_desk_the_board_and_the_review_cost_the_same_for_one_and_three(
    manager: User, client_of: SignIn
) -> None:
    def decided() -> TopicRequest:
        topic = SubmittedRequestFactory(status=RequestStatus.DEFERRED, told_status="")
        DecisionLetterFactory(decision=DecisionFactory(request=topic, letter=False))
        return topic

    first = decided()
    client = client_of(manager)
    costs = []
    for _number in range(2):
        with CaptureQueriesContext(connection) as on_desk:
            desk.items(manager, clock.today())
        with CaptureQueriesContext(connection) as on_board:
            page = client.get(url("window-board", first.window_id))
        costs.append((len(on_desk), len(on_board)))
        assert "Waiting for a second person" in body(page)
        decided(), decided()
    assert costs[0] == costs[1]
    with CaptureQueriesContext(connection) as one:
        client.get(url("request-review", first.pk))
    for number in (2, 3):
        DecisionLetterFactory(decision=first.decisions.get(), version=number)
    with CaptureQueriesContext(connection) as three:
        client.get(url("request-review", first.pk))
    assert len(one) == len(three)


def test_nobody_else_is_written_to(letter: DecisionLetter, manager: User) -> None:
    partner_user(OrganisationFactory())
    partner_user(letter.decision.request.organisation, is_active=False)
    services.approve_letter(letter, actor=manager)
    assert Message.objects.count() == 2
    assert Avenue.objects.count() == 1
