"""Comments from the office to a partner and back: kept, mailed once, waiting until answered."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import desk, services
from partners.models import (
    CommentSettled,
    Membership,
    Organisation,
    RequestComment,
    RequestStatus,
    Side,
    TopicRequest,
)
from partners.services.comments import CLOSED
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.partners import (
    CommentFactory,
    CommentSettledFactory,
    DecisionFactory,
    OrganisationFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import body, url
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock
from vef.common.desk import DeskGroup
from vef.outbox.kinds import kind_of
from vef.outbox.models import Message

SignIn = Callable[[User], Client]


@pytest.fixture
def topic(police: Organisation, lead: User, contributor: User) -> TopicRequest:
    return ReviewedRequestFactory(organisation=police, author=lead)


def readers() -> set[str]:
    return {
        User.objects.get(pk=message.recipient_id).name
        for message in Message.objects.filter(kind="partners.comment")
    }


# --- Saying something --------------------------------------------------------------------


def test_the_office_asks_and_everybody_at_the_partner_is_told(
    topic: TopicRequest, lead: User, contributor: User, officer: User
) -> None:
    stranger = partner_user(OrganisationFactory())
    comment = services.add_comment(topic, actor=officer, text=" Which court? ")
    assert (comment.side, comment.text, comment.author) == (Side.OFFICE, "Which court?", officer)
    assert readers() == {lead.name, contributor.name}
    assert stranger.name not in readers()
    entry = Entry.objects.get(action="topicrequest.commented")
    assert entry.data == {"comment": str(comment.pk)}
    assert "court" not in str(Message.objects.values())


def test_the_partner_answers_and_those_who_work_on_it_are_told(
    topic: TopicRequest, lead: User, officer: User, manager: User
) -> None:
    idle = UserFactory(role=Role.OFFICER, name="Idle Officer")
    asked = services.add_comment(topic, actor=officer, text="Which court?")
    DecisionFactory(request=topic, decided_by=manager)
    Message.objects.all().delete()
    services.add_comment(topic, actor=lead, text="Both of them.")
    assert readers() == {officer.name, manager.name}
    assert idle.name not in readers()
    assert CommentSettled.objects.get().comment == asked


def test_if_nobody_has_worked_on_it_the_whole_office_is_told(
    topic: TopicRequest, lead: User, officer: User, manager: User, administrator: User
) -> None:
    services.add_comment(topic, actor=lead, text="One more thing.")
    assert readers() == {officer.name, manager.name}


def test_a_form_sent_twice_says_it_once(topic: TopicRequest, lead: User, officer: User) -> None:
    key = uuid.uuid4()
    for _again in range(2):
        services.add_comment(topic, actor=lead, text="Once.", key=key)
    assert RequestComment.objects.count() == 1
    assert Message.objects.filter(kind="partners.comment").count() == 1
    # Somebody else's id is no way to hide a comment, nor to see theirs.
    other = services.add_comment(topic, actor=officer, text="Mine.", key=key)
    assert (other.text, other.pk == key) == ("Mine.", False)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_nothing_is_no_comment(topic: TopicRequest, lead: User, text: str) -> None:
    with pytest.raises(services.CommentEmpty):
        services.add_comment(topic, actor=lead, text=text)


@pytest.mark.parametrize("status", RequestStatus.values)
def test_over_is_over_and_everything_else_may_be_spoken_of(
    status: str, police: Organisation, lead: User
) -> None:
    topic = SubmittedRequestFactory(organisation=police, author=lead, status=status)
    if status in CLOSED:
        with pytest.raises(services.CommentsClosed):
            services.add_comment(topic, actor=lead, text="But…")
        assert not RequestComment.objects.exists()
    else:
        services.add_comment(topic, actor=lead, text="And…")
    assert (status in CLOSED) == (status in {"declined", "deferred", "merged", "withdrawn"})


@pytest.mark.parametrize("status", [RequestStatus.SUBMITTED, RequestStatus.DECLINED])
def test_the_language_switch_sends_a_form_only_where_there_is_one(
    status: str, police: Organisation, lead: User, client_of: SignIn
) -> None:
    topic = SubmittedRequestFactory(organisation=police, author=lead, status=status)
    html = body(client_of(lead).get(url("request-comments", topic.pk)))
    assert ('id="main-form"' in html) == (status not in CLOSED)
    assert ('form="main-form"' in html) == ('id="main-form"' in html)


def test_a_stranger_can_say_nothing(topic: TopicRequest, officer: User) -> None:
    with pytest.raises(TopicRequest.DoesNotExist):
        services.add_comment(topic, actor=partner_user(OrganisationFactory()), text="Hello")
    draft = TopicRequestFactory(organisation=topic.organisation)
    with pytest.raises(TopicRequest.DoesNotExist):
        services.add_comment(draft, actor=officer, text="Hello")
    with pytest.raises(TopicRequest.DoesNotExist):
        services.settle_comments(topic, actor=partner_user(OrganisationFactory()))


def test_a_comment_is_never_edited_or_deleted(db: None) -> None:
    comment = CommentFactory()
    CommentSettledFactory(comment=comment)
    for act in (
        lambda: RequestComment.objects.update(text="other"),
        comment.delete,
        lambda: CommentSettled.objects.update(at=clock.now()),
    ):
        with pytest.raises((DatabaseError, Exception)), transaction.atomic():
            act()
    assert RequestComment.objects.get().text == comment.text


def test_what_colleagues_say_in_a_draft_stays_theirs_for_good(
    police: Organisation,
    lead: User,
    contributor: User,
    officer: User,
    client_of: SignIn,
) -> None:
    draft = TopicRequestFactory(organisation=police, author=lead)
    services.add_comment(draft, actor=lead, text="Are we sure about this?")
    assert readers() == {contributor.name}
    services.submit_request(draft, actor=lead)
    for name in ("request-review", "request-comments-office"):
        page = body(client_of(officer).get(url(name, draft.pk)))
        assert "Are we sure" not in page
        assert "topicrequest." not in page
    assert "Are we sure" in body(client_of(contributor).get(url("request-comments", draft.pk)))
    assert desk.items(officer, clock.today())[0].url.endswith(f"/office/requests/{draft.pk}/")
    assert not RequestComment.objects.waiting_for(Side.OFFICE).exists()
    services.add_comment(draft, actor=lead, text="To you all.")
    assert "To you all." in body(client_of(officer).get(url("request-review", draft.pk)))


# --- Waiting ------------------------------------------------------------------------------


def waiting(items: list[Any]) -> list[str]:
    return [item.text for item in items if "/comments/" in item.url]


def test_a_comment_waits_until_it_is_answered_or_put_aside(
    topic: TopicRequest, lead: User, officer: User, client_of: SignIn
) -> None:
    today = clock.today()
    for text in ("One thing.", "And another."):
        services.add_comment(topic, actor=lead, text=text)
    (line,) = waiting(desk.items(officer, today))
    assert topic.reference in line
    assert waiting(desk.partner_items(lead, today)) == []
    services.add_comment(topic, actor=officer, text="Thank you.")
    assert waiting(desk.items(officer, today)) == []
    (line,) = waiting(desk.partner_items(lead, today))
    assert topic.reference in line
    assert waiting(desk.partner_items(partner_user(OrganisationFactory()), today)) == []
    client = client_of(lead)
    page = body(client.get(url("request-comments", topic.pk)))
    assert "This needs no answer" in page
    for _again in range(2):
        client.post(url("request-comments-settle", topic.pk))
    assert waiting(desk.partner_items(lead, today)) == []
    assert Entry.objects.filter(action="topicrequest.comments-settled").count() == 1
    assert "This needs no answer" not in body(client.get(url("request-comments", topic.pk)))


def test_a_comment_that_waited_long_is_late_and_a_closed_request_waits_no_more(
    topic: TopicRequest, officer: User
) -> None:
    CommentFactory(
        request=topic,
        side=Side.PARTNER,
        author=topic.author,
        at=clock.now() - timedelta(days=30),
    )
    found = [item for item in desk.items(officer, clock.today()) if "/comments/" in item.url]
    assert [item.group for item in found] == [DeskGroup.LATE]
    TopicRequest.objects.update(status=RequestStatus.DECLINED)
    assert waiting(desk.items(officer, clock.today())) == []


def test_the_desks_cost_the_same_for_one_and_for_many(
    topic: TopicRequest, officer: User, lead: User
) -> None:
    def cost() -> list[int]:
        found = []
        for items, user in ((desk.items, officer), (desk.partner_items, lead)):
            with CaptureQueriesContext(connection) as queries:
                items(User.objects.select_related("membership").get(pk=user.pk), clock.today())
            found.append(len(queries))
        return found

    def both(row: TopicRequest) -> None:
        CommentFactory(request=row, side=Side.PARTNER, author=lead)
        CommentFactory(request=row)

    both(topic)
    one = cost()
    for _more in range(3):
        both(ReviewedRequestFactory(organisation=topic.organisation, author=lead))
    assert cost() == one


# --- The mail -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_mail_says_that_and_not_what(
    topic: TopicRequest, lead: User, officer: User, language: str
) -> None:
    services.add_comment(topic, actor=officer, text="About the burglary.")
    services.add_comment(topic, actor=lead, text="Indeed, the burglary.")
    for message in Message.objects.filter(kind="partners.comment"):
        with translation.override(language):
            words = kind_of(message).build(message, language)
        for part in (words.subject, words.text, words.html):
            assert "burglary" not in part
            assert topic.title_en not in part
            assert topic.title_cy not in part
        assert topic.reference in words.subject
        to_office = str(message.recipient_id) == str(officer.pk)
        side = "office" if to_office else "partners"
        assert f"/{language}/{side}/requests/{topic.pk}/comments/" in words.text


def test_who_left_the_organisation_meanwhile_is_not_told(
    topic: TopicRequest, contributor: User, officer: User
) -> None:
    services.add_comment(topic, actor=officer, text="Hello")
    message = Message.objects.get(recipient_id=str(contributor.pk))
    assert kind_of(message).gate(message).allowed
    Membership.objects.filter(user=contributor).update(organisation=OrganisationFactory())
    assert not kind_of(message).gate(message).allowed


# --- The pages ----------------------------------------------------------------------------


def post(client: Client, topic: TopicRequest, name: str = "request-comments", **data: Any) -> Any:
    return client.post(url(name, topic.pk), {"key": str(uuid.uuid4())} | data)


def test_said_on_one_face_and_read_on_the_other(
    topic: TopicRequest, lead: User, officer: User, client_of: SignIn
) -> None:
    partner, office = client_of(lead), client_of(officer)
    assert post(office, topic, "request-comments-office", text="Which <court>?").status_code == 302
    page = body(partner.get(url("request-detail", topic.pk)))
    assert "Which &lt;court&gt;?" in page
    assert officer.name in page
    assert post(partner, topic, text="Both.").status_code == 302
    assert "Both." in body(office.get(url("request-review", topic.pk)))
    assert "Both." in body(office.get(url("request-comments-office", topic.pk)))


def test_details_are_pointed_out_before_they_are_there_for_good(
    topic: TopicRequest, lead: User, client_of: SignIn
) -> None:
    client = client_of(lead)
    page = post(client, topic, text="Ring her on 01632 960111")
    assert page.status_code == 200
    assert "Take these words out, or say that they may stay: 01632 960111" in body(page)
    assert "Ring her on" in body(page)
    assert not RequestComment.objects.exists()
    assert post(client, topic, text="Ring her on 01632 960111", sure="on").status_code == 302
    assert RequestComment.objects.get().text == "Ring her on 01632 960111"


def test_a_request_closed_meanwhile_gives_the_words_back(
    topic: TopicRequest, lead: User, client_of: SignIn
) -> None:
    declined = RequestStatus.DECLINED
    TopicRequest.objects.update(status=declined, told_status=declined)
    client = client_of(lead)
    page = client.get(url("request-comments", topic.pk))
    assert "No more comments can be added" in body(page)
    assert "Add this comment" not in body(page)
    page = post(client, topic, text="My last words")
    assert page.status_code == 409
    assert "My last words" in body(page)
    assert not RequestComment.objects.exists()


@pytest.mark.parametrize("text", ["", "x" * 2001])
def test_what_is_not_right_is_said_beside_it(
    topic: TopicRequest, lead: User, client_of: SignIn, text: str
) -> None:
    page = post(client_of(lead), topic, text=text)
    assert page.status_code == 200
    assert "There is a problem" in body(page)
    assert text in body(page)


def test_another_organisation_finds_nothing_there(
    topic: TopicRequest, officer: User, client_of: SignIn
) -> None:
    services.add_comment(topic, actor=officer, text="A secret")
    client = client_of(partner_user(OrganisationFactory()))
    for name in ("request-comments", "request-comments-settle"):
        answer = client.post(url(name, topic.pk), {"text": "Mine"})
        assert answer.status_code == 404
        assert "A secret" not in body(answer)
    assert client.get(url("request-comments", topic.pk)).status_code == 404
    assert RequestComment.objects.count() == 1


def test_the_pages_cost_the_same_for_one_and_for_many(
    topic: TopicRequest, lead: User, officer: User, client_of: SignIn
) -> None:
    pages = (
        (client_of(lead), url("request-comments", topic.pk)),
        (client_of(lead), url("request-detail", topic.pk)),
        (client_of(officer), url("request-review", topic.pk)),
    )

    def cost() -> list[int]:
        found = []
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    CommentFactory(request=topic)
    one = cost()
    for _more in range(3):
        CommentFactory(request=topic)
    assert cost() == one


def test_the_language_can_be_changed_with_the_words_kept(
    topic: TopicRequest, lead: User, client_of: SignIn
) -> None:
    with translation.override("cy"):
        address = reverse("partners:request-comments", args=[topic.pk])
    page = client_of(lead).post(address, {"text": "Half a sen", "_switch": "cy"})
    assert "Half a sen" in body(page)
    assert not RequestComment.objects.exists()
