"""Several authors of one organisation on one draft: both are seen, and nothing is lost."""

import html
import re
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from partners import services
from partners.differences import parts_of
from partners.models import Organisation, RequestSave, RequestWindow, TopicRequest
from tests.factories.accounts import partner_user
from tests.factories.partners import OrganisationFactory, RequestSaveFactory, TopicRequestFactory
from tests.partners.pages import url
from tests.partners.test_portal_pages import step_data
from vef.accounts.models import Role, User

SignIn = Callable[[User], Client]


@pytest.fixture
def draft(police: Organisation, lead: User, window: RequestWindow) -> TopicRequest:
    return TopicRequestFactory(organisation=police, author=lead, window=window)


def text(response: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", response.content.decode()))


# --- The texts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "left", "right"),
    [
        ("We ask people twice.", "We ask people once.", ["twice."], ["once."]),
        ("Mae pobl yn aros.", "Mae pobl yn aros yn hir.", ["aros."], ["aros yn hir."]),
        ("", "New words", [], ["New words"]),
        ("The same", "The same", [], []),
        ("A line\r\nbroken", "A line\nbroken", [], []),
        ("<b>bold</b> move", "<i>slow</i> move", ["<b>bold</b> "], ["<i>slow</i> "]),
    ],
)
def test_words_that_differ(one: str, other: str, left: list[str], right: list[str]) -> None:
    first, second = parts_of(one, other)
    assert [part.text for part in first if part.differs] == left
    assert [part.text for part in second if part.differs] == right
    assert "".join(part.text for part in first) == one
    assert "".join(part.text for part in second) == other


def test_very_long_texts_are_marked_whole() -> None:
    long = "word " * 3000
    first, second = parts_of(long, long + "end")
    assert [(len(first), first[0].differs), (len(second), second[0].differs)] == [
        (1, True),
        (1, True),
    ]


# --- The service ---------------------------------------------------------------------


def seen(topic: TopicRequest, *fields: str) -> services.Seen:
    return services.Seen(fields, services.fingerprint(topic, fields))


def test_answers_that_only_a_colleague_changed_are_left_alone(
    draft: TopicRequest, lead: User, contributor: User
) -> None:
    page = seen(draft, "problem", "objectives")
    old = {"problem": draft.problem, "objectives": draft.objectives}
    services.save_request(draft, actor=contributor, answers=old | {"problem": "G"}, seen=page)
    saved = services.save_request(draft, actor=lead, answers=old | {"objectives": "B"}, seen=page)
    assert saved == (("objectives",), ("problem",))
    draft.refresh_from_db()
    assert (draft.problem, draft.objectives) == ("G", "B")


def test_the_first_colleague_is_named_however_many_saved_since(
    draft: TopicRequest, lead: User, contributor: User, police: Organisation
) -> None:
    third = partner_user(police, role=Role.PARTNER, name="Carys")
    page = seen(draft, "problem")
    services.save_request(draft, actor=contributor, answers={"problem": "Gethin's"})
    services.save_request(draft, actor=third, answers={"officers": "Insp. A"})
    with pytest.raises(services.SaveConflict) as conflict:
        services.save_request(draft, actor=lead, answers={"problem": "Bethan's"}, seen=page)
    assert conflict.value.by == contributor


@pytest.mark.parametrize("token", ["", "nonsense", "a-b-c", "x" * 5000])
def test_without_knowing_the_page_nothing_of_a_colleague_is_overwritten(
    draft: TopicRequest, lead: User, contributor: User, token: str
) -> None:
    services.save_request(draft, actor=contributor, answers={"problem": "Gethin's"})
    with pytest.raises(services.SaveConflict):
        services.save_request(
            draft, actor=lead, answers={"problem": "B"}, seen=services.Seen(("problem",), token)
        )


def test_who_saved_what_is_kept_without_the_words(
    draft: TopicRequest, lead: User, contributor: User
) -> None:
    services.save_request(draft, actor=lead, answers={"problem": "Ring 01632 960111"})
    services.save_request(draft, actor=contributor, answers={"problem": "-", "outputs": "New"})
    services.save_request(draft, actor=contributor, answers={"outputs": "New"})
    rows = [(row.saved_by, row.fields) for row in draft.saves.all()]
    assert rows == [(contributor, ["problem", "outputs"]), (lead, ["problem"])]
    assert "960111" not in str(list(RequestSave.objects.values()))


