"""Partner organisations, the windows in which they ask, what they ask and what was decided."""

from partners.models.agreements import (
    NEEDED_FOR_RESULTS,
    Agreement,
    AgreementKind,
    AgreementStatus,
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
from partners.models.registers import RegisterEntry, RegisterKind
from partners.models.requests import EDITABLE, RequestStatus, TopicRequest
from partners.models.windows import RequestWindow, WindowStatus

__all__ = [
    "EDITABLE",
    "NEEDED_FOR_RESULTS",
    "Agreement",
    "AgreementKind",
    "AgreementStatus",
    "Avenue",
    "Criterion",
    "Decision",
    "DecisionScore",
    "DeclineReason",
    "LateCode",
    "Membership",
    "Nudge",
    "NudgeStatus",
    "Organisation",
    "Outcome",
    "RegisterEntry",
    "RegisterKind",
    "RequestStatus",
    "RequestWindow",
    "TopicRequest",
    "WindowStatus",
]
