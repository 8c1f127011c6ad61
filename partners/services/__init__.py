"""What happens to windows, requests and decisions. Every step is recorded and says who did it."""

from partners.services.decisions import (
    AlreadyDecided,
    DecisionMissing,
    ask_more,
    decide_request,
)
from partners.services.letters import draft_letter
from partners.services.notices import send_notices
from partners.services.requests import (
    CaseReviewSuspected,
    NotEditable,
    RequestIncomplete,
    SaveConflict,
    Seen,
    WindowClosed,
    carry_over_request,
    fingerprint,
    missing_answers,
    save_request,
    start_request,
    submit_request,
    take_up_request,
    withdraw_request,
)
from partners.services.windows import (
    AnotherWindowOpen,
    WindowNotDue,
    close_window,
    open_window,
    turn_windows,
)

__all__ = [
    "AlreadyDecided",
    "AnotherWindowOpen",
    "CaseReviewSuspected",
    "DecisionMissing",
    "NotEditable",
    "RequestIncomplete",
    "SaveConflict",
    "Seen",
    "WindowClosed",
    "WindowNotDue",
    "ask_more",
    "carry_over_request",
    "close_window",
    "decide_request",
    "draft_letter",
    "fingerprint",
    "missing_answers",
    "open_window",
    "save_request",
    "send_notices",
    "start_request",
    "submit_request",
    "take_up_request",
    "turn_windows",
    "withdraw_request",
]
