"""People who agreed to be contacted, what they agreed to, and how it is safe to reach them.

Only the office sees what is here. ``database.gate`` alone says whether a person
may be contacted.
"""

from database.models.by_link import (
    ChangeKind,
    ChangeStatus,
    ProposedChange,
)
from database.models.campaigns import AskStatus, Campaign, CampaignAsk, CampaignStatus
from database.models.consent import (
    FAMILY,
    SUPPORTER,
    Consent,
    ConsentEvidence,
    ConsentMethod,
    ConsentWording,
    Decision,
    Purpose,
)
from database.models.contact import (
    Channel,
    ContactStop,
    RiskKind,
    SafeContact,
    Safety,
    StopReason,
    Supporter,
    Suppression,
)
from database.models.definition_quotes import DefinitionQuote
from database.models.equality import (
    Certainty,
    EqualityAnswer,
    EqualityOption,
    EqualityQuestion,
    FigureRelease,
    FigureStatus,
    ReferenceFigure,
    Unit,
)
from database.models.exchange import (
    ExportRequest,
    ExportStatus,
    ImportRun,
    ImportStatus,
)
from database.models.families import (
    Family,
    FamilyMember,
)
from database.models.joining import (
    JoinRequest,
    SelfServiceCode,
    SourceCode,
)
from database.models.keeping import (
    Erasure,
    LegalHold,
    RetentionRule,
    RetentionRun,
    RetentionStatus,
)
from database.models.lists import (
    Adjustment,
    Area,
    CaseStage,
    Experience,
    ProfileField,
    Relationship,
    VictimDefinition,
)
from database.models.notes import (
    KeptApart,
    Merge,
    Note,
)
from database.models.people import (
    EmailState,
    Person,
    PersonQuerySet,
    PersonStatus,
    WelshSkill,
)
from database.models.rights import (
    AccessPack,
    IdentityMethod,
    ImpactAssessment,
    ImpactRisk,
    Incident,
    ProcessingRecord,
    RightsRequest,
    RightsStatus,
)
from database.models.selecting import (
    CriterionKind,
    TellingWord,
)

__all__ = [
    "FAMILY",
    "SUPPORTER",
    "AccessPack",
    "Adjustment",
    "Area",
    "AskStatus",
    "Campaign",
    "CampaignAsk",
    "CampaignStatus",
    "CaseStage",
    "Certainty",
    "ChangeKind",
    "ChangeStatus",
    "Channel",
    "Consent",
    "ConsentEvidence",
    "ConsentMethod",
    "ConsentWording",
    "ContactStop",
    "CriterionKind",
    "Decision",
    "DefinitionQuote",
    "EmailState",
    "EqualityAnswer",
    "EqualityOption",
    "EqualityQuestion",
    "Erasure",
    "Experience",
    "ExportRequest",
    "ExportStatus",
    "Family",
    "FamilyMember",
    "FigureRelease",
    "FigureStatus",
    "IdentityMethod",
    "ImpactAssessment",
    "ImpactRisk",
    "ImportRun",
    "ImportStatus",
    "Incident",
    "JoinRequest",
    "KeptApart",
    "LegalHold",
    "Merge",
    "Note",
    "Person",
    "PersonQuerySet",
    "PersonStatus",
    "ProcessingRecord",
    "ProfileField",
    "ProposedChange",
    "Purpose",
    "ReferenceFigure",
    "Relationship",
    "RetentionRule",
    "RetentionRun",
    "RetentionStatus",
    "RightsRequest",
    "RightsStatus",
    "RiskKind",
    "SafeContact",
    "Safety",
    "SelfServiceCode",
    "SourceCode",
    "StopReason",
    "Supporter",
    "Suppression",
    "TellingWord",
    "Unit",
    "VictimDefinition",
    "WelshSkill",
]
