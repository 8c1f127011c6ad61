"""What each column holds: how sensitive it is, how long it stays, whether it may be logged.

The build fails for a model without an entry, so that nobody adds a table without
saying what it holds. ``docs/data-protection.md`` prints this (``manage.py data_register``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.apps import apps
from django.db import models

from vef.privacy.fields import EncryptedTextField


class Kind(StrEnum):
    """How sensitive a value is. Special also covers what ties a person to a crime."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SPECIAL = "special"


class Keep(StrEnum):
    """How long a value stays; numbers proposed, for the office to set."""

    ALWAYS = "as long as the forum runs"
    RECORD = "6 years after the activity"
    ACCOUNT = "as long as the account, then 12 months"
    PERSON = "until 30 days after withdrawal, or 24 months without renewed consent"
    CONSENT = "as long as the person's record, then 6 years"
    ANSWER = "names until 6 months after the outcome is told; the answers 6 years"
    LINK = "90 days after the link expires"
    MOMENT = "until the activity closes"
    SESSION = "until the session ends"
    MESSAGE = "12 months"
    JOINING = "until confirmed, or 30 days"
    MOMENT_CODE = "a day"
    EXCHANGE = "the file until it is done or 7 days; that it happened 6 years"
    RIGHTS = "6 years after it is closed"
    AUDIT = "6 years"


@dataclass(frozen=True)
class Held:
    """What one model holds, why, how long; fields that differ are named."""

    kind: Kind
    keep: Keep
    why: str
    fields: Mapping[str, Kind] = field(default_factory=dict)


class FieldEntry(NamedTuple):
    """The answer for one column."""

    name: str
    kind: Kind
    keep: Keep
    loggable: bool


P, I, N, S = Kind.PUBLIC, Kind.INTERNAL, Kind.PERSONAL, Kind.SPECIAL  # noqa: E741

