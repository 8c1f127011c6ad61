from vef.dashboard.views.board import Board, BoardReport, BoardThread
from vef.dashboard.views.office import Desk, Thread, ThreadPdf
from vef.dashboard.views.portal import PortalHome, PortalThread, PortalThreadPdf
from vef.dashboard.views.start import Start

__all__ = [
    "Board",
    "BoardReport",
    "BoardThread",
    "Desk",
    "PortalHome",
    "PortalThread",
    "PortalThreadPdf",
    "Start",
    "Thread",
    "ThreadPdf",
]
