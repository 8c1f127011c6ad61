"""A small world in which every address of the product has something to show."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress

from database.links import MINE_SCOPE, PROOF_SCOPE, STOP_SCOPE
from database.models import Person, PersonStatus, RetentionRule, RetentionRun, Suppression
from database.seed import seed_reference_rows
from database.services import exporting, importing, merging
from database.services.asks import SCOPE as ASK_SCOPE
from database.services.changes import take_change
from database.services.joining import CONFIRM_SCOPE
from database.services.stops import stop_channel
from engagement.models import Activity, Anonymity, Helpline
from feedback import outcome_links
from feedback.services import answers, outcomes
from partners.models import Organisation
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
from vef.accounts.services.invitations import SCOPE as ACCOUNT_SCOPE
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


def line(world: World) -> Args:
    return {"pk": world.rights.pk, "number": 0}


def pk(name: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk}


def step(name: str, word: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk, "step": word}


def language(name: str) -> Callable[[World], Args]:
    return lambda world: {"pk": getattr(world, name).pk, "language": "cy"}


# What the address of a page about one thing is filled with, by the page's name; where a name
# is missing, its first noun decides (BY_NOUN).
ARGS: dict[str, Callable[[World], Args]] = {
    "database:duplicate-compare": lambda world: {
        "one": world.person.pk,
        "other": world.pending.pk,
    },
    "database:note-remove": lambda world: {"pk": world.person.pk, "note": world.note.pk},
    "database:note-add": pk("person"),
    "database:evidence-add": pk("person"),
    **{
        f"database:evidence-{page}": lambda world: {
            "pk": world.person.pk,
            "file": world.evidence.pk,
        }
        for page in ("file", "remove")
    },
    "database:supporter-add": pk("person"),
    **{
        f"database:supporter-{page}": lambda world: {
            "pk": world.person.pk,
            "supporter": world.supporter.pk,
        }
        for page in ("agreed", "check", "consent", "detail", "end", "phrase", "show", "support")
    },
    **{
        f"database:family-{page}": pk("person")
        for page in ("add", "agreed", "each", "leave", "speak", "speak-end", "write")
    },
    "database:definition-check": lambda world: {"code": world.quote.code},
    "database:field-change": lambda world: {"code": "area"},
    "database:ask": lambda world: world.link(ASK_SCOPE, world.ask),
    "database:ask-done": lambda world: {"what": "no"},
    "database:equality-record": pk("person"),
    "database:person-confirm": pk("pending"),
    "database:keeping-list": pk("rule"),
    "database:keeping-run": pk("run"),
    "database:keeping-run-stop": pk("run"),
    "database:rights-step": step("rights", "take-up"),
    "database:rights-pack-hide": line,
    "database:rights-pack-show": line,
    "database:incident-step": step("incident", "decide"),
    "database:impact-pdf": lambda world: {"language": "cy"},
    "database:processing-pdf": lambda world: {"language": "en"},
    "database:person-join-confirm": pk("joining"),
    "database:person-join-close": pk("joining"),
    "database:join-by-code": lambda world: {"code": world.source_code.code},
    "database:join-by-code-helping": lambda world: {"code": world.source_code.code},
    "database:join-confirm": lambda world: world.link(CONFIRM_SCOPE, world.request_to_join),
    "database:join-done": lambda world: {"what": "yes"},
    "database:source-code-print": pk("source_code"),
    "database:source-code-switch": lambda world: {"pk": world.source_code.pk, "word": "off"},
    "database:person-resume": pk("paused"),
    **{
        f"database:{page}": lambda world: world.link(MINE_SCOPE, world.person)
        for page in (
            "mine",
            "mine-back",
            "mine-channels",
            "mine-details",
            "mine-language",
            "mine-leave",
            "mine-pause",
            "mine-resume",
            "mine-see",
            "mine-times",
        )
    },
    "database:mine-ask": lambda world: {**world.link(MINE_SCOPE, world.person), "what": "copy"},
    "database:mine-done": lambda world: {**world.link(MINE_SCOPE, world.person), "what": "saved"},
    "database:mine-prove": lambda world: world.link(PROOF_SCOPE, world.new_address),
    "database:mine-proved": lambda world: {"what": "yes"},
    "database:stop": lambda world: world.link(STOP_SCOPE, world.person),
    "database:stop-done": lambda world: {
        **world.link(STOP_SCOPE, world.person),
        "what": "address",
    },
    "database:stop-undo": lambda world: world.link(STOP_SCOPE, world.person),
    "database:own-code-make": pk("person"),
    "database:own-link-send": pk("person"),
    "database:contact-stop-lift": lambda world: {
        "pk": world.person.pk,
        "stop_pk": world.stop.pk,
    },
    **{f"database:import-{page}": pk("sheet") for page in ("detail", "columns")},
    "database:import-step": step("sheet", "start"),
    **{f"database:export-{page}": pk("export") for page in ("detail", "approve", "refuse", "take")},
    "database:change-decide": lambda world: {
        "pk": world.person.pk,
        "change_pk": world.new_address.pk,
        "step": "refuse",
    },
    **{f"partners:approval-{page}": pk("asked") for page in ("give", "refuse")},
    "partners:people-invitation-take-back": pk("asked"),
    "partners:people-leave": pk("colleague"),
    "partners:people-role": pk("colleague"),
    "partners:member-leave": lambda world: {
        "pk": world.organisation.pk,
        "user": world.colleague.pk,
    },
    "partners:agreement-draft": pk("organisation"),
    "partners:agreement-step": step("agreement", "review"),
    "partners:request-take-up": pk("submitted"),
    "partners:request-review": pk("reviewed"),
    "partners:request-files": pk("draft"),
    **{
        f"partners:{page}": lambda world: {"pk": world.draft.pk, "file": world.attachment.pk}
        for page in ("request-file", "request-file-remove")
    },
    "partners:request-file-office": lambda world: {
        "pk": world.submitted.pk,
        "file": world.file_of_submitted.pk,
    },
    "dashboard:planning-record": lambda world: {"pk": world.accepted.pk, "language": "cy"},
    "partners:decision-files": lambda world: {
        "pk": world.decision.request_id,
        "decision": world.decision.pk,
    },
    "partners:decision-file": lambda world: {
        "pk": world.decision.request_id,
        "file": world.file_of_decision.pk,
    },
    "partners:request-details": pk("draft"),
    "partners:request-comments": pk("submitted"),
    "partners:request-comments-settle": pk("submitted"),
    "partners:request-comments-office": pk("submitted"),
    "partners:request-comments-settle-office": pk("submitted"),
    "partners:request-decide": pk("assessed"),
    "partners:request-assess": pk("reviewed"),
    "partners:request-interest": pk("reviewed"),
    "partners:request-place": pk("reviewed"),
    "partners:request-edit": pk("draft"),
    "partners:request-check": pk("draft"),
    "partners:request-withdraw": pk("submitted"),
    "partners:request-step": step("draft", "topic"),
    "partners:request-late": pk("draft"),
    "partners:late-code-list": pk("closed_window"),
    "partners:late-code-give": pk("closed_window"),
    "partners:late-code-take-back": pk("late_code"),
    "partners:nudge-prepare": pk("organisation"),
    "partners:nudge-detail": pk("nudge"),
    "partners:nudge-release": pk("nudge"),
    "partners:window-open": pk("planned_window"),
    "dashboard:board-report": language("issued"),
    "engagement:entry-create": lambda world: {"request_pk": world.accepted.pk},
    "engagement:entry-check": language("entry"),
    "engagement:activity-check": language("activity"),
    "engagement:activity-create": pk("entry"),
    "engagement:activity-agree": pk("planned"),
    "engagement:activity-close": pk("open"),
    "engagement:batch-prepare": pk("open"),
    "engagement:question-create": lambda world: {"activity_pk": world.activity.pk},
    "engagement:programme-publish": lambda world: {"pk": world.entry.programme.pk},
    "engagement:invitation": lambda world: world.link("invitation", world.invitation),
    "engagement:invitation-how": lambda world: world.link("invitation", world.invitation),
    "engagement:survey": lambda world: world.link("invitation", world.invitation),
    "engagement:thanks": lambda world: {
        **world.link("invitation", world.invitation),
        "what": "sent",
    },
    "engagement:shared-survey": lambda world: {"slug": world.open.shared_slug},
    "engagement:shared-thanks": lambda world: {"slug": world.open.shared_slug},
    "feedback:coding": pk("closed"),
    "feedback:coding-without-words": pk("closed"),
    "feedback:coding-contribution": pk("contribution"),
    "feedback:coding-exclude": pk("contribution"),
    "feedback:activity-findings": pk("closed"),
    "feedback:finding-create": pk("closed"),
    "feedback:finding-step": step("finding", "check-cy"),
    "feedback:pack-create": pk("closed"),
    "feedback:pack-pdf": language("pack"),
    "feedback:pack-step": step("pack", "deliver"),
    "feedback:results": pk("pack"),
    "feedback:results-receipt": pk("pack"),
    "feedback:results-pdf": language("pack"),
    "feedback:answer-translate": pk("answered"),
    "feedback:outcome-create": pk("closed"),
    "feedback:outcome-step": step("outcome", "approve"),
    "feedback:outcome-public": lambda world: {"slug": world.public.slug},
    "feedback:outcome-told": lambda world: world.link(outcome_links.SCOPE, world.public),
    "feedback:action-step": step("action", "close"),
    "feedback:report-pdf": language("issued"),
    "feedback:report-section": lambda world: {"pk": world.report.pk, "number": 1},
    "feedback:section-check": lambda world: {
        "pk": world.report.pk,
        "number": 1,
        "language": "cy",
    },
    "feedback:report-step": step("report", "freeze"),
    "accounts:invitation": lambda world: world.link(ACCOUNT_SCOPE, world.user_invitation),
    "accounts:invitation-send-again": pk("user_invitation"),
    "accounts:invitation-take-back": pk("user_invitation"),
    "accounts:second-factor-reset": lambda world: {"pk": world.users["contributor"].pk},
    "documents:download": pk("document"),
    "documents:governance": lambda world: {"kind": world.notice.kind},
    "documents:governance-version": lambda world: {"kind": world.notice.kind, "version": "1"},
    "account_reset_password_from_key": lambda world: {"uidb36": "x", "key": "set-password"},
    "mfa_remove_webauthn": lambda world: {"pk": 1},
    "mfa_edit_webauthn": lambda world: {"pk": 1},
    "demo:mail": lambda world: {"name": "none"},
    "admin:app_list": lambda world: {"app_label": "database"},
    "admin:view_on_site": lambda world: {"content_type_id": 1, "object_id": 1},
}
BY_NOUN = {
    "campaign": "campaign",
    "missing": "figures",
    "person": "person",
    "contact": "person",
    "consent": "person",
    "rights": "rights",
    "incident": "incident",
    "hold": "hold",
    "safe": "person",
    "request": "accepted",
    "thread": "accepted",
    "portal": "accepted",
    "board": "accepted",
    "window": "planned_window",
    "organisation": "organisation",
    "entry": "entry",
    "activity": "activity",
    "question": "question",
    "batch": "batch",
    "finding": "finding",
    "pack": "pack",
    "answer": "answer",
    "outcome": "outcome",
    "action": "action",
    "report": "report",
    "message": "message",
}


def arguments(name: str, wanted: set[str], world: World) -> Args:
    """Return what fills this page's address. Raises LookupError for a page nobody thought of."""
    if not wanted:
        return {}
    if name in ARGS:
        return ARGS[name](world)
    if name.startswith("admin:"):
        # A record that is not there: the door is asked before the record.
        return {"object_id": record_of(name, world)}
    noun = name.rpartition(":")[2].partition("-")[0]
    if wanted == {"pk"} and noun in BY_NOUN:
        return pk(BY_NOUN[noun])(world)
    raise LookupError(f"{name} needs {sorted(wanted)}: add it to ARGS in tests/access/world.py")


def record_of(name: str, world: World) -> str:
    """Return the id of a row of the model an admin page is about."""
    from django.apps import apps

    app, model = name.removeprefix("admin:").rsplit("_", 1)[0].split("_", 1)
    rows = apps.get_model(app, model)._base_manager.order_by("pk")
    if model == "topicrequest":
        # A draft belongs to its partner alone: the office has no page of it.
        rows = rows.exclude(status="draft")
    row = rows.first()
    return str(row.pk if row is not None else uuid.UUID(int=0))