REGISTER: dict[str, Held] = {
    # --- People -----------------------------------------------------------------
    "database.Area": Held(P, Keep.ALWAYS, "Areas to choose from."),
    "database.TellingWord": Held(
        P, Keep.ALWAYS, "Words that would give away by what an audience was narrowed."
    ),
    "database.Experience": Held(P, Keep.ALWAYS, "Experiences to choose from."),
    "database.Relationship": Held(P, Keep.ALWAYS, "Relationships to choose from."),
    "database.CaseStage": Held(P, Keep.ALWAYS, "Case stages to choose from."),
    "database.ConsentWording": Held(P, Keep.ALWAYS, "The words people agreed to."),
    "database.Person": Held(
        N,
        Keep.PERSON,
        "To invite people who agreed to be contacted, in their language.",
        {
            "reference": I,
            "status": I,
            "relationship": S,
            "experiences": S,
            "stage": S,
            "stage_as_at": S,
            "has_complaint": S,
        },
    ),
    "database.Consent": Held(
        N, Keep.CONSENT, "To prove what was agreed, refused or withdrawn, how and when."
    ),
    "database.SafeContact": Held(
        S,
        Keep.PERSON,
        "To reach people only in ways and at times that are safe for them.",
        {"version": I},
    ),
    "database.Adjustment": Held(P, Keep.ALWAYS, "Adjustments to choose from."),
    "database.VictimDefinition": Held(P, Keep.ALWAYS, "What “victim” means, by version."),
    "database.DefinitionQuote": Held(
        I, Keep.ALWAYS, "Which places quote that meaning, and who read them over."
    ),
    "database.ProfileField": Held(I, Keep.ALWAYS, "Which optional fields are asked, and why."),
    "database.ConsentEvidence": Held(
        N, Keep.CONSENT, "Scans and call notes that prove what was agreed.", {"size": I}
    ),
    "database.ContactStop": Held(
        N, Keep.PERSON, "Which ways of contact somebody stopped.", {"channel": I, "reason": I}
    ),
    "database.ProposedChange": Held(
        S,
        Keep.PERSON,
        "What somebody changed by their link, until it is sure and for putting it back.",
        {"kind": I, "status": I},
    ),
    "database.Suppression": Held(
        I, Keep.ALWAYS, "Addresses nobody may be added with again; keyed hashes only."
    ),
    "database.Supporter": Held(
        N, Keep.PERSON, "Who stands by somebody, with both their agreement.", {"kind": I}
    ),
    "database.Family": Held(I, Keep.PERSON, "Which people belong together; a reference, no name."),
    "database.FamilyMember": Held(
        S, Keep.PERSON, "Who belongs to a bereaved family, and who of them is written to."
    ),
    "database.EqualityQuestion": Held(P, Keep.ALWAYS, "Harmonised equality questions."),
    "database.EqualityOption": Held(P, Keep.ALWAYS, "Answers they offer."),
    "database.EqualityAnswer": Held(
        S, Keep.PERSON, "To see who is missing, where somebody agreed to that use."
    ),
    "database.ReferenceFigure": Held(P, Keep.ALWAYS, "Published figures to compare with."),
    "database.FigureRelease": Held(
        I,
        Keep.ALWAYS,
        "Figures on who is missing, and who signed them; small numbers hidden.",
    ),
    "database.Campaign": Held(I, Keep.RECORD, "What members were asked for, and why."),
    "database.CampaignAsk": Held(
        N, Keep.PERSON, "That somebody was asked, so that nobody is asked twice.", {"status": I}
    ),
    "database.SourceCode": Held(I, Keep.ALWAYS, "Codes of joining links handed out."),
    "database.JoinRequest": Held(
        S, Keep.JOINING, "What somebody typed to join, until it is confirmed."
    ),
    "database.SelfServiceCode": Held(
        N, Keep.MOMENT_CODE, "One-time codes to see what is held; slow hashes."
    ),
    "database.ImportRun": Held(
        S, Keep.EXCHANGE, "Spreadsheets brought in; emptied once they are.", {"status": I}
    ),
    "database.ExportRequest": Held(
        S, Keep.EXCHANGE, "Lists that left, why, and who agreed.", {"status": I, "count": I}
    ),
    "database.RightsRequest": Held(
        N,
        Keep.RIGHTS,
        "What people asked about their data, and how it was answered.",
        {"reference": I, "kind": I, "status": I},
    ),
    "database.AccessPack": Held(S, Keep.EXCHANGE, "The copy made for somebody of what is held."),
    "database.Incident": Held(I, Keep.RIGHTS, "What went wrong with data, and what was done."),
    "database.ProcessingRecord": Held(I, Keep.ALWAYS, "The record of processing."),
    "database.ImpactAssessment": Held(I, Keep.ALWAYS, "The register of impact assessments."),
    "database.ImpactRisk": Held(I, Keep.ALWAYS, "Their risks, and what is done about them."),
    "database.RetentionRule": Held(I, Keep.ALWAYS, "How long things are kept."),
    "database.RetentionRun": Held(I, Keep.RIGHTS, "What went when its time was up; counts."),
    "database.LegalHold": Held(N, Keep.RIGHTS, "Why a record may not be erased yet."),
    "database.Erasure": Held(I, Keep.ALWAYS, "That a record was erased; its random id only."),
    "database.Note": Held(S, Keep.PERSON, "What staff must remember about somebody."),
    "database.Merge": Held(I, Keep.RIGHTS, "That two records were one; keyed hashes of addresses."),
    "database.KeptApart": Held(I, Keep.PERSON, "That two records alike are two people."),
    # --- Partners ---------------------------------------------------------------
    "partners.Organisation": Held(
        P,
        Keep.ALWAYS,
        "The partners of the forum.",
        {"update_contact": I, "closed_because": I},
    ),
    "partners.Membership": Held(I, Keep.ACCOUNT, "Which organisation an account belongs to."),
    "partners.Agreement": Held(
        I,
        Keep.RECORD,
        "What was signed with each partner, and when it is looked at again.",
        {"signed_by": N, "signed_for_us": N},
    ),
    "partners.RegisterEntry": Held(
        P, Keep.ALWAYS, "Boards, strategies, priorities and duties a request refers to."
    ),
    "partners.RequestWindow": Held(P, Keep.RECORD, "When partners may ask for topics."),
    "partners.TopicRequest": Held(
        I, Keep.RECORD, "What a partner asks victims about, and why.", {"officers": N}
    ),
    "partners.LateCode": Held(
        I, Keep.RECORD, "Leave to submit late: who gave it, why, and a keyed hash of the code."
    ),
    "partners.Nudge": Held(I, Keep.RECORD, "A friendly letter to a partner who has not asked."),
    "partners.QuestionHelp": Held(P, Keep.ALWAYS, "Advice and examples beside the questions."),
    "partners.NotPersonal": Held(
        I, Keep.RECORD, "That words in a request are not about a person, as a digest."
    ),
    "partners.RequestComment": Held(
        I, Keep.RECORD, "What the office and a partner say about a request."
    ),
    "partners.CommentSettled": Held(I, Keep.RECORD, "That a comment waits no more."),
    "partners.RequestSave": Held(I, Keep.RECORD, "Which colleague wrote in a request, and when."),
    "partners.Avenue": Held(P, Keep.ALWAYS, "Where else somebody may turn."),
    "partners.Criterion": Held(P, Keep.ALWAYS, "What decisions weigh."),
    "partners.Decision": Held(I, Keep.RECORD, "What was decided about a request, and why."),
    "partners.DecisionLetter": Held(
        I, Keep.RECORD, "What a partner was told of a decision, and who approved the words."
    ),
    "partners.DecisionScore": Held(I, Keep.RECORD, "How a request was weighed."),
    "partners.Assessment": Held(I, Keep.RECORD, "Who weighed a request before it was decided."),
    "partners.AssessmentScore": Held(I, Keep.RECORD, "How they weighed it, each alone."),
    "partners.Placing": Held(I, Keep.RECORD, "In which order the office takes requests, and why."),
    "partners.RequestTheme": Held(
        I, Keep.RECORD, "The painful theme the office sees in a request."
    ),
    "partners.StatedCapacity": Held(
        I, Keep.RECORD, "How much the office says it can do in a month, and why."
    ),
    "partners.Interest": Held(
        I, Keep.RECORD, "Who of the office stands too near to a request.", {"reason": N}
    ),
    # --- Engagement -----------------------------------------------------------------
    "engagement.Programme": Held(I, Keep.RECORD, "The programme of engagement."),
    "engagement.ProgrammeEntry": Held(I, Keep.RECORD, "An accepted topic's place in it."),
    "engagement.Method": Held(P, Keep.ALWAYS, "Ways of engaging."),
    "engagement.Activity": Held(I, Keep.RECORD, "One way in which people take part in a topic."),
    "engagement.Narrowing": Held(
        I,
        Keep.RECORD,
        "Why an activity asks some people only, and who said that its words are safe.",
    ),
    "engagement.NarrowingCriterion": Held(
        I, Keep.RECORD, "By what the people asked were chosen; says nothing of any one person."
    ),
    "engagement.Question": Held(P, Keep.RECORD, "What is asked."),
    "engagement.Choice": Held(P, Keep.RECORD, "Answers offered."),
    "engagement.Helpline": Held(P, Keep.ALWAYS, "Who can help."),
    "engagement.Indicator": Held(P, Keep.ALWAYS, "Outcomes that every activity asks about alike."),
    "engagement.InvitationBatch": Held(
        I, Keep.RECORD, "Who prepared and who released invitations."
    ),
    "engagement.Invitation": Held(
        S,
        Keep.ANSWER,
        "That somebody was invited to a topic and what they replied.",
        {"status": I, "reason_code": I},
    ),
    "engagement.Exclusion": Held(S, Keep.ANSWER, "Why somebody was not invited."),
    "engagement.Contribution": Held(
        S, Keep.ANSWER, "What somebody contributed; without any tie to them where anonymous."
    ),
    "engagement.Answer": Held(S, Keep.ANSWER, "What somebody answered."),
    "engagement.MixBox": Held(
        S, Keep.MOMENT, "Anonymous answers waiting to be shuffled; without time or order."
    ),
    "engagement.SpentNonce": Held(
        I, Keep.MOMENT, "That a form was sent already; keyed hash of a random number."
    ),
    # --- Feedback -------------------------------------------------------------------
    "feedback.Theme": Held(P, Keep.ALWAYS, "Themes to sort answers by."),
    "feedback.Coding": Held(I, Keep.RECORD, "Which themes an answer speaks of."),
    "feedback.Finding": Held(I, Keep.RECORD, "What was found."),
    "feedback.ResultsPack": Held(I, Keep.RECORD, "Results for a partner, small numbers hidden."),
    "feedback.PartnerAnswer": Held(
        I, Keep.RECORD, "What the partner does about each finding.", {"owner": N}
    ),
    "feedback.Chaser": Held(I, Keep.RECORD, "When a late partner was reminded."),
    "feedback.Outcome": Held(P, Keep.ALWAYS, "“You said, we did”."),
    "feedback.BoardAction": Held(I, Keep.RECORD, "Actions a board asked for.", {"owner": N}),
    "feedback.Report": Held(
        I, Keep.ALWAYS, "Reports to boards.", {"lead_officer": N, "signed_by": N}
    ),
    "feedback.ReportSection": Held(I, Keep.ALWAYS, "Their sections."),
    # --- Ground floor -----------------------------------------------------------------
    "common.HostBody": Held(P, Keep.ALWAYS, "The body that runs the forum."),
    "common.Link": Held(I, Keep.LINK, "Links that open without an account; keyed hashes."),
    "accounts.User": Held(
        N, Keep.ACCOUNT, "Staff and partners who sign in.", {"role": I, "is_active": I}
    ),
    "accounts.UserInvitation": Held(N, Keep.ACCOUNT, "Who was asked to have an account."),
    "audit.Entry": Held(I, Keep.AUDIT, "What was done, by whom, when and why; ids only."),
    "audit.Seal": Held(I, Keep.AUDIT, "The chain that shows tampering."),
    "privacy.DataKey": Held(
        N, Keep.PERSON, "The key of one person's values, wrapped; destroyed to erase them."
    ),
    "documents.RenderedDocument": Held(I, Keep.ALWAYS, "PDFs as they were issued."),
    "documents.GovernanceDocument": Held(P, Keep.ALWAYS, "Documents the forum stands on."),
    "documents.Attachment": Held(
        I, Keep.RECORD, "Files partners add to what they ask, and the office to what it decides."
    ),
    "outbox.Message": Held(
        N,
        Keep.MESSAGE,
        "Every outgoing message: ids only, neither address nor text.",
        {"kind": I, "status": I, "phase": I, "reason_code": I, "wording_version": I},
    ),
    # --- Django and allauth -----------------------------------------------------------
    "admin.LogEntry": Held(I, Keep.AUDIT, "Edits made in the records; references only."),
    "auth.Group": Held(I, Keep.ALWAYS, "Unused: roles decide."),
    "auth.Permission": Held(I, Keep.ALWAYS, "Unused: roles decide."),
    "contenttypes.ContentType": Held(I, Keep.ALWAYS, "Names of tables."),
    "sessions.Session": Held(N, Keep.SESSION, "Who is signed in."),
    "account.EmailAddress": Held(N, Keep.ACCOUNT, "Verified addresses of accounts."),
    "account.EmailConfirmation": Held(N, Keep.ACCOUNT, "Addresses being verified."),
    "mfa.Authenticator": Held(N, Keep.ACCOUNT, "Second factors of accounts."),
}


