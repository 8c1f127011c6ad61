"""Files beside a decision: added by whoever decides, for good, and the office's alone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from partners import services
from partners.models import Decision, Organisation
from partners.reports import trail_of
from tests.documents.files import PDF
from tests.factories.accounts import UserFactory
from tests.factories.documents import AttachmentFactory
from tests.factories.partners import AcceptedRequestFactory, DecisionFactory, InterestFactory
from tests.partners.pages import body, url
from tests.roles import as_role
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.documents.attachments import MOST, TooMany, attachments_of
from vef.documents.models import Attachment
from vef.documents.sniffing import Checked, FileKind

SignIn = Callable[[User], Client]
FILE = Checked(PDF, FileKind.PDF, True)


@pytest.fixture
def decision(police: Organisation, lead: User) -> Decision:
    return DecisionFactory(request=AcceptedRequestFactory(organisation=police, author=lead))


def hand_in(client: Client, decision: Decision, content: bytes = PDF, **typed: str) -> Any:
    words = {"title": "Legal advice", "reason": "The decision rests on it."} | typed
    file = SimpleUploadedFile("Mrs Jones.pdf", content)
    return client.post(
        url("decision-files", decision.request_id, decision.pk), words | {"file": file}
    )


def test_added_with_a_reason_and_read_on_the_review_page(
    decision: Decision, officer: User, client_of: SignIn
) -> None:
    client = client_of(officer)
    answer = hand_in(client, decision)
    assert answer.url == url("request-review", decision.request_id)
    row = attachments_of(decision).get()
    assert (row.title, row.reason, row.added_by) == (
        "Legal advice",
        "The decision rests on it.",
        officer,
    )
    assert "Jones" not in str(Attachment.objects.values()) + str(Entry.objects.values())
    page = body(client.get(answer.url))
    assert "Legal advice" in page
    assert "The decision rests on it." in page
    file = client.get(url("decision-file", decision.request_id, row.pk))
    assert file.content == PDF
    assert file["Content-Disposition"].startswith('attachment; filename="document-')
    act = trail_of(decision.request)[-1]
    assert (str(act.what), act.who, act.why) == (
        "File added",
        officer.name,
        "The decision rests on it.",
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason": " "}, "Say why."),
        ({"title": ""}, "Say what it is."),
        ({"content": b""}, "The file is empty."),
    ],
)
def test_nothing_is_kept_without_a_reason_a_name_or_content(
    decision: Decision, officer: User, client_of: SignIn, typed: dict[str, Any], said: str
) -> None:
    page = hand_in(client_of(officer), decision, **typed)
    assert said in body(page)
    assert not Attachment.objects.exists()


def test_a_scanner_that_does_not_answer_keeps_it_out(
    decision: Decision, officer: User, client_of: SignIn, settings: Any
) -> None:
    settings.SCANNER = "clamd://127.0.0.1:1"
    page = hand_in(client_of(officer), decision)
    assert "The virus scanner gives no answer" in body(page)
    assert not Attachment.objects.exists()


def test_the_same_file_is_kept_once_and_ten_are_enough(decision: Decision, officer: User) -> None:
    def add(title: str) -> Attachment:
        return services.add_to_decision(
            decision, actor=officer, file=FILE, title=title, reason="Evidence"
        )

    assert add("Advice") == add("Advice ")
    assert Entry.objects.filter(action="attachment.added").count() == 1
    for number in range(1, MOST):
        add(str(number))
    with pytest.raises(TooMany):
        add("One more")
    with pytest.raises(ValueError, match="reason"):
        services.add_to_decision(decision, actor=officer, file=FILE, title="x", reason=" ")


def test_whoever_is_too_near_adds_nothing(
    decision: Decision, officer: User, client_of: SignIn
) -> None:
    InterestFactory(request=decision.request, declared_by=officer)
    client = client_of(officer)
    assert "somebody else adds files" in body(hand_in(client, decision))
    assert "Keep this file" not in body(
        client.get(url("decision-files", decision.request_id, decision.pk))
    )
    with pytest.raises(services.Recused):
        services.add_to_decision(decision, actor=officer, file=FILE, title="x", reason="y")
    assert not Attachment.objects.exists()


def test_only_the_office_and_only_under_its_own_request(
    decision: Decision, officer: User, lead: User, client_of: SignIn
) -> None:
    row = AttachmentFactory(about=decision)
    other = DecisionFactory()
    files = url("decision-files", decision.request_id, decision.pk)
    one = url("decision-file", decision.request_id, row.pk)
    board = UserFactory(role=Role.BOARD)
    for user in (lead, board):
        assert client_of(user).get(files).status_code == 404
        assert client_of(user).get(one).status_code == 404
        assert hand_in(client_of(user), decision).status_code == 404
    for name in ("request-file", "request-file-remove"):
        address = url(name, decision.request_id, row.pk)
        assert client_of(lead).post(address).status_code in (404, 405, 302)
    assert "Our leaflet" not in body(
        client_of(lead).get(url("request-detail", decision.request_id))
    )
    office = client_of(officer)
    assert office.get(url("decision-file", other.request_id, row.pk)).status_code == 404
    assert office.get(url("decision-files", other.request_id, decision.pk)).status_code == 404
    assert office.get(url("request-file-office", decision.request_id, row.pk)).status_code == 404
    assert Attachment.objects.get() == row


def test_the_review_costs_the_same_with_many_files(
    decision: Decision, officer: User, client_of: SignIn
) -> None:
    client, address = client_of(officer), url("request-review", decision.request_id)
    AttachmentFactory(about=decision)
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(3):
        AttachmentFactory(about=DecisionFactory(request=decision.request))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) == len(one)


def test_the_portals_own_role_reads_none_of_them(decision: Decision, portal: str) -> None:
    own = AttachmentFactory(about=decision.request)
    AttachmentFactory(about=decision)
    with as_role(portal):
        assert list(Attachment.objects.all()) == [own]
