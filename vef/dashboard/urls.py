from django.urls import path

from vef.dashboard import views

app_name = "dashboard"

start = path("start/", views.Start.as_view(), name="start")

office: list = [
    start,
    path("office/", views.Desk.as_view(), name="desk"),
    path("office/thread/<uuid:pk>/", views.Thread.as_view(), name="thread"),
    path("office/thread/<uuid:pk>/pdf/", views.ThreadPdf.as_view(), name="thread-pdf"),
    path(
        "office/thread/<uuid:pk>/record/<slug:language>/",
        views.PlanningRecord.as_view(),
        name="planning-record",
    ),
    path("office/take-up/", views.TakeUpPage.as_view(), name="take-up"),
    path("office/board/", views.Board.as_view(), name="board"),
    path("office/board/objectives/", views.Objectives.as_view(), name="objectives"),
    path("office/board/thread/<uuid:pk>/", views.BoardThread.as_view(), name="board-thread"),
    path(
        "office/board/reports/<uuid:pk>/<slug:language>/",
        views.BoardReport.as_view(),
        name="board-report",
    ),
]
portal: list = [
    start,
    path("partners/", views.PortalHome.as_view(), name="portal-home"),
    path("partners/thread/<uuid:pk>/", views.PortalThread.as_view(), name="portal-thread"),
    path(
        "partners/thread/<uuid:pk>/pdf/", views.PortalThreadPdf.as_view(), name="portal-thread-pdf"
    ),
]
public: list = []
