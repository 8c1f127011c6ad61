"""Partner organisations, the windows in which they ask, what they ask and what was decided."""

from partners.models.agreements import (
    NEEDED_FOR_RESULTS,
    Agreement,
    AgreementKind,
    AgreementStatus,
)
from partners.models.assessing import (
    ASSESSORS,
    Assessment,
    AssessmentScore,
    AssessmentStatus,
    Interest,
)
from partners.models.comments import CommentSettled, RequestComment, Side
from partners.models.decisions import (
    Avenue,
    Criterion,
    Decision,
    DecisionScore,
    DeclineReason,
    LetterStatus,
    Outcome,
)
from partners.models.details import NotPersonal
from partners.models.guidance import QuestionHelp
from partners.models.late_codes import LateCode
from partners.models.letters import AT_ONCE, DecisionLetter
from partners.models.nudges import Nudge, NudgeStatus
from partners.models.organisations import Membership, Organisation
from partners.models.promised import RequestTheme, StatedCapacity
from partners.models.registers import RegisterEntry, RegisterKind
from partners.models.requests import DECIDED, EDITABLE, TICKED, RequestStatus, TopicRequest
from partners.models.triage import Placing
from partners.models.windows import RequestWindow, WindowStatus
from partners.models.writing import RequestSave

__all__ = [
    "ASSESSORS",
    "AT_ONCE",
    "DECIDED",
    "EDITABLE",
    "NEEDED_FOR_RESULTS",
    "TICKED",
    "Agreement",
    "AgreementKind",
    "AgreementStatus",
    "Assessment",
    "AssessmentScore",
    "AssessmentStatus",
    "Avenue",
    "CommentSettled",
    "Criterion",
    "Decision",
    "DecisionLetter",
    "DecisionScore",
    "DeclineReason",
    "Interest",
    "LateCode",
    "LetterStatus",
    "Membership",
    "NotPersonal",
    "Nudge",
    "NudgeStatus",
    "Organisation",
    "Outcome",
    "Placing",
    "QuestionHelp",
    "RegisterEntry",
    "RegisterKind",
    "RequestComment",
    "RequestSave",
    "RequestStatus",
    "RequestTheme",
    "RequestWindow",
    "Side",
    "StatedCapacity",
    "TopicRequest",
    "WindowStatus",
]
