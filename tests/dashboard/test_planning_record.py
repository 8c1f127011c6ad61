"""The planning record: the whole trail of a request in one PDF, and why it was or wasn't taken."""

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import page as validator
import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from partners.models import Outcome, Side, TopicRequest
from partners.services.details import keep_details, noticed_in
from partners.services.triage import place_request
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.documents import AttachmentFactory
from tests.factories.engagement import EntryFactory
from tests.factories.partners import (
    AssessmentFactory,
    AssessmentScoreFactory,
    AvenueFactory,
    CommentFactory,
    DecisionFactory,
    InterestFactory,
    LateCodeFactory,
    OpenedAssessmentFactory,
    RegisterEntryFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
)
from vef.accounts.models import Role, User
from vef.audit.models import Entry
from vef.common import clock
from vef.dashboard.planning_record import take_planning_record
from vef.documents.models import Attachment, RenderedDocument

SignIn = Callable[[User], Client]


def text_of(content: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True
    )
    return re.sub(r"\s*/\s*", "/", re.sub(r"\s+", " ", done.stdout.decode()))


def address(topic: TopicRequest, language: str) -> str:
    with translation.override("en"):
        return reverse("dashboard:planning-record", args=[topic.pk, language])


def everything(officer: User) -> tuple[TopicRequest, list[str]]:
    """Return a request with something in every part, and words that must be read of each."""
    topic: TopicRequest = ReviewedRequestFactory(
        title_en="How we answer calls",
        title_cy="Sut rydym yn ateb",
        problem="People wait far too long.",
        written_in="en",
        not_a_case_because="It is about all callers.",
    )
    topic.register_entries.add(RegisterEntryFactory(name_en="Our plan", name_cy="Ein cynllun ni"))
    topic.objectives = "Ask Mr Example why it was not investigated. Ring 01632 960111."
    topic.based_on = SubmittedRequestFactory(title_en="The first of them", title_cy="")
    topic.merged_into = SubmittedRequestFactory(title_en="The larger one", title_cy="")
    topic.save()
    SubmittedRequestFactory(title_en="A smaller one", title_cy="", merged_into=topic)
    SubmittedRequestFactory(title_en="The next of them", title_cy="", based_on=topic)
    LateCodeFactory(
        organisation=topic.organisation,
        window=topic.window,
        reason="Their board met late.",
        request=topic,
        used_at=clock.now(),
        used_by=topic.author,
    )
    TopicRequest.objects.filter(pk=topic.pk).update(status="more-information")
    keys = [each.key for each in noticed_in(topic) if each.match.words == "01632 960111"]
    assert keep_details(topic, actor=topic.author, keys=keys) == 1
    TopicRequest.objects.filter(pk=topic.pk).update(status="under-review")
    CommentFactory(request=topic, side=Side.OFFICE, author=officer, text="Which courts?")
    CommentFactory(
        request=topic,
        side=Side.PARTNER,
        author=topic.author,
        text="Between us only.",
        among_colleagues=True,
    )
    AttachmentFactory(about=topic, title="Our call script", content=b"The secret content.")
    InterestFactory(request=topic, reason="A cousin works there.")
    for note in ("Their own plan says so.", "It fits the year."):
        AssessmentScoreFactory(
            assessment=OpenedAssessmentFactory(request=topic), note=note, weight=3, score=2
        )
    # Not handed in by two: nobody else may see it.
    AssessmentFactory(request=topic, draft={"x": "Half a thought."})
    alone = OpenedAssessmentFactory(request=topic, opened_at=None, round=1)
    AssessmentScoreFactory(assessment=alone, note="Seen by nobody yet.")
    decision = DecisionFactory(
        request=topic,
        outcome=Outcome.DECLINED,
        reason_code="other-route",
        reason="Another board asks this already.",
        conditions="Only sample letters.",
        alone_because="The window closed that day.",
        letter_en="We are sorry.",
        letter_cy="Mae'n ddrwg gennym.",
    )
    decision.avenues.add(AvenueFactory(name_en="Ask the panel", name_cy="Gofyn i'r panel"))
    AttachmentFactory(about=decision, title="Legal advice", reason="The decision rests on it.")
    EntryFactory(request=topic, title_en="Calls", title_cy="Galwadau")
    place_request(topic, actor=officer, place=1, reason="The courts wait for it.")
    return topic, [
        topic.reference,
        topic.author.name,
        "Their board met late.",
        "People wait far too long.",
        "It is about all callers.",
        "Mr Example",
        "01632 960111",
        "The first of them",
        "The larger one",
        "A smaller one",
        "The next of them",
        "Our call script",
        "Legal advice",
        "The decision rests on it.",
        "Which courts?",
        "A cousin works there.",
        "Their own plan says so.",
        "It fits the year.",
        "6/9",
        "Another board asks this already.",
        "Only sample letters.",
        "The window closed that day.",
        "We are sorry.",
        "Mae'n ddrwg gennym.",
        "The courts wait for it.",
        *(row.digest[:20] for row in Attachment.objects.all()),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "Planning record TR-",
                "Example Partner",
                "Our plan",
                "Ask the panel",
                "Not about a person:",
            ],
        ),
        (
            "cy",
            [
                "Cofnod cynllunio TR-",
                "Partner Enghreifftiol",
                "Ein cynllun ni",
                "Gofyn i'r panel",
                "Galwadau",
            ],
        ),
    ],
)
def test_every_part_is_in_it_and_what_is_not_the_offices_is_not(
    officer: User, client_of: SignIn, language: str, words: list[str]
) -> None:
    topic, parts = everything(officer)
    page = client_of(officer).post(address(topic, language))
    assert page.status_code == 200
    assert page["Content-Type"] == "application/pdf"
    assert page["Content-Disposition"].startswith('attachment; filename="record-tr-')
    read = text_of(page.content)
    for part in (*parts, *words):
        assert part in read, part
    for hidden in (
        "Between us only.",
        "Half a thought.",
        "Seen by nobody yet.",
        "The secret content.",
    ):
        assert hidden not in read
    with pikepdf.open(BytesIO(page.content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert str(pdf.docinfo["/Title"]).endswith(str(topic.reference))
        assert list(pdf.docinfo) == ["/Title"]
        assert not pdf.attachments
        languages = {
            str(thing.Lang)
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Lang" in thing and "/S" in thing
        }
    assert {"cy", "en"} <= languages


def test_it_can_be_read_aloud(officer: User, tmp_path: Path) -> None:
    topic, _parts = everything(officer)
    for language, document in take_planning_record(topic, actor=officer).items():
        file = tmp_path / f"{language}.pdf"
        file.write_bytes(bytes(document.content))
        report = validator.validate_pdf(str(file), profile=validator.ValidationProfile.PDF_UA_1)
        assert report.is_compliant, list(report.failures)


def test_the_same_trail_is_the_same_file_and_each_taking_is_noted(
    officer: User, client_of: SignIn
) -> None:
    topic, _parts = everything(officer)
    client = client_of(officer)
    first = client.post(address(topic, "en")).content
    assert client.post(address(topic, "en")).content == first
    assert RenderedDocument.objects.filter(kind="planning-record").count() == 2
    taken = list(Entry.objects.filter(action="topicrequest.record-taken"))
    assert [entry.actor_id for entry in taken] == [str(officer.pk)] * 2
    kept = RenderedDocument.objects.get(kind="planning-record", language="en")
    assert taken[0].data["en"] == kept.digest
    CommentFactory(request=topic, side=Side.OFFICE, author=officer, text="One thing more.")
    assert client.post(address(topic, "en")).content != first
    assert RenderedDocument.objects.filter(kind="planning-record").count() == 4


def test_a_request_that_only_waits_has_one_too(officer: User, client_of: SignIn) -> None:
    topic = SubmittedRequestFactory()
    read = text_of(client_of(officer).post(address(topic, "en")).content)
    for words in (
        "Nothing has been decided yet.",
        "Two assessments are not in.",
        "Nobody declared an interest.",
        "It has no place in the programme.",
        "No files came with it.",
        "Nothing was said about it.",
    ):
        assert words in read


def test_nobody_else_gets_it_and_looking_makes_none(officer: User, client_of: SignIn) -> None:
    topic = SubmittedRequestFactory()
    draft = TopicRequest.objects.create(
        window=topic.window, organisation=topic.organisation, author=topic.author
    )
    partner, board = partner_user(topic.organisation), UserFactory(role=Role.BOARD)
    for user in (partner, board):
        assert client_of(user).post(address(topic, "en")).status_code == 404
    office = client_of(officer)
    assert office.get(address(topic, "en")).status_code == 405
    assert office.post(address(draft, "en")).status_code == 404
    assert office.post(address(topic, "fr")).status_code == 404
    assert not RenderedDocument.objects.exists()
    assert not Entry.objects.filter(action="topicrequest.record-taken").exists()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_review_page_offers_it_in_both_languages(
    officer: User, client_of: SignIn, language: str
) -> None:
    topic = SubmittedRequestFactory()
    with translation.override(language):
        page = client_of(officer).get(reverse("partners:request-review", args=[topic.pk]))
        for code in ("cy", "en"):
            assert reverse("dashboard:planning-record", args=[topic.pk, code]) in (
                page.content.decode()
            )
