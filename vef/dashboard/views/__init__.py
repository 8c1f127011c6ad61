from vef.dashboard.views.board import Board, BoardReport, BoardThread, Objectives
from vef.dashboard.views.office import Desk, PlanningRecord, Thread, ThreadPdf
from vef.dashboard.views.portal import PortalHome, PortalThread, PortalThreadPdf
from vef.dashboard.views.start import Start
from vef.dashboard.views.take_up import TakeUpPage

__all__ = [
    "Board",
    "BoardReport",
    "BoardThread",
    "Desk",
    "Objectives",
    "PlanningRecord",
    "PortalHome",
    "PortalThread",
    "PortalThreadPdf",
    "Start",
    "TakeUpPage",
    "Thread",
    "ThreadPdf",
]
