"""Partner organisations, the windows in which they ask, what they ask and what was decided."""

from partners.models.assessing import (
    ASSESSORS,
    Assessment,
    AssessmentScore,
    AssessmentStatus,
    Interest,
)
from partners.models.decisions import (
    Avenue,
    Criterion,
    Decision,
    DecisionScore,
    DeclineReason,
    Outcome,
)
from partners.models.late_codes import LateCode
from partners.models.nudges import Nudge, NudgeStatus
from partners.models.organisations import Membership, Organisation
from partners.models.requests import EDITABLE, RequestStatus, TopicRequest
from partners.models.triage import Placing
from partners.models.windows import RequestWindow, WindowStatus

__all__ = [
    "ASSESSORS",
    "EDITABLE",
    "Assessment",
    "AssessmentScore",
    "AssessmentStatus",
    "Avenue",
    "Criterion",
    "Decision",
    "DecisionScore",
    "DeclineReason",
    "Interest",
    "LateCode",
    "Membership",
    "Nudge",
    "NudgeStatus",
    "Organisation",
    "Outcome",
    "Placing",
    "RequestStatus",
    "RequestWindow",
    "TopicRequest",
    "WindowStatus",
]
