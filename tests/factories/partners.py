"""Organisations, windows, requests and decisions, valid and dull."""

from datetime import date, timedelta
from typing import Any

import factory

from partners.models import (
    DECIDED,
    Agreement,
    AgreementKind,
    AgreementStatus,
    Assessment,
    AssessmentScore,
    Avenue,
    CommentSettled,
    Criterion,
    Decision,
    DecisionLetter,
    Interest,
    LateCode,
    LetterStatus,
    NotPersonal,
    Nudge,
    Organisation,
    Outcome,
    QuestionHelp,
    RegisterEntry,
    RegisterKind,
    RequestComment,
    RequestSave,
    RequestStatus,
    RequestWindow,
    Side,
    TopicRequest,
    WindowStatus,
)
from partners.services.approving import approve_letter
from tests.factories.accounts import UserFactory, partner_user
from vef.accounts.models import Role
from vef.common import clock

WEEK = timedelta(days=7)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    code = factory.Sequence(lambda n: f"org-{n}")
    name_en = factory.Sequence(lambda n: f"Example Partner {n}")
    name_cy = factory.Sequence(lambda n: f"Partner Enghreifftiol {n}")
    kind = Organisation.Kind.POLICE


class AgreementFactory(factory.django.DjangoModelFactory):
    """A data sharing agreement that is signed and in force; one of a kind for a partner."""

    class Meta:
        model = Agreement
        django_get_or_create = ("organisation", "kind", "status")

    organisation = factory.SubFactory(OrganisationFactory)
    kind = AgreementKind.DATA_SHARING
    status = AgreementStatus.SIGNED
    reference = "DSA 1"
    signed_on = factory.LazyFunction(lambda: clock.today() - 10 * WEEK)
    signed_by = "Bethan Rhydlas"
    review_on = factory.LazyFunction(lambda: clock.today() + 42 * WEEK)


class RegisterEntryFactory(factory.django.DjangoModelFactory):
    """A board that has always been there."""

    class Meta:
        model = RegisterEntry

    code = factory.Sequence(lambda n: f"entry-{n}")
    kind = RegisterKind.BOARD
    name_en = factory.Sequence(lambda n: f"Board {n}")
    name_cy = factory.Sequence(lambda n: f"Bwrdd {n}")


class RequestWindowFactory(factory.django.DjangoModelFactory):
    """A planned window around today; ``OpenWindowFactory`` gives the open one."""

    class Meta:
        model = RequestWindow

    name_en = factory.Sequence(lambda n: f"Winter {n}")
    name_cy = factory.Sequence(lambda n: f"Y gaeaf {n}")
    opens_on = factory.LazyFunction(lambda: clock.today() - WEEK)
    closes_on = factory.LazyFunction(lambda: clock.today() + 5 * WEEK)


class OpenWindowFactory(RequestWindowFactory):
    status = WindowStatus.OPEN

    class Meta:
        django_get_or_create = ("status",)


class ClosedWindowFactory(RequestWindowFactory):
    status = WindowStatus.CLOSED
    opens_on = factory.LazyFunction(lambda: clock.today() - 8 * WEEK)
    closes_on = factory.LazyFunction(lambda: clock.today() - WEEK)


