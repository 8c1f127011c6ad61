"""What people said, what partners answered, what was told back, and what boards follow up."""

from feedback.models.answers import AnswerStatus, PartnerAnswer
from feedback.models.boards import (
    ActionStatus,
    BoardAction,
    Rag,
    Report,
    ReportSection,
    ReportStatus,
)
from feedback.models.findings import Coding, Finding, Theme
from feedback.models.outcomes import Outcome, OutcomeStatus
from feedback.models.results import Chaser, ChaserStep, PackStatus, ResultsPack

__all__ = [
    "ActionStatus",
    "AnswerStatus",
    "BoardAction",
    "Chaser",
    "ChaserStep",
    "Coding",
    "Finding",
    "Outcome",
    "OutcomeStatus",
    "PackStatus",
    "PartnerAnswer",
    "Rag",
    "Report",
    "ReportSection",
    "ReportStatus",
    "ResultsPack",
    "Theme",
]
