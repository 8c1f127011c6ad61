"""What each face may do with each table: the wall that stands in PostgreSQL itself.

Each process connects with the role of its face (``DATABASE_URL``), so that even a
flaw in a page can't read what its readers must not see. Every table is classified
here by hand; one that is not stops the build. ``manage.py db_roles`` makes it so.

Letters: S select, I insert, U update, D delete. The tables that join two others
follow the model they belong to. Which rows of a table: ``common.db_rows``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.apps import apps
from django.db import models

ROLES = ("office", "portal", "public", "worker")
ALL = "SIUD"
WORDS = {"S": "SELECT", "I": "INSERT", "U": "UPDATE", "D": "DELETE"}


class May(NamedTuple):
    """What each role may do with one table."""

    office: str = ""
    portal: str = ""
    public: str = ""
    worker: str = ""


# Added to and read, never changed: the same for everybody, and triggers besides.
APPEND = May("SI", "SI", "SI", "SI")
# Words and lists that every face shows and only the office writes.
LISTS = May(ALL, "S", "S", "S")
OFFICE_ONLY = May(ALL, "", "", "S")
# PRIVACY: people, and what ties an act or an answer to one. Never the portal.
PEOPLE = May("SIU", "", "SU", "SIU")

TABLES: dict[str, May] = {
    # --- Django and allauth ---------------------------------------------------
    "admin.LogEntry": May("SI", "", "", ""),
    "auth.Group": May("S", "S", "", "S"),
    "auth.Permission": May("S", "S", "", "S"),
    "contenttypes.ContentType": May("S", "S", "S", "S"),
    # The public face keeps no session in the database (settings), so it needs none here.
    "sessions.Session": May(ALL, ALL, "", "SD"),
    "account.EmailAddress": May(ALL, ALL, "", "S"),
    "account.EmailConfirmation": May(ALL, ALL, "", "S"),
    "mfa.Authenticator": May(ALL, ALL, "", ""),
    # --- Ground floor -----------------------------------------------------------
    # The worker locks its reader's row while it sends, and changes nothing of it (COLUMNS).
    "accounts.User": May("SIU", "SIU", "", "SU"),
    "accounts.UserInvitation": May("SIU", "SIU", "", "SU"),
    "audit.Entry": APPEND,
    "audit.Seal": APPEND,
    "common.HostBody": LISTS,
    # Links are issued while mail is written, opened by whoever holds them.
    "common.Link": May("SIU", "SU", "SU", "SIUD"),
    "documents.RenderedDocument": May("SI", "SI", "S", "SI"),
    "documents.GovernanceDocument": LISTS,
    "documents.Attachment": May("SID", "SID", "", "S"),
    # PRIVACY: the portal and the public add messages and cannot read one.
    "outbox.Message": May("SIU", "I", "SIU", "SIUD"),
    # PRIVACY: the people's keys; without one nothing of theirs can be read.
    "privacy.DataKey": May("SIUD", "", "S", "SIUD"),
    # --- People ---------------------------------------------------------------
    # Offered on the joining page, and written into the record when it is confirmed.
    "database.Area": May(ALL, "", "S", "S"),
    "database.Experience": May(ALL, "", "S", "S"),
    "database.Relationship": May(ALL, "", "S", "S"),
    "database.CaseStage": May(ALL, "", "S", "S"),
    "database.ConsentWording": May(ALL, "", "S", "S"),
    # The worker deletes who never confirmed; everybody else is emptied, never deleted.
    "database.Person": PEOPLE._replace(worker=ALL),
    "database.Consent": May("SI", "", "SI", "SI"),
    # Versions are only added; erasing somebody deletes all of theirs.
    "database.SafeContact": May("SID", "", "SI", "SID"),
    "database.Adjustment": May(ALL, "", "S", "S"),
    "database.VictimDefinition": May(ALL, "", "S", "S"),
    "database.DefinitionQuote": May(ALL, "", "", "S"),
    "database.ProfileField": May(ALL, "", "S", "S"),
    "database.TellingWord": OFFICE_ONLY,
    "database.ConsentEvidence": May("SID", "", "", "SID"),
    "database.ContactStop": May("SIUD", "", "SIU", "SIUD"),
    "database.ProposedChange": May("SIUD", "", "SIU", "SIUD"),
    "database.Suppression": May("SI", "", "", "SI"),
    "database.Supporter": May("SIUD", "", "SIU", "SUD"),
    # Asked where mail is judged and sent; who belongs where is written by the office alone.
    "database.Family": May("SIU", "", "", "S"),
    "database.FamilyMember": May("SIUD", "", "", "SD"),
    "database.EqualityQuestion": May(ALL, "", "S", "S"),
    "database.EqualityOption": May(ALL, "", "S", "S"),
    # Taking the consent back by a link deletes the answers at once.
    "database.EqualityAnswer": May(ALL, "", "SIUD", "SIUD"),
    "database.ReferenceFigure": OFFICE_ONLY,
    "database.FigureRelease": May("SIU", "", "", "S"),
    "database.Campaign": May(ALL, "", "S", "SU"),
    "database.CampaignAsk": May(ALL, "", "SU", "SIUD"),
    "database.SourceCode": May(ALL, "", "S", "S"),
    # The joining page only adds; the worker takes in. The link's holder confirms or declines.
    "database.JoinRequest": May("SIUD", "", "SIUD", "SIUD"),
    "database.SelfServiceCode": May("SID", "", "SIU", "SIUD"),
    "database.ImportRun": May("SIU", "", "", "SIU"),
    "database.ExportRequest": May("SIU", "", "", "SIU"),
    "database.RightsRequest": May("SIU", "", "I", "SIU"),
    "database.AccessPack": May("SIUD", "", "", "SUD"),
    "database.Incident": May("SIU", "", "", "S"),
    "database.ProcessingRecord": OFFICE_ONLY,
    "database.ImpactAssessment": OFFICE_ONLY,
    "database.ImpactRisk": OFFICE_ONLY,
    # The worker locks the rule it lists by.
    "database.RetentionRule": May(ALL, "", "", "SU"),
    "database.RetentionRun": May("SIU", "", "", "SIU"),
    "database.LegalHold": May("SIU", "", "", "S"),
    "database.Erasure": May("SI", "", "", "SI"),
    "database.Note": May("SID", "", "", "SD"),
    # The worker sees that a record was merged before it deletes another.
    "database.Merge": May("SI", "", "", "S"),
    "database.KeptApart": May("SID", "", "", "SD"),
    # --- Partners ---------------------------------------------------------------
    # A leaving contact is followed by a colleague: the portal changes that column alone.
    "partners.Organisation": May(ALL, "SU", "S", "S"),
    "partners.Membership": May(ALL, "SIUD", "", "S"),
    "partners.Agreement": May("SIU", "", "", "S"),
    "partners.RegisterEntry": May(ALL, "S", "", "S"),
    "partners.RequestWindow": May(ALL, "S", "", "SU"),
    # What was deferred comes back by the worker's clock.
    "partners.TopicRequest": May(ALL, "SIU", "S", "SU"),
    # A partner's process uses one up; it can neither give one nor move it.
    "partners.LateCode": May("SIU", "SU", "", "S"),
    "partners.Nudge": May("SIU", "", "", "S"),
    "partners.QuestionHelp": May(ALL, "S", "", "S"),
    "partners.NotPersonal": May("SI", "SI", "", "S"),
    "partners.RequestComment": May("SI", "SI", "", "S"),
    "partners.CommentSettled": May("SI", "SI", "", "S"),
    "partners.RequestSave": May("SI", "SI", "", "S"),
    "partners.Avenue": May(ALL, "S", "", "S"),
    "partners.Criterion": May(ALL, "S", "", "S"),
    "partners.Decision": May("SI", "S", "", "S"),
    "partners.DecisionScore": May("SI", "S", "", "S"),
    # A partner reads what was sent. The worker sets aside what came too late.
    "partners.DecisionLetter": May("SIU", "S", "", "SU"),
    # How the office weighs, and who stands too near, is the office's own.
    "partners.Assessment": May("SIU", "", "", "S"),
    "partners.AssessmentScore": May("SI", "", "", "S"),
    "partners.Interest": May("SI", "", "", "S"),
    # A request that comes back in a later window is placed there anew.
    "partners.Placing": May(ALL, "", "", "SD"),
    "partners.RequestTheme": May("SIU", "", "", "S"),
    "partners.StatedCapacity": May("SI", "", "", "S"),
    # --- Engagement ---------------------------------------------------------------
    "engagement.Programme": May(ALL, "S", "S", "S"),
    "engagement.ProgrammeEntry": May(ALL, "S", "S", "S"),
    "engagement.Method": LISTS,
    "engagement.Activity": May(ALL, "SU", "SU", "SU"),
    # PRIVACY: by what an audience was narrowed says something of everybody who was asked.
    "engagement.Narrowing": May("SIU", "", "", "S"),
    "engagement.NarrowingCriterion": May("SID", "", "", "S"),
    "engagement.Question": LISTS,
    "engagement.Choice": LISTS,
    "engagement.Helpline": LISTS,
    "engagement.Indicator": LISTS,
    "engagement.InvitationBatch": May("SIU", "", "S", "S"),
    "engagement.Invitation": May("SIU", "", "SU", "SU"),
    "engagement.Exclusion": May("SID", "", "", "SD"),
    # Unfinished answers of somebody erased go wholly.
    "engagement.Contribution": May("SIUD", "", "SIU", "SIUD"),
    "engagement.Answer": May("SIUD", "", "SIUD", "SIUD"),
    "engagement.MixBox": May("SID", "", "SID", "SID"),
    "engagement.SpentNonce": May("SD", "", "SI", "SD"),
    # --- Feedback ---------------------------------------------------------------
    "feedback.Theme": May(ALL, "S", "", "S"),
    # Beginning again by a link deletes the answers, and what they were filed under.
    "feedback.Coding": May(ALL, "", "SD", "SD"),
    "feedback.Finding": May(ALL, "S", "S", "S"),
    "feedback.ResultsPack": May(ALL, "SU", "S", "SU"),
    "feedback.PartnerAnswer": May(ALL, "SIU", "S", "SU"),
    "feedback.Chaser": May(ALL, "S", "", "SIU"),
    "feedback.Outcome": May(ALL, "S", "S", "SU"),
    # Who leaves a partner hands over what they were named for: that column alone.
    "feedback.BoardAction": May(ALL, "SU", "", "S"),
    "feedback.Report": May(ALL, "", "", "SU"),
    "feedback.ReportSection": OFFICE_ONLY,
}
# Who may change nothing else of a row: a link, turned to somebody else's row, would open it.
COLUMNS: dict[tuple[str, str], tuple[str, ...]] = {
    ("public", "common.Link"): ("expires_at", "revoked_at"),
    ("portal", "common.Link"): ("revoked_at",),
    # Locking a row takes the right to change one of its columns: the one that matters least.
    ("worker", "accounts.User"): ("last_login",),
    ("portal", "partners.LateCode"): ("used_at", "used_by_id", "request_id"),
    ("portal", "partners.Organisation"): ("update_contact_id",),
    ("portal", "feedback.BoardAction"): ("owner",),
}
# What a partner's process must never read, proved by connecting with its role.
PEOPLE_TABLES = (
    "privacy.DataKey",
    "database.Person",
    "database.Consent",
    "database.ConsentEvidence",
    "database.SafeContact",
    "database.ContactStop",
    "database.ProposedChange",
    "database.Suppression",
    "database.Supporter",
    "database.Family",
    "database.FamilyMember",
    "database.EqualityAnswer",
    "database.CampaignAsk",
    "database.JoinRequest",
    "database.SelfServiceCode",
    "database.ImportRun",
    "database.ExportRequest",
    "database.RightsRequest",
    "database.AccessPack",
    "database.Incident",
    "database.RetentionRun",
    "database.LegalHold",
    "database.Erasure",
    "database.Note",
    "database.Merge",
    "database.KeptApart",
    "engagement.Narrowing",
    "engagement.NarrowingCriterion",
    "engagement.InvitationBatch",
    "engagement.Invitation",
    "engagement.Exclusion",
    "engagement.Contribution",
    "engagement.Answer",
    "engagement.MixBox",
    "engagement.SpentNonce",
    "feedback.Coding",
    "outbox.Message",
)


@dataclass(frozen=True)
class Grant:
    """The privileges of one role on one table; ``columns`` are all it may change, if named."""

    role: str
    table: str
    letters: str
    columns: tuple[str, ...] = ()

    def words(self, quote: Callable[[str], str]) -> str:
        """Return the privileges as SQL names them."""
        only = f" ({', '.join(map(quote, self.columns))})" if self.columns else ""
        return ", ".join(WORDS[letter] + (only if letter == "U" else "") for letter in self.letters)


def stored_models() -> Iterator[type[models.Model]]:
    """Every model with a table of its own, without the tables that join two others."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield model


def unclassified() -> list[str]:
    """Name the models nobody has classified yet; must be empty."""
    return sorted(
        model._meta.label
        for model in stored_models()
        if model._meta.label not in TABLES and not _is_for_tests(model)
    )


def _is_for_tests(model: type[models.Model]) -> bool:
    return model.__module__.split(".")[0] == "tests"


def grants(role: str) -> list[Grant]:
    """Return what one role may do, table by table."""
    found = []
    for model in stored_models():
        letters = getattr(TABLES.get(model._meta.label, May()), role)
        if letters:
            columns = COLUMNS.get((role, model._meta.label), ())
            found.append(Grant(role, model._meta.db_table, letters, columns))
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through is not None and through._meta.auto_created and letters:
                # Who may change a whole row may change what it is joined to; who may
                # only add one joins it once.
                changes = not columns and {"U", "D"} & set(letters)
                joined = "SID" if changes else "SI" if "I" in letters else "S"
                found.append(Grant(role, through._meta.db_table, joined))
    found.append(Grant(role, "django_migrations", "S"))
    return found