class LateCodeFactory(factory.django.DjangoModelFactory):
    """A code that works, of which nobody knows the letters."""

    class Meta:
        model = LateCode

    window = factory.SubFactory(ClosedWindowFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    code_hash = factory.Sequence(lambda n: f"{n:064x}")
    reason = "Their board met the day after."
    given_by = factory.SubFactory(UserFactory, role=Role.OFFICER)
    expires_at = factory.LazyFunction(lambda: clock.now() + WEEK)


class NudgeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Nudge

    window = factory.SubFactory(OpenWindowFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    letter_cy = "Byddem yn falch o glywed gennych."
    letter_en = "We would be glad to hear from you."
    prepared_by = factory.SubFactory(UserFactory, role=Role.OFFICER)


class TopicRequestFactory(factory.django.DjangoModelFactory):
    """A complete draft, ready to submit."""

    class Meta:
        model = TopicRequest

    window = factory.SubFactory(OpenWindowFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    author = factory.LazyAttribute(lambda row: partner_user(row.organisation))
    title_en = "How we answer non-emergency calls"
    title_cy = "Sut rydym yn ateb galwadau difrys"
    problem = "Callers tell us that they repeat their story."
    objectives = "To learn whether the planned way is better."
    outputs = "A short report."
    decision_to_inform = "Whether the new script goes live."
    promises_feedback = True
    feedback_by = factory.LazyFunction(lambda: clock.today() + timedelta(days=200))


class NotPersonalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NotPersonal

    request = factory.SubFactory(TopicRequestFactory)
    field = "problem"
    digest = factory.Sequence(lambda n: f"{n:064x}")
    said_by = factory.LazyAttribute(lambda row: row.request.author)


class QuestionHelpFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuestionHelp
        django_get_or_create = ("question",)

    question = "problem"
    advice_en = "Say what happens now."
    advice_cy = "Dywedwch beth sy'n digwydd nawr."
    example_en = "People wait."
    example_cy = "Mae pobl yn aros."
    words_from = 5
    words_to = 20


class CommentFactory(factory.django.DjangoModelFactory):
    """What the office said about a submitted request."""

    class Meta:
        model = RequestComment

    request = factory.SubFactory("tests.factories.partners.SubmittedRequestFactory")
    side = Side.OFFICE
    author = factory.SubFactory(UserFactory, role=Role.OFFICER)
    text = "Could you say which court you mean?"


class CommentSettledFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommentSettled

    comment = factory.SubFactory(CommentFactory)
    settled_by = factory.LazyAttribute(lambda row: row.comment.request.author)


class RequestSaveFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RequestSave

    request = factory.SubFactory(TopicRequestFactory)
    saved_by = factory.LazyAttribute(lambda row: row.request.author)
    fields = factory.LazyFunction(lambda: ["problem"])


class SubmittedRequestFactory(TopicRequestFactory):
    status = RequestStatus.SUBMITTED
    reference = factory.Sequence(lambda n: f"TR-2020-{n:02d}")
    submitted_at = factory.LazyFunction(clock.now)
    # What was decided, its partner knows.
    told_status = factory.LazyAttribute(lambda row: row.status if row.status in DECIDED else "")


class ReviewedRequestFactory(SubmittedRequestFactory):
    status = RequestStatus.UNDER_REVIEW


class AssessedRequestFactory(ReviewedRequestFactory):
    """A request under review that two people have assessed."""

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def assessments(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if not create:
            return
        for assessor in kwargs.get("assessors") or (None, None):
            given = {"assessor": assessor} if assessor else {}
            OpenedAssessmentFactory(request=self, **given)


class AcceptedRequestFactory(SubmittedRequestFactory):
    """An accepted request with its decision."""

    class Meta:
        skip_postgeneration_save = True

    status = RequestStatus.ACCEPTED

    @factory.post_generation
    def decision(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            DecisionFactory(request=self)


class CriterionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Criterion

    code = factory.Sequence(lambda n: f"criterion-{n}")
    name_en = "Partner's aim"
    name_cy = "Nod y partner"
    weight = 2


class AvenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Avenue

    code = factory.Sequence(lambda n: f"avenue-{n}")
    name_en = "Complain to the police force"
    name_cy = "Cwyno i'r heddlu"
    description_en = "Anybody can complain."
    description_cy = "Gall unrhyw un gwyno."


class DecisionFactory(factory.django.DjangoModelFactory):
    """A decision whose letter was sent; ``letter=False`` for one without."""

    class Meta:
        model = Decision
        skip_postgeneration_save = True

    request = factory.SubFactory(SubmittedRequestFactory)
    outcome = Outcome.ACCEPTED
    reason = "It fits."
    letter_en = "We have accepted your topic."
    letter_cy = "Rydym wedi derbyn eich pwnc."
    decided_by = factory.SubFactory(UserFactory, role=Role.OFFICER)

    @factory.post_generation
    def letter(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted is not False and self.outcome != Outcome.MORE_INFORMATION:
            SentLetterFactory(decision=self, **kwargs)


class DecisionLetterFactory(factory.django.DjangoModelFactory):
    """A letter that waits for a second person."""

    class Meta:
        model = DecisionLetter

    decision = factory.SubFactory(DecisionFactory, letter=False)
    letter_cy = factory.SelfAttribute("decision.letter_cy")
    letter_en = factory.SelfAttribute("decision.letter_en")
    written_by = factory.SelfAttribute("decision.decided_by")


class SentLetterFactory(DecisionLetterFactory):
    status = LetterStatus.SENT
    approved_by = factory.SubFactory(UserFactory, role=Role.OFFICER)
    sent_at = factory.LazyFunction(clock.now)


class AssessmentFactory(factory.django.DjangoModelFactory):
    """An assessment that is begun."""

    class Meta:
        model = Assessment

    request = factory.SubFactory(ReviewedRequestFactory)
    assessor = factory.SubFactory(UserFactory, role=Role.OFFICER)


class OpenedAssessmentFactory(AssessmentFactory):
    """An assessment that is handed in, and seen by colleagues."""

    status = Assessment.Status.FINISHED
    finished_at = factory.LazyFunction(clock.now)
    opened_at = factory.LazyFunction(clock.now)


class AssessmentScoreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AssessmentScore

    assessment = factory.SubFactory(OpenedAssessmentFactory)
    criterion = factory.SubFactory(CriterionFactory)
    weight = 2
    score = 2
    note = "A good aim."


class InterestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Interest

    request = factory.SubFactory(ReviewedRequestFactory)
    declared_by = factory.SubFactory(UserFactory, role=Role.OFFICER)
    reason = "A sister works there."


def past(days: int) -> date:
    return clock.today() - timedelta(days=days)


def told(decision: Decision) -> Decision:
    """Have a colleague approve the letter of a decision, so that its partner knows."""
    approve_letter(decision.letters.last(), actor=UserFactory(role=Role.OFFICER))
    return decision