def test_a_line_of_who_saved_what_is_never_changed(draft: TopicRequest) -> None:
    row = RequestSaveFactory(request=draft)
    for act in (lambda: RequestSave.objects.update(fields=[]), row.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_and_one_is_shown_the_other(
    police: Organisation, lead: User, contributor: User, window: RequestWindow
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two transactions at once need PostgreSQL")
    draft = TopicRequestFactory(organisation=police, author=lead, window=window)
    page, gate = seen(draft, "problem"), threading.Barrier(2)
    won: list[str] = []
    lost: list[services.SaveConflict] = []

    def save(who: User) -> None:
        try:
            mine = TopicRequest.objects.get(pk=draft.pk)
            gate.wait(10)
            services.save_request(mine, actor=who, answers={"problem": who.name}, seen=page)
            won.append(who.name)
        except services.SaveConflict as conflict:
            lost.append(conflict)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[who]) for who in (lead, contributor)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(won) == len(lost) == 1
    assert lost[0].theirs == {"problem": won[0]}
    assert lost[0].by is not None
    assert lost[0].by.name == won[0]
    draft.refresh_from_db()
    assert draft.problem == won[0]


# --- The pages -----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_second_reads_both_beside_each_other(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn, language: str
) -> None:
    services.save_request(draft, actor=lead, answers={"problem": "People wait too long."})
    mine = step_data(draft, "topic", problem="People wait far too long.", outputs=draft.outputs)
    theirs = step_data(draft, "topic", problem="People wait an hour.", outputs="A leaflet.")
    with translation.override(language):
        address = reverse("partners:request-step", args=[draft.pk, "topic"])
    assert client_of(contributor).post(address, theirs).status_code == 302
    client = client_of(lead)
    page = client.post(address, mine)
    assert page.status_code == 409
    assert contributor.name in text(page)
    with translation.override(language):
        for words in ("Stored now", "Typed by you, not saved yet"):
            said = translation.gettext(words)
            assert language == "en" or said != words
            assert said in text(page)
    assert "<mark>an hour.</mark>" in page.content.decode()
    assert "<mark>far too long.</mark>" in page.content.decode()
    # What only the colleague changed is in the box as the colleague wrote it...
    form = page.context["form"]
    assert (form["problem"].value(), form["outputs"].value()) == (
        "People wait far too long.",
        "A leaflet.",
    )
    # ...so that sending the page as it stands undoes nothing.
    data = {name: form[name].value() for name in form.fields} | {"problem": "Both of it."}
    assert client.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert (draft.problem, draft.outputs) == ("Both of it.", "A leaflet.")


def test_dates_and_promises_of_a_colleague_are_in_the_boxes(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    services.save_request(
        draft, actor=lead, answers={"promises_feedback": False, "feedback_by": None}
    )
    other = step_data(draft, "why", decision_to_inform="Mine")
    services.save_request(
        draft,
        actor=contributor,
        answers={"decision_to_inform": "Theirs", "decision_on": date(2027, 3, 31)},
    )
    form = client_of(lead).post(url("request-step", draft.pk, "why"), other).context["form"]
    assert form["decision_on"].value() == [31, 3, 2027]


def test_saving_beside_a_colleague_says_that_both_are_kept(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    mine = step_data(draft, "topic", outputs="A film.")
    services.save_request(draft, actor=contributor, answers={"problem": "Gethin's"})
    page = client_of(lead).post(url("request-step", draft.pk, "topic"), mine, follow=True)
    assert "A colleague saved other answers on that page meanwhile. Both are kept." in text(page)
    draft.refresh_from_db()
    assert (draft.problem, draft.outputs) == ("Gethin's", "A film.")


def test_a_wrong_date_beside_a_colleagues_change_undoes_nothing(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    address = url("request-step", draft.pk, "why")
    mine = step_data(draft, "why", decision_on_day="31", decision_on_month="2")
    services.save_request(draft, actor=contributor, answers={"decision_to_inform": "Theirs"})
    client = client_of(lead)
    form = client.post(address, mine).context["form"]
    assert form["decision_to_inform"].value() == "Theirs"
    data = mine | {"seen": form["seen"].value(), "decision_to_inform": "Theirs"}
    data |= {"decision_on_day": "", "decision_on_month": "", "decision_on_year": ""}
    assert client.post(address, data).status_code == 302
    draft.refresh_from_db()
    assert draft.decision_to_inform == "Theirs"


def test_the_draft_shows_who_saved_what_in_the_same_queries(
    draft: TopicRequest, lead: User, contributor: User, client_of: SignIn
) -> None:
    client, address = client_of(lead), url("request-edit", draft.pk)
    services.save_request(draft, actor=contributor, answers={"outputs": "A film."})
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        page = client.get(address)
    assert f"{contributor.name}: What would you like to have at the end?" in text(page)
    for number in range(3):
        RequestSaveFactory(request=draft, saved_by=partner_user(draft.organisation))
        services.save_request(draft, actor=lead, answers={"outputs": str(number)})
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)
    stranger = client_of(partner_user(OrganisationFactory()))
    assert stranger.get(address).status_code == 404