def covered_models() -> Iterator[type[models.Model]]:
    """Every model with columns of its own."""
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            yield model


def missing() -> list[str]:
    """Name the models nobody has described yet; must be empty."""
    return sorted(
        model._meta.label
        for model in covered_models()
        if model._meta.label not in REGISTER and not model.__module__.startswith("tests.")
    )


def entries(model: type[models.Model]) -> list[FieldEntry]:
    """Return what is said of each column of a model. Raises KeyError for an unknown model."""
    held = REGISTER[model._meta.label]
    return [
        FieldEntry(column.name, kind, held.keep, _is_loggable(column, kind))
        for column in [*model._meta.concrete_fields, *model._meta.local_many_to_many]
        for kind in [_kind_of(column, held)]
    ]


def _kind_of(column: models.Field, held: Held) -> Kind:
    if column.name in held.fields:
        return held.fields[column.name]
    # A row's own key says nothing by itself.
    return Kind.INTERNAL if column.primary_key and held.kind != Kind.PUBLIC else held.kind


def _is_loggable(column: models.Field, kind: Kind) -> bool:
    """Ids, codes and dates of what is not personal; never words, whatever they are about."""
    if column.primary_key:
        return True
    wordy = isinstance(column, (models.TextField, models.BinaryField, models.JSONField))
    return kind in {Kind.PUBLIC, Kind.INTERNAL} and not wordy


def is_sealed(column: models.Field) -> bool:
    return isinstance(column, EncryptedTextField)


def as_markdown() -> str:
    """Return the register as a table for ``docs/data-protection.md``."""
    lines = ["| table | holds | most sensitive | encrypted | kept |", "|---|---|---|---|---|"]
    order = list(Kind)
    for label, held in REGISTER.items():
        model = apps.get_model(label)
        worst = max((entry.kind for entry in entries(model)), key=order.index)
        sealed = ", ".join(
            column.name for column in model._meta.concrete_fields if is_sealed(column)
        )
        lines.append(f"| {label} | {held.why} | {worst} | {sealed or '–'} | {held.keep} |")
    return "\n".join(lines) + "\n"
