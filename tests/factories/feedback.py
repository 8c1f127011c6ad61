"""Closed activities with answers, findings and packs at every stage."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import factory

from engagement.models import (
    Activity,
    ActivityStatus,
    Anonymity,
    Answer,
    Choice,
    Contribution,
    ContributionStatus,
    Question,
    QuestionKind,
)
from feedback.models import BoardAction, Finding, Outcome, Report, ReportSection, ResultsPack, Theme
from feedback.services import outcomes, packs
from partners.models import Organisation
from tests.factories.accounts import UserFactory
from tests.factories.engagement import ActivityFactory
from tests.factories.partners import AgreementFactory, OrganisationFactory
from vef.accounts.models import Role, User
from vef.common import clock
from vef.common.bilingual import check_language

# Answers to question 4 of the demo world's A1: 3, 19, 2 and 3 of 27 people.
A1_QUESTION_4 = {"video-1": 3, "video-2": 19, "none": 2, "unsure": 3}
A1_PEOPLE = 27


class ClosedActivityFactory(ActivityFactory):
    """An activity that has closed; nobody has answered."""

    status = ActivityStatus.CLOSED
    title_en = "Non-emergency calls"
    title_cy = "Galwadau difrys"
    anonymity = Anonymity.CHOICE
    opens_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=40))
    closes_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=3))


def activity_of(organisation: Organisation | None = None, **fields: Any) -> Activity:
    """Return a closed activity on a topic this organisation asked for."""
    organisation = organisation or OrganisationFactory()
    return ClosedActivityFactory(entry__request__organisation=organisation, **fields)


def question(
    activity: Activity, number: int, kind: str = QuestionKind.SINGLE, codes: tuple[str, ...] = ()
) -> Question:
    row = Question.objects.create(
        activity=activity,
        number=number,
        kind=kind,
        text_en=f"Question {number}?",
        text_cy=f"Cwestiwn {number}?",
    )
    for order, code in enumerate(codes):
        Choice.objects.create(
            question=row,
            code=code,
            label_en=f"{code} en",
            label_cy=f"{code} cy",
            order=order,
        )
    return row


def contribution(
    activity: Activity, *, status: str = ContributionStatus.CODED, **answers: Any
) -> Contribution:
    """Add an anonymous contribution; ``answers`` maps "q4" to codes or to words."""
    row = Contribution.objects.create(activity=activity, is_anonymous=True, status=status)
    questions = {f"q{item.number}": item for item in activity.questions.all()}
    for name, value in answers.items():
        fields = {"codes": value} if isinstance(value, list) else {"text": value}
        answer = Answer(contribution=row, question=questions[name], **fields)
        if status == ContributionStatus.CODED and "text" in fields:
            answer.redacted = value
        answer.save()
    return row


def answered_a1(activity: Activity, counts: Mapping[str, int] = A1_QUESTION_4) -> Question:
    """Give an activity question 4 of A1 and the demo world's 27 answers to it."""
    row = question(activity, 4, codes=tuple(counts))
    for code, number in counts.items():
        for _ in range(number):
            contribution(activity, q4=[code])
    return row


class ThemeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Theme

    code = factory.Sequence(lambda n: f"theme-{n}")
    name_en = factory.Sequence(lambda n: f"Theme {n}")
    name_cy = factory.Sequence(lambda n: f"Thema {n}")


class FindingFactory(factory.django.DjangoModelFactory):
    """A finding checked in both languages."""

    class Meta:
        model = Finding
        skip_postgeneration_save = True

    activity = factory.SubFactory(ClosedActivityFactory)
    number = factory.Sequence(lambda n: n + 1)
    text_en = "People want a reference number before the call ends."
    text_cy = "Mae pobl eisiau cyfeirnod cyn i'r alwad ddod i ben."

    @factory.post_generation
    def checked(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create and extracted is not False:
            both_checked(self)


def both_checked(row: Any) -> Any:
    author = UserFactory()
    for language in ("cy", "en"):
        check_language(row, language, actor=author)
    return row


def pack_of(activity: Activity, *, author: User, findings: int = 2) -> ResultsPack:
    """Return a draft pack with its findings, ready to be checked, for a partner that has signed."""
    AgreementFactory(organisation=activity.entry.request.organisation)
    for number in range(1, findings + 1):
        FindingFactory(activity=activity, number=number)
    return packs.create_pack(activity=activity, actor=author)


def delivered_pack(activity: Activity, *, author: User, findings: int = 2) -> ResultsPack:
    """Return a pack that was checked, approved by another and delivered."""
    pack = pack_of(activity, author=author, findings=findings)
    packs.check_disclosure(pack, actor=author)
    packs.approve_pack(pack, actor=UserFactory(role=Role.MANAGER))
    packs.deliver_pack(pack, actor=author)
    return pack


def ready_outcome(activity: Activity, *, author: User) -> Outcome:
    """Return an outcome whose two languages are checked."""
    outcome = outcomes.draft_outcome(activity=activity, actor=author)
    for language in ("cy", "en"):
        outcomes.check_outcome_language(outcome, language=language, actor=author)
    return outcome


class BoardActionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BoardAction

    reference = factory.Sequence(lambda n: f"VEF-2020-{n:03d}")
    raised_on = date(2026, 7, 23)
    text_en = "Rewrite letter template 4"
    text_cy = "Ailysgrifennu templed llythyr 4"
    owner = "AW, CPS"
    due_on = date(2026, 12, 4)


class ReportFactory(factory.django.DjangoModelFactory):
    """A draft report with its twelve sections."""

    class Meta:
        model = Report
        skip_postgeneration_save = True

    title_en = "Forum update"
    title_cy = "Diweddariad y Fforwm"
    board_en = "Victims Board"
    board_cy = "Bwrdd Dioddefwyr"
    lead_officer = "ACC Example"
    meeting_on = date(2026, 12, 10)
    period_from = date(2026, 7, 1)
    period_until = date(2026, 12, 10)
    timing = "quarterly"
    written_by = factory.SubFactory(UserFactory, role=Role.OFFICER)

    @factory.post_generation
    def twelve(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            ReportSection.objects.bulk_create(
                [ReportSection(report=self, number=number) for number in range(1, 13)]
            )
