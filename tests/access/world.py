"""A small world in which every address of the product has something to show."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress

from database.models import Person, PersonStatus, RetentionRule, RetentionRun, Suppression
from database.seed import seed_reference_rows
from database.services import exporting, importing, merging
from database.services.changes import take_change
from database.services.stops import stop_channel
from engagement.models import Activity, Anonymity, Helpline, Indicator
from feedback.services import answers, outcomes
from partners.models import LetterStatus, Organisation
from tests.factories.accounts import UserFactory, partner_user
from tests.factories.database import (
    AreaFactory,
    DefinitionQuoteFactory,
    EvidenceFactory,
    FamilyMemberFactory,
    NoteFactory,
    PersonFactory,
    SupporterFactory,
    VictimDefinitionFactory,
    contactable_person,
)
from tests.factories.documents import AttachmentFactory
from tests.factories.engagement import (
    BatchFactory,
    ContributionFactory,
    EntryFactory,
    InvitationFactory,
    open_survey,
    survey_activity,
)
from tests.factories.equality import (
    CampaignAskFactory,
    CampaignFactory,
    FigureReleaseFactory,
    ReferenceFigureFactory,
    asked,
    question,
)
from tests.factories.feedback import (
    BoardActionFactory,
    ReportFactory,
    ThemeFactory,
    activity_of,
    delivered_pack,
    ready_outcome,
)
from tests.factories.joining import JoinRequestFactory, SourceCodeFactory
from tests.factories.outbox import MessageFactory
from tests.factories.partners import (
    AcceptedRequestFactory,
    AgreementFactory,
    AssessedRequestFactory,
    AvenueFactory,
    CommentFactory,
    CriterionFactory,
    DecisionFactory,
    DecisionLetterFactory,
    LateCodeFactory,
    NudgeFactory,
    OrganisationFactory,
    QuestionHelpFactory,
    RegisterEntryFactory,
    RequestSaveFactory,
    RequestWindowFactory,
    ReviewedRequestFactory,
    SubmittedRequestFactory,
    TopicRequestFactory,
)
from tests.factories.rights import (
    AccessPackFactory,
    IncidentFactory,
    LegalHoldFactory,
    WorkedRequestFactory,
)
from vef.accounts.models import Role, User, UserInvitation
from vef.common import clock
from vef.common.links import issue_link
from vef.common.models import HostBody
from vef.documents.models import GovernanceDocument, RenderedDocument

KINDS = (
    "anonymous",
    "officer",
    "manager",
    "protection",
    "administrator",
    "board",
    "contributor",
    "lead",
    "other",
)
Args = dict[str, Any]


class World:
    """Rows of every sort, all belonging to one organisation, and a user of each kind."""

    def __init__(self) -> None:
        seed_reference_rows()
        self.host = HostBody.objects.create(
            **{
                f"{name}_{language}": f"{name} {language}"
                for name in ("name", "short_name", "commissioner_title", "neutral_name")
                for language in ("en", "cy")
            },
            contact_name="Contact",
            contact_email="contact@example.org",
            contact_phone="01632 960101",
        )
        self.organisation: Organisation = OrganisationFactory()
        self.users = self._users()
        self.officer = self.users["officer"]
        self._partners()
        self._people()
        self._campaigns()
        self._rights()
        self._exchange()
        self._engagement()
        self._feedback()
        self._ground()

    def _users(self) -> dict[str, User | None]:
        def staff(role: str) -> User:
            return UserFactory(role=role)

        users: dict[str, User | None] = {
            "anonymous": None,
            "officer": staff(Role.OFFICER),
            "manager": staff(Role.MANAGER),
            "protection": staff(Role.DATA_PROTECTION),
            "administrator": staff(Role.ADMINISTRATOR),
            "board": staff(Role.BOARD),
            "contributor": partner_user(self.organisation, role=Role.PARTNER),
            "lead": partner_user(self.organisation, role=Role.PARTNER_LEAD),
            "other": partner_user(OrganisationFactory(), role=Role.PARTNER_LEAD),
        }
        for user in filter(None, users.values()):
            # As accepting an invitation leaves it: the address is verified.
            EmailAddress.objects.get_or_create(
                user=user, email=user.email, defaults={"verified": True, "primary": True}
            )
        return users

    def _exchange(self) -> None:
        self.sheet = importing.upload(
            content=b"name,email\nHuw,huw@example.com\n",
            name="list.csv",
            actor=self.officer,
            reason="The old list",
        )
        self.export = exporting.ask_for_list(
            reason="For the printer", columns=["reference"], actor=self.officer
        )

    def _partners(self) -> None:
        own = {"organisation": self.organisation, "author": self.users["lead"]}
        self.draft = TopicRequestFactory(**own)
        self.submitted = SubmittedRequestFactory(**own)
        self.reviewed = ReviewedRequestFactory(**own)
        self.assessed = AssessedRequestFactory(**own)
        self.accepted = AcceptedRequestFactory(**own)
        self.letter = DecisionLetterFactory(decision__request=self.accepted)
        self.returned_letter = DecisionLetterFactory(
            decision__request=self.accepted,
            status=LetterStatus.RETURNED,
            returned_by=self.officer,
            returned_because="Kinder, please.",
        )
        self.attachment = AttachmentFactory(about=self.draft)
        self.decision = DecisionFactory(request=AcceptedRequestFactory(**own))
        self.file_of_decision = AttachmentFactory(about=self.decision)
        self.file_of_submitted = AttachmentFactory(about=self.submitted)
        CommentFactory(request=self.submitted)
        RequestSaveFactory(request=self.submitted)
        QuestionHelpFactory()
        RegisterEntryFactory()
        self.planned_window = RequestWindowFactory()
        self.late_code = LateCodeFactory(organisation=self.organisation)
        self.closed_window = self.late_code.window
        self.nudge = NudgeFactory(organisation=self.organisation)
        self.colleague = self.users["contributor"]
        self.asked = UserInvitation.objects.create(
            email="colleague@example.org",
            name="Colleague",
            role=Role.PARTNER,
            for_organisation=self.organisation.pk,
            invited_by=self.users["lead"],
            expires_at=clock.now() + timedelta(days=7),
        )
        self.agreement = AgreementFactory(organisation=self.organisation)
        self.avenue, self.criterion = AvenueFactory(), CriterionFactory()

    def _people(self) -> None:
        self.person: Person = contactable_person(area=AreaFactory())
        self.pending = PersonFactory(status=PersonStatus.PENDING)
        self.note = NoteFactory(person=self.person, written_by=self.officer)
        self.supporter = SupporterFactory(person=self.person)
        FamilyMemberFactory(person=self.person)
        self.evidence = EvidenceFactory(person=self.person, added_by=self.officer)
        Suppression.objects.create(channel="email", address_index="0" * 64, reason="erased")
        alike, gone = PersonFactory(), PersonFactory()
        merging.keep_apart(self.person, alike, reason="Two sisters", actor=self.officer)
        merging.merge_people(kept=alike, gone=gone, reason="One person", actor=self.officer)
        self.joining = PersonFactory(status=PersonStatus.PENDING)
        self.request_to_join = JoinRequestFactory(person=self.joining)
        self.source_code = SourceCodeFactory()
        self.stop = stop_channel(
            self.person, channel="post", method="phone", actor=self.users["officer"]
        )
        self.new_address = take_change(
            self.person,
            "email",
            {"email": "new@example.com"},
            language="en",
            actor=self.users["officer"],
        )
        self.paused = PersonFactory(
            status=PersonStatus.PAUSED, paused_until=clock.today() + timedelta(days=9)
        )

    def _campaigns(self) -> None:
        asked()
        self.campaign = CampaignFactory(
            status="released",
            prepared_by=self.officer,
            released_by=self.users["manager"],
            released_at=clock.now(),
        )
        self.campaign.questions.add(question("sex"))
        ReferenceFigureFactory()
        self.figures = FigureReleaseFactory(made_by=self.officer)
        self.ask = CampaignAskFactory(campaign=self.campaign, person=self.person, status="asked")

    def _rights(self) -> None:
        protector = self.users["protection"]
        self.rights = WorkedRequestFactory(person=self.person, recorded_by=protector)
        self.copy = AccessPackFactory(request=self.rights)
        self.incident = IncidentFactory(recorded_by=protector)
        self.hold = LegalHoldFactory(person=self.person, set_by=protector)
        self.rule = RetentionRule.objects.get(code="withdrawn")
        self.run = RetentionRun.objects.create(
            rule=self.rule, ids=[str(self.pending.pk)], count=1, digest="0" * 64
        )

    def _engagement(self) -> None:
        self.entry = EntryFactory(request=AcceptedRequestFactory(organisation=self.organisation))
        self.activity: Activity = survey_activity(entry=self.entry)
        self.question = self.activity.questions.last()
        self.planned: Activity = survey_activity(entry=self.entry, status="planned")
        Indicator.objects.create(code="safety", name_en="Safety", name_cy="Diogelwch")
        Helpline.objects.create(name_en="Helpline", name_cy="Llinell gymorth", number="116 123")
        self.open: Activity = open_survey(entry=self.entry, anonymity=Anonymity.CHOICE)
        self.batch = BatchFactory(activity=self.open, prepared_by=self.officer)
        self.invitation = InvitationFactory(
            batch=self.batch, person=self.person, reply="taking-part", replied_at=clock.now()
        )

    def _feedback(self) -> None:
        self.closed = activity_of(self.organisation)
        self.contribution = ContributionFactory(
            invitation=InvitationFactory(batch=BatchFactory(activity=self.closed))
        )
        self.pack = delivered_pack(activity_of(self.organisation), author=self.officer)
        self.finding = self.pack.activity.findings.first()
        self.answer = self.pack.answers.first()
        # An answer the partner gave, in one language.
        self.answered = self.pack.answers.last()
        answers.answer_finding(
            self.answered,
            status="not-accepted",
            reason="It is done already.",
            actor=self.users["lead"],
        )
        second = delivered_pack(activity_of(self.organisation), author=self.officer)
        self.outcome = ready_outcome(second.activity, author=self.officer)
        self.public = ready_outcome(self.pack.activity, author=self.officer)
        outcomes.approve_outcome(self.public, actor=self.users["manager"])
        outcomes.tell_outcome(self.public, actor=self.officer)
        outcomes.publish_outcome(self.public, actor=self.officer)
        self.action = BoardActionFactory()
        self.report = ReportFactory(written_by=self.officer)
        ThemeFactory()

    def _ground(self) -> None:
        self.quote = DefinitionQuoteFactory(checked_against=VictimDefinitionFactory())
        self.message = MessageFactory()
        self.document = RenderedDocument.objects.create(
            kind="test",
            about_type="feedback.report",
            about_id=str(self.report.pk),
            language="en",
            title="Paper",
            file_name="paper",
            content=b"%PDF-1.7",
            digest="0" * 64,
        )
        self.issued = ReportFactory(
            written_by=self.officer,
            status="issued",
            signed_by="Chief",
            signed_on=clock.today(),
            approved_by=self.users["manager"],
            approved_on=clock.today(),
            issued_at=clock.now(),
            document_cy=self.document,
            document_en=self.document,
        )
        self.notice = GovernanceDocument.objects.create(
            kind=GovernanceDocument.Kind.PRIVACY,
            version="1",
            title_en="Paper",
            title_cy="Papur",
            text_en="Words",
            text_cy="Geiriau",
            author="Office",
            status="approved",
        )
        self.user_invitation = UserInvitation.objects.create(
            email="new@example.org",
            name="New",
            role=Role.OFFICER,
            invited_by=self.users["administrator"],
            expires_at=clock.now() + timedelta(days=7),
            approved_at=clock.now(),
            approved_by=self.users["administrator"],
        )

    def link(self, scope: str, target: Any) -> Args:
        expires = clock.now() + timedelta(days=7)
        return {"token": issue_link(scope=scope, target_id=target.pk, expires_at=expires)}
