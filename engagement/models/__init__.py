"""The programme and its activities; who was invited, what they replied and contributed."""

from engagement.models.activity import (
    FROZEN,
    Activity,
    ActivityQuerySet,
    ActivityStatus,
    Anonymity,
    Eligibility,
    InstigatedBy,
    Method,
)
from engagement.models.audience import Narrowing, NarrowingCriterion
from engagement.models.contribution import (
    Answer,
    Contribution,
    ContributionQuerySet,
    ContributionStatus,
    Helpline,
    MixBox,
    SpentNonce,
)
from engagement.models.indicators import Indicator
from engagement.models.invitation import (
    BatchStatus,
    Exclusion,
    Invitation,
    InvitationBatch,
    InvitationStatus,
    ReplyChoice,
)
from engagement.models.programme import Programme, ProgrammeEntry, ProgrammeStatus
from engagement.models.survey import Choice, Question, QuestionKind

__all__ = [
    "FROZEN",
    "Activity",
    "ActivityQuerySet",
    "ActivityStatus",
    "Anonymity",
    "Answer",
    "BatchStatus",
    "Choice",
    "Contribution",
    "ContributionQuerySet",
    "ContributionStatus",
    "Eligibility",
    "Exclusion",
    "Helpline",
    "Indicator",
    "InstigatedBy",
    "Invitation",
    "InvitationBatch",
    "InvitationStatus",
    "Method",
    "MixBox",
    "Narrowing",
    "NarrowingCriterion",
    "Programme",
    "ProgrammeEntry",
    "ProgrammeStatus",
    "Question",
    "QuestionKind",
    "ReplyChoice",
    "SpentNonce",
]
