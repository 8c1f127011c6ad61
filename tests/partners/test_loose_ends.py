"""What a partner that closes leaves open besides its requests, and the mark of what came late."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services as partner_services
from partners.models import (
    LateCode,
    Nudge,
    NudgeStatus,
    Organisation,
    RequestComment,
    RequestStatus,
    Side,
    TopicRequest,
)
from partners.services import organisations as services
from partners.services.loose_ends import loose_ends
from tests.factories.accounts import partner_user
from tests.factories.partners import (
    ClosedWindowFactory,
    CommentFactory,
    LateCodeFactory,
    NudgeFactory,
    OrganisationFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.partners.pages import url
from vef.accounts.models import User
from vef.audit.models import Entry
from vef.common import clock

SignIn = Callable[[User], Client]


def body(response: Any) -> str:
    return html.unescape(response.content.decode())


@pytest.fixture
def successor(db: None) -> Organisation:
    row = OrganisationFactory()
    partner_user(row, name="Mali")
    return row


def close(organisation: Organisation, actor: User, successor: Organisation | None = None) -> None:
    services.close_organisation(
        organisation, actor=actor, reason="It ended.", successor=successor, people_move=False
    )


def waiting(side: str) -> list[RequestComment]:
    return list(RequestComment.objects.waiting_for(side))


# --- Closing -------------------------------------------------------------------------------


def test_a_late_code_goes_to_whoever_takes_over(
    police: Organisation, officer: User, successor: Organisation
) -> None:
    window = ClosedWindowFactory()
    code = partner_services.give_late_code(
        organisation=police,
        window=window,
        expires_on=clock.today() + timedelta(days=3),
        reason="Their board met late.",
        actor=officer,
    )
    close(police, officer, successor)
    row = LateCode.objects.get()
    assert (row.organisation, row.state) == (successor, "usable")
    assert Entry.objects.get(action="latecode.handed-on").data["to"] == str(successor.pk)
    mali = User.objects.get(name="Mali")
    topic = TopicRequestFactory(organisation=successor, author=mali, window=window)
    partner_services.submit_request(topic, actor=mali, late_code=code)
    assert topic.late_code == LateCode.objects.get()


def test_a_late_code_ends_where_nobody_takes_over_or_they_have_leave_already(
    police: Organisation, officer: User, successor: Organisation
) -> None:
    code = LateCodeFactory(organisation=police)
    theirs = LateCodeFactory(organisation=successor, window=code.window)
    close(police, officer, successor)
    code.refresh_from_db()
    theirs.refresh_from_db()
    assert (code.state, theirs.state) == ("taken-back", "usable")
    last = LateCodeFactory()
    close(last.organisation, officer)
    last.refresh_from_db()
    assert last.state == "taken-back"
    ended = Entry.objects.filter(action="latecode.taken-back")
    assert {entry.reason for entry in ended} == {"It ended."}


def test_a_code_of_theirs_that_ran_out_gives_way(
    police: Organisation, officer: User, successor: Organisation
) -> None:
    code = LateCodeFactory(organisation=police)
    old = LateCodeFactory(
        organisation=successor,
        window=code.window,
        given_at=clock.now() - timedelta(days=9),
        expires_at=clock.now() - timedelta(days=1),
    )
    close(police, officer, successor)
    code.refresh_from_db()
    old.refresh_from_db()
    assert (code.organisation, code.state, old.state) == (successor, "usable", "taken-back")


def test_words_that_were_not_sent_are_set_aside_and_sent_ones_stay(
    police: Organisation, officer: User, manager: User, successor: Organisation
) -> None:
    unsent = NudgeFactory(organisation=police)
    sent = NudgeFactory(
        organisation=police,
        window=ClosedWindowFactory(),
        status=NudgeStatus.RELEASED,
        released_by=manager,
        released_at=clock.now(),
    )
    close(police, officer, successor)
    unsent.refresh_from_db()
    sent.refresh_from_db()
    assert (unsent.status, sent.status) == ("set-aside", "released")
    assert Entry.objects.get(action="nudge.set-aside").reason == "It ended."
    assert partner_services.release_nudge(unsent, actor=manager) is False
    assert not Nudge.objects.filter(status="prepared").exists()


def test_comments_go_with_their_request_or_wait_no_more(
    police: Organisation, lead: User, officer: User, successor: Organisation
) -> None:
    goes = SubmittedRequestFactory(organisation=police, author=lead)
    stays = SubmittedRequestFactory(organisation=police, author=lead, status=RequestStatus.DECLINED)
    for topic in (goes, stays):
        CommentFactory(request=topic, side=Side.OFFICE, author=officer)
    CommentFactory(request=stays, side=Side.PARTNER, author=lead)
    close(police, officer, successor)
    assert [row.request for row in waiting(Side.PARTNER)] == [goes]
    assert waiting(Side.OFFICE) == []
    told = Entry.objects.get(action="topicrequest.comments-settled")
    assert (told.target_id, told.data) == (str(stays.pk), {"comments": 2})


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_closing_page_says_what_it_settles(
    police: Organisation, lead: User, officer: User, client_of: SignIn, language: str
) -> None:
    LateCodeFactory(organisation=police)
    NudgeFactory(organisation=police)
    topic = SubmittedRequestFactory(organisation=police, author=lead, status=RequestStatus.DECLINED)
    for _ in range(2):
        CommentFactory(request=topic, side=Side.OFFICE, author=officer)
    with translation.override(language):
        sentences = loose_ends(police)
        page = body(
            client_of(officer).get(reverse("partners:organisation-close", args=[police.pk]))
        )
    assert len(sentences) == 3
    assert [sentence for sentence in sentences if sentence not in page] == []
    assert loose_ends(OrganisationFactory()) == []


# --- The mark of what came late ---------------------------------------------------------------


@pytest.fixture
def late(police: Organisation, lead: User) -> TopicRequest:
    return make_late(police, lead)


def make_late(organisation: Organisation, author: User, **fields: Any) -> TopicRequest:
    window = fields.pop("window", None) or ClosedWindowFactory()
    topic: TopicRequest = SubmittedRequestFactory(
        organisation=organisation, author=author, window=window, **fields
    )
    LateCodeFactory(
        organisation=organisation,
        window=window,
        request=topic,
        used_at=clock.now(),
        used_by=author,
    )
    return topic


@pytest.mark.parametrize(("language", "word"), [("en", "Late"), ("cy", "Hwyr")])
def test_what_came_late_says_so_in_every_list(
    late: TopicRequest,
    police: Organisation,
    lead: User,
    officer: User,
    client_of: SignIn,
    language: str,
    word: str,
) -> None:
    SubmittedRequestFactory(organisation=police, author=lead, window=late.window)
    for user, name, args in (
        (officer, "request-list", ()),
        (officer, "window-board", (late.window_id,)),
        (lead, "request-list-portal", ()),
    ):
        with translation.override(language):
            page = body(client_of(user).get(reverse(f"partners:{name}", args=args)))
        # One of the two, as a word and not by colour alone.
        assert page.count(f'<span aria-hidden="true">▲</span> {word}</strong>') == 1, name


def test_what_came_back_in_a_later_window_is_late_no_more(
    late: TopicRequest, lead: User, officer: User, client_of: SignIn
) -> None:
    first = ClosedWindowFactory()
    TopicRequest.objects.update(came_back_at=clock.now(), first_window=first)
    for user, name, args in (
        (officer, "request-list", ()),
        (officer, "window-board", (late.window_id,)),
        (lead, "request-list-portal", ()),
    ):
        page = body(client_of(user).get(reverse(f"partners:{name}", args=args)))
        assert late.reference in page
        assert "Late</strong>" not in page, name


def test_the_lists_cost_the_same_with_many_late_ones(
    late: TopicRequest, police: Organisation, lead: User, officer: User, client_of: SignIn
) -> None:
    pages = [
        (client_of(officer), url("request-list")),
        (client_of(officer), url("window-board", late.window_id)),
        (client_of(lead), url("request-list-portal")),
    ]

    def queries() -> list[int]:
        found = []
        for client, address in pages:
            client.get(address)
            with CaptureQueriesContext(connection) as caught:
                client.get(address)
            found.append(len(caught))
        return found

    one = queries()
    for _ in range(2):
        make_late(police, lead, window=late.window)
        SubmittedRequestFactory(organisation=police, author=lead, window=late.window)
    assert queries() == one
